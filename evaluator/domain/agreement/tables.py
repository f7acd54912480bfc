"""The confusion table over the four verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.judgements import Verdict

VERDICTS = tuple(Verdict)
"""The order of rows and columns: covered, partial, missed, and unsure at the end."""

SETTLED = 3
"""So many of them, the first ones, stand on the scale."""

CELLS = len(VERDICTS) ** 2
"""Cells of the table, written row by row."""

_CELL = {pair: cell for cell, pair in enumerate(product(VERDICTS, VERDICTS))}


def cell_of(pair: Pair) -> int:
    """Where a pair stands among the cells."""
    return _CELL[pair.said, pair.blind]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each verdict met each: 16 counts, row by row, `said` down and `blind` across."""

    cells: tuple[int, ...]

    def count(self, said: Verdict, blind: Verdict) -> int:
        """Pairs with these two verdicts."""
        return self.cells[_CELL[said, blind]]

    @property
    def pairs(self) -> int:
        """All pairs."""
        return sum(self.cells)

    @property
    def compared(self) -> int:
        """Pairs on which both gave a verdict: what every coefficient is computed from."""
        return sum(self.count(said, blind) for said, blind in product(VERDICTS[:SETTLED], repeat=2))

    @property
    def unsure_said(self) -> int:
        """Pairs left out because what is measured was unsure, whatever the person said."""
        return sum(self.cells[SETTLED * len(VERDICTS) :])

    @property
    def unsure_blind(self) -> int:
        """Pairs left out because the person alone was unsure."""
        return self.pairs - self.compared - self.unsure_said


def tabulate(pairs: Iterable[Pair]) -> Confusion:
    """The table of these pairs."""
    cells = [0] * CELLS
    for pair in pairs:
        cells[cell_of(pair)] += 1
    return Confusion(tuple(cells))
