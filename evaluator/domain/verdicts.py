"""From a judge's claims to the verdicts that stand: every claim must be proved with the candidate's own words.

Claims that give credit need evidence; a claim without any becomes `unsure` and a person decides. Nothing here makes a
verdict better for the candidate than the judge's claim, and nothing makes it `missed`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from evaluator.domain.answers import Answer, Span
from evaluator.domain.enumerations import enumerations
from evaluator.domain.evidence import Witness, is_copied, words_of
from evaluator.domain.guards import Inspection
from evaluator.domain.judgements import (
    Claim,
    Evidence,
    Flag,
    FlagCode,
    Match,
    PointJudgement,
    Verdict,
)
from evaluator.domain.kinship import Kinship
from evaluator.domain.questions import ExpectedPoint, PointId, Question
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.standing import vouched
from evaluator.domain.words import stems

ECHO_WORDS = 3
"""A quote of so many words or more that stands in the question is an echo of it."""

RECITAL_WORDS = 5
RECITAL_SHARE = 0.8
"""A quote of so many words that is so much of a point's text is a copy of the point, even where the answer has it."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The points with their verdicts, in the question's order, the flags they raise, and the decoys credited."""

    points: tuple[PointJudgement, ...]
    flags: tuple[Flag, ...]
    canaries_credited: tuple[PointId, ...]


class Court:
    """Hears the claims about one answer to one question."""

    def __init__(self, question: Question, answer: Answer, inspection: Inspection, kinship: Kinship) -> None:
        self._question = question
        self._answer = answer
        self._inspection = inspection
        self._kinship = kinship
        self._witness = Witness(answer)
        # Judges quote the same words for several points: each quote is looked for once in an answer.
        self._find, self._locate = cache(self._witness.find), cache(self._locate_claim)
        self._asked = _stems_in(f"{question.title} {question.text}")

    def settle(self, claims: Sequence[Claim], canaries: Iterable[PointId]) -> Settlement:
        """Check every claim; `claims` names each of the question's points, and each canary, exactly once."""
        by_id = {claim.point_id: claim for claim in claims}
        credited = tuple(canary for canary in canaries if by_id[canary].verdict.credits)
        is_void = bool(credited)
        points = tuple(self._hear(point, by_id[point.id], is_void=is_void) for point in self._question.points)
        if not is_void:
            points = vouched(points, self._told, self._weight)
        flags = _flags_of(points)
        if is_void:
            flags = (Flag(FlagCode.CANARY_CREDITED, points=credited, count=len(credited)), *flags)
        return Settlement(points, flags, credited)

    def _hear(self, point: ExpectedPoint, claim: Claim, *, is_void: bool) -> PointJudgement:
        """What stands of a claim. Void, or without evidence for its credit, it is set aside but kept in the record."""
        is_missed = claim.verdict is Verdict.MISSED
        evidence, rejected = ((), ()) if is_missed else self._weigh(point, claim)
        if claim.are_found:
            # What we looked for in vain was quoted by nobody.
            evidence, rejected = tuple(replace(found, match=Match.LOCATED) for found in evidence), ()
        is_set_aside = is_void or _is_unproved(claim.verdict, evidence)
        verdict = Verdict.UNSURE if is_set_aside else claim.verdict
        return PointJudgement(
            point.id,
            point.text,
            point.weight,
            verdict,
            claim.reason,
            evidence,
            rejected,
            claimed=claim.verdict if is_set_aside else None,
            probability=claim.probability,
            needs_review=verdict is Verdict.UNSURE,
        )

    def _weigh(self, point: ExpectedPoint, claim: Claim) -> tuple[tuple[Evidence, ...], tuple[RejectedQuote, ...]]:
        kept: dict[tuple[int, int], Evidence] = {}
        rejected = []
        for quote in claim.quotes:
            found = self._examine(point, quote)
            if not isinstance(found, Rejection) and claim.verdict is Verdict.COVERED and self._only_lists(found):
                found = Rejection.LISTED
            if isinstance(found, Rejection):
                rejected.append(RejectedQuote(quote, found))
                continue
            for evidence in found:
                kept.setdefault((evidence.span.start, evidence.span.end), evidence)
        return tuple(sorted(kept.values(), key=lambda evidence: evidence.span.start)), tuple(rejected)

    def _examine(self, point: ExpectedPoint, quote: str) -> tuple[Evidence, ...] | Rejection:
        if is_copied(quote, self._question.text, at_least=ECHO_WORDS) or _recites(quote, point):
            return Rejection.COPIED
        found = self._find(quote)
        if any(evidence.match is Match.FUZZY for evidence in found) and _stands_in(quote, point):
            found = ()
        found = found or self._locate(quote)
        if not found:
            return Rejection.COPIED if _stands_in(quote, point) else Rejection.NOT_FOUND
        if any(self._inspection.suspicious(evidence.span) for evidence in found):
            return Rejection.SUSPICIOUS
        said = " ".join(evidence.quote for evidence in found)
        about = self._kinship.between(point, said, self._asked)
        return found if about >= self._kinship.about_floor else Rejection.OFF_POINT

    def _told(self, quote: str) -> tuple[Evidence, ...]:
        """The candidate's words that a quote gives, unless they only list names."""
        found = self._find(quote)
        return () if self._only_lists(found) else found

    def _weight(self, number: int, evidence: Evidence) -> float:
        return self._kinship.shared(self._question.points[number], evidence.quote, self._asked)

    def _only_lists(self, found: Iterable[Evidence]) -> bool:
        """Whether the words stand where names are only listed: that shows a point named, and never one made."""
        return all(any(listed.overlaps(evidence.span) for listed in self._lists) for evidence in found)

    @cached_property
    def _lists(self) -> tuple[Span, ...]:
        return tuple(listed for turn in self._answer.own_turns for listed in enumerations(self._answer.text, turn.span))

    def _locate_claim(self, quote: str) -> tuple[Evidence, ...]:
        """The claim's words in the answer, where its quote is not: said as such in the record."""
        span = self._kinship.locate(quote, self._answer)
        return () if span is None else (self._witness.evidence(span, Match.LOCATED, quote),)


@lru_cache(maxsize=256)
def _stems_in(text: str) -> frozenset[str]:
    """The stems of a question: many answers are heard about the same one."""
    return frozenset(stems(text))


def _recites(quote: str, point: ExpectedPoint) -> bool:
    """Whether a quote is the point itself, word for word or nearly all of it: no answer comes to that by chance."""
    length, whole = len(words_of(quote)), len(words_of(point.text))
    return length >= max(RECITAL_WORDS, RECITAL_SHARE * whole) and _stands_in(quote, point)


def _stands_in(quote: str, point: ExpectedPoint) -> bool:
    return is_copied(quote, point.text, at_least=1)


def _is_unproved(claimed: Verdict, evidence: tuple[Evidence, ...]) -> bool:
    return claimed.credits and not evidence


def _flags_of(points: Iterable[PointJudgement]) -> tuple[Flag, ...]:
    """The flags that claims set aside for want of evidence raise, each with the points it speaks of."""
    unproved: Mapping[FlagCode, list[PointId]] = {
        FlagCode.UNVERIFIED_EVIDENCE: [],
        FlagCode.OFF_POINT_EVIDENCE: [],
    }
    for point in points:
        reasons = {quote.why for quote in point.rejected}
        # Words addressed to the grader have a flag of their own already.
        if not _is_unproved(point.claimed or point.verdict, point.evidence) or reasons == {Rejection.SUSPICIOUS}:
            continue
        off_point = Rejection.OFF_POINT in reasons
        unproved[FlagCode.OFF_POINT_EVIDENCE if off_point else FlagCode.UNVERIFIED_EVIDENCE].append(point.point_id)
    return tuple(Flag(code, points=tuple(ids), count=len(ids)) for code, ids in unproved.items() if ids)
