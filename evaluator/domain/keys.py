"""What a judging must never be paid twice for under."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from evaluator.digests import Digest, digest_json
from evaluator.domain.judgements import JudgementId
from evaluator.domain.questions import Question

CHECKS_VERSION = 2
"""Raised when the same claims would come to other verdicts: what was judged before is then judged anew."""

MayLive = Callable[[str, datetime], bool]
"""Whether a process of that name may still be at what it has until then."""


@dataclass(frozen=True, slots=True)
class Claim:
    """All that a batch, a chunk of one, a screening or a round has in hand.

    `holder` names it, `owner` the process that is at it. Past `until` nobody can be any more.
    """

    holder: str
    owner: str
    until: datetime
    keys: Collection[Digest] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How keys stand: the newest scored judgement of each that has one, and those that somebody else is at."""

    known: Mapping[Digest, JudgementId]
    elsewhere: AbstractSet[Digest]


@lru_cache(maxsize=1_024)
def content_digest(question: Question) -> Digest:
    """The digest of a question with all of its fields."""
    return digest_json(asdict(question))


def judging_key(
    answer: Digest, question: Digest, settings: Digest, sample: int, checks: int = CHECKS_VERSION
) -> Digest:
    """The digest of all that verdicts depend on: answer, question, prompt, judge's settings, our checks, and sample.

    `settings` covers the prompt along with the judge's settings. The samples of one answer count from 0.
    """
    return digest_json({"answer": answer, "question": question, "judge": settings, "checks": checks, "sample": sample})
