"""Text for a terminal: what it may show, how it is laid out."""

import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.cli.judgement_text import judgement_text
from evaluator.cli.printing import MOST_COLUMNS, columns, printable, wrapped
from evaluator.cli.waiting import shown_waiting
from evaluator.domain.judgements import Usage, Verdict
from evaluator.domain.readings import Stage, Step
from evaluator.domain.scoring import cover
from tests.specimens import judgement, points

WORDS = "Keeps what is often needed in fast storage so that nobody waits for it again and again and again"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@given(st.text())
def test_nothing_that_is_printed_can_steer_a_terminal(text: str) -> None:
    shown = printable(text)
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\n\tlines", "two lines"),
        ("\x1b[31mred", "U+001B[31mred"),
        ("left\u202eright", "leftU+202Eright"),
        ("zero\u200bwidth", "zeroU+200Bwidth"),
        ("naïve 日本", "naïve 日本"),
    ],
    ids=["lines", "escape", "direction", "hidden", "plain"],
)
def test_text_is_written_out_on_one_line(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize(("terminal", "most"), [("40", 40), ("300", MOST_COLUMNS)])
def test_lines_end_where_the_terminal_does_and_are_never_longer_than_one_reads(
    monkeypatch: pytest.MonkeyPatch, terminal: str, most: int
) -> None:
    monkeypatch.setenv("COLUMNS", terminal)
    lines = wrapped(WORDS * 3, 13, first="● covered").splitlines()
    assert max(map(len, lines)) <= most
    assert lines[0].startswith("● covered    Keeps")
    assert all(line.startswith(" " * 13) for line in lines[1:])


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert columns([("ID", "TITLE"), ("caching", "Caching"), ("x", "")]) == "ID       TITLE\ncaching  Caching\nx"


def test_on_a_terminal_one_line_tells_what_is_happening_and_goes_away_at_the_end() -> None:
    terminal = Terminal()
    with shown_waiting(terminal) as progress:
        progress(Step(Stage.INSPECT))
        progress(Step(Stage.ASK, attempt=2, attempts=4, wait_s=3.2))
        progress(Step(Stage.ASK, attempt=2, attempts=4))
    told = terminal.getvalue().split("\r\x1b[K")[1:]
    assert told == [
        "Inspecting the answer.",
        "Asking the judge: attempt 2 of 4. Waiting 3 s.",
        "Asking the judge: attempt 2 of 4.",
        "",
    ]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_step_has_words(stage: Stage) -> None:
    terminal = Terminal()
    with shown_waiting(terminal) as progress:
        progress(Step(stage))
    assert terminal.getvalue().count(".") == 1


def test_where_nobody_watches_nothing_is_told() -> None:
    stream = io.StringIO()
    with shown_waiting(stream) as progress:
        progress(Step(Stage.READ))
    assert stream.getvalue() == ""


def test_a_judgement_tells_its_quotes_flags_cost_and_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = judgement_text(judgement()).splitlines()
    assert "             “hot rows in memory” (near match)" in lines
    assert "             no evidence: “a CDN everywhere”" in lines
    assert "             The judge had said covered: Says so." in lines
    assert any(line.startswith("! The judge quoted words that are not in the answer (point 2).") for line in lines)
    assert "1,200 tokens read, 80 written · cost 0.0041" in " ".join(lines)
    assert "judged before, nothing paid" in " ".join(lines)
    assert lines[-1] == "Second opinion, not a decision."


def test_a_judgement_without_open_points_has_one_figure() -> None:
    settled = tuple(replace(point, verdict=Verdict.MISSED, reason="", needs_review=False) for point in points())
    plain = replace(judgement(), points=settled, coverage=cover(settled), flags=(), shared_from=None, ledger_seq=None)
    judge = replace(plain.judge, model="")
    lines = judgement_text(replace(plain, judge=judge, usage=Usage())).splitlines()
    assert "Coverage 0 %" in lines
    assert not any("settle" in line for line in lines)
    assert lines[-2] == "Judge large · judgement j2"


def test_where_every_point_is_open_no_share_is_told() -> None:
    opened = tuple(replace(point, verdict=Verdict.UNSURE) for point in points())
    lines = judgement_text(replace(judgement(), points=opened, coverage=cover(opened))).splitlines()
    assert "Coverage 0–100 % (every point is open)" in lines
    assert "For a person to settle: points 1, 2, 3" in lines
