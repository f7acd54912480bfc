"""Counts for Prometheus, without a word that could name anybody."""

import pytest

from evaluator.domain.judgements import Reason
from evaluator.web.metrics import Metrics
from tests.fakes import ScriptedAdjudicator, failing
from tests.web.service import Service


def sample(text: str, name: str) -> float:
    (line,) = [line for line in text.splitlines() if line.startswith(name + " ")]
    return float(line.rpartition(" ")[2])


async def scraped(service: Service) -> str:
    response = await service.client.get("/metrics", headers=await service.bearer("prometheus"))
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return response.text


async def test_judgements_are_counted_by_judge_status_and_reason(service: Service) -> None:
    await service.judged(await service.bearer())
    text = await scraped(service)
    assert sample(text, 'evaluator_judgements_total{judge="scripted",reason="",status="scored"}') == 1
    assert sample(text, 'evaluator_judgement_seconds_count{judge="scripted"}') == 1
    assert sample(text, 'evaluator_tokens_total{judge="scripted",kind="input"}') == 900
    assert sample(text, 'evaluator_tokens_total{judge="scripted",kind="cached_input"}') == 600
    assert sample(text, 'evaluator_tokens_total{judge="scripted",kind="output"}') == 120
    assert sample(text, 'evaluator_cost_total{judge="scripted"}') == pytest.approx(0.0041)


@pytest.mark.parametrize("judge", [ScriptedAdjudicator(failing(Reason.KEY_REFUSED, "Status 401."))], ids=["refused"])
async def test_a_judgement_that_failed_is_counted_by_its_reason(service: Service) -> None:
    await service.judged(await service.bearer())
    text = await scraped(service)
    assert sample(text, 'evaluator_judgements_total{judge="scripted",reason="key_refused",status="unscored"}') == 1
    assert "evaluator_cost_total{" not in text


async def test_a_judgement_taken_over_from_an_earlier_one_costs_nothing(service: Service) -> None:
    headers = await service.bearer()
    await service.judged(headers)
    await service.judged(headers)
    text = await scraped(service)
    assert sample(text, 'evaluator_judgements_total{judge="scripted",reason="",status="scored"}') == 2
    assert sample(text, 'evaluator_judgements_shared_total{judge="scripted"}') == 1
    assert sample(text, 'evaluator_tokens_total{judge="scripted",kind="input"}') == 900


async def test_requests_are_counted_by_route_and_status(service: Service) -> None:
    await service.client.get("/api/judgements/one", headers=await service.bearer("ada"))
    await service.client.get("/api/judgements/two")
    text = await scraped(service)
    labels = 'method="GET",route="/api/judgements/{judgement_id}"'
    assert sample(text, f'evaluator_requests_total{{{labels},status="404"}}') == 1
    assert sample(text, f'evaluator_requests_total{{{labels},status="401"}}') == 1


async def test_nothing_told_names_a_candidate_a_user_or_a_word(service: Service) -> None:
    await service.judged(await service.bearer("ada-lovelace"), candidate="C-1042")
    text = await scraped(service)
    assert [word for word in ("Zinnober", "C-1042", "ada-lovelace", "locking") if word in text] == []


def test_two_services_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count_request("GET", "/", 200)
    assert b'route="/"' in one.text()
    assert b'route="/"' not in other.text()
