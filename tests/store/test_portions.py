"""Many ids cut up, so that no statement gets too many."""

import pytest

from evaluator.store.erasure.portions import PORTION, portions


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (PORTION, [PORTION]), (2 * PORTION + 1, [PORTION, PORTION, 1])], ids=str
)
def test_each_id_is_in_one_portion_and_in_order(count: int, sizes: list[int]) -> None:
    ids = [f"judgement-{number}" for number in range(count)]
    cut = list(portions(ids))
    assert [len(some) for some in cut] == sizes
    assert [one for some in cut for one in some] == ids
