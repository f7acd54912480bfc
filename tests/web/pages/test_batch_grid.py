"""The points x answers grid: verdicts that lead to their evidence, filters and order in the address."""

import re

import pytest

from evaluator.domain.batches import Cell, GridRow, ItemState
from evaluator.domain.judgements import Coverage, FlagCode, JudgementId, Reason, Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.users import Role
from evaluator.web.pages.batches_grid_view import WHY, WINDOW, GridWanted, grid_view
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


def shown(**wanted: object) -> list[str]:
    return [line.id for line in grid_view(batch(), [QUESTION, PLAIN], ROWS, GridWanted(**wanted)).lines]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({}, ["C-0", "C-1", "C-2", "C-3", "C-4"], id="the file's order"),
        pytest.param({"sort": "-row"}, ["C-4", "C-3", "C-2", "C-1", "C-0"], id="turned round"),
        pytest.param({"sort": "1"}, ["C-1", "C-3", "C-0", "C-2", "C-4"], id="by a point"),
        pytest.param({"sort": "-1"}, ["C-2", "C-4", "C-0", "C-3", "C-1"], id="by a point, turned round"),
        pytest.param({"sort": "look"}, ["C-3", "C-1", "C-0", "C-2", "C-4"], id="what weighs most first"),
        pytest.param({"sort": "coverage"}, ["C-0", "C-1", "C-2", "C-3", "C-4"], id="never by coverage"),
        pytest.param({"sort": "9"}, ["C-0", "C-1", "C-2", "C-3", "C-4"], id="by a point there is not"),
        pytest.param({"show": "person"}, ["C-1", "C-3"], id="needs a person"),
        pytest.param({"show": "suspicious"}, ["C-3"], id="suspicious"),
        pytest.param({"show": "unscored"}, ["C-2"], id="not scored"),
        pytest.param({"show": "quotes"}, ["C-3"], id="quote not found"),
        pytest.param({"show": "waiting"}, ["C-4"], id="not judged yet"),
        pytest.param({"question": "caching"}, [], id="another question's"),
    ],
)
def test_rows_are_narrowed_and_ordered_as_the_address_says(wanted: dict[str, object], expected: list[str]) -> None:
    assert shown(**wanted) == expected


def test_an_answer_without_verdicts_says_why() -> None:
    lines = grid_view(batch(), [QUESTION], ROWS, GridWanted()).lines
    assert [line.instead for line in lines] == ["", "", "not scored: the reply was cut off", "", "not judged yet"]
    assert [line.result is None for line in lines] == [False, False, True, False, True]


def test_every_failure_has_words() -> None:
    assert WHY.keys() == set(Reason)


def test_many_rows_come_in_windows() -> None:
    rows = [row(position) for position in range(2 * WINDOW + 1)]
    first = grid_view(batch(), [QUESTION], rows, GridWanted())
    middle = grid_view(batch(), [QUESTION], rows, GridWanted(start=WINDOW))
    last = grid_view(batch(), [QUESTION], rows, GridWanted(start=2 * WINDOW))
    assert [len(view.lines) for view in (first, middle, last)] == [WINDOW, WINDOW, 1]
    assert (first.earlier, last.later) == ("", "")
    assert first.later == f"/batches/batch-1?start={WINDOW}"
    assert middle.earlier == "/batches/batch-1"
    assert first.heads[0].counts == (2 * WINDOW + 1, 0, 0, 0)


async def test_each_cell_leads_to_its_evidence(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers)
    await finished(service, headers, made)
    page = (await service.client.get(f"/batches/{made['id']}", headers=headers)).text
    assert re.findall(r'<a class="covered" href="(/judgements/[^"]+#p1)">', page)
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
