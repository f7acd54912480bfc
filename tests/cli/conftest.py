"""A command line whose application lives in memory."""

import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from evaluator.cli.main import run
from evaluator.domain.audit import NOBODY, Witnesses
from evaluator.domain.estimates import estimate
from evaluator.domain.ledger import Broken, Entry, Head, Verified
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank, QuestionId, QuestionKind
from evaluator.files.uploads import clear_uploads
from evaluator.judge.breaker import Breaker
from evaluator.judge.config import Prices
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.bulk import BulkService
from evaluator.services.checkpoints import Standing
from evaluator.services.erasing import ErasureService
from evaluator.services.following import FollowingService
from evaluator.services.judging import JudgingService
from evaluator.services.keeping import KeepingService
from evaluator.services.reviewing import ReviewService
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings
from evaluator.store.database import open_database
from evaluator.wiring import Application
from evaluator.wiring.checkpoints import checkpoint_service
from tests.batch_fakes import InMemoryBatchLog
from tests.erasure_fakes import InMemoryErasureLog, InMemoryKeepingLog
from tests.fakes import NOON, InMemoryLog, InMemoryUsers, ScriptedAdjudicator, first_word_covers, fixed_digest
from tests.grid_fakes import InMemoryGridLog
from tests.part_fakes import InMemoryPartLog
from tests.review_fakes import InMemoryReviewLog

POINTS = (
    ExpectedPoint(PointId("fast-storage"), "Keeps what is often needed in fast storage", weight=3.0),
    ExpectedPoint(PointId("less-load"), "Takes load off the server", weight=2.0),
    ExpectedPoint(PointId("cdn"), "Serves static files from a CDN"),
)
QUESTION = Question(QuestionId("caching"), "Caching", "What is caching for?", QuestionKind.KNOWLEDGE, POINTS)
BANK = QuestionBank("1", "en", (QUESTION,), fixed_digest("bank"))


@dataclass
class FixedLedger:
    """A ledger that was verified already."""

    found: Verified | Broken = field(default_factory=lambda: Verified(0, Head().digest))
    witnesses: Witnesses = NOBODY

    async def head(self) -> Head:
        return Head()

    async def standing(self) -> Standing:
        return Standing(Head(), None)

    async def verify(self, witnesses: Witnesses = NOBODY) -> Verified | Broken:
        self.witnesses = witnesses
        return self.found

    async def entries(self, *, after: int = 0, limit: int = 500) -> list[Entry]:
        return []


@dataclass(frozen=True)
class Result:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass
class Desk:
    """Where commands are run. `upgrades` counts how often the database was brought up to date."""

    settings: Settings
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    judge: ScriptedAdjudicator = field(default_factory=lambda: ScriptedAdjudicator(first_word_covers))
    log: InMemoryLog = field(default_factory=InMemoryLog)
    users: InMemoryUsers = field(default_factory=InMemoryUsers)
    ledger: FixedLedger = field(default_factory=FixedLedger)
    upgrades: int = 0
    prices: Prices | None = None

    def __post_init__(self) -> None:
        self.batch_log = InMemoryBatchLog(self.log)
        self.erasures = InMemoryErasureLog(self.log)

    @property
    def installation(self) -> Installation:
        """The world as commands see it here."""
        return Installation(lambda: self.settings, self._upgrade, self._open)

    def run(self, *arguments: str, stdin: bytes = b"", installation: Installation | None = None) -> Result:
        """Run one command line."""
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(arguments, installation or self.installation)
        written = self.capsys.readouterr()
        return Result(code, written.out, written.err)

    def _upgrade(self, settings: Settings) -> None:
        self.upgrades += 1

    @asynccontextmanager
    async def _open(self, settings: Settings) -> AsyncIterator[Application]:
        numbers = iter(range(1, 100_000))
        world = Surroundings(lambda: NOON, lambda: f"j{next(numbers)}", "here/1", lambda owner: False)
        service = JudgingService(BANK, [self.judge], self.log, world)
        records = BatchRecords(self.judge.summary.identity, BANK.digest, self.log, world)
        judge = BatchJudge(
            self.judge, Breaker(), records, 4, lambda item: 0.0, lambda workload: estimate(workload, 1_000, self.prices)
        )
        batches = BatchService([judge], self.batch_log, world)
        async with open_database(settings.database.get_secret_value()) as database:
            grids, bulk = InMemoryGridLog(self.batch_log), BulkService([], self.batch_log, InMemoryPartLog(), world)
            signing = checkpoint_service(settings, self.ledger, world)
            reviewing = ReviewService(InMemoryReviewLog(self.log), self.log, BANK, 30.0, world)
            erasing = ErasureService(self.erasures, partial(clear_uploads, settings.data_dir), world)
            log, kept = InMemoryKeepingLog(self.erasures), settings.keeping
            yield Application(
                settings,
                BANK,
                database,
                service,
                batches,
                world,
                users=self.users,
                ledger=self.ledger,
                grids=grids,
                bulk=bulk,
                checkpoints=signing,
                following=FollowingService([]),
                reviewing=reviewing,
                erasing=erasing,
                keeping=KeepingService(log, erasing, world, days=kept.days, purges=kept.purge),
            )


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "200")
    return Desk(Settings(data_dir=tmp_path / "var"), capsys, monkeypatch)
