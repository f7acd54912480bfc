"""The explanation of a judgement: what it tells a candidate, and of whom and what it says nothing."""

from dataclasses import replace

import pytest

from evaluator.domain.commitments import without_words
from evaluator.domain.effective import effective
from evaluator.domain.judgements import FlagCode, JudgeIdentity, JudgementId, Verdict
from evaluator.domain.ledger import Entry
from evaluator.domain.reviews import Blind, Final, FinalPoint, ReasonForChange, Review, ReviewId, Stream
from evaluator.domain.users import Role
from evaluator.web.pages.explanation_view import ExplanationView, explanation_view
from tests.fakes import fixed_digest
from tests.records import NOON, POINTS, unscored
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, FINAL, OWN_STACK, reviewable
from tests.web.pages.test_judgement_page import shown
from tests.web.service import Service
from tests.web.shapes import problem_in

JUDGED = reviewable(1, candidate="C-1042", ledger_seq=18)
ENTRY = Entry(18, "judgement", JUDGED.id, "{}", "2026-11-22T12:00:00.000000Z", fixed_digest("a"), fixed_digest("b"))
ADDRESS = "/judgements/judgement-1/explanation"
OTHER = (FINAL[0], FinalPoint(OWN_STACK, Verdict.UNSURE, ReasonForChange.JUDGE_RIGHT), FINAL[2])


def review(reviewer: str, *finals: FinalPoint) -> Review:
    part = Blind(BLIND, NOON, NOON, 41.5)
    return Review(
        ReviewId(reviewer),
        JUDGED.id,
        reviewer,
        Stream.RANDOM,
        0.05,
        part,
        NOON,
        Final(finals, NOON, 1),
    )


def explained(*reviews: Review, contact: str | None = None) -> ExplanationView:
    return explanation_view(JUDGED, effective(POINTS, reviews), ENTRY, contact)


def test_a_language_model_is_called_what_it_is_and_decides_nothing() -> None:
    kind, given, decides = explained().role
    assert "a language model, a kind of artificial intelligence (AI)" in kind
    assert "It was not told who you are" in given
    assert decides.startswith("The program decides nothing.")


def test_the_matcher_is_no_ai_and_no_words_went_anywhere() -> None:
    judged = replace(JUDGED, judge=JudgeIdentity("matcher", "", "none"))
    view = explanation_view(judged, effective(POINTS, []), ENTRY, None)
    assert "It is no artificial intelligence" in view.role[0]
    assert "Where your words went" not in {fact.name for fact in view.facts}
    assert view.limits[0].startswith("Who says the same in other words can be missed by it")


def test_without_a_review_every_verdict_is_the_programs_alone() -> None:
    view = explained()
    assert view.reviewed == (
        "No person has reviewed these verdicts in this service so far. They are the program’s alone.",
    )
    assert [(point.verdict, point.whose) for point in view.points] == [
        ("covered", "by the program alone"),
        ("unsure", "by the program alone"),
        ("missed", "by the program alone"),
    ]


def test_a_persons_verdicts_count_and_are_told_with_their_reasons() -> None:
    view = explained(review("boris", *FINAL))
    assert view.reviewed[0].startswith("One person has judged your answer point by point, before being shown")
    assert [(point.verdict, point.whose) for point in view.points] == [
        ("covered", "by people"),
        ("missed", "by people"),
        ("missed", "by people"),
    ]
    assert [point.people for point in view.points] == [
        ("A person settled on covered.",),
        ("A person settled on missed, and finds that it can be told.",),
        ("A person settled on missed, and had missed something at first.",),
    ]
    assert view.range is not None
    assert view.range.text == "57"


def test_people_who_differ_are_told_apart_without_their_names() -> None:
    view = explained(review("boris", *FINAL), review("clara", *OTHER))
    assert view.reviewed[0].startswith("Two people have judged your answer")
    assert view.reviewed[1] == "They differ on 1\u00a0point: it stays unsure until somebody settles it."
    assert (view.points[1].verdict, view.points[1].whose) == ("unsure", "people differ")
    assert view.points[1].people == (
        "The first person settled on missed, and finds that it can be told.",
        "The second person settled on unsure, and finds that it cannot be told.",
    )
    assert any(limit.startswith("Unsure means") for limit in view.limits)


def test_several_disagreements_are_counted() -> None:
    other = tuple(FinalPoint(point.point_id, Verdict.PARTIAL) for point in POINTS)
    crowd = [review(f"reviewer-{number}", *FINAL) for number in range(5)]
    view = explained(*crowd, review("clara", *other))
    assert view.reviewed[0].startswith("6 people have judged")
    assert view.reviewed[1] == "They differ on 3\u00a0points: they stay unsure until somebody settles it."
    assert view.points[0].people[4:] == ("Another person settled on covered.", "Another person settled on partial.")


def test_what_was_set_aside_is_said_with_what_the_program_had_claimed() -> None:
    second = explained().points[1]
    assert second.program == (
        "The program said: partial. That was set aside, because it was not proved with your words. "
        "Its reason: They would have said so."
    )
    assert second.refused == 1


def test_an_unscored_answer_has_no_result_and_nothing_follows_from_it() -> None:
    judgement = unscored(2)
    view = explanation_view(judgement, effective(judgement.points, []), None, None)
    assert (view.range, view.points, view.tally) == (None, (), ())
    assert view.unscored
    assert view.reviewed == ("There are no verdicts that people could have reviewed.",)


def test_of_an_erased_answer_the_verdicts_and_the_proof_are_left() -> None:
    view = explanation_view(without_words(JUDGED), effective(POINTS, []), ENTRY, None)
    assert view.erased.startswith("What you said was erased")
    assert (view.candidate, view.answer.paragraphs) == ("", ())
    assert [(point.verdict, point.quotes) for point in view.points] == [("covered", ()), ("unsure", ()), ("missed", ())]
    assert view.facts[-1].digest == ENTRY.digest
    assert "Fingerprint of your answer" not in {fact.name for fact in view.facts}


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (None, "No contact is named in this service. Ask whoever invited you to the interview."),
        ("the hiring team, jobs@company.example", "Ask the hiring team, jobs@company.example."),
    ],
    ids=["nobody", "somebody"],
)
def test_it_says_whom_to_ask(contact: str | None, expected: str) -> None:
    assert explained(contact=contact).asking == f"{expected} They find this assessment by its number, #18."


def test_versions_and_the_entry_of_the_ledger_stand_at_the_end() -> None:
    facts = {fact.name: (fact.value, fact.digest) for fact in explained().facts}
    assert facts["Entry in the journal"] == ("#18 of 2026-11-22T12:00:00.000000Z", ENTRY.digest)
    assert facts["Versions of the software"] == ("evaluator 0.1.0", "")
    assert facts["Instructions given to it"][1] == JUDGED.provenance.prompt_fingerprint
    assert facts["Version of the questions"][1] == JUDGED.provenance.bank_digest


def test_reasons_to_look_twice_are_told_but_for_the_one_said_at_the_beginning() -> None:
    flags = (*JUDGED.flags, replace(JUDGED.flags[0], code=FlagCode.MATCHER_ONLY))
    view = explanation_view(replace(JUDGED, flags=flags), effective(POINTS, []), ENTRY, None)
    assert len(view.doubts) == len(JUDGED.flags)


async def test_the_page_is_made_of_the_record_and_asks_no_judge(service: Service) -> None:
    await service.log.record(reviewable(1))
    page = await service.client.get(ADDRESS, headers=await service.browser("anna"))
    assert page.status_code == 200
    assert "How your answer was assessed" in shown(page)
    assert "Second opinion, not a decision" in shown(page)
    assert service.judge.judged == 0
    assert f"{fixed_digest('entry 1')}" in page.text


async def test_an_outdated_assessment_says_so_and_leads_to_the_one_that_stands(service: Service) -> None:
    await service.log.record(reviewable(1))
    await service.log.record(reviewable(2, supersedes=JudgementId("judgement-1")))
    headers = await service.browser("anna")
    page = await service.client.get(ADDRESS, headers=headers)
    assert "This assessment is out of date." in shown(page)
    assert 'href="/judgements/judgement-2/explanation"' in page.text
    own = await service.log.record(reviewable(3, created_by="ines"))
    await service.log.record(reviewable(4, supersedes=own.id))
    theirs = await service.client.get(
        f"/judgements/{own.id}/explanation", headers=await service.browser("ines", Role.INTERVIEWER)
    )
    assert "This assessment is out of date." in shown(theirs)
    assert "/judgements/judgement-4" not in theirs.text
    newer = await service.client.get("/judgements/judgement-2/explanation", headers=headers)
    assert "out of date" not in shown(newer)


async def test_whoever_is_to_review_it_blind_reads_no_explanation(service: Service) -> None:
    await service.log.record(reviewable(1))
    service.review_log.policy = EVERYTHING
    response = await service.client.get(ADDRESS, headers=await service.bearer("rea", Role.REVIEWER))
    problem_in(response, 409, "judgement_sealed")


async def test_interviewers_read_the_explanations_of_their_own_alone(service: Service) -> None:
    await service.log.record(reviewable(1))
    response = await service.client.get(ADDRESS, headers=await service.bearer("ines", Role.INTERVIEWER))
    problem_in(response, 403, "not_allowed")
