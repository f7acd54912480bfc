"""A judging under way as its page shows it: every step in words, done, under way or to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.answers import Answer, AnswerKind
from evaluator.domain.guards import inspect
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Question, QuestionBank
from evaluator.domain.readings import Stage, Step
from evaluator.services.orders import Intent, Watch
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.figures import Moment, counted, moment, whole_seconds
from evaluator.web.pages.flag_notes import IN_BRIEF
from evaluator.web.pages.judges import MATCHER, judge_title

History = Sequence[tuple[datetime, Step]]

_TITLES = {
    Stage.READ: "Read the answer",
    Stage.INSPECT: "Look for oddities",
    Stage.ASK: "Ask the judge",
    Stage.CHECK: "Check every quote against the answer",
    Stage.WRITE: "Write it to the log",
}
"""The steps in order."""

STOPPED = "The service stopped while this answer was being judged."
ELSEWHERE = "Another process of the service is at it, so its steps are not told here. The judgement appears by itself."

_EARLIER = 4
"""How many earlier attempts are listed; the judgement has them all."""


@dataclass(frozen=True, slots=True)
class WaitView:
    """A pause before the next attempt, in seconds."""

    total: float
    left: float


@dataclass(frozen=True, slots=True)
class EarlierView:
    """Why an attempt that is over came to nothing."""

    at: Moment
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. `state` is `done`, `now` or `next`."""

    state: str
    title: str
    text: str
    wait: WaitView | None = None
    earlier: tuple[EarlierView, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkingView:
    """The page of a judging. `status` is one sentence for the status line; `problem` says why nothing goes on.

    Without steps, `note` says why there are none.
    """

    id: str
    question: str
    candidate: str
    points: str
    started: Moment
    elapsed: float
    so_far: str
    usual: str
    status: str
    steps: tuple[StepView, ...]
    note: str
    problem: str
    can_cancel: bool
    answer: AnswerView


def working_view(
    watch: Watch, bank: QuestionBank, judges: Sequence[JudgeSummary], now: datetime, *, may_cancel: bool
) -> WorkingView:
    """The page of a judging as it stands at this moment, for somebody who may call it off or not."""
    intent = watch.intent
    question = bank.question(intent.question_id)
    judge = next((judge for judge in judges if judge.identity.name == intent.judge_name), None)
    elapsed = max(0.0, (now - intent.started_at).total_seconds())
    is_told = watch.alive and bool(watch.history)
    return WorkingView(
        id=intent.id,
        question=question.text if question else intent.question_id,
        candidate=intent.candidate or "",
        points=counted(len(question.points), "point") if question else "",
        started=moment(intent.started_at),
        elapsed=round(elapsed, 1),
        so_far=f"{whole_seconds(elapsed)} so far",
        usual="" if judge is None or judge.seconds is None else f"usually {whole_seconds(judge.seconds)}",
        status=_status(watch, now),
        steps=tuple(_steps(watch, judge, question, bank.language, now)) if is_told else (),
        note=ELSEWHERE if watch.alive and not is_told else "",
        problem="" if watch.alive else watch.problem or STOPPED,
        can_cancel=may_cancel and is_told and watch.history[-1][1].stage is not Stage.WRITE,
        answer=answer_view(intent.answer),
    )


def _status(watch: Watch, now: datetime) -> str:
    if not watch.alive:
        return "Judging has stopped."
    if not watch.history:
        return "Judging."
    step, wait = watch.history[-1][1], _wait(watch.history, now)
    if step.stage is not Stage.ASK:
        return f"{_TITLES.get(step.stage, 'Done')}."
    asking = f"Asking the judge, attempt {step.attempt} of {step.attempts}" if step.attempts else "Asking the judge"
    return f"{asking}. Waiting {whole_seconds(wait.total)}, then trying again by itself." if wait else f"{asking}."


def _steps(
    watch: Watch, judge: JudgeSummary | None, question: Question | None, language: str, now: datetime
) -> Iterator[StepView]:
    order = list(_TITLES)
    stage = watch.history[-1][1].stage
    at = order.index(stage) if stage in order else len(order)
    for place, each in enumerate(order):
        state = "done" if place < at else "now" if place == at else "next"
        if each is Stage.ASK:
            yield _ask(state, watch.history, _asking_title(watch.intent, judge), now)
        else:
            yield StepView(state, _TITLES[each], _text(each, state, watch.intent, question, language))


def _text(stage: Stage, state: str, intent: Intent, question: Question | None, language: str) -> str:
    if stage is Stage.READ:
        return _read(intent.answer)
    if stage is Stage.INSPECT and state == "done" and question is not None:
        return _oddities(intent.answer, question, language)
    return "A claim whose words are not there becomes unsure." if stage is Stage.CHECK else ""


def _read(answer: Answer) -> str:
    words = counted(len(answer.own_text.split()), "word")
    if answer.kind is AnswerKind.TYPED:
        return f"Typed, {words}."
    own = len(answer.own_turns)
    have = "has" if own == 1 else "have"
    return f"Transcript, {counted(len(answer.turns), 'turn')}; the candidate’s {own} {have} {words}."


def _oddities(answer: Answer, question: Question, language: str) -> str:
    found = inspect(answer, question, language).flags
    if not found:
        return "No hidden characters, no instructions to the grader, long enough, same language."
    return f"Found: {', '.join(IN_BRIEF[flag.code] for flag in found)}."


def _asking_title(intent: Intent, judge: JudgeSummary | None) -> str:
    if intent.judge_name == MATCHER:
        return "Look for the points’ words"
    return f"Ask {judge_title(judge.identity) if judge else intent.judge_name}"


def _ask(state: str, history: History, title: str, now: datetime) -> StepView:
    asking = [(at, step) for at, step in history if step.stage is Stage.ASK]
    if state != "now":
        return StepView(state, title, "", earlier=_earlier(asking))
    step, wait = asking[-1][1], _wait(history, now)
    if step.attempts:
        title = f"{title}: attempt {step.attempt} of {step.attempts}"
    why = step.why or "Waiting for its reply."
    return StepView(state, title, f"{why} Trying again by itself." if wait else why, wait, _earlier(asking[:-1]))


def _earlier(asking: History) -> tuple[EarlierView, ...]:
    told = [EarlierView(moment(at), step.why) for at, step in asking if step.why]
    return tuple(told[-_EARLIER:])


def _wait(history: History, now: datetime) -> WaitView | None:
    at, step = history[-1]
    if step.stage is not Stage.ASK or step.wait_s <= 0:
        return None
    left = max(0.0, step.wait_s - (now - at).total_seconds())
    return WaitView(round(step.wait_s, 1), round(left, 1))
