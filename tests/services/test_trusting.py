"""Which verdicts could stand without review, for a command: from every review there is, of the judges it names."""

import pytest

from evaluator.domain.ledger import Following
from evaluator.errors import RowsRefused
from evaluator.services.trusting import TrustService
from tests.trust_fakes import SHAKY, SILENT, SURE, InMemoryCheckedLog, review, three_judges


def over(log: InMemoryCheckedLog) -> TrustService:
    async def level() -> Following:
        return Following(len(log.reviews), len(log.reviews))

    return TrustService(log, level)


async def test_every_judge_is_told_of_or_those_that_are_named() -> None:
    service = over(InMemoryCheckedLog(three_judges()))
    assert [one.maker for one in await service.find(0.1)] == [SURE, SHAKY, SILENT]
    assert [one.maker for one in await service.find(0.1, [SILENT.judge, "nobody"])] == [SILENT]


@pytest.mark.parametrize("judges", [[], ["nobody"]], ids=["of all", "of a judge that is not there"])
async def test_without_any_review_there_is_nothing_to_tell(judges: list[str]) -> None:
    reviews = [review(1, "c", "c", [0.9])] if judges else []
    with pytest.raises(RowsRefused, match="no blind review") as refused:
        await over(InMemoryCheckedLog(reviews)).find(0.1, judges)
    assert len(refused.value.faults) == 1


async def test_it_waits_until_every_review_is_counted() -> None:
    log, head = InMemoryCheckedLog(), 3

    async def catch_up() -> Following:
        log.reviews.append(review(len(log.reviews), "c", "c", [0.9]))
        return Following(len(log.reviews), head)

    (told,) = await TrustService(log, catch_up).find(0.1)
    assert (told.reviewed, log.reads) == (head, 1)
