"""How an answer bears on a described point: the point's own figures, and those of all around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import typed
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


def _figures(text: str, point: int = 0) -> dict[str, float]:
    targets = targets_of("How do you keep a site safe?", POINTS, COEFFICIENTS)
    bearing = Survey(targets, Concordance(typed(text)), COEFFICIENTS).bearing(targets[point])
    return dict(zip(FIGURES, bearing, strict=True))


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
    assert all(figures[name] >= 0.0 for name in FIGURES)


@given(said=WORDS)
def test_nothing_that_is_added_takes_a_word_of_the_point_away(said: list[str]) -> None:
    text = "We restore backups."
    more = _figures(f"{text} Well {' '.join(said)}")
    for name in ("near_by", "example", "field"):
        assert more[name] >= _figures(text)[name] - 1e-9
