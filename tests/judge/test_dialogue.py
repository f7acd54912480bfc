"""What one request of a batch takes: few tokens, and most of them the same for all answers to a question."""

import json
from itertools import takewhile
from pathlib import Path

from evaluator.domain.answers import typed
from evaluator.domain.inline_questions import InlineQuestion, question_of
from evaluator.domain.questions import Question
from evaluator.domain.readings import Assignment
from evaluator.files.sheets.decoys import generic_decoys
from evaluator.judge.config import ReplyFormat
from evaluator.judge.dialogue import Dialogue
from evaluator.judge.formats import options_for
from evaluator.judge.lineup import line_up
from evaluator.judge.prompts import load_prompt
from evaluator.wiring import PROMPT

PROMPTS = Path(__file__).parents[2] / "prompts"
CHARACTERS_A_TOKEN = 4
ASKED = InlineQuestion(
    "The nightly import of orders takes longer each week. How would you find and remove the cause?",
    [
        "Measures each step of the import before changing any of them",
        "Tells time spent in the database from time spent waiting for other systems",
        "Looks at the growth of the tables and at indexes that no longer fit the queries",
        "Writes rows in groups instead of one by one, in transactions of sensible size",
        "Imports what has changed since the last night instead of everything anew",
        "Watches the duration afterwards, with an alert before the night becomes too short",
    ],
)
SAID = "So I would take it apart and look at every step of it by itself, one after the other. " * 9


def question_in(asked: InlineQuestion) -> Question:
    """A question that a file brings along, with decoys."""
    question = question_of(asked, generic_decoys())
    assert isinstance(question, Question)
    return question


def _sent(said: str, *, strict: bool = False) -> tuple[str, str]:
    """The messages in their order, and the schema as it goes along."""
    question = question_in(ASKED)
    asked = line_up(question, 0, with_canaries=True).asked
    assignment = Assignment(typed(said), question, asked, (said,))
    request = Dialogue(load_prompt(PROMPTS, *PROMPT), assignment, strict=strict).request(None)
    form = options_for(ReplyFormat.JSON_SCHEMA, request)["response_format"]
    return "\n".join(message["content"] for message in request.messages), json.dumps(form)


def test_an_answer_of_150_words_to_a_question_with_six_points_takes_600_tokens() -> None:
    words, schema = _sent(SAID)
    assert 150 <= len(SAID.split()) <= 180
    assert (len(words) + len(schema)) / CHARACTERS_A_TOKEN <= 600


def test_the_first_300_tokens_are_the_same_for_all_answers_to_a_question() -> None:
    (one, schema), (other, same) = _sent(SAID), _sent("Something else.")
    leading = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    assert leading / CHARACTERS_A_TOKEN >= 300
    assert schema == same


def test_asking_strictly_changes_the_schema_and_no_word_of_the_prompt() -> None:
    (brief, short), (strict, long) = _sent(SAID), _sent(SAID, strict=True)
    assert brief == strict
    assert ('"strict"' in short, '"strict"' in long) == (False, True)
