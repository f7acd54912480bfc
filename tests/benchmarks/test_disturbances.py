"""What changes an answer's words and nothing of what it says, as far as that can be told by a machine."""

from random import Random

import pytest

from benchmarks.disturbances import DISTURBANCES, NOISE

SAID = (
    "I asked Anna about the cache, and she showed me the logs. There were forty entries for the same station. "
    "We don't keep them for long now, because the dispatcher tells us about cancelled trains immediately.\n\n"
    "It has worked for two years."
)


@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_disturbance_changes_words_the_same_way_each_time(name: str) -> None:
    once, again = (DISTURBANCES[name](SAID, Random(3)) for _ in range(2))

    assert once == again
    assert once != SAID


def test_sentences_that_change_places_stay_what_they_were() -> None:
    shuffled = DISTURBANCES["sentences reordered"](SAID, Random(3))

    assert sorted(shuffled.split()) == sorted(SAID.split())


def test_names_and_pronouns_are_those_of_other_people() -> None:
    swapped = DISTURBANCES["names and pronouns swapped"](SAID, Random(3))

    assert "Anna" not in swapped
    assert "he showed me" in swapped
    assert "she" not in swapped


def test_about_a_tenth_of_the_words_are_misheard() -> None:
    text = "station " * 2_000
    wrong = sum(word != "station" for word in DISTURBANCES["10 % recognition noise"](text, Random(3)).split())

    assert 0.5 * NOISE * 2_000 < wrong < 3 * NOISE * 2_000


def test_a_wordier_answer_has_about_twice_the_words() -> None:
    assert 1.8 < len(DISTURBANCES["twice as wordy"](SAID, Random(3)).split()) / len(SAID.split()) < 2.6
