"""Checking the whole ledger on demand."""

import asyncio
from collections.abc import Sequence

import pytest

from evaluator.digests import digest_text
from evaluator.domain.audit import NOBODY, Told, Witnesses, untold
from evaluator.domain.checkpoints import Checkpoint
from evaluator.domain.ledger import Broken, Head, Verified
from evaluator.errors import DatabaseLocked, EvaluatorError, LedgerBroken
from evaluator.services.ledger_check import Checked, Checking, LedgerCheck
from tests.fakes import NOON

HEAD = Head(7, digest_text("seventh"))


class GatedLedger:
    """A LedgerReader that checks once its gate is opened: at first halfway through it, then before it has begun."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.found: Verified | Broken = Verified(7, HEAD.digest)
        self.fault: EvaluatorError | None = None
        self.checked = 0

    async def head(self) -> Head:
        return HEAD

    async def verify(self, witnesses: Witnesses = NOBODY, tell: Told = untold) -> Verified | Broken:
        self.checked += 1
        if self.checked == 1:
            tell(4)
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return self.found


class Kept:
    """The part of the checkpoints that a check asks for."""

    async def all(self) -> Sequence[Checkpoint]:
        return []


@pytest.fixture
def ledger() -> GatedLedger:
    return GatedLedger()


@pytest.fixture
def check(ledger: GatedLedger) -> LedgerCheck:
    return LedgerCheck(ledger, Kept(), lambda: NOON)


async def test_nothing_is_known_before_anybody_asked(check: LedgerCheck) -> None:
    assert (check.last, check.present) == (None, None)


@pytest.mark.parametrize(
    "found", [Verified(7, HEAD.digest), Broken(3, "the entry does not match its digest")], ids=["intact", "broken"]
)
async def test_what_a_check_found_is_kept_with_its_time(
    ledger: GatedLedger, check: LedgerCheck, found: Verified | Broken
) -> None:
    ledger.found = found
    await check.begin()
    assert (check.last, check.present) == (Checked(NOON, found), None)


async def test_a_long_check_says_how_far_it_is_and_is_made_once(ledger: GatedLedger, check: LedgerCheck) -> None:
    ledger.gate.clear()
    await asyncio.gather(check.begin(), check.begin())
    assert check.present == Checking(4, 7)
    assert ledger.checked == 1
    ledger.gate.set()
    await check.begin()
    assert check.present is None
    assert check.last == Checked(NOON, ledger.found)
    ledger.gate.clear()
    await check.begin()
    assert check.present == Checking(0, 7)
    await check.close()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (LedgerBroken("A checkpoint was changed."), "A checkpoint was changed."),
        (DatabaseLocked("Another process holds it."), "The ledger could not be checked. Another process holds it."),
    ],
    ids=["broken", "locked"],
)
async def test_a_check_that_cannot_be_made_says_why(
    ledger: GatedLedger, check: LedgerCheck, fault: EvaluatorError, told: str
) -> None:
    ledger.fault = fault
    await check.begin()
    assert check.last == Checked(NOON, None, told)


async def test_a_check_under_way_is_called_off_when_the_service_ends(ledger: GatedLedger, check: LedgerCheck) -> None:
    await check.close()
    ledger.gate.clear()
    await check.begin()
    await check.close()
    assert (check.last, check.present) == (None, None)
