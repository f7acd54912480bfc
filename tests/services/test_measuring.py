"""Measuring judges: by labelled files, on reviews, and as reports that are kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evaluator.domain.agreement.figures import Estimate
from evaluator.domain.exports import ReviewPage, ReviewRecord
from evaluator.domain.judgements import FlagCode, JudgeIdentity, JudgementId, Reason, Verdict
from evaluator.domain.measures.report import Drawn, GroupKind, Material, MeasurementId, Report
from evaluator.domain.measures.reporting import JudgedCases, compare_all, report_judge
from evaluator.domain.measures.shown import Examples, ShownExample
from evaluator.domain.questions import QuestionBank, QuestionId
from evaluator.domain.reviews import Blind, PointReview, Review, ReviewId, Stream
from evaluator.errors import RowsRefused, SheetUnreadable
from evaluator.files.labelled import read_labelled
from evaluator.services.card_suites import suites_of
from evaluator.services.judge_card import cards_of
from evaluator.services.measure_json import report_json
from evaluator.services.measure_reading import report_of
from evaluator.services.measurements import MeasurementShelf
from evaluator.services.measuring_reviews import ReviewedMaterial
from evaluator.services.orders import JudgementFilter
from evaluator.settings import Settings
from evaluator.store.upgrades import upgrade
from evaluator.wiring import open_application
from tests import records
from tests.domain.measures.drawn import QUESTIONS, cases
from tests.fakes import fixed_digest
from tests.measurement_fakes import InMemoryMeasurementLog
from tests.records import NOON

HOUSE = JudgeIdentity("house", "sage", "coverage/v2", "llm.example", settings_digest=fixed_digest("settings"))
MATCHER = JudgeIdentity("matcher", "matcher/1", "none")
ANSWERS = 264
SALT = {
    "question_id": "salt",
    "question": "How do you part salt from water?",
    "points": [
        {"id": "dry", "text": "The water evaporates in the heat of the sun"},
        {"id": "left", "text": "Salt crystals are left behind in the pan"},
    ],
}


@cache
def told() -> Report:
    """Two judges on answers enough for every plot; one failed on some, the other gives no probabilities."""
    judged = [
        JudgedCases(HOUSE, tuple(cases(1, ANSWERS, failing=3))),
        JudgedCases(MATCHER, tuple(cases(2, ANSWERS, with_probabilities=False))),
    ]
    labels = {"covered": 9, "partial": 2}
    material = Material("labelled.jsonl", fixed_digest("file"), ANSWERS, 12, labels, ANSWERS, 1, "held")
    return Report(
        id=MeasurementId("m1"),
        at=NOON,
        material=material,
        drawn=Drawn.QUESTIONS,
        judges=tuple(report_judge(one, QUESTIONS, is_binary=False, drawn=Drawn.ANSWERS) for one in judged),
        comparisons=compare_all(judged, is_binary=False, drawn=Drawn.ANSWERS),
        bank_digest=fixed_digest("bank"),
        version="1.0",
    )


def report(**changes: Any) -> Report:
    """That report, changed."""
    return replace(told(), **changes)


def test_a_report_read_back_from_its_json_is_the_same() -> None:
    assert report_of(json.loads(json.dumps(report_json(report())))) == report()


def test_the_json_has_every_figure_of_a_judge_with_both_ends() -> None:
    judge: Any = report_json(report())["judges"]
    for name in ("accuracy", "macro_f1", "kappa", "auc", "share_unsure"):
        assert judge["house"][name]["low"] <= judge["house"][name]["value"] <= judge["house"][name]["high"]
    assert isinstance(judge["house"]["n"], int)
    assert judge["matcher"]["auc"] | {"missing": None} == dict.fromkeys(
        ("value", "low", "high", "points", "answers", "missing")
    ) | {"why": "not enough data yet"}
    assert sum(sum(said.values()) for said in judge["house"]["confusion"].values()) == judge["house"]["n"]


async def test_reports_are_kept_and_given_back() -> None:
    shelf = MeasurementShelf(InMemoryMeasurementLog())
    await shelf.keep(report())
    [listed] = await shelf.listed()
    assert (listed.judges, listed.answers) == (("house", "matcher"), ANSWERS)
    assert await shelf.get("m1") == report()
    assert await shelf.get("m2") is None


def test_a_card_says_what_was_measured_and_what_was_not() -> None:
    house, matcher = cards_of(
        report(), suites_of({"attacks": {"cases": 300, "gained": 3}, "honest": {"cases": 0, "flagged": 0}})
    )
    told = {part.title: " ".join(part.sentences) for part in house.parts}
    kappa = report().judges[0].overall.figures["kappa"]
    assert isinstance(kappa, Estimate)
    rows = {row[0]: row for part in house.parts for row in part.rows}
    assert rows["Cohen's kappa"][1] == f"{kappa.value:.3f}"
    assert rows["where answers go"][1] == "llm.example"
    assert "3 of 300 (95 % interval 0.3 to 2.9 %)" in told["Attacks"]
    assert "a scripted judge that does all it is told" in told["Attacks"]
    assert [told[part].count("not measured") for part in ("Attacks", "Invariance")] == [1, 2]
    assert "cannot tell right from wrong" not in told["Intended use"]
    assert "Answers not scored: 3 of 264 (reply_invalid: 3)." in told["Known failures"]
    assert "labelled.jsonl, part held: 264 answers to 12 questions." in told["Measured on"]
    assert (
        "evaluator's own process" in {row[0]: row for part in matcher.parts for row in part.rows}["where answers go"][1]
    )


def test_a_card_counts_what_was_credited_wrongly_however_few_and_says_what_a_matcher_cannot_tell() -> None:
    [judge] = [one for one in report().judges if one.identity.name == "matcher"]
    [card] = cards_of(report(judges=(replace(judge, flags={"matcher_only": ANSWERS}),)), {})
    parts = {part.title: part for part in card.parts}
    assert "cannot tell right from wrong" in parts["Intended use"].sentences[-1]
    table = judge.of(GroupKind.QUESTION)[0].measured.table
    missed = sum(table.count(said, Verdict.MISSED) for said in Verdict)
    credited = sum(table.count(said, Verdict.MISSED) for said in (Verdict.COVERED, Verdict.PARTIAL))
    heads, first, *_ = parts["By question"].rows
    assert (
        dict(zip(heads, first, strict=True))["credited, of those that people call missed"] == f"{credited} of {missed}"
    )
    assert any(
        told.startswith("Credited though people call it missed, by question")
        for told in parts["Known failures"].sentences
    )


SHOWN = Examples(260, (ShownExample("j-7", QuestionId("q1"), fixed_digest("mark"), 260),))


def with_examples(examples: Examples) -> Report:
    """That report, of a judge that is set up for examples and was shown these."""
    house = report().judges[0]
    identity = replace(house.identity, prompt="coverage-examples/v1")
    return report(judges=(replace(house, identity=identity, examples=examples), *report().judges[1:]))


def test_what_a_judge_was_shown_is_kept_with_the_report_and_told_on_its_card_with_each_mark() -> None:
    made = with_examples(SHOWN)
    assert report_of(json.loads(json.dumps(report_json(made)))) == made
    [told] = [part for part in cards_of(made, {})[0].parts if part.title == "Examples"]
    assert told.sentences[0].startswith("1 reviewed answer was shown to it as an example, before 260 of the 264 ")
    assert told.rows[1:] == (("q1", "j-7", fixed_digest("mark"), "260"),)


def test_a_card_says_that_a_judge_was_measured_without_the_examples_it_is_set_up_for() -> None:
    house, matcher = cards_of(with_examples(Examples()), {})
    [told] = [part for part in house.parts if part.title == "Examples"]
    assert "it was measured without any" in told.sentences[0]
    assert told.rows == ()
    assert "Examples" not in {part.title for part in matcher.parts}


def test_a_report_kept_before_examples_were_told_is_read_as_one_without() -> None:
    kept: Any = json.loads(json.dumps(report_json(report())))
    for judge in kept["judges"].values():
        del judge["examples"]
    assert report_of(kept) == report()


def test_a_card_of_scores_alone_has_no_table_of_verdicts() -> None:
    bare = tuple(replace(case, pairs=(), forecasts=(), flags=()) for case in cases(3, 60))
    judge = report_judge(JudgedCases(HOUSE, bare), QUESTIONS, is_binary=True, drawn=Drawn.ANSWERS)
    scores = replace(report().material, labels={}, scores=60, blank=0, part=None)
    [card] = cards_of(report(judges=(judge,), material=scores, version=None), {})
    assert "Who said what" not in {part.title for part in card.parts}
    assert judge.of(GroupKind.POINT) == ()


def labelled_rows() -> list[dict[str, object]]:
    said = {
        "both": ("The water evaporates in the heat of the sun and salt crystals are left behind in the pan.", 1, 1),
        "dry": ("In the heat of the sun the water evaporates.", 1, 0),
        "none": ("I would ask somebody who works at the seaside.", 0, 0),
    }
    return [
        {
            **SALT,
            "answer_id": f"{name}-{number}",
            "answer": f"{text} Take {number}.",
            "point_labels": {"dry": dry, "left": left},
        }
        for number in range(20)
        for name, (text, dry, left) in said.items()
    ]


async def test_a_labelled_file_is_judged_by_the_matcher_down_the_whole_road(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, labelled_rows())), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "var")
    upgrade(settings.database.get_secret_value())
    async with open_application(settings) as application:
        measuring, labelled = application.measuring, read_labelled(file, application.bank)
        assert measuring.judges(labelled) == ["matcher"]
        batch = await measuring.order(labelled, None)
        bounded = await measuring.bound(batch, [batch], 0.5)
        assert bounded.budget == 0.5
        done = await application.batches.run(batch.id)
        assert (await measuring.order(labelled, "matcher", again=True)).id == done.id
        assert await measuring.bound(done, [done], 1.0) == done
        made = measuring.report(await measuring.collect(labelled, [done]), Drawn.ANSWERS)
        await application.measurements.keep(made)
        assert await application.measurements.get(made.id) == made
        [judge] = made.judges
        area = judge.overall.figures["auc"]
        assert isinstance(area, Estimate)
        assert area.value > 0.9
        assert (judge.identity.name, judge.overall.answers, judge.effort.cost) == ("matcher", 60, 0.0)
        file.write_text("\n".join(map(json.dumps, labelled_rows()[::-1])), encoding="utf-8")
        with pytest.raises(SheetUnreadable, match="changed while it was judged"):
            await measuring.collect(labelled, [done])


@dataclass
class Reviews:
    """Reviews in pages of two, newest first."""

    records: Sequence[ReviewRecord]

    async def reviews(self, wanted: JudgementFilter, *, before: int | None, limit: int) -> ReviewPage:
        rest = [one for one in self.records if before is None or one.committed_seq < before]
        return ReviewPage(tuple(rest[:2]), rest[1].committed_seq if len(rest) > 2 else None)


def reviewed(number: int, *, of: int | None = None, **changes: Any) -> ReviewRecord:
    """The review committed as that entry, with one verdict the other way than the judge's on every third."""
    judgement = replace(records.judgement(), id=JudgementId(f"j{of or number}"), **changes.pop("judged", {}))
    said = changes.pop("said", {})
    points = tuple(PointReview(point.point_id, said.get(point.point_id, point.verdict)) for point in judgement.points)
    review = Review(ReviewId(f"r{number}"), judgement.id, "rea", Stream.RANDOM, 0.1, Blind(points, NOON, NOON, 1.0))
    return ReviewRecord(replace(review, **changes), judgement, number, None, None)


BANK = QuestionBank("1", "en", (), fixed_digest("bank"))


async def test_blind_verdicts_on_answers_that_chance_chose_are_what_reviews_tell() -> None:
    first = records.judgement().points[0].point_id
    unsure = {point.point_id: Verdict.UNSURE for point in records.judgement().points}
    log = Reviews(
        [
            reviewed(9, stream=Stream.TARGETED),
            reviewed(8, said=unsure),
            reviewed(7, of=3, said={first: Verdict.MISSED}),
            reviewed(4, judged={"judge": replace(records.judgement().judge, name="other")}),
            reviewed(3, said={first: Verdict.COVERED}),
        ]
    )
    found = await ReviewedMaterial(log, BANK).collect([records.judgement().judge.name])
    [judged] = found.judged
    assert [case.answer_id for case in judged.cases] == ["j3"]
    labels: Mapping[str, Verdict] = {pair.point_id: pair.blind for pair in judged.cases[0].pairs}
    assert labels[first] is Verdict.COVERED
    assert (found.material.answers, found.material.questions) == (1, 1)


async def test_a_judge_whose_model_changed_stands_once_for_each() -> None:
    other = replace(records.judgement().judge, model="newer")
    found = await ReviewedMaterial(Reviews([reviewed(2, judged={"judge": other}), reviewed(1)]), BANK).collect([])
    names = [judged.identity.name for judged in found.judged]
    assert len(set(names)) == 2
    assert names[0].endswith("per_answer")
    assert "newer" in names[0]


async def test_without_a_review_there_is_nothing_to_measure_on() -> None:
    with pytest.raises(RowsRefused, match="nothing to measure on"):
        await ReviewedMaterial(Reviews([]), BANK).collect([])


def test_what_failed_and_was_flagged_is_read_back_as_what_it_was() -> None:
    back = report_of(json.loads(json.dumps(report_json(report())))).judges[0]
    assert back.reasons == {Reason.REPLY_INVALID: 3}
    assert back.flags == {FlagCode.TOO_SHORT: ANSWERS // 2}
