"""Reviewing as browsers meet it: blind, then beside the judge, then the next."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from httpx import Response

from evaluator.domain.answers import Answer
from evaluator.domain.judgements import (
    Flag,
    FlagCode,
    Judgement,
    PointJudgement,
    Verdict,
)
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.review_queue import SkipReason
from evaluator.domain.reviews import ReasonForChange
from evaluator.domain.scoring import cover
from evaluator.domain.users import Role
from tests.fakes import Script, paid
from tests.review_fakes import EVERYTHING
from tests.web.service import LOCKING, WORDS, Service

POINTS = [point.id for point in LOCKING.points]
Headers = Mapping[str, str]


def saying(*verdicts: Verdict, reason: str = "Ultramarin, says the judge.") -> Script:
    """A judge that says this of the points of any question, with all that may come with it."""

    def read(question: Question, answer: Answer) -> Outcome:
        points = tuple(
            PointJudgement(
                point.id,
                point.text,
                point.weight,
                verdict,
                reason,
                rejected=(RejectedQuote("Karmesin, never said", Rejection.NOT_FOUND),),
                claimed=Verdict.COVERED if verdict is Verdict.UNSURE else None,
                probability=0.8731,
                needs_review=verdict is Verdict.UNSURE,
            )
            for point, verdict in zip(question.points, verdicts, strict=True)
        )
        return Outcome(points, (Flag(FlagCode.UNVERIFIED_EVIDENCE, count=3),), cover(points), None, seed=7)

    return paid(read)


MIXED = saying(Verdict.COVERED, Verdict.UNSURE, Verdict.MISSED)


@pytest.fixture
async def reviewed(service: Service) -> Service:
    """The service with a judge of mixed views, where every answer is to be reviewed."""
    service.judge.script = MIXED
    service.review_log.policy = EVERYTHING
    return service


async def ordered(service: Service, answer: str = WORDS, **fields: object) -> str:
    """The id of a judgement that somebody ordered who does not review here."""
    headers = await service.bearer(f"ida-{len(service.log.judgements)}", Role.INTERVIEWER)
    return str((await service.judged(headers, answer=answer, **fields))["id"])


async def reviewer(service: Service, name: str = "rea") -> Headers:
    return await service.browser(name, Role.REVIEWER)


async def get(service: Service, headers: Headers, address: str) -> Response:
    return await service.client.get(address, headers=headers)


async def post(service: Service, headers: Headers, address: str, **fields: str) -> Response:
    return await service.client.post(address, data=fields, headers=headers)


def verdicts(*chosen: str) -> dict[str, str]:
    return {f"verdict.{point}": verdict for point, verdict in zip(POINTS, chosen, strict=False)}


def shown(response: Response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", response.text))


async def test_the_queue_leads_to_the_next_answer_and_its_page_is_blind(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    sent = await get(reviewed, headers, "/review?question=locking")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{judgement}?question=locking")
    page = await get(reviewed, headers, sent.headers["location"])
    assert "The judge’s view is sealed until you commit yours" in shown(page)
    assert "Answer 1 of 1 in your queue" in shown(page)
    assert "Covered: it does Partial: it may Missed: no word of it" in shown(page).replace(" :", ":")
    assert WORDS in page.text
    assert [f'name="verdict.{point}" value="covered" required>' in page.text for point in POINTS] == [True] * 3
    assert "checked" not in page.text


def strings_of(judgement: Judgement) -> set[str]:
    """Every string of the judge's part, and what stands for its numbers."""
    points = {
        word
        for point in judgement.points
        for word in (point.reason, *(quote.quote for quote in point.rejected), str(point.probability))
    }
    flags = {flag.code.value for flag in judgement.flags}
    judge = {judgement.judge.name, judgement.judge.model, judgement.judge.prompt}
    codes = {"not in the answer", "0.0041", judgement.key, judgement.created_by, judgement.candidate or "no code"}
    return points | flags | judge | codes


async def test_nothing_of_the_judge_is_in_the_blind_page_its_headers_or_its_files(reviewed: Service) -> None:
    judgement = await ordered(reviewed, candidate="C-1042")
    headers = await reviewer(reviewed)
    page = await get(reviewed, headers, f"/review/{judgement}")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    told = [page.text, str(page.headers), str(page.url)]
    told += [(await get(reviewed, headers, address)).text for address in files if ".svg" not in address]
    of_judge = strings_of(reviewed.log.judgements[judgement])
    assert len(of_judge) > 8
    assert [word for word in of_judge if any(word in text for text in told)] == []
    assert "<title>Review · Evaluator</title>" in page.text


async def test_the_blind_page_is_the_same_whatever_the_judge_said(reviewed: Service) -> None:
    reviewed.judge.script = saying(Verdict.COVERED, Verdict.COVERED, Verdict.COVERED)
    first = await ordered(reviewed)
    reviewed.judge.script = saying(Verdict.MISSED, Verdict.UNSURE, Verdict.MISSED, reason="")
    second = await ordered(reviewed, WORDS + " ")
    reviewed.log.judgements[second] = replace(
        reviewed.log.judgements[second], answer=reviewed.log.judgements[first].answer
    )
    headers = await reviewer(reviewed)
    pages = [await get(reviewed, headers, f"/review/{one}") for one in (first, second)]
    bodies = [page.text.replace(one, "ID") for page, one in zip(pages, (first, second), strict=True)]
    assert bodies[0] == bodies[1]
    names = [sorted(set(page.headers) - {"content-length"}) for page in pages]
    assert names[0] == names[1]


async def test_a_commit_without_every_verdict_says_which_are_open_and_keeps_what_was_said(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    said = {**verdicts("partial"), f"note.{POINTS[0]}": "Half of it.", f"evidence.{POINTS[0]}": "0-8"}
    page = await post(reviewed, headers, f"/review/{judgement}/blind", **said)
    assert page.status_code == 422
    assert "Points 2 and 3 are still open." in shown(page)
    assert 'value="partial" required checked' in page.text
    assert 'value="Half of it."' in page.text
    assert f'name="evidence.{POINTS[0]}" value="0-8"' in page.text
    assert "<q>Zinnober</q>" in page.text
    assert "Ultramarin" not in page.text


async def committed(service: Service, headers: Headers, judgement: str, *chosen: str, **more: str) -> Response:
    """The compared page, right after the commit."""
    sent = await post(service, headers, f"/review/{judgement}/blind", **verdicts(*chosen), seconds="61.5", **more)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{judgement}"), sent.text
    return await get(service, headers, sent.headers["location"])


async def test_after_the_commit_both_stand_side_by_side_differences_first(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    more = {f"note.{POINTS[2]}": "Says it at the end.", f"evidence.{POINTS[2]}": "0-8"}
    page = await committed(reviewed, headers, judgement, "covered", "partial", "covered", **more)
    assert "2 of 3\u00a0points differ" in page.text.replace("<small>", "")
    assert re.findall('<li id="(p[0-9])"', page.text) == ["p2", "p3", "p1"]
    assert "You agree on 1\u00a0point" in page.text
    assert "Ultramarin, says the judge." in page.text
    assert "Says it at the end." in page.text
    assert 'data-own="0-8"' in page.text
    (review,) = reviewed.review_log.reviews.values()
    assert (review.blind.seconds, review.revealed_at is not None, review.final) == (61.5, True, None)


async def test_what_is_committed_is_not_taken_back_by_committing_anew(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    await committed(reviewed, headers, judgement, "covered", "partial", "covered")
    await committed(reviewed, headers, judgement, "missed", "missed", "missed")
    (review,) = reviewed.review_log.reviews.values()
    assert [point.verdict.value for point in review.blind.points] == ["covered", "partial", "covered"]


@pytest.mark.parametrize(
    ("why", "chosen", "stands"),
    [
        (ReasonForChange.MISSED_IT, "", Verdict.MISSED),
        (ReasonForChange.JUDGE_RIGHT, "", Verdict.MISSED),
        (ReasonForChange.JUDGE_WRONG, "", Verdict.COVERED),
        (ReasonForChange.RUBRIC_UNCLEAR, "partial", Verdict.PARTIAL),
    ],
    ids=["I missed it", "the judge is right", "the judge is wrong", "the point is unclear"],
)
async def test_a_reason_settles_what_stands(
    reviewed: Service, why: ReasonForChange, chosen: str, stands: Verdict
) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    await committed(reviewed, headers, judgement, "covered", "unsure", "covered")
    fields = {f"why.{POINTS[2]}": why.value, f"final.{POINTS[2]}": chosen}
    done = await post(reviewed, headers, f"/review/{judgement}/final?question=locking", **fields)
    assert (done.status_code, done.headers["location"]) == (303, "/review?question=locking")
    (review,) = reviewed.review_log.reviews.values()
    assert review.final is not None
    assert [point.verdict for point in review.final.points] == [Verdict.COVERED, Verdict.UNSURE, stands]
    assert [point.reason for point in review.final.points] == [None, None, why]
    page = await get(reviewed, headers, f"/review/{judgement}")
    assert "Finished." in shown(page)
    assert "Next answer" in shown(page)
    assert "required" not in page.text


async def test_a_finish_without_every_reason_says_which_are_open(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    await committed(reviewed, headers, judgement, "covered", "covered", "covered")
    page = await post(
        reviewed, headers, f"/review/{judgement}/final", **{f"why.{POINTS[2]}": ReasonForChange.RUBRIC_UNCLEAR.value}
    )
    assert page.status_code == 422
    assert "Points 2 and 3 are still open." in shown(page)


async def test_a_page_that_has_the_next_answer_is_told_only_that_this_one_is_kept(reviewed: Service) -> None:
    first, second = await ordered(reviewed), await ordered(reviewed, "Locks guard.")
    headers = await reviewer(reviewed)
    at_hand = (await get(reviewed, headers, "/review")).headers["location"].removeprefix("/review/")
    other = second if at_hand == first else first
    await committed(reviewed, headers, at_hand, "covered", "unsure", "missed")
    ahead = await get(reviewed, headers, f"/review?after={at_hand}")
    assert ahead.headers["location"] == f"/review/{other}"
    done = await post(reviewed, headers, f"/review/{at_hand}/final", ahead="yes")
    assert (done.status_code, done.text) == (204, "")
    (review,) = reviewed.review_log.reviews.values()
    assert review.final is not None


@pytest.mark.parametrize("reason", SkipReason)
async def test_a_skipped_answer_leaves_the_queue(reviewed: Service, reason: SkipReason) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    blind = await get(reviewed, headers, f"/review/{judgement}")
    assert f'name="reason" value="{reason.value}"' in blind.text
    sent = await post(reviewed, headers, f"/review/{judgement}/skip", reason=reason.value)
    assert (sent.status_code, sent.headers["location"]) == (303, "/review")
    assert "Nothing waits for you." in shown(await get(reviewed, headers, "/review"))


async def test_a_skip_without_a_reason_is_refused(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    refused = await post(reviewed, await reviewer(reviewed), f"/review/{judgement}/skip")
    assert refused.status_code == 422
    assert "Say why you skip this answer" in shown(refused)


async def test_an_empty_queue_says_so_and_offers_what_the_filter_hides(reviewed: Service) -> None:
    headers = await reviewer(reviewed)
    page = await get(reviewed, headers, "/review?batch=none")
    assert "Nothing waits for you." in shown(page)
    assert "Show all that waits" in shown(page)
    assert "Show all that waits" not in shown(await get(reviewed, headers, "/review"))


async def test_nobody_reviews_what_they_ordered(reviewed: Service) -> None:
    headers = await reviewed.browser("rea", Role.REVIEWER)
    own = str((await reviewed.judged(dict(headers)))["id"])
    assert "Nothing waits for you." in shown(await get(reviewed, headers, "/review"))
    assert (await get(reviewed, headers, f"/review/{own}")).status_code == 403


async def test_interviewers_do_not_review_and_are_not_shown_the_way(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewed.browser("ivo", Role.INTERVIEWER)
    for address in ("/review", f"/review/{judgement}"):
        assert (await get(reviewed, headers, address)).status_code == 403
    for step in ("blind", "final", "skip"):
        assert (await post(reviewed, headers, f"/review/{judgement}/{step}")).status_code == 403
    assert 'href="/review"' not in (await get(reviewed, headers, "/audit")).text


async def test_the_masthead_tells_reviewers_how_much_waits(reviewed: Service) -> None:
    headers = await reviewer(reviewed)
    assert "waiting" not in (await get(reviewed, headers, "/audit")).text
    await ordered(reviewed)
    assert 'Review <small>1<span class="vh"> waiting</span></small>' in (await get(reviewed, headers, "/audit")).text


async def test_a_finish_before_the_commit_leads_back_to_the_blind_page(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    sent = await post(reviewed, await reviewer(reviewed), f"/review/{judgement}/final")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{judgement}")


@pytest.mark.parametrize(
    "field",
    [("verdict", "perfect"), ("evidence", "words"), ("seconds", "long")],
    ids=["a verdict there is not", "evidence without a place", "a time that is no number"],
)
async def test_what_no_page_of_ours_sends_is_refused(reviewed: Service, field: tuple[str, str]) -> None:
    judgement = await ordered(reviewed)
    name, value = field
    fields = {
        **verdicts("covered", "covered", "covered"),
        (name if name == "seconds" else f"{name}.{POINTS[0]}"): value,
    }
    refused = await post(reviewed, await reviewer(reviewed), f"/review/{judgement}/blind", **fields)
    assert refused.status_code == 422
    assert reviewed.review_log.reviews == {}


async def test_results_that_wait_in_the_readers_queue_are_sealed_until_their_commit(reviewed: Service) -> None:
    judgement = await ordered(reviewed)
    headers = await reviewer(reviewed)
    sealed = await get(reviewed, headers, f"/judgements/{judgement}")
    assert "Sealed: in your queue" in shown(sealed)
    assert f'href="/review/{judgement}"' in sealed.text
    assert "Ultramarin" not in sealed.text
    assert (await get(reviewed, headers, f"/judgements/{judgement}/points/1")).status_code == 409
    again = await post(reviewed, headers, f"/judgements/{judgement}/again")
    assert again.status_code == 409
    await committed(reviewed, headers, judgement, "covered", "covered", "covered")
    assert "Ultramarin" in (await get(reviewed, headers, f"/judgements/{judgement}")).text


async def test_whoever_ordered_a_judgement_reads_it_whatever_waits(reviewed: Service) -> None:
    headers = await reviewed.browser("ivo", Role.INTERVIEWER)
    own = str((await reviewed.judged(dict(headers)))["id"])
    assert "Ultramarin" in (await get(reviewed, headers, f"/judgements/{own}")).text


async def test_a_shared_judgement_is_sealed_with_the_one_it_shares_and_reviewed_there(reviewed: Service) -> None:
    first = await ordered(reviewed)
    second = await ordered(reviewed, candidate="C-2")
    assert reviewed.log.judgements[second].shared_from == first
    headers = await reviewer(reviewed)
    assert "Sealed: in your queue" in shown(await get(reviewed, headers, f"/judgements/{second}"))
    sent = await get(reviewed, headers, f"/review/{second}")
    assert sent.headers["location"] == f"/review/{first}"


async def test_the_log_tells_nothing_of_what_is_sealed(reviewed: Service) -> None:
    judgement = await ordered(reviewed, candidate="C-1042")
    headers = await reviewer(reviewed)
    page = await get(reviewed, headers, "/audit")
    assert "sealed: in your queue" in shown(page)
    assert f'<a href="/review/{judgement}">' in page.text
    assert 'class="mini"' not in page.text
    assert '<td class="wide tight"></td>' in page.text
    narrowed = await get(reviewed, headers, "/audit?flag=unverified_evidence")
    assert "Nothing matches." in shown(narrowed)
    assert judgement not in narrowed.text
    await committed(reviewed, headers, judgement, "covered", "covered", "covered")
    assert 'class="mini"' in (await get(reviewed, headers, "/audit")).text
