"""A process that erases may be killed before any statement: all of it is done or nothing, and another ends it."""

from tests.forks import Nursery


def test_an_erasure_outlives_a_kill_before_any_of_its_statements(nursery: Nursery, url: str) -> None:
    with nursery.start("tests.contracts.eraser", url) as process:
        statements = process.stdout.read()
        assert process.wait() == 0, "what is wrong is written on standard error"
    assert int(statements) > 20
