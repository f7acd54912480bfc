"""Coefficients: what they are by definition, where they are undefined, and what holds for all tables."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.agreement.alphas import ALPHA_NOMINAL, ALPHA_ORDINAL
from evaluator.domain.agreement.coefficients import Coefficient, Undefined, Why
from evaluator.domain.agreement.kappas import AC1, AC1_OF_TWO, KAPPA, QUADRATIC_KAPPA
from evaluator.domain.agreement.samples import Floats, sample_answers
from evaluator.domain.agreement.shares import MACRO_F1, SAME, SHARE_UNSURE, TNR, TPR, worth_of
from evaluator.domain.judgements import Verdict
from tests.domain.agreement.sampled import sample_raters
from tests.domain.agreement.verdicts import pairs

OF_TABLES = (
    SAME,
    TPR,
    TNR,
    MACRO_F1,
    SHARE_UNSURE,
    KAPPA,
    AC1,
    AC1_OF_TWO,
    QUADRATIC_KAPPA,
    *map(worth_of, list(Verdict)[:3]),
)
NEVER_BELOW_0 = (SAME, TPR, TNR, MACRO_F1, SHARE_UNSURE)
ids = [coefficient.name for coefficient in OF_TABLES]

tables = st.lists(st.integers(0, 30), min_size=16, max_size=16).map(lambda cells: np.array(cells, dtype=np.float64))
units = st.lists(st.lists(st.sampled_from(Verdict), max_size=5), max_size=30)


def value(coefficient: Coefficient, letters: str) -> float | Undefined:
    return coefficient.value(sample_answers([pairs(letters)]).totals)


def permuted(totals: Floats, order: Sequence[int]) -> Floats:
    return totals.reshape(4, 4)[np.ix_(order, order)].ravel()


@pytest.mark.parametrize(
    ("coefficient", "letters", "expected"),
    [
        (SAME, "cc cm mm uc", 2 / 3),
        (TPR, "cc pc mc up mm", 2 / 3),
        (TNR, "mm cm pm um cc", 1 / 3),
        (TPR, "cp pp mp", 2 / 3),
        (worth_of(Verdict.COVERED), "cc cp cm cu mm", 1 / 3),
        (MACRO_F1, "cc cm mm", 2 / 3),
        (SHARE_UNSURE, "uc uu cu mm", 1 / 2),
        (KAPPA, "cc cm mc mm", 0.0),
        (AC1, "cc cm mc mm", 1 / 3),
        (AC1_OF_TWO, "cc cm mc mm pp", 0.0),
        (QUADRATIC_KAPPA, "cp pm mm cc", 9 / 13),
    ],
    ids=[
        "same leaves out unsure",
        "credit for credit",
        "missed for missed",
        "partial is credit",
        "worth of covered",
        "macro-F1 over the two classes met",
        "unsure of all",
        "kappa of chance",
        "AC1 of three classes",
        "AC1 of two",
        "near misses count less",
    ],
)
def test_a_coefficient_is_what_its_definition_says(coefficient: Coefficient, letters: str, expected: float) -> None:
    assert value(coefficient, letters) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("coefficient", OF_TABLES, ids=ids)
def test_nothing_to_compare_is_no_figure(coefficient: Coefficient) -> None:
    assert coefficient.value(np.zeros(16)) == Undefined(Why.NO_DATA)


@pytest.mark.parametrize(
    ("coefficient", "letters", "why"),
    [
        (TPR, "mm cm", Why.NO_POSITIVE),
        (TNR, "cc mp", Why.NO_NEGATIVE),
        (KAPPA, "cc cc", Why.ONE_VERDICT),
        (QUADRATIC_KAPPA, "pp pp", Why.ONE_VERDICT),
        (worth_of(Verdict.PARTIAL), "cc mm", Why.NOT_SAID),
        (SAME, "uc cu uu", Why.NO_DATA),
        (AC1_OF_TWO, "pp cp", Why.NO_DATA),
    ],
    ids=[
        "no credit",
        "none missed",
        "one class",
        "one class in order",
        "verdict not given",
        "all unsure",
        "only partial",
    ],
)
def test_an_undefined_coefficient_says_why(coefficient: Coefficient, letters: str, why: Why) -> None:
    assert value(coefficient, letters) == Undefined(why)


@pytest.mark.parametrize(
    "coefficient", [SAME, TPR, TNR, MACRO_F1, KAPPA, AC1, AC1_OF_TWO, QUADRATIC_KAPPA], ids=lambda c: c.name
)
def test_perfect_agreement_is_one(coefficient: Coefficient) -> None:
    assert value(coefficient, "cc mm pp cc") == pytest.approx(1, abs=1e-12)


@given(totals=tables)
def test_coefficients_are_within_their_bounds_or_undefined_but_never_nan(totals: Floats) -> None:
    for coefficient in OF_TABLES:
        found = coefficient.value(totals)
        if not isinstance(found, Undefined):
            assert -1 - 1e-9 <= found <= 1 + 1e-9, coefficient.name
            assert found >= -1e-9 or coefficient not in NEVER_BELOW_0, coefficient.name


@given(totals=tables, times=st.integers(2, 9))
def test_every_answer_several_times_changes_no_coefficient(totals: Floats, times: int) -> None:
    for coefficient in OF_TABLES:
        once, more = coefficient.value(totals), coefficient.value(totals * times)
        assert more == (once if isinstance(once, Undefined) else pytest.approx(once, abs=1e-9)), coefficient.name


@pytest.mark.parametrize("coefficient", [SAME, MACRO_F1, KAPPA, AC1], ids=lambda c: c.name)
@given(totals=tables, order=st.permutations([0, 1, 2]))
def test_what_the_verdicts_are_called_does_not_matter_where_they_have_no_order(
    coefficient: Coefficient, totals: Floats, order: list[int]
) -> None:
    once, renamed = coefficient.value(totals), coefficient.value(permuted(totals, [*order, 3]))
    assert renamed == (once if isinstance(once, Undefined) else pytest.approx(once, abs=1e-9))


@pytest.mark.parametrize("coefficient", [SAME, MACRO_F1, KAPPA, AC1, AC1_OF_TWO, QUADRATIC_KAPPA], ids=lambda c: c.name)
@given(totals=tables)
def test_who_is_measured_against_whom_does_not_matter_to_agreement(coefficient: Coefficient, totals: Floats) -> None:
    once, turned = coefficient.value(totals), coefficient.value(totals.reshape(4, 4).T.ravel())
    assert turned == (once if isinstance(once, Undefined) else pytest.approx(once, abs=1e-9))


@given(totals=tables)
def test_thousands_of_tables_at_once_give_what_each_gives_alone(totals: Floats) -> None:
    for coefficient in OF_TABLES:
        alone = coefficient.value(totals)
        together = coefficient.of(np.stack([totals, totals + 1]))[0]
        assert np.isnan(together) if isinstance(alone, Undefined) else together == pytest.approx(alone, abs=1e-12)


def test_alpha_of_perfect_agreement_is_one_and_of_one_value_undefined() -> None:
    c, m = Verdict.COVERED, Verdict.MISSED
    assert ALPHA_NOMINAL.value(sample_raters([[[c, c], [m, m, m]]]).totals) == pytest.approx(1)
    assert ALPHA_ORDINAL.value(sample_raters([[[c, c], [m, m, m]]]).totals) == pytest.approx(1)
    assert ALPHA_NOMINAL.value(sample_raters([[[c, c], [c, c, c]]]).totals) == Undefined(Why.ONE_VERDICT)


def test_points_with_one_verdict_and_unsure_verdicts_add_nothing_to_alpha() -> None:
    c, m, u = Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE
    bare = sample_raters([[[c, m], [m, m]]])
    assert sample_raters([[[c, m, u], [m], [m, u], [u, u], [], [m, m]], [[c]]]) == bare
    assert sample_raters([[[c, u]], []]).rows == ()


@given(answers=st.lists(units, min_size=1, max_size=8))
def test_alpha_is_at_most_one_and_does_not_depend_on_the_order_of_reviewers(answers: list[list[list[Verdict]]]) -> None:
    sample = sample_raters(answers)
    turned = sample_raters([[unit[::-1] for unit in answer] for answer in answers])
    assert turned == sample
    if sample.rows:
        for coefficient in (ALPHA_NOMINAL, ALPHA_ORDINAL):
            found = coefficient.value(sample.totals)
            assert isinstance(found, Undefined) or found <= 1 + 1e-9
