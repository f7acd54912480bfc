"""Whoever has an answer judged may be made to say first what they think of it themselves."""

from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.judgements import JudgementId


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A judging whose results are kept from whoever ordered it until they have committed verdicts of their own."""

    judgement_id: JudgementId
    person: str
    began_at: datetime
