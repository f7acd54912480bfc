"""Pasted conversations are cut into turns, whatever tool they were pasted from."""

import pytest

from evaluator.domain.answers import AnswerKind
from evaluator.files.answers import read_answer
from tests.files.conversations import Said, read, said

TALK: Said = [
    ("Interviewer", False, "What is caching?"),
    ("Candidate", True, "Um, it keeps copies near."),
    ("Interviewer", False, "Why?"),
    ("Candidate", True, "Speed [inaudible] mostly."),
]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Interviewer: What is caching?\nCandidate: Um, it keeps copies near.\n"
            "Interviewer: Why?\nCandidate: Speed [inaudible] mostly.",
            id="names",
        ),
        pytest.param(
            "Interviewer:\nWhat is caching?\n\nCandidate:\nUm, it keeps copies near.\n\n"
            "Interviewer:\nWhy?\n\nCandidate:\nSpeed [inaudible] mostly.\n",
            id="names above the words",
        ),
        pytest.param(
            "**Interviewer:** What is caching?\n**Candidate**: Um, it keeps copies near.\n"
            "__Interviewer:__ Why?\n- Candidate: Speed [inaudible] mostly.",
            id="marked up",
        ),
        pytest.param(
            "[00:12:03] Interviewer: What is caching?\n(12:09) Candidate: Um, it keeps copies near.\n"
            "12:20 Interviewer: Why?\n12:22 - Candidate: Speed [inaudible] mostly.",
            id="times before the names",
        ),
        pytest.param(
            "Interviewer (00:12): What is caching?\nCandidate [00:15]: Um, it keeps copies near.\n"
            "Interviewer 00:20: Why?\nCandidate: [00:22] Speed [inaudible] mostly.",
            id="times after the names",
        ),
        pytest.param(
            "Interviewer  0:03\nWhat is caching?\n\nCandidate  0:09\nUm, it keeps copies near.\n\n"
            "Interviewer  0:20\nWhy?\n\nCandidate  0:22\nSpeed [inaudible] mostly.\n",
            id="names and times on lines of their own",
        ),
        pytest.param(
            "[Interviewer] 10:02:33\nWhat is caching?\n[Candidate] 10:02:40 AM\nUm, it keeps copies near.\n"
            "[Interviewer] 10:02:51\nWhy?\n[Candidate] 10:02:59\nSpeed [inaudible] mostly.\n",
            id="names in brackets",
        ),
        pytest.param(
            "Interviewer 0 minutes 3 seconds\n0:03\nInterviewer 0 minutes 3 seconds\nWhat is caching?\n"
            "Candidate 9 seconds\n0:09\nCandidate\nUm, it keeps copies near.\n"
            "Interviewer 1 minute 2 seconds\nWhy?\nCandidate 1 minute 5 seconds\nSpeed [inaudible] mostly.",
            id="times in words, names said again",
        ),
        pytest.param(
            "00:00:00\n\nInterviewer: What is caching?\nCandidate: Um, it keeps copies near.\n\n00:05:00\n\n"
            "Interviewer: Why?\nCandidate: Speed [inaudible] mostly.",
            id="times between paragraphs",
        ),
        pytest.param(
            "12:03 Interviewer\nWhat is caching?\n12:09 Candidate\nUm, it keeps copies near.\n"
            "12:30 Interviewer\nWhy?\n12:40 Candidate\nSpeed [inaudible] mostly.",
            id="times and names on lines of their own",
        ),
        pytest.param(
            "Interviewer\n00:00:03\nWhat is caching?\n\nCandidate\n00:00:09\nUm, it keeps copies near.\n\n"
            "Interviewer\n00:00:20\nWhy?\n\nCandidate\n00:00:22\nSpeed [inaudible] mostly.\n",
            id="times under the names",
        ),
    ],
)
def test_turns_are_found_however_a_tool_writes_names_and_times(text: str) -> None:
    assert read(text) == TALK


def test_names_and_words_as_pasted_stay_where_they_were_typed() -> None:
    text = "Interviewer: What is caching?\r\nCandidate: It keeps\r\ncopies near.\r\n"

    assert read_answer(text).text == "Interviewer: What is caching?\nCandidate: It keeps\ncopies near.\n"


def test_a_meeting_tools_paste_is_laid_out_as_names_and_words() -> None:
    answer = read_answer("Interviewer  0:03\nWhat is\ncaching?\n\nCandidate  0:09\nCopies.\n\nCandidate  0:31\nNear.\n")

    assert answer.text == "Interviewer: What is\ncaching?\n\nCandidate: Copies. Near."
    assert answer.kind is AnswerKind.TRANSCRIPT


def test_a_wrapped_line_goes_on_with_the_turn() -> None:
    text = "Q: What is caching?\nA: It keeps\ncopies near\n\nand fast.\nQ: Why?\nA: Speed."

    assert read(text)[1] == ("A", True, "It keeps\ncopies near\n\nand fast.")


@pytest.mark.parametrize(
    "inside", ["Redis: an in-memory store", "Write Through: both at once", "http://x.org: a page", "2. Speed:"]
)
def test_a_colon_inside_an_answer_ends_no_turn(inside: str) -> None:
    text = f"Interviewer: What is caching?\nCandidate: I know two.\n{inside}\nInterviewer: Good.\nCandidate: Yes."

    assert read(text)[1] == ("Candidate", True, f"I know two.\n{inside}")


def test_a_third_person_who_speaks_once_is_kept_apart() -> None:
    text = "Anna Berg: How was it?\nBen: I liked it.\nCarla Diaz: Why?\nBen: It was fast.\nAnna Berg: Good."

    assert [name for name, _, _ in read(text, candidate_speaker="Ben")] == [
        "Anna Berg",
        "Ben",
        "Carla Diaz",
        "Ben",
        "Anna Berg",
    ]


def test_code_in_a_fence_holds_no_speakers() -> None:
    text = "Interviewer: Show me.\nCandidate: Here:\n```\nInterviewer: str\nCandidate: int\n```\nDone."

    assert read(text)[1] == ("Candidate", True, "Here:\n```\nInterviewer: str\nCandidate: int\n```\nDone.")


@pytest.mark.parametrize(
    "code", ["```python\nInterviewer: str\n```", "```Interviewer: str```"], ids=["lines", "one line"]
)
def test_a_fence_that_opens_beside_a_name_ends_before_whoever_speaks_next(code: str) -> None:
    text = f"Interviewer: Show me.\nCandidate: {code}\nInterviewer: Go on.\nCandidate: That is all."
    assert [words for _, _, words in read(text)] == ["Show me.", code, "Go on.", "That is all."]


def test_words_before_the_first_name_are_nobodys() -> None:
    text = "Interview of 3 March\n\nInterviewer: What is caching?\nCandidate: Copies."

    assert read(text)[0] == (None, False, "Interview of 3 March")


def test_where_only_the_question_is_named_the_paragraphs_after_it_are_the_answer() -> None:
    text = "Interviewer: What is caching?\nIn short.\n\nIt keeps copies near.\n\nAnd fast."

    assert read(text) == [
        ("Interviewer", False, "What is caching?\nIn short."),
        ("Candidate", True, "It keeps copies near.\n\nAnd fast."),
    ]


def test_two_names_are_enough_where_one_asks_and_the_other_answers() -> None:
    text = "Anna: What is caching?\nBen: Keeping copies near."

    assert read(text, candidate_speaker="ben") == [
        ("Anna", False, "What is caching?"),
        ("Ben", True, "Keeping copies near."),
    ]


def test_spellings_of_one_name_are_one_speaker() -> None:
    text = "Interviewer: What?\nBEN ODE: This.\nINTERVIEWER: Why?\nBen Ode: So."

    assert [name for name, _, _ in read(text)] == ["Interviewer", "BEN ODE", "Interviewer", "BEN ODE"]


def test_a_full_width_colon_needs_no_space() -> None:
    assert read("面试官：什么是缓存？\n候选人：把数据放近。") == [
        ("面试官", False, "什么是缓存？"),
        ("候选人", True, "把数据放近。"),
    ]


LOOK_ALIKES = {
    "notes": "Note: caching helps.\nNote: it can be stale.\nExample: a CDN.\nNote: done.",
    "steps": "Step 1: measure it.\nStep 2: fix it.\nStep 1: again?\nStep 2: I agree.",
    "a list of tools": "Redis: an in-memory store.\nMemcached: simpler.\nRedis: can persist.\nMemcached: can not.",
    "unknown tools": "Varnish: a proxy.\nSquid: older.\nVarnish: fast.\nSquid: not so fast.",
    "addresses": "http://example.org is the host.\nhttps://example.org is better, I think.\nhttp://example.org again?",
    "situation and result": "Situation: we were late.\nTask: I had to plan.\nAction: I cut it.\nResult: you saw.\n"
    "Situation: again.\nTask: my turn?\nAction: same.\nResult: fine.",
    "for and against": "Pros: I like it.\nCons: you pay?\nPros: my favourite.\nCons: we wait.",
    "settings": "host: localhost\nport: 5432\nname: app\nhost: other",
    "code": "class Foo:\n    name: str\n    age: int\nif x:\n    return y\nelse:\n    return z",
    "headers": "Content-Type: text/html\nCache-Control: no-cache\nContent-Type: image/png\nCache-Control: max-age=1",
    "a log": "09:14 Error: connection refused\n09:15 Error: timeout\n09:16 Warning: slow",
    "a service log": "12:01 Nginx: started\n12:02 Postgres: down\n12:03 Nginx: 502",
    "a time line": "12:30 Deploy went out\n12:45 Alerts fire\n13:10 Rolled back",
    "a time line with headings": "12:30 Deploy\nWe shipped it.\n12:45 Alert\nIt fired.\n13:00 Deploy\nAgain.",
    "headings above times": "Root Cause\n12:30\nThe disk was full.\nGood Luck\nwe had some",
    "a day": "Monday 09:00\nstand-up\nTuesday 09:00\nplanning",
    "times in prose": "At 10:30 we met: I asked for time.\nAt 11:00 they said yes: you can have it.",
    "one heading": "My answer: caching keeps copies near. I use it often.",
    "an option list": "A: use a cache.\nB: use a queue.\nA: faster?\nC: neither, I think.",
    "questions with headings": "Caching: why? Because I want speed.\nQueues: why? Because you wait.",
    "a dialogue within a story": "Let me tell you how we solved a conflict in my last team, because it shows how I "
    "work with people who disagree with me about priorities and about quality, as happens in every team that I know.\n"
    "Lena: we cannot ship this.\nOmar: why?\nLena: because tests fail.\nOmar: I see.",
    "a long word before the colon": "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnop Abcdefghijk: I?\nBen: you?\nBen: I",
    "the word answer": "Answer: it keeps copies near.",
    "a sentence that ends in a colon": "Maximilian Featherstonehaugh Cholmondeley Marjoribanks: I?\nBen: you?\nBen: I",
    "names of cities": "Berlin: our office.\nParis: their office.",
}


@pytest.mark.parametrize("text", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_prose_with_colons_stays_a_typed_answer(text: str) -> None:
    assert read(text) == [(None, True, text)]


def test_one_who_says_it_is_a_transcript_needs_less_proof() -> None:
    text = "Lena: my view is this.\nOmar: mine is that."

    assert [name for name, _, _ in read(text, kind=AnswerKind.TRANSCRIPT, candidate_speaker="Lena")] == ["Lena", "Omar"]
    assert read(text) == [(None, True, text)]


def test_a_transcript_without_names_is_the_candidates_own() -> None:
    answer = read_answer("so um caching keeps copies", kind=AnswerKind.TRANSCRIPT)

    assert answer.kind is AnswerKind.TRANSCRIPT
    assert said(answer) == [(None, True, "so um caching keeps copies")]


def test_one_who_says_it_is_typed_is_believed() -> None:
    text = "Interviewer: What is caching?\nCandidate: Copies."

    assert read(text, kind=AnswerKind.TYPED) == [(None, True, text)]
