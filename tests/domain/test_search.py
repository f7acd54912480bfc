"""What a search means, and that nothing anybody types is syntax."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.search import LONGEST_WORD, MOST_LOOKED_UP, Search, is_found, search_for, words_of

ANY_TEXT = st.text(st.characters())
WORDS = st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=9), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Locks, plainly.", ["locks", "plainly"]),
        ("", []),
        (" ... ", []),
        ("node.js and C-1042", ["node", "js", "and", "c", "1042"]),
        ("snake_case", ["snake", "case"]),
        ("don't don’t DON'T", ["dont", "dont", "dont"]),
        ("'quoted'", ["quoted"]),
        ("Café, cafe\u0301 and CAFÉ", ["cafe", "cafe", "and", "cafe"]),
        ("Straße", ["strasse"]),
        ("ﬁrst ＡＢＣ", ["first", "abc"]),
        ("\ud800 lone\x00ly", ["lone", "ly"]),
        ("x" * 99, ["x" * LONGEST_WORD]),
    ],
    ids=ascii,
)
def test_words_are_compared_without_case_accents_and_what_stands_between(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("said", "words", "phrases"),
    [
        ("deep lock", ("deep", "lock"), ()),
        ("lock lock LOCK", ("lock",), ()),
        ('"deep lock"', ("deep", "lock"), (("deep", "lock"),)),
        ('"lock"', ("lock",), ()),
        ("“deep lock”", ("deep", "lock"), (("deep", "lock"),)),
        ('"deep lock', ("deep", "lock"), (("deep", "lock"),)),
        ('a"b c"d', ("a", "b", "c", "d"), (("b", "c"),)),
        ("node.js", ("node", "js"), (("node", "js"),)),
        ("a AND NOT b* OR (c) NEAR/2 ^d:", ("a", "and", "not", "b", "or", "c", "near", "2", "d"), (("near", "2"),)),
        ("", (), ()),
        ('""', (), ()),
        ("%_!?", (), ()),
    ],
    ids=ascii,
)
def test_a_search_is_words_and_quoted_phrases(
    said: str, words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]
) -> None:
    assert search_for(said) == Search(words, phrases)


@pytest.mark.parametrize("said", ["#18207", " # 18 207 ", "#18\u00a0207", "＃18207"], ids=ascii)
def test_a_number_after_a_hash_asks_for_that_entry_of_the_ledger(said: str) -> None:
    assert search_for(said) == Search(number=18_207)


@pytest.mark.parametrize("said", ["18207", "#", "#x1", "#1 lock"], ids=ascii)
def test_a_number_that_is_not_marked_as_one_is_a_word_like_others(said: str) -> None:
    assert search_for(said).number is None


TEXTS = ("C-1042", "A lock guards what two writers share.")


@pytest.mark.parametrize(
    "said",
    ["lock", "LOCK writers", '"lock guards what"', '"two writers" lock', "C-1042", "c-1042 share", '"guards, WHAT!"'],
    ids=ascii,
)
def test_a_text_with_every_word_and_phrase_is_found(said: str) -> None:
    assert is_found(search_for(said), TEXTS)


@pytest.mark.parametrize(
    "said",
    ["", "nobody", "lock nobody", '"guards lock"', '"lock what"', '"1042 a"', "C.1043", "loc", '"writers share now"'],
    ids=ascii,
)
def test_a_text_without_one_of_them_is_not(said: str) -> None:
    assert not is_found(search_for(said), TEXTS)


def test_the_longest_words_are_looked_up_and_the_others_compared_afterwards() -> None:
    said = [letter * length for length, letter in enumerate(string.ascii_lowercase[: MOST_LOOKED_UP + 3], 1)]
    search = search_for(" ".join(said))
    assert set(search.looked_up) == set(said[3:])
    assert search.needs_reading
    assert not is_found(search, [" ".join(said[1:])])


def test_single_words_are_found_by_the_index_alone() -> None:
    assert not search_for("deep lock").needs_reading
    assert search_for('"deep lock"').needs_reading


@given(ANY_TEXT)
def test_anything_typed_means_something(said: str) -> None:
    search = search_for(said)
    assert set(search.words) >= {word for phrase in search.phrases for word in phrase}
    assert all(word and word.isalnum() for word in search.words)


@given(ANY_TEXT)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    bare = text.replace("#", " ")
    assert is_found(search_for(bare), [bare]) or not words_of(bare)


@given(ANY_TEXT)
def test_words_stay_the_same_when_taken_again(text: str) -> None:
    once = words_of(text)
    assert words_of(" ".join(once)) == once


@given(WORDS, st.data())
def test_a_stretch_of_a_text_in_quotes_is_found(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert is_found(search_for(f'"{" ".join(words[start:end])}"'), [", ".join(words)])


PLAIN = st.text(st.sampled_from("ab0 '._-\n"), max_size=20)


@given(PLAIN, st.lists(st.sampled_from(["a", "b", "ab", "a0", "ba"]), min_size=1, max_size=3).map(tuple))
def test_plain_texts_are_read_as_all_others_are(text: str, phrase: tuple[str, ...]) -> None:
    search = Search(tuple(dict.fromkeys(phrase)), (phrase,))
    # One letter more, at the end and apart, and the text is not plain any more.
    assert is_found(search, [text]) is is_found(search, [f"{text} \u00df"])


@pytest.mark.parametrize("said", ["a" * 60, "a" * LONGEST_WORD, f'"{"a" * 41} b"'], ids=len)
def test_a_word_too_long_for_anybody_is_found_by_its_beginning(said: str) -> None:
    assert is_found(search_for(said), [f"{'a' * 50} b"])
