"""A judging under way as its page shows it: every step in words, done, under way or to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.answers import AnswerKind
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Question
from evaluator.domain.readings import Stage, Step
from evaluator.services.orders import Intent, Watch
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.figures import Moment, counted, moment, whole_seconds
from evaluator.web.pages.judges import MATCHER, judge_title

History = Sequence[tuple[datetime, Step]]

_ORDER = (Stage.READ, Stage.INSPECT, Stage.ASK, Stage.CHECK, Stage.WRITE)
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
    """The page of a judging. `status` is one sentence for the status line; `problem` says why nothing goes on."""

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
    problem: str
    can_cancel: bool
    answer: AnswerView


def working_view(
    watch: Watch, question: Question | None, judges: Sequence[JudgeSummary], now: datetime, *, may_cancel: bool
) -> WorkingView:
    """The page of a judging as it stands at this moment, for somebody who may call it off or not."""
    intent = watch.intent
    judge = next((judge for judge in judges if judge.identity.name == intent.judge_name), None)
    stage = watch.history[-1][1].stage if watch.history else Stage.READ
    elapsed = max(0.0, (now - intent.started_at).total_seconds())
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
        steps=_steps(watch, stage, now, _reader(intent, judge)),
        problem=_problem(watch),
        can_cancel=may_cancel and watch.alive and stage is not Stage.WRITE,
        answer=answer_view(intent.answer),
    )


def _problem(watch: Watch) -> str:
    if watch.alive:
        return ""
    return watch.problem or "The service stopped while this answer was being judged."


def _reader(intent: Intent, judge: JudgeSummary | None) -> str:
    if intent.judge_name == MATCHER or judge is None:
        return intent.judge_name
    return judge_title(judge.identity)


def _status(watch: Watch, now: datetime) -> str:
    if not watch.alive:
        return "Judging has stopped."
    if not watch.history:
        return "Judging."
    step = watch.history[-1][1]
    wait = _wait(watch.history, now)
    if step.stage is Stage.ASK and wait is not None:
        return f"{_asking(step)}. Waiting {whole_seconds(wait.total)}, then trying again by itself."
    return f"{_asking(step)}." if step.stage is Stage.ASK else f"{_TITLES[step.stage]}."


def _asking(step: Step) -> str:
    return f"Asking the judge, attempt {step.attempt} of {step.attempts}" if step.attempts else "Asking the judge"


_TITLES = {
    Stage.READ: "Read the answer",
    Stage.INSPECT: "Look for oddities",
    Stage.ASK: "Ask the judge",
    Stage.CHECK: "Check every quote against the answer",
    Stage.WRITE: "Write it to the log",
    Stage.DONE: "Done",
}


def _steps(watch: Watch, stage: Stage, now: datetime, reader: str) -> tuple[StepView, ...]:
    at = _ORDER.index(stage) if stage in _ORDER else len(_ORDER)
    states = ["done" if place < at else "now" if place == at else "next" for place in range(len(_ORDER))]
    if not watch.alive:
        states = ["next" if state == "now" else state for state in states]
    texts = (
        _read_text(watch.intent),
        "Hidden characters, instructions to the grader, too few words, another language.",
        "",
        "A claim whose words are not there becomes unsure.",
        "",
    )
    plain = [StepView(state, _TITLES[each], text) for state, each, text in zip(states, _ORDER, texts, strict=True)]
    plain[_ORDER.index(Stage.ASK)] = _ask(states[_ORDER.index(Stage.ASK)], watch.history, now, reader)
    return tuple(plain)


def _read_text(intent: Intent) -> str:
    answer = intent.answer
    words = counted(len(answer.own_text.split()), "word")
    if answer.kind is AnswerKind.TYPED:
        return f"Typed, {words}."
    own = len(answer.own_turns)
    return f"Transcript, {counted(len(answer.turns), 'turn')}; the candidate’s {own} have {words}."


def _ask(state: str, history: History, now: datetime, reader: str) -> StepView:
    asking = [(at, step) for at, step in history if step.stage is Stage.ASK]
    title = "Look for the points’ words" if reader == MATCHER else f"Ask {reader}"
    if state != "now" or not asking:
        return StepView(state, title, "", earlier=_earlier(asking))
    step = asking[-1][1]
    if step.attempts:
        title = f"{title}: attempt {step.attempt} of {step.attempts}"
    wait = _wait(history, now)
    why = step.why or "Waiting for its reply."
    text = f"{why} Trying again by itself." if wait else why
    return StepView(state, title, text, wait, _earlier(asking[:-1]))


def _earlier(asking: History) -> tuple[EarlierView, ...]:
    told = [EarlierView(moment(at), step.why) for at, step in asking if step.why]
    return tuple(told[-_EARLIER:])


def _wait(history: History, now: datetime) -> WaitView | None:
    at, step = history[-1]
    if step.stage is not Stage.ASK or step.wait_s <= 0:
        return None
    left = max(0.0, step.wait_s - (now - at).total_seconds())
    return WaitView(round(step.wait_s, 1), round(left, 1))
