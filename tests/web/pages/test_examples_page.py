"""Marking a reviewed judgement as an example on its page, where a judge is set up to be shown any."""

from dataclasses import replace

import pytest

from evaluator.domain.examples import Mark
from evaluator.domain.judgements import Flag, FlagCode, Verdict
from evaluator.domain.reviews import Final, FinalPoint, PointReview
from evaluator.domain.users import Role
from evaluator.services.examples import ExampleService
from evaluator.services.surroundings import Surroundings
from evaluator.settings import JudgeSettings
from tests.example_fakes import InMemoryExampleLog
from tests.fakes import NOON
from tests.review_fakes import EVERYTHING
from tests.web.service import LOCKING, Service

BUTTON = '<button aria-describedby="example-says">'
WORLD = Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: False)
SHOWN = JudgeSettings(name="shown", base_url="http://llm.test/v1", model="m", examples=2)


@pytest.fixture
def log(service: Service) -> InMemoryExampleLog:
    """Where marks are kept, of a service with a judge that is shown examples."""
    kept = InMemoryExampleLog()
    application = service.application
    application.examples = ExampleService(kept, WORLD)
    application.settings = application.settings.model_copy(update={"judges": (SHOWN,)})
    return kept


async def reviewed(service: Service, reviewer: str) -> str:
    """A judgement that this person has finished a review of."""
    service.review_log.policy = EVERYTHING
    made = await service.judged(await service.bearer("anna", Role.INTERVIEWER))
    judgement_id = str(made["id"])
    reviewing = service.application.reviewing
    verdicts = [PointReview(point.id, Verdict.MISSED) for point in LOCKING.points]
    await reviewing.blind(judgement_id, reviewer)
    await reviewing.commit_blind(judgement_id, reviewer, verdicts, 9.0)
    review = await reviewing.mine(judgement_id, reviewer)
    assert review is not None
    final = Final(tuple(FinalPoint(point.id, Verdict.MISSED) for point in LOCKING.points), NOON, 3.0)
    service.review_log.reviews[review.id] = replace(review, revealed_at=NOON, final=final)
    return judgement_id


async def test_who_has_reviewed_an_answer_makes_it_an_example_and_takes_that_back(
    service: Service, log: InMemoryExampleLog
) -> None:
    headers = await service.browser("rita", Role.REVIEWER)
    address = f"/judgements/{await reviewed(service, 'rita')}"
    page = await service.client.get(address, headers=headers)
    assert f"{BUTTON}Use as an example</button>" in page.text
    marked = await service.client.post(f"{address}/example", headers=headers)
    assert (marked.status_code, marked.headers["location"]) == (303, f"{address}#example")
    page = await service.client.get(address, headers=headers)
    assert f"{BUTTON}Take back</button>" in page.text
    assert "Marked by <b>rita</b>" in page.text
    other = await service.browser("ben", Role.REVIEWER)
    assert BUTTON in (await service.client.get(address, headers=other)).text
    back = await service.client.post(f"{address}/example/take-back", headers=other)
    assert (back.status_code, log.marks, [one.by for one in log.taken_back]) == (303, {}, ["ben"])


async def test_nothing_is_said_of_examples_where_no_judge_is_shown_any(service: Service) -> None:
    headers = await service.browser("rita", Role.REVIEWER)
    page = await service.client.get(f"/judgements/{await reviewed(service, 'rita')}", headers=headers)
    assert page.status_code == 200
    assert 'id="example"' not in page.text


async def test_whoever_has_settled_nothing_is_offered_no_button_and_refused(
    service: Service, log: InMemoryExampleLog
) -> None:
    address = f"/judgements/{await reviewed(service, 'rita')}"
    for name, role, status in (("ben", Role.REVIEWER, 422), ("anna-2", Role.INTERVIEWER, 403)):
        headers = await service.browser(name, role)
        assert 'id="example"' not in (await service.client.get(address, headers=headers)).text
        assert (await service.client.post(f"{address}/example", headers=headers)).status_code == status
    assert log.marks == {}


async def test_an_answer_that_cannot_be_one_offers_no_button(service: Service, log: InMemoryExampleLog) -> None:
    headers = await service.browser("rita", Role.REVIEWER)
    judgement_id = await reviewed(service, "rita")
    judgement = service.log.judgements[judgement_id]
    service.log.judgements[judgement_id] = replace(judgement, flags=(Flag(FlagCode.INSTRUCTION_LIKE_TEXT),))
    assert BUTTON not in (await service.client.get(f"/judgements/{judgement_id}", headers=headers)).text


async def test_what_waits_in_ones_own_queue_is_neither_marked_nor_taken_back(
    service: Service, log: InMemoryExampleLog
) -> None:
    service.review_log.policy = EVERYTHING
    made = await service.judged(await service.bearer("anna", Role.INTERVIEWER))
    headers = await service.browser("rita", Role.REVIEWER)
    address = f"/judgements/{made['id']}"
    await service.application.reviewing.blind(str(made["id"]), "rita")
    for path in ("example", "example/take-back"):
        assert (await service.client.post(f"{address}/{path}", headers=headers)).status_code == 409


async def test_the_story_of_a_judgement_names_what_its_judge_was_shown(
    service: Service, log: InMemoryExampleLog
) -> None:
    headers = await service.browser("rita", Role.REVIEWER)
    judgement_id = await reviewed(service, "rita")
    judgement = service.log.judgements[judgement_id]
    provenance = replace(judgement.provenance, examples={"judgement-of-another": judgement.key})
    service.log.judgements[judgement_id] = replace(judgement, provenance=provenance, created_by="ida")
    page = await service.client.get(f"/judgements/{judgement_id}", headers=headers)
    link = '<a href="/judgements/judgement-of-another"><code>judgement-of-another</code></a>'
    assert f"<dt>Shown as an example</dt><dd>{link}</dd>" in page.text
    interviewer = await service.browser("ida", Role.INTERVIEWER)
    page = await service.client.get(f"/judgements/{judgement_id}", headers=interviewer)
    assert "<dt>Shown as an example</dt><dd><code>judgement-of-another</code></dd>" in page.text
    told = (await service.client.get(f"/api/judgements/{judgement_id}", headers=headers)).json()
    assert told["provenance"]["examples"] == {"judgement-of-another": judgement.key}


async def test_a_mark_that_stands_is_told_to_whoever_may_review(service: Service, log: InMemoryExampleLog) -> None:
    judgement_id = await reviewed(service, "rita")
    judgement = service.log.judgements[judgement_id]
    log.marks[judgement_id] = Mark(judgement.id, judgement.key, "rita", NOON)
    headers = await service.browser("anna-2", Role.ADMIN)
    assert "Marked by <b>rita</b>" in (await service.client.get(f"/judgements/{judgement_id}", headers=headers)).text
