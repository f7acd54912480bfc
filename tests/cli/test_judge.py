"""`evaluator judge`: what it reads, what it prints and how it ends."""

import json
from pathlib import Path

import pytest

from evaluator.domain.judgements import Reason
from evaluator.errors import DiskFull
from evaluator.services.judgement_json import judgement_json
from tests.cli.conftest import Desk
from tests.fakes import failing

ANSWER = "Redis keeps hot rows in memory."
TALK = "Interviewer: What is caching for?\nAnna Berg: It is for speed.\nBen Ruiz: And for less load.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answer.txt"
    path.write_text(ANSWER, encoding="utf-8")
    return path


def test_an_answer_from_a_file_is_judged_and_every_point_told_by_shape_and_word(desk: Desk, file: Path) -> None:
    result = desk.run("judge", "caching", str(file))
    assert result.code == 0
    assert "● covered    1. Keeps what is often needed in fast storage" in result.out
    assert "◇ unsure     2. Takes load off the server" in result.out
    assert "○ missed     3. Serves static files from a CDN" in result.out
    assert "“Redis”" in result.out


def test_the_range_comes_first_and_what_is_open_is_named(desk: Desk, file: Path) -> None:
    out = desk.run("judge", "caching", str(file)).out
    assert "Coverage 50–83 % (75 % of what is settled)" in out
    assert "For a person to settle: point 2" in out


def test_whose_opinion_it_is_stands_at_the_end(desk: Desk, file: Path) -> None:
    assert desk.run("judge", "caching", str(file)).out.endswith("Second opinion, not a decision.\n")


@pytest.mark.parametrize("arguments", [(), ("-",)], ids=["no file", "a hyphen"])
def test_an_answer_is_read_from_standard_input(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = desk.run("judge", "caching", *arguments, stdin=ANSWER.encode())
    assert result.code == 0
    assert next(iter(desk.log.judgements.values())).answer.text == ANSWER


def test_json_is_the_judgement_as_the_api_gives_it(desk: Desk, file: Path) -> None:
    result = desk.run("judge", "caching", str(file), "--json")
    (judgement,) = desk.log.judgements.values()
    assert json.loads(result.out) == judgement_json(judgement)


def test_candidate_and_judge_are_passed_on(desk: Desk, file: Path) -> None:
    desk.run("judge", "caching", str(file), "--candidate", "C-7", "--judge", "scripted")
    (judgement,) = desk.log.judgements.values()
    assert (judgement.candidate, judgement.created_by) == ("C-7", "operator")


def test_what_was_judged_before_is_shown_and_not_paid_for_again(desk: Desk, file: Path) -> None:
    desk.run("judge", "caching", str(file))
    again = desk.run("judge", "caching", str(file))
    assert desk.judge.judged == 1
    assert again.code == 0


def test_again_judges_anew(desk: Desk, file: Path) -> None:
    desk.run("judge", "caching", str(file))
    desk.run("judge", "caching", str(file), "--again")
    assert desk.judge.judged == 2


def test_who_of_several_speakers_is_the_candidate_must_be_said(desk: Desk) -> None:
    result = desk.run("judge", "caching", stdin=TALK.encode())
    assert result.code == 1
    assert "  Name one with --speaker: Interviewer, Anna Berg, Ben Ruiz\n" in result.err
    assert desk.run("judge", "caching", "--speaker", "ben ruiz", stdin=TALK.encode()).code == 0


def test_an_answer_without_a_score_ends_with_3_and_says_why(desk: Desk, file: Path) -> None:
    desk.judge.script = failing(Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503).")
    result = desk.run("judge", "caching", str(file))
    assert result.code == 3
    assert "Not scored. The endpoint gave up after 4 tries (last: 503)." in result.out
    assert "Nothing about the candidate follows from it." in " ".join(result.out.split())
    assert "Coverage" not in result.out
    assert desk.run("judge", "caching", str(file), "--json", "--again").code == 3


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (
            ("judge", "cacheing"),
            b"words",
            1,
            "error: There is no question of that id in the bank. Did you mean caching?",
        ),
        (("judge", "caching"), b"  ", 1, "error: The answer is empty. Paste what the candidate said."),
        (("judge", "caching"), b"\xff\xff", 1, "error: The file is not UTF-8 text"),
        (("judge", "caching"), b"x" * 4_000_001, 1, "error: The file has more than 4,000,000 bytes"),
        (("judge", "caching", "--judge", "nobody"), b"words", 1, "error: There is no judge of that name."),
        (("judge", "caching", "--candidate", " "), b"words", 1, "error: The candidate's code must be"),
        (("judge", "caching", "gone.txt"), b"", 2, "error: Invalid value for '[FILE]': 'gone.txt': No such file"),
        (("judge",), b"", 2, "error: Missing argument 'QUESTION_ID'."),
        (("judge", "caching", "--loud"), b"", 2, "error: No such option '--loud'"),
    ],
    ids=["question", "empty", "bytes", "long", "judge", "candidate", "file", "argument", "option"],
)
def test_what_cannot_be_judged_is_refused_in_one_line(
    desk: Desk, arguments: tuple[str, ...], stdin: bytes, code: int, said: str
) -> None:
    result = desk.run(*arguments, stdin=stdin)
    assert result.code == code
    assert said in result.err
    assert result.out == ""


def test_a_fault_of_the_machine_is_told_in_one_line(desk: Desk, file: Path) -> None:
    desk.log.fault = DiskFull("The disk is full; nothing was written.")
    result = desk.run("judge", "caching", str(file))
    assert (result.code, result.err) == (1, "error: The disk is full; nothing was written.\n")


def test_the_first_use_makes_the_database_and_later_ones_leave_it(desk: Desk, file: Path) -> None:
    desk.run("judge", "caching", str(file))
    desk.settings.data_dir.mkdir()
    desk.settings.database_file.touch()
    desk.run("judge", "caching", str(file))
    assert desk.upgrades == 1


def test_what_would_steer_the_terminal_is_written_out(desk: Desk) -> None:
    out = desk.run("judge", "caching", stdin="Re\u202edis is fast.".encode()).out
    assert "“ReU+202Edis”" in out
    assert "\u202e" not in out


def test_nobodys_words_are_told_of_an_unforeseen_fault(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.log.fault = RuntimeError(ANSWER)
    quiet = desk.run("judge", "caching", str(file))
    monkeypatch.setenv("EVALUATOR_DEBUG", "1")
    loud = desk.run("judge", "caching", str(file))
    assert quiet.code == loud.code == 1
    assert quiet.err.startswith("error: Something went wrong that was not foreseen: RuntimeError at evaluator/")
    assert len(quiet.err.splitlines()) == 1
    assert "fakes.py" in loud.err
    assert ANSWER not in quiet.err + loud.err
