"""From settings to a working application, and its end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from evaluator.bank import load_bank
from evaluator.services.batches import BatchService
from evaluator.services.judging import JudgingService
from evaluator.settings import Settings
from evaluator.store.database import open_database
from evaluator.wiring.application import Application
from evaluator.wiring.judges import configured_judges, records_in
from evaluator.wiring.readers import prompts_in
from evaluator.wiring.reviews import batch_log, judgement_log
from evaluator.wiring.screening import admission
from evaluator.wiring.workshop import open_workshop
from evaluator.wiring.world import surroundings


@asynccontextmanager
async def open_application(settings: Settings, examples_of: Settings | None = None) -> AsyncIterator[Application]:
    """Open the database, read bank and prompts, make the judges; close all of it at the end.

    Judges are shown the examples of this record; with `examples_of`, those of that one, and are told apart by them.
    Raises ConfigurationError leaves with every fault listed, or StoreError leaves.
    """
    bank = load_bank(settings.bank)
    prompts = prompts_in(settings)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database.get_secret_value()))
        await database.check()
        if examples_of is None:
            judges = configured_judges(settings, bank, prompts, stack, database)
        else:
            from evaluator.wiring.showing import judges_shown

            judges = await judges_shown(settings, bank, prompts, stack, examples_of)
        world, log = surroundings(), judgement_log(database, settings)
        may_judge = admission(settings, database, judges, world)
        judging = JudgingService(bank, [one.judge for one in judges], log, world, may_judge)
        stack.push_async_callback(judging.close)
        in_batches = [one.in_batches(records_in(log, bank, world, may_judge)) for one in judges]
        own_log = batch_log(database, settings)
        workshop = await open_workshop(settings, database, own_log, in_batches, world, may_judge, stack)
        runs = workshop.runs if workshop else None
        batches = BatchService(in_batches, own_log, world, runs=runs, admission=may_judge)
        stack.push_async_callback(batches.close)
        yield Application(
            settings,
            bank,
            database,
            judging,
            batches,
            world,
            judges=judges,
            workshop=workshop,
            admission=may_judge,
        )
