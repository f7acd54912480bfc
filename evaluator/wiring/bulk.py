"""Judging by file: requests for a provider or for a model's own batch run, and the replies that come back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from evaluator.domain.batches import BatchItem
from evaluator.judge.bulk import BulkJudge
from evaluator.judge.ceiling import ceiling_of
from evaluator.judge.config import JudgeConfig
from evaluator.judge.pipeline import Judge
from evaluator.judge.prompts import Prompt
from evaluator.services.bulk import BulkDesk
from evaluator.services.provider_batches import ProviderBatches
from evaluator.store.batches.parts import SqlPartLog
from evaluator.wiring.judges import ConfiguredJudge, Records
from evaluator.wiring.readers import config_of
from evaluator.wiring.reviews import batch_log
from evaluator.wiring.world import surroundings

if TYPE_CHECKING:
    from evaluator.wiring.application import Application


def desks(judges: Sequence[ConfiguredJudge], records: Records) -> Sequence[BulkDesk]:
    """The judges that can be asked by file: those whose every answer takes one request to an endpoint."""
    return [
        _desk(one.judge, one.config, one.prompt, records)
        for one in judges
        if isinstance(one.judge, Judge) and one.config and one.config.takes_one_request
    ]


@asynccontextmanager
async def open_provider(application: "Application", judge: str) -> AsyncIterator[ProviderBatches]:
    """The Batch API of the provider that a configured judge is at; raises SettingsInvalid for a key it cannot send."""
    from evaluator.judge.provider import ProviderClient

    settings, database = application.settings, application.database
    (config,) = (config_of(one) for one in settings.judges if one.name == judge)
    client = ProviderClient(config)
    try:
        log = batch_log(database, settings)
        yield ProviderBatches(client, application.bulk, log, SqlPartLog(database), surroundings())
    finally:
        await client.aclose()


def _desk(judge: Judge, config: JudgeConfig, prompt: Prompt, records: Records) -> BulkDesk:
    # A reply that comes by file is never asked for again.
    ceiling = ceiling_of(config, prompt, config.prices.by_file(), askings=1) if config.prices else None

    def worst_cost(item: BatchItem) -> float | None:
        return None if ceiling is None else ceiling.of(item.question, item.answer)

    return BulkDesk(BulkJudge(judge, config, prompt), records(judge.summary), worst_cost)
