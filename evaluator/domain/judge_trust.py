"""How far judges may be trusted, as it is shown: see `insight_trust`, which derives it."""

from dataclasses import dataclass
from typing import NamedTuple

from evaluator.digests import digest_in_brief
from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.ledger import Following


class Maker(NamedTuple):
    """A judge as it was: of another model or prompt it is another. `prompt` is the fingerprint, empty for none."""

    judge: str
    model: str
    prompt: str

    @property
    def in_brief(self) -> str:
        """What tells it from others of its name: `small-2, prompt 9f3c7ab0…41d7`."""
        prompt = f"prompt {digest_in_brief(self.prompt)}" if self.prompt else ""
        return ", ".join(part for part in (self.model, prompt) if part and part != self.judge)


@dataclass(frozen=True, slots=True)
class JudgeTrust:
    """How far one judge may be trusted.

    People gave `reviewed` points of `answers` answers a verdict; of `unsure` of them the judge had said that it cannot
    tell, and of `told` others how sure it was: those that `found` is of.
    """

    maker: Maker
    answers: int
    reviewed: int
    unsure: int
    told: int
    found: Trust | NotEnough


@dataclass(frozen=True, slots=True)
class TrustShown:
    """Trust in each judge under one bound, and up to which entry of the ledger."""

    following: Following
    bound: float
    judges: tuple[JudgeTrust, ...]
