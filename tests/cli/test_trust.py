"""`evaluator trust`: what is said of each judge."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.cli.installation import Installation
from evaluator.domain.agreement.figures import NotEnough, Unit
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.judge_trust import JudgeTrust, Maker
from evaluator.errors import RowsRefused
from tests.cli.conftest import Desk, Result

GPT, OWN = Maker("gpt", "m-1", ""), Maker("gpt", "gpt", "")
NEWER = Maker("gpt", "m-2", "sha256:9f3c7ab0" + "0" * 52 + "41d7")


def trust(desk: Desk, found: Trust | NotEnough | None, *arguments: str, makers: Sequence[Maker] = (GPT,)) -> Result:
    """Run the command where reviews of these judges come to this; to nothing at all where it is None."""

    class Trusting:
        async def find(self, bound: float, judges: Sequence[str]) -> tuple[JudgeTrust, ...]:
            if found is None:
                raise RowsRefused("There is nothing to tell trust by.")
            return tuple(JudgeTrust(maker, 100, 300, 20, 280, found) for maker in makers)

    @asynccontextmanager
    async def opened(settings: object) -> AsyncIterator[Any]:
        yield SimpleNamespace(trusting=Trusting())

    return desk.run("trust", *arguments, installation=Installation(lambda: desk.settings, desk._upgrade, opened))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(
            Trust(0.91, 150, 2, 280),
            "gpt: verdicts of 0.910 or surer could stand: 150 of 300 reviewed points, 2 of them wrong; under 5 % of "
            "all such, with 95 % confidence\n",
            id="a threshold",
        ),
        pytest.param(
            Trust(None, 0, 0, 280),
            "gpt: everything goes to people. No threshold keeps errors under 5 % for certain\n",
            id="none holds",
        ),
        pytest.param(
            NotEnough(12, 50),
            "gpt: everything goes to people. 12 reviewed points have a verdict with a probability; 50 are needed\n",
            id="too few reviews",
        ),
        pytest.param(
            NotEnough(9, 10, Unit.ANSWERS),
            "gpt: everything goes to people. 9 reviewed answers have a verdict with a probability; 10 are needed\n",
            id="too few answers",
        ),
    ],
)
def test_it_is_said_which_verdicts_could_stand(desk: Desk, found: Trust | NotEnough, said: str) -> None:
    result = trust(desk, found)
    assert (result.code, result.out) == (0, said)


@pytest.mark.parametrize(
    ("found", "known"),
    [
        pytest.param(Trust(0.91, 150, 2, 280), {"threshold": 0.91, "taken": 150, "wrong": 2}, id="a threshold"),
        pytest.param(NotEnough(12, 50), {"threshold": None, "have": 12, "needed": 50}, id="too few"),
    ],
)
def test_programs_get_it_as_json(desk: Desk, found: Trust | NotEnough, known: dict[str, object]) -> None:
    told = json.loads(trust(desk, found, "--json", "--bound", "0.1").out)
    made_by = {"judge": "gpt", "model": "m-1", "prompt": None}
    assert told == made_by | {"bound": 0.1, "reviewed": 300, "unsure": 20} | known


def test_a_judge_whose_model_changed_stands_there_once_for_each(desk: Desk) -> None:
    lines = trust(desk, NotEnough(12, 50), makers=(GPT, NEWER, OWN)).out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["gpt (m-1)", "gpt (m-2, prompt 9f3c7ab0…41d7)", "gpt"]


def test_without_reviews_it_says_so(desk: Desk) -> None:
    result = trust(desk, None)
    assert (result.code, "There is nothing to tell trust by." in result.err) == (1, True)


@pytest.mark.parametrize("bound", ["0", "0.6", "-1", "nothing"])
def test_a_bound_that_bounds_nothing_is_refused(desk: Desk, bound: str) -> None:
    assert trust(desk, NotEnough(1, 50), "--bound", bound).code == 2
