"""Whatever somebody does to an export, both verifiers find it by the last checkpoint; what they miss without one."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.domain.audit import Witnesses
from evaluator.domain.checkpoints import Checkpoint
from evaluator.domain.ledger import Broken, Entry, Head, Verified, digest_of
from evaluator.files.ledger import audit_export
from tests.ledgers import KINDS, Book, two_keys
from tests.tools.standalone import verify_ledger

MUTATIONS = 1_000
"""How many of each kind are tried."""

THIEF = 9
"""The number of a key that is not the ledger's."""

BOOKS = [
    two_keys(),
    Book().name_key(1).write(2).sign(),
    Book().write(3).name_key(1).write(2).sign().write(4).sign().write().sign(),
    Book().write(1).name_key(1).write(1).name_key(2, signed=False).write(2).sign(),
    Book().name_key(1).write(len(KINDS)).sign(),
]

GENUINE = [book.exported() for book in BOOKS]

Tampering = Callable[[Book, random.Random], bytes]
Verdicts = tuple[Verified | Broken, int | None]


def bit_flip(book: Book, chance: random.Random) -> bytes:
    """One bit anywhere in the file."""
    content = bytearray(GENUINE[BOOKS.index(book)])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def byte_lost(book: Book, chance: random.Random) -> bytes:
    """One byte anywhere in the file is missing."""
    content = bytearray(GENUINE[BOOKS.index(book)])
    del content[chance.randrange(len(content))]
    return bytes(content)


def field_edit(book: Book, chance: random.Random) -> bytes:
    """A field of an entry says something else, its digest stays."""
    place = chance.randrange(len(book.entries))
    return with_entries(book, [*book.entries[:place], edited(book.entries[place], chance), *book.entries[place + 1 :]])


def field_edit_with_digest(book: Book, chance: random.Random) -> bytes:
    """A field of an entry says something else, and its digest fits that."""
    place = chance.randrange(len(book.entries))
    entry = sealed(edited(book.entries[place], chance))
    return with_entries(book, [*book.entries[:place], entry, *book.entries[place + 1 :]])


def edit_and_all_digests(book: Book, chance: random.Random) -> bytes:
    """An entry says something else, and all that follows is chained to it anew."""
    place = chance.randrange(len(book.entries))
    entries = [*book.entries[:place], edited(book.entries[place], chance), *book.entries[place + 1 :]]
    return without_checkpoints_after(book, chained(entries), place)


def swap(book: Book, chance: random.Random) -> bytes:
    """Two entries change places."""
    one, other = chance.sample(range(len(book.entries)), 2)
    entries = list(book.entries)
    entries[one], entries[other] = entries[other], entries[one]
    return with_entries(book, entries)


def swap_and_renumber(book: Book, chance: random.Random) -> bytes:
    """Two entries change places, and all is chained anew."""
    one, other = sorted(chance.sample(range(len(book.entries)), 2))
    entries = list(book.entries)
    entries[one], entries[other] = entries[other], entries[one]
    return without_checkpoints_after(book, chained(entries), one)


def delete_first(book: Book, chance: random.Random) -> bytes:
    """The first entries are missing."""
    return with_entries(book, book.entries[chance.randint(1, len(book.entries) - 1) :])


def delete_middle(book: Book, chance: random.Random) -> bytes:
    """An entry is missing."""
    place = chance.randrange(1, len(book.entries) - 1)
    return with_entries(book, [*book.entries[:place], *book.entries[place + 1 :]])


def delete_middle_and_renumber(book: Book, chance: random.Random) -> bytes:
    """An entry is missing, and all that follows is chained anew."""
    place = chance.randrange(len(book.entries) - 1)
    return without_checkpoints_after(book, chained([*book.entries[:place], *book.entries[place + 1 :]]), place)


def delete_last(book: Book, _: random.Random) -> bytes:
    """The last entry is missing."""
    return with_entries(book, book.entries[:-1])


def insert(book: Book, chance: random.Random) -> bytes:
    """An entry that follows well is put in between."""
    place = chance.randrange(1, len(book.entries))
    new = after(book.entries[place - 1], chance)
    return with_entries(book, [*book.entries[:place], new, *book.entries[place:]])


def duplicate(book: Book, chance: random.Random) -> bytes:
    """An entry comes twice."""
    place, where = chance.randrange(len(book.entries)), chance.randint(0, len(book.entries))
    return with_entries(book, [*book.entries[:where], book.entries[place], *book.entries[where:]])


def cut_the_tail(book: Book, chance: random.Random) -> bytes:
    """The last entries are missing, and the checkpoints that signed them."""
    place = chance.randint(0, len(book.entries) - 1)
    return without_checkpoints_after(book, book.entries[:place], place)


def cut_and_append(book: Book, chance: random.Random) -> bytes:
    """The last entries are others, as many or more."""
    place = chance.randint(1, len(book.entries) - 1)
    entries = list(book.entries[:place])
    while len(entries) < len(book.entries) + chance.randint(0, 2):
        entries.append(after(entries[-1], chance))
    return without_checkpoints_after(book, entries, place)


def full_rewrite(book: Book, chance: random.Random) -> bytes:
    """A ledger of the same length or longer, with a key and checkpoints of its own."""
    length = len(book.entries) + chance.randint(0, 3)
    return Book().write(length - 1, f"other-{chance.random()}").name_key(THIEF).sign().exported()


def key_swap(book: Book, chance: random.Random) -> bytes:
    """The same entries under another key, which signs the same checkpoints."""
    stolen = Book().name_key(THIEF)
    for entry in [one for one in book.entries if one.kind != "checkpoint_key"]:
        stolen.entries.append(entry)
        if chance.random() < 0.2:
            stolen.entries[:] = chained(stolen.entries)
            stolen.sign()
    stolen.entries[:] = chained(stolen.entries)
    return stolen.sign().exported()


def key_appended(book: Book, chance: random.Random) -> bytes:
    """The last entries are others, and another key signs them, as if the one before had been lost."""
    place = chance.randint(1, len(book.entries) - 1)
    kept = book.entries[:place]
    stolen = Book(list(kept), [key for key in book.keys if any(key.id == one.subject for one in kept)])
    stolen.checkpoints = [one for one in book.checkpoints if one.seq <= place]
    stolen.signer = None if not stolen.keys else signer_like(stolen)
    return stolen.name_key(THIEF, signed=False).write(len(book.entries), f"other-{chance.random()}").sign().exported()


def checkpoint_edit(book: Book, chance: random.Random) -> bytes:
    """A checkpoint says something else."""
    place = chance.randrange(len(book.checkpoints))
    checkpoint = book.checkpoints[place]
    changes: Mapping[str, object] = {
        "seq": chance.randint(1, 2 * len(book.entries)),
        "digest": another_digest(chance),
        "at": f"2026-11-{chance.randint(10, 29)}T00:00:00.{chance.randrange(10**6):06}Z",
        "key": another_digest(chance),
        "signature": f"{chance.getrandbits(512):0128x}",
    }
    name = chance.choice([name for name, value in changes.items() if value != getattr(checkpoint, name)])
    changed = replace(checkpoint, **{name: changes[name]})
    others = [*book.checkpoints[:place], changed, *book.checkpoints[place + 1 :]]
    return Book(book.entries, book.keys, others).exported()


def checkpoint_rollback(book: Book, chance: random.Random) -> bytes:
    """All is as it was at an earlier checkpoint, or before the first."""
    earlier = [*(checkpoint.seq for checkpoint in book.checkpoints[:-1]), chance.randrange(book.checkpoints[0].seq)]
    place = chance.choice(earlier)
    return without_checkpoints_after(book, book.entries[:place], place)


TAMPERING: Sequence[Tampering] = [
    bit_flip,
    byte_lost,
    field_edit,
    field_edit_with_digest,
    edit_and_all_digests,
    swap,
    swap_and_renumber,
    delete_first,
    delete_middle,
    delete_middle_and_renumber,
    delete_last,
    insert,
    duplicate,
    cut_the_tail,
    cut_and_append,
    full_rewrite,
    key_swap,
    key_appended,
    checkpoint_edit,
    checkpoint_rollback,
]

MISSED_ALONE: Sequence[Tampering] = [cut_the_tail, full_rewrite, key_swap, key_appended, checkpoint_rollback]
"""What an export by itself cannot show: docs/ledger.md says so."""


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda tamper: tamper.__name__)
def test_what_somebody_does_to_an_export_is_found_given_the_last_checkpoint(tamper: Tampering, tmp_path: Path) -> None:
    missed, found = [], dict[tuple[bytes, int], Verdicts]()
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        place = chance.randrange(len(BOOKS))
        content = tamper(BOOKS[place], chance)
        assert content not in GENUINE, seed
        # There are less than a thousand ways to do some of it: no export has to be read twice.
        if (content, place) not in found:
            found[content, place] = both(tmp_path / "export", content, BOOKS[place].checkpoints[-1])
        verdicts = found[content, place]
        if not isinstance(verdicts[0], Broken) or verdicts[1] != verdicts[0].at:
            missed.append((seed, verdicts))
    assert missed == []


@pytest.mark.parametrize("tamper", MISSED_ALONE, ids=lambda tamper: tamper.__name__)
def test_what_fits_together_is_missed_where_nothing_is_known_from_elsewhere(tamper: Tampering, tmp_path: Path) -> None:
    for seed in range(20):
        chance = random.Random(seed)
        content = tamper(chance.choice(BOOKS), chance)
        verdicts = both(tmp_path / "export", content)
        assert isinstance(verdicts[0], Verified), seed
        assert verdicts[1] is None


def test_the_keys_id_alone_shows_that_another_key_has_signed(tmp_path: Path) -> None:
    for seed, tamper in enumerate([full_rewrite, key_swap, key_appended] * 20):
        chance = random.Random(seed)
        book = BOOKS[1]
        path = tmp_path / "export"
        path.write_bytes(tamper(book, chance))
        assert isinstance(audit_export(path, Witnesses(key=book.keys[0].id)), Broken)
        with pytest.raises(verify_ledger.Broken):
            verify_ledger.verify(path, trusted=book.keys[0].id)


def test_what_comes_after_the_last_checkpoint_can_be_rewritten_unseen(tmp_path: Path) -> None:
    for seed in range(20):
        chance = random.Random(seed)
        book = chance.choice(BOOKS)
        entries = list(book.entries)
        for _ in range(chance.randint(1, 5)):
            entries.append(after(entries[-1], chance))
        verdicts = both(tmp_path / "export", with_entries(book, entries), book.checkpoints[-1])
        assert isinstance(verdicts[0], Verified)
        assert verdicts[0].unsigned == f"No checkpoint vouches yet for what comes after #{len(book.entries)}"
        assert verdicts[1] is None


@pytest.mark.parametrize("book", BOOKS)
def test_an_export_that_nobody_touched_is_intact(book: Book, tmp_path: Path) -> None:
    verdicts = both(tmp_path / "export", book.exported(), book.checkpoints[-1])
    assert isinstance(verdicts[0], Verified)
    assert (verdicts[0].upto, verdicts[0].signed) == (len(book.entries), len(book.entries))
    assert verdicts[1] is None


def both(path: Path, content: bytes, kept: Checkpoint | None = None) -> Verdicts:
    """What the package finds, and at which entry the auditor's file does; None where it finds nothing."""
    # Written over the one before: some file systems wait for the disk where a file is emptied first.
    with path.open("r+b" if path.exists() else "xb") as file:
        file.write(content)
        file.truncate()
    found = audit_export(path, Witnesses(() if kept is None else (kept,)))
    try:
        verify_ledger.verify(path, [] if kept is None else [kept.written])
    except verify_ledger.Broken as broken:
        return found, broken.at
    return found, None


def with_entries(book: Book, entries: Sequence[Entry]) -> bytes:
    """The export of other entries with the same keys and checkpoints."""
    return Book(list(entries), book.keys, book.checkpoints).exported()


def without_checkpoints_after(book: Book, entries: Sequence[Entry], place: int) -> bytes:
    """The export of entries that are genuine up to a place, with the keys they name."""
    named = {entry.subject for entry in entries if entry.kind == "checkpoint_key"}
    keys = [key for key in book.keys if key.id in named]
    return Book(list(entries), keys, [one for one in book.checkpoints if one.seq <= place]).exported()


def edited(entry: Entry, chance: random.Random) -> Entry:
    """The entry with one field changed to something of the same form."""
    name = chance.choice(["kind", "subject", "payload", "at"])
    return replace(entry, **{name: f"{getattr(entry, name)}{chance.choice('0 é')}"})


def sealed(entry: Entry) -> Entry:
    """The entry with the digest that fits it."""
    return replace(entry, digest=digest_of(entry))


def chained(entries: Sequence[Entry]) -> list[Entry]:
    """The entries numbered and chained anew."""
    head, result = Head(), []
    for entry in entries:
        entry = sealed(replace(entry, seq=head.seq + 1, previous=head.digest))
        result.append(entry)
        head = Head(entry.seq, entry.digest)
    return result


def after(entry: Entry, chance: random.Random) -> Entry:
    """An entry that follows another well."""
    following = replace(entry, seq=entry.seq + 1, kind="user_added", subject=f"{chance.random()}")
    return sealed(replace(following, previous=entry.digest))


def another_digest(chance: random.Random) -> str:
    return f"sha256:{chance.getrandbits(256):064x}"


def signer_like(book: Book) -> object:
    """Somebody who has the id of the book's last key, and not the key."""

    class Thief:
        id = book.keys[-1].id

    return Thief()
