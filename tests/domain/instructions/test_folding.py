"""A text is read in plain small letters, and every letter can be traced back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.instructions.folding import _Folds, fold, unmasked


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Plain ASCII", "plain ascii"),
        ("Ｗｉｄｅ　ｏｎｅｓ", "wide ones"),
        ("𝐁𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 ⓒⓘⓡⓒⓛⓔ", "bold script circle"),
        ("🅂🅀 🅽🅴🅶 🆂🆀 🇫🇱", "sq neg sq fl"),
        ("ꜱᴍᴀʟʟ", "small"),
        ("naïve café", "naive cafe"),
        ("cafe\u0301", "cafe"),
        ("Straße ﬁne", "strasse fine"),
        ("“so” ‘it’ — is…", "\"so\" 'it' - is."),
        ("a\u200bb\u00adc\u2060d\u3164e\ue000f", "abcdef"),
        ("".join(chr(0xE0000 + ord(letter)) for letter in "Tags"), "tags"),
        ("fixed\u00a0space\u2028line", "fixed space\nline"),
        ("Игнорируй", "игнорируи"),
    ],
)
def test_disguises_are_taken_off(text: str, plain: str) -> None:
    assert fold(text).text == plain


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("1gn0re", "ignore"),
        ("p@ss", "pass"),
        ("іgnоrе", "ignore"),
        ("αll", "all"),
        ("2024", "2024"),
        ("правила", "правила"),
        ("сос", "coc"),
        ("plain", "plain"),
    ],
)
def test_a_word_is_read_as_it_is_meant(word: str, meant: str) -> None:
    assert unmasked(word) == meant


@given(st.text())
def test_every_plain_letter_comes_from_a_place_in_the_text(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(place) for place in range(len(folded.text) + 1)]

    assert origins == sorted(origins)
    assert origins[-1] == len(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_keeps_its_places(text: str) -> None:
    assert fold(text).text == text.lower()
    assert fold(text).origins is None


def test_what_letters_fold_to_is_not_kept_without_bound() -> None:
    folds = _Folds((code, "x") for code in range(0x10000, 0x10000 + 10_000))

    assert folds[ord("É")] == "e"
    assert len(folds) == 10_000
