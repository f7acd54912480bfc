"""The journal's entries: each holds the digest of the one before it, so that none can change unnoticed.

`digest = sha256(canonical JSON of every other field)`, the first entry's `previous` is ZERO, `seq` counts from 1
without a gap. A payload names facts and commitments, never a candidate's words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from evaluator.digests import Digest, Json, canonical_json, digest_json

ZERO = Digest("sha256:" + "0" * 64)
"""What stands before the first entry."""


class EntryKind(StrEnum):
    """What an entry tells of. Stored entries keep their kind as text: a newer version may know more of them."""

    JUDGEMENT = "judgement"
    BANK_VERSION = "bank_version"
    PROMPT_VERSION = "prompt_version"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_REMOVED = "user_removed"
    ACCESS_RENEWED = "access_renewed"
    ACCESS_REVOKED = "access_revoked"
    LOGIN_LINK_MADE = "login_link_made"
    LOGIN_LINK_USED = "login_link_used"
    BATCH_CREATED = "batch_created"
    BATCH_MOVED = "batch_moved"
    BATCH_REBUDGETED = "batch_rebudgeted"
    SCREENING = "screening"
    ANCHORS_JUDGED = "anchors_judged"
    CHECKPOINT_KEY = "checkpoint_key"
    REVIEW_COMMITTED = "review_committed"
    REVIEW_REVEALED = "review_revealed"
    REVIEW_DISCLOSED = "review_disclosed"
    REVIEW_FINISHED = "review_finished"
    REVIEW_SKIPPED = "review_skipped"
    EXAMPLE_MARKED = "example_marked"
    EXAMPLE_TAKEN_BACK = "example_taken_back"
    EXPORTED = "exported"
    ERASURE = "erasure"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"


OF_USERS = (
    EntryKind.USER_ADDED,
    EntryKind.USER_CHANGED,
    EntryKind.USER_REMOVED,
    EntryKind.ACCESS_RENEWED,
    EntryKind.ACCESS_REVOKED,
    EntryKind.LOGIN_LINK_MADE,
    EntryKind.LOGIN_LINK_USED,
)
"""The kinds that tell of a user; each tells the name and the role that they have from then on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored. `payload` is canonical JSON text, `at` is UTC (`2026-11-22T09:14:00.000000Z`)."""

    seq: int
    kind: str
    subject: str
    payload: str
    at: str
    previous: Digest
    digest: Digest


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: the newest entry's number and digest; 0 and ZERO before the first."""

    seq: int = 0
    digest: Digest = ZERO


@dataclass(frozen=True, slots=True)
class Following:
    """How far something that is derived from the entries has come: which entry it took last, and which is the newest.

    0 before the first.
    """

    seq: int
    head: int

    @property
    def is_level(self) -> bool:
        """Whether every entry has been taken."""
        return self.seq >= self.head


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain holds. `erased` counts the judgements whose words are gone; their commitments still stand.

    `signed` is the entry that the last checkpoint signed, 0 where there is no checkpoint, and `signed_at` when.
    `lost_key` is the newest entry that changes the key without a signature of the one before, 0 where none does.
    """

    upto: int
    head: Digest
    erased: int = 0
    signed: int = 0
    signed_at: str = ""
    lost_key: int = 0

    @property
    def message(self) -> str:
        """One sentence for people."""
        if self.upto == 0:
            return "The ledger is empty"
        signed = f", last checkpoint #{spaced(self.signed)} of {self.signed_at}" if self.signed else ""
        return f"Ledger intact up to #{spaced(self.upto)}{signed}"

    @property
    def unsigned(self) -> str:
        """What nobody has signed yet, in one sentence; empty where all is."""
        if self.signed == self.upto:
            return ""
        if not self.signed:
            return "No checkpoint vouches for it: who rewrote all of it would not be found out"
        return f"No checkpoint vouches yet for what comes after #{spaced(self.signed)}"

    @property
    def doubt(self) -> str:
        """What somebody should ask about, in one sentence; empty where there is nothing."""
        if not self.lost_key:
            return ""
        return f"Entry #{spaced(self.lost_key)} changes the key unsigned by the one before, as if that was lost"


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain does not hold at entry `at`; `why` completes the sentence after a colon."""

    at: int
    why: str

    @property
    def message(self) -> str:
        """One or two sentences for people."""
        return f"Ledger broken at #{spaced(self.at)}: {self.why}. Nothing after it can be trusted."


def follow(head: Head, kind: EntryKind, subject: str, payload: Mapping[str, Json], at: datetime) -> Entry:
    """The entry that comes after `head`."""
    text = canonical_json(payload).decode("utf-8")
    entry = Entry(head.seq + 1, kind.value, subject, text, moment_text(at), head.digest, ZERO)
    return Entry(entry.seq, entry.kind, subject, text, entry.at, entry.previous, digest_of(entry))


def digest_of(entry: Entry) -> Digest:
    """What an entry's digest has to be. Raises ValueError where a field is not what it should be."""
    return digest_json(
        {
            "seq": entry.seq,
            "kind": entry.kind,
            "subject": entry.subject,
            "payload": entry.payload,
            "at": entry.at,
            "previous": entry.previous,
        }
    )


def fault_after(head: Head, entry: Entry) -> Broken | None:
    """What is wrong with an entry that should come right after `head`, or None."""
    expected = head.seq + 1
    if entry.seq != expected:
        return Broken(expected, f"the entry is missing (the next is #{spaced(entry.seq)})")
    if entry.previous != head.digest:
        return Broken(expected, "the entry does not follow the one before it")
    try:
        derived = digest_of(entry)
    except ValueError:
        return Broken(expected, "the entry cannot be read")
    if entry.digest != derived:
        return Broken(expected, "the entry does not match its digest")
    return None


def verify(entries: Iterable[Entry], after: Head | None = None) -> Verified | Broken:
    """Check a chain entry by entry, oldest first, holding one at a time; `after` is where it goes on from."""
    head = after or Head()
    for entry in entries:
        fault = fault_after(head, entry)
        if fault is not None:
            return fault
        head = Head(entry.seq, entry.digest)
    return Verified(head.seq, head.digest)


def moment_text(moment: datetime) -> str:
    """An aware moment in UTC with microseconds. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def spaced(number: int) -> str:
    """A number with a space between its thousands: 18 214."""
    return f"{number:,}".replace(",", " ")
