"""`evaluator measure`: labelled answers judged once, told with intervals, and a bad file not at all."""

import json
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.cli.measure_report import WEAKEST, report_text
from evaluator.domain.judgements import Reason
from evaluator.domain.measures.shown import Examples
from evaluator.services.measurements import MeasurementShelf
from evaluator.services.measuring_reviews import ReviewedMaterial
from evaluator.settings import JudgeSettings, Settings
from evaluator.wiring import Application
from tests.cli.conftest import Desk
from tests.fakes import ScriptedAdjudicator, failing
from tests.measurement_fakes import InMemoryMeasurementLog
from tests.services.test_measuring import BANK, SHOWN, Reviews, reviewed, with_examples

ANSWERS = 40


def row(number: int, **changes: object) -> dict[str, object]:
    """Answers of which every second one says what the first point asks for."""
    says = number % 2 == 0
    labels = {"fast-storage": int(says), "less-load": 0, "cdn": 1 if number % 3 == 0 else 0}
    named = {"question_id": "caching", "answer_id": f"a{number}", "band": "terse" if says else "rambling"}
    answer = f"Keeps rows near, {number} of them." if says else f"Nothing of the kind in {number} words."
    return {**named, "answer": answer, "point_labels": labels, "score": 0.5 * says, **changes}


def write(path: Path, *rows: dict[str, object]) -> str:
    path.write_text("\n".join(json.dumps(one) for one in rows) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> InMemoryMeasurementLog:
    """Where reports are kept."""
    log = InMemoryMeasurementLog()
    monkeypatch.setattr(Application, "measurements", MeasurementShelf(log))
    return log


@pytest.fixture
def file(tmp_path: Path, shelf: InMemoryMeasurementLog) -> str:
    return write(tmp_path / "labelled.jsonl", *map(row, range(ANSWERS)))


def test_every_figure_of_a_judge_is_told_with_its_interval(desk: Desk, file: str) -> None:
    result = desk.run("measure", file, "--judge", "scripted", "--json")
    assert result.code == 0, result.err
    found = json.loads(result.out)["judges"]["scripted"]
    assert (found["n"], found["answers"], found["unscored"]) == (3 * ANSWERS, ANSWERS, 0)
    for name in ("accuracy", "macro_f1", "kappa", "share_unsure"):
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"], name
    assert found["auc"]["value"] is None
    assert found["auc"]["why"] == "not enough data yet"
    assert desk.judge.judged == ANSWERS


def test_the_default_judge_is_measured_where_none_is_named(desk: Desk, file: str) -> None:
    result = desk.run("measure", file)
    assert result.code == 0
    assert "scripted (" in result.out
    assert "same verdict as people" in result.out
    assert "judge down, people across" in result.out
    assert "By kind of answer" in result.out


def test_run_again_nothing_is_judged_twice_even_where_labels_changed(desk: Desk, file: str, tmp_path: Path) -> None:
    before = json.loads(desk.run("measure", file, "--json").out)
    rows = [row(number) for number in range(ANSWERS)]
    again = write(tmp_path / "again.jsonl", rows[0] | {"score": 1.0}, *rows[1:])
    after = json.loads(desk.run("measure", again, "--json").out)
    assert desk.judge.judged == ANSWERS
    assert len(desk.batch_log.batches) == 1
    assert after["material"]["digest"] != before["material"]["digest"]


def test_a_bad_file_is_told_row_by_row_and_not_measured_in_part(desk: Desk, tmp_path: Path) -> None:
    bad = write(tmp_path / "bad.jsonl", row(0), row(0), row(1, point_labels={"speed": 1}), row(2, question_id="x"))
    result = desk.run("measure", bad, "--json")
    assert (result.code, result.out) == (1, "")
    assert [line.strip().split(",")[0] for line in result.err.splitlines()[1:]] == ["row 2", "row 3", "row 3", "row 4"]
    assert desk.judge.judged == 0


def test_answers_that_were_not_scored_end_with_3_and_are_told(desk: Desk, file: str) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.REPLY_INVALID, "Not in the form asked for."))
    result = desk.run("measure", file)
    assert result.code == 3
    assert "not scored: reply_invalid" in result.out


def test_judging_that_has_to_stop_is_told_and_goes_on_when_run_again(desk: Desk, file: str) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.KEY_REFUSED, "The endpoint did not accept the key (401)."))
    result = desk.run("measure", file)
    assert (result.code, result.out) == (1, "")
    assert "Nothing is reported before all is judged." in result.err
    assert "did not accept the key" in result.err


def test_what_was_left_without_a_score_is_judged_again_when_asked(desk: Desk, file: str) -> None:
    desk.judge = ScriptedAdjudicator(failing(Reason.REPLY_INVALID, "Not in the form asked for."))
    assert desk.run("measure", file, "--budget", "5").code == 3
    judged = desk.judge.judged
    assert desk.run("measure", file, "--again", "--budget", "6").code == 3
    assert desk.judge.judged > judged


@pytest.mark.usefixtures("shelf")
def test_groups_of_which_nothing_can_be_said_are_not_headed(desk: Desk, tmp_path: Path) -> None:
    result = desk.run("measure", write(tmp_path / "few.jsonl", *map(row, range(3))))
    assert "3 answers to 1 question;" in result.out
    assert "weakest first" not in result.out
    assert "more" not in result.out


def test_judges_side_by_side_are_told_with_what_they_cost(desk: Desk, file: str) -> None:
    result = desk.run("measure", file, "--compare")
    assert result.code == 0
    assert "Quality and cost" in result.out


def test_a_report_goes_into_files_too(desk: Desk, file: str, tmp_path: Path) -> None:
    suites = tmp_path / "suites.json"
    suites.write_text(json.dumps({"attacks": {"cases": 300, "gained": 3}}), encoding="utf-8")
    out, html, card, text = (tmp_path / name for name in ("r.json", "r.html", "card.html", "card.md"))
    told = [
        "--out",
        str(out),
        "--html",
        str(html),
        "--card",
        str(card),
        "--attacks",
        str(suites),
        "--draw",
        "questions",
    ]
    assert desk.run("measure", file, *told).code == 0
    assert desk.run("measure", file, "--card", str(text)).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["drawn"] == "questions"
    page = html.read_text(encoding="utf-8")
    assert "How often it is right" in page
    assert "<svg" in page
    assert "src=" not in page
    assert "Attacked answers that gained credit without a flag: 3 of 300" in card.read_text(encoding="utf-8")
    assert "| same verdict as people |" in text.read_text(encoding="utf-8")
    assert "Attacked answers that gained credit without a flag: not measured" in text.read_text(encoding="utf-8")


def test_reviews_of_the_log_are_measured_without_judging_anything(
    desk: Desk, shelf: InMemoryMeasurementLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [reviewed(number) for number in range(70, 0, -1)]
    monkeypatch.setattr(Application, "reviewed", ReviewedMaterial(Reviews(said), BANK))
    result = desk.run("measure", "--from-reviews", "--json")
    assert result.code == 0, result.err
    [judge] = json.loads(result.out)["judges"].values()
    assert judge["answers"] == 70
    assert judge["accuracy"]["value"] == 1.0
    assert desk.judge.judged == 0


def test_a_log_without_reviews_is_said_to_have_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Application, "reviewed", ReviewedMaterial(Reviews([]), BANK))
    result = desk.run("measure", "--from-reviews")
    assert result.code == 1
    assert "no blind review" in result.err


@pytest.mark.parametrize("content", ["{", "[]", '{"attacks": {"cases": 3}}', '{"attacks": {"cases": 1, "gained": 2}}'])
def test_a_file_of_suites_that_says_nothing_is_refused(desk: Desk, file: str, tmp_path: Path, content: str) -> None:
    suites = tmp_path / "suites.json"
    suites.write_text(content, encoding="utf-8")
    result = desk.run("measure", file, "--card", str(tmp_path / "card.md"), "--attacks", str(suites))
    assert result.code == 1
    assert "docs/measuring.md shows its form" in result.err


def test_a_report_that_cannot_be_written_is_said(desk: Desk, file: str, tmp_path: Path) -> None:
    result = desk.run("measure", file, "--out", str(tmp_path / f"{300 * 'r'}.json"))
    assert result.code == 1
    assert "Name another file" in result.err


def test_what_was_measured_is_kept_for_the_page(desk: Desk, file: str, shelf: InMemoryMeasurementLog) -> None:
    desk.run("measure", file)
    [listed] = shelf.reports
    assert (listed.name, listed.answers, listed.judges) == ("labelled.jsonl", ANSWERS, ("scripted",))


def test_labelled_answers_are_recorded_apart_from_those_of_candidates(desk: Desk, file: str) -> None:
    world, opened = desk.installation, []

    def watched(settings: Settings) -> AbstractAsyncContextManager[Application]:
        opened.append((settings.data_dir.name, settings.review.enabled))
        return world.open(settings)

    desk.run("measure", file, installation=replace(world, open=watched))
    assert opened == [("measuring", False), ("var", True)]


def test_a_judge_is_shown_the_examples_of_the_record_in_which_people_mark_them(desk: Desk, file: str) -> None:
    world, opened = desk.installation, []

    def shown(own: Settings, marked: Settings) -> AbstractAsyncContextManager[Application]:
        opened.append((own.data_dir.name, marked.data_dir.name, own.judges[0].examples))
        return world.open(own)

    judge = JudgeSettings(name="shown", base_url="http://llm.test/v1", model="m", examples=2)
    desk.settings = desk.settings.model_copy(update={"judges": (judge,)})
    assert desk.run("measure", file, installation=replace(world, open_shown=shown)).code == 0
    assert opened == [("measuring", "var", 2)]


def test_the_examples_that_a_judge_was_shown_are_told_with_their_marks() -> None:
    [one] = SHOWN.shown
    many = tuple(replace(one, judgement_id=f"j-{number}") for number in range(WEAKEST + 2))
    text = report_text(with_examples(replace(SHOWN, shown=many)), compares=False)
    assert "  12 reviewed answers were shown to it as examples, before 260 of the 264 answers;" in text
    assert text.count(one.mark) == WEAKEST
    assert "and 2 more" in text
    assert "measured without any" in report_text(with_examples(Examples()), compares=False)


def test_a_folder_is_all_its_labelled_files(desk: Desk, tmp_path: Path, shelf: InMemoryMeasurementLog) -> None:
    folder = tmp_path / "golden"
    folder.mkdir()
    write(folder / "b.jsonl", *map(row, range(12)))
    write(folder / "a.jsonl", *map(row, range(12, 24)))
    (folder / "readme.txt").write_text("no answers", encoding="utf-8")
    found = json.loads(desk.run("measure", str(folder), "--json").out)
    assert (found["material"]["name"], found["material"]["answers"]) == ("2 files", 24)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Name a labelled file"),
        (["{file}", "--from-reviews"], "Name a labelled file"),
        (["{folder}"], "no labelled file"),
    ],
    ids=["nothing", "both", "an empty folder"],
)
def test_wrong_usage_ends_with_2(desk: Desk, file: str, tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "empty").mkdir()
    named = [part.format(file=file, folder=tmp_path / "empty") for part in arguments]
    result = desk.run("measure", *named)
    assert result.code == 2
    assert told in result.err
