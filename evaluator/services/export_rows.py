"""Judgements and reviews as the rows of an export. Reviewers are named; what a candidate said stands as quotes alone.

CSV has one row for each judgement, and for reviews one for each point. XLSX has both by the point as well, and the
quotes. JSON Lines hold each judgement or review whole, as the API gives it, the answer included.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evaluator.digests import Json
from evaluator.domain.effective import Effective
from evaluator.domain.exports import ReviewRecord
from evaluator.domain.judgements import Coverage, Judgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.reviews import Review, compare
from evaluator.files.results import Cell
from evaluator.services.effective_json import effective_json
from evaluator.services.judgement_json import judgement_json, time_json
from evaluator.services.review_json import comparison_json
from evaluator.services.tables import Layout, Sheet


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A judgement with what counts for it after reviews."""

    judgement: Judgement
    effective: Effective


_NAMED = ("judgement_id", "ledger_seq", "question_id", "candidate")
_VERSIONS = ("judge", "model", "model_answered", "prompt", "prompt_fingerprint", "bank_digest", "version")
_JUDGED = (
    *_NAMED,
    *("created_at", "created_by", "status", "reason"),
    *("coverage_low", "coverage_high", "coverage_score", *(verdict.value for verdict in Verdict), "verdicts"),
    *("flags", "needs_review"),
    *("reviewers", "effective_low", "effective_high", "effective_score", "effective_verdicts", "disputed"),
    *_VERSIONS,
    *("via", "host", "attempts", "latency_ms", "input_tokens", "cached_tokens", "output_tokens", "cost"),
    *("shared_from", "supersedes", "examples"),
)
_POINTS = (
    *(*_NAMED, "point_id", "point", "weight", "verdict", "claimed", "probability", "needs_review", "reason"),
    *("effective_verdict", "basis", "reviewers"),
)
_EVIDENCE = (*_NAMED, "point_id", "point", "verdict", "quote", "start", "end", "match")
_REVIEWED = (
    *("review_id", "judgement_id", "question_id", "candidate", "point_id", "point", "weight"),
    *("reviewer", "stream", "inclusion_probability"),
    *("blind_verdict", "judge_verdict", "final_verdict", "changed", "reason", "note"),
    *("planted_verdict", "said_of_planted"),
    *("began_at", "committed_at", "blind_seconds", "revealed_at", "final_at", "final_seconds"),
    *("committed_ledger_seq", "revealed_ledger_seq", "final_ledger_seq", "judgement_ledger_seq"),
    *_VERSIONS,
)
_MARKED = ("review_id", "judgement_id", "question_id", "candidate", "reviewer", "point_id", "quote", "start", "end")
_WIDE = ("point", "quote", "reason", "note")


def judged_row(record: JudgedRecord) -> Sequence[Cell]:
    """One judgement."""
    judgement, after = record.judgement, record.effective
    unscored, usage = judgement.unscored, judgement.usage
    verdicts = [point.verdict for point in judgement.points]
    return (
        *_named(judgement),
        *(time_json(judgement.created_at), judgement.created_by, judgement.status.value),
        unscored.reason.value if unscored else None,
        *_shares(judgement.coverage),
        *(verdicts.count(verdict) if verdicts else None for verdict in Verdict),
        _listed((point.point_id, point.verdict) for point in judgement.points),
        *(" ".join(flag.code.value for flag in judgement.flags), judgement.needs_review),
        " ".join(after.reviewers),
        *_shares(after.coverage),
        _listed(after.verdicts.items()),
        " ".join(after.disputed),
        *_versions(judgement),
        *(judgement.provenance.via.value, judgement.judge.host, len(judgement.attempts), judgement.latency_ms),
        *(usage.input_tokens, usage.cached_tokens, usage.output_tokens, usage.cost),
        *(judgement.shared_from, judgement.supersedes, " ".join(judgement.provenance.examples)),
    )


def point_rows(record: JudgedRecord) -> Iterator[Sequence[Cell]]:
    """One row for each point that was judged."""
    judgement = record.judgement
    for point, counting in zip(judgement.points, record.effective.points, strict=True):
        yield (
            *_named(judgement),
            *(point.point_id, point.text, point.weight, point.verdict.value),
            *(point.claimed.value if point.claimed else None, point.probability, point.needs_review, point.reason),
            *(counting.verdict.value, counting.basis.value, " ".join(word.reviewer for word in counting.said)),
        )


def evidence_rows(record: JudgedRecord) -> Iterator[Sequence[Cell]]:
    """One row for each quote that stands for a verdict."""
    for point in record.judgement.points:
        for found in point.evidence:
            yield (
                *_named(record.judgement),
                *(point.point_id, point.text, point.verdict.value),
                *(found.quote, found.span.start, found.span.end, found.match.value),
            )


def judged_whole(record: JudgedRecord) -> dict[str, Json]:
    """The judgement as the API gives it."""
    return {**judgement_json(record.judgement), "effective": effective_json(record.effective)}


def review_rows(record: ReviewRecord) -> Iterator[Sequence[Cell]]:
    """One row for each point that a person gave a verdict on, in the question's order."""
    review, judgement = record.review, record.judgement
    compared = {point.judged.point_id: point for point in compare(judgement, review).points}
    for judged in judgement.points:
        blind, final = compared[judged.point_id].blind, compared[judged.point_id].final
        yield (
            *(review.id, judgement.id, judgement.question_id, judgement.candidate),
            *(judged.point_id, judged.text, judged.weight),
            *(review.reviewer, review.stream.value, review.inclusion_probability),
            *(blind.verdict.value, judged.verdict.value, final.verdict.value if final else None),
            final.verdict is not blind.verdict if final else None,
            final.reason.value if final and final.reason else None,
            blind.note or None,
            *_planted(review, judged.point_id),
            *_steps(record),
            judgement.ledger_seq,
            *_versions(judgement),
        )


def marked_rows(record: ReviewRecord) -> Iterator[Sequence[Cell]]:
    """One row for each stretch of the answer that the reviewer marked."""
    review, judgement = record.review, record.judgement
    for point in review.blind.points:
        for span in point.evidence:
            yield (
                *(review.id, judgement.id, judgement.question_id, judgement.candidate, review.reviewer),
                *(point.point_id, judgement.answer.text[span.start : span.end], span.start, span.end),
            )


def review_whole(record: ReviewRecord) -> dict[str, Json]:
    """The review beside its judgement as the API gives it to the reviewer, points that differ first."""
    judgement = record.judgement
    return {
        **comparison_json(compare(judgement, record.review)),
        "question_id": judgement.question_id,
        "candidate": judgement.candidate,
        "judgement_ledger_seq": judgement.ledger_seq,
        "committed_ledger_seq": record.committed_seq,
        "revealed_ledger_seq": record.revealed_seq,
        "final_ledger_seq": record.final_seq,
    }


JUDGEMENTS = Layout(
    (
        Sheet("judgements", _JUDGED, lambda record: (judged_row(record),)),
        Sheet("points", _POINTS, point_rows, _WIDE),
        Sheet("evidence", _EVIDENCE, evidence_rows, _WIDE),
    ),
    judged_whole,
)
"""How judgements are written."""

REVIEWS = Layout(
    (Sheet("reviews", _REVIEWED, review_rows, _WIDE), Sheet("marked", _MARKED, marked_rows, _WIDE)), review_whole
)
"""How reviews are written."""


def _named(judgement: Judgement) -> tuple[Cell, ...]:
    return judgement.id, judgement.ledger_seq, judgement.question_id, judgement.candidate


def _versions(judgement: Judgement) -> tuple[Cell, ...]:
    judge, provenance = judgement.judge, judgement.provenance
    return (
        *(judge.name, judge.model, provenance.model_answered),
        *(judge.prompt or None, provenance.prompt_fingerprint, provenance.bank_digest),
        provenance.versions.get("evaluator"),
    )


def _planted(review: Review, point_id: PointId) -> tuple[Cell, Cell]:
    """The wrong verdict that was shown on purpose, and what was said under it; nothing before it is disclosed."""
    seeded = review.seeded
    if seeded is None or seeded.said is None or seeded.point_id != point_id:
        return None, None
    said = next(point.verdict for point in seeded.said.points if point.point_id == point_id)
    return seeded.shown.value, said.value


def _steps(record: ReviewRecord) -> tuple[Cell, ...]:
    review = record.review
    blind, final = review.blind, review.final
    return (
        *(time_json(blind.began_at), time_json(blind.committed_at), blind.seconds),
        time_json(review.revealed_at) if review.revealed_at else None,
        *((time_json(final.at), final.seconds) if final else (None, None)),
        *(record.committed_seq, record.revealed_seq, record.final_seq),
    )


def _shares(coverage: Coverage | None) -> tuple[Cell, ...]:
    shares = (coverage.low, coverage.high, coverage.score) if coverage else (None, None, None)
    return tuple(None if share is None else round(share, 4) for share in shares)


def _listed(verdicts: Iterable[tuple[str, Verdict]]) -> str | None:
    return " ".join(f"{point_id}:{verdict.value}" for point_id, verdict in verdicts) or None
