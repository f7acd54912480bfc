"""The matcher's reasons in plain words. They name what was found, and never claim to know what was meant."""

from collections.abc import Sequence

from evaluator.domain.judgements import Verdict
from evaluator.judge.findings import Doubt

_NOTHING = "Neither the point’s words nor words close to them are in the answer."

_SELDOM = "but answers that say it like this one hardly ever made the point where people had judged them."

_WHY_UNSURE = {
    Doubt.FAINT: "That is too little to say either way.",
    Doubt.OPEN: "That is talk about the point; whether it makes the point is for a person to say.",
    Doubt.DENIED: "A “not” or the like stands close by, and matching words cannot tell what is denied.",
    Doubt.RECITED: "It is not in a telling of what the candidate did, so a person has to read it.",
    Doubt.LISTED: "They stand in a list, not in a sentence that says something of them.",
    Doubt.ALONE: "But nothing else that the question asks for is found, so it may be said of another matter.",
    Doubt.TOLD: "But the candidate tells of something they did, which may make the point in other words.",
}


def reason(verdict: Verdict, doubt: Doubt | None, found: Sequence[str], *, close: bool, much: bool) -> str:
    """Why a point has its verdict. `found` are words of the answer, `close` says that they stand together, `much` that
    they are more than a few of the point's.
    """
    seen = _seen(verdict, found, close=close, much=much)
    return f"{seen} {_WHY_UNSURE[doubt]}" if doubt else seen


def _seen(verdict: Verdict, found: Sequence[str], *, close: bool, much: bool) -> str:
    if not found:
        return _NOTHING
    if verdict is Verdict.MISSED and much:
        return f"The answer has {_listed(found)}, {_SELDOM}"
    if verdict is Verdict.MISSED:
        return f"Of the point’s words the answer has only {_listed(found)}."
    together = ", close together" if close and len(found) > 1 else ""
    return f"The answer has {_listed(found)}{together}."


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{' '.join(words.split())}”" for words in found]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
