"""What the page that judges says of a judge's screening."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.anchors import Anchored
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.judgements import JudgeIdentity
from evaluator.settings import ScreeningSettings
from evaluator.web.pages.judge_form import Draft, JudgeForm
from evaluator.web.pages.judge_view import judge_view
from evaluator.web.pages.screenings import drift_alarms, screening_notes
from tests.trust_fakes import Watched
from tests.web.pages.specimens import BANK, MATCHER, PRIMARY

UNFIT = Fitness((Temper.CREDITS_EVERYTHING,), "2026-11-22")


class Register:
    """An admission that knows this much of the judge `primary`."""

    def __init__(self, found: Fitness | None, *, is_new: bool = False) -> None:
        self._found, self._is_new = found, is_new

    async def learn(self, judge: JudgeIdentity, /) -> Fitness | None:
        return self._found if judge.name == "primary" else None

    async def is_new(self, judge: JudgeIdentity, /) -> bool:
        return self._is_new and judge.name == "primary"


@pytest.mark.parametrize(
    ("register", "said", "notes"),
    [
        pytest.param(Register(None), {}, {}, id="nothing to say"),
        pytest.param(Register(None, is_new=True), {}, {"primary": "Nobody has screened this judge yet."}, id="new"),
        pytest.param(
            Register(None, is_new=True),
            {"first_use": "screen"},
            {"primary": "This judge is new, so it is screened first, with 24 answers."},
            id="new, and screened at first use",
        ),
        pytest.param(
            Register(Fitness((), "2026-11-22")),
            {},
            {"primary": "Screened on 22\u00a0Nov\u00a02026: it is fit."},
            id="fit",
        ),
        pytest.param(
            Register(UNFIT),
            {},
            {"primary": "Screened on 22\u00a0Nov\u00a02026: it credits everything, so it is refused."},
            id="unfit",
        ),
        pytest.param(
            Register(UNFIT),
            {"allow_unfit": True},
            {"primary": "Screened on 22\u00a0Nov\u00a02026: it credits everything, so all it says is flagged."},
            id="unfit, and allowed",
        ),
    ],
)
async def test_each_judge_has_a_sentence_about_its_screening_where_there_is_one(
    register: Register, said: dict[str, Any], notes: dict[str, str]
) -> None:
    application: Any = SimpleNamespace(
        settings=SimpleNamespace(screening=ScreeningSettings.model_validate(said)),
        judging=SimpleNamespace(judges=[PRIMARY, MATCHER]),
        admission=register,
    )
    assert await screening_notes(application) == notes


async def test_of_judges_that_became_worse_on_their_anchors_there_is_an_alarm() -> None:
    sound = Anchored("primary", None, None, digest_text("anchors"), 4, 120, 140, Watch(0.8, 140), "2026-11-20T12:00")
    worse = replace(sound, judge="former", same=90, watch=Watch(0.8, 140, highest=140.0))
    application: Any = SimpleNamespace(anchors=Watched({"primary": [sound], "former": [sound, worse]}))
    (alarm,) = await drift_alarms(application)
    assert alarm.startswith("The judge former has become worse since it was trusted")
    for words in (
        "90 of 140 points",
        "The alarm has stood since 20\u00a0Nov\u00a02026, round 4. Nothing that",
        "people",
    ):
        assert words in alarm


def test_the_sentence_stands_behind_the_price_of_its_judge() -> None:
    notes = {"primary": "Nobody has screened this judge yet."}
    view = judge_view(Draft(JudgeForm()), BANK, [PRIMARY, MATCHER], notes, has_sample=True)
    one, other = (price.sentence for price in view.outline.prices)
    assert one.endswith("(llm.example). Nobody has screened this judge yet.")
    assert other.endswith("with the built-in matcher.")
