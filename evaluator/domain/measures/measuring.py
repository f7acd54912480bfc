"""Every figure of one judge on some answers, with its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure
from evaluator.domain.agreement.kappas import AC1, AC1_OF_TWO, KAPPA
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.probabilities import BRIER, ECE, Forecast, measure_area
from evaluator.domain.agreement.samples import ONE_PAIR, Row, collect_rows
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
    failure_rows,
    levelled_rows,
    probability_rows,
    quote_rows,
    scored_rows,
    share_of,
    verdict_rows,
)

SEED = 1
"""Of resampling: the same verdicts have the same intervals."""

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
        rows_of: RowsOf, coefficients: Sequence[Coefficient], imagined: tuple[Row, ...], least: int
    ) -> Mapping[str, Figure]:
        sample = collect_rows(drawn_together(rows_of(cases), cases, drawn), imagined)
        return measure(sample, coefficients, seed=SEED, needed=least, resamples=resamples)

    on_verdicts = coefficients_of_verdicts(is_binary=is_binary)
    return Measured(
        answers=len(cases),
        unscored=sum(case.why is not None for case in cases),
        table=tabulate(chain.from_iterable(case.pairs for case in cases)),
        figures={
            **figures(lambda some: verdict_rows(some, is_binary=is_binary), on_verdicts, ONE_PAIR, needed),
            "auc": measure_area(forecasts_of(cases, drawn), seed=SEED, needed=needed, resamples=resamples),
            **figures(probability_rows, OF_PROBABILITIES, (), needed),
            **figures(decided_rows, OF_DECISIONS, ONE_PAIR, needed),
            **figures(scored_rows, OF_SCORES, (), ANSWERS),
            **figures(levelled_rows, OF_LEVELS, (), ANSWERS),
            **figures(quote_rows, OF_QUOTES, SHARE_ROWS, ANSWERS),
            **figures(failure_rows, OF_FAILURES, SHARE_ROWS, ANSWERS),
        },
    )


def forecasts_of(cases: Sequence[Case], drawn: Drawn) -> list[list[Forecast]]:
    """The forecasts of what is drawn as a whole."""
    whole: dict[str, list[Forecast]] = {}
    for place, case in enumerate(cases):
        whole.setdefault(case.question_id if drawn is Drawn.QUESTIONS else str(place), []).extend(case.forecasts)
    return list(whole.values())
