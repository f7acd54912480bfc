"""Pairs of verdicts in a table, and as what is resampled."""

import numpy as np

from evaluator.domain.agreement.samples import sample_answers
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.judgements import Verdict
from tests.domain.agreement.verdicts import pairs


def test_the_table_has_what_is_said_down_and_the_blind_verdict_across() -> None:
    table = tabulate(pairs("cm cm mc pp").pairs)
    assert table.count(Verdict.COVERED, Verdict.MISSED) == 2
    assert table.count(Verdict.MISSED, Verdict.COVERED) == 1
    assert table.cells == (0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)


def test_unsure_pairs_are_counted_apart_by_who_was_unsure() -> None:
    table = tabulate(pairs("cc um uu cu mp").pairs)
    assert (table.pairs, table.compared, table.unsure_said, table.unsure_blind) == (5, 2, 2, 1)


def test_answers_with_the_same_table_are_one_kind() -> None:
    sample = sample_answers([pairs("cc mm"), pairs("mm cc"), pairs("cc cc"), pairs("")])
    assert (sample.answers, sorted(sample.counts)) == (3, [1, 2])


def test_imagined_rows_weigh_little_in_the_urn_and_nothing_in_the_totals() -> None:
    sample = sample_answers([pairs("cc")] * 9)
    rows, masses = sample.urn()
    assert rows.shape == (16, 16)
    assert np.isclose(masses.sum(), 9 + 16 * 2 / 9)
    assert sample.totals.sum() == 9
