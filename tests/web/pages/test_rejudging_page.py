"""The pages of judging again: what is outdated, and how verdicts moved."""

import re

import pytest

from evaluator.domain.ledger import Following
from evaluator.domain.rejudging import Standing
from evaluator.domain.users import Role, User
from evaluator.services.rejudging import Survey
from evaluator.web.pages.rejudging_view import outdated_view
from tests.fakes import NOON
from tests.review_fakes import EVERYTHING
from tests.web.api.test_rejudgings_api import judged_before, order
from tests.web.service import BANK, Service

PAGE = "/rejudging"
FORM = {"judge": "scripted", "question": "", "budget": "", "seen": "1"}


async def shown(service: Service, address: str = PAGE, name: str = "anna", role: Role = Role.ADMIN) -> str:
    response = await service.client.get(address, headers=await service.browser(name, role))
    assert response.status_code == 200, response.text
    return words_of(response.text)


def words_of(html: str) -> str:
    """What a page says, tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("\u00a0", " ")


async def posted(service: Service, form: dict[str, str], name: str = "anna") -> tuple[int, str, str]:
    response = await service.client.post(PAGE, data=form, headers=await service.browser(name))
    return response.status_code, response.headers.get("location", ""), words_of(response.text)


async def test_nothing_outdated_is_said_in_one_sentence(service: Service) -> None:
    assert "Nothing is outdated: every standing judgement" in await shown(service)


async def test_what_is_outdated_stands_by_judge_with_its_price_and_a_button(service: Service) -> None:
    for number in range(2):
        await judged_before(service, number)
    await judged_before(service, 3, judge="retired")
    page = await shown(service)
    assert "Judged by scripted scripted-0 2 judgements" in page
    assert "Locking The judge has another model 2" in page
    assert "Locking The judge is not configured any more 1" in page
    assert "between $" in page
    assert "Judge 2 again" in page


async def test_one_question_can_be_looked_at_alone(service: Service) -> None:
    await judged_before(service)
    assert "Only Locking" in await shown(service, f"{PAGE}?question=locking")
    assert "Nothing is outdated of this question" in await shown(service, f"{PAGE}?question=other", "ada-2")


async def test_what_cannot_be_judged_again_says_why(service: Service) -> None:
    old = await judged_before(service)
    service.rejudging_log.held.add(old.id)
    page = await shown(service)
    assert "1 on legal hold" in page
    assert "None of these can be judged again now." in page


async def test_a_reviewer_may_look_and_an_admin_order(service: Service) -> None:
    await judged_before(service)
    page = await shown(service, name="rea", role=Role.REVIEWER)
    assert "An admin can have them judged again." in page
    assert "Judge 1 again" not in page


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/some"])
async def test_interviewers_are_turned_away(address: str, service: Service) -> None:
    response = await service.client.get(address, headers=await service.browser("ida", Role.INTERVIEWER))
    assert response.status_code == 403


def test_a_record_that_is_not_looked_through_is_said_to_be() -> None:
    survey = Survey((), Standing(erased=2), (), Following(12_000, 50_000))
    view = outdated_view(survey, [], BANK, [], User("1", "ada", Role.ADMIN, NOON), None)
    assert view.behind == "12 000 of 50 000".replace(" 000", "\u00a0000")
    assert "2\u00a0more judgements had" in view.erased


async def test_ordering_begins_a_batch_and_leads_to_its_moves(service: Service) -> None:
    await judged_before(service, created_by="anna")
    status, address, _ = await posted(service, FORM)
    assert (status, address.startswith(f"{PAGE}/")) == (303, True)
    batch = address.rpartition("/")[2]
    assert (await service.application.batches.get(batch)).created_by == "anna"


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"budget": "much"}, 422, "This must be an amount above nothing"),
        ({"seen": "7"}, 409, "More or less is outdated than this page showed."),
        ({"judge": "nobody"}, 409, "More or less is outdated than this page showed."),
        ({"by": "gone"}, 409, "There is no judge of that name any more."),
    ],
    ids=["budget", "moved on", "judge", "judge again"],
)
async def test_what_is_wrong_is_said_on_the_page(
    changes: dict[str, str], status: int, words: str, service: Service
) -> None:
    await judged_before(service)
    found = await posted(service, FORM | changes)
    assert (found[0], words in found[2]) == (status, True)


async def test_another_judge_may_be_chosen_to_judge_again_and_is_priced(service: Service) -> None:
    await judged_before(service, judge="retired", created_by="anna")
    survey = await service.application.rejudging.survey(by="scripted")
    judges = [*service.application.judging.judges] * 2
    chosen = outdated_view(survey, [], BANK, judges, User("1", "ada", Role.ADMIN, NOON), None, "scripted")
    assert [(choice.name, choice.is_chosen) for choice in chosen.choices] == [("scripted", True)] * 2
    assert chosen.judges[0].rows[0].only == f"{PAGE}?question=locking&by=scripted"
    assert "Judged by scripted" in await shown(service, f"{PAGE}?by=scripted", "ada-2")
    status, address, _ = await posted(service, FORM | {"judge": "retired", "by": "scripted"})
    assert status == 303
    batch = await service.application.batches.get(address.rpartition("/")[2])
    assert batch.judge_name == "scripted"


async def test_a_judge_that_nobody_knows_is_passed_over_in_the_address(service: Service) -> None:
    await judged_before(service)
    assert "Judge 1 again" in await shown(service, f"{PAGE}?by=nobody")


async def test_the_moves_are_shown_in_all_by_point_and_by_answer(service: Service) -> None:
    await judged_before(service, created_by="anna")
    made = await order(service, {})
    page = await shown(service, f"{PAGE}/{made['batch']['id']}", "ada-2")
    assert "Answers judged again 1" in page
    assert "A lock protects shared state. Locking 1 of 1 missed → became covered" in page
    assert "C-1 Locking" in page
    assert "People said otherwise 0" in page
    assert "too few answers to say" in page


async def test_what_waits_for_a_reviewer_is_in_no_figure(service: Service) -> None:
    service.review_log.policy = EVERYTHING
    await judged_before(service, created_by="ida")
    made = await order(service, {})
    page = await shown(service, f"{PAGE}/{made['batch']['id']}", "rea", Role.REVIEWER)
    assert "1 more answer waits in your review queue and is in no figure here." in page
    assert "Nothing else has been judged again yet." in page
    assert "covered" not in page.replace("recovered", "")


async def test_only_known_readings_are_shown(service: Service) -> None:
    await judged_before(service, created_by="anna")
    made = await order(service, {})
    headers = await service.browser("ada-2")
    for query, status in (("read=contradicted", 200), ("read=tea-leaves", 422)):
        response = await service.client.get(f"{PAGE}/{made['batch']['id']}?{query}", headers=headers)
        assert response.status_code == status


async def test_a_judgement_says_what_took_its_place_and_what_it_took_the_place_of(service: Service) -> None:
    old = await judged_before(service, created_by="anna")
    await order(service, {})
    newer = await service.rejudging_log.superseded_by(old.id)
    assert "This judgement is outdated." in await shown(service, f"/judgements/{old.id}", "ada-2")
    assert "It takes the place of" in await shown(service, f"/judgements/{newer}", "ada-3")


async def test_rejudgings_are_listed_and_reached_from_batches(service: Service) -> None:
    await judged_before(service, created_by="anna")
    await order(service, {})
    page = await shown(service, name="ada-2")
    assert "Judged again: locking, by scripted" in page
    assert "What is outdated" in await shown(service, "/batches", "ada-3")
