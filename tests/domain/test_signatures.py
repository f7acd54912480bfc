"""Who signed, told by a public key; the vectors are those of RFC 8032, section 7.1."""

import pytest

from evaluator.domain.signatures import is_signed, key_id
from tests.ledgers import Signer
from tests.tools.standalone import verify_ledger

VECTORS = {
    "empty": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "one byte": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "two bytes": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
}


def both(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """What the package and the auditor's file say, which is the same."""
    ours = is_signed(message, signature, public_key)
    assert verify_ledger.PublicKey(public_key).has_signed(message, signature) == ours
    return ours


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS.values(), ids=VECTORS.keys())
def test_the_signatures_of_the_standard_hold(key: str, message: str, signature: str) -> None:
    assert both(bytes.fromhex(message), bytes.fromhex(signature), bytes.fromhex(key))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_signature_is_of_that_message_by_that_key_alone(number: int) -> None:
    signer = Signer(number)
    signature = signer.sign(b"words")
    assert both(b"words", signature, signer.public_key)
    assert not both(b"word", signature, signer.public_key)
    assert not both(b"words", signature, Signer(4).public_key)
    assert not both(b"words", signature[:-1] + bytes([signature[-1] ^ 1]), signer.public_key)


ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("length", [0, 63, 65])
def test_what_is_no_signature_holds_nothing(length: int) -> None:
    assert not both(b"words", bytes(length), Signer(1).public_key)


def test_a_signature_has_one_form_only() -> None:
    signature = Signer(1).sign(b"words")
    same = int.from_bytes(signature[32:], "little") + ORDER
    assert not both(b"words", signature[:32] + same.to_bytes(32, "little"), Signer(1).public_key)


@pytest.mark.parametrize(
    "key",
    [b"\x02" + bytes(31), b"\xff" * 32, b"\x01" + bytes(30) + b"\x80", b"short"],
    ids=["no point", "too large", "zero with a sign", "short"],
)
def test_what_is_no_key_has_signed_nothing(key: bytes) -> None:
    assert not both(b"words", Signer(1).sign(b"words"), key)


def test_a_key_is_called_by_the_digest_of_its_bytes() -> None:
    assert key_id(bytes(32)) == "sha256:66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
