"""The expected points as the pages list them: verdict, reason, the candidate's words, and quotes that were refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.domain.judgements import Evidence, Match, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.rejections import Rejection
from evaluator.web.pages.answer_view import AnswerView, Highlight, anchor_of

_MATCHES = {
    Match.EXACT: "",
    Match.NORMALISED: "same words",
    Match.FUZZY: "near match",
    Match.LOCATED: "",
}
"""How a quote was found, where that can be said in a word or two."""

_JUDGE_WROTE = {
    Match.FUZZY: "The judge wrote",
    Match.LOCATED: "Found by us: the judge quoted other words,",
}
"""What to say before the judge's own wording, where that is more than punctuation and case apart."""

_REJECTIONS = {
    Rejection.NOT_FOUND: "not in the answer",
    Rejection.COPIED: "copied from the question or the point",
    Rejection.OFF_POINT: "not about this point",
    Rejection.SUSPICIOUS: "inside words addressed to the grader",
    Rejection.LISTED: "named in a list, not explained",
}

_WHY_SET_ASIDE = {
    Rejection.NOT_FOUND: "the words it quoted are not in the answer",
    Rejection.COPIED: "the words it quoted are copied from the question or the point",
    Rejection.OFF_POINT: "the words it quoted are not about this point",
    Rejection.SUSPICIOUS: "the words it quoted are addressed to whoever grades the answer",
    Rejection.LISTED: "the words it quoted only name it, in a list",
}

NO_SPLITS: Mapping[PointId, str] = {}
FOUND = "found by us"
"""Beside words that no judge quoted: those nearest to the point."""

QUOTED_NOTHING = "it quoted no words that prove it"
CREDITED_A_DECOY = "it credited a decoy point as well"


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The candidate's words for a point and where they stand. `claimed` is the judge's wording where it differs."""

    text: str
    anchor: str
    place: str
    note: str
    judge_wrote: str
    claimed: str


@dataclass(frozen=True, slots=True)
class RefusedView:
    """What the judge quoted in vain, and why it is no evidence."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PointView:
    """One point. `verdict` is a verdict's word or `unscored`; `set_aside` says why the judge's own does not stand.

    `split` says how readings voted that contradict each other.
    """

    number: int
    text: str
    weight: str
    verdict: str
    set_aside: str
    reason: str
    quotes: tuple[QuoteView, ...]
    refused: tuple[RefusedView, ...]
    split: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a person must settle it."""
        return self.verdict == Verdict.UNSURE


def highlights_of(points: Sequence[PointJudgement]) -> tuple[Highlight, ...]:
    """All evidence, each piece with its point's number."""
    return tuple(
        Highlight(evidence.span, number, evidence.match in (Match.FUZZY, Match.LOCATED))
        for number, point in enumerate(points, start=1)
        for evidence in point.evidence
    )


def point_views(
    points: Sequence[PointJudgement],
    answer: AnswerView,
    *,
    voided: bool,
    splits: Mapping[PointId, str] = NO_SPLITS,
) -> tuple[PointView, ...]:
    """The points in the bank's order. `voided` says that all verdicts were set aside for a decoy's sake; `splits` how
    readings voted that contradict each other.
    """
    return tuple(
        PointView(
            number=number,
            text=point.text,
            weight=weight_note(point.weight),
            verdict=point.verdict.value,
            set_aside=_set_aside(point, voided=voided),
            reason=point.reason,
            quotes=tuple(_quote(evidence, answer) for evidence in point.evidence),
            refused=tuple(RefusedView(quote.quote, _REJECTIONS[quote.why]) for quote in point.rejected),
            split=splits.get(point.point_id, ""),
        )
        for number, point in enumerate(points, start=1)
    )


def weight_note(weight: float) -> str:
    """The weight where it is not the usual one."""
    return "" if weight == 1 else f"weight {weight:g}"


def _quote(evidence: Evidence, answer: AnswerView) -> QuoteView:
    places = answer.places(evidence.span)
    shown = f"{places[0]}" if len(places) == 1 else f"{places[0]}–{places[-1]}"
    judge_wrote = _JUDGE_WROTE.get(evidence.match, "") if evidence.claimed else ""
    return QuoteView(
        text=" ".join(evidence.quote.split()),
        anchor=anchor_of(evidence.span),
        place=f"¶\u00a0{shown}",
        note=_MATCHES[evidence.match] if evidence.match is not Match.LOCATED or evidence.claimed else FOUND,
        judge_wrote=judge_wrote,
        claimed=(evidence.claimed or "") if judge_wrote else "",
    )


def _set_aside(point: PointJudgement, *, voided: bool) -> str:
    if point.claimed is None:
        return ""
    if point.rejected and not point.evidence:
        why = _WHY_SET_ASIDE[point.rejected[0].why]
    else:
        why = CREDITED_A_DECOY if voided else QUOTED_NOTHING
    return f"The judge called this {point.claimed.value}, but {why}. A person decides."
