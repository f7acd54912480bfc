"""Who may do what, as the settings say."""

from datetime import timedelta

from evaluator.settings import Settings
from evaluator.store.database import Database
from evaluator.store.sign_ins import Lifetimes
from evaluator.store.users import SqlUserDirectory


def user_directory(database: Database, settings: Settings) -> SqlUserDirectory:
    """The users of this database."""
    sessions = settings.sessions
    lifetimes = Lifetimes(timedelta(hours=sessions.hours), timedelta(minutes=sessions.idle_minutes))
    return SqlUserDirectory(database, lifetimes=lifetimes)
