"""Whether a judgement is one that somebody asks for, said as plainly as can be."""

from collections.abc import Collection
from datetime import UTC

from evaluator.domain.judgements import Judgement
from evaluator.domain.search import is_found, search_for
from evaluator.services.orders import JudgementFilter


def fits(judgement: Judgement, wanted: JudgementFilter, reviewers: Collection[str], batch: str | None) -> bool:
    """Whether it fits; `reviewers` are those who have reviewed it, `batch` is the one it belongs to."""
    said = {
        "question_id": judgement.question_id,
        "candidate": judgement.candidate,
        "judge": judgement.judge.name,
        "status": judgement.status,
        "needs_review": judgement.needs_review,
        "created_by": judgement.created_by,
        "reviewed": bool(reviewers),
        "batch": batch,
    }
    asked = {name: getattr(wanted, name) for name in said}
    return (
        all(value is None or value == said[name] for name, value in asked.items())
        and (wanted.flag is None or judgement.flag(wanted.flag) is not None)
        and (wanted.reviewer is None or wanted.reviewer in reviewers)
        and _has_verdict(judgement, wanted)
        and _is_covered(judgement, wanted)
        and _is_of_the_time(judgement, wanted)
        and _is_found(judgement, wanted)
    )


def _has_verdict(judgement: Judgement, wanted: JudgementFilter) -> bool:
    said = [point.verdict for point in judgement.points if wanted.point_id in (None, point.point_id)]
    return wanted.verdict is None or wanted.verdict in said


def _is_covered(judgement: Judgement, wanted: JudgementFilter) -> bool:
    if wanted.coverage_from is None and wanted.coverage_to is None:
        return True
    if judgement.coverage is None:
        return False
    lowest = int(judgement.coverage.low * 100 + 0.5)
    highest = int(judgement.coverage.high * 100 + 0.5)
    return (wanted.coverage_from or 0) <= lowest and highest <= (
        100 if wanted.coverage_to is None else wanted.coverage_to
    )


def _is_of_the_time(judgement: Judgement, wanted: JudgementFilter) -> bool:
    day = judgement.created_at.astimezone(UTC).date()
    return (wanted.since is None or wanted.since <= day) and (wanted.until is None or day <= wanted.until)


def _is_found(judgement: Judgement, wanted: JudgementFilter) -> bool:
    if wanted.text is None:
        return True
    search = search_for(wanted.text)
    if search.number is not None:
        return judgement.ledger_seq == search.number
    return is_found(search, [judgement.candidate or "", judgement.answer.text])
