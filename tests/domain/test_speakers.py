"""Who the candidate is, from the names alone."""

import pytest

from evaluator.domain.speakers import MAX_NAME, Identification, Part, Why, clip_name, guess, identify, is_brief, part_of


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Candidate", Part.CANDIDATE),
        ("CANDIDATE 2", Part.CANDIDATE),
        ("Anna Berg (candidate)", Part.CANDIDATE),
        ("Bewerberin", Part.CANDIDATE),
        ("Applicant - Ben", Part.CANDIDATE),
        ("A", Part.CANDIDATE),
        ("A2", Part.CANDIDATE),
        ("候选人", Part.CANDIDATE),
        ("Interviewer", Part.INTERVIEWER),
        ("Interviewer #1", Part.INTERVIEWER),
        ("Hiring Manager", Part.INTERVIEWER),
        ("Recruiter / Cy", Part.INTERVIEWER),
        ("Ｑ", Part.INTERVIEWER),
        ("Speaker 3", Part.VOICE),
        ("Speaker B", Part.VOICE),
        ("You", Part.VOICE),
        ("Anna Berg", None),
        ("Candida Berg", None),
        ("Quentin", None),
        ("2", None),
    ],
)
def test_a_name_may_state_its_bearers_part(name: str, part: Part | None) -> None:
    assert part_of(name) is part


@pytest.mark.parametrize(
    ("name", "brief"), [("A", True), ("Q 3", True), ("Me", True), ("Candidate", False), ("Ann", False)]
)
def test_a_part_named_by_a_common_word_is_no_proof_alone(name: str, brief: bool) -> None:
    assert is_brief(name) is brief


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(("Anna", "Candidate"), Identification("Candidate", Why.NAME), id="by the name"),
        pytest.param(("Interviewer", "Ben"), Identification("Ben", Why.ELIMINATION), id="the other asks"),
        pytest.param(("Q", "HR", "Ben"), Identification("Ben", Why.ELIMINATION), id="all others ask"),
        pytest.param(("Ben",), Identification("Ben", Why.ONLY), id="nobody else"),
        pytest.param(("Speaker 1",), Identification("Speaker 1", Why.ONLY), id="one voice"),
        pytest.param(("Anna", "Ben"), None, id="two names"),
        pytest.param(("Candidate 1", "Candidate 2"), None, id="two candidates"),
        pytest.param(("Interviewer", "Anna", "Ben"), None, id="two that could be"),
        pytest.param(("Interviewer",), None, id="only one who asks"),
        pytest.param((), None, id="nobody"),
    ],
)
def test_the_candidate_is_known_only_where_the_names_leave_no_doubt(
    names: tuple[str, ...], expected: Identification | None
) -> None:
    assert identify(names) == expected
    assert expected is None or expected.certain


def test_whoever_speaks_most_is_no_more_than_a_guess() -> None:
    found = guess([("Anna", 20), ("Ben", 90), ("Interviewer", 400)])

    assert found == Identification("Ben", Why.MOST)
    assert not found.certain


@pytest.mark.parametrize(
    "words", [[("Anna", 20), ("Ben", 20)], [("Interviewer", 20)], []], ids=["equal", "asks", "nobody"]
)
def test_nobody_is_guessed_where_nobody_speaks_most(words: list[tuple[str, int]]) -> None:
    assert guess(words) is None


def test_names_are_kept_as_given_up_to_a_length() -> None:
    assert clip_name("  Anna \t Berg ") == "Anna Berg"
    assert clip_name("x" * 99) == "x" * (MAX_NAME - 1) + "…"
