"""Every figure of one judge on some answers, with its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure
from evaluator.domain.agreement.kappas import AC1, AC1_OF_TWO, KAPPA
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.probabilities import BRIER, ECE, Forecast, measure_area
from evaluator.domain.agreement.samples import IMAGINED, Row, collect_rows
from evaluator.domain.agreement.scores import PEARSON, RMSE, quadratic_of
from evaluator.domain.agreement.shares import MACRO_F1, SAME, SHARE_UNSURE, TNR, TPR, worth_of
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.judgements import Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.report import Drawn, Measured
from evaluator.domain.measures.rows import (
    LEVELS,
    SHARE_ROWS,
    Rows,
    decided_rows,
    drawn_together,
    expected_rows,
    failure_rows,
    imagined_of,
    levelled_rows,
    probability_rows,
    quote_rows,
    scored_rows,
    share_of,
    verdict_rows,
)

SEED = 1
"""Of resampling: the same verdicts have the same intervals."""

Imagined = tuple[tuple[Row, ...], float]
"""Rows that are imagined along with real ones when answers are resampled, and the mass of each."""

NONE: Imagined = ((), 0.0)
SHARES: Imagined = (SHARE_ROWS, IMAGINED)

RowsOf = Callable[[Sequence[Case]], Rows]


def coefficients_of_verdicts(*, is_binary: bool) -> tuple[Coefficient, ...]:
    """What is computed from verdicts and labels, of two classes or of three."""
    return (
        replace(SAME, name="accuracy"),
        MACRO_F1,
        KAPPA,
        replace(AC1_OF_TWO if is_binary else AC1, name="ac1"),
        TPR,
        TNR,
        replace(worth_of(Verdict.COVERED), name="precision_covered"),
        replace(worth_of(Verdict.MISSED), name="precision_missed"),
        SHARE_UNSURE,
    )


OF_PROBABILITIES = (BRIER, ECE)
OF_DECISIONS = (replace(KAPPA, name="kappa_at_half"),)
OF_SCORES = (PEARSON, RMSE)
OF_EXPECTED = (replace(PEARSON, name="pearson_expected"),)
OF_LEVELS = (replace(quadratic_of(LEVELS), name="qwk"),)
OF_QUOTES = (share_of("evidence_valid"),)
OF_FAILURES = (share_of("share_unscored"),)


def measure_cases(
    cases: Sequence[Case],
    *,
    is_binary: bool,
    drawn: Drawn = Drawn.ANSWERS,
    needed: int = POINTS,
    resamples: int = 2_000,
) -> Measured:
    """All figures of these cases. `needed` compared points are what a coefficient of verdicts has to stand on."""

    def figures(
        rows_of: RowsOf, coefficients: Sequence[Coefficient], imagined: Imagined, least: int
    ) -> Mapping[str, Figure]:
        sample = collect_rows(drawn_together(rows_of(cases), cases, drawn), imagined[0])
        weighed = replace(sample, imagined_mass=imagined[1])
        return measure(weighed, coefficients, seed=SEED, needed=least, resamples=resamples)

    on_verdicts, pairs = coefficients_of_verdicts(is_binary=is_binary), imagined_of(is_binary=is_binary)
    return Measured(
        answers=len(cases),
        unscored=sum(case.why is not None for case in cases),
        table=tabulate(chain.from_iterable(case.pairs for case in cases)),
        figures={
            **figures(lambda some: verdict_rows(some, is_binary=is_binary), on_verdicts, pairs, needed),
            "auc": measure_area(forecasts_of(cases, drawn), seed=SEED, needed=needed, resamples=resamples),
            **figures(probability_rows, OF_PROBABILITIES, NONE, needed),
            **figures(decided_rows, OF_DECISIONS, imagined_of(is_binary=True), needed),
            **figures(scored_rows, OF_SCORES, NONE, ANSWERS),
            **figures(expected_rows, OF_EXPECTED, NONE, ANSWERS),
            **figures(levelled_rows, OF_LEVELS, NONE, ANSWERS),
            **figures(quote_rows, OF_QUOTES, SHARES, ANSWERS),
            **figures(failure_rows, OF_FAILURES, SHARES, ANSWERS),
        },
    )


def forecasts_of(cases: Sequence[Case], drawn: Drawn) -> list[list[Forecast]]:
    """The forecasts of what is drawn as a whole."""
    whole: dict[str, list[Forecast]] = {}
    for place, case in enumerate(cases):
        whole.setdefault(case.question_id if drawn is Drawn.QUESTIONS else str(place), []).extend(case.forecasts)
    return list(whole.values())
