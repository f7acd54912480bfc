"""Reviewed answers that a judge is shown before it judges another one: whose verdicts they are, and what it may read.

Only what a reviewer has settled and marked is ever shown, and of no more answers than a judge's settings say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import Digest, Json
from evaluator.domain.answers import Answer
from evaluator.domain.hidden import spoken_of
from evaluator.domain.judgements import Judgement, JudgementId, Verdict
from evaluator.domain.questions import PointId, Question
from evaluator.domain.reviews import PointReview, Review, ReviewId
from evaluator.errors import RequestInvalid

LONGEST = 3_000
"""Longest answer that can be an example, in bytes of UTF-8: each costs its tokens with every answer judged."""

QUOTED_WORDS, SAID = 20, 200
"""Words of a quote that are shown, as many as a judge is asked to quote; and the longest quote or reason shown."""


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody has marked their review of a judgement as an example."""

    judgement_id: JudgementId
    review_id: ReviewId
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """A judgement with the review that is marked, and the digest of the ledger's entry that says so."""

    judgement: Judgement
    review: Review
    mark: Digest


@dataclass(frozen=True, slots=True)
class ExamplePoint:
    """What a person settled on for one point, words that speak for it, and the judge's reason if it said the same."""

    point_id: PointId
    verdict: Verdict
    quote: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One answer as a judge is shown it. `spoken` has what it may read of each of the candidate's turns.

    `mark` is the digest of the ledger's entry that marks it: with the id it says which words and verdicts these were,
    and nothing of either once they are erased.
    """

    judgement_id: JudgementId
    mark: Digest
    spoken: tuple[str, ...]
    points: tuple[ExamplePoint, ...]


def mark_payload(mark: Mark) -> Mapping[str, Json]:
    """What the ledger says of marking an example, and of taking it back: by whom, and whose verdicts they are."""
    return {"review": mark.review_id, "by": mark.by}


def refuse_unless_fit(judgement: Judgement, review: Review) -> None:
    """Raise RequestInvalid, with what to do, for a review that cannot be an example."""
    if review.final is None:
        raise RequestInvalid("Finish your review first: an example shows what you settled on.")
    if not judgement.answer.turns:
        raise RequestInvalid("The words of this answer were erased, so it cannot be an example.")
    if any(point.verdict is Verdict.UNSURE for point in review.final.points):
        raise RequestInvalid("You are unsure of a point, so this answer is no example of how to judge.")
    if any(flag.code.is_suspicion for flag in judgement.flags):
        raise RequestInvalid("This answer is flagged as meant to sway the judge, so it is shown to none.")
    if _size(judgement.answer) > LONGEST:
        raise RequestInvalid(f"An example may have {LONGEST:,} bytes at most: it costs its tokens with every answer.")


def example_of(marked: Marked, question: Question) -> Example | None:
    """What a judge is shown of a reviewed answer; None where the question was asked otherwise then."""
    judgement, review = marked.judgement, marked.review
    asked = {point.id: point.text for point in question.points}
    if judgement.question_text != question.text or asked != {one.point_id: one.text for one in judgement.points}:
        return None
    if review.final is None or not judgement.answer.turns:
        return None
    settled = {point.point_id: point.verdict for point in review.final.points}
    blind = {point.point_id: point for point in review.blind.points}
    points = []
    for judged in judgement.points:
        verdict = settled[judged.point_id]
        agrees = verdict is judged.verdict
        quotes = [piece.quote for piece in judged.evidence] if agrees else []
        quote = _quote(judgement.answer, blind[judged.point_id], quotes) if verdict.credits else ""
        points.append(ExamplePoint(judged.point_id, verdict, quote, judged.reason[:SAID] if agrees else ""))
    return Example(judgement.id, marked.mark, spoken_of(judgement.answer), tuple(points))


def repeats(example: Example, answer: Answer) -> bool:
    """Whether an example is this very answer: the same words, however laid out and divided into turns."""
    return " ".join(example.spoken).split() == " ".join(spoken_of(answer)).split()


def _quote(answer: Answer, said: PointReview, otherwise: Sequence[str]) -> str:
    """The words that the person marked, else those that the judge found where it said the same; not too many."""
    marked = [answer.text[span.start : span.end] for span in said.evidence]
    return " ".join(next(iter([*marked, *otherwise]), "").split()[:QUOTED_WORDS])[:SAID]


def _size(answer: Answer) -> int:
    return len(answer.own_text.encode("utf-8", "surrogatepass"))
