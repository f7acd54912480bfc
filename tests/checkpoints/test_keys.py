"""The key's file: made once, private, replaced in one step."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from evaluator.checkpoints.keys import KeyFile, is_open_to_others
from evaluator.domain.signatures import is_signed
from evaluator.errors import SettingsInvalid
from tests.ledgers import Signer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "checkpoint.key"


def test_a_key_is_made_at_first_use_readable_to_its_owner_alone(path: Path) -> None:
    key = KeyFile(path).first()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not is_open_to_others(path)
    assert is_signed(b"words", key.sign(b"words"), key.public_key)


def test_the_same_key_is_there_ever_after(path: Path) -> None:
    first = KeyFile(path).first()
    assert KeyFile(path).first().id == first.id
    found = KeyFile(path).find(first.id)
    assert found is not None
    assert found.public_key == first.public_key


def test_of_several_who_make_a_key_at_once_all_get_the_same(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: KeyFile(path).first().id, range(8)))
    assert len(set(keys)) == 1


def test_a_key_shows_nothing_but_its_id(path: Path) -> None:
    key = KeyFile(path).first()
    assert repr(key) == f"SigningKey({key.id})"


def test_another_key_than_the_one_asked_for_is_not_found(path: Path) -> None:
    assert KeyFile(path).find(Signer(1).id) is None
    KeyFile(path).first()
    assert KeyFile(path).find(Signer(1).id) is None


def test_a_new_key_waits_until_it_takes_over(path: Path) -> None:
    file = KeyFile(path)
    old, new = file.first(), file.prepare()
    assert file.first().id == old.id
    file.take_over()
    assert file.first().id == new.id
    assert file.find(old.id) is None
    assert [one.name for one in path.parent.iterdir()] == ["checkpoint.key"]


def test_no_copy_of_an_old_key_is_left_by_a_process_that_was_stopped_while_it_made_that(path: Path) -> None:
    file = KeyFile(path)
    file.first()
    left = path.with_name(".checkpoint.key.0123456789ab")
    left.write_bytes(path.read_bytes())
    file.prepare()
    file.take_over()
    assert [one.name for one in path.parent.iterdir()] == ["checkpoint.key"]


def test_a_key_that_was_to_take_over_when_the_machine_stopped_does_so_when_it_is_asked_for(path: Path) -> None:
    file = KeyFile(path)
    file.first()
    new = file.prepare()
    found = KeyFile(path).find(new.id)
    assert found is not None
    assert found.id == new.id
    assert KeyFile(path).first().id == new.id


def test_a_key_prepared_in_vain_gives_way_to_the_next(path: Path) -> None:
    file = KeyFile(path)
    file.first()
    in_vain, next_one = file.prepare(), file.prepare()
    assert file.find(in_vain.id) is None
    assert file.find(next_one.id) is not None


OTHER = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"secret", OTHER], ids=["empty", "no key", "another kind"])
def test_a_file_that_holds_no_such_key_is_refused_without_being_shown(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SettingsInvalid, match="holds no Ed25519 key in PEM") as caught:
        KeyFile(path).first()
    assert "secret" not in str(caught.value)
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_read_or_written_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        KeyFile(tmp_path / "file" / "checkpoint.key").first()
    (tmp_path / "checkpoint.key.next").mkdir()
    with pytest.raises(SettingsInvalid, match="cannot be written"):
        KeyFile(tmp_path / "checkpoint.key").prepare()


def test_nothing_can_take_over_where_nothing_waits(path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="EVALUATOR_CHECKPOINT_KEY"):
        KeyFile(path).take_over()


def test_a_key_that_others_may_read_is_noticed(path: Path) -> None:
    KeyFile(path).first()
    path.chmod(0o640)
    assert is_open_to_others(path)
    assert not is_open_to_others(path.with_name("none"))
