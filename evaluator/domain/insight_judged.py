"""What was judged, and what it took: sums over series and days."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce

from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.insight_counts import BILLION, Seen, SeriesCount, Sums
from evaluator.domain.insights import FEWEST_JUDGED, MOST_LISTED, Change, Choice, Choices, Day, InsightFilter, Judged
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId

SHORT = 12
"""Hexadecimal digits of a digest that people read."""


def add_up(sums: Iterable[Sums]) -> Sums:
    """All of them together."""
    return reduce(Sums.plus, sums, Sums())


def judged(counted: Sequence[SeriesCount]) -> Judged:
    """What was judged in these series."""
    total = add_up(one.sums for one in counted)
    is_told = total.scored >= FEWEST_JUDGED
    flags, reasons = Counter[str](), Counter[str]()
    for one in counted:
        flags.update(one.flags)
        reasons.update(one.reasons)
    verdicts = _by_verdict([point for one in counted for point in one.verdicts])
    return Judged(
        scored=total.scored,
        unscored=total.unscored,
        shared=total.shared,
        open=total.open if is_told else None,
        reasons=reasons,
        flags=flags if is_told else {},
        verdicts=verdicts if is_told else {},
        priced=total.priced,
        cost=_cost(total),
        input_tokens=total.input_tokens,
        cached_tokens=total.cached_tokens,
        output_tokens=total.output_tokens,
        covered=total.with_coverage if is_told else None,
        coverage=total.coverage_billionths / BILLION / total.with_coverage if is_told and total.with_coverage else None,
    )


def days(sums: Mapping[date, Sums]) -> tuple[Day, ...]:
    """What each day took."""
    return tuple(
        Day(
            day=day,
            judgements=one.scored + one.unscored,
            unscored=one.unscored,
            priced=one.priced,
            cost=_cost(one),
            input_tokens=one.input_tokens,
            cached_tokens=one.cached_tokens,
            output_tokens=one.output_tokens,
        )
        for day, one in sorted(sums.items())
    )


def verdicts_of_points(counted: Iterable[SeriesCount]) -> Mapping[tuple[QuestionId, PointId], Mapping[Verdict, int]]:
    """How often the judge gave each verdict to each point; nothing of points that it judged too seldom."""
    found: dict[tuple[QuestionId, PointId], list[tuple[int, ...]]] = {}
    for one in counted:
        for point, counts in zip(one.series.points, one.verdicts, strict=True):
            found.setdefault((one.series.question_id, point), []).append(counts)
    summed = {key: _by_verdict(counts) for key, counts in found.items()}
    return {key: verdicts for key, verdicts in summed.items() if sum(verdicts.values()) >= FEWEST_JUDGED}


def _by_verdict(counts: Sequence[tuple[int, ...]]) -> Mapping[Verdict, int]:
    """The sum of counts of the four verdicts, by verdict; nothing where there are none."""
    return dict(zip(VERDICTS, map(sum, zip(*counts, strict=True)), strict=False))


def choices(seen: Sequence[Seen], titles: Mapping[QuestionId, str]) -> Choices:
    """All there is to filter by; `titles` are those of the bank's questions."""
    if not seen:
        return Choices()
    return Choices(
        questions=_choices(
            (one.series.question_id, titles.get(one.series.question_id), one.judgements) for one in seen
        ),
        judges=_choices((one.series.judge, None, one.judgements) for one in seen),
        prompts=_choices((one.series.prompt, short(one.series.prompt), one.judgements) for one in seen),
        banks=_choices((one.series.bank, short(one.series.bank), one.judgements) for one in seen),
        first=min(one.first for one in seen),
        last=max(one.last for one in seen),
    )


def changes(seen: Iterable[Seen], wanted: InsightFilter) -> tuple[Change, ...]:
    """When what judges became another: each first use of a judge's model, a prompt or a bank but the very first.

    Of the question and the judge that the filter names, and within its days.
    """
    firsts: dict[tuple[str, str], date] = {}
    for one in seen:
        series = one.series
        if wanted.question_id not in (None, series.question_id) or wanted.judge not in (None, series.judge):
            continue
        for kind, name in (
            ("judge", f"{series.judge} ({series.model})"),
            ("prompt", short(series.prompt)),
            ("bank", short(series.bank)),
        ):
            if name:
                firsts[kind, name] = min(one.first, firsts.get((kind, name), one.first))
    began = {kind: min(day for (other, _), day in firsts.items() if other == kind) for kind, _ in firsts}
    found = [Change(day, kind, name) for (kind, name), day in firsts.items() if day > began[kind]]
    since, until = wanted.since or date.min, wanted.until or date.max
    found = [change for change in found if since <= change.day <= until]
    return tuple(sorted(found, key=lambda change: (change.day, change.kind, change.name)))


def short(digest: str) -> str:
    """The beginning of a digest, for people to tell it from others; empty where there is none."""
    return digest.partition(":")[2][:SHORT]


def _choices(named: Iterable[tuple[str, str | None, int]]) -> tuple[Choice, ...]:
    counts, names = Counter[str](), dict[str, str]()
    for value, name, count in named:
        if value:
            counts[value] += count
            names[value] = name or value
    return tuple(Choice(value, names[value], count) for value, count in counts.most_common(MOST_LISTED))


def _cost(sums: Sums) -> float | None:
    return sums.cost_billionths / BILLION if sums.priced else None
