"""The page of trust: what could stand without review, and the course of each watch."""

from dataclasses import replace

import pytest

from evaluator.domain.agreement.drift import ALARM, Watch
from evaluator.domain.judge_trust import TrustShown
from evaluator.domain.ledger import Following
from evaluator.domain.users import Role
from evaluator.web.pages.trust_view import bound_of, trust_view
from evaluator.web.pages.watched_view import watched_views
from tests.trust_fakes import OTHER, InMemoryCheckedLog, Watched, board, review, three_judges, watch_of, watches
from tests.web.service import Service
from tests.web.words import spaced


async def page(service: Service, address: str = "/insights/trust", name: str = "rea") -> str:
    answer = await service.client.get(address, headers=await service.browser(name, Role.REVIEWER))
    assert answer.status_code == 200, answer.text
    return spaced(answer.text)


@pytest.fixture
def log(service: Service) -> InMemoryCheckedLog:
    """The reviews that the page finds; no judge is watched."""
    kept = InMemoryCheckedLog()
    vars(service.application).update(trust_board=board(kept), anchors=Watched({}))
    return kept


async def test_interviewers_are_refused(service: Service, log: InMemoryCheckedLog) -> None:
    headers = await service.browser("ida", Role.INTERVIEWER)
    assert (await service.client.get("/insights/trust", headers=headers)).status_code == 403


async def test_where_nothing_is_reviewed_or_watched_the_page_says_what_to_do(
    service: Service, log: InMemoryCheckedLog
) -> None:
    shown = await page(service)
    assert "so everything goes to people" in shown
    assert "No judge is watched yet." in shown
    assert 'href="/insights/trust"' in await page(service, "/insights", "boris")


async def test_each_judge_is_told_with_what_could_stand_and_what_that_means(
    service: Service, log: InMemoryCheckedLog
) -> None:
    log.reviews.extend(three_judges())
    shown = await page(service, "/insights/trust?bound=10")
    for words in ("sure or surer: could stand", "Everything goes to people.", "Too few reviews: everything goes to"):
        assert words in shown
    for words in ("fewer than 10 of 100 are wrong", "holds", "not shown; the test ends", "mode yes_no_logprobs"):
        assert words in shown
    assert '<option value="10" selected>' in shown


async def test_the_course_of_a_watch_is_drawn_and_an_alarm_says_what_to_do(
    service: Service, log: InMemoryCheckedLog
) -> None:
    vars(service.application)["anchors"] = Watched(watches())
    shown = await page(service)
    assert shown.index("gpt on its anchors") < shown.index("fresh on its anchors") < shown.index("local on its anchors")
    for words in (
        "From round 6",
        "m-2026-11",
        "Let people decide",
        "<code>evaluator doctor --anchors gpt --anew</code>",
    ):
        assert words in shown
    assert shown.count('class="alarm-line"') == 3


@pytest.mark.parametrize(("said", "bound"), [("", 0.05), ("10", 0.1), ("1", 0.01), ("7", 0.05), ("ten", 0.05)])
def test_a_bound_that_is_none_to_choose_is_the_usual_one(said: str, bound: float) -> None:
    assert bound_of(said) == bound


async def test_figures_say_how_far_they_have_come() -> None:
    behind = TrustShown(Following(1_200, 1_500), 0.05, ())
    assert spaced(trust_view(behind).counted) == "Reviews counted up to ledger entry #1 200 of #1 500."


async def test_what_is_left_to_people_is_all_that_does_not_stand() -> None:
    reviews = [review(n, "cu", "cm", [0.9, 0.5]) for n in range(80)]
    (one,) = trust_view(await board(InMemoryCheckedLog(reviews)).show(0.1)).judges
    told = {figure.label: spaced(figure.value) for figure in one.figures}
    assert told == {
        "Reviewed blind": "160",
        "Judge was unsure": "80",
        "Could stand": "50 %",
        "Wrong among them": "0",
        "Left to people": "50 %",
    }


def test_a_watch_says_how_it_stands() -> None:
    calm = watch_of("local", [120] * 4)
    alarmed = [*calm, replace(calm[-1], round=5, watch=Watch(0.86, 200, highest=ALARM))]
    told = {
        "one": [calm[0]],
        "two": calm[:2],
        "three": calm[:3],
        "four": calm,
        "five": alarmed,
    }
    verdicts = [spaced(watched_views({"local": rounds})[0].verdict) for rounds in told.values()]
    assert verdicts == [
        "Too early to tell: 2 more rounds say what to expect of it.",
        "Too early to tell: 1 more round says what to expect of it.",
        "From the next round on at least 86 % is expected of it.",
        "It judges as it did: at least 86 % is expected of it.",
        "It has become worse since it was trusted: at least 86 % was expected of it.",
    ]


def test_all_that_changed_in_a_round_stands_in_its_row_and_an_earlier_watch_does_not() -> None:
    calm = watch_of("local", [120] * 4)
    changed = replace(calm[-1], round=5, settings=OTHER, bank=OTHER, cost=None)
    (view,) = watched_views({"local": [*calm, *calm, changed]})
    assert len(view.rows) == 5
    assert view.rows[0][-2:] == ("–", "its settings, model or prompt were others; the bank of questions was another")
