"""How an answer bears on a described point: the point's own figures, and those of all around it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.coefficients import DESCRIBED_FIGURES
from evaluator.domain.lexicons import Lexicon
from evaluator.domain.questions import Anchors, ExpectedPoint, PointId
from evaluator.judge.bearing import FIGURES, Survey
from evaluator.judge.concordance import Concordance
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.targets import targets_of

COEFFICIENTS = load_coefficients()
POINTS = (
    ExpectedPoint(
        PointId("copies"),
        "Backups are restored regularly",
        anchors=Anchors('Says so. "Each month we load a tape."', '"We keep tapes."', '"It is safe."'),
        terms=("restore drill",),
    ),
    ExpectedPoint(
        PointId("hashes"),
        "Passwords are kept as hashes",
        anchors=Anchors('Says so. "Argon2 scrambles them."', '"They are safe."', '"Long ones."'),
        terms=("bcrypt", "salt"),
    ),
)
WORDS = st.lists(
    st.sampled_from(
        [
            "we",
            "restore",
            "backups",
            "bcrypt",
            "salt",
            "tape",
            "not",
            "a",
            "myth",
            "each",
            "month",
            ",",
            ".",
            "passwords",
        ]
    )
)


PHRASED = {
    PointId("copies"): Lexicon(-1.0, {"tape": 3.0, "month": 1.0}),
    PointId("hashes"): Lexicon(-2.0, {"salt": 4.0}),
}
SOUND = Lexicon(0.0, {"so": 1.0, "overkil": -2.0})


def _figures(text: str | Answer, point: int = 0, lexicons: Mapping[PointId, Lexicon] | None = None) -> dict[str, float]:
    coefficients = replace(COEFFICIENTS, matching=replace(COEFFICIENTS.matching, sound=SOUND))
    targets = targets_of("How do you keep a site safe?", POINTS, coefficients, lexicons or {})
    answer = typed(text) if isinstance(text, str) else text
    bearing = Survey(targets, Concordance(answer), coefficients).bearing(targets[point])
    return dict(zip(FIGURES, bearing, strict=lexicons is not None))


def test_how_a_point_is_said_is_told_by_its_lexicon_alone() -> None:
    text = "One tape. Some salt."
    assert len(_figures(text)) == DESCRIBED_FIGURES
    assert _figures(text, 0, PHRASED)["said"] == pytest.approx(-1 + 3 / 3**0.5)
    assert _figures(text, 1, PHRASED)["said"] == pytest.approx(-2 + 4 / 3**0.5)


def test_a_point_may_be_said_in_two_passages_that_follow_one_another_in_a_turn() -> None:
    weak = {
        PointId("copies"): Lexicon(-1.0, {"tape": 3.0, "month": 3.0}),
        PointId("hashes"): PHRASED[PointId("hashes")],
    }
    assert _figures("Tapes. Monthly.", 0, weak)["said"] == pytest.approx(-1 + 6 / 2**0.5)
    turns = [Turn(span, None, by_candidate=True) for span in (Span(0, 6), Span(7, 15))]
    apart = compose("Tapes.\nMonthly.", turns, AnswerKind.TRANSCRIPT)
    assert _figures(apart, 0, weak)["said"] == 2.0


def test_how_the_other_points_are_said_is_their_mean_and_nothing_where_none_is_known() -> None:
    assert _figures("Some salt.", 0, PHRASED)["others_said"] == pytest.approx(-2 + 4 / 3**0.5)
    alone = {PointId("copies"): PHRASED[PointId("copies")]}
    assert _figures("Some salt.", 0, alone)["others_said"] == 0.0


SAFE = "backups are restored regularly"


def test_an_answer_is_as_sound_as_its_passages_are_and_few_of_them_tell_little() -> None:
    assert _figures(f"So {SAFE}.")["sound"] == pytest.approx(1 / 3 / 9)
    assert _figures(f"Overkill {SAFE}.")["sound"] == pytest.approx(-2 / 3 / 9)
    assert _figures(f"So {SAFE}. Overkill {SAFE}.")["sound"] == pytest.approx((1 - 2) / 3 / 10)


def test_what_is_said_besides_the_subject_makes_an_answer_neither_sounder_nor_less_sound() -> None:
    said = f"So {SAFE}. We restored them."
    assert _figures(f"{said} Overkill and overkill. They sang.")["sound"] == _figures(said)["sound"]
    assert _figures(f"{said} A myth. It is nonsense.")["dismissals"] == 0.0
    assert _figures("Overkill.")["sound"] == 0.0


def test_the_example_of_a_point_is_recognised() -> None:
    assert _figures("Every month somebody loads the tape.")["example"] == 1.0
    assert _figures("Every month somebody sweeps the yard.")["example"] == pytest.approx(1 / 3, abs=0.1)


def test_what_other_points_find_is_told_apart_from_what_this_one_finds() -> None:
    own, other = _figures("Backups are restored regularly."), _figures("Passwords are kept as hashes.")
    assert (own["near_by"], own["others"]) == (1.0, 0.0)
    assert (other["near_by"], other["others"]) == (0.0, 1.0)


def test_kin_speaks_for_a_point_and_kin_misspelt_does_not() -> None:
    assert _figures("We replicate it.")["field"] > 0
    assert _figures("We reblicate it.")["field"] == 0


def test_the_more_of_an_answer_is_about_the_question_the_more_it_is_on_topic() -> None:
    about = "Backups are restored, passwords get a salt."
    assert _figures(about)["topic"] > _figures(f"{about} My aunt paints boats near the harbour.")["topic"]


@given(said=WORDS)
def test_figures_stay_within_their_bounds_whatever_is_said(said: list[str]) -> None:
    figures = _figures(f"well {' '.join(said)}")
    shares = ("near_by", "as_written", "example", "others", "others_example", "fillers", "past")
    assert all(0.0 <= figures[name] <= 1.0 + 1e-9 for name in shares)
    assert all(figures[name] >= 0.0 for name in figures if name != "sound")


@given(said=WORDS)
def test_nothing_that_is_added_takes_a_word_of_the_point_away(said: list[str]) -> None:
    text = "We restore backups."
    more = _figures(f"{text} Well {' '.join(said)}")
    for name in ("near_by", "example", "field"):
        assert more[name] >= _figures(text)[name] - 1e-9
