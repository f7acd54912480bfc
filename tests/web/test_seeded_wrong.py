"""Wrong verdicts shown on purpose, as reviewers meet them: told before, told after, and none left standing."""

import re
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.users import Role
from evaluator.settings import ReviewSettings, Settings
from evaluator.web.pages.review_disclosed_view import seeding_notice
from tests.fakes import ScriptedAdjudicator
from tests.review_fakes import EVERYTHING
from tests.web.pages.test_review_page import POINTS, saying, shown
from tests.web.service import WORDS, Service

Headers = dict[str, str]
AGREED = {f"verdict.{point}": word for point, word in zip(POINTS, ("covered", "missed", "missed"), strict=True)}
NOTICE = "one verdict in the judge’s column is wrong on purpose"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, review=ReviewSettings(seeded_wrong_share=1.0))


@pytest.fixture
def judge() -> ScriptedAdjudicator:
    """It credits the first point alone, so that one is changed."""
    return ScriptedAdjudicator(saying(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED))


@pytest.fixture
async def judgement(service: Service) -> Judgement:
    service.review_log.policy = EVERYTHING
    made = await service.judged(await service.bearer("ida", Role.INTERVIEWER), answer=WORDS)
    return service.log.judgements[str(made["id"])]


@pytest.fixture
async def rea(service: Service) -> Headers:
    return await service.browser("rea", Role.REVIEWER)


async def get(service: Service, headers: Headers, path: str) -> Response:
    return await service.client.get(path, headers=headers)


async def post(service: Service, headers: Headers, path: str, **fields: str) -> Response:
    return await service.client.post(path, data=fields, headers=headers)


async def compared(service: Service, headers: Headers, judgement: Judgement) -> str:
    """What is shown after the commit of verdicts that are the judge's."""
    await get(service, headers, f"/review/{judgement.id}")
    await post(service, headers, f"/review/{judgement.id}/blind", **AGREED)
    return (await get(service, headers, f"/review/{judgement.id}")).text


async def followed(service: Service, headers: Headers, judgement: Judgement) -> Response:
    """Whoever gives in to the wrong verdict, with the next answer at the ready."""
    await compared(service, headers, judgement)
    why = {f"why.{POINTS[0]}": "missed_it", "ahead": "yes"}
    return await post(service, headers, f"/review/{judgement.id}/final", **why)


async def test_it_is_told_beforehand_on_both_pages(service: Service, rea: Headers, judgement: Judgement) -> None:
    blind = await get(service, rea, f"/review/{judgement.id}")
    assert NOTICE in blind.text
    assert NOTICE in await compared(service, rea, judgement)


def test_the_notice_says_how_often_in_plain_words_and_nothing_where_it_never_happens() -> None:
    assert seeding_notice(0.0) == ""
    assert seeding_notice(0.05).startswith("In about 1 in 20 answers")
    assert seeding_notice(1.0).startswith("In all answers")


async def test_one_verdict_of_the_judges_column_is_wrong_and_nothing_tells_which(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    page = await compared(service, rea, judgement)
    assert "1 of 3 points differs" in shown_of(page)
    assert "planted" not in page
    assert "seed" not in page.casefold()


def shown_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page)).replace("\u00a0", " ")


async def test_meanwhile_the_true_verdicts_are_nowhere_to_be_read(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    await compared(service, rea, judgement)
    page = await get(service, rea, f"/judgements/{judgement.id}")
    assert "Sealed" in page.text
    assert (await get(service, rea, f"/api/judgements/{judgement.id}")).status_code == 409


POINT = f"question_id=locking&point_id={POINTS[0]}"
EVERYWHERE = (
    "/judgements/{}/explanation",
    "/judgements/{}/points/1",
    "/api/judgements/{}/story",
    "/api/judgements",
    "/api/judgements/export?format=jsonl",
    "/api/reviews/export?format=jsonl",
    "/api/insights",
    "/audit",
    "/audit/journal",
)


@pytest.mark.parametrize("address", EVERYWHERE)
async def test_meanwhile_no_page_and_no_export_tells_it_from_the_true_ones(
    service: Service, rea: Headers, judgement: Judgement, address: str
) -> None:
    await compared(service, rea, judgement)
    found = await get(service, rea, address.format(judgement.id))
    if found.status_code == 409:
        return
    assert found.status_code == 200
    # A page may name it, and shows no coverage; nothing else names it.
    is_page = found.headers["content-type"].startswith("text/html")
    told = re.search(r"\d+ ?%", shown_of(found.text)) if is_page else judgement.id in found.text
    assert not told


@pytest.mark.parametrize("address", ["/audit", "/api/judgements"])
async def test_meanwhile_no_filter_of_the_log_tells_it_either(
    service: Service, rea: Headers, judgement: Judgement, address: str
) -> None:
    await compared(service, rea, judgement)
    asked = [f"{POINT}&verdict={word}" for word in ("covered", "partial")]
    asked += [f"coverage_from={least}&coverage_to={least + 20}" for least in (20, 50)]
    found = [shown_of((await get(service, rea, f"{address}?{query}")).text) for query in asked]
    listed = [text.count("in your queue") + text.count('"sealed":1') for text in found]
    assert len(set(listed[:2])) == len(set(listed[2:])) == 1


async def test_it_is_disclosed_right_after_the_final_commit_even_with_the_next_answer_at_hand(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    sent = await followed(service, rea, judgement)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{judgement.id}")
    page = await get(service, rea, sent.headers["location"])
    assert "One verdict you were shown was wrong on purpose" in page.text
    assert re.search(r"Point 1: the judge said covered, not (partial|missed)\.", shown_of(page.text))
    assert "You had said covered before" in shown_of(page.text)
    (review,) = service.review_log.reviews.values()
    assert review.final is None
    assert service.log.judgements[judgement.id] == judgement


async def test_until_it_is_settled_every_way_leads_back_to_it(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    await followed(service, rea, judgement)
    assert (await get(service, rea, "/review")).headers["location"] == f"/review/{judgement.id}"
    again = await post(service, rea, f"/review/{judgement.id}/final")
    assert again.headers["location"] == f"/review/{judgement.id}"
    effective = await service.application.reviewing.effective(judgement)
    assert [point.verdict for point in effective.points] == [Verdict.COVERED, Verdict.MISSED, Verdict.MISSED]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose your final verdict on this point."),
        ({"final": "missed"}, "Say why your verdict is another than before."),
        ({"final": "missed", "why": "judge_right"}, "does not fit"),
    ],
    ids=["nothing", "no reason", "a reason that cannot be"],
)
async def test_what_settles_nothing_is_told(
    service: Service, rea: Headers, judgement: Judgement, sent: dict[str, str], said: str
) -> None:
    await followed(service, rea, judgement)
    page = await post(service, rea, f"/review/{judgement.id}/settle", **sent)
    assert page.status_code == 422
    assert said in shown(page)


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ({"final": "covered", "why": "missed_it"}, Verdict.COVERED),
        ({"final": "partial", "why": "missed_it"}, Verdict.PARTIAL),
    ],
    ids=["as before", "another"],
)
async def test_what_is_settled_stands_and_the_judge_is_open_to_read(
    service: Service, rea: Headers, judgement: Judgement, sent: dict[str, str], stands: Verdict
) -> None:
    await followed(service, rea, judgement)
    done = await post(service, rea, f"/review/{judgement.id}/settle", **sent)
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    (review,) = service.review_log.reviews.values()
    assert review.final is not None
    assert review.final.points[0].verdict is stands
    assert "Sealed" not in (await get(service, rea, f"/judgements/{judgement.id}")).text
    assert (await post(service, rea, f"/review/{judgement.id}/settle", **sent)).status_code == 303


async def test_the_finished_comparison_says_which_verdict_was_planted_and_what_stands(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    await followed(service, rea, judgement)
    await post(service, rea, f"/review/{judgement.id}/settle", final="partial", why="missed_it")
    page = shown_of((await get(service, rea, f"/review/{judgement.id}")).text)
    told = r"Point 1 was shown to you as (partial|missed), wrongly and on purpose: the judge said covered\. What"
    assert re.search(
        told + r" you said of it then, (covered|partial|missed), counts for nothing\..*: partial stands\.", page
    )
    assert NOTICE not in page


async def test_over_the_api_it_goes_the_same_way(service: Service, judgement: Judgement) -> None:
    headers = await service.bearer("rob", Role.REVIEWER)

    async def send(step: str, body: dict[str, Any], status: int = 200) -> Any:
        path = f"/api/reviews/{judgement.id}/{step}"
        response = await service.client.post(path, json=body, headers=headers)
        assert response.status_code == status, response.text
        return response.json()

    assert (await send("settle", {"point_id": POINTS[0], "verdict": "covered"}, 409))["code"] == "review_not_revealed"
    await service.client.get(f"/api/reviews/{judgement.id}", headers=headers)
    own = [{"point_id": point, "verdict": word.split()[0]} for point, word in zip(POINTS, AGREED.values(), strict=True)]
    beside = await send("blind", {"points": own, "seconds": 9.0})
    wrong = beside["points"][0]["judge"]["verdict"]
    assert wrong in ("partial", "missed")
    assert beside["review"]["seeded"] is None
    given = [{**own[0], "verdict": wrong, "reason": "judge_right"}, *own[1:]]
    told = await send("final", {"points": given, "seconds": 3.0})
    assert (told["final"], told["seeded"]["point_id"], told["seeded"]["shown"]) == (None, POINTS[0], wrong)
    assert await send("final", {"points": given, "seconds": 3.0}) == told
    settled = await send("settle", {"point_id": POINTS[0], "verdict": "covered"})
    assert settled["final"]["points"][0] == {"point_id": POINTS[0], "verdict": "covered", "reason": None}
    assert await send("settle", {"point_id": POINTS[0], "verdict": "covered"}) == settled


async def test_where_a_review_shows_no_wrong_verdict_there_is_nothing_to_settle(
    service: Service, rea: Headers, judgement: Judgement
) -> None:
    page = await post(service, rea, f"/review/{judgement.id}/settle", final="covered")
    assert (page.status_code, page.headers["location"]) == (303, f"/review/{judgement.id}")
