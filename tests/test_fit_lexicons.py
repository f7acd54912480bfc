"""Lexicons learn what speaks for a point from ways of making it and of missing it."""

from collections.abc import Sequence

import pytest

from benchmarks import lexicons
from benchmarks.lexicons import Corpus, corpus_of, point_lexicon, sound_lexicon
from benchmarks.phrasings import Phrasings
from evaluator.domain.judgements import Verdict
from evaluator.domain.lexicons import Lexicon, entries_of
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.words import words

KEYS, COPIES = PointId("keys"), PointId("copies")
SAFE, QUICK = QuestionId("safe"), QuestionId("quick")


def phrased(covered: Sequence[str], partial: Sequence[str], missed: Sequence[str]) -> dict[Verdict, Sequence[str]]:
    return {Verdict.COVERED: covered, Verdict.PARTIAL: partial, Verdict.MISSED: missed}


PHRASINGS: Phrasings = {
    SAFE: {
        KEYS: phrased(
            ["keys go into a vault so nobody reads them", "a vault holds the keys", "put keys in the vault, so safe"],
            ["a vault exists", "we had a vault"],
            ["keys go into the code", "put keys in code, vaults are overkill", "a vault is overkill"],
        ),
        COPIES: phrased(
            ["backups are restored so they work", "restore the backups monthly"],
            ["backups exist", "some backups"],
            ["restoring is overkill", "backups are overkill"],
        ),
    },
    QUICK: {
        COPIES: phrased(
            ["a cache is near so it is quick", "a near cache"],
            ["a cache", "caches exist"],
            ["a cache is overkill", "the cache slows it"],
        )
    },
}
CORPUS: Corpus = corpus_of(PHRASINGS)


def told(lexicon: Lexicon, text: str) -> float:
    return lexicon.log_odds(entries_of(tuple(words(text))))


def test_what_makes_a_point_is_told_from_what_comes_near_it_and_from_what_makes_another() -> None:
    lexicon = point_lexicon(CORPUS, SAFE, KEYS)
    made = told(lexicon, "the vault holds keys")
    for other in ("keys in the code", "a vault is overkill", "restore the backups", "a near cache", "parrots"):
        assert made > told(lexicon, other)


def test_words_that_one_passage_alone_has_are_not_learned() -> None:
    assert "monthli" not in point_lexicon(CORPUS, SAFE, COPIES).weights
    assert "backup" in point_lexicon(CORPUS, SAFE, COPIES).weights


def test_a_question_of_one_point_has_nothing_else_to_be_told_from() -> None:
    lexicon = point_lexicon(CORPUS, QUICK, COPIES)
    assert told(lexicon, "so a near cache") > told(lexicon, "a cache is overkill")


def test_what_is_sound_is_learned_whatever_it_is_about() -> None:
    sound = sound_lexicon(CORPUS)
    assert sound.weights["so"] > 0 > sound.weights["overkil"]
    assert told(sound, "so the parrot sings") > told(sound, "parrots are overkill")


def test_mere_manner_of_speaking_is_not_sound() -> None:
    said = {entry for passages in CORPUS.said.values() for entries in passages for entry in entries}
    assert {"be", "we"} <= said
    assert not {"be", "we", "go into", "they"} & sound_lexicon(CORPUS).weights.keys()


def test_a_question_left_out_teaches_nothing_of_what_is_sound() -> None:
    assert "cach" in sound_lexicon(CORPUS).weights
    assert "cach" not in sound_lexicon(CORPUS, without=QUICK).weights


def test_only_the_heaviest_weights_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    every = point_lexicon(CORPUS, SAFE, KEYS).weights
    monkeypatch.setattr(lexicons, "HEAVIEST", 3)
    kept = point_lexicon(CORPUS, SAFE, KEYS).weights
    assert len(kept) == 3 < len(every)
    assert kept.items() <= every.items()
