"""Whether people move to the judge once they have seen it, and whether they do so where it is wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.judgements import Verdict


@dataclass(frozen=True, slots=True)
class Reveal:
    """One point of one review: what was said blind, what the judge was then shown to have said, what was final.

    `is_seeded` marks a verdict that was made wrong on purpose and shown in the judge's name.
    """

    blind: Verdict
    shown: Verdict
    final: Verdict
    is_seeded: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly what is shown pulls. Points count as independent, which makes the intervals a little narrow.

    `differed`: of all shown verdicts, those that differed from the blind one. `followed`: of those, the ones that were
    given up for the judge's. `elsewhere`: of those, the ones changed to a third verdict. `seeded` and `unseeded` are
    `followed` for wrong verdicts planted on purpose, and for all others. A judge that was `unsure` shows no verdict to
    move to, so such points are left out; a person who was unsure may move.
    """

    differed: Proportion
    followed: Proportion
    elsewhere: Proportion
    seeded: Proportion
    unseeded: Proportion
    flow: Mapping[tuple[Verdict, Verdict], int]
    """How many points went from which blind to which final verdict. Not those of verdicts planted on purpose: they were
    settled again afterwards."""


def weigh_counts(counts: Mapping[Reveal, int]) -> Pull:
    """The counts and shares from how often each reveal happened: there are few kinds, and may be very many of each."""
    shown = {reveal: count for reveal, count in counts.items() if reveal.shown is not Verdict.UNSURE}
    differing = {reveal: count for reveal, count in shown.items() if reveal.blind is not reveal.shown}
    third = [count for reveal, count in differing.items() if reveal.final not in (reveal.blind, reveal.shown)]
    flow: Counter[tuple[Verdict, Verdict]] = Counter()
    for reveal, count in counts.items():
        if not reveal.is_seeded:
            flow[reveal.blind, reveal.final] += count
    return Pull(
        differed=Proportion(sum(differing.values()), sum(shown.values())),
        followed=_followed(differing),
        elsewhere=Proportion(sum(third), sum(differing.values())),
        seeded=_followed({reveal: count for reveal, count in differing.items() if reveal.is_seeded}),
        unseeded=_followed({reveal: count for reveal, count in differing.items() if not reveal.is_seeded}),
        flow=flow,
    )


def _followed(differing: Mapping[Reveal, int]) -> Proportion:
    followed = sum(count for reveal, count in differing.items() if reveal.final is reveal.shown)
    return Proportion(followed, sum(differing.values()))
