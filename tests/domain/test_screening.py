"""What a judge is, told from trials of every temper, and how often such a telling is right."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

from evaluator.digests import canonical_json, digest_text
from evaluator.domain.answers import Span
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.judgements import (
    Evidence,
    JudgeIdentity,
    Match,
    PointJudgement,
    Reason,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.readings import Exchange
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.screened import screened_from, screening_payload
from evaluator.domain.screening import Inconclusive, Rate, Screening, screen
from evaluator.domain.trials import Trial

PRESENT, ABSENT, HALF = Verdict.COVERED, Verdict.MISSED, Verdict.PARTIAL
LABELS = [(PRESENT,) * 5 + (ABSENT,)] * 10 + [(ABSENT,) * 7] * 8 + [(HALF, HALF, ABSENT)] * 2
"""Twenty answers: ten good ones, eight weak ones, two that are half there."""

Say = Callable[[Verdict], Verdict]
"""What a judge says of a point, by what people said."""


def told(
    point: PointId, verdict: Verdict, *, quoted: bool = True, why: Rejection = Rejection.NOT_FOUND
) -> PointJudgement:
    """What came of a claim: with its evidence, or set aside for want of any."""
    if not verdict.credits:
        return PointJudgement(point, "A point.", 1.0, verdict, "So.")
    if quoted:
        return PointJudgement(point, "A point.", 1.0, verdict, "So.", (Evidence("word", Span(0, 4), Match.EXACT),))
    rejected = (RejectedQuote("never said", why),)
    return PointJudgement(point, "A point.", 1.0, Verdict.UNSURE, "So.", rejected=rejected, claimed=verdict)


def trial(number: int, say: Say, *, decoyed: bool = False, quoted: bool = True, spent: Usage | None = None) -> Trial:
    """The trial of one answer."""
    labels = {PointId(f"p{place}"): label for place, label in enumerate(LABELS[number])}
    points = tuple(told(point, say(label), quoted=quoted) for point, label in labels.items())
    canaries = (PointId("odd"), PointId("even"))
    outcome = Outcome(
        points, (), None, None, Exchange(usage=spent or Usage()), canaries, canaries[:1] if decoyed else ()
    )
    return Trial(f"a{number}", QuestionId(f"q{number % 16}"), labels, outcome)


def trials(say: Say, *, decoyed: Sequence[int] = (), unquoted: Sequence[int] = ()) -> list[Trial]:
    """Trials of all answers; those numbered have a decoy credited, or quotes that stand nowhere."""
    return [
        trial(number, say, decoyed=number in decoyed, quoted=number not in unquoted) for number in range(len(LABELS))
    ]


def failed(number: int, reason: Reason) -> Trial:
    """The trial of an answer that was not scored."""
    lost = Outcome((), (), None, Unscored(reason, "It failed."))
    return replace(trial(number, faithful), outcome=lost)


def faithful(label: Verdict) -> Verdict:
    return label


def crediting(_: Verdict) -> Verdict:
    return Verdict.COVERED


def denying(_: Verdict) -> Verdict:
    return Verdict.MISSED


def contrary(label: Verdict) -> Verdict:
    return Verdict.COVERED if label is Verdict.MISSED else Verdict.MISSED


def shrugging(_: Verdict) -> Verdict:
    return Verdict.UNSURE


def screened(*arguments: Sequence[Trial]) -> Screening:
    """A screening that came to something."""
    found = screen(*arguments)
    assert isinstance(found, Screening)
    return found


@pytest.mark.parametrize(
    ("say", "tempers"),
    [
        pytest.param(faithful, (), id="fit"),
        pytest.param(crediting, (Temper.CREDITS_EVERYTHING,), id="credits everything"),
        pytest.param(denying, (Temper.CREDITS_NOTHING,), id="credits nothing"),
        pytest.param(shrugging, (Temper.CREDITS_NOTHING,), id="always unsure"),
        pytest.param(contrary, (Temper.GUESSES,), id="says the contrary"),
    ],
)
def test_a_judge_is_what_it_says_of_points_that_are_there_and_of_those_that_are_not(
    say: Say, tempers: tuple[Temper, ...]
) -> None:
    found = screened(trials(say), [])
    assert (found.tempers, found.is_fit) == (tempers, not tempers)


def test_points_that_are_half_there_speak_neither_for_a_judge_nor_against_it() -> None:
    found = screened(trials(faithful), [])
    assert (found.present, found.absent) == (50, 68)


def test_the_rates_have_intervals_that_leave_room_where_nothing_went_wrong() -> None:
    found = screened(trials(faithful), [])
    assert found.tpr is not None
    assert found.tnr is not None
    assert (found.tpr.share, found.tpr.high) == (1.0, 1.0)
    assert 0.85 < found.tpr.low < 1.0
    assert 0.85 < found.tnr.low < 1.0


def test_rates_that_are_both_middling_are_guessing() -> None:
    """Seven of ten right of either kind: neither too generous nor too strict, and of little use."""
    numbers = iter(range(10_000))
    found = screened(trials(lambda label: label if next(numbers) % 10 < 7 else contrary(label)), [])
    assert found.tempers == (Temper.GUESSES,)


@pytest.mark.parametrize(
    ("say", "answers", "tempers"),
    [
        pytest.param(faithful, 3, (), id="three answers of twenty"),
        pytest.param(faithful, 4, (Temper.CREDITS_EVERYTHING,), id="four answers of twenty"),
        pytest.param(contrary, 4, (Temper.GUESSES,), id="and nothing else is right"),
        pytest.param(denying, 4, (Temper.CREDITS_NOTHING,), id="and everything else denied"),
    ],
)
def test_a_judge_that_credits_decoys_in_many_answers_is_unfit(
    say: Say, answers: int, tempers: tuple[Temper, ...]
) -> None:
    found = screened(trials(say, decoyed=range(answers)), [])
    assert found.tempers == tempers
    assert (found.decoyed.hits, found.decoyed.cases) == (answers, 20)


def test_decoys_credited_in_the_second_asking_count_as_well() -> None:
    again = [trial(number, faithful, decoyed=True) for number in range(4)]
    found = screened(trials(faithful), again)
    assert (found.decoyed.hits, found.decoyed.cases) == (4, 24)
    assert found.tempers == (Temper.CREDITS_EVERYTHING,)


@pytest.mark.parametrize(
    ("answers", "tempers"),
    [
        pytest.param(2, (), id="ten of fifty-four credits"),
        pytest.param(3, (Temper.INVENTS_QUOTES,), id="fifteen of fifty-four"),
    ],
)
def test_credits_that_rest_on_words_nobody_said_are_invented(answers: int, tempers: tuple[Temper, ...]) -> None:
    found = screened(trials(faithful, unquoted=range(answers)), [])
    assert found.tempers == tempers
    assert (found.invented.hits, found.invented.cases) == (5 * answers, 54)


def test_a_quote_beside_the_point_is_not_invented() -> None:
    beside = [
        replace(one, outcome=replace(one.outcome, points=tuple(_beside(point) for point in one.outcome.points)))
        for one in trials(faithful)
    ]
    assert screened(beside, []).invented.hits == 0


def _beside(point: PointJudgement) -> PointJudgement:
    verdict = point.claimed or point.verdict
    return told(point.point_id, verdict, quoted=False, why=Rejection.OFF_POINT)


def test_too_few_credits_tell_nothing_about_quotes() -> None:
    """A judge that credits nine points in all is too strict; that all nine quotes are wrong may be chance."""
    numbers = iter(range(10_000))
    found = screened(trials(lambda label: label if next(numbers) < 10 else Verdict.MISSED, unquoted=range(20)), [])
    assert found.invented.cases < 10
    assert found.tempers == (Temper.CREDITS_NOTHING,)


@pytest.mark.parametrize(
    ("again", "tempers"),
    [
        pytest.param(faithful, (), id="the same again"),
        pytest.param(contrary, (Temper.UNSTABLE,), id="the contrary the second time"),
    ],
)
def test_a_judge_that_says_something_else_the_second_time_is_unstable(again: Say, tempers: tuple[Temper, ...]) -> None:
    found = screened(trials(faithful), [trial(number, again) for number in range(4)])
    assert found.tempers == tempers
    assert found.flipped.cases == 24


def test_an_answer_that_failed_the_first_time_is_not_compared() -> None:
    some = [failed(0, Reason.ENDPOINT_TIMEOUT), *trials(faithful)[1:]]
    found = screened(some, [trial(0, contrary), trial(1, faithful)])
    assert (found.flipped.hits, found.flipped.cases, found.unscored) == (0, 6, 1)


def test_wrong_credits_that_the_checks_set_aside_are_counted() -> None:
    found = screened(trials(crediting, unquoted=range(10, 18)), [])
    assert (found.caught.hits, found.caught.cases) == (56, 68)


def test_what_all_askings_took_is_added_up() -> None:
    spent = Usage(100, 0, 10, 0.5)
    some = [trial(number, faithful, spent=spent) for number in range(20)]
    assert screened(some, [trial(0, faithful, spent=spent)]).usage == Usage(2_100, 0, 210, 10.5)


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        pytest.param(Reason.ENDPOINT_UNREACHABLE, Inconclusive(20, 6, Reason.ENDPOINT_UNREACHABLE), id="endpoint"),
        pytest.param(Reason.REPLY_INVALID, Screening((Temper.BREAKS_OFF,), 20, 6), id="the model's own replies"),
    ],
)
def test_with_a_quarter_of_the_answers_lost_it_matters_whose_doing_that_was(
    reason: Reason, found: Screening | Inconclusive
) -> None:
    lost = [failed(number, reason) for number in range(6)]
    assert screen([*lost, *trials(faithful)[6:]], []) == found


def test_five_answers_lost_are_borne() -> None:
    lost = [failed(number, Reason.REPLY_INVALID) for number in range(15, 20)]
    found = screened([*trials(faithful)[:15], *lost], [])
    assert (found.is_fit, found.unscored, found.answers) == (True, 5, 20)


def test_too_few_answers_tell_nothing_good() -> None:
    assert screened(trials(faithful)[:3], []).tempers == (Temper.GUESSES,)


@pytest.mark.parametrize(
    ("tpr", "tnr", "low", "high"),
    [
        pytest.param(0.90, 0.90, 0.97, 1.00, id="nine of ten right is nearly always fit"),
        pytest.param(0.85, 0.85, 0.95, 1.00, id="seventeen of twenty right is nearly always fit"),
        pytest.param(0.95, 0.45, 0.00, 0.03, id="crediting half of what is missing is hardly ever fit"),
        pytest.param(0.40, 0.95, 0.00, 0.06, id="overlooking most of what is there is hardly ever fit"),
        pytest.param(0.50, 0.50, 0.00, 0.00, id="tossing a coin is never fit"),
    ],
)
def test_the_bounds_tell_good_judges_from_bad_ones(tpr: float, tnr: float, low: float, high: float) -> None:
    random, rounds, fit = Random(5), 100, 0
    for _ in range(rounds):

        def say(label: Verdict) -> Verdict:
            right = random.random() < (tnr if label is Verdict.MISSED else tpr)
            return label if right else contrary(label)

        fit += screened(trials(say), []).is_fit
    assert low <= fit / rounds <= high


JUDGE = JudgeIdentity("gpt", "m-1", "coverage/v2", "llm.example", settings_digest=digest_text("settings"))


@pytest.mark.parametrize(
    "screening",
    [
        pytest.param(screened(trials(faithful), [trial(0, faithful)]), id="fit"),
        pytest.param(screened(trials(crediting, decoyed=[0, 1, 2, 3]), []), id="credits everything"),
        pytest.param(Screening((Temper.BREAKS_OFF,), 20, 12, usage=Usage(5, 0, 3, 0.25)), id="breaks off"),
    ],
)
def test_a_screening_is_read_from_the_ledger_as_it_was_written(screening: Screening) -> None:
    payload = canonical_json(screening_payload(JUDGE, screening, digest_text("answers"), "anna")).decode()
    read = screened_from(digest_text("settings"), payload, "2026-11-23T00:30:00.000000Z")
    assert read.screening == replace(screening, tpr=_rounded(screening.tpr), tnr=_rounded(screening.tnr))
    assert (read.judge, read.by, read.answers_digest) == (JUDGE, "anna", digest_text("answers"))
    assert read.fitness == Fitness(screening.tempers, "2026-11-23")


def _rounded(rate: Rate | None) -> Rate | None:
    return rate and Rate(round(rate.share, 4), round(rate.low, 4), round(rate.high, 4))


@pytest.mark.parametrize("payload", ["{}", "[]", "not JSON", '{"judge": {"who": 1}, "host": null}'])
def test_an_entry_that_was_changed_is_not_read(payload: str) -> None:
    with pytest.raises(ValueError):
        screened_from("sha256:x", payload, "2026-11-23T00:30:00.000000Z")


@pytest.mark.parametrize(
    ("tempers", "words"),
    [
        pytest.param((), "is fit", id="fit"),
        pytest.param((Temper.CREDITS_NOTHING,), "credits nothing", id="one"),
        pytest.param((Temper.CREDITS_EVERYTHING, Temper.UNSTABLE), "credits everything and is unstable", id="several"),
    ],
)
def test_what_a_judge_is_can_be_said_in_few_words(tempers: tuple[Temper, ...], words: str) -> None:
    found = Fitness(tempers, "2026-11-23")
    assert (found.words, found.is_fit) == (words, not tempers)
