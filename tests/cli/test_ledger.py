"""`evaluator ledger verify`: what is said of a chain that holds, and of one that does not."""

import pytest

from evaluator.domain.ledger import Broken, Head, Verified
from tests.cli.conftest import Desk


def test_a_chain_that_holds_is_told_with_its_head(desk: Desk) -> None:
    desk.ledger.found = Verified(1204, Head().digest, signed=1204, signed_at="2026-11-22 12:00 UTC")
    result = desk.run("ledger", "verify")
    assert result.code == 0
    assert result.out == (
        f"Ledger intact up to #1 204, last checkpoint #1 204 of 2026-11-22 12:00 UTC.\nHead: {Head().digest}\n"
    )


def test_erased_words_are_counted(desk: Desk) -> None:
    desk.ledger.found = Verified(5, Head().digest, erased=2)
    assert "2 had their words erased" in desk.run("ledger", "verify").out


def test_a_broken_chain_is_a_failure(desk: Desk) -> None:
    desk.ledger.found = Broken(3, "the entry does not match its digest")
    result = desk.run("ledger", "verify")
    assert result.code == 1
    assert result.out == ""
    assert result.err == (
        "error: Ledger broken at #3: the entry does not match its digest. Nothing after it can be trusted.\n"
    )


@pytest.mark.parametrize("key", ["abc", "sha256:abc", ""])
def test_a_key_that_is_none_is_wrong_usage_and_not_a_broken_ledger(desk: Desk, key: str) -> None:
    result = desk.run("ledger", "verify", "--key", key)
    assert (result.code, result.out) == (2, "")
    assert "a key's id is sha256: and 64 letters and digits" in result.err


def test_a_key_noted_down_is_handed_on_as_it_is_meant(desk: Desk) -> None:
    desk.run("ledger", "verify", "--key", f" SHA256:{'AB' * 32} ")
    assert desk.ledger.witnesses.key == f"sha256:{'ab' * 32}"
