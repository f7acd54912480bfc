"""The record of one screening: which judge, when, on whose word, and what came of it; and as the ledger holds it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluator.digests import Digest, Json
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.judgements import JudgeIdentity, Usage
from evaluator.domain.screening import Rate, Screening

_SHARES = ("decoyed", "invented", "flipped", "caught")
_RATES = ("tpr", "tnr")
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Screened:
    """A screening as it is kept, under the digest of the judge's settings: another setting is another judge.

    `answers_digest` tells which answers the judge was given, `at` is the moment in the ledger's own words, `by` the
    user who asked for it.
    """

    judge: JudgeIdentity
    screening: Screening
    answers_digest: Digest
    at: str
    by: str

    @property
    def fitness(self) -> Fitness:
        """What judging needs of it."""
        return Fitness(self.screening.tempers, self.at[: len("2026-11-23")])


def screening_payload(judge: JudgeIdentity, screening: Screening, answers: Digest, by: str) -> Mapping[str, Json]:
    """What the ledger's entry holds. No candidate's word is in it: the answers are ours."""
    usage = screening.usage
    return {
        "judge": {"name": judge.name, "model": judge.model, "prompt": judge.prompt, "mode": judge.mode},
        "host": judge.host,
        "tempers": [temper.value for temper in screening.tempers],
        "answers": screening.answers,
        "unscored": screening.unscored,
        "present": screening.present,
        "absent": screening.absent,
        **{name: _rate_json(getattr(screening, name)) for name in _RATES},
        **{name: [getattr(screening, name).hits, getattr(screening, name).cases] for name in _SHARES},
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
        "answers_digest": answers,
        "by": by,
    }


def screened_from(subject: str, payload: str, at: str) -> Screened:
    """The record that an entry holds. Raises ValueError where it cannot be read."""
    try:
        held: dict[str, Any] = json.loads(payload)
        judge = JudgeIdentity(**held["judge"], host=held["host"], settings_digest=Digest(subject))
        tpr, tnr = (_rate_of(held[name]) for name in _RATES)
        decoyed, invented, flipped, caught = (Proportion(*held[name]) for name in _SHARES)
        screening = Screening(
            tempers=tuple(map(Temper, held["tempers"])),
            answers=held["answers"],
            unscored=held["unscored"],
            present=held["present"],
            absent=held["absent"],
            tpr=tpr,
            tnr=tnr,
            decoyed=decoyed,
            invented=invented,
            flipped=flipped,
            caught=caught,
            usage=Usage(held["input_tokens"], held["cached_tokens"], held["output_tokens"], held["cost"]),
        )
        return Screened(judge, screening, Digest(held["answers_digest"]), at, held["by"])
    except (KeyError, TypeError) as error:
        raise ValueError("The entry of a screening cannot be read.") from error


def _rate_json(rate: Rate | None) -> Json:
    return None if rate is None else [round(one, _DIGITS) for one in (rate.share, rate.low, rate.high)]


def _rate_of(held: list[float] | None) -> Rate | None:
    return None if held is None else Rate(*held)
