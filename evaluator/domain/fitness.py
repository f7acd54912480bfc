"""Whether a judge was found fit when it was screened, in as few words as judging needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Temper(StrEnum):
    """What is wrong with a judge. One that is fit has none of them."""

    CREDITS_EVERYTHING = "credits_everything"
    CREDITS_NOTHING = "credits_nothing"
    GUESSES = "guesses"
    INVENTS_QUOTES = "invents_quotes"
    UNSTABLE = "unstable"
    BREAKS_OFF = "breaks_off"


SAID: Mapping[Temper, str] = {
    Temper.CREDITS_EVERYTHING: "credits everything",
    Temper.CREDITS_NOTHING: "credits nothing",
    Temper.GUESSES: "cannot tell covered from missed",
    Temper.INVENTS_QUOTES: "invents quotes",
    Temper.UNSTABLE: "is unstable",
    Temper.BREAKS_OFF: "gives no usable replies",
}
"""What a judge of that temper does, as the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """What the newest screening of a judge came to: its tempers, none where it is fit, and the day (2026-11-23)."""

    tempers: tuple[Temper, ...]
    day: str

    @property
    def is_fit(self) -> bool:
        """Whether nothing was found to speak against it."""
        return not self.tempers

    @property
    def words(self) -> str:
        """What it does, as the end of a sentence about the judge."""
        return " and ".join(SAID[temper] for temper in self.tempers) or "is fit"
