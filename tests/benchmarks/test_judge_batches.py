"""The bench itself, in small: it runs to the end, tells what it measured, and fails only where harm was done."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import judge_batches
from benchmarks.batches.block import block_in
from benchmarks.batches.figures import report
from benchmarks.batches.runs import BARE, OURS, ROOT, Load, Run, bench
from benchmarks.batches.scenarios import SCENARIOS
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
    assert [(run["who"], run["scored"]) for run in made["figures"]] == [(OURS, 20), (BARE, 20)]


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
    run = Run(OURS, Load(), {"lost": 0, "twice": 0, "misjudged": 0, "broken": 0, what: 2}, Counts(), 0.0)
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


def test_a_document_quotes_what_was_shown_and_keeps_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "README.md"
    document.write_text("Before\n<!-- bench -->\n```\nold\n```\n<!-- end of bench -->\nAfter\n", encoding="utf-8")
    fine = Report("fine", "as it should be", [Row("wall", "<= 1 s", "1 s")])
    judge_batches.main(["fine", "--document", str(document)], {"fine": lambda size: fine})
    text = document.read_text(encoding="utf-8")
    assert capsys.readouterr().out in text
    assert text.startswith("Before\n")
    assert text.endswith("```\n<!-- end of bench -->\nAfter\n")
    assert "old" not in text


def test_a_document_without_a_place_for_it_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text("Nothing here", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no part between"):
        judge_batches.main(["none", "--document", str(document)], {"none": lambda size: pytest.fail("measured")})


def test_the_readme_quotes_scenarios_that_there_are() -> None:
    quoted = re.findall(r"^(\w+): ", block_in(ROOT / "README.md"), re.MULTILINE)
    assert set(quoted) <= set(SCENARIOS)
    assert "base" in quoted
