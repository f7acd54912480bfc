"""What the ledger says of a judgement: its facts in full by digest, its words only by a salted commitment.

`words_commitment = sha256(salt || canonical JSON of the words)`. The salt is kept with the words and goes with them:
after an erasure the commitment proves nothing about them any more, and the chain still holds.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from evaluator.digests import Digest, Json, digest_bytes, digest_text
from evaluator.domain.answers import Answer, AnswerKind
from evaluator.domain.canonical import braced, canonical, canonical_text, fields_of, members_of, plain_number
from evaluator.domain.judgements import Coverage, Evidence, Judgement, PointJudgement, Provenance
from evaluator.domain.ledger import ZERO
from evaluator.domain.rejections import RejectedQuote

SALT_BYTES = 32

NO_ANSWER = Answer("", (), AnswerKind.TYPED, ZERO)
"""What stands for an answer whose words were erased."""


@dataclass(frozen=True, slots=True)
class PointWords:
    """What is said of one point in the candidate's words, or about them."""

    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[RejectedQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """All of a judgement that holds, quotes or digests the candidate's words, and who the candidate is.

    The answer itself stands here by its digest.
    """

    key: Digest
    answer: Digest
    candidate: str | None = None
    answer_digest: Digest | None = None
    rendered_digest: Digest | None = None
    points: tuple[PointWords, ...] = ()
    sent: tuple[Mapping[str, str], ...] = ()
    raw_replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the facts of a judgement come to: their digest, and as canonical JSON what is stored of them as it stands.

    `provenance` leaves out the digests of the prompt and of the bank, which stand by themselves.
    """

    digest: Digest
    attempts: str
    flags: tuple[str, ...]
    provenance: str


_MADE_BY = ("prompt_fingerprint", "bank_digest")
_WRITTEN_APART = ("answer", "attempts", "candidate", "flags", "key", "points", "provenance", "ledger_seq")
_OF_JUDGEMENT = fields_of(Judgement, *_WRITTEN_APART)
_OF_PROVENANCE = fields_of(Provenance, "answer_digest", "rendered_digest", "sent", "raw_replies")
_POINT = tuple(field.name for field in fields_of(PointJudgement, "reason", "evidence", "rejected"))
_OF_POINT = attrgetter(*_POINT)
_NO_ANSWER = f'"answer":{canonical_text(NO_ANSWER)}'


def words_of(judgement: Judgement) -> Words:
    """The part of a judgement that an erasure takes away."""
    provenance = judgement.provenance
    return Words(
        key=judgement.key,
        answer=judgement.answer.digest,
        candidate=judgement.candidate,
        answer_digest=provenance.answer_digest,
        rendered_digest=provenance.rendered_digest,
        points=tuple(PointWords(point.reason, point.evidence, point.rejected) for point in judgement.points),
        sent=provenance.sent,
        raw_replies=provenance.raw_replies,
    )


def without_words(judgement: Judgement) -> Judgement:
    """The judgement as it stands after an erasure: every fact, no word."""
    return dataclasses.replace(
        judgement,
        key=ZERO,
        candidate=None,
        answer=NO_ANSWER,
        points=tuple(dataclasses.replace(point, reason="", evidence=(), rejected=()) for point in judgement.points),
        provenance=wordless(judgement.provenance),
    )


def wordless(provenance: Provenance) -> Provenance:
    """How a judgement came about, without what was sent, what was replied, and the digests of words."""
    return dataclasses.replace(provenance, answer_digest=None, rendered_digest=None, sent=(), raw_replies=())


def with_words(judgement: Judgement, words: Words, answer: Answer) -> Judgement:
    """The judgement whole again: `with_words(without_words(j), words_of(j), j.answer) == j`."""
    return dataclasses.replace(
        judgement,
        key=words.key,
        candidate=words.candidate,
        answer=answer,
        points=tuple(
            dataclasses.replace(point, reason=said.reason, evidence=said.evidence, rejected=said.rejected)
            for point, said in zip(judgement.points, words.points, strict=True)
        ),
        provenance=dataclasses.replace(
            judgement.provenance,
            answer_digest=words.answer_digest,
            rendered_digest=words.rendered_digest,
            sent=words.sent,
            raw_replies=words.raw_replies,
        ),
    )


def facts_of(judgement: Judgement) -> Facts:
    """Every fact of a judgement, nothing of its words, nor its place in the ledger.

    The digest is that of `canonical(without_words(judgement))`, without a copy of the judgement and of all its parts.
    """
    attempts = canonical_text(judgement.attempts)
    flags = tuple([canonical_text(flag) for flag in judgement.flags])
    provenance = members_of(_OF_PROVENANCE, judgement.provenance)
    points = [_point_text(*_OF_POINT(point)) for point in judgement.points]
    members = members_of(_OF_JUDGEMENT, judgement) | {
        "answer": _NO_ANSWER,
        "attempts": f'"attempts":{attempts}',
        "candidate": '"candidate":null',
        "flags": f'"flags":[{",".join(flags)}]',
        "key": f'"key":"{ZERO}"',
        "points": f'"points":[{",".join(points)}]',
        "provenance": f'"provenance":{braced(provenance.values())}',
    }
    return Facts(
        digest=digest_text(braced([members[name] for name in sorted(members)])),
        attempts=attempts,
        flags=flags,
        provenance=braced([member for name, member in provenance.items() if name not in _MADE_BY]),
    )


@lru_cache(maxsize=4096)
def _point_text(*held: Any) -> str:
    """Of the same points the same is said again and again."""
    return canonical_text(PointJudgement(reason="", **dict(zip(_POINT, held, strict=True))))


def written(words: Words) -> bytes:
    """The canonical JSON of words, as it is stored and committed to."""
    return canonical(words)


def commit(salt: bytes, written_words: bytes) -> Digest:
    """The commitment to words as `written` gives them."""
    return digest_bytes(salt + written_words)


def judgement_payload(judgement: Judgement, facts_digest: Digest, words_commitment: Digest) -> dict[str, Json]:
    """What a judgement's ledger entry holds: the essence to read, and digests that cover all the rest."""
    coverage, unscored = judgement.coverage, judgement.unscored
    return {
        "status": judgement.status.value,
        "reason": unscored.reason.value if unscored else None,
        "question": judgement.question_id,
        "judge": judgement.judge.name,
        "model": judgement.judge.model,
        "prompt": judgement.provenance.prompt_fingerprint,
        "bank": judgement.provenance.bank_digest,
        "verdicts": [[point.point_id, point.verdict.value] for point in judgement.points],
        "coverage": _shares(coverage) if coverage else None,
        "flags": [flag.code.value for flag in judgement.flags],
        "created_by": judgement.created_by,
        "facts_digest": facts_digest,
        "words_commitment": words_commitment,
    }


def _shares(coverage: Coverage) -> list[Json]:
    shares = (coverage.score, coverage.low, coverage.high)
    return [None if share is None else plain_number(share) for share in shares]
