"""One judge by question, by point, by people's score and by band."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from evaluator.domain.agreement.figures import REVIEWS_OF_A_POINT
from evaluator.domain.measures.cases import Case, Quotes
from evaluator.domain.measures.measuring import measure_cases
from evaluator.domain.measures.report import Drawn, Group, GroupKind
from evaluator.domain.questions import Question, QuestionId

RESAMPLES = 800
"""Of groups, of which there are many: chance moves the ends of an interval by a fortieth of its width then."""

QUARTERS = ("0 to under 25 %", "25 to under 50 %", "50 to under 75 %", "75 to 100 %")
"""People's scores in four bands."""

Keyed = tuple[str, str, Case]
"""The key of a group, its name, and a case in it."""


def measure_groups(
    cases: Sequence[Case], questions: Mapping[QuestionId, Question], *, is_binary: bool, drawn: Drawn
) -> tuple[Group, ...]:
    """All groups, each kind in the order met but scores, which rise. Within a question answers are drawn, not it."""
    kinds: tuple[tuple[GroupKind, Iterable[Keyed], Drawn], ...] = (
        (GroupKind.QUESTION, _by_question(cases, questions), Drawn.ANSWERS),
        (GroupKind.POINT, _by_point(cases, questions), Drawn.ANSWERS),
        (GroupKind.SCORE, sorted(_by_score(cases), key=lambda keyed: keyed[0]), drawn),
        (GroupKind.BAND, ((case.band, case.band, case) for case in cases if case.band is not None), drawn),
    )
    return tuple(
        Group(
            kind,
            key,
            name,
            measure_cases(group, is_binary=is_binary, drawn=of, needed=REVIEWS_OF_A_POINT, resamples=RESAMPLES),
        )
        for kind, keyed, of in kinds
        for (key, name), group in _grouped(keyed).items()
    )


def _grouped(keyed: Iterable[Keyed]) -> Mapping[tuple[str, str], list[Case]]:
    groups: dict[tuple[str, str], list[Case]] = {}
    for key, name, case in keyed:
        groups.setdefault((key, name), []).append(case)
    return groups


def _by_question(cases: Iterable[Case], questions: Mapping[QuestionId, Question]) -> Iterator[Keyed]:
    for case in cases:
        yield case.question_id, questions[case.question_id].title, case


def _by_point(cases: Iterable[Case], questions: Mapping[QuestionId, Question]) -> Iterator[Keyed]:
    """Each case once for each of its labelled points, with what concerns the whole answer left out."""
    texts = {question.id: {point.id: point.text for point in question.points} for question in questions.values()}
    for case in cases:
        for place, pair in enumerate(case.pairs):
            alone = replace(
                case,
                pairs=(pair,),
                forecasts=case.forecasts[place : place + 1],
                score=None,
                people=None,
                quotes=Quotes(),
            )
            yield f"{case.question_id}/{pair.point_id}", texts[case.question_id][pair.point_id], alone


def _by_score(cases: Iterable[Case]) -> Iterator[Keyed]:
    for case in cases:
        if case.people is not None:
            place = min(int(case.people * len(QUARTERS)), len(QUARTERS) - 1)
            yield str(place), QUARTERS[place], case
