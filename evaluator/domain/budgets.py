"""A hard ceiling on what a batch may cost: reserved before each request, settled after it."""

import math
from dataclasses import dataclass, replace


def is_ceiling(amount: float | None) -> bool:
    """Whether that can bound a cost: None for no bound, or an amount that is not below nothing."""
    return amount is None or (math.isfinite(amount) and amount >= 0)


@dataclass(frozen=True, slots=True)
class Budget:
    """Amounts in the price table's currency. `ceiling` None is no bound. `spent` and `reserved` never count twice."""

    ceiling: float | None = None
    spent: float = 0.0
    reserved: float = 0.0

    def reserve(self, most: float) -> "Budget | None":
        """The budget with `most` set aside for one more request, or None where the ceiling leaves no room for it."""
        if self.ceiling is not None and self.spent + self.reserved + most > self.ceiling:
            return None
        return replace(self, reserved=self.reserved + most)

    def under(self, ceiling: float | None) -> "Budget":
        """The budget under another ceiling; below what is spent or reserved, it is reached at once."""
        return replace(self, ceiling=ceiling)

    def settle(self, most: float, cost: float) -> "Budget":
        """The budget once a request for which `most` was set aside has cost what it cost."""
        return replace(self, reserved=max(0.0, self.reserved - most), spent=self.spent + cost)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one of several who spend from a budget was given to set aside, None for nothing.

    `others_hold` is whether what the others have set aside may still come back.
    """

    amount: float | None
    others_hold: bool


def granted(room: float, held: float, least: float, most: float) -> float | None:
    """What may be set aside in all where so much is left: what is held already, and `least` to `most` on top of it.

    None where there is no room for the least.
    """
    return min(held + most, room) if held + least <= room else None
