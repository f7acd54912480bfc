"""The judge page as browsers meet it, the form sent back and forth."""

import asyncio
import re
from pathlib import Path

import pytest
from httpx import Response

from evaluator.domain.users import Role
from evaluator.settings import Settings
from evaluator.web.security import CSRF_HEADER
from tests.web.service import LOCKING, WORDS, Service

TALK = "Ada: What does a lock protect?\n\nGrace: What two writers share.\n\nAda: And?\n\nGrace: I hold it briefly."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The questions stand in a folder with a sample for the one there is."""
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "locking.txt").write_text("A sample says this.", encoding="utf-8")
    return Settings(bank=tmp_path / "questions.yaml")


async def send(service: Service, headers: dict[str, str], **fields: str) -> Response:
    return await service.client.post("/", data={"question": "locking", "answer": WORDS, **fields}, headers=headers)


def shown(response: Response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", response.text))


async def test_the_page_lists_the_questions_and_picks_the_one_of_the_address(service: Service) -> None:
    headers = await service.browser()
    plain = await service.client.get("/", headers=headers)
    picked = await service.client.get("/?question=locking", headers=headers)
    assert LOCKING.title in plain.text
    assert f"Asked: “{LOCKING.text}”" not in plain.text
    assert f"Asked: “{LOCKING.text}”" in picked.text


async def test_an_answer_is_judged_and_the_browser_sent_to_the_judgement(service: Service) -> None:
    response = await send(service, await service.browser(), candidate=" C-7 ")
    assert (response.status_code, response.headers["location"]) == (303, "/judgements/judgement-1")
    kept = service.log.judgements["judgement-1"]
    assert (kept.candidate, kept.created_by, kept.answer.text) == ("C-7", "ada", WORDS)


async def test_a_judging_that_takes_long_goes_on_while_its_page_is_shown(service: Service) -> None:
    service.judge.gate = asyncio.Event()
    headers = await service.browser()
    response = await send(service, headers)
    page = await service.client.get(response.headers["location"], headers=headers)
    assert "What is happening" in page.text
    assert service.log.judgements == {}
    service.judge.gate.set()


async def test_the_form_comes_back_with_every_error_and_everything_typed(service: Service) -> None:
    response = await send(service, await service.browser(), question="", answer="", candidate="C-7")
    assert response.status_code == 422
    assert "Pick a question first." in response.text
    assert "Paste an answer first." in response.text
    assert 'value="C-7"' in response.text
    assert response.text.count("autofocus") == 2  # the first field that is wrong, and the sheet of keys


async def test_the_candidate_is_asked_for_where_it_is_not_clear(service: Service) -> None:
    headers = await service.browser()
    asked = await send(service, headers, answer=TALK)
    assert asked.status_code == 422
    assert "Say who the candidate is: there are 2 speakers." in asked.text
    assert "Grace: What two writers share." in asked.text
    told = await send(service, headers, answer=TALK, speaker="name:Grace")
    assert told.status_code == 303
    assert service.log.judgements["judgement-1"].answer.own_text.startswith("What two writers share.")


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ("The candidate’s code must be", {"candidate": "\x07"}),
        ("There is no question of that id", {"question": "nothing"}),
        ("There is no judge of that name", {"judge": "nobody"}),
    ],
    ids=["candidate", "question", "judge"],
)
async def test_what_the_service_refuses_is_said_at_its_field(
    service: Service, told: str, fields: dict[str, str]
) -> None:
    response = await send(service, await service.browser(), **fields)
    assert response.status_code == 422
    assert told in response.text
    assert WORDS in response.text


async def test_a_file_is_read_from_the_form(service: Service) -> None:
    response = await service.client.post(
        "/",
        data={"question": "locking", "answer": ""},
        files={"file": ("words.txt", WORDS.encode(), "text/plain")},
        headers=await service.browser(),
    )
    assert response.status_code == 303
    assert service.log.judgements["judgement-1"].answer.text == WORDS


async def test_a_sample_is_filled_in_by_an_address_that_can_be_reloaded(service: Service) -> None:
    headers = await service.browser()
    sent = await send(service, headers, do="sample", answer="", question="")
    assert (sent.status_code, sent.headers["location"]) == (303, "/?question=locking&sample=true")
    page = await service.client.get(sent.headers["location"], headers=headers)
    assert "A sample says this." in page.text


async def test_a_sample_never_takes_the_place_of_what_was_typed(service: Service) -> None:
    response = await send(service, await service.browser(), do="sample")
    assert response.status_code == 422
    assert "There is an answer in the box already." in response.text
    assert WORDS in response.text


async def test_a_bank_without_samples_offers_none(service: Service, settings: Settings) -> None:
    (settings.bank.parent / "examples" / "locking.txt").unlink()
    page = await service.client.get("/?question=locking&sample=true", headers=await service.browser())
    assert page.status_code == 200
    assert "Try a sample answer" not in page.text


async def test_the_outline_says_what_was_recognised_and_keeps_nothing(service: Service) -> None:
    response = await service.client.post("/outline", data={"answer": TALK}, headers=await service.browser())
    assert response.status_code == 200
    assert "Transcript, 4 turns, 2 speakers" in shown(response)
    assert "Who is the candidate?" in response.text
    assert service.log.intents == {}


async def test_a_form_from_elsewhere_is_refused(service: Service) -> None:
    headers = await service.browser()
    del headers[CSRF_HEADER]
    assert (await send(service, headers)).status_code == 403
    assert service.log.judgements == {}


async def test_words_of_the_answer_cannot_become_markup(service: Service) -> None:
    nasty = '</textarea><script>alert("x")</script>'
    response = await send(service, await service.browser(), question="", answer=nasty)
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


async def test_a_line_break_at_the_start_of_an_answer_is_kept(service: Service) -> None:
    response = await send(service, await service.browser(), question="", answer="\nLocks.")
    assert ">\n\nLocks.</textarea>" in response.text


async def test_an_interviewer_meets_the_same_page(service: Service) -> None:
    page = await service.client.get("/", headers=await service.browser("ida", Role.INTERVIEWER))
    assert page.status_code == 200
    assert "<b>ida</b>" in page.text
