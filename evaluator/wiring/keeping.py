"""Erasing words, and keeping them no longer than is said."""

from functools import partial

from evaluator.domain.questions import QuestionBank
from evaluator.files.uploads import clear_uploads
from evaluator.services.erasing import ErasureService
from evaluator.services.keeping import KeepingService
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings
from evaluator.store.database import Database
from evaluator.store.erasure.keeping import SqlKeepingLog
from evaluator.store.erasure.log import SqlErasureLog


def erasure_service(settings: Settings, database: Database, world: Surroundings) -> ErasureService:
    """Erasures in the database and in the data directory."""
    return ErasureService(SqlErasureLog(database), partial(clear_uploads, settings.data_dir), world)


def keeping_service(
    settings: Settings, bank: QuestionBank, database: Database, erasing: ErasureService, world: Surroundings
) -> KeepingService:
    """Holds, and what is past its time: as long as the bank says, else the settings."""
    days = bank.keep_days or settings.keeping.days
    asked = frozenset[str](question.id for question in bank.questions)
    log, purges = SqlKeepingLog(database), settings.keeping.purge
    return KeepingService(log, erasing, world, days=days, purges=purges, asked=asked)
