"""`evaluator calibrate`: what is said of each judge, and what is to be put into the settings."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.cli.installation import Installation
from evaluator.domain.agreement.calibration import COVERED, MISSED, UNSURE, Bounds, Calibration, Reviewed, Worth
from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough
from evaluator.domain.agreement.undefined import Undefined, Why
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.scales import Thresholds
from evaluator.services.calibrating import Adjustable, Calibrated
from tests.cli.conftest import Desk, Result

SMALL = Adjustable(JudgeIdentity("small", "m-1", "yes-no/v1", mode="yes_no_logprobs"), Thresholds())


class _Trial:
    async def read(self, labelled: object) -> tuple[Reviewed, ...]:
        return ()


MATCHER = Adjustable(JudgeIdentity("matcher", "matcher/2", "none"), Thresholds(0.893, 0.092), _Trial())


def estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.05, value + 0.05, 200, 60)


def figures(covered: Figure, missed: Figure, unsure: float) -> dict[str, Figure]:
    return {COVERED: covered, MISSED: missed, UNSURE: estimate(unsure)}


NOW = figures(NotEnough(3, 20), Undefined(Why.NOT_SAID), 0.9)


def calibration(covered_from: float | None, missed_up_to: float | None, right: float = 0.92) -> Calibration:
    thresholds = Thresholds(covered_from, missed_up_to)
    return Calibration(thresholds, Worth(55, 60), Worth(70, 75), NOW, figures(estimate(right), estimate(0.91), 0.4))


def calibrate(desk: Desk, judge: Adjustable, found: Calibration | NotEnough, *arguments: str) -> Result:
    class Calibrating:
        async def find(self, bounds: Bounds, names: Sequence[str]) -> tuple[Calibrated, ...]:
            return (Calibrated(judge, found, 312, 54),)

    @asynccontextmanager
    async def opened(settings: object) -> AsyncIterator[Any]:
        yield SimpleNamespace(calibrating=Calibrating())

    return desk.run("calibrate", *arguments, installation=Installation(lambda: desk.settings, desk._upgrade, opened))


def test_the_figures_now_and_then_stand_above_the_lines_for_the_settings(desk: Desk) -> None:
    result = calibrate(desk, SMALL, calibration(0.83, 0.21))
    assert result.code == 0
    assert result.out == (
        "small (m-1, yes_no_logprobs): 312 reviewed points of 54 answers\n"
        "\n"
        "                    now                           then\n"
        "right of `covered`  too few to tell               0.92 (0.87 to 0.97)\n"
        "right of `missed`   this verdict was never given  0.91 (0.86 to 0.96)\n"
        "left unsure         0.90 (0.85 to 0.95)           0.40 (0.35 to 0.45)\n"
        "\n"
        "Then: each tenth of the answers, decided by thresholds chosen on the others. Intervals are 95 %.\n"
        "\n"
        "For evaluator.toml; 0.9 and 0.1 are in force:\n"
        "\n"
        "[[judges]]                 # the table that is there already\n"
        'name = "small"\n'
        "covered_from = 0.83\n"
        "missed_up_to = 0.21\n"
        "\n"
        "With these it is another judge to the record: it is screened anew, and `evaluator rejudge` judges again.\n"
    )


@pytest.mark.parametrize(
    ("judge", "found", "said"),
    [
        pytest.param(
            MATCHER,
            calibration(0.7, None),
            '[matcher]\ncovered_from = 0.7\nmissed_up_to = "never"\n',
            id="the matcher has a table of its own",
        ),
        pytest.param(
            SMALL,
            calibration(0.83, 0.21, right=0.84),
            "Fewer of `covered` are right then than the 90 % asked for: more reviews would settle it.\n",
            id="not kept on answers left out",
        ),
        pytest.param(SMALL, calibration(None, None), "there is nothing to set.\n", id="no threshold"),
        pytest.param(SMALL, calibration(0.9, 0.1), "there is nothing to change.\n", id="the same"),
        pytest.param(
            SMALL,
            NotEnough(12, 50),
            "small (m-1, yes_no_logprobs): 312 reviewed points of 54 answers. "
            "Too few to choose thresholds on: 50 points are needed.\n",
            id="too few reviews",
        ),
    ],
)
def test_it_is_said_what_to_do(desk: Desk, judge: Adjustable, found: Calibration | NotEnough, said: str) -> None:
    result = calibrate(desk, judge, found)
    assert (result.code, said in result.out) == (0, True)


def test_programs_get_it_as_json(desk: Desk) -> None:
    told = json.loads(calibrate(desk, SMALL, calibration(0.83, None), "--json", "--missed", "0.8").out)
    assert told["thresholds"] == {"covered_from": 0.83, "missed_up_to": "never"}
    assert told["in_force"] == {"covered_from": 0.9, "missed_up_to": 0.1}
    assert (told["bounds"], told["points"], told["answers"]) == ({"covered": 0.9, "missed": 0.8}, 312, 54)
    assert told["chosen_on"]["covered"] == {"right": 55, "passed": 60}
    assert told["now"]["precision_covered"] is None
    assert told["then"]["precision_missed"]["value"] == 0.91
    assert json.loads(calibrate(desk, SMALL, NotEnough(12, 50), "--json").out)["thresholds"] is None


@pytest.mark.parametrize("bound", ["0.4", "1.1", "nothing"])
def test_a_bound_that_bounds_nothing_is_refused(desk: Desk, bound: str) -> None:
    assert calibrate(desk, SMALL, NotEnough(1, 50), "--covered", bound).code == 2
