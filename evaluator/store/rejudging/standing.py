"""The follower that keeps which judgement stands for each answer, and by which version of everything it was made.

The newest scored judgement of one answer to one question by one judge stands; an unscored one only where there is no
other. A scored judgement that supersedes another stands in its place, be it by another judge.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, func, insert, or_, select, update

from evaluator.digests import digest_json
from evaluator.domain.judgements import Status
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.store.rejudging_tables import judged_versions, standing_judgements
from evaluator.store.rows import answer_of
from evaluator.store.tables import answers, batch_items, judgements

_SUBJECTS: BindParameter[str] = bindparam("subjects", expanding=True)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_IDENTITIES: BindParameter[str] = bindparam("identities", expanding=True)
_MADE_BY = tuple(
    judgements.c[name]
    for name in ("question_id", "judge", "model", "prompt", "settings_digest", "prompt_fingerprint", "bank_digest")
)
_JUDGED: Select[Any] = (
    select(
        judgements.c.id,
        judgements.c.ledger_seq,
        judgements.c.status,
        judgements.c.supersedes,
        *_MADE_BY,
        batch_items.c.question,
        answers.c.candidate,
        answers.c.kind,
        answers.c.text,
        answers.c.turns,
        answers.c.digest,
    )
    .outerjoin(answers, answers.c.judgement_id == judgements.c.id)
    .outerjoin(batch_items, batch_items.c.judgement_id == judgements.c.id)
    .where(judgements.c.ledger_seq.between(bindparam("first"), bindparam("last")))
    .order_by(judgements.c.ledger_seq)
)
_STANDING = select(standing_judgements).where(
    or_(standing_judgements.c.subject.in_(_SUBJECTS), standing_judgements.c.judgement_id.in_(_IDS))
)
_KNOWN = select(judged_versions.c.identity, judged_versions.c.id).where(judged_versions.c.identity.in_(_IDENTITIES))
_LAST = select(func.coalesce(func.max(judged_versions.c.id), 0))
_COUNT = (
    update(judged_versions)
    .where(judged_versions.c.id == bindparam("version"))
    .values(standing=judged_versions.c.standing + bindparam("more"))
)
_FALL = delete(standing_judgements).where(standing_judgements.c.subject.in_(_SUBJECTS))
_NEW_VERSION, _STAND = insert(judged_versions), insert(standing_judgements)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A row of `standing_judgements`."""

    subject: str
    judgement_id: str
    version: int
    seq: int
    size: int
    is_scored: bool


class StandingJudgements:
    """Keeps `standing_judgements` and `judged_versions`: a `store.following.Follower`."""

    name = "standing"

    def take(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Let the judgements among these stand, and what they take the place of stand no longer."""
        seqs = [entry.seq for entry in entries if entry.kind == EntryKind.JUDGEMENT]
        if not seqs:
            return
        rows = connection.execute(_JUDGED, {"first": seqs[0], "last": seqs[-1]}).all()
        versions = _versions_in(connection, rows)
        change = _Change(_standing_in(connection, rows))
        for row in rows:
            change.note(row, versions[_identity_of(row)])
        change.write_in(connection)


class _Change:
    """What a chunk of judgements comes to. `before` is what stood of the subjects that they are of, or supersede."""

    def __init__(self, before: Sequence[_Standing]) -> None:
        self._before = {one.subject: one for one in before}
        self._now = dict(self._before)
        self._subjects = {one.judgement_id: one.subject for one in before}
        """Of the judgements that stand, or stood a moment ago."""
        self._counts = Counter[int]()

    def note(self, row: Row[Any], version: int) -> None:
        """Take in the next judgement. One whose words are gone is counted, and can stand for nothing."""
        if row.digest is None:
            self._counts[version] += 1
            return
        is_scored = row.status == Status.SCORED.value
        fresh = _Standing(_subject_of(row), row.id, version, row.ledger_seq, _size_of(row), is_scored)
        stood = self._now.get(fresh.subject)
        if stood is not None and stood.is_scored and not is_scored:
            return
        self._drop(fresh.subject)
        if is_scored and self._stands(row.supersedes):
            self._drop(self._subjects[row.supersedes])
        self._now[fresh.subject] = fresh
        self._subjects[row.id] = fresh.subject
        self._counts[version] += 1

    def write_in(self, connection: Connection) -> None:
        """Write what stands now."""
        changed = {subject for subject in {*self._before, *self._now} if self._is_changed(subject)}
        fallen = [subject for subject in changed if subject in self._before]
        if fallen:
            connection.execute(_FALL, {"subjects": fallen})
        risen = [_row_of(self._now[subject]) for subject in changed if subject in self._now]
        if risen:
            connection.execute(_STAND, risen)
        counted = [{"version": version, "more": more} for version, more in sorted(self._counts.items()) if more]
        if counted:
            connection.execute(_COUNT, counted)

    def _is_changed(self, subject: str) -> bool:
        return self._before.get(subject) != self._now.get(subject)

    def _stands(self, judgement_id: str | None) -> bool:
        stood = self._now.get(self._subjects.get(judgement_id or "", ""))
        return stood is not None and stood.judgement_id == judgement_id

    def _drop(self, subject: str) -> None:
        stood = self._now.pop(subject, None)
        if stood is not None:
            self._counts[stood.version] -= 1


def _standing_in(connection: Connection, rows: Sequence[Row[Any]]) -> list[_Standing]:
    subjects = sorted({_subject_of(row) for row in rows if row.digest is not None})
    superseded = sorted({row.supersedes for row in rows if row.supersedes is not None})
    found = connection.execute(_STANDING, {"subjects": subjects, "ids": superseded})
    return [_Standing(**row) for row in found.mappings()]


def _versions_in(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[str, int]:
    """The numbers of the versions that these judgements are of, by identity; new ones are written."""
    wanted = {_identity_of(row): row for row in rows}
    found = connection.execute(_KNOWN, {"identities": sorted(wanted)})
    known: dict[str, int] = {row.identity: row.id for row in found}
    fresh = [identity for identity in wanted if identity not in known]
    if fresh:
        last = connection.execute(_LAST).scalar_one()
        numbers = {identity: number for number, identity in enumerate(fresh, last + 1)}
        written = [_version_row(numbers[identity], identity, wanted[identity]) for identity in fresh]
        connection.execute(_NEW_VERSION, written)
        known |= numbers
    return known


def _version_row(number: int, identity: str, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": number,
        "identity": identity,
        "question_id": row.question_id,
        "question": row.question,
        "bank": _bank_of(row),
        "judge": row.judge,
        "model": row.model,
        "prompt": row.prompt,
        "settings_digest": row.settings_digest,
        "prompt_fingerprint": row.prompt_fingerprint,
        "standing": 0,
    }


def _identity_of(row: Row[Any]) -> str:
    return digest_json(list(_parts_of(row)))


def _parts_of(row: Row[Any]) -> Iterator[str | None]:
    yield from (row.question_id, row.question, _bank_of(row))
    yield from (row.judge, row.model, row.prompt, row.settings_digest, row.prompt_fingerprint)


def _bank_of(row: Row[Any]) -> str | None:
    # A batch keeps its own questions, which may be older than the bank it is judged beside.
    return row.bank_digest if row.question is None else None


def _subject_of(row: Row[Any]) -> str:
    return digest_json([row.candidate, row.digest, row.question_id, row.judge])


def _size_of(row: Row[Any]) -> int:
    return len(answer_of(row._asdict()).own_text.encode("utf-8", "surrogatepass"))


def _row_of(standing: _Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in _Standing.__slots__}
