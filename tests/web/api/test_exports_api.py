"""/api/judgements/export and /api/reviews/export: files to be saved, each entered in the ledger."""

import csv
import io
import json

import pytest

from evaluator.domain.exports import Exported
from evaluator.domain.users import Role
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, FINAL, reviewable
from tests.web.service import Service
from tests.web.shapes import problem_in

JUDGEMENTS, REVIEWS = "/api/judgements/export", "/api/reviews/export"


@pytest.fixture
async def reviewed(service: Service) -> Service:
    """Judgement 1, ordered by anna and reviewed by boris; judgement 2, which nobody has reviewed."""
    service.review_log.policy = EVERYTHING
    await service.log.record(reviewable(1, candidate="=C-1"))
    reviewing = service.application.reviewing
    await reviewing.blind("judgement-1", "boris")
    review = await reviewing.commit_blind("judgement-1", "boris", BLIND, 41.5)
    await reviewing.revealed(review.id, "boris")
    await reviewing.finish(review.id, "boris", FINAL, 12)
    await service.log.record(reviewable(2))
    return service


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


async def test_judgements_are_saved_as_csv_with_what_counts_after_reviews(reviewed: Service) -> None:
    response = await reviewed.client.get(JUDGEMENTS, headers=await reviewed.bearer("anna"))
    assert (response.status_code, response.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert response.headers["content-disposition"].startswith('attachment; filename="judgements-1.csv"')
    newest, oldest = rows_of(response.text)
    assert (newest["judgement_id"], newest["reviewers"], newest["effective_score"]) == ("judgement-2", "", "0.8")
    assert (oldest["judgement_id"], oldest["reviewers"], oldest["effective_score"]) == (
        "judgement-1",
        "boris",
        "0.5714",
    )
    assert oldest["candidate"] == "'=C-1"


async def test_reviews_are_saved_with_who_said_what_when_and_why(reviewed: Service) -> None:
    response = await reviewed.client.get(REVIEWS, headers=await reviewed.bearer("anna"))
    rows = rows_of(response.text)
    said = [
        (row["reviewer"], row["blind_verdict"], row["judge_verdict"], row["final_verdict"], row["reason"])
        for row in rows
    ]
    assert said == [
        ("boris", "covered", "covered", "covered", ""),
        ("boris", "missed", "unsure", "missed", "judge_wrong"),
        ("boris", "partial", "missed", "missed", "missed_it"),
    ]
    assert {row["blind_seconds"] for row in rows} == {"41.5"}


async def test_json_lines_hold_each_judgement_as_the_api_gives_it(reviewed: Service) -> None:
    headers = await reviewed.bearer("anna")
    response = await reviewed.client.get(JUDGEMENTS, params={"format": "jsonl"}, headers=headers)
    first = json.loads(response.text.splitlines()[0])
    alone = (await reviewed.client.get("/api/judgements/judgement-2", headers=headers)).json()
    assert first == {name: value for name, value in alone.items() if name != "erased"}


async def test_an_export_is_entered_before_it_is_handed_out(reviewed: Service) -> None:
    params = {"question_id": "threads", "candidate": "C-9", "format": "xlsx"}
    response = await reviewed.client.get(REVIEWS, params=params, headers=await reviewed.bearer("anna"))
    assert response.content.startswith(b"PK")
    (export,) = reviewed.export_log.made
    assert (export.what, export.by, export.written_as, export.count) == (Exported.REVIEWS, "anna", "xlsx", 0)
    assert (export.told, export.withheld) == ({"question_id": "threads"}, ("candidate",))


@pytest.mark.parametrize("path", [JUDGEMENTS, REVIEWS])
async def test_what_waits_in_the_readers_queue_is_left_out(reviewed: Service, path: str) -> None:
    headers = await reviewed.bearer("clara", Role.REVIEWER)
    reviewed.review_log.wanted["judgement-1"] = 1
    response = await reviewed.client.get(path, params={"format": "jsonl"}, headers=headers)
    assert response.text == ""
    assert reviewed.export_log.made[0].count == 0


async def test_interviewers_get_their_own_judgements_and_no_reviews(reviewed: Service) -> None:
    headers = await reviewed.bearer("ines", Role.INTERVIEWER)
    response = await reviewed.client.get(JUDGEMENTS, headers=headers)
    assert rows_of(response.text) == []
    assert reviewed.export_log.made[0].told == {"created_by": "ines"}
    problem_in(await reviewed.client.get(REVIEWS, headers=headers), 403, "not_allowed")


@pytest.mark.parametrize("params", [{"format": "pdf"}, {"limit": "5"}, {"sort": "x"}], ids=str)
async def test_an_odd_request_makes_no_export(reviewed: Service, params: dict[str, str]) -> None:
    response = await reviewed.client.get(JUDGEMENTS, params=params, headers=await reviewed.bearer("anna"))
    assert response.status_code in (400, 422)
    assert reviewed.export_log.made == []


async def test_a_link_on_another_site_makes_no_export(reviewed: Service) -> None:
    headers = await reviewed.browser("anna") | {"Sec-Fetch-Site": "cross-site"}
    problem_in(await reviewed.client.get(JUDGEMENTS, headers=headers), 403, "not_allowed")
    assert reviewed.export_log.made == []
