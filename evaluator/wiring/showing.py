"""Judges of one record that are shown the examples of another: those that are measured, apart from candidates."""

import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from evaluator.domain.measures.shown import is_set_up
from evaluator.domain.questions import QuestionBank
from evaluator.judge.config import Mode
from evaluator.judge.edition import Edition
from evaluator.judge.prompts import Prompt
from evaluator.settings import Settings
from evaluator.store.database import Database, open_database
from evaluator.store.examples import SqlExampleLog
from evaluator.wiring.judges import ConfiguredJudge, configured_judges


async def judges_shown(
    settings: Settings, bank: QuestionBank, prompts: Mapping[Mode, Prompt], stack: AsyncExitStack, marked: Settings
) -> Sequence[ConfiguredJudge]:
    """Every judge of the settings, shown the examples in the record of `marked`, which is read and not written to.

    Raises StoreError leaves where that record cannot be read; one that is not there yet has no examples.
    """
    database = await _opened(marked, stack)
    judges = configured_judges(settings, bank, prompts, stack, database)
    marks = await SqlExampleLog(database).newest() if database else {}
    return [
        replace(one, judge=Edition(one.judge, marks), marks=marks) if is_set_up(one.judge.summary.identity) else one
        for one in judges
    ]


async def _opened(settings: Settings, stack: AsyncExitStack) -> Database | None:
    if settings.database_url is None and not os.access(settings.database_file, os.F_OK):
        return None
    database = await stack.enter_async_context(open_database(settings.database.get_secret_value()))
    await database.check()
    return database
