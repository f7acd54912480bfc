"""Words in a code are read; noise is not."""

import base64

import pytest

from evaluator.domain.instructions.codes import decoded_blobs, turned_words

WORDS = "these words are hidden in a code"


@pytest.mark.parametrize(
    "blob",
    [
        base64.b64encode(WORDS.encode()).decode(),
        base64.b64encode(WORDS.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(b"words >>> with signs that need both of the last letters ???").decode(),
        WORDS.encode().hex(),
        WORDS.encode().hex(" "),
        WORDS.encode().hex(":").upper(),
    ],
)
def test_a_code_for_words_is_read_where_it_stands(blob: str) -> None:
    ((span, words),) = decoded_blobs(f"so {blob} then")

    assert (span.start, f"so {blob} then"[span.start : span.end].strip()) == (3, blob)
    assert "words" in words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", id="a token's header"),
        pytest.param("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", id="a digest"),
        pytest.param("antidisestablishmentarianismus", id="a long word"),
        pytest.param("some_rather_long_variable_name_in_code", id="a long name"),
        pytest.param("+49 30 12 34 56 78 90 12 34 56 78 90 12 34 56 78", id="a telephone number"),
        pytest.param("A" * 25, id="a length that base64 cannot have"),
        pytest.param("nothing here", id="plain words"),
        pytest.param("", id="nothing at all"),
    ],
)
def test_what_decodes_to_no_words_is_left_alone(text: str) -> None:
    assert list(decoded_blobs(text)) == []


def test_not_more_than_a_bounded_number_of_codes_is_read() -> None:
    blob = base64.b64encode(WORDS.encode()).decode()

    assert len(list(decoded_blobs(f"{blob} " * 100))) == 40


def test_telling_words_backwards_and_rotated_are_found_each_time() -> None:
    assert list(turned_words("derevoc and derevoc, vtaber")) == [(0, 7), (12, 19), (21, 27)]
