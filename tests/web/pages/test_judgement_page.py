"""The page of one judgement as browsers meet it: made, under way, shared, erased from the bank, somebody else's."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from httpx import Response

from evaluator.domain.commitments import without_words
from evaluator.domain.judgements import Flag, FlagCode, Reason
from evaluator.domain.questions import PointId
from evaluator.domain.users import Role
from tests.fakes import failing, first_word_covers
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, FINAL, reviewable
from tests.web.service import LOCKING, WORDS, Service, intent_of


async def made(service: Service, headers: Mapping[str, str], **fields: str) -> str:
    """The address of a new judgement."""
    form = {"question": "locking", "answer": WORDS, **fields}
    response = await service.client.post("/", data=form, headers=headers)
    assert response.status_code == 303, response.text
    return response.headers["location"]


async def read(service: Service, headers: Mapping[str, str], address: str) -> Response:
    return await service.client.get(address, headers=headers)


def shown(response: Response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", response.text))


async def test_a_judgement_shows_its_range_its_evidence_and_what_it_is_not(service: Service) -> None:
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers))
    assert '<mark data-p="1" id="q0">Zinnober</mark>' in page.text
    assert "50–75" in shown(page)
    assert "Second opinion, not a decision" in shown(page)
    for point in LOCKING.points:
        assert point.text in page.text


async def test_the_title_and_the_address_hold_no_word_of_the_candidates(service: Service) -> None:
    headers = await service.browser()
    address = await made(service, headers, candidate="Zinnober")
    page = await read(service, headers, address)
    assert "<title>Judgement 1 · Evaluator</title>" in page.text
    assert "Zinnober" not in address


async def test_words_of_the_answer_cannot_become_markup(service: Service) -> None:
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers, answer='<img src=x onerror="alert(1)"> locks'))
    assert "<img" not in page.text
    assert "&lt;img" in page.text


async def test_a_failed_judging_shows_why_and_offers_another(service: Service) -> None:
    service.judge.script = failing(Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503).")
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers))
    assert "Not scored" in shown(page)
    assert "The endpoint gave up after 4 tries (last: 503)." in shown(page)
    assert "Nothing about the candidate follows from it." in shown(page)
    assert "% covered" not in shown(page)
    assert 'action="/judgements/judgement-1/again"' in page.text


async def test_a_credited_decoy_is_explained_with_its_text(service: Service) -> None:
    decoy = PointId("canary-paint")
    service.judge.script = lambda question, answer: replace(
        first_word_covers(question, answer),
        flags=(Flag(FlagCode.CANARY_CREDITED, points=(decoy,)),),
        canaries=(decoy,),
        canaries_credited=(decoy,),
    )
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers))
    assert "A decoy point reads like an expected point, but no honest answer says it." in shown(page)
    assert "<q>Locks must be repainted every spring.</q>" in page.text


async def test_the_same_answer_is_shown_with_the_judgement_it_shares(service: Service) -> None:
    headers = await service.browser()
    first = await made(service, headers)
    page = await read(service, headers, await made(service, headers, candidate="C-2"))
    assert "The same answer was judged before, on 22 Nov 2026, 12:00 UTC." in shown(page)
    assert "nothing was asked or paid again" in shown(page)
    assert f'<a href="{first}">' in page.text
    assert service.judge.judged == 1


async def test_an_earlier_judgement_of_somebody_elses_is_not_linked_to(service: Service) -> None:
    first = await made(service, await service.browser())
    headers = await service.browser("ida", Role.INTERVIEWER)
    page = await read(service, headers, await made(service, headers))
    assert "The same answer was judged before." in shown(page)
    assert f'href="{first}"' not in page.text


async def test_judging_again_asks_again(service: Service) -> None:
    headers = await service.browser()
    address = await made(service, headers, candidate="C-2")
    response = await service.client.post(f"{address}/again", headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/judgements/judgement-2")
    again = service.log.judgements["judgement-2"]
    assert (again.candidate, again.answer.text, again.shared_from) == ("C-2", WORDS, None)
    assert service.judge.judged == 2


async def test_a_judging_under_way_shows_its_steps_and_a_way_to_call_it_off(service: Service) -> None:
    service.judge.gate = asyncio.Event()
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers))
    assert "Ask scripted, scripted-1: attempt 1 of 4" in shown(page)
    assert 'data-events="/judgements/judgement-1/events"' in page.text
    assert 'action="/judgements/judgement-1/cancel"' in page.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text
    service.judge.gate.set()


async def test_a_judging_that_nobody_is_at_any_more_can_be_begun_anew(service: Service) -> None:
    intent = intent_of("elsewhere/dead")
    await service.log.open_intent(intent)
    headers = await service.browser()
    address = f"/judgements/{intent.id}"
    page = await read(service, headers, address)
    assert "The service stopped while this answer was being judged." in shown(page)
    assert "<noscript><meta" not in page.text
    response = await service.client.post(f"{address}/again", headers=headers)
    assert response.headers["location"] == "/judgements/judgement-1"


async def test_a_judging_in_another_process_is_waited_for_without_its_steps(service: Service) -> None:
    intent = intent_of("elsewhere/alive")
    await service.log.open_intent(intent)
    page = await read(service, await service.browser(), f"/judgements/{intent.id}")
    assert "Another process of the service is at it" in shown(page)


@pytest.mark.parametrize("under_way", [False, True], ids=["made", "under way"])
async def test_interviewers_read_and_repeat_their_own_alone(service: Service, under_way: bool) -> None:
    owner = await service.browser("ada", Role.INTERVIEWER)
    if under_way:
        service.judge.gate = asyncio.Event()
    address = await made(service, owner)
    other = await service.browser("ida", Role.INTERVIEWER)
    assert (await read(service, other, address)).status_code == 403
    assert (await service.client.post(f"{address}/again", headers=other)).status_code == 403
    assert (await read(service, await service.browser("rea", Role.REVIEWER), address)).status_code == 200
    assert (await read(service, owner, address)).status_code == 200
    if service.judge.gate:
        service.judge.gate.set()


async def test_a_reviewer_who_reads_along_is_not_offered_to_call_it_off(service: Service) -> None:
    service.judge.gate = asyncio.Event()
    address = await made(service, await service.browser())
    page = await read(service, await service.browser("rea", Role.REVIEWER), address)
    assert "/cancel" not in page.text
    service.judge.gate.set()


async def test_an_erased_answer_is_said_to_be_erased_and_not_judged_again(service: Service) -> None:
    headers = await service.browser()
    address = await made(service, headers)
    service.log.judgements["judgement-1"] = without_words(service.log.judgements["judgement-1"])
    page = await read(service, headers, address)
    assert "What the candidate said was erased" in shown(page)
    assert f'action="{address}/again"' not in page.text
    assert (await service.client.post(f"{address}/again", headers=headers)).status_code == 422


async def test_a_judgement_that_is_not_there_is_said_to_be_so(service: Service) -> None:
    page = await read(service, await service.browser(), "/judgements/nothing")
    assert page.status_code == 404
    assert "There is no judgement of that id in the log." in shown(page)


async def test_the_white_space_of_an_answer_is_kept_as_it_came(service: Service) -> None:
    headers = await service.browser()
    page = await read(service, headers, await made(service, headers, answer="Locks:\n  one\n  two"))
    assert "</a>\n  one\n  two</p>" in page.text


async def test_a_judgement_says_whose_word_counts(service: Service) -> None:
    await service.log.record(reviewable(1))
    service.review_log.policy = EVERYTHING
    headers, reviewing = await service.browser("anna"), service.application.reviewing
    page = await read(service, headers, "/judgements/judgement-1")
    assert "Reviewed by nobody yet: the judge’s verdicts stand alone" in shown(page)
    await reviewing.blind("judgement-1", "boris")
    review = await reviewing.commit_blind("judgement-1", "boris", BLIND, 41.5)
    await reviewing.revealed(review.id, "boris")
    assert "What counts after review" not in shown(await read(service, headers, "/judgements/judgement-1"))
    await reviewing.finish(review.id, "boris", FINAL, 12)
    page = await read(service, headers, "/judgements/judgement-1")
    assert "Reviewed by boris" in shown(page)
    assert "What counts after review" in shown(page)
    assert "People’s verdicts count, not the judge’s." in shown(page)
