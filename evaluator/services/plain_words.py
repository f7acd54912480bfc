"""What verdicts, flags and failures mean, in the words that people read everywhere: pages, command line, API."""

from collections.abc import Callable, Mapping

from evaluator.domain.judgements import Coverage, Flag, FlagCode, Judgement, Unscored, Verdict
from evaluator.domain.outdated import Why

SECOND_OPINION = "Second opinion, not a decision."
NOT_SCORED = (
    "No coverage is shown, and this answer is left out of every average. Nothing about the candidate follows from it."
)
SHAPES: Mapping[Verdict, str] = {
    Verdict.COVERED: "●",
    Verdict.PARTIAL: "◐",
    Verdict.MISSED: "○",
    Verdict.UNSURE: "◇",
}
"""The disc holds what the point is worth; unsure stands off the scale."""
OUTDATED: Mapping[Why, str] = {
    Why.QUESTION: "the question has changed",
    Why.PROMPT: "the prompt has changed",
    Why.MODEL: "the judge has another model",
    Why.SETTINGS: "the judge has other settings",
    Why.JUDGE_GONE: "the judge is not configured any more",
}
"""Why a judgement is outdated."""


def explain_unscored(unscored: Unscored) -> str:
    """Why an answer has no score."""
    return f"Not scored. {unscored.detail}"


def explain_flag(flag: Flag, judgement: Judgement) -> str:
    """Why a person should look, with the numbers of the points it is about."""
    return _FLAGS[flag.code](flag, judgement)


def coverage_range(coverage: Coverage) -> str:
    """The coverage as people read it: the range in percent, one figure only where nothing is open."""
    low, high = _percent(coverage.low), _percent(coverage.high)
    return f"{low} %" if low == high else f"{low}–{high} %"


def _percent(share: float) -> int:
    return int(share * 100 + 0.5)


def _points(flag: Flag, judgement: Judgement) -> str:
    numbers = [str(place) for place, point in enumerate(judgement.points, start=1) if point.point_id in flag.points]
    if not numbers:
        return ""
    *rest, last = numbers
    return f"points {', '.join(rest)} and {last}" if rest else f"point {last}"


def _unverified(flag: Flag, judgement: Judgement) -> str:
    named, plural = _points(flag, judgement), len(flag.points) > 1
    where = f" ({named})" if named else ""
    what = "Its claims were set aside; the points stay" if plural else "Its claim was set aside; the point stays"
    return f"The judge quoted words that are not in the answer{where}. {what} unsure until a person decides."


def _off_point(flag: Flag, judgement: Judgement) -> str:
    named = _points(flag, judgement) or "a point"
    return f"The judge's quotes for {named} are about something else. Nothing is credited until a person decides."


def _split_vote(flag: Flag, judgement: Judgement) -> str:
    named = _points(flag, judgement)
    if not named and flag.detail:
        return f"{flag.detail}. What the others say waits for a person."
    judges = {ballot.judge.name for ballot in judgement.provenance.ballots}
    who = "The judge disagrees with itself" if len(judges) == 1 else "The judges disagree"
    detail = f": {flag.detail}" if flag.detail else ""
    return f"{who}{' on ' + named if named else ''}{detail}."


def _too_short(flag: Flag, _: Judgement) -> str:
    counted = "" if flag.count is None else f": {flag.count} word{'' if flag.count == 1 else 's'}"
    return f"Very short{counted}. So little text says more about length than about knowledge."


def _noisy(flag: Flag, _: Judgement) -> str:
    counted = f" ({flag.count} gaps)" if flag.count else ""
    return f"The transcript is damaged in places{counted}. Listen to the recording if you can."


def _other_language(flag: Flag, _: Judgement) -> str:
    detail = f" ({flag.detail})" if flag.detail else ""
    return f"The answer may be in another language than the question{detail}."


def _hidden(flag: Flag, _: Judgement) -> str:
    counted = "characters" if flag.count is None else "1 character" if flag.count == 1 else f"{flag.count} characters"
    return f"The answer holds {counted} that cannot be seen."


_FLAGS: Mapping[FlagCode, Callable[[Flag, Judgement], str]] = {
    FlagCode.MATCHER_ONLY: lambda _, __: (
        "Judged by word matching only. It finds talk about a point; it cannot tell right from wrong. "
        "Every verdict waits for a person."
    ),
    FlagCode.UNVERIFIED_EVIDENCE: _unverified,
    FlagCode.OFF_POINT_EVIDENCE: _off_point,
    FlagCode.SPLIT_VOTE: _split_vote,
    FlagCode.TOO_SHORT: _too_short,
    FlagCode.NOISY_TRANSCRIPT: _noisy,
    FlagCode.OTHER_LANGUAGE: _other_language,
    FlagCode.UNFIT_JUDGE: lambda _, __: (
        "This judge has not shown that it can tell covered from missed. Read its verdicts as hints."
    ),
    FlagCode.CANARY_CREDITED: lambda _, __: (
        "The judge credited a decoy point that no honest answer meets. All its verdicts were set aside."
    ),
    FlagCode.INSTRUCTION_LIKE_TEXT: lambda _, __: (
        "Part of the answer reads like instructions to whoever grades it. "
        "It was treated as the candidate's words and counts for nothing."
    ),
    FlagCode.HIDDEN_CHARACTERS: _hidden,
}


def per_cent(share: float) -> str:
    """A share in whole per cent: 63 %."""
    return f"{share * 100:.0f} %"
