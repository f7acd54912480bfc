"""/api/insights: what reviewers and admins are told of judge and people."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evaluator.domain.users import Role
from tests.records import NOON
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, FINAL, reviewable
from tests.web.service import Service
from tests.web.shapes import problem_in

ADDRESS = "/api/insights"
COUNT = 60


@pytest.fixture
async def boris(service: Service) -> dict[str, str]:
    return await service.bearer("boris", Role.REVIEWER)


@pytest.fixture
async def reviewed(service: Service, boris: dict[str, str]) -> None:
    """Sixty judgements, two on each day, all reviewed by boris to the end."""
    service.review_log.policy = EVERYTHING
    for number in range(COUNT):
        judged = await service.log.record(reviewable(number, created_at=NOON - timedelta(days=number // 2)))
        blind = {"points": [{"point_id": one.point_id, "verdict": one.verdict.value} for one in BLIND], "seconds": 9}
        final = [
            {"point_id": one.point_id, "verdict": one.verdict.value, "reason": one.reason and one.reason.value}
            for one in FINAL
        ]
        address = f"/api/reviews/{judged.id}"
        await get(service, address, boris)
        for step, body in (("blind", blind), ("final", {"points": final, "seconds": 9})):
            response = await service.client.post(f"{address}/{step}", json=body, headers=boris)
            assert response.status_code == 200, response.text


async def get(service: Service, address: str, headers: dict[str, str]) -> Any:
    response = await service.client.get(address, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.usefixtures("reviewed")
async def test_a_reviewer_is_told_every_figure_with_its_interval(service: Service, boris: dict[str, str]) -> None:
    told = await get(service, ADDRESS, boris)
    assert told["ledger"] == {"followed": 4 * COUNT, "head": 4 * COUNT}
    assert (told["judged"]["scored"], told["judged"]["verdicts"]["missed"]) == (COUNT, COUNT)
    assert told["judged"]["cost"] == pytest.approx(COUNT * 0.0041)
    judge = told["compared"]["judge"]
    assert judge["table"]["missed"] == {"covered": 0, "partial": COUNT, "missed": 0, "unsure": 0}
    assert judge["figures"]["same"] | {"low": 0, "high": 1} == {
        "value": 0.5,
        "low": 0,
        "high": 1,
        "points": 2 * COUNT,
        "answers": COUNT,
        "why": None,
        "missing": None,
    }
    assert 0 < judge["figures"]["same"]["low"] < 0.5 < judge["figures"]["same"]["high"] < 1
    assert set(judge["figures"]) == set(told["compared"]["people"]["figures"])


@pytest.mark.usefixtures("reviewed")
async def test_what_there_is_too_little_of_says_how_much_is_missing(service: Service, boris: dict[str, str]) -> None:
    told = await get(service, ADDRESS, boris)
    same = told["compared"]["people"]["figures"]["same"]
    assert (same["value"], same["why"]) == (None, "not enough data yet")
    assert same["missing"] == {"have": 0, "needed": 50, "unit": "points"}
    assert told["compared"]["judge"]["figures"]["tnr"]["why"] == "people found no point missed"


@pytest.mark.usefixtures("reviewed")
async def test_the_rest_of_the_page_is_told_too(service: Service, boris: dict[str, str]) -> None:
    told = await get(service, ADDRESS, boris)
    assert [one["value"] for one in told["judges"]] == ["main"]
    assert told["coverage"]["judge"] == pytest.approx(2 / 2.5)
    assert told["coverage"]["estimate"]["reviews"] == COUNT
    assert told["revealed"]["followed"] == {
        "hits": COUNT,
        "cases": COUNT,
        "share": 1.0,
        "low": pytest.approx(0.94, abs=0.01),
        "high": 1.0,
    }
    assert told["revealed"]["flow"]["partial"]["missed"] == COUNT
    assert told["revealed"]["reasons"] == {"judge_wrong": COUNT, "missed_it": COUNT}
    assert len(told["days"]) == COUNT // 2
    assert sum(week["reviews"] for week in told["weeks"]) == COUNT
    assert told["calibration"]["bins"][0]["covered"]["hits"] == COUNT
    assert {one["point_id"] for one in told["points"]} == {"shares-memory", "own-stack", "scheduling"}
    assert {point["compared"] for point in told["points"]} == {None}
    assert told["questions"][0]["coverage"] == told["coverage"]
    assert told["choices"]["first"] == (NOON - timedelta(days=29)).date().isoformat()


@pytest.mark.usefixtures("reviewed")
async def test_a_filter_narrows_and_stands_in_the_answer(service: Service, boris: dict[str, str]) -> None:
    day = NOON.date()
    query = f"?question_id=threads&judge=main&since={day - timedelta(days=9)}&until={day}"
    told = await get(service, ADDRESS + query, boris)
    assert told["wanted"] == {
        "question_id": "threads",
        "judge": "main",
        "prompt": None,
        "bank": None,
        "since": str(day - timedelta(days=9)),
        "until": str(day),
    }
    assert (told["judged"]["scored"], told["compared"]["reviews"]) == (20, 20)
    assert told["points"][0]["compared"]["reviews"] == 20
    nothing = await get(service, f"{ADDRESS}?bank=sha256:none&prompt=sha256:none", boris)
    assert (nothing["judged"]["scored"], nothing["points"]) == (0, [])


async def test_what_the_judge_says_of_one_answer_cannot_be_read_from_its_insights(
    service: Service, boris: dict[str, str]
) -> None:
    service.review_log.policy = replace(EVERYTHING, second_share=1.0)
    judged = await service.log.record(reviewable())
    carla = await service.bearer("carla", Role.REVIEWER)
    await get(service, f"/api/reviews/{judged.id}", carla)
    blind = {"points": [{"point_id": one.point_id, "verdict": one.verdict.value} for one in BLIND], "seconds": 9}
    await service.client.post(f"/api/reviews/{judged.id}/blind", json=blind, headers=carla)
    told = await get(service, f"{ADDRESS}?question_id=threads&since={judged.created_at.date()}", boris)
    assert told["compared"]["reviews"] == 1
    withheld = ("coverage", "covered", "open", "flags", "verdicts")
    assert [told["judged"][name] for name in withheld] == [None] * 5
    assert (told["coverage"]["judge"], told["coverage"]["answers"]) == (None, None)
    compared = [told["compared"], *(point["compared"] for point in told["points"])]
    sides = [one[side] for one in compared for side in ("judge", "people")]
    assert [(side["table"], side["compared"]) for side in sides] == [(None, None)] * len(sides)
    assert [(point["table"], point["verdicts"]) for point in told["points"]] == [(None, None)] * len(told["points"])


async def test_insights_are_for_reviewers_and_admins(service: Service) -> None:
    interviewer = await service.bearer("ida", Role.INTERVIEWER)
    problem_in(await service.client.get(ADDRESS, headers=interviewer), 403, "not_allowed")
    assert (await service.client.get(ADDRESS)).status_code == 401
    await get(service, ADDRESS, await service.bearer("root", Role.ADMIN))


@pytest.mark.parametrize("query", ["?since=yesterday", "?question=threads", "?judge=a&judge=b"])
async def test_what_cannot_be_meant_is_refused(service: Service, boris: dict[str, str], query: str) -> None:
    response = await service.client.get(ADDRESS + query, headers=boris)
    assert response.status_code in (400, 422), response.text
    assert response.json()["code"]
