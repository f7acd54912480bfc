"""The bench itself, in small: it runs to the end, tells what it measured, and fails only where harm was done."""

import json
from pathlib import Path

import pytest

from benchmarks import judge_batches
from benchmarks.batches.figures import report
from benchmarks.batches.runs import BARE, OURS, Load, Run, bench
from benchmarks.batches.stopwatch import heard
from benchmarks.batches.table import Report, Row, table
from benchmarks.endpoint import Counts, Script


def test_a_small_bench_runs_through_and_tells_what_it_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "told.json"
    arguments = ["base", "--answers", "20", "--latency-ms", "5", "--rounds", "1", "--json", str(told)]
    assert judge_batches.main(arguments) == 0
    shown = capsys.readouterr().out
    [made] = json.loads(told.read_text(encoding="utf-8"))["reports"]
    rows = {row["what"]: row for row in made["rows"]}
    assert all(row["measured"] in shown and row["yardstick"] in shown for row in rows.values())
    assert float(rows["processor an answer"]["measured"].removesuffix(" ms")) > 0
    assert made["harm"] == []


def test_a_process_killed_and_run_again_has_judged_everything_once() -> None:
    with bench(Script(latency_s=0.1), Load(answers=30, in_flight=5)) as made:
        seen = made.kill(OURS, served=10)
        run = made.run(OURS)
    assert 10 <= seen.served.total() < 30
    assert (run.told["scored"], run.harm) == (30, {})
    assert run.counts.served.total() <= 30 + 2 * 5


def test_the_yardstick_goes_on_where_it_stopped_too() -> None:
    with bench(Script(latency_s=0.01), Load(answers=10)) as made:
        assert [made.run(BARE).counts.requests for _ in range(2)] == [10, 10]


@pytest.mark.parametrize(("harm", "code"), [((), 0), (("1 lost",), 1)], ids=["slow", "lost"])
def test_only_harm_makes_it_fail(harm: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    slow = Report("slow", "as slow as can be", [Row("wall", "<= 1 s", "900 s")], harm)
    assert judge_batches.main(["slow"], {"slow": lambda size: slow}) == code
    assert ("HARM" in capsys.readouterr().out) is bool(code)


@pytest.mark.parametrize("what", ["lost", "twice", "misjudged", "broken"])
def test_whatever_must_never_happen_is_harm(what: str) -> None:
    run = Run(Load(), {"lost": 0, "twice": 0, "misjudged": 0, "broken": 0, what: 2}, Counts(), 0.0)
    assert report("base", "", [], [run]).harm == [f"2 {what}"]


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        judge_batches.main(["speed"])
    assert "there is no scenario speed; choose from all, base, growth" in capsys.readouterr().err


def test_columns_stand_beneath_each_other() -> None:
    rows = [Row("wall", "<= 5 s", "4.00 s", "12.00 s"), Row("refused", "0", "0")]
    assert table(Report("tail", "a few slow ones", rows)).splitlines() == [
        "tail: a few slow ones",
        "           asked   measured  yardstick",
        "  wall     <= 5 s  4.00 s    12.00 s",
        "  refused  0       0",
    ]


def test_a_process_that_said_nothing_has_no_result() -> None:
    assert heard("Traceback\n") == {}
    assert heard('warning\nRESULT {"run_s": 1.5}\n') == {"run_s": 1.5}
