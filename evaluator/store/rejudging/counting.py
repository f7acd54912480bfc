"""What stands by which version, counted: all of it, what is being judged again already, and what is held."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
)

from evaluator.digests import Digest
from evaluator.domain.batches import BatchState
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.keeping import HoldKind
from evaluator.domain.outdated import Version, Witness
from evaluator.domain.questions import Question, QuestionId
from evaluator.domain.rejudging import Standing
from evaluator.store.batches.questions import question_of
from evaluator.store.batches.standing import WHOLE
from evaluator.store.erasure_tables import holds
from evaluator.store.rejudging_tables import judged_versions, rejudgings, standing_judgements
from evaluator.store.tables import answers, batch_items, batch_questions, batches, judgement_words

_VERSIONS: BindParameter[int] = bindparam("versions", expanding=True)
_OF_VERSIONS = standing_judgements.c.version.in_(_VERSIONS)
_IS_OPEN = and_(WHOLE, batches.c.state.in_([state.value for state in BatchState if not state.is_over]))
_TAKEN = (
    select(batch_items.c.supersedes)
    .join(rejudgings, rejudgings.c.batch_id == batch_items.c.batch_id)
    .join(batches, batches.c.id == rejudgings.c.batch_id)
    .where(batch_items.c.supersedes.is_not(None), _IS_OPEN)
)
_COUNTS: Select[Any] = select(standing_judgements.c.version, func.count(standing_judgements.c.judgement_id.distinct()))
_BUSY = (
    _COUNTS.select_from(rejudgings)
    .join(batches, batches.c.id == rejudgings.c.batch_id)
    .join(batch_items, batch_items.c.batch_id == rejudgings.c.batch_id)
    .join(standing_judgements, standing_judgements.c.judgement_id == batch_items.c.supersedes)
    .where(_IS_OPEN, _OF_VERSIONS)
    .group_by(standing_judgements.c.version)
)
_STANDS = holds.c.lifted_at.is_(None)
_HOLDS = select(holds.c.kind).where(_STANDS).distinct()
_KEPT: Mapping[str, Select[Any]] = {
    HoldKind.CANDIDATE.value: _COUNTS.select_from(holds)
    .join(answers, answers.c.candidate == holds.c.subject)
    .join(standing_judgements, standing_judgements.c.judgement_id == answers.c.judgement_id)
    .where(_STANDS, holds.c.kind == HoldKind.CANDIDATE.value, _OF_VERSIONS)
    .group_by(standing_judgements.c.version),
    HoldKind.BATCH.value: _COUNTS.select_from(holds)
    .join(batch_items, batch_items.c.batch_id == holds.c.subject)
    .join(standing_judgements, standing_judgements.c.judgement_id == batch_items.c.judgement_id)
    .where(_STANDS, holds.c.kind == HoldKind.BATCH.value, _OF_VERSIONS)
    .group_by(standing_judgements.c.version),
}
_OF_HELD_QUESTIONS = (
    select(judged_versions.c.id)
    .join(holds, holds.c.subject == judged_versions.c.question_id)
    .where(_STANDS, holds.c.kind == HoldKind.QUESTION.value)
)
_FIRST = select(func.min(standing_judgements.c.seq)).where(_OF_VERSIONS).group_by(standing_judgements.c.version)
_QUESTIONS = (
    select(standing_judgements.c.version, batch_questions.c.question)
    .join(batch_items, batch_items.c.judgement_id == standing_judgements.c.judgement_id)
    .join(
        batch_questions,
        (batch_questions.c.batch_id == batch_items.c.batch_id) & (batch_questions.c.digest == batch_items.c.question),
    )
    .where(_OF_VERSIONS, standing_judgements.c.seq.in_(_FIRST))
)
_ALL = select(judged_versions).where(judged_versions.c.standing > 0).order_by(judged_versions.c.id)
_WITNESS = (
    select(judgement_words.c.key, answers.c.digest)
    .select_from(standing_judgements)
    .join(judgement_words, judgement_words.c.judgement_id == standing_judgements.c.judgement_id)
    .join(answers, answers.c.judgement_id == standing_judgements.c.judgement_id)
    .where(standing_judgements.c.version == bindparam("version"))
    .order_by(standing_judgements.c.seq)
    .limit(1)
)
_SUMS: Select[Any] = (
    select(
        standing_judgements.c.version,
        func.count().label("judgements"),
        func.sum(standing_judgements.c.size).label("size"),
    )
    .where(_OF_VERSIONS)
    .group_by(standing_judgements.c.version)
)


def is_under_way(judgement_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a batch that is not over is to take the place of that judgement."""
    taken = _TAKEN.where(batch_items.c.supersedes == judgement_id)
    return taken.correlate(standing_judgements).exists()


def open_in(connection: Connection) -> frozenset[str]:
    """The rejudgings that are not over."""
    found = select(rejudgings.c.batch_id).join(batches, batches.c.id == rejudgings.c.batch_id).where(_IS_OPEN)
    return frozenset(connection.execute(found).scalars())


def versions_in(connection: Connection) -> list[Version]:
    """Every version that a judgement stands by."""
    return [_version_of(row) for row in connection.execute(_ALL)]


def witness_in(connection: Connection, version_id: int) -> Witness | None:
    """One judgement of a version whose words are still there, or None."""
    row = connection.execute(_WITNESS, {"version": version_id}).first()
    return None if row is None else Witness(Digest(row.key), Digest(row.digest))


def questions_in(connection: Connection, version_ids: Sequence[int]) -> Mapping[int, Question]:
    """The questions of those of the versions whose judgements are of batches, which keep them."""
    return {
        row.version: question_of(row.question)
        for row in connection.execute(_QUESTIONS, {"versions": list(version_ids)})
    }


def standing_in(connection: Connection, version_ids: Sequence[int]) -> Mapping[int, Standing]:
    """What stands by each of these versions."""
    of = {"versions": list(version_ids)}
    all_of = select(judged_versions.c.id, judged_versions.c.standing).where(judged_versions.c.id.in_(_VERSIONS))
    totals = {row.id: row.standing for row in connection.execute(all_of, of)}
    sums = {row.version: Standing(row.judgements, int(row.size)) for row in connection.execute(_SUMS, of)}
    busy, kept = _under_way_in(connection, of), _held_in(connection, of, sums)
    return {
        version: replace(
            stands,
            under_way=busy.get(version, 0),
            held=min(kept.get(version, 0), stands.judgements),
            erased=max(0, total - stands.judgements),
        )
        for version, total in totals.items()
        for stands in [sums.get(version, Standing())]
    }


def _under_way_in(connection: Connection, of: Mapping[str, Sequence[int]]) -> Counter[int]:
    # From the batches, which are few, to what stands; with none, the plan would begin at what stands.
    return _counted(connection, _BUSY, of) if open_in(connection) else Counter()


def _held_in(connection: Connection, of: Mapping[str, Sequence[int]], sums: Mapping[int, Standing]) -> Counter[int]:
    """How many judgements of each version a hold keeps as they are. What two holds keep may count twice."""
    kinds = set(connection.execute(_HOLDS).scalars())
    held = Counter[int]()
    for kind in kinds & _KEPT.keys():
        held += _counted(connection, _KEPT[kind], of)
    if HoldKind.QUESTION.value in kinds:
        questions = sums.keys() & connection.execute(_OF_HELD_QUESTIONS).scalars()
        held += Counter({version: sums[version].judgements for version in questions})
    return held


def _counted(connection: Connection, query: Select[Any], of: Mapping[str, Sequence[int]]) -> Counter[int]:
    return Counter({row.version: row[1] for row in connection.execute(query, of)})


def _version_of(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        question_id=QuestionId(row.question_id),
        question=None if row.question is None else Digest(row.question),
        bank=None if row.bank is None else Digest(row.bank),
        judge=JudgeIdentity(row.judge, row.model, row.prompt, settings_digest=row.settings_digest),
        prompt_fingerprint=None if row.prompt_fingerprint is None else Digest(row.prompt_fingerprint),
    )
