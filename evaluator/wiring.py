"""The only place that picks implementations: settings in, a working application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from evaluator.domain.questions import QuestionBank
from evaluator.services.access import UserDirectory
from evaluator.services.judging import JudgingService
from evaluator.services.ledger import LedgerReader
from evaluator.settings import Settings


@dataclass(frozen=True, slots=True)
class Application:
    """What the commands and the web service work with."""

    settings: Settings
    bank: QuestionBank
    judging: JudgingService
    users: UserDirectory
    ledger: LedgerReader


@asynccontextmanager
async def open_application(settings: Settings) -> AsyncIterator[Application]:
    """Open the database, read bank and prompts, make the judges; close all of it at the end.

    Raises ConfigurationError leaves with every fault listed, or StoreError leaves.
    """
    yield
