"""What became of a batch, as tables and as JSON Lines."""

import csv
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from io import BytesIO, StringIO

import pytest

from evaluator.domain.answers import Span, typed
from evaluator.domain.batches import BatchId, BatchItem, ItemState
from evaluator.domain.judgements import Coverage, Evidence, FlagCode, JudgementId, Match, Usage
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.files.sheets import read_sheet
from evaluator.services.batch_results import (
    MOST_POINT_COLUMNS,
    Judged,
    point_columns,
    write_results,
)
from evaluator.services.judgement_json import judgement_json
from evaluator.services.tables import PORTION, ResultFormat
from tests.specimens import judgement, unscored


def question(name: str, *points: str) -> Question:
    expected = tuple(ExpectedPoint(PointId(point), f"Says {point}") for point in points)
    return Question(QuestionId(name), name, f"What of {name}?", QuestionKind.KNOWLEDGE, expected)


CACHING = question("caching", "fast-storage", "cdn", "expiry")
OTHER = question("rest-apis", "cdn")


def item(position: int, state: ItemState = ItemState.SCORED, **changes: object) -> BatchItem:
    plain = BatchItem(
        batch_id=BatchId("b1"),
        position=position,
        row=position + 2,
        item_id=f"A-{position}",
        question=CACHING,
        answer=typed("Redis keeps hot rows in memory."),
        candidate="C-7",
        judgement_id=JudgementId(f"j{position}"),
        state=state,
    )
    return replace(plain, **changes)


SCORED: Judged = (item(0), judgement())
UNSCORED: Judged = (item(1, ItemState.UNSCORED), unscored())
WAITING: Judged = (item(2, ItemState.WAITING, question=OTHER, candidate=None), None)


async def written(
    judged: Sequence[Judged], written_as: ResultFormat, questions: Sequence[Question] = (CACHING, OTHER)
) -> bytes:
    async def each() -> AsyncIterator[Judged]:
        for one in judged:
            yield one

    stream = BytesIO()
    assert await write_results(each(), point_columns(questions), written_as, stream) == len(judged)
    return stream.getvalue()


async def table(judged: Sequence[Judged], questions: Sequence[Question] = (CACHING, OTHER)) -> list[dict[str, str]]:
    text = (await written(judged, ResultFormat.CSV, questions)).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


async def test_a_scored_answer_is_one_row_with_a_column_for_each_point() -> None:
    (row,) = await table([SCORED])
    assert row == {
        "id": "A-0",
        "row": "2",
        "question_id": "caching",
        "candidate": "C-7",
        "status": "scored",
        "reason": "",
        "coverage_low": "0.5",
        "coverage_high": "0.6667",
        "coverage_score": "0.6",
        "caching/fast-storage": "covered",
        "caching/cdn": "unsure",
        "caching/expiry": "missed",
        "rest-apis/cdn": "",
        "flags": "unverified_evidence",
        "needs_review": "true",
        "judgement_id": "j2",
        "judge": "large",
        "shared": "true",
        "words": "6",
        "cost": "0.0041",
        "examples": "",
    }


async def test_the_examples_that_a_judge_was_shown_are_named() -> None:
    one, judged = item(0), judgement()
    shown = replace(judged, provenance=replace(judged.provenance, examples=(JudgementId("j7"), JudgementId("j9"))))
    (row,) = await table([(one, shown)])
    assert row["examples"] == "j7 j9"


async def test_an_answer_without_a_score_has_a_reason_and_never_a_zero() -> None:
    (row,) = await table([UNSCORED])
    assert (row["status"], row["reason"]) == ("unscored", "endpoint_failed")
    empty = [name for name in row if name.startswith(("coverage", "caching/", "rest-apis/"))]
    assert len(empty) == 7
    assert {row[name] for name in empty} == {""}
    assert (row["needs_review"], row["shared"], row["cost"]) == ("true", "false", "")


@pytest.mark.parametrize("state", [ItemState.WAITING, ItemState.CANCELLED])
async def test_an_answer_not_judged_says_where_it_stands_and_nothing_else(state: ItemState) -> None:
    (row,) = await table([(replace(WAITING[0], state=state), None)])
    said = {name: cell for name, cell in row.items() if cell}
    assert said == {
        "id": "A-2",
        "row": "4",
        "question_id": "rest-apis",
        "status": state.value,
        "judgement_id": "j2",
        "words": "6",
    }


async def test_coverage_without_a_score_keeps_its_interval() -> None:
    (row,) = await table([(item(0), replace(judgement(), coverage=Coverage(None, 0.0, 1.0)))])
    assert (row["coverage_low"], row["coverage_high"], row["coverage_score"]) == ("0.0", "1.0", "")


async def test_flags_stand_in_one_cell_apart_by_spaces() -> None:
    flagged = judgement()
    flags = (flagged.flags[0], replace(flagged.flags[0], code=FlagCode.TOO_SHORT))
    (row,) = await table([(item(0), replace(flagged, flags=flags, usage=Usage(1, 0, 1, 1e-6)))])
    assert row["flags"] == "unverified_evidence too_short"
    assert float(row["cost"]) == 1e-6


async def test_a_point_of_the_same_name_in_another_question_stays_empty() -> None:
    (row,) = await table([(item(0, question=OTHER), replace(judgement(), question_id=OTHER.id))])
    assert (row["rest-apis/cdn"], row["caching/cdn"]) == ("unsure", "")


async def test_columns_come_in_the_order_of_the_questions_each_once() -> None:
    assert point_columns([OTHER, CACHING, OTHER]).names == (
        "rest-apis/cdn",
        "caching/fast-storage",
        "caching/cdn",
        "caching/expiry",
    )


async def test_points_too_many_for_columns_are_told_in_numbered_ones() -> None:
    many = [question(f"q-{number}", "cdn") for number in range(MOST_POINT_COLUMNS)]
    assert len(point_columns(many).names) == MOST_POINT_COLUMNS
    assert point_columns([*many, OTHER, CACHING]).most == 3
    (row, empty) = await table([SCORED, WAITING], [*many, CACHING])
    assert [name for name in row if name.startswith("point")] == ["point 1", "point 2", "point 3"]
    assert (row["point 1"], row["point 3"]) == ("fast-storage: covered", "expiry: missed")
    assert (empty["point 1"], empty["point 3"]) == ("", "")


async def test_json_lines_hold_the_whole_judgement_with_the_items_id_and_row() -> None:
    lines = (await written([SCORED, UNSCORED, WAITING], ResultFormat.JSONL)).decode().splitlines()
    first, second, third = map(json.loads, lines)
    named = {"item_id": "A-0", "row": 2, "state": "scored"}
    assert first == {**named, **json.loads(json.dumps(judgement_json(judgement())))}
    assert (second["state"], second["coverage"], second["reason"]) == ("unscored", None, "endpoint_failed")
    assert third == {
        "item_id": "A-2",
        "row": 4,
        "state": "waiting",
        "id": "j2",
        "status": None,
        "question_id": "rest-apis",
        "candidate": None,
        "coverage": None,
    }


async def test_a_workbook_has_the_answers_and_beside_them_a_row_for_each_quote() -> None:
    data = await written([SCORED, UNSCORED, WAITING], ResultFormat.XLSX)
    answers = [dict(row.cells) for row in read_sheet(BytesIO(data), "a.xlsx", tab="answers").rows()]
    plain = await table([SCORED, UNSCORED, WAITING])
    same = {"status", "reason", "id", "row", "coverage_low", "coverage_score", "caching/cdn", "flags", "judge", "cost"}
    for row, line in zip(answers, plain, strict=True):
        assert {name: row.get(name, "") for name in same} == {name: line[name] for name in same}
    evidence = [dict(row.cells) for row in read_sheet(BytesIO(data), "a.xlsx", tab="evidence").rows()]
    assert evidence == [
        {
            "id": "A-0",
            "row": "2",
            "question_id": "caching",
            "candidate": "C-7",
            "point_id": "fast-storage",
            "point": "Keeps what is often needed in fast storage",
            "verdict": "covered",
            "quote": "hot rows in memory",
            "start": "47",
            "end": "65",
            "match": "fuzzy",
        }
    ]


HOSTILE = '=HYPERLINK("http://example.org")'


async def test_no_format_lets_a_code_or_a_quote_run_as_a_formula() -> None:
    point = replace(judgement().points[0], evidence=(Evidence(HOSTILE, Span(0, 32), Match.EXACT),))
    hostile = (
        item(0, item_id=HOSTILE, candidate=HOSTILE, question=question(HOSTILE, HOSTILE)),
        replace(judgement(), points=(point,)),
    )
    questions = [hostile[0].question]
    text = (await written([hostile], ResultFormat.CSV, questions)).decode()
    cells = [cell for record in csv.reader(StringIO(text, newline="")) for cell in record]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert text.count("'=HYPERLINK") == 4
    data = await written([hostile], ResultFormat.XLSX, questions)
    for tab in ("answers", "evidence"):
        (row,) = read_sheet(BytesIO(data), "a.xlsx", tab=tab).rows()
        assert row.cells["id"] == row.cells["candidate"] == HOSTILE
    assert row.cells["quote"] == HOSTILE


@pytest.mark.parametrize("count", [0, 1, PORTION - 1, PORTION, PORTION + 1])
async def test_every_row_is_written_however_many_there_are(count: int) -> None:
    many = [(item(number), None) for number in range(count)]
    assert [row["id"] for row in await table(many)] == [one.item_id for one, _ in many]
