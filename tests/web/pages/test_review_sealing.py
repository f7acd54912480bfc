"""What a reviewer sees of a batch whose answers they are still to review blind."""

import pytest

from evaluator.domain.judgements import JudgementId
from evaluator.domain.users import Role
from evaluator.services.batch_grid import GridPage, Narrowing
from evaluator.web.pages.batches_grid_view import SEALED, GridView, GridWanted, grid_view
from tests.batch_records import PLAIN, QUESTION, batch
from tests.review_fakes import EVERYTHING
from tests.web.api.test_batches_api import finished, kept
from tests.web.pages.test_batch_grid import COUNTS, row
from tests.web.service import LOCKING, Service

WITHHELD = "Sealed: 1 answer of this batch waits in your review queue."


def seen(wanted: GridWanted) -> GridView:
    """A grid of two rows, the second of which is sealed."""
    rows, sealed = (row(0, "mcc"), row(1, "cmm")), frozenset({JudgementId("j1")})
    return grid_view(batch(), (QUESTION, PLAIN), COUNTS, GridPage(rows, None), wanted, sealed, WITHHELD)


def test_a_sealed_row_tells_no_result_and_leads_to_its_review() -> None:
    before, line = seen(GridWanted()).rows.lines
    assert before.verdicts
    assert (line.id, line.href, line.instead) == ("C-1", "/review/j1", SEALED)
    assert (line.verdicts, line.result, line.look) == ((), None, "")


def test_with_a_sealed_row_neither_counts_nor_order_tell_results() -> None:
    view = seen(GridWanted())
    assert [choice.value for choice in view.filters] == ["all", "waiting"]
    assert [(head.href, head.counts, head.told) for head in (*view.heads, view.by_look)] == [("", (), "")] * 4
    assert view.by_row.href


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (GridWanted("threads", sort="1"), GridWanted("threads")),
        (GridWanted("threads", sort="-look", before=40), GridWanted("threads")),
        (GridWanted("threads", Narrowing.PERSON), GridWanted("threads")),
        (GridWanted("threads", Narrowing.WAITING, "-row"), GridWanted("threads", Narrowing.WAITING, "-row")),
    ],
    ids=["by a point", "by flags", "those that need a person", "those not judged yet, backwards"],
)
def test_rows_that_would_tell_results_are_all_rows_in_the_files_order(wanted: GridWanted, expected: GridWanted) -> None:
    assert wanted.without_results() == expected


async def test_the_grid_seals_what_waits_for_its_reader_and_for_nobody_else(service: Service) -> None:
    owner = await service.browser("ivo", Role.INTERVIEWER)
    batch_id = (await finished(service, owner, await kept(service, owner)))["id"]
    service.review_log.policy = EVERYTHING
    service.review_log.batches[batch_id] = set(service.log.judgements)
    reader = await service.browser("rea", Role.REVIEWER)
    for part in ("", "/rows", "?sort=1"):
        address = f"/batches/{batch_id}{part}"
        sealed = (await service.client.get(address, headers=reader)).text
        assert SEALED in sealed
        assert 'aria-label="covered"></a>' not in sealed
        assert ("come back with your commits" in sealed) is (part != "/rows")
        assert SEALED not in (await service.client.get(address, headers=owner)).text


@pytest.mark.parametrize(
    "address",
    ["/judgements/{}", "/judgements/{}/explanation", "/judgements/{}/points/1", "/api/judgements/{}"],
    ids=["its page", "the explanation", "a point of it", "the API"],
)
async def test_who_reads_a_judgement_after_committing_was_shown_the_judges_verdicts(
    service: Service, address: str
) -> None:
    service.review_log.policy = EVERYTHING
    judged = str((await service.judged(await service.bearer("ida", Role.INTERVIEWER)))["id"])
    reader = await service.browser("rea", Role.REVIEWER)
    await service.client.get(f"/review/{judged}", headers=reader)
    await service.client.get(address.format(judged), headers=reader)
    assert service.review_log.reviews == {}
    said = {f"verdict.{point.id}": "missed" for point in LOCKING.points}
    assert (await service.client.post(f"/review/{judged}/blind", data=said, headers=reader)).status_code == 303
    (before,) = service.review_log.reviews.values()
    assert before.revealed_at is None
    assert (await service.client.get(address.format(judged), headers=reader)).status_code == 200
    (after,) = service.review_log.reviews.values()
    assert after.revealed_at is not None
