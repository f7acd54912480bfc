"""The secret that checkpoints are signed with: one file, readable to its owner alone, never shown."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from evaluator.checkpoints.files import write_once
from evaluator.digests import Digest
from evaluator.domain.signatures import key_id
from evaluator.errors import SettingsInvalid

OWNER_ALONE = 0o600


class SigningKey:
    """A key that can sign. Shows its id and nothing else."""

    def __init__(self, secret: Ed25519PrivateKey) -> None:
        self._secret = secret
        self.public_key = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id: Digest = key_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""
        return self._secret.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.id})"


class KeyFile:
    """The key in its file: `services.checkpoints.KeyStore`. A key that is to follow it waits in a file beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next = path.with_name(f"{path.name}.next")

    def first(self) -> SigningKey:
        """The key there is, else a new one; of several who make one at once, all get the same. SettingsInvalid."""
        return _read(self.path) or self._made(self.path)

    def find(self, wanted: Digest) -> SigningKey | None:
        """The key of that id, if it is here. Raises SettingsInvalid for a file that holds no key.

        One that was waiting takes its place: whoever made it follow was stopped before that was done.
        """
        present = _read(self.path)
        if present is not None and present.id == wanted:
            return present
        waiting = _read(self._next)
        if waiting is None or waiting.id != wanted:
            return None
        self.take_over()
        return waiting

    def prepare(self) -> SigningKey:
        """A new key that waits until it may take the place of the present one. Raises SettingsInvalid."""
        try:
            self._next.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self._next, error) from None
        return self._made(self._next)

    def take_over(self) -> None:
        """Put the key that waits in the place of the present one, which is gone then. Raises SettingsInvalid."""
        try:
            self._next.replace(self.path)
            # Whoever was stopped while writing a key has left a copy of it.
            for left in self.path.parent.glob(f".{self.path.name}.*"):
                left.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def _made(self, path: Path) -> SigningKey:
        secret = Ed25519PrivateKey.generate()
        content = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            ours = write_once(path, content, OWNER_ALONE)
        except OSError as error:
            raise _unwritable(path, error) from None
        theirs = None if ours else _read(path)
        return theirs or SigningKey(secret)


def is_open_to_others(path: Path) -> bool:
    """Whether other users of this machine may read a file that is there."""
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)


def _read(path: Path) -> SigningKey | None:
    try:
        secret = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsInvalid(f"The checkpoint key {path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        secret = None
    if not isinstance(secret, Ed25519PrivateKey):
        raise SettingsInvalid(
            f"{path} holds no Ed25519 key in PEM without a password. Put the right file there, or name it by "
            "EVALUATOR_CHECKPOINT_KEY."
        )
    return SigningKey(secret)


def _unwritable(path: Path, error: OSError) -> SettingsInvalid:
    return SettingsInvalid(
        f"The checkpoint key {path} cannot be written: {error.strerror}. Name a place this user may write to by "
        "EVALUATOR_CHECKPOINT_KEY."
    )
