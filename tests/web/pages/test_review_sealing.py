"""What a reviewer sees of a batch whose answers they are still to review blind."""

import pytest

from evaluator.domain.judgements import JudgementId
from evaluator.domain.users import Role
from evaluator.services.batch_grid import GridPage, Narrowing
from evaluator.web.pages.batches_grid_view import SEALED, GridWanted, Line, grid_view
from tests.batch_records import PLAIN, QUESTION, batch
from tests.review_fakes import EVERYTHING
from tests.web.api.test_batches_api import finished, kept
from tests.web.pages.test_batch_grid import COUNTS, row
from tests.web.service import Service


def sealed_line(wanted: GridWanted) -> Line:
    """The sealed one of two rows."""
    rows, sealed = (row(0, "mcc"), row(1, "cmm")), frozenset({JudgementId("j1")})
    view = grid_view(batch(), (QUESTION, PLAIN), COUNTS, GridPage(rows, None), wanted, sealed)
    before, line = view.rows.lines
    assert before.verdicts
    return line


@pytest.mark.parametrize("show", [Narrowing.ALL, Narrowing.WAITING])
def test_a_sealed_row_tells_no_result_and_leads_to_its_review(show: Narrowing) -> None:
    line = sealed_line(GridWanted(show=show))
    assert (line.id, line.href, line.instead) == ("C-1", "/review/j1", SEALED)
    assert (line.verdicts, line.result, line.look) == ((), None, "")


@pytest.mark.parametrize(
    "wanted",
    [
        GridWanted(sort="1"),
        GridWanted(sort="-look"),
        GridWanted(show=Narrowing.PERSON),
        GridWanted(show=Narrowing.UNSCORED),
    ],
    ids=["by a point", "by flags", "those that need a person", "those without a score"],
)
def test_where_its_place_would_tell_the_result_a_sealed_row_is_nobodys(wanted: GridWanted) -> None:
    line = sealed_line(wanted)
    assert (line.id, line.href, line.instead) == ("", "", SEALED)


async def test_the_grid_seals_what_waits_for_its_reader_and_for_nobody_else(service: Service) -> None:
    owner = await service.browser("ivo", Role.INTERVIEWER)
    batch_id = (await finished(service, owner, await kept(service, owner)))["id"]
    service.review_log.policy = EVERYTHING
    reader = await service.browser("rea", Role.REVIEWER)
    for part in ("", "/rows"):
        address = f"/batches/{batch_id}{part}"
        sealed = (await service.client.get(address, headers=reader)).text
        assert SEALED in sealed
        assert 'aria-label="covered"></a>' not in sealed
        assert SEALED not in (await service.client.get(address, headers=owner)).text
