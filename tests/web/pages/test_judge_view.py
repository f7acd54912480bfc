from dataclasses import replace

from evaluator.errors import CandidateInvalid
from evaluator.web.pages.judge_form import ALL_OF_IT, Draft, JudgeForm, draft_of, preview_of, speaker_choice
from evaluator.web.pages.judge_view import SPEAKERS_ARE_FOUND, JudgeView, judge_view
from tests.web.pages.specimens import BANK, ESSAY, MATCHER, PRIMARY, TALK

UNNAMED = TALK.replace("Interviewer:", "Ada:").replace("Candidate:", "Grace:")


def shown(draft: Draft, *, has_sample: bool = True) -> JudgeView:
    return judge_view(draft, BANK, [PRIMARY, MATCHER], has_sample=has_sample)


def preview(answer: str, **fields: str) -> JudgeView:
    return shown(preview_of(JudgeForm(question="bread", answer=answer, **fields)))


def test_a_fresh_page_has_nothing_on_it_but_the_question_of_the_address() -> None:
    view = shown(Draft(JudgeForm(question="cheese")))
    assert view.is_fresh
    assert [(each.label, each.is_chosen) for each in view.questions] == [
        ("Keeping bread", False),
        ("Keeping cheese", True),
    ]
    assert view.asked == "How do you keep cheese?"
    assert (view.outline.hint, view.outline.speakers) == (SPEAKERS_ARE_FOUND, ())


def test_a_page_with_something_on_it_is_not_fresh() -> None:
    assert not preview(ESSAY).is_fresh


def test_a_typed_answer_is_told_as_such_and_asks_nothing() -> None:
    outline = preview(ESSAY).outline
    assert outline.hint == "Typed, 18\u00a0words. Nothing hidden in it."
    assert outline.speakers == ()


def test_what_cannot_be_seen_is_counted_before_it_is_judged() -> None:
    assert preview("Lin\u200ben.").outline.hint.endswith("1 character in it cannot be seen; it will be written out.")
    assert preview("Lin\u200b\u200ben.").outline.hint.endswith(
        "2 characters in it cannot be seen; they will be written out."
    )


def test_a_candidate_known_by_name_is_chosen_and_said_to_be_a_guess() -> None:
    outline = preview(TALK).outline
    assert outline.hint == "Transcript, 4\u00a0turns, 2\u00a0speakers, 37\u00a0words. Nothing hidden in it."
    assert [(each.label, each.detail, each.is_chosen) for each in outline.speakers] == [
        ("Interviewer", "2\u00a0turns, 9\u00a0words", False),
        ("Candidate", "2\u00a0turns, 28\u00a0words; our guess, from the name", True),
        ("All of it", "no conversation: the candidate wrote it", False),
    ]


def test_a_candidate_nobody_can_be_sure_of_is_not_chosen() -> None:
    speakers = preview(UNNAMED).outline.speakers
    assert [each.is_chosen for each in speakers] == [False, False, False]
    assert speakers[1].detail == "2\u00a0turns, 28\u00a0words; speaks most; please check"


def test_the_one_who_was_chosen_stays_chosen() -> None:
    speakers = preview(UNNAMED, speaker=speaker_choice("Ada")).outline.speakers
    assert [each.is_chosen for each in speakers] == [True, False, False]
    assert speakers[0].detail == "2\u00a0turns, 9\u00a0words"


def test_a_text_taken_whole_can_be_taken_for_a_conversation_again() -> None:
    speakers = preview(UNNAMED, speaker=ALL_OF_IT).outline.speakers
    assert [(each.label, each.is_chosen) for each in speakers] == [
        ("Ada", False),
        ("Grace", False),
        ("All of it", True),
    ]


def test_the_price_counts_the_candidates_words_where_they_are_known() -> None:
    assert [price.sentence for price in preview(TALK).outline.prices] == [
        "Takes about 6\u00a0s and costs about $0.004. 28\u00a0words go to primary (llm.example).",
        "Costs nothing. 28\u00a0words stay on this machine, with the built-in matcher.",
    ]
    assert preview(UNNAMED).outline.prices[0].sentence.endswith("The answer goes to primary (llm.example).")


def test_only_the_price_of_the_judge_that_is_chosen_is_shown() -> None:
    assert [price.is_shown for price in preview(TALK).outline.prices] == [True, False]
    assert [price.is_shown for price in preview(TALK, judge="matcher").outline.prices] == [False, True]


def test_judges_are_offered_where_there_are_several() -> None:
    view = shown(Draft(JudgeForm()))
    assert [(each.label, each.detail, each.is_chosen) for each in view.judges] == [
        ("primary, sage-7b", "llm.example", True),
        ("the built-in matcher", "on this machine", False),
    ]
    alone = replace(MATCHER, is_default=True)
    assert judge_view(Draft(JudgeForm()), BANK, [alone], has_sample=True).judges == ()


def test_errors_stand_at_their_fields_and_the_first_of_them_is_known() -> None:
    errors = shown(draft_of(JudgeForm())).errors
    assert (errors.question, errors.answer) == ("Pick a question first.", "Paste an answer first.")
    assert errors.first == "question"


def test_what_the_service_refuses_stands_at_the_field_it_is_about() -> None:
    draft = draft_of(JudgeForm(question="bread", answer=ESSAY)).blaming(
        CandidateInvalid("The candidate's code."), "candidate"
    )
    assert shown(draft).errors.candidate == "The candidate’s code."
    assert shown(draft).errors.first == "candidate"
