"""What only a server can do to us."""

import pytest
from sqlalchemy import Connection, make_url, text

from evaluator.errors import DatabaseUnavailable
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from tests.records import WHOLE, judgement

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("url", ["postgres"], indirect=True)]

END_ALL = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")
END_OTHERS = text(f"{END_ALL} AND pid <> pg_backend_pid()")


async def test_a_server_that_was_restarted_is_connected_to_again(database: Database) -> None:
    log = SqlJudgementLog(database)
    await log.record(WHOLE)

    def end_others(connection: Connection) -> None:
        connection.execute(END_OTHERS)

    await database.read(end_others)
    assert await log.get(WHOLE.id) is not None
    assert (await log.record(WHOLE)).ledger_seq == 3


async def test_a_connection_that_breaks_in_the_middle_leaves_nothing_and_is_replaced(database: Database) -> None:
    def end_all(connection: Connection) -> None:
        connection.execute(END_ALL)

    with pytest.raises(DatabaseUnavailable, match="Is it running"):
        await database.write(end_all)
    assert (await SqlJudgementLog(database).record(WHOLE)).ledger_seq == 3


@pytest.mark.parametrize(
    ("change", "advice"),
    [({"database": "nowhere"}, "Create it first"), ({"username": "nobody"}, "user or the password")],
    ids=["no such database", "no such user"],
)
async def test_a_server_that_does_not_let_us_in_says_why(url: str, change: dict[str, str], advice: str) -> None:
    elsewhere = make_url(url).set(**change).render_as_string(hide_password=False)
    async with open_database(elsewhere) as database:
        with pytest.raises(DatabaseUnavailable, match=advice):
            await database.check()


async def test_a_database_that_may_only_be_read_is_read(database: Database) -> None:
    log = SqlJudgementLog(database)
    await log.record(WHOLE)
    name = make_url(str(database.location)).database
    await database.write(
        lambda connection: connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    )
    async with open_database(database.location.url.render_as_string(hide_password=False)) as again:
        assert await SqlJudgementLog(again).get(WHOLE.id) is not None
        with pytest.raises(DatabaseUnavailable, match="does not let this user write"):
            await SqlJudgementLog(again).record(judgement(2))
