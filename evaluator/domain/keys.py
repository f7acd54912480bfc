"""What a judging must never be paid twice for under."""

from dataclasses import asdict
from functools import lru_cache

from evaluator.digests import Digest, digest_json
from evaluator.domain.questions import Question

CHECKS_VERSION = 2
"""Raised when the same claims would come to other verdicts: what was judged before is then judged anew."""


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
