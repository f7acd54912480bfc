"""What several readings of one answer come to together. Where they disagree, nobody is outvoted: the point is `unsure`.

Each reading's claims were checked before it votes, so what is counted here is what stood for each of them alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from math import fsum

from evaluator.domain.judgements import Evidence, Flag, FlagCode, Match, PointJudgement, Verdict
from evaluator.domain.questions import PointId

_OF_CLAIMS = (FlagCode.UNVERIFIED_EVIDENCE, FlagCode.OFF_POINT_EVIDENCE)
"""Flags of claims that were set aside: they are over where others have settled the point."""

_FLAGS_IN_ORDER = tuple(FlagCode)
_NEAREST_FIRST = tuple(Match)


class Rule(StrEnum):
    """How votes make a verdict; a vote that is `unsure` stands off the scale.

    `UNANIMOUS`, for readings of one judge: all are the same. `ESCALATED`, for judges who are asked because others are
    unsure: those on the scale are all the same, and no fewer than those off it.
    """

    UNANIMOUS = "unanimous"
    ESCALATED = "escalated"

    def verdict(self, votes: Sequence[Verdict]) -> Verdict:
        """The verdict that one or more votes on a point come to."""
        counted = self._counted(votes)
        is_agreed = len(set(counted)) == 1 and 2 * len(counted) >= len(votes)
        return counted[0] if is_agreed else Verdict.UNSURE

    def is_split(self, votes: Sequence[Verdict]) -> bool:
        """Whether the votes contradict each other."""
        return len(set(self._counted(votes))) > 1

    def _counted(self, votes: Sequence[Verdict]) -> list[Verdict]:
        return [vote for vote in votes if self is Rule.UNANIMOUS or vote is not Verdict.UNSURE]


def tally(votes: Sequence[Verdict]) -> str:
    """The votes line: `2 covered, 1 missed`."""
    return ", ".join(f"{votes.count(verdict)} {verdict.value}" for verdict in Verdict if verdict in votes)


def elect(votes: Sequence[PointJudgement], rule: Rule, *, is_void: bool = False) -> PointJudgement:
    """One point as several readings settle it together. Void, because one credited a decoy, it stays `unsure`.

    `probability` is the mean where every reading has one, else the share of them that says `covered`.
    """
    said = [vote.verdict for vote in votes]
    verdict = Verdict.UNSURE if is_void else rule.verdict(said)
    agreeing = votes if verdict is Verdict.UNSURE else [vote for vote in votes if vote.verdict is verdict]
    return replace(
        votes[0],
        verdict=verdict,
        reason=_reason(votes) if rule.is_split(said) else _first_reason(agreeing),
        evidence=_merged(evidence for vote in agreeing for evidence in vote.evidence),
        rejected=tuple(dict.fromkeys(quote for vote in votes for quote in vote.rejected)),
        claimed=_claimed(votes, is_void=is_void) if verdict is Verdict.UNSURE else None,
        probability=_probability(votes),
        needs_review=verdict is Verdict.UNSURE or all(vote.needs_review for vote in agreeing),
    )


def flags_together(
    readings: Sequence[Sequence[Flag]], points: Sequence[PointJudgement], split: Flag | None
) -> tuple[Flag, ...]:
    """The flags of several readings, one of each code: what is said of claims only where the point is still open.

    `split` says how all of them disagree, None where they do not. Word matching is flagged where nobody did more.
    """
    by_code: dict[FlagCode, list[Flag]] = {}
    for flag in (flag for flags in readings for flag in flags if flag.code is not FlagCode.SPLIT_VOTE):
        by_code.setdefault(flag.code, []).append(flag)
    if len(by_code.get(FlagCode.MATCHER_ONLY, ())) < len(readings):
        by_code.pop(FlagCode.MATCHER_ONLY, None)
    still_open = {point.point_id for point in points if point.verdict is Verdict.UNSURE}
    found = [_flag(flags, still_open) for flags in by_code.values()]
    kept = [flag for flag in (*found, split) if flag is not None]
    return tuple(sorted(kept, key=lambda flag: _FLAGS_IN_ORDER.index(flag.code)))


def split_flag(
    points: Sequence[PointJudgement], ballots: Sequence[Mapping[PointId, Verdict]], rule: Rule, missing: str = ""
) -> Flag | None:
    """The flag for open points on which ballots contradict each other, or where ballots are missing; None for neither.

    `missing` says how many did not come, as in `1 of 3 readings failed`.
    """
    cast = {
        point.point_id: [ballot[point.point_id] for ballot in ballots]
        for point in points
        if point.verdict is Verdict.UNSURE
    }
    split = {point: said for point, said in cast.items() if rule.is_split(said)}
    lines = [tally(said) for said in split.values()] + ([missing] if missing else [])
    if not lines:
        return None
    return Flag(FlagCode.SPLIT_VOTE, points=tuple(split), count=len(split), detail="; ".join(lines))


def _flag(flags: Sequence[Flag], still_open: set[PointId]) -> Flag | None:
    first = flags[0]
    if not first.points:
        return first
    named = [point for flag in flags for point in flag.points]
    if first.code in _OF_CLAIMS:
        named = [point for point in named if point in still_open]
    points = tuple(dict.fromkeys(named))
    return replace(first, points=points, count=len(points)) if points else None


def _reason(votes: Sequence[PointJudgement]) -> str:
    """What is said for each verdict: `Covered: names the store. Missed: not mentioned.`"""
    said = {verdict: _first_reason([vote for vote in votes if vote.verdict is verdict]) for verdict in Verdict}
    return " ".join(f"{verdict.value.capitalize()}: {reason}" for verdict, reason in said.items() if reason)


def _first_reason(votes: Sequence[PointJudgement]) -> str:
    return next((vote.reason for vote in votes if vote.reason), "")


def _merged(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence in the answer's order, each stretch once: as it was quoted most nearly."""
    nearest: dict[tuple[int, int], Evidence] = {}
    for evidence in sorted(found, key=lambda one: _NEAREST_FIRST.index(one.match)):
        nearest.setdefault((evidence.span.start, evidence.span.end), evidence)
    return tuple(nearest[place] for place in sorted(nearest))


def _claimed(votes: Sequence[PointJudgement], *, is_void: bool) -> Verdict | None:
    """What all of them claimed, where it was set aside."""
    claims = {vote.claimed or vote.verdict for vote in votes}
    was_set_aside = is_void or all(vote.claimed is not None for vote in votes)
    return claims.pop() if len(claims) == 1 and was_set_aside else None


def _probability(votes: Sequence[PointJudgement]) -> float | None:
    known = [vote.probability for vote in votes if vote.probability is not None]
    if len(known) == len(votes):
        return fsum(known) / len(known)
    return sum(vote.verdict is Verdict.COVERED for vote in votes) / len(votes)
