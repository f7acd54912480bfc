from datetime import timedelta

import pytest

from evaluator.digests import digest_text
from evaluator.domain.answers import Answer, typed
from evaluator.domain.judgements import JudgementId
from evaluator.domain.readings import Stage, Step
from evaluator.services.orders import Intent, Watch
from evaluator.web.pages.working_view import ELSEWHERE, STOPPED, StepView, WorkingView, working_view
from tests.web.pages.specimens import BANK, BREAD, MATCHER, MORNING, PRIMARY, transcript


def watch(*steps: Step, answer: Answer | None = None, judge: str = "primary", **fields: object) -> Watch:
    intent = Intent(
        id=JudgementId("j-1"),
        key=digest_text("key"),
        question_id=BREAD.id,
        candidate="C-1042",
        answer=answer or transcript(),
        judge_name=judge,
        owner="here/1",
        ordered_by="ada",
        started_at=MORNING,
        expires_at=MORNING + timedelta(minutes=3),
    )
    history = tuple((MORNING + timedelta(seconds=place), step) for place, step in enumerate(steps))
    return Watch(intent, history, **fields)


def shown(seen: Watch, after_s: float = 7.0, *, may_cancel: bool = True) -> WorkingView:
    now = MORNING + timedelta(seconds=after_s)
    return working_view(seen, BANK, [PRIMARY, MATCHER], now, may_cancel=may_cancel)


READ, INSPECT, CHECK, WRITE = (Step(stage) for stage in (Stage.READ, Stage.INSPECT, Stage.CHECK, Stage.WRITE))
ASK = Step(Stage.ASK, attempt=1, attempts=4)
WAIT = Step(Stage.ASK, attempt=2, attempts=4, wait_s=3.0, why="The endpoint is at its limit and asked for 3 s.")


def asking(view: WorkingView) -> StepView:
    return view.steps[2]


def test_steps_are_done_under_way_or_to_come() -> None:
    view = shown(watch(READ, INSPECT, ASK))
    assert [step.state for step in view.steps] == ["done", "done", "now", "next", "next"]
    assert (view.so_far, view.usual) == ("7\u00a0s so far", "usually 6\u00a0s")


def test_a_wait_says_why_and_how_long_it_still_is() -> None:
    view = shown(watch(READ, INSPECT, ASK, WAIT), after_s=4.0)
    step = asking(view)
    assert step.title == "Ask primary, sage-7b: attempt 2 of 4"
    assert step.text == "The endpoint is at its limit and asked for 3 s. Trying again by itself."
    assert step.wait is not None
    assert (step.wait.total, step.wait.left) == (3.0, 2.0)
    assert view.status == "Asking the judge, attempt 2 of 4. Waiting 3\u00a0s, then trying again by itself."


def test_a_wait_that_is_over_is_never_negative() -> None:
    step = asking(shown(watch(READ, INSPECT, ASK, WAIT), after_s=90.0))
    assert step.wait is not None
    assert step.wait.left == 0.0


def test_what_went_wrong_before_stays_told() -> None:
    view = shown(watch(READ, INSPECT, ASK, WAIT, Step(Stage.ASK, attempt=2, attempts=4)))
    step = asking(view)
    assert (step.text, step.wait) == ("Waiting for its reply.", None)
    assert [(earlier.at.exact, earlier.text) for earlier in step.earlier] == [("09:14:05", WAIT.why)]
    assert view.status == "Asking the judge, attempt 2 of 4."


def test_only_the_last_few_failures_are_listed() -> None:
    assert len(asking(shown(watch(READ, *[WAIT] * 9, CHECK))).earlier) == 4


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("Transcript, 4_turns; the candidate’s 2 have 28_words.", transcript()),
        ("Typed, 2_words.", typed("Linen bags.")),
    ],
    ids=["conversation", "typed"],
)
def test_what_was_read_is_counted(told: str, answer: Answer) -> None:
    assert shown(watch(READ, answer=answer)).steps[0].text == told.replace("_", "\u00a0")


def test_what_was_found_is_told_once_it_was_looked_for() -> None:
    assert shown(watch(READ, INSPECT)).steps[1].text == ""
    assert shown(watch(READ, INSPECT, ASK)).steps[1].text == "Found: very short."


def test_an_answer_without_oddities_is_told_so() -> None:
    plain = typed("I keep my bread in a linen bag because air has to reach it, and I never put it in a fridge. " * 3)
    told = shown(watch(READ, INSPECT, ASK, answer=plain)).steps[1].text
    assert told == "No hidden characters, no instructions to the grader, long enough, same language."


def test_the_matcher_looks_for_words_and_asks_nobody() -> None:
    assert asking(shown(watch(READ, INSPECT, judge="matcher"))).title == "Look for the points’ words"


def test_a_judge_that_is_no_longer_set_up_keeps_its_name() -> None:
    view = shown(watch(READ, INSPECT, judge="gone"))
    assert (asking(view).title, view.usual) == ("Ask gone", "")


def test_a_question_that_left_the_bank_is_named_by_its_id() -> None:
    seen = watch(READ, INSPECT, ASK)
    gone = working_view(Watch(seen.intent, seen.history), BANK_WITHOUT_BREAD, [PRIMARY], MORNING, may_cancel=True)
    assert (gone.question, gone.points, gone.steps[1].text) == ("bread", "", "")


BANK_WITHOUT_BREAD = type(BANK)(BANK.version, BANK.language, BANK.questions[1:], BANK.digest)


def test_a_judging_in_another_process_says_that_its_steps_are_not_told() -> None:
    view = shown(watch())
    assert (view.steps, view.note, view.problem, view.can_cancel) == ((), ELSEWHERE, "", False)


@pytest.mark.parametrize(
    ("told", "problem"), [(STOPPED, None), ("The disk is full.", "The disk is full.")], ids=["unknown", "known"]
)
def test_a_judging_that_nobody_is_at_any_more_says_so(told: str, problem: str | None) -> None:
    view = shown(watch(READ, INSPECT, alive=False, problem=problem))
    assert (view.problem, view.steps, view.can_cancel) == (told, (), False)
    assert view.status == "Judging has stopped."


def test_what_is_being_written_down_cannot_be_called_off() -> None:
    assert shown(watch(READ, INSPECT, ASK)).can_cancel
    assert not shown(watch(READ, INSPECT, ASK, CHECK, WRITE)).can_cancel


def test_only_who_may_call_it_off_is_offered_to() -> None:
    assert not shown(watch(READ, INSPECT, ASK), may_cancel=False).can_cancel


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("Judging.", ()),
        ("Read the answer.", (READ,)),
        ("Check every quote against the answer.", (READ, INSPECT, ASK, CHECK)),
        ("Asking the judge.", (READ, INSPECT, Step(Stage.ASK))),
    ],
    ids=["elsewhere", "reading", "checking", "uncounted attempt"],
)
def test_the_status_line_is_one_sentence(status: str, steps: tuple[Step, ...]) -> None:
    assert shown(watch(*steps)).status == status
