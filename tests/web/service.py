"""A whole service in memory, and callers who hold a token or a session."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from http.cookiejar import DefaultCookiePolicy

from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from evaluator.domain.answers import typed
from evaluator.domain.audit import NOBODY, Told, Witnesses, untold
from evaluator.domain.estimates import estimate
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Broken, Entry, Head, Verified, moment_text
from evaluator.domain.outdated import Present, PresentJudge
from evaluator.domain.questions import (
    Anchors,
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionBank,
    QuestionId,
    QuestionKind,
)
from evaluator.domain.seeding import Sowing
from evaluator.domain.users import Role
from evaluator.files.uploads import clear_uploads
from evaluator.judge.breaker import Breaker
from evaluator.judge.config import Prices
from evaluator.services.audit import AuditService
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.bulk import BulkService
from evaluator.services.checkpoints import Standing
from evaluator.services.erasing import ErasureService
from evaluator.services.exports import ExportService
from evaluator.services.following import FollowingService
from evaluator.services.insights import InsightService
from evaluator.services.judging import JudgingService, Surroundings
from evaluator.services.keeping import KeepingService
from evaluator.services.orders import Intent
from evaluator.services.rejudging import RejudgingService
from evaluator.services.reviewing import ReviewService
from evaluator.settings import Settings
from evaluator.web.app import WebService, create_app
from evaluator.web.security import CSRF_HEADER, SESSION_COOKIE, Session
from evaluator.web.site import build_site
from evaluator.wiring import Application
from evaluator.wiring.checkpoints import checkpoint_service
from tests.audit_fakes import InMemoryAuditLog, StandingPursuit
from tests.batch_fakes import InMemoryBatchLog
from tests.erasure_fakes import InMemoryErasureLog, InMemoryKeepingLog
from tests.export_fakes import InMemoryExportLog
from tests.fakes import NOON, InMemoryLog, InMemoryUsers, ScriptedAdjudicator, fixed_digest
from tests.grid_fakes import InMemoryGridLog
from tests.insight_fakes import InMemoryInsightLog
from tests.part_fakes import InMemoryPartLog
from tests.rejudging_fakes import InMemoryRejudgingLog
from tests.review_fakes import InMemoryReviewLog

LOCKING = Question(
    QuestionId("locking"),
    title="Locking",
    text="What does a lock protect?",
    kind=QuestionKind.KNOWLEDGE,
    points=(
        ExpectedPoint(
            PointId("shared-state"), "A lock protects shared state.", 2.0, Anchors("it does", "it may", "no word of it")
        ),
        ExpectedPoint(PointId("order"), "Locks are taken in one order.", terms=("ordering",)),
        ExpectedPoint(PointId("hold"), "Locks are held briefly."),
    ),
    canaries=(Canary(PointId("canary-paint"), "Locks must be repainted every spring."),),
)
BANK = QuestionBank("1.0", "en", (LOCKING,), fixed_digest("bank"))
ORIGIN = "http://evaluator.test"
WORDS = "Zinnober guards what two writers share."
"""An answer whose first word stands nowhere else, so that a test can look for it where it must not be."""


class StillLedger:
    """A LedgerReader that stands where it was put. `found` is what is wrong with it."""

    head_now = Head(3, fixed_digest("third entry"))
    found: Broken | None = None

    async def head(self) -> Head:
        return self.head_now

    async def standing(self) -> Standing:
        return Standing(self.head_now, None)

    async def verify(self, witnesses: Witnesses = NOBODY, tell: Told = untold) -> Verified | Broken:
        tell(self.head_now.seq)
        return self.found or Verified(self.head_now.seq, self.head_now.digest)

    async def entries(self, *, after: int = 0, limit: int = 500) -> Sequence[Entry]:
        seq = after + 1
        return [
            Entry(seq, "judgement", "", "{}", moment_text(NOON), fixed_digest("before"), fixed_digest(f"entry {seq}"))
        ]


class SoundDatabase:
    """Stands in for the database where only its health is asked after. `fault`, when set, is raised."""

    fault: Exception | None = None

    async def check(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass(frozen=True)
class Service:
    """The service with everything behind it in a test's reach."""

    app: WebService
    client: AsyncClient
    application: Application
    log: InMemoryLog
    users: InMemoryUsers
    judge: ScriptedAdjudicator
    database: SoundDatabase
    batch_log: InMemoryBatchLog
    review_log: InMemoryReviewLog
    export_log: InMemoryExportLog
    erasure_log: InMemoryErasureLog
    rejudging_log: InMemoryRejudgingLog

    async def bearer(self, name: str = "ada", role: Role = Role.ADMIN) -> dict[str, str]:
        """The headers of somebody with a token."""
        _, token = await self.users.add(name, role)
        return {"Authorization": f"Bearer {token}"}

    async def browser(self, name: str = "ada", role: Role = Role.ADMIN) -> dict[str, str]:
        """The headers of somebody's script on one of our own pages: session and proof of where it comes from."""
        user, _ = await self.users.add(name, role)
        secret = await self.users.open_session(user)
        return {"Cookie": f"{SESSION_COOKIE}={secret}", CSRF_HEADER: Session(secret).csrf_token}

    async def judged(self, headers: dict[str, str], **fields: object) -> dict[str, object]:
        """What POST /api/judgements answers to a request that differs from a plain one by `fields`."""
        body = {"question_id": "locking", "answer": WORDS, **fields}
        response = await self.client.post("/api/judgements", json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json()


@cache
def shared_site() -> Litestar:
    """The site of all services of the process: it holds nothing of any of them, and takes long to build."""
    return build_site()


def assemble(judge: ScriptedAdjudicator, settings: Settings) -> Service:
    """The service with this judge, everything else in memory, and nobody known to it yet."""
    log, users, database = InMemoryLog(), InMemoryUsers(), SoundDatabase()
    numbers = itertools.count(1)
    surroundings = Surroundings(
        clock=lambda: NOON,
        new_id=lambda: f"judgement-{next(numbers)}",
        owner="here/1",
        is_alive=lambda owner: owner == "elsewhere/alive",
    )
    judging = JudgingService(BANK, [judge], log, surroundings)
    batch_log = InMemoryBatchLog(log)
    records = BatchRecords(judge.summary.identity, None, log, surroundings)
    batch_judge = BatchJudge(
        judge, Breaker(), records, 4, lambda item: 0.0041, lambda workload: estimate(workload, 1_000, PRICES)
    )
    batches = BatchService([batch_judge], batch_log, surroundings)
    grids, bulk = InMemoryGridLog(batch_log), BulkService([], batch_log, InMemoryPartLog(), surroundings)
    ledger = StillLedger()
    signing = checkpoint_service(settings, ledger, surroundings)
    review_log = InMemoryReviewLog(log)
    first = settings.review.interviewers_first
    reviewing = ReviewService(
        review_log,
        log,
        BANK,
        30.0,
        surroundings,
        interviewers_first=first,
        sowing=Sowing(settings.review.seeded_wrong_share),
    )
    export_log = InMemoryExportLog(log, review_log)
    insight_log = InMemoryInsightLog(log, review_log)
    following = FollowingService([StandingPursuit("search"), StandingPursuit("standing")])
    erasure_log = InMemoryErasureLog(log)
    # Purging goes on in the background, and takes no number from what a test orders.
    erasures = itertools.count(1)
    cleaners = replace(surroundings, new_id=lambda: f"erasure-{next(erasures)}")
    erasing = ErasureService(erasure_log, partial(clear_uploads, settings.data_dir), cleaners)
    rejudging_log = InMemoryRejudgingLog(batch_log, review_log)
    present = Present(BANK, {judge.name: PresentJudge(judge.summary.identity)})
    kept = settings.keeping
    application = Application(
        settings,
        BANK,
        database,
        judging,
        batches,
        surroundings,
        users=users,
        ledger=ledger,
        grids=grids,
        bulk=bulk,
        checkpoints=signing,
        audit=AuditService(InMemoryAuditLog(log, review_log), following),
        following=following,
        insights=InsightService(insight_log, insight_log.level, BANK, lambda: 0.0),
        reviewing=reviewing,
        exports=ExportService(log, reviewing, export_log, surroundings),
        rejudging=RejudgingService(rejudging_log, batches, present, following, surroundings),
        erasing=erasing,
        keeping=KeepingService(
            InMemoryKeepingLog(erasure_log), erasing, surroundings, days=kept.days, purges=kept.purge
        ),
    )
    app = create_app(application, shared_site())
    # In the test's own event loop, which the framework's test client is not: judge, gate and service meet in one.
    client = AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url=ORIGIN)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return Service(
        app,
        client,
        application,
        log,
        users,
        judge,
        database,
        batch_log,
        review_log,
        export_log,
        erasure_log,
        rejudging_log,
    )


def changed(application: Application, **parts: object) -> Application:
    """The same application but for these parts."""
    other = copy(application)
    vars(other).update(parts)
    return other


PRICES = Prices(input=0.7, output=4.6, cached_input=0.2)
"""What a million tokens of the scripted judge cost."""


def intent_of(owner: str) -> Intent:
    """A judging that the process named `owner` began."""
    return Intent(
        id=JudgementId(f"of-{owner.replace('/', '-')}"),
        key=fixed_digest("key"),
        question_id=LOCKING.id,
        candidate=None,
        answer=typed(WORDS),
        judge_name="scripted",
        owner=owner,
        ordered_by="ada",
        started_at=NOON,
        expires_at=NOON + timedelta(minutes=1),
    )


@asynccontextmanager
async def running(app: WebService) -> AsyncIterator[None]:
    """The service's lifespan, in one task from beginning to end, which fixtures are not."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            begun.set()
            await over.wait()

    life = asyncio.create_task(live())
    await begun.wait()
    yield
    over.set()
    await life
