"""What keeps the results of judging from somebody who is to say first what they think themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seal:
    """Whom results are kept from as of a moment, and by what.

    `queue`: what they may be asked to review blind; `first_looks`: what they ordered and are to look at first;
    `seeds`: what they were shown a wrong verdict of and have not settled again.
    """

    reader: str
    at: datetime
    queue: bool
    first_looks: bool
    seeds: bool
