"""The points x answers grid: verdicts that lead to their evidence, filters and order in the address."""

import re
from dataclasses import replace

import pytest

from evaluator.domain.batches import Cell, GridRow, ItemState
from evaluator.domain.judgements import Coverage, FlagCode, JudgementId, Reason, Verdict
from evaluator.domain.questions import PointId, Question, QuestionId
from evaluator.domain.users import Role
from evaluator.services.batch_grid import GridCounts, GridPage, GridPlace, GridQuery, Narrowing
from evaluator.web.pages.batches_grid_view import MOST_CHIPS, NARROWED, WHY, WINDOW, GridView, GridWanted, grid_view
from evaluator.web.pages.flag_notes import IN_BRIEF
from tests.batch_records import PLAIN, QUESTION, batch
from tests.web.api.test_batches_api import finished, kept
from tests.web.service import Service

V = {"c": Verdict.COVERED, "p": Verdict.PARTIAL, "m": Verdict.MISSED, "u": Verdict.UNSURE}


def row(position: int, verdicts: str = "cmu", *flags: FlagCode, **changes: object) -> GridRow:
    """An answer with those verdicts, one letter a point."""
    points = ("shares-memory", "own-stack", "scheduling")
    cells = tuple(Cell(PointId(point), V[letter]) for point, letter in zip(points, verdicts, strict=False))
    fields = {
        "position": position,
        "item_id": f"r{position}",
        "question_id": QuestionId("threads"),
        "candidate": f"C-{position}",
        "state": ItemState.SCORED,
        "judgement_id": JudgementId(f"j{position}"),
        "cells": cells,
        "coverage": Coverage(0.5, 0.4, 0.6),
        "flags": flags,
    }
    return GridRow(**{**fields, **changes})


ROWS = [
    row(0, "mcc"),
    row(1, "cmm", FlagCode.TOO_SHORT),
    row(2, "", state=ItemState.UNSCORED, coverage=None, reason=Reason.REPLY_TRUNCATED),
    row(3, "pcu", FlagCode.UNVERIFIED_EVIDENCE, FlagCode.HIDDEN_CHARACTERS),
    row(4, "", state=ItemState.WAITING, coverage=None),
]


COUNTS = GridCounts(
    {**dict.fromkeys(Narrowing, 0), Narrowing.ALL: 120}, 3, {PointId("own-stack"): {V["c"]: 2, V["u"]: 1}}
)

PLAINLY = GridWanted()


def seen(
    wanted: GridWanted = PLAINLY, end: GridPlace | None = None, questions: tuple[Question, ...] = (QUESTION, PLAIN)
) -> GridView:
    return grid_view(batch(), questions, COUNTS, GridPage(tuple(ROWS), end), wanted)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, GridQuery(QUESTION.id), id="the file's order"),
        pytest.param({"sort": "-row"}, GridQuery(QUESTION.id, backwards=True), id="turned round"),
        pytest.param({"sort": "2"}, GridQuery(QUESTION.id, by=PointId("own-stack")), id="by a point"),
        pytest.param({"sort": "-1"}, GridQuery(QUESTION.id, by=PointId("shares-memory"), backwards=True), id="back"),
        pytest.param({"sort": "look"}, GridQuery(QUESTION.id, by=tuple(IN_BRIEF)), id="what weighs most first"),
        pytest.param({"sort": "coverage"}, GridQuery(QUESTION.id), id="never by coverage"),
        pytest.param({"sort": "-coverage"}, GridQuery(QUESTION.id), id="nor by less of it"),
        pytest.param({"sort": "9"}, GridQuery(QUESTION.id), id="by a point there is not"),
        pytest.param({"sort": "0"}, GridQuery(QUESTION.id), id="by no point"),
        pytest.param({"show": "quotes"}, GridQuery(QUESTION.id, Narrowing.QUOTES), id="narrowed"),
        pytest.param({"show": "everything"}, GridQuery(QUESTION.id), id="narrowed to what there is not"),
        pytest.param({"question": "caching"}, GridQuery(PLAIN.id), id="another question's"),
        pytest.param({"question": "nothing"}, GridQuery(QUESTION.id), id="a question that was not asked"),
    ],
)
def test_the_record_is_asked_for_what_the_address_says(said: dict[str, str], expected: GridQuery) -> None:
    wanted = GridWanted.said(**{"question": "", "show": "all", "sort": "row", "after": "", **said})
    assert wanted.query(wanted.question_of([QUESTION, PLAIN])) == expected


@pytest.mark.parametrize(
    ("after", "place", "before"),
    [
        pytest.param("2.199.80", GridPlace(2, 199), 80, id="a place"),
        pytest.param("-2.0.40", GridPlace(-2, 0), 40, id="in an order turned round"),
        pytest.param("2.199", None, 0, id="half a place"),
        pytest.param("1.2.3.4", None, 0, id="more than a place"),
        pytest.param("٢.٣.٤", None, 0, id="other digits"),
        pytest.param("99999999999.1.1", None, 0, id="a number no database holds"),
    ],
)
def test_a_place_to_go_on_at_is_read_or_counts_as_none(after: str, place: GridPlace | None, before: int) -> None:
    wanted = GridWanted.said("", "all", "row", after)
    assert (wanted.after, wanted.before) == (place, before)


def test_an_answer_without_verdicts_says_why() -> None:
    lines = seen().rows.lines
    assert [line.instead for line in lines] == ["", "", "not scored: the reply was cut off", "", "not judged yet"]
    assert [line.result is None for line in lines] == [False, False, True, False, True]


def test_every_failure_and_every_narrowing_has_words() -> None:
    assert WHY.keys() == set(Reason)
    assert NARROWED.keys() == set(Narrowing)


def test_further_rows_are_an_address_away_as_a_page_and_alone() -> None:
    wanted = GridWanted.said("", "person", "1", "0.7.40")
    view = seen(wanted, end=GridPlace(3, 61))
    assert view.rows.later == "/batches/batch-1?show=person&sort=1&after=3.61.45"
    assert view.rows.rows_later == "/batches/batch-1/rows?show=person&sort=1&after=3.61.45"
    assert view.start == "/batches/batch-1?show=person&sort=1"
    assert (view.rows.first, view.summary) == (41, "41 to 45 of 45")
    last = seen()
    assert (last.rows.later, last.rows.rows_later, last.start) == ("", "", "")


def test_a_change_of_order_begins_at_the_first_rows() -> None:
    view = seen(GridWanted.said("", "all", "2", "0.7.40"))
    assert view.heads[1].href == "/batches/batch-1?sort=-2"
    assert view.heads[1].sort == "ascending"
    assert view.filters[1].href == "/batches/batch-1?show=person&sort=2"
    assert view.questions[1].href == "/batches/batch-1?question=caching"


def test_verdicts_are_counted_over_the_whole_batch() -> None:
    view = seen()
    assert [head.counts for head in view.heads] == [(0, 0, 0, 0), (2, 0, 0, 1), (0, 0, 0, 0)]
    assert view.heads[1].told == "2 covered, 0 partial, 0 missed, 1 unsure"
    assert (view.filters[0].label, view.total, view.scored) == ("All 120", 120, "3 scored")


def test_many_questions_are_chosen_from_a_list() -> None:
    many = tuple(replace(PLAIN, id=QuestionId(f"q{number}")) for number in range(MOST_CHIPS + 1))
    assert [seen(questions=questions).in_list for questions in (many, many[1:])] == [True, False]


ROWS_OF_MANY = "question_id,answer,candidate\n" + "".join(
    f"locking,Zinnober guards what {number} writers share.,C-{number}\n" for number in range(WINDOW + 3)
)


async def test_without_script_every_row_is_reached_by_links(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, ROWS_OF_MANY)
    await finished(service, headers, made)
    codes: list[str] = []
    address: str | None = f"/batches/{made['id']}?sort=1"
    while address:
        page = (await service.client.get(address, headers=headers)).text
        codes += re.findall(r">(C-\d+)</a>", page)
        later = re.search(r'href="([^"]+)">Further rows', page)
        address = later[1].replace("&amp;", "&") if later else None
    assert codes == [f"C-{number}" for number in range(WINDOW + 3)]
    assert f"Rows {WINDOW + 1} to {WINDOW + 3} of {WINDOW + 3}" in page
    assert "First rows" in page


async def test_rows_are_had_alone_for_the_page_that_fetches_them(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, ROWS_OF_MANY)
    await finished(service, headers, made)
    page = (await service.client.get(f"/batches/{made['id']}", headers=headers)).text
    assert f'aria-rowcount="{WINDOW + 5}"' in page
    later = re.search(r'data-later="([^"]+)"', page)
    assert later is not None
    rows = (await service.client.get(later[1].replace("&amp;", "&"), headers=headers)).text
    assert re.findall(r'aria-rowindex="(\d+)"', rows) == [str(WINDOW + number) for number in (3, 4, 5)]
    assert "<main" not in rows
    assert "data-later" not in rows
    other = await service.browser("grace", Role.INTERVIEWER)
    assert (await service.client.get(later[1].replace("&amp;", "&"), headers=other)).status_code == 403


async def test_a_cell_shows_its_words_and_the_way_to_all_of_them(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers)
    await finished(service, headers, made)
    page = (await service.client.get(f"/batches/{made['id']}", headers=headers)).text
    cell = re.search(r'href="(/judgements/[^"#]+)#p1"', page)
    assert cell is not None
    peek = await service.client.get(f"{cell[1]}/points/1", headers=headers)
    assert f'<a href="{cell[1]}#p1">Open</a>' in peek.text
    assert "<mark>Zinnober</mark>" in peek.text
    assert "<h2>C-1, point 1</h2>" in peek.text
    for number in (0, 4):
        assert (await service.client.get(f"{cell[1]}/points/{number}", headers=headers)).status_code == 422
    other = await service.browser("grace", Role.INTERVIEWER)
    assert (await service.client.get(f"{cell[1]}/points/1", headers=other)).status_code == 403


async def test_each_cell_leads_to_its_evidence(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers)
    await finished(service, headers, made)
    page = (await service.client.get(f"/batches/{made['id']}", headers=headers)).text
    assert re.findall(r'<a class="covered" href="(/judgements/[^"]+#p1)" aria-label="covered">', page)
    assert len(re.findall(r'href="/judgements/[^"]+#p\d"', page)) == 9
    assert 'aria-sort="ascending"' in page
    assert "Second opinion, not a decision" in page
    assert f'href="/api/batches/{made["id"]}/results?format=xlsx"' in page
    assert "Zinnober" not in page


async def test_a_grid_of_nothing_offers_the_way_back(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, start="false")
    page = await service.client.get(f"/batches/{made['id']}?show=suspicious", headers=headers)
    assert "Nothing matches." in page.text


async def test_somebody_elses_grid_is_not_shown(service: Service) -> None:
    made = await kept(service, await service.bearer("ada", Role.INTERVIEWER), start="false")
    page = await service.client.get(f"/batches/{made['id']}", headers=await service.browser("grace", Role.INTERVIEWER))
    assert page.status_code == 403
