"""The matcher's reasons in plain words. They name what was found, and never claim to know what was meant."""

from collections.abc import Sequence

from evaluator.domain.judgements import Verdict
from evaluator.judge.findings import Doubt

_NOTHING = "Neither the point’s words nor words close to them are in the answer."

_WHY_UNSURE = {
    Doubt.LITTLE: "That is talk about the point; whether it makes the point is for a person to say.",
    Doubt.DENIED: "A “not” or the like stands beside them, and matching words cannot tell what is denied.",
    Doubt.NO_EPISODE: "They are not in a telling of what the candidate did, so a person has to read them.",
}


def reason(verdict: Verdict, doubt: Doubt, found: Sequence[str], *, close: bool) -> str:
    """Why a point has its verdict. `found` are words of the answer, `close` says that they stand together."""
    if not found:
        return _NOTHING
    if verdict is Verdict.MISSED:
        return f"Of the point’s words the answer has only {_listed(found)}."
    together = ", close together" if close and len(found) > 1 else ""
    has = f"The answer has {_listed(found)}{together}."
    return f"{has} {_WHY_UNSURE[doubt]}" if verdict is Verdict.UNSURE else has


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{' '.join(words.split())}”" for words in found]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
