"""Answers as what is resampled: each a row of figures that are summed over answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.agreement.pairs import AnswerPairs
from evaluator.domain.agreement.tables import CELLS, tabulate

Floats = NDArray[np.float64]
Row = tuple[float, ...]

IMAGINED = 2 / 9
"""Imagined pairs in each cell of a table: two over the nine cells in which both raters gave a verdict."""

ONE_PAIR: tuple[Row, ...] = tuple(tuple(float(cell == met) for cell in range(CELLS)) for met in range(CELLS))
"""The tables of one pair."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers told apart only by their row; `counts` says how many answers have each.

    A coefficient is a function of the sum of all rows, so answers with equal rows are drawn together: for one point
    there are at most 16 kinds of answers, however many were reviewed. `imagined` rows are drawn along with real ones
    when answers are resampled, each as if `imagined_mass` answers had it; they never count in the figure itself.
    """

    rows: tuple[Row, ...]
    counts: tuple[int, ...]
    imagined: tuple[Row, ...] = ()
    imagined_mass: float = IMAGINED

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.counts)

    @property
    def totals(self) -> Floats:
        """The sum of all answers' rows. There must be one."""
        return np.asarray(self.counts, dtype=np.float64) @ np.asarray(self.rows, dtype=np.float64)

    def urn(self) -> tuple[Floats, Floats]:
        """What resamples are drawn from: rows (kinds, width), no two alike, and their masses (kinds)."""
        masses: dict[Row, float] = dict(zip(self.rows, self.counts, strict=True))
        for row in self.imagined:
            masses[row] = masses.get(row, 0.0) + self.imagined_mass
        return np.array(list(masses), dtype=np.float64), np.array(list(masses.values()), dtype=np.float64)


def collect(rows: Iterable[Row], imagined: tuple[Row, ...] = ()) -> Sample:
    """A sample of answers, one row each. Rows must be of one length."""
    kinds = Counter(rows)
    return Sample(tuple(kinds), tuple(kinds.values()), imagined)


def collect_rows(rows: Floats, imagined: tuple[Row, ...] = ()) -> Sample:
    """A sample of answers, one row each, from an array (answers, width): as `collect`, quick for very many."""
    table = np.ascontiguousarray(rows, dtype=np.float64)
    width = table.shape[-1]
    kinds = Counter(table.view(f"V{table.itemsize * width}").ravel().tolist())
    met = np.frombuffer(b"".join(kinds), dtype=np.float64).reshape(-1, width)
    return Sample(tuple(map(tuple, met.tolist())), tuple(kinds.values()), imagined)


def sample_answers(answers: Iterable[AnswerPairs]) -> Sample:
    """Rows of 16: each answer's own confusion table. Answers without a pair are left out."""
    return collect((tabulate(answer.pairs).cells for answer in answers if answer.pairs), ONE_PAIR)
