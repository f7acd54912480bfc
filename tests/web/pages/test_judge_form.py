from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from litestar.datastructures import UploadFile

from evaluator.domain.answers import AnswerKind
from evaluator.web.pages.judge_form import (
    ALL_OF_IT,
    MAX_FILE_BYTES,
    Draft,
    JudgeForm,
    draft_of,
    preview_of,
    read_form,
    speaker_choice,
)
from tests.web.pages.specimens import ESSAY, TALK

UNNAMED = TALK.replace("Interviewer:", "Ada:").replace("Candidate:", "Grace:")


def drafted(answer: str = TALK, question: str = "bread", **fields: object) -> Draft:
    return draft_of(JudgeForm(question=question, answer=answer, **fields))


@contextmanager
def upload(content: bytes, name: str = "talk.txt") -> Iterator[UploadFile]:
    sent = UploadFile("text/plain", name, content)
    with sent.file:
        yield sent


async def test_the_fields_are_read_and_what_is_missing_is_empty() -> None:
    form = await read_form({"question": "bread", "answer": "Linen.", "csrf_token": "x", "do": "judge"})
    assert form == JudgeForm(question="bread", answer="Linen.")


async def test_a_file_is_read_to_just_past_its_limit() -> None:
    with upload(b"x" * (MAX_FILE_BYTES + 50)) as sent:
        form = await read_form({"file": sent})
    assert len(form.file) == MAX_FILE_BYTES + 1


async def test_a_file_field_left_empty_is_no_file() -> None:
    with upload(b"", name="") as sent:
        assert await read_form({"file": sent}) == JudgeForm()


def test_an_answer_that_can_be_judged_comes_with_its_outline() -> None:
    draft = drafted()
    assert draft.errors == {}
    assert draft.answer is not None
    assert draft.answer.own_text.startswith("In a linen bag")
    assert draft.outline is not None
    assert draft.outline.candidate == "Candidate"


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("Paste an answer first.", ""),
        ("Paste an answer first.", " \n "),
        ("This is 61_240_characters; the judge takes 50_000.", "a" * 61_240),
        ("The answer holds the control character U+0007 at position 3.", "abc\x07"),
    ],
    ids=["empty", "blank", "too long", "not text"],
)
def test_an_answer_that_cannot_be_judged_says_how_to_mend_it(told: str, answer: str) -> None:
    draft = drafted(answer)
    assert draft.answer is None
    assert draft.errors["answer"].startswith(told.replace("_", "\u00a0"))


def test_a_candidate_who_says_nothing_leaves_nothing_to_judge() -> None:
    draft = drafted(
        "Interviewer: Where do you keep your bread?\n\nCandidate: ...\n\nInterviewer: And now?\n\nCandidate: ..."
    )
    assert draft.errors == {"answer": "Paste an answer first."}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert drafted("", question="").errors == {
        "question": "Pick a question first.",
        "answer": "Paste an answer first.",
    }


def test_who_the_candidate_is_has_to_be_said_where_names_do_not_tell() -> None:
    draft = drafted(UNNAMED)
    assert draft.errors == {"speaker": "Say who the candidate is: there are 2 speakers."}
    assert draft.answer is None
    assert draft.outline is not None


def test_the_speaker_who_was_chosen_is_the_candidate() -> None:
    draft = drafted(UNNAMED, speaker=speaker_choice("Grace"))
    assert draft.errors == {}
    assert draft.answer is not None
    assert [turn.by_candidate for turn in draft.answer.turns] == [False, True, False, True]


def test_a_chosen_speaker_who_is_not_in_the_text_any_more_is_asked_for_again() -> None:
    assert drafted(UNNAMED, speaker=speaker_choice("Mary")).errors == {
        "speaker": "Say who the candidate is: there are 2 speakers."
    }


def test_a_text_that_only_looks_like_a_conversation_can_be_taken_whole() -> None:
    draft = drafted(UNNAMED, speaker=ALL_OF_IT)
    assert draft.answer is not None
    assert (draft.answer.kind, len(draft.answer.turns)) == (AnswerKind.TYPED, 1)


def test_a_file_goes_into_the_empty_box() -> None:
    draft = drafted("", file=ESSAY.encode())
    assert (draft.form.answer, draft.form.file) == (ESSAY, b"")
    assert draft.answer is not None


def test_a_subtitle_file_is_known_by_what_it_holds() -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Candidate>In a linen bag.\n"
    draft = drafted("", file=cues.encode())
    assert draft.answer is not None
    assert draft.answer.own_text == "In a linen bag."


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ("There is an answer in the box and a file as well.", {"answer": "Linen.", "file": b"Paper."}),
        ("The file is larger than 200 kB.", {"answer": "", "file": b"x" * (MAX_FILE_BYTES + 1)}),
        ("The file is a PDF, not text.", {"answer": "", "file": b"%PDF-1.7"}),
    ],
    ids=["both", "too large", "not text"],
)
def test_a_file_that_cannot_be_used_says_why(told: str, fields: dict[str, object]) -> None:
    assert drafted(**fields).errors["answer"].startswith(told)


def test_a_preview_says_nothing_of_what_is_still_wrong() -> None:
    assert preview_of(JudgeForm(answer="")) == Draft(JudgeForm(answer=""))
    assert preview_of(JudgeForm(answer=UNNAMED)).outline is not None
