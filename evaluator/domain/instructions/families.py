"""The families of words meant for a grader, and how their rules are put down."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.keywords import Demand, any_may_hold
from evaluator.domain.instructions.rules import Rule, Stance


class Family(StrEnum):
    """Ways of speaking to a grader, in words for a person."""

    OVERRIDE = "sets instructions aside"
    POINT_DEMAND = "demands points"
    FAKE_SYSTEM = "poses as a system message"
    FAKE_VERDICT = "brings verdicts of its own"
    MARKER = "imitates the marks around an answer"
    EXAMPLE = "shows graded examples"
    ROLE_PLAY = "gives the grader a part to play"
    AUTHORITY = "claims authority over the grading"
    PITY = "begs for a grade"
    ECHO = "speaks as the grader"
    GRADING = "speaks of its own grading"
    MASTER_KEY = "only announces a solution"
    ENCODED = "hides words in a code"
    ABROAD = "speaks to the grader in another language"


@dataclass(frozen=True)
class RuleBook:
    """One family's rules, tried on sentences that may speak of one of each of the groups of concepts it `needs`."""

    family: Family
    needs: tuple[int, ...]
    rules: tuple[Rule, ...]

    def hopeful(self, said: frozenset[str]) -> Iterator[Rule]:
        """The rules that may hold in a line with these runs."""
        if self._demand is None or self._demand.is_met(said):
            yield from (rule for rule in self.rules if rule.may_hold(said))

    @cached_property
    def _demand(self) -> Demand | None:
        """What all rules together ask of a line: most lines are done with by that."""
        return any_may_hold(rule.pattern for rule in self.rules)


def anywhere(pattern: str, *, unless: str | None = None) -> Rule:
    """A rule that holds wherever its pattern stands, unless the words near it show otherwise."""
    return Rule(pattern, Stance.ANYWHERE, unless)


def order(pattern: str, *, unless: str | None = None) -> Rule:
    """A rule whose pattern begins with a verb and holds only where that is an order."""
    return Rule(pattern, Stance.ORDER, unless)


def opening(pattern: str, *, unless: str | None = None) -> Rule:
    """A rule that holds only at the beginning of a clause or line."""
    return Rule(pattern, Stance.OPENING, unless)


def book(family: Family, needs: tuple[Concept, ...], *rules: Rule) -> RuleBook:
    """A rule book; a sentence must touch each of `needs`."""
    return RuleBook(family, tuple(group.value for group in needs), rules)
