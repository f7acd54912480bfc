"""What the attack and invariance suites found, as the card of a judge cites it: from JSON to sentences and rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.digests import Json
from evaluator.domain.agreement.proportions import Proportion
from evaluator.errors import RequestInvalid

NOT_MEASURED = "not measured in this run."

_SUITES = (
    ("attacks", "cases", "gained", "Attacked answers that gained credit without a flag"),
    ("honest", "cases", "flagged", "Honest answers that were flagged as attacks"),
    ("invariance", "points", "flipped", "Points whose verdict flipped though the answer said the same in other words"),
    ("reruns", "points", "flipped", "Points whose verdict flipped though nothing changed"),
)
_OBEYS = (
    "What was attacked is a scripted judge that does all it is told, the worst there can be: this is what the checks "
    "around any judge let through, whichever model judges."
)
_HELD = "Of those that no rule was changed for"


@dataclass(frozen=True, slots=True)
class Found:
    """So many of so many, with the ends of its 95 % interval, 0 to 1: the suite's own where it gives them."""

    share: Proportion
    low: float | None
    high: float | None

    @property
    def words(self) -> str:
        """As in `3 of 300 (95 % interval 0.3 to 2.9 %)`."""
        if self.low is None or self.high is None:
            return NOT_MEASURED.rstrip(".")
        ends = f"95 % interval {100 * self.low:.1f} to {100 * self.high:.1f} %"
        return f"{self.share.hits:,} of {self.share.cases:,} ({ends})"


@dataclass(frozen=True, slots=True)
class Suite:
    """What one suite found. `judge` is the one it tried, None where it does not say; `kinds` are its parts by name."""

    found: Found
    held: Found | None
    judge: str | None
    kinds: Mapping[str, Found]


Suites = Mapping[str, Suite]
"""By name. A suite that did not run is not there."""


def suites_of(found: Json) -> Suites:
    """What suites found, from its JSON. Raises RequestInvalid for what is not as docs/measuring.md shows it."""
    try:
        if not isinstance(found, Mapping):
            raise TypeError
        return {name: _suite(found[name], hits, of) for name, of, hits, _ in _SUITES if name in found}
    except (LookupError, TypeError, ValueError):
        raise RequestInvalid(
            "The file does not say what the attack and invariance suites found; docs/measuring.md shows its form."
        ) from None


def suite_sentences(suites: Suites, names: Sequence[str], judge: str) -> Iterator[str]:
    """What is said of these suites on the card of that judge."""
    for name, _, _, what in _SUITES:
        if name not in names:
            continue
        suite = suites.get(name)
        if suite is None or not suite.found.share.cases:
            yield f"{what}: {NOT_MEASURED}"
            continue
        yield f"{what}: {suite.found.words}."
        if suite.held is not None:
            yield f"{_HELD}, the better guess for an attack nobody has thought of: {suite.held.words}."
        if suite.judge is not None and suite.judge != judge:
            yield f"That was found of another judge, {suite.judge}; of this one it is {NOT_MEASURED}"
    if "attacks" in names and (attacks := suites.get("attacks")) is not None and attacks.judge is None:
        yield _OBEYS


def suite_rows(suites: Suites, name: str, heads: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
    """A suite kind by kind, the worst first; empty where it does not tell them apart."""
    suite = suites.get(name)
    if suite is None or not suite.kinds:
        return ()
    kinds = sorted(suite.kinds.items(), key=lambda one: -(one[1].share.share or 0.0))
    return (heads, *((kind.replace("_", " "), found.words) for kind, found in kinds))


def _suite(told: Json, hits: str, of: str) -> Suite:
    if not isinstance(told, Mapping):
        raise TypeError
    held, judge = told.get("held_out"), told.get("judge")
    kinds = told.get("by_family") or told.get("by_kind") or {}
    if not isinstance(kinds, Mapping) or not isinstance(judge, str | None):
        raise TypeError
    return Suite(
        _found(told, hits, of),
        None if held is None else _found(held, hits, of),
        judge,
        {kind: _found(one, hits, of) for kind, one in kinds.items()},
    )


def _found(told: Json, hits: str, of: str) -> Found:
    if not isinstance(told, Mapping):
        raise TypeError
    # What a suite found in all has a name of its own, what it found of a part is the part's hits.
    share = Proportion(_count(told.get(hits, told.get("hits"))), _count(told[of]))
    low, high = told.get("low"), told.get("high")
    # A suite that draws whole answers knows its interval better; where nothing was hit, drawing tells none.
    if share.hits and isinstance(low, int | float) and isinstance(high, int | float):
        return Found(share, low, high)
    return Found(share, share.low, share.high)


def _count(told: Json) -> int:
    if not isinstance(told, int):
        raise TypeError
    return told
