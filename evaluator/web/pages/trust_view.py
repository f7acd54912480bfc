"""Trust in each judge as its page draws it."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.thresholds import RISK, ThresholdTest, Trust
from evaluator.domain.judge_trust import JudgeTrust, TrustShown
from evaluator.web.pages.figures import NBSP, counted, thousands
from evaluator.web.pages.insights_figures import NOTHING, Headline
from evaluator.web.plots.intervals import Lack, share_text

ADDRESS = "/insights/trust"

BOUNDS = (1, 2, 5, 10, 20)
"""Shares of wrong verdicts to choose from, in per cent."""

USUAL = 5


@dataclass(frozen=True, slots=True)
class BoundChoice:
    """A bound to choose."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class JudgeTrusted:
    """One judge. `lack` says what there is too little of; `threshold` is empty where everything goes to people."""

    slug: str
    name: str
    made_by: str
    verdict: str
    lack: Lack | None
    threshold: str
    figures: tuple[Headline, ...]
    meaning: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TrustView:
    """The page. `counted` says how far the reviews have come."""

    bounds: tuple[BoundChoice, ...]
    bound: str
    confidence: str
    counted: str
    judges: tuple[JudgeTrusted, ...]


def bound_of(said: str) -> float:
    """The bound that an address asks for; the usual one where that is none to choose."""
    chosen = next((bound for bound in BOUNDS if said == str(bound)), USUAL)
    return chosen / 100


def trust_view(shown: TrustShown) -> TrustView:
    """The page for what was found."""
    following = shown.following
    return TrustView(
        bounds=tuple(
            BoundChoice(str(bound), _bound_text(bound / 100), is_chosen=bound / 100 == shown.bound) for bound in BOUNDS
        ),
        bound=_bound_text(shown.bound),
        confidence=share_text(1 - RISK),
        counted=f"Reviews counted up to ledger entry #{thousands(following.seq)}"
        + (", the newest." if following.is_level else f" of #{thousands(following.head)}."),
        judges=tuple(_judge(number, one, shown.bound) for number, one in enumerate(shown.judges, 1)),
    )


def _bound_text(bound: float) -> str:
    return f"{round(bound * 100)}{NBSP}of 100"


def _judge(number: int, one: JudgeTrust, bound: float) -> JudgeTrusted:
    found = one.found
    return JudgeTrusted(
        slug=f"judge-{number}",
        name=one.maker.judge,
        made_by=one.maker.in_brief,
        verdict=_verdict(found),
        lack=Lack(found.have, found.needed, f"{found.unit} that can be used") if isinstance(found, NotEnough) else None,
        threshold="" if isinstance(found, NotEnough) or found.threshold is None else f"{found.threshold:.2f}",
        figures=tuple(_figures(one)),
        meaning=tuple(_meaning(one, bound)),
        rows=() if isinstance(found, NotEnough) else tuple(_row(test) for test in found.tested),
    )


def _verdict(found: Trust | NotEnough) -> str:
    if isinstance(found, NotEnough):
        return "Too few reviews: everything goes to people."
    if found.threshold is None:
        return "Everything goes to people."
    return "could stand without review"


def _figures(one: JudgeTrust) -> Iterator[Headline]:
    found = one.found
    yield Headline("Reviewed blind", thousands(one.reviewed), f"points in {counted(one.answers, 'answer')}")
    if isinstance(found, NotEnough):
        return
    yield Headline("Judge was unsure", thousands(one.unsure), "go to people whatever the threshold")
    if found.threshold is None:
        return
    yield Headline("Could stand", share_text(found.taken / one.reviewed), f"{thousands(found.taken)} of these points")
    yield Headline("Wrong among them", thousands(found.wrong), f"{100 * found.wrong / found.taken:.1f}{NBSP}%")
    left = one.reviewed - found.taken
    yield Headline("Left to people", share_text(left / one.reviewed), f"{thousands(left)} points")


def _meaning(one: JudgeTrust, bound: float) -> Iterator[str]:
    found, most = one.found, _bound_text(bound)
    silent = one.reviewed - one.unsure - one.told
    if silent:
        yield (
            f"Of {counted(silent, 'point')} it did not say how sure it was; only a judge that gives probabilities "
            "(mode yes_no_logprobs, or the matcher) can be told apart by how sure it is."
        )
    if isinstance(found, NotEnough):
        return
    if found.threshold is None:
        yield (
            f"No threshold could be shown to keep wrong verdicts under {most}. That does not say that the judge is "
            "poor: more blind reviews may show it, or a looser bound."
        )
        return
    yield (
        f"Of its verdicts that are at least {found.threshold:.2f} sure, fewer than {most} are wrong, where wrong is "
        f"what a person says otherwise blind. That holds with {share_text(1 - RISK)} confidence, for answers like "
        "those reviewed."
    )
    yield (
        "It does not say that any one verdict is right, that every question does as well, or that it holds for "
        "another model or prompt. Nothing follows by itself: who is asked to review stays as it is."
    )


def _row(test: ThresholdTest) -> tuple[str, ...]:
    told = (f"{test.threshold:.2f}", thousands(test.taken), thousands(test.wrong))
    if test.chance is None:
        return (*told, NOTHING, "too few points to show anything")
    return (*told, _chance(test.chance), "holds" if test.chance <= RISK else "not shown; the test ends")


def _chance(chance: float) -> str:
    return f"under 0.1{NBSP}%" if chance < 0.001 else f"{100 * chance:.1f}{NBSP}%"
