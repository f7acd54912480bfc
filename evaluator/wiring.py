"""The only place that picks implementations: settings in, a working application out.

What a command may not need is imported where it is needed: the SDK alone takes longer to import than the matcher takes
to judge.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from evaluator.bank import load_bank
from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.outbox import FolderOutbox, Place
from evaluator.domain.batches import BatchItem
from evaluator.domain.estimates import Estimate, Workload, estimate, workload_of
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.judge.breaker import Breaker
from evaluator.judge.bulk import BulkJudge
from evaluator.judge.config import JudgeConfig, Limits, Prices, ReplyFormat, Timeouts
from evaluator.judge.llm import ASKINGS
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge, Reader
from evaluator.judge.prompts import Prompt, load_prompt
from evaluator.judge.reply import schema_bytes
from evaluator.services.access import UserDirectory
from evaluator.services.batch_grid import GridLog
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.bulk import BulkDesk, BulkService
from evaluator.services.checkpoints import CheckpointLedger, CheckpointService, KeyStore
from evaluator.services.chunk_work import ChunkWork
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.judging import JudgingService
from evaluator.services.ledger import LedgerReader
from evaluator.services.processes import is_alive, this_process
from evaluator.services.provider_batches import ProviderBatches
from evaluator.services.reviewing import ReviewService
from evaluator.services.runs_by_workers import RunsByWorkers
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Batches, JudgeSettings, Settings
from evaluator.store.batches.chunks import SqlChunkLog
from evaluator.store.batches.grid_pages import SqlGridLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.batches.parts import SqlPartLog
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.users import SqlUserDirectory

if TYPE_CHECKING:
    from evaluator.engine.queue import Queue

FREE = Prices(input=0.0, output=0.0)
"""What a judge in this process costs."""

PROMPT = ("coverage", "v2")
"""The prompt that judges are asked with."""


@dataclass(frozen=True, slots=True)
class Application:
    """What the commands and the web service work with."""

    settings: Settings
    bank: QuestionBank
    judging: JudgingService
    users: UserDirectory
    ledger: LedgerReader
    database: Database
    batches: BatchService
    grids: GridLog
    bulk: BulkService
    checkpoints: CheckpointService
    reviewing: ReviewService
    workshop: "Workshop | None" = None


class Workshop:
    """What handing batches to workers takes, and what a worker does with them.

    No dataclass: the web framework looks up the types of a dataclass's fields, and the queue's is not loaded there.
    """

    def __init__(self, queue: "Queue", runs: RunsByWorkers, work: ChunkWork) -> None:
        self.queue, self.runs, self.work = queue, runs, work


@asynccontextmanager
async def open_application(settings: Settings) -> AsyncIterator[Application]:
    """Open the database, read bank and prompts, make the judges; close all of it at the end.

    Raises ConfigurationError leaves with every fault listed, or StoreError leaves.
    """
    bank = load_bank(settings.bank)
    prompt = load_prompt(settings.prompts, *PROMPT)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database.get_secret_value()))
        await database.check()
        judges = _judges(settings, bank, prompt, stack)
        world, policy = surroundings(), _policy(settings)
        log, batch_log = SqlJudgementLog(database, policy=policy), SqlBatchLog(database, policy=policy)
        judging = JudgingService(bank, judges, log, world)
        stack.push_async_callback(judging.close)
        in_batches = [_in_batches(judge.for_batches(), settings, bank, prompt, log, world) for judge in judges]
        workshop = await _workshop(settings, database, batch_log, in_batches, world, stack)
        runs = workshop.runs if workshop else None
        batches = BatchService(in_batches, batch_log, world, runs=runs)
        stack.push_async_callback(batches.close)
        users, ledger, grids = SqlUserDirectory(database), SqlLedger(database), SqlGridLog(database)
        by_file = [_by_file(judge, settings, bank, prompt, log, world) for judge in judges]
        desks = [desk for desk in by_file if desk]
        bulk = BulkService(desks, batch_log, SqlPartLog(database), world)
        reviewing = ReviewService(SqlReviewLog(database), log, bank, settings.review.claim_minutes, world)
        checkpoints = checkpoint_service(settings, ledger, world)
        yield Application(
            settings, bank, judging, users, ledger, database, batches, grids, bulk, checkpoints, reviewing, workshop
        )


@asynccontextmanager
async def open_provider(application: Application, judge: str) -> AsyncIterator[ProviderBatches]:
    """The Batch API of the provider that a configured judge is at; raises SettingsInvalid for a key it cannot send."""
    from evaluator.judge.provider import ProviderClient

    (config,) = (config_of(one) for one in application.settings.judges if one.name == judge)
    client, database = ProviderClient(config), application.database
    try:
        log = SqlBatchLog(database, policy=_policy(application.settings))
        yield ProviderBatches(client, application.bulk, log, SqlPartLog(database), surroundings())
    finally:
        await client.aclose()


async def _workshop(
    settings: Settings,
    database: Database,
    log: SqlBatchLog,
    judges: Sequence[BatchJudge],
    world: Surroundings,
    stack: AsyncExitStack,
) -> Workshop | None:
    if settings.batches is not Batches.WORKERS:
        return None
    from evaluator.engine.queue import Queue

    queue = await stack.enter_async_context(Queue(settings.database.get_secret_value()))
    chunks = SqlChunkLog(database)
    return Workshop(queue, RunsByWorkers(log, chunks, queue, world), ChunkWork(judges, log, chunks, queue, world))


def _policy(settings: Settings) -> ReviewPolicy | None:
    """Which judgements people are asked to review; None where nobody is asked."""
    review = settings.review
    return ReviewPolicy(**review.model_dump(exclude={"enabled", "claim_minutes"})) if review.enabled else None


def checkpoint_service(settings: Settings, ledger: CheckpointLedger, world: Surroundings) -> CheckpointService:
    """Checkpoints of a ledger, signed, kept and sent as the settings say."""

    def keys() -> KeyStore:
        from evaluator.checkpoints.keys import KeyFile

        return KeyFile(settings.checkpoint_key_file)

    folder = settings.checkpoint_folder
    outbox = FolderOutbox(folder, _places(settings))
    return CheckpointService(ledger, keys, CheckpointFolder(folder), outbox, world.clock)


def _places(settings: Settings) -> Sequence[Place]:
    webhook, bucket = settings.checkpoint_webhook, settings.checkpoint_bucket
    if webhook is None and bucket is None:
        return []
    from evaluator.checkpoints.places import Bucket, Webhook
    from evaluator.checkpoints.sigv4 import Credentials

    places: list[Place] = []
    if webhook is not None:
        places.append(Webhook(webhook.get_secret_value()))
    if bucket is not None and settings.checkpoint_bucket_key_id and settings.checkpoint_bucket_secret:
        secret = settings.checkpoint_bucket_secret.get_secret_value()
        who = Credentials(settings.checkpoint_bucket_key_id, secret, settings.checkpoint_bucket_region)
        places.append(Bucket(bucket, who))
    return places


def surroundings() -> Surroundings:
    """The real world: this clock, this host, this process."""
    versions = tuple((name, version(name)) for name in ("evaluator", "openai", "rapidfuzz", "pystemmer"))
    return Surroundings(
        clock=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(10),
        owner=this_process(),
        is_alive=is_alive,
        versions=versions,
    )


def config_of(judge: JudgeSettings) -> JudgeConfig:
    """The judge package's own value for what the settings say of one judge."""
    return JudgeConfig(
        name=judge.name,
        base_url=judge.base_url,
        model=judge.model,
        key=judge.key.get_secret_value(),
        reply_format=ReplyFormat(judge.reply_format),
        mode=judge.mode,
        temperature=judge.temperature,
        seed=judge.seed,
        max_output_tokens=judge.max_output_tokens,
        timeouts=Timeouts(**judge.timeouts.model_dump()),
        limits=Limits(**judge.limits.model_dump()),
        prices=Prices(**judge.prices.model_dump()) if judge.prices else None,
    )


def _judges(settings: Settings, bank: QuestionBank, prompt: Prompt, stack: AsyncExitStack) -> Sequence[Judge]:
    coefficients = load_coefficients()
    kinship = Kinship(coefficients)
    matcher = Matcher(coefficients)
    readers: list[Reader] = [*_llm_readers(settings, prompt, stack), matcher]
    default = settings.default_judge or matcher.identity.name
    return [
        Judge(reader, kinship, bank.language, JudgeSummary(reader.identity, reader.identity.name == default))
        for reader in readers
    ]


def _llm_readers(settings: Settings, prompt: Prompt, stack: AsyncExitStack) -> Sequence[Reader]:
    if not settings.judges:
        return []
    from evaluator.judge.chat import ChatClient
    from evaluator.judge.llm import LlmReader
    from evaluator.judge.sharing import Sharing

    configs = [config_of(judge) for judge in settings.judges]
    sharing = Sharing(configs)
    readers = []
    for config in configs:
        client = ChatClient(config, pacing=sharing.pacing(config), traits=sharing.traits(config))
        stack.push_async_callback(client.aclose)
        readers.append(LlmReader(config, client, prompt))
    return readers


def _in_batches(
    judge: Judge, settings: Settings, bank: QuestionBank, prompt: Prompt, log: JudgementLog, world: Surroundings
) -> BatchJudge:
    """The judge as batches use it. The matcher costs nothing and gains nothing from having many answers at once."""
    identity = judge.summary.identity
    config = next((config_of(one) for one in settings.judges if one.name == identity.name), None)
    records = BatchRecords(identity, bank.digest, log, world)
    width = config.limits.in_flight if config else 1
    prices = config.prices if config else FREE
    repeated = prompt.bytes + schema_bytes()

    def expected(workload: Workload) -> Estimate:
        return estimate(workload, repeated, prices)

    def worst_cost(item: BatchItem) -> float:
        cost = expected(workload_of(item.question, item.answer)).cost
        return 0.0 if cost is None else ASKINGS * cost.high

    return BatchJudge(judge.for_batches(), Breaker(), records, width, worst_cost, expected)


def _by_file(
    judge: Judge, settings: Settings, bank: QuestionBank, prompt: Prompt, log: JudgementLog, world: Surroundings
) -> BulkDesk | None:
    """The judge as it is asked by file; None for one that reads answers in this process."""
    identity = judge.summary.identity
    config = next((config_of(one) for one in settings.judges if one.name == identity.name), None)
    if config is None:
        return None
    prices = config.prices.by_file() if config.prices else None

    def worst_cost(item: BatchItem) -> float | None:
        cost = estimate(workload_of(item.question, item.answer), prompt.bytes, prices).cost
        return cost.high if cost else None

    return BulkDesk(BulkJudge(judge, config, prompt), BatchRecords(identity, bank.digest, log, world), worst_cost)
