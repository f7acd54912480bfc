"""An interviewer who is asked first sees nothing of the judge's before they have committed, wherever they look."""

import asyncio
import re
from pathlib import Path

import pytest
from httpx import Response

from evaluator.domain.judgements import Judgement, Reason, Verdict
from evaluator.domain.reviews import Stream
from evaluator.domain.users import Role
from evaluator.settings import ReviewSettings, Settings
from tests.fakes import ScriptedAdjudicator, failing
from tests.web.api.test_reviews_api import leaves, told_by_the_judge
from tests.web.pages.test_review_page import MIXED, POINTS, strings_of
from tests.web.service import WORDS, Service

Headers = dict[str, str]
NEW = {"question_id": "locking", "answer": WORDS, "candidate": "C-1042"}
OWN = {"points": [{"point_id": point, "verdict": "missed"} for point in POINTS], "seconds": 40}
FORM = {f"verdict.{point}": "missed" for point in POINTS} | {"seconds": "40"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, review=ReviewSettings(interviewers_first=True))


@pytest.fixture
def judge() -> ScriptedAdjudicator:
    return ScriptedAdjudicator(MIXED)


@pytest.fixture
async def ivo(service: Service) -> Headers:
    return await service.browser("ivo", Role.INTERVIEWER)


async def recorded(service: Service, headers: Headers, answer: str = WORDS) -> Judgement:
    """A judgement that an interviewer ordered on the page, once it is written down."""
    form = {"question": "locking", "answer": answer, "candidate": "C-1042"}
    await service.client.post("/", data=form, headers=headers)
    newest = list(service.log.judgements)[-1] if service.log.judgements else next(iter(service.log.intents))
    done = await service.application.judging.wait(newest, 5)
    assert done is not None
    return done


def places(judgement: Judgement) -> list[str]:
    """Wherever an interviewer can read anything of a judgement of their own."""
    one = judgement.id
    return [
        *("/", "/audit", "/audit?candidate=C-1042", "/audit?status=scored", "/audit?flag=split_vote"),
        *(f"/judgements/{one}", f"/judgements/{one}/events", f"/judgements/{one}/explanation", f"/review/{one}"),
        *("/batches", f"/batches/none/peek/{one}", "/review"),
        *("/api/judgements", "/api/judgements?status=scored", f"/api/judgements/{one}"),
        *(f"/api/judgements/{one}/story", f"/api/reviews/{one}", "/api/reviews/next"),
        *(f"/api/{what}/export?format={kind}" for what in ("judgements", "reviews") for kind in ("csv", "jsonl")),
    ]


async def walked(service: Service, headers: Headers, path: str) -> Response:
    """What an address comes to, redirections followed."""
    response = await service.client.get(path, headers=headers)
    while response.status_code == 303 and not response.headers["location"].startswith("/login"):
        response = await service.client.get(response.headers["location"], headers=headers)
    return response


def words_of_the_judge(judgement: Judgement) -> set[str]:
    """Every string of the judge's part that could not stand there for another reason."""
    told = {word for word in told_by_the_judge(judgement) if isinstance(word, str) and len(word) > 4}
    theirs = told | strings_of(judgement)
    return {word for word in theirs if word not in WORDS and word not in _KNOWN}


_KNOWN = {
    *("ivo", "C-1042", "scored", "locking", "typed", "covered", "partial", "missed", "unsure"),
    *("scripted", "scripted-1", "llm.example", "coverage/v1", "not in the answer"),
}
"""What stands on pages whoever judged: verdicts to choose from, what the interviewer said, and whom they asked."""


async def test_nothing_of_the_judge_is_anywhere_before_the_commit(service: Service, ivo: Headers) -> None:
    judgement = await recorded(service, ivo)
    secrets = {word for word in words_of_the_judge(judgement) if not word.startswith("2026-")}
    assert {"Ultramarin, says the judge."} <= secrets
    for path in places(judgement):
        response = await walked(service, ivo, path)
        # Choices to filter by stand there whatever was judged.
        told = re.sub("<option.*?</option>", "", response.text) + str(response.headers)
        assert [word for word in secrets if word in told] == [], path
        assert path == "/" or 'class="v covered"' not in response.text, path
        if path.startswith("/api/") and "export" not in path:
            kept = {"verdict", "coverage", "flags", "reason", "evidence"}
            assert keys_of(response.json()).isdisjoint(kept), path


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for held in value.values() for key in keys_of(held)}
    return {key for held in value for key in keys_of(held)} if isinstance(value, list) else set()


async def test_the_log_says_what_comes_first_and_leads_there(service: Service, ivo: Headers) -> None:
    judgement = await recorded(service, ivo)
    log = (await service.client.get("/audit", headers=ivo)).text
    assert "sealed: your own view comes first" in log
    assert f'href="/review/{judgement.id}"' in log


async def test_everything_is_there_after_it(service: Service, ivo: Headers) -> None:
    judgement = await recorded(service, ivo)
    sent = await service.client.post(f"/review/{judgement.id}/blind", data=FORM, headers=ivo)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{judgement.id}")
    compared = await walked(service, ivo, f"/judgements/{judgement.id}")
    assert 'data-step="compared"' in compared.text
    assert "Ultramarin, says the judge." in compared.text
    assert (
        f'href="/judgements/{judgement.id}"' in compared.text
        or f'data-onward="/judgements/{judgement.id}"' in compared.text
    )
    assert (await service.client.get(f"/api/judgements/{judgement.id}", headers=ivo)).status_code == 200
    assert 'class="docket"' in (await walked(service, ivo, f"/judgements/{judgement.id}")).text
    log = (await service.client.get("/audit", headers=ivo)).text
    assert "sealed: " not in log


async def test_the_commit_is_a_review_in_the_interviewers_own_stream(service: Service, ivo: Headers) -> None:
    judgement = await recorded(service, ivo)
    await service.client.post(f"/review/{judgement.id}/blind", data=FORM, headers=ivo)
    (review,) = service.review_log.reviews.values()
    assert (review.stream, review.inclusion_probability, review.reviewer) == (Stream.INTERVIEWER, None, "ivo")
    assert {point.verdict for point in review.blind.points} == {Verdict.MISSED}
    assert review.revealed_at is None
    await walked(service, ivo, f"/judgements/{judgement.id}")
    assert service.review_log.reviews[review.id].revealed_at is not None


async def test_whoever_finishes_goes_on_to_the_judgement(service: Service, ivo: Headers) -> None:
    judgement = await recorded(service, ivo)
    await service.client.post(f"/review/{judgement.id}/blind", data=FORM, headers=ivo)
    await walked(service, ivo, f"/review/{judgement.id}")
    why = {f"why.{point.point_id}": "judge_wrong" for point in judgement.points if point.verdict is not Verdict.MISSED}
    sent = await service.client.post(f"/review/{judgement.id}/final", data={**why, "seconds": "9"}, headers=ivo)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/judgements/{judgement.id}")
    finished = await walked(service, ivo, f"/review/{judgement.id}")
    assert "To the judgement" in finished.text


async def test_the_form_is_there_while_it_is_judged_and_says_no_more_than_afterwards(
    service: Service, ivo: Headers
) -> None:
    service.judge.gate = asyncio.Event()
    form = {"question": "locking", "answer": WORDS}
    sent = await service.client.post("/", data=form, headers=ivo)
    during = await walked(service, ivo, sent.headers["location"])
    assert 'data-step="blind"' in during.text
    assert "You had this answer judged, so your own view comes first" in during.text
    assert 'popovertarget="skip"' not in during.text
    (open_one,) = service.log.intents
    blind = (await service.client.get(f"/api/reviews/{open_one}", headers=ivo)).json()
    events = await service.client.get(f"/judgements/{open_one}/events", headers=ivo)
    assert events.status_code == 409
    service.judge.gate.set()
    await service.application.judging.wait(open_one, 5)
    assert (await walked(service, ivo, sent.headers["location"])).text == during.text
    assert (await service.client.get(f"/api/reviews/{open_one}", headers=ivo)).json() == blind


async def test_a_commit_before_the_judge_is_done_waits_for_it(service: Service, ivo: Headers) -> None:
    service.judge.gate = asyncio.Event()
    await service.client.post("/", data={"question": "locking", "answer": WORDS}, headers=ivo)
    (open_one,) = service.log.intents
    commit = asyncio.create_task(service.client.post(f"/review/{open_one}/blind", data=FORM, headers=ivo))
    await asyncio.sleep(0)
    service.judge.gate.set()
    assert (await commit).headers["location"] == f"/review/{open_one}"
    assert len(service.review_log.reviews) == 1


async def test_a_commit_that_the_judge_keeps_waiting_loses_nothing(
    service: Service, ivo: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluator.web.pages.review.RECORDING_S", 0.01)
    service.judge.gate = asyncio.Event()
    await service.client.post("/", data={"question": "locking", "answer": WORDS}, headers=ivo)
    (open_one,) = service.log.intents
    page = await service.client.post(f"/review/{open_one}/blind", data=FORM, headers=ivo)
    assert page.status_code == 422
    assert "This answer is still being judged. Commit again in a moment; nothing is lost." in page.text
    assert page.text.count(" checked") == len(POINTS)
    service.judge.gate.set()


async def test_an_answer_that_could_not_be_scored_is_shown_as_that(service: Service, ivo: Headers) -> None:
    service.judge.script = failing(Reason.ENDPOINT_FAILED, "The judge refused.")
    judgement = await recorded(service, ivo)
    for path in (f"/judgements/{judgement.id}", f"/review/{judgement.id}"):
        assert "Not scored" in (await walked(service, ivo, path)).text
    sent = await service.client.post(f"/review/{judgement.id}/blind", data=FORM, headers=ivo)
    assert sent.headers["location"] == f"/judgements/{judgement.id}"


async def test_over_the_api_an_order_is_answered_with_where_to_look_first(service: Service) -> None:
    ines = await service.bearer("ines", Role.INTERVIEWER)
    made = await service.client.post("/api/judgements", json=NEW, headers=ines)
    assert made.status_code == 202
    told = made.json()
    assert told == {"id": told["id"], "status": "kept", "review": f"/api/reviews/{told['id']}"}
    assert made.headers["location"] == told["review"]
    assert [leaf for leaf in leaves(told) if leaf in ("covered", "partial")] == []
    await service.application.judging.wait(told["id"], 5)
    sealed = await service.client.get(f"/api/judgements/{told['id']}", headers=ines)
    assert (sealed.status_code, sealed.json()["code"]) == (409, "judgement_sealed")
    assert (await service.client.get("/api/judgements", headers=ines)).json()["sealed"] == 1
    compared = await service.client.post(f"{told['review']}/blind", json=OWN, headers=ines)
    assert compared.status_code == 200
    assert compared.json()["review"]["stream"] == "interviewer"
    assert (await service.client.get(f"/api/judgements/{told['id']}", headers=ines)).status_code == 200


async def test_the_same_answer_again_is_shown_at_once_to_who_has_seen_it(service: Service) -> None:
    ines = await service.bearer("ines", Role.INTERVIEWER)
    first = (await service.client.post("/api/judgements", json=NEW, headers=ines)).json()["id"]
    await service.application.judging.wait(first, 5)
    twin = await service.client.post("/api/judgements", json=NEW, headers=ines)
    assert twin.status_code == 202
    assert twin.json()["id"] == first or twin.json()["review"] == f"/api/reviews/{first}"
    await service.client.post(f"/api/reviews/{first}/blind", json=OWN, headers=ines)
    again = await service.client.post("/api/judgements", json=NEW, headers=ines)
    assert again.status_code == 201
    assert again.json()["shared_from"] == first


async def test_reviewers_and_admins_are_not_asked_first_about_what_they_order(service: Service) -> None:
    for name, role in (("rea", Role.REVIEWER), ("ada", Role.ADMIN)):
        headers = await service.bearer(name, role)
        body = {**NEW, "answer": f"{WORDS} Says {name}."}
        assert (await service.client.post("/api/judgements", json=body, headers=headers)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", "/blind"), ("POST", "/final"), ("POST", "/skip")], ids=str
)
async def test_nobody_else_is_asked_about_it(service: Service, ivo: Headers, method: str, path: str) -> None:
    judgement = await recorded(service, ivo)
    ines = await service.bearer("ines", Role.INTERVIEWER)
    body = {"reason": "later"} if path == "/skip" else {**OWN, "points": []}
    response = await service.client.request(method, f"/api/reviews/{judgement.id}{path}", json=body, headers=ines)
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    page = await service.browser("ida", Role.INTERVIEWER)
    assert (await walked(service, page, f"/review/{judgement.id}")).status_code == 403


async def test_judging_again_asks_first_only_where_nothing_was_seen(service: Service, ivo: Headers) -> None:
    service.judge.script = failing(Reason.ENDPOINT_FAILED, "The judge refused.")
    nothing = await recorded(service, ivo)
    service.judge.script = MIXED
    sent = await service.client.post(f"/judgements/{nothing.id}/again", headers=ivo)
    second = re.sub("^/judgements/", "", sent.headers["location"])
    await service.application.judging.wait(second, 5)
    assert second in service.log.first_looks
    await service.client.post(f"/review/{second}/blind", data=FORM, headers=ivo)
    sent = await service.client.post(f"/judgements/{second}/again", headers=ivo)
    third = re.sub("^/judgements/", "", sent.headers["location"])
    assert third not in service.log.first_looks
