"""Moments and texts as columns hold them."""

from datetime import datetime

import pytest
from hypothesis import given
from sqlalchemy.dialects import postgresql, sqlite

from evaluator.store.columns import Moment, can_be_kept
from tests.records import NOON, moments

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(moment=moments)
def test_any_moment_comes_back_as_the_same_moment(dialect: object, moment: datetime) -> None:
    column = Moment()
    kept = column.process_result_value(column.process_bind_param(moment, dialect), dialect)
    assert kept == moment
    assert kept is not None
    assert kept.utcoffset() == NOON.utcoffset()


def test_sqlite_is_given_moments_it_can_sort() -> None:
    assert Moment().process_bind_param(NOON, DIALECTS[0]) == NOON.replace(tzinfo=None)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_without_a_time_zone_is_refused(dialect: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(NOON.replace(tzinfo=None), dialect)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_moment_stays_none(dialect: object) -> None:
    assert Moment().process_bind_param(None, dialect) is None
    assert Moment().process_result_value(None, dialect) is None


@pytest.mark.parametrize(
    ("text", "kept"), [("C-7", True), ("", True), ("漢🦔", True), ("\x00", False), ("\udfff", False)]
)
def test_what_a_column_can_hold(text: str, kept: bool) -> None:
    assert can_be_kept(text) is kept
