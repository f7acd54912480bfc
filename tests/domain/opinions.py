"""Judged points and outcomes to vote with."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from evaluator.digests import digest_text
from evaluator.domain.answers import Span
from evaluator.domain.joining import Opinion
from evaluator.domain.judgements import (
    Evidence,
    Flag,
    FlagCode,
    JudgeIdentity,
    Match,
    PointJudgement,
    Reason,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Exchange
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.scoring import cover

COVERED, PARTIAL, MISSED, UNSURE = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE
SMALL = JudgeIdentity("small", "small-1", "coverage/v2", host="near.example")
LARGE = JudgeIdentity("large", "large-1", "coverage/v2", host="far.example")
PAID = Usage(10, 0, 5, 0.01)
TOO_SHORT = Flag(FlagCode.TOO_SHORT, count=7)
FAILURE = Unscored(Reason.ENDPOINT_TIMEOUT, "The endpoint did not reply in time.")


def quote(start: int, match: Match = Match.EXACT) -> Evidence:
    """Two words from there on."""
    return Evidence("hot rows", Span(start, start + 8), match)


def vote(verdict: Verdict, name: str = "store", **said: Any) -> PointJudgement:
    """One reading's word on one point, as checking leaves it."""
    kept = {"reason": f"{name} {verdict.value}", "needs_review": verdict is UNSURE, **said}
    if verdict.credits:
        kept.setdefault("evidence", (quote(3),))
    return PointJudgement(PointId(name), f"What {name} is", 1.0, verdict, **kept)


def outcome(
    *points: PointJudgement, flags: tuple[Flag, ...] = (), seed: int = 1, decoys: tuple[str, ...] = ()
) -> Outcome:
    """A scored outcome that took ten tokens and a cent."""
    sent = ({"role": "user", "content": f"{seed}"},)
    return Outcome(
        points,
        flags,
        cover(points),
        None,
        Exchange(rendered_digest=digest_text(f"{seed}"), sent=sent, raw_replies=(f"r{seed}",), usage=PAID),
        canaries=(PointId("decoy-1"), PointId(f"decoy-{seed}")),
        canaries_credited=tuple(map(PointId, decoys)),
        seed=seed,
    )


def failure(unscored: Unscored = FAILURE, flags: tuple[Flag, ...] = ()) -> Outcome:
    """An outcome with no verdicts."""
    return Outcome((), flags, None, unscored, Exchange(usage=PAID), seed=9)


def opinions(outcomes: Sequence[Outcome], judges: Sequence[JudgeIdentity] = (SMALL, LARGE, SMALL)) -> list[Opinion]:
    """Those outcomes, by those judges."""
    return [Opinion(judge, each) for judge, each in zip(judges, outcomes, strict=False)]


_REFUSED = st.builds(RejectedQuote, st.sampled_from(["a", "b"]), st.sampled_from(Rejection))
_QUOTES = st.builds(quote, st.integers(0, 4), st.sampled_from(Match))


@st.composite
def votes(draw: st.DrawFn) -> PointJudgement:
    """Any word on one point that checking can leave."""
    claim, is_set_aside = draw(st.sampled_from(Verdict)), draw(st.booleans())
    verdict = UNSURE if is_set_aside else claim
    return vote(
        verdict,
        evidence=tuple(draw(st.lists(_QUOTES, min_size=verdict.credits, max_size=3))),
        rejected=tuple(draw(st.lists(_REFUSED, max_size=2))),
        claimed=claim if is_set_aside else None,
        probability=draw(st.none() | st.floats(0, 1)),
        needs_review=verdict is UNSURE or draw(st.booleans()),
    )
