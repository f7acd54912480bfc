"""What counts for an answer after people have reviewed it, as pages show it beside what the judge had said."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.effective import Basis, Effective, EffectivePoint, FinalWord
from evaluator.domain.judgements import Judgement, PointJudgement, Verdict
from evaluator.domain.reviews import ReasonForChange
from evaluator.web.pages.figures import Range, coverage_range, listed

_WHY: Mapping[ReasonForChange, str] = {
    ReasonForChange.JUDGE_RIGHT: "the judge is right",
    ReasonForChange.JUDGE_WRONG: "the judge is wrong",
    ReasonForChange.RUBRIC_UNCLEAR: "the point is unclear",
    ReasonForChange.MISSED_IT: "missed it at first",
}
_WHY_UNSURE = {
    **_WHY,
    ReasonForChange.JUDGE_RIGHT: "it cannot be told",
    ReasonForChange.JUDGE_WRONG: "it can be told",
}
"""Where the judge was unsure it was not wrong, and nobody can say it was right."""


@dataclass(frozen=True, slots=True)
class WordView:
    """What one person settled on for a point, and why, where they had to say."""

    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class SettledPoint:
    """One point: the judge's verdict, each person's in the order of the reviewers, and the one that counts."""

    number: int
    text: str
    judged: str
    said: tuple[WordView, ...]
    verdict: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class SettledView:
    """All of it. `range` is the coverage by what counts, `tally` what it is made of, `note` what is still open."""

    reviewers: tuple[str, ...]
    points: tuple[SettledPoint, ...]
    range: Range | None
    tally: tuple[tuple[str, int], ...]
    note: str


def settled_view(judgement: Judgement, effective: Effective) -> SettledView | None:
    """What counts, None where nobody has finished a review yet."""
    if not effective.is_reviewed:
        return None
    verdicts = [point.verdict for point in effective.points]
    return SettledView(
        reviewers=effective.reviewers,
        points=tuple(
            _point(number, judged, counting)
            for number, (judged, counting) in enumerate(zip(judgement.points, effective.points, strict=True), start=1)
        ),
        range=None if effective.coverage is None else coverage_range(effective.coverage),
        tally=tuple((verdict.value, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts),
        note=_note(effective),
    )


def _point(number: int, judged: PointJudgement, counting: EffectivePoint) -> SettledPoint:
    return SettledPoint(
        number=number,
        text=judged.text,
        judged=judged.verdict.value,
        said=tuple(_word(word, judged.verdict) for word in counting.said),
        verdict=counting.verdict.value,
        is_disputed=counting.basis is Basis.DISAGREEMENT,
    )


def _word(word: FinalWord, judged: Verdict) -> WordView:
    reasons = _WHY_UNSURE if judged is Verdict.UNSURE else _WHY
    return WordView(word.verdict.value, "" if word.reason is None else reasons[word.reason])


def _note(effective: Effective) -> str:
    differing = (point.basis is Basis.DISAGREEMENT for point in effective.points)
    disputed = [str(number) for number, differs in enumerate(differing, start=1) if differs]
    if not disputed:
        return "People’s verdicts count, not the judge’s."
    plural = len(disputed) > 1
    return (
        f"{listed(effective.reviewers)} differ on point{'s' if plural else ''} {listed(disputed)}: "
        f"{'they stay' if plural else 'it stays'} unsure."
    )
