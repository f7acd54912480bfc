"""A hard ceiling on what a batch may cost: reserved before each request, settled after it."""

from dataclasses import dataclass, replace


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

    def settle(self, most: float, cost: float) -> "Budget":
        """The budget once a request for which `most` was set aside has cost what it cost."""
        return replace(self, reserved=max(0.0, self.reserved - most), spent=self.spent + cost)
