"""`evaluator batch`: checked before it costs anything, judged once, and its results whole or not there."""

import asyncio
import csv
import json
import signal
from pathlib import Path

import pytest

from evaluator.cli.batch_progress import bar_words, progress_json
from evaluator.cli.batch_report import MENDS
from evaluator.domain.answers import Answer
from evaluator.domain.batches import BatchState, PauseReason
from evaluator.domain.judgements import Reason
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.files.sheets import read_sheet
from evaluator.files.sheets.origins import MAX_BYTES
from evaluator.judge.config import Prices
from evaluator.services.bad_rows import WRONG
from evaluator.services.batch_orders import BatchProgress
from evaluator.settings.loading import MATCHER
from tests.batch_records import batch
from tests.cli.conftest import Desk
from tests.fakes import ScriptedAdjudicator, failing, first_word_covers, paid
from tests.files.sheets.tables import bomb, row, two_tables
from tests.signals import ctrl_c_handled_by

GOOD = "id,question_id,answer,candidate\n1,caching,It keeps hot rows near.,C-1\n2,caching,It takes load away.,C-2\n"
BAD = GOOD + "2,cachign,,C-3\n"
TOO_LONG = f"{300 * 'r'}.csv"
"""No disk takes a file of that name; one notices when it is written."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def _rows(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_is_judged_and_written_to_the_results(desk: Desk, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    result = desk.run("batch", str(file), "--out", str(out), "--yes")
    assert result.code == 0
    assert [(row["id"], row["status"], row["candidate"]) for row in _rows(out)] == [
        ("1", "scored", "C-1"),
        ("2", "scored", "C-2"),
    ]
    assert "Second opinion, not a decision." in result.err
    assert desk.judge.judged == 2


@pytest.mark.parametrize("suffix", ["jsonl", "xlsx", "CSV"])
def test_the_results_are_written_as_the_name_of_the_file_says(
    desk: Desk, file: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"results.{suffix}"
    assert desk.run("batch", str(file), "--out", str(out), "--yes").code == 0
    start = {"jsonl": b'{"', "xlsx": b"PK", "CSV": b"\xef\xbb\xbfid"}[suffix]
    assert out.read_bytes().lstrip(b"\xef\xbb\xbf").startswith(start.lstrip(b"\xef\xbb\xbf"))


def test_run_again_nothing_is_judged_twice(desk: Desk, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    for _ in range(2):
        assert desk.run("batch", str(file), "--out", str(out), "--yes").code == 0
    assert desk.judge.judged == 2
    assert len(desk.batch_log.batches) == 1


def test_asked_back_of_a_file_judged_before_nothing_is_priced_or_asked(desk: Desk, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    desk.run("batch", str(file), "--out", str(out), "--yes")
    out.unlink()
    again = desk.run("batch", str(file), "--out", str(out))
    assert again.code == 0
    assert "This file is judged already: 2 answers. Nothing is left to ask." in again.err
    assert "tokens in" not in again.err
    assert "Begin?" not in again.err
    assert (len(_rows(out)), desk.judge.judged) == (2, 2)


def test_only_what_an_earlier_run_left_is_priced(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = ScriptedAdjudicator(paid(first_word_covers))
    command = ["batch", str(file), "--out", str(tmp_path / "r.csv"), "--budget"]
    assert desk.run(*command, "0.004", "--yes").code == 1
    again = desk.run(*command, "1", stdin=b"y\n")
    assert again.code == 0
    assert "1 of 2 answers is judged already. Of the rest:\n1 answer goes to scripted" in again.err
    assert "Begin?" in again.err


def test_what_has_no_score_is_priced_only_when_it_is_to_be_judged_again(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.REPLY_INVALID, "Not in the form asked for, twice."))
    desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes")
    plain = desk.run("batch", str(file), "--dry-run").err
    assert "judged already: 2 answers, 2 of them without a score." in plain
    assert "tokens in" not in plain
    assert (
        "0 of 2 answers are judged already. Of the rest:\n2 answers go"
        in desk.run("batch", str(file), "--dry-run", "--again").err
    )


def test_a_dry_run_tells_rows_tokens_and_price_and_asks_nothing(desk: Desk, file: Path) -> None:
    desk.prices = Prices(input=1000.0, output=2000.0)
    result = desk.run("batch", str(file), "--dry-run")
    assert result.code == 0
    assert "2 rows, 2 can be judged" in result.err
    assert "go to scripted (llm.example)" in result.err
    assert "tokens in" in result.err
    assert "costs 0." in result.err or "costs 1." in result.err
    assert desk.judge.judged == 0
    assert desk.batch_log.batches == {}


def test_bad_rows_are_all_named_and_nothing_is_judged(desk: Desk, file: Path, tmp_path: Path) -> None:
    file.write_text(BAD, encoding="utf-8")
    out = tmp_path / "results.csv"
    result = desk.run("batch", str(file), "--out", str(out), "--yes")
    assert result.code == 1
    for code in ("question_unknown", "answer_empty", "id_repeated"):
        assert f"[{code}]" in result.err
    assert "row 4" in result.err
    assert not out.exists()
    assert desk.judge.judged == 0


def test_the_good_rows_are_judged_when_told_to_leave_the_bad_ones(desk: Desk, file: Path, tmp_path: Path) -> None:
    file.write_text(BAD, encoding="utf-8")
    out = tmp_path / "results.csv"
    assert desk.run("batch", str(file), "--out", str(out), "--yes", "--skip-bad-rows").code == 0
    assert [row["id"] for row in _rows(out)] == ["1", "2"]


def test_a_file_in_which_every_row_is_bad_is_refused_in_any_case(desk: Desk, file: Path, tmp_path: Path) -> None:
    file.write_text("question_id,answer\nnothing,Words.\n", encoding="utf-8")
    result = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes", "--skip-bad-rows")
    assert result.code == 1
    assert "no row that can be judged" in result.err


def test_answers_that_could_not_be_scored_end_with_3_and_have_no_coverage(
    desk: Desk, file: Path, tmp_path: Path
) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.REPLY_INVALID, "Not in the form asked for, twice."))
    out = tmp_path / "results.csv"
    result = desk.run("batch", str(file), "--out", str(out), "--yes")
    assert result.code == 3
    assert {(row["status"], row["reason"], row["coverage_low"]) for row in _rows(out)} == {
        ("unscored", "reply_invalid", "")
    }
    assert "left out of every average" in result.err


def test_a_batch_that_had_to_stop_says_why_and_goes_on_when_run_again(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.KEY_REFUSED, "The endpoint did not accept the key (401)."))
    out = tmp_path / "results.csv"
    stopped = desk.run("batch", str(file), "--out", str(out), "--yes")
    assert stopped.code == 1
    assert "did not accept the key" in stopped.err
    assert "Run the same command again to go on" in stopped.err
    assert [row["status"] for row in _rows(out)] == ["waiting", "waiting"]
    (batch,) = desk.batch_log.batches.values()
    assert batch.state is BatchState.PAUSED


def test_progress_is_one_line_of_json_a_second_where_there_is_no_terminal(
    desk: Desk, file: Path, tmp_path: Path
) -> None:
    result = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes", "--progress", "json")
    lines = [json.loads(line) for line in result.err.splitlines() if line.startswith("{")]
    assert lines[-1]["total"] == lines[-1]["done"] == 2


@pytest.mark.parametrize("kind", ["bar", "none"])
def test_progress_can_be_a_bar_or_nothing(desk: Desk, file: Path, tmp_path: Path, kind: str) -> None:
    result = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes", "--progress", kind)
    assert result.code == 0
    assert '{"batch"' not in result.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--yes"], "--out"),
        (["--out", "r.txt", "--yes"], ".csv, .jsonl or .xlsx"),
        (["--dry-run", "--column", "colour=x"], "ROLE=NAME"),
        (["--dry-run", "--column", "answer"], "ROLE=NAME"),
        (["--dry-run", "--budget", "0"], "--budget"),
        (["--dry-run", "--bad-rows", "b.jsonl"], ".csv or .xlsx"),
    ],
    ids=["no results", "another format", "unknown role", "no column", "no budget", "bad rows as lines"],
)
def test_wrong_usage_ends_with_2(desk: Desk, file: Path, arguments: list[str], told: str) -> None:
    result = desk.run("batch", str(file), *arguments)
    assert result.code == 2
    assert told in result.err


def test_columns_and_the_question_can_be_said_by_hand(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Said,Who\nIt keeps hot rows near.,C-1\n", encoding="utf-8")
    out = tmp_path / "results.csv"
    said = ["--column", "answer=Said", "--column", "candidate=Who", "--question", "caching"]
    assert desk.run("batch", str(file), "--out", str(out), "--yes", *said).code == 0
    assert [(row["question_id"], row["candidate"]) for row in _rows(out)] == [("caching", "C-1")]


def test_without_yes_it_asks_back_and_no_is_no(desk: Desk, file: Path, tmp_path: Path) -> None:
    result = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), stdin=b"n\n")
    assert result.code == 1
    assert desk.judge.judged == 0


def test_results_that_cannot_be_written_are_said_to_be_and_nothing_is_lost(
    desk: Desk, file: Path, tmp_path: Path
) -> None:
    result = desk.run("batch", str(file), "--out", str(tmp_path / TOO_LONG), "--yes")
    assert result.code == 1
    assert "cannot be written" in result.err
    (batch,) = desk.batch_log.batches.values()
    assert batch.tally.scored == 2


class Interrupted(ScriptedAdjudicator):
    """A judge during whose first answer somebody presses Ctrl-C."""

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        if self.judged == 0:
            signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(0)
        return await super().judge(question, answer, sample, progress)


def test_ctrl_c_keeps_what_was_judged_and_says_how_to_go_on(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = Interrupted(first_word_covers)
    out = tmp_path / "results.csv"
    with ctrl_c_handled_by(signal.default_int_handler):
        result = desk.run("batch", str(file), "--out", str(out), "--yes", "--progress", "none")
    assert result.code == 130
    assert "Stopped; what was judged is kept. Run the same command again to go on." in result.err
    assert len(_rows(out)) == 2


@pytest.mark.parametrize("answers", [1, 2])
def test_the_matcher_is_told_to_cost_nothing_before_and_after(desk: Desk, tmp_path: Path, answers: int) -> None:
    desk.judge = ScriptedAdjudicator(first_word_covers, name=MATCHER)
    file = tmp_path / "answers.csv"
    file.write_text("question_id,answer\n" + "".join(f"caching,Rows {n}.\n" for n in range(answers)), encoding="utf-8")
    told = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes", "--progress", "none").err
    assert ("1 answer goes" if answers == 1 else "2 answers go") in told
    assert "costs nothing." in told
    assert "tokens in" not in told
    assert "cost        nothing" in told


def test_many_findings_are_counted_instead_of_filling_the_screen(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("question_id,answer\n" + "caching,\n" * 150, encoding="utf-8")
    result = desk.run("batch", str(file), "--dry-run")
    assert "… and 50 more." in result.err


def test_run_again_with_a_higher_budget_it_goes_on(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = ScriptedAdjudicator(paid(first_word_covers))
    command = ["batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes", "--budget"]
    stopped = desk.run(*command, "0.004")
    assert stopped.code == 1
    assert "Run the same command again with a higher --budget to go on." in stopped.err
    assert desk.run(*command, "1").code == 0
    (batch,) = desk.batch_log.batches.values()
    assert (batch.budget, batch.tally.scored, desk.judge.judged) == (1.0, 2, 2)


def test_what_was_not_scored_is_judged_again_only_when_told_to(desk: Desk, file: Path, tmp_path: Path) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.REPLY_INVALID, "Not in the form asked for, twice."))
    command = ["batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes"]
    first = desk.run(*command)
    assert (first.code, desk.judge.judged) == (3, 2)
    assert "Run the same command with --again" in first.err
    desk.judge = ScriptedAdjudicator(first_word_covers)
    assert (desk.run(*command).code, desk.judge.judged) == (3, 0)
    again = desk.run(*command, "--again")
    assert (again.code, desk.judge.judged) == (0, 2)
    assert "--again" not in again.err
    assert (desk.run(*command, "--again").code, desk.judge.judged) == (0, 2)


def test_every_reason_to_stop_comes_with_its_mend() -> None:
    assert MENDS.keys() == set(PauseReason)


def test_json_and_bar_tell_how_many_wait_on_the_limit() -> None:
    progress = BatchProgress(batch(state=BatchState.RUNNING), in_flight=5, queued=2)
    assert (progress_json(progress)["in_flight"], progress_json(progress)["queued"]) == (5, 2)
    assert progress_json(progress)["idle"] is False
    assert bar_words(progress) == "0 scored, 0 not scored, 5 under way, 2 of them waiting on the limit"


def test_somebody_who_waits_for_workers_is_told_that_none_does_anything() -> None:
    idle = BatchProgress(batch(state=BatchState.RUNNING), is_idle=True)
    assert "is `evaluator worker` running?" in bar_words(idle)
    assert progress_json(idle)["idle"] is True


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_bad_rows_are_written_to_a_file_to_be_mended(desk: Desk, file: Path, tmp_path: Path, suffix: str) -> None:
    file.write_text(BAD, encoding="utf-8")
    out = tmp_path / f"bad.{suffix}"
    result = desk.run("batch", str(file), "--dry-run", "--bad-rows", str(out))
    assert result.code == 1
    assert f"1 bad row written to {out}, each with what is wrong." in result.err
    (row,) = read_sheet(out).rows()
    assert row.cells["question_id"] == "cachign"
    assert "The answer is empty." in str(row.cells[WRONG])


def test_where_no_row_is_bad_no_file_is_written(desk: Desk, file: Path, tmp_path: Path) -> None:
    result = desk.run("batch", str(file), "--dry-run", "--bad-rows", str(tmp_path / "bad.csv"))
    assert result.code == 0
    assert "No row is bad" in result.err
    assert not (tmp_path / "bad.csv").exists()


def test_bad_rows_that_cannot_be_written_are_said_to_be(desk: Desk, file: Path, tmp_path: Path) -> None:
    file.write_text(BAD, encoding="utf-8")
    result = desk.run("batch", str(file), "--dry-run", "--bad-rows", str(tmp_path / TOO_LONG))
    assert result.code == 1
    assert "The bad rows cannot be written" in result.err


def test_one_sheet_of_a_workbook_is_named(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "round.xlsx"
    answers = row(1, A="question_id", B="answer") + row(2, A="caching", B="It keeps hot rows near.")
    file.write_bytes(two_tables(answers))
    assert "1 row, 1 can be judged" in desk.run("batch", str(file), "--dry-run", "--sheet", "answers").err
    unnamed = desk.run("batch", str(file), "--dry-run")
    assert unnamed.code == 1
    assert "“when”, “who”" in unnamed.err
    assert unnamed.err.count("No column is known to hold the answers.") == 1
    assert "--column answer=NAME says which column is what" in unnamed.err
    wrong = desk.run("batch", str(file), "--dry-run", "--sheet", "Round 3")
    assert wrong.code == 1
    assert "The workbook has no sheet of that name. It has “Notes”, “Answers”." in wrong.err


def test_a_file_of_200_mb_is_refused_by_its_size_and_a_bomb_by_what_it_declares(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as sparse:
        sparse.truncate(MAX_BYTES)
    packed = tmp_path / "packed.xlsx"
    packed.write_bytes(bomb(30))
    for file, told in ((large, "files under 200 MB are read"), (packed, "times its size")):
        result = desk.run("batch", str(file), "--out", str(tmp_path / "r.csv"), "--yes")
        assert (result.code, told in result.err) == (1, True)
    assert desk.batch_log.batches == {}
