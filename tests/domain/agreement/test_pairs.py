"""Pairs of verdicts, grouped, in a table, and as what is resampled."""

import numpy as np

from evaluator.domain.agreement.pairs import by_point, by_question
from evaluator.domain.agreement.samples import sample_answers, sample_counts
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.judgements import Verdict
from tests.domain.agreement.verdicts import drawn, pairs


def test_the_table_has_what_is_said_down_and_the_blind_verdict_across() -> None:
    table = tabulate(pairs("cm cm mc pp").pairs)
    assert table.count(Verdict.COVERED, Verdict.MISSED) == 2
    assert table.count(Verdict.MISSED, Verdict.COVERED) == 1
    assert table.cells == (0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)


def test_unsure_pairs_are_counted_apart_by_who_was_unsure() -> None:
    table = tabulate(pairs("cc um uu cu mp").pairs)
    assert (table.pairs, table.compared, table.unsure_said, table.unsure_blind) == (5, 2, 2, 1)


def test_answers_are_grouped_by_question_in_the_order_met() -> None:
    answers = [pairs("cc", "b"), pairs("cm", "a"), pairs("mm", "b")]
    assert by_question(answers) == {"b": (answers[0], answers[2]), "a": (answers[1],)}


def test_points_of_two_questions_with_one_name_are_two_points() -> None:
    groups = by_point([pairs("cc mm", "a"), pairs("pp", "b")])
    assert list(groups) == [("a", "p0"), ("a", "p1"), ("b", "p0")]
    assert [len(group) for group in groups.values()] == [1, 1, 1]


def test_two_reviews_of_an_answer_stay_in_one_group_a_point() -> None:
    twice = pairs("cc cm")
    both = type(twice)(
        twice.question_id, tuple(type(pair)(twice.pairs[0].point_id, pair.said, pair.blind) for pair in twice.pairs)
    )
    (group,) = by_point([both]).values()
    assert [len(answer.pairs) for answer in group] == [2]


def test_answers_with_the_same_table_are_one_kind() -> None:
    sample = sample_answers([pairs("cc mm"), pairs("mm cc"), pairs("cc cc"), pairs("")])
    assert (sample.answers, sorted(sample.counts)) == (3, [1, 2])


def test_counts_of_a_point_make_the_same_sample_as_its_answers() -> None:
    answers = drawn(seed=1, answers=60, points=1, accuracy=0.8)
    table = tabulate(pair for answer in answers for pair in answer.pairs)
    from_answers, from_counts = sample_answers(answers), sample_counts(table)
    assert dict(zip(from_answers.rows, from_answers.counts, strict=True)) == dict(
        zip(from_counts.rows, from_counts.counts, strict=True)
    )
    assert from_counts.totals.tolist() == list(table.cells)


def test_imagined_rows_weigh_little_in_the_urn_and_nothing_in_the_totals() -> None:
    sample = sample_answers([pairs("cc")] * 9)
    rows, masses = sample.urn()
    assert rows.shape == (16, 16)
    assert np.isclose(masses.sum(), 9 + 16 * 2 / 9)
    assert sample.totals.sum() == 9
