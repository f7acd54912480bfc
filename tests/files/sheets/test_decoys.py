"""Decoys for questions without any of their own."""

from dataclasses import replace
from pathlib import Path

from evaluator.bank import load_bank
from evaluator.domain.inline_questions import suited
from evaluator.domain.wording import Rule, lint
from evaluator.files.sheets.decoys import generic_decoys

BANK = load_bank(Path(__file__).parents[3] / "data" / "questions.yaml")


def test_there_are_enough_of_every_length() -> None:
    lengths = [len(decoy.text) for decoy in generic_decoys()]
    assert len(lengths) >= 6
    assert lengths == sorted(lengths)
    assert lengths[0] < 25
    assert lengths[-1] > 120


def test_each_has_an_id_and_words_of_its_own_and_no_anchors() -> None:
    decoys = generic_decoys()
    assert len({decoy.id for decoy in decoys}) == len({decoy.text for decoy in decoys}) == len(decoys)
    assert all(decoy.anchors is None and not decoy.text.endswith(".") for decoy in decoys)


def test_none_comes_near_a_point_or_stands_out_among_plain_points() -> None:
    plain = tuple(
        replace(
            question,
            points=(points := tuple(replace(point, anchors=None) for point in question.points)),
            canaries=suited(generic_decoys(), points),
        )
        for question in BANK.questions
    )
    found = {finding.rule for finding in lint(replace(BANK, questions=plain))}
    assert not found & {Rule.CANARY_LIKE_POINT, Rule.CANARY_STANDS_OUT}
