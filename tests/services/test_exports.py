"""Exports: what stands in which column, what is left out, what the ledger is told, and how much is held meanwhile."""

import csv
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import pytest

from evaluator.domain.commitments import without_words
from evaluator.domain.effective import effective
from evaluator.domain.exports import Exported, ReviewRecord
from evaluator.domain.judgements import Judgement, JudgementId, Status, Verdict
from evaluator.domain.questions import QuestionBank
from evaluator.domain.reviews import Blind, Final, FinalPoint, Review, ReviewId, Seeded, Stream
from evaluator.domain.users import Role, User, UserId
from evaluator.files.sheets import read_sheet
from evaluator.services.export_rows import JUDGEMENTS, REVIEWS, JudgedRecord
from evaluator.services.exports import PAGE, TOLD, ExportOrder, ExportService, Receipt
from evaluator.services.orders import JudgementFilter, JudgementPage
from evaluator.services.reviewing import ReviewService
from evaluator.services.surroundings import Surroundings
from evaluator.services.tables import ResultFormat, Sheet
from tests.batch_records import QUESTION
from tests.export_fakes import InMemoryExportLog
from tests.fakes import InMemoryLog, fixed_digest
from tests.records import NOON, POINTS, unscored
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, FINAL, later, reviewable

FORMULA = '=HYPERLINK("http://x")'
REVIEW = Review(
    ReviewId("review-1"),
    JudgementId("judgement-1"),
    "boris",
    Stream.RANDOM,
    0.05,
    Blind(BLIND, NOON, later(1), 41.5),
    later(2),
    Final(FINAL, later(3), 12.0),
)
WITHHELD = {"candidate", "text"}
"""Parts of a filter that tell of a candidate."""


class WatchedLog(InMemoryLog):
    """Notes how much was written to the stream when each page was asked for."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__()
        self.stream = stream
        self.written: list[int] = []
        self.limits: set[int] = set()

    async def page(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, besides: Collection[str] = ()
    ) -> JudgementPage:
        self.written.append(self.stream.tell())
        self.limits.add(limit)
        return await super().page(wanted, limit=limit, cursor=cursor, besides=besides)


@dataclass
class Bench:
    """The service with what it writes to."""

    service: ExportService
    log: WatchedLog
    reviews: InMemoryReviewLog
    exports: InMemoryExportLog
    stream: io.BytesIO

    async def rows(self, wanted: JudgementFilter | None = None) -> list[dict[str, str]]:
        """The judgements that fit, as CSV has them."""
        await self.service.judgements(ExportOrder(wanted or JudgementFilter(), ResultFormat.CSV), self.stream)
        return list(csv.DictReader(io.StringIO(self.stream.getvalue().decode())))


@pytest.fixture
def bench() -> Bench:
    stream = io.BytesIO()
    log = WatchedLog(stream)
    reviews = InMemoryReviewLog(log, EVERYTHING)
    exports = InMemoryExportLog(log, reviews)
    world = Surroundings(lambda: NOON, lambda: "export-1", "here/1", lambda owner: True)
    reviewing = ReviewService(reviews, log, QuestionBank("1", "en", (QUESTION,), fixed_digest("bank")), 30.0, world)
    return Bench(ExportService(log, reviewing, exports, world), log, reviews, exports, stream)


def recorded(judgement: Judgement, *reviews: Review) -> JudgedRecord:
    return JudgedRecord(judgement, effective(judgement.points, reviews))


def reviewed(review: Review = REVIEW, judgement: Judgement | None = None) -> ReviewRecord:
    return ReviewRecord(review, judgement or reviewable(ledger_seq=4), 5, 6, 7)


def named(columns: Sequence[str], row: Sequence[object]) -> dict[str, object]:
    return dict(zip(columns, row, strict=True))


def judged_row(record: JudgedRecord) -> dict[str, object]:
    """The one row of a judgement."""
    sheet = JUDGEMENTS.sheets[0]
    (row,) = sheet.rows(record)
    return named(sheet.columns, row)


def rows_of(place: int, record: JudgedRecord) -> list[dict[str, object]]:
    sheet = JUDGEMENTS.sheets[place]
    return [named(sheet.columns, row) for row in sheet.rows(record)]


def review_rows(place: int, record: ReviewRecord) -> list[dict[str, object]]:
    sheet = REVIEWS.sheets[place]
    return [named(sheet.columns, row) for row in sheet.rows(record)]


def test_a_judgement_is_one_row_with_verdicts_versions_usage_and_ledger() -> None:
    row = judged_row(recorded(reviewable(ledger_seq=4)))
    assert (row["judgement_id"], row["ledger_seq"], row["status"], row["reason"]) == ("judgement-1", 4, "scored", None)
    assert [row[verdict.value] for verdict in Verdict] == [1, 0, 1, 1]
    assert row["verdicts"] == "shares-memory:covered own-stack:unsure scheduling:missed"
    assert row["flags"] == "unverified_evidence instruction_like_text"
    assert (row["judge"], row["model"], row["model_answered"], row["version"]) == (
        "main",
        "model-1",
        "model-1-0042",
        "0.1.0",
    )
    assert (row["input_tokens"], row["cached_tokens"], row["output_tokens"], row["cost"]) == (1_200, 800, 340, 0.0041)
    assert (row["attempts"], row["via"]) == (2, "live")


def test_the_examples_that_a_judge_was_shown_are_named_in_the_order_of_their_marks() -> None:
    one = reviewable()
    shown = replace(one, provenance=replace(one.provenance, examples={"j-7": fixed_digest("7"), "j-3": one.key}))
    assert [judged_row(recorded(each))["examples"] for each in (one, shown)] == ["", "j-7 j-3"]


def test_what_counts_after_reviews_stands_beside_the_judges_verdicts() -> None:
    row = judged_row(recorded(reviewable(), REVIEW))
    assert (row["reviewers"], row["disputed"]) == ("boris", "")
    assert row["effective_verdicts"] == "shares-memory:covered own-stack:missed scheduling:missed"
    assert row["effective_low"] == row["effective_high"] == row["effective_score"] == 0.5714


def test_points_on_which_people_differ_are_named() -> None:
    final = Final((FinalPoint(FINAL[0].point_id, Verdict.MISSED), *FINAL[1:]), later(3), 1)
    other = replace(REVIEW, reviewer="clara", final=final)
    row = judged_row(recorded(reviewable(), REVIEW, other))
    assert (row["reviewers"], row["disputed"]) == ("boris clara", "shares-memory")
    points = rows_of(1, recorded(reviewable(), REVIEW, other))
    assert [(point["effective_verdict"], point["basis"], point["reviewers"]) for point in points] == [
        ("unsure", "disagreement", "boris clara"),
        ("missed", "people", "boris clara"),
        ("missed", "people", "boris clara"),
    ]


def test_an_unscored_answer_has_empty_cells_where_figures_would_stand() -> None:
    row = judged_row(recorded(unscored(2)))
    assert row["status"] == "unscored"
    assert row["reason"]
    empty = ("coverage_low", "coverage_score", "covered", "missed", "verdicts", "effective_low", "effective_verdicts")
    assert {row[name] for name in empty} == {None}
    assert rows_of(1, recorded(unscored(2))) == rows_of(2, recorded(unscored(2))) == []


def test_each_quote_is_a_row_of_its_own() -> None:
    quotes = rows_of(2, recorded(reviewable()))
    assert [(quote["point_id"], quote["quote"], quote["match"]) for quote in quotes] == [
        ("shares-memory", "Threads share memory", "exact"),
        ("shares-memory", "as far as I know", "fuzzy"),
    ]


def test_an_erased_judgement_is_there_without_a_word() -> None:
    record = recorded(without_words(reviewable(candidate="C-1")), REVIEW)
    row = judged_row(record)
    assert (row["candidate"], row["verdicts"]) == (None, "shares-memory:covered own-stack:unsure scheduling:missed")
    assert rows_of(2, record) == []


def test_a_review_is_a_row_for_each_point_with_who_when_why_and_the_entries_of_the_ledger() -> None:
    first, second, third = review_rows(0, reviewed())
    assert [row["point_id"] for row in (first, second, third)] == [point.point_id for point in POINTS]
    assert (first["reviewer"], first["stream"], first["inclusion_probability"]) == ("boris", "random", 0.05)
    assert [(row["blind_verdict"], row["judge_verdict"], row["final_verdict"]) for row in (first, second, third)] == [
        ("covered", "covered", "covered"),
        ("missed", "unsure", "missed"),
        ("partial", "missed", "missed"),
    ]
    assert [(row["changed"], row["reason"]) for row in (first, second, third)] == [
        (False, None),
        (False, "judge_wrong"),
        (True, "missed_it"),
    ]
    assert [row["note"] for row in (first, second, third)] == ["Says it outright.", None, "Half of it?"]
    assert (first["blind_seconds"], first["final_seconds"]) == (41.5, 12.0)
    assert first["revealed_at"] == "2026-11-22T12:02:00.000000Z"
    seqs = ("judgement_ledger_seq", "committed_ledger_seq", "revealed_ledger_seq", "final_ledger_seq")
    assert [first[name] for name in seqs] == [4, 5, 6, 7]


def test_of_a_review_that_is_not_finished_the_rest_is_empty() -> None:
    unfinished = ReviewRecord(replace(REVIEW, revealed_at=None, final=None), reviewable(), 5, None, None)
    row = review_rows(0, unfinished)[0]
    empty = ("final_verdict", "changed", "reason", "revealed_at", "final_at", "final_seconds", "final_ledger_seq")
    assert {row[name] for name in empty} == {None}


def test_a_wrong_verdict_shown_on_purpose_is_told_once_it_was_disclosed() -> None:
    under_it = Final((FinalPoint(FINAL[0].point_id, Verdict.MISSED), *FINAL[1:]), later(3), 1)
    hidden = replace(REVIEW, seeded=Seeded(FINAL[0].point_id, Verdict.MISSED))
    told = replace(REVIEW, seeded=Seeded(FINAL[0].point_id, Verdict.MISSED, under_it))
    names = ("planted_verdict", "said_of_planted")
    assert [[row[name] for name in names] for row in review_rows(0, reviewed(hidden))] == [[None, None]] * 3
    assert [[row[name] for name in names] for row in review_rows(0, reviewed(told))] == [
        ["missed", "missed"],
        [None, None],
        [None, None],
    ]


def test_what_a_reviewer_marked_is_a_row_of_its_own() -> None:
    (marked,) = review_rows(1, reviewed())
    assert (marked["reviewer"], marked["point_id"]) == ("boris", "shares-memory")
    assert marked["quote"] == "Threads share memory"


async def test_nothing_in_a_csv_file_is_a_formula(bench: Bench) -> None:
    await bench.log.record(reviewable(candidate=FORMULA, created_by="@anna"))
    (row,) = await bench.rows()
    assert (row["candidate"], row["created_by"]) == ("'" + FORMULA, "'@anna")


async def test_a_workbook_holds_judgements_points_and_quotes_and_no_formula(bench: Bench) -> None:
    await bench.log.record(reviewable(candidate=FORMULA))
    await bench.service.judgements(ExportOrder(JudgementFilter(), ResultFormat.XLSX), bench.stream)
    sheets = {
        name: [row.cells for row in read_sheet(io.BytesIO(bench.stream.getvalue()), "a.xlsx", tab=name).rows()]
        for name in ("judgements", "points", "evidence")
    }
    assert {name: len(rows) for name, rows in sheets.items()} == {"judgements": 1, "points": 3, "evidence": 2}
    assert {row["candidate"] for rows in sheets.values() for row in rows} == {FORMULA}


async def test_json_lines_hold_a_review_beside_its_judgement(bench: Bench) -> None:
    judgement = await bench.log.record(reviewable())
    bench.reviews.reviews[REVIEW.id] = REVIEW
    receipt = await bench.service.reviews(ExportOrder(JudgementFilter(), ResultFormat.JSONL), bench.stream)
    told = json.loads(bench.stream.getvalue())
    assert receipt == Receipt(1, 1)
    assert (told["review"]["reviewer"], told["question_id"]) == ("boris", judgement.question_id)
    assert told["judgement_ledger_seq"] == judgement.ledger_seq
    assert {point["point_id"] for point in told["points"]} == {point.point_id for point in POINTS}


async def test_a_twin_shares_what_people_say_of_the_first(bench: Bench) -> None:
    await bench.log.record(reviewable(1))
    await bench.log.record(reviewable(2, shared_from=JudgementId("judgement-1")))
    bench.reviews.reviews[REVIEW.id] = REVIEW
    assert [row["reviewers"] for row in await bench.rows()] == ["boris", "boris"]


@pytest.mark.parametrize("more", [0, 1])
async def test_each_page_is_written_before_the_next_is_read(bench: Bench, more: int) -> None:
    for number in range(3 * PAGE + more):
        await bench.log.record(reviewable(number))
    assert len(await bench.rows()) == 3 * PAGE + more
    assert bench.log.limits == {PAGE}
    steps = [after - before for before, after in zip(bench.log.written, bench.log.written[1:], strict=False)]
    assert all(step > 0 for step in steps[1:])
    assert len(bench.log.written) == 3 + more


async def test_sealed_judgements_are_left_out_for_whoever_is_to_review_them(bench: Bench) -> None:
    await bench.log.record(reviewable())
    boris = User(UserId("boris"), "boris", Role.REVIEWER, NOON)
    order = ExportOrder(JudgementFilter(), ResultFormat.JSONL, boris)
    assert await bench.service.judgements(order, bench.stream) == Receipt(0, 1)
    assert bench.stream.getvalue() == b""
    assert await bench.service.judgements(replace(order, reader=None), bench.stream) == Receipt(1, 2)


async def test_the_ledger_is_told_the_filter_but_nothing_of_a_candidate(bench: Bench) -> None:
    wanted = JudgementFilter(
        question_id="threads",
        candidate="C-1",
        status=Status.SCORED,
        needs_review=True,
        coverage_from=20,
        since=date(2026, 11, 1),
        text="words of theirs",
    )
    await bench.service.judgements(ExportOrder(wanted, ResultFormat.CSV), bench.stream)
    (export,) = bench.exports.made
    assert (export.what, export.by, export.at) == (Exported.JUDGEMENTS, "operator", NOON)
    assert export.told == {
        "question_id": "threads",
        "status": "scored",
        "needs_review": True,
        "coverage_from": 20,
        "since": "2026-11-01",
    }
    assert set(export.withheld) == WITHHELD


def test_of_every_part_of_a_filter_it_is_decided_whether_the_ledger_may_tell_it() -> None:
    assert {field.name for field in fields(JudgementFilter)} == TOLD | WITHHELD


@pytest.mark.parametrize("sheet", [JUDGEMENTS.sheets[0], REVIEWS.sheets[0]], ids=["judgements", "reviews"])
def test_every_column_is_documented(sheet: Sheet[object]) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert [column for column in sheet.columns if f"`{column}`" not in documented] == []
