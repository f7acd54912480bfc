"""Lists of names are told from sentences."""

import pytest

from evaluator.domain.answers import Span
from evaluator.domain.enumerations import enumerations


def listed(text: str) -> list[str]:
    return [text[span.start : span.end] for span in enumerations(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        (
            "It was in my last job. Redis, memcached, TTL, ETag, CDN. It went well there.",
            [
                "Redis, memcached, TTL, ETag, CDN",
            ],
        ),
        ("Redis, memcached, TTL, ETag, CDN", ["Redis, memcached, TTL, ETag, CDN"]),
        ("- Redis\n- memcached\n- TTL\n- ETag\n- CDN", ["Redis\n- memcached\n- TTL\n- ETag\n- CDN"]),
        (
            "edge-cache, back-end of it, a & b, %, front-end, roll-out",
            ["edge-cache, back-end of it, a & b, %, front-end, roll-out"],
        ),
        ("We put Redis, Varnish and a CDN in front of it, and it was quick.", []),
        ("", []),
        (
            "I know a lot about Redis, memcached, TTL, ETag, CDN, Varnish, edge servers and all that is there besides.",
            ["lot about Redis, memcached, TTL, ETag, CDN, Varnish, edge servers and"],
        ),
        (
            "a, b, c, d, e, this is a sentence of its own, f, g, h, i, j",
            [
                "a, b, c, d, e, this is a",
                "of its own, f, g, h, i, j",
            ],
        ),
    ],
    ids=[
        "between sentences",
        "commas",
        "lines",
        "hyphens and signs",
        "a sentence",
        "nothing",
        "in a sentence",
        "two lists",
    ],
)
def test_five_short_entries_in_a_row_are_a_list(text: str, lists: list[str]) -> None:
    assert listed(text) == lists


def test_only_the_stretch_asked_for_is_looked_at() -> None:
    text = "a, b, c, d, e. f, g, h, i, j."
    assert enumerations(text, Span(0, 9)) == ()
