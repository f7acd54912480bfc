"""Judges as people choose them: who they are, where an answer goes, how long it takes and what it costs."""

from collections.abc import Sequence

from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.outcomes import JudgeSummary
from evaluator.web.pages.figures import about, counted, whole_seconds

MATCHER = "matcher"
"""The built-in judge's name; no other may have it."""


def judge_title(identity: JudgeIdentity) -> str:
    """A judge by name and model, as the masthead and the choice of judges show it."""
    if identity.name == MATCHER:
        return "the built-in matcher"
    return f"{identity.name}, {identity.model}" if identity.model else identity.name


def judge_signature(identity: JudgeIdentity) -> str:
    """A judge as whoever gave a judgement: `primary (qwen3-32b)`."""
    if identity.name == MATCHER:
        return "the built-in matcher"
    return f"{identity.name} ({identity.model})" if identity.model else identity.name


def usual_judge(judges: Sequence[JudgeSummary]) -> JudgeSummary:
    """The judge that is asked when nobody chooses one."""
    return next(judge for judge in judges if judge.is_default)


def in_service(judges: Sequence[JudgeSummary]) -> str:
    """Which judge is at work here, for the masthead."""
    usual = usual_judge(judges).identity
    return "none, matcher only" if usual.name == MATCHER else judge_title(usual)


def expense(judge: JudgeSummary) -> str:
    """How long a judgement takes and what it costs, as far as that is known."""
    if judge.identity.host is None and not judge.cost:
        return "Costs nothing."
    takes = "" if judge.seconds is None else f"takes about {whole_seconds(judge.seconds)}"
    costs = "what it costs is not known yet" if judge.cost is None else f"costs about {about(judge.cost)}"
    sentence = " and ".join(part for part in (takes, costs) if part)
    return f"{sentence[0].upper()}{sentence[1:]}."


def destination(judge: JudgeSummary, words: int | None) -> str:
    """Where the words go. `words` is how many there are, None while that is not known."""
    if judge.identity.host is None:
        kept = "The answer stays" if words is None else f"{counted(words, 'word')} {_verb(words, 'stay')}"
        reader = judge_title(judge.identity)
        return f"{kept} on this machine, with {reader}."
    goes = "The answer goes" if words is None else f"{counted(words, 'word')} {_verb(words, 'go')}"
    return f"{goes} to {judge.identity.name} ({judge.identity.host})."


def _verb(count: int, plural: str) -> str:
    if count != 1:
        return plural
    return "goes" if plural == "go" else f"{plural}s"


def again_label(judge: JudgeSummary) -> str:
    """The button that asks the same judge once more, with its price."""
    if judge.identity.host is None and not judge.cost:
        return "Judge again, costs nothing"
    return "Judge again" if judge.cost is None else f"Judge again, about {about(judge.cost)}"
