"""Reasons for a person to look twice, in plain words, with the way to what each is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.judgements import Flag, FlagCode, Judgement
from evaluator.services.plain_words import explain_flag
from evaluator.web.pages.answer_view import AnswerView

_WEIGHTY: Mapping[FlagCode, str] = {
    FlagCode.UNVERIFIED_EVIDENCE: "not in the answer",
    FlagCode.OFF_POINT_EVIDENCE: "about something else",
    FlagCode.SPLIT_VOTE: "The judges disagree",
    FlagCode.TOO_SHORT: "Very short",
    FlagCode.NOISY_TRANSCRIPT: "damaged in places",
    FlagCode.OTHER_LANGUAGE: "in another language",
    FlagCode.UNFIT_JUDGE: "has not shown that it can tell covered from missed",
    FlagCode.CANARY_CREDITED: "credited a decoy point",
    FlagCode.INSTRUCTION_LIKE_TEXT: "reads like instructions to whoever grades it",
    FlagCode.HIDDEN_CHARACTERS: "that cannot be seen",
    FlagCode.MATCHER_ONLY: "Judged by word matching only.",
}
"""The words of each sentence that are set bold, so that many flags can be told apart at a glance."""

_ALSO_WEIGHTY: Mapping[FlagCode, tuple[str, ...]] = {FlagCode.SPLIT_VOTE: ("The judge disagrees with itself", "failed")}
"""Those of sentences that say it otherwise."""

_SHOWN_BELOW: Mapping[FlagCode, str] = {
    FlagCode.INSTRUCTION_LIKE_TEXT: "It is outlined below.",
    FlagCode.HIDDEN_CHARACTERS: "They are written out below.",
}

IN_BRIEF: Mapping[FlagCode, str] = {
    FlagCode.CANARY_CREDITED: "credited a decoy point",
    FlagCode.INSTRUCTION_LIKE_TEXT: "talks to the grader",
    FlagCode.HIDDEN_CHARACTERS: "hidden characters",
    FlagCode.UNVERIFIED_EVIDENCE: "quote not in the answer",
    FlagCode.OFF_POINT_EVIDENCE: "quote not about the point",
    FlagCode.SPLIT_VOTE: "judges disagree",
    FlagCode.TOO_SHORT: "very short",
    FlagCode.NOISY_TRANSCRIPT: "damaged transcript",
    FlagCode.OTHER_LANGUAGE: "may be another language",
    FlagCode.UNFIT_JUDGE: "judge not proved",
    FlagCode.MATCHER_ONLY: "word matching only",
}
"""Every flag in a few words, what weighs most first."""

_MOST_LINKS = 20
"""More ways than this are no help."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link inside the page. `name` says in full what the label abbreviates."""

    href: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class FlagNote:
    """One flag: its sentence in three parts, the middle one bold, and ways to the points or paragraphs it is about.

    `is_decoy` asks for the explanation of decoy points after it.
    """

    is_suspicion: bool
    is_decoy: bool
    before: str
    bold: str
    after: str
    ways: tuple[Way, ...]


def flag_notes(judgement: Judgement, answer: AnswerView) -> tuple[FlagNote, ...]:
    """The flags worth a line of their own, suspicion first. Word matching has a notice of its own, and no line."""
    told = [flag for flag in judgement.flags if flag.code is not FlagCode.MATCHER_ONLY]
    return tuple(_note(flag, judgement, answer) for flag in sorted(told, key=lambda flag: not flag.code.is_suspicion))


def _note(flag: Flag, judgement: Judgement, answer: AnswerView) -> FlagNote:
    sentence = " ".join(part for part in (explain_flag(flag, judgement), _SHOWN_BELOW.get(flag.code)) if part)
    weighty = (*_ALSO_WEIGHTY.get(flag.code, ()), _WEIGHTY[flag.code])
    bold_words = next((words for words in weighty if words in sentence), weighty[-1])
    before, bold, after = typographic(sentence).partition(bold_words)
    is_decoy = flag.code is FlagCode.CANARY_CREDITED
    return FlagNote(flag.code.is_suspicion, is_decoy, before, bold, after, _ways(flag, judgement, answer))


def _ways(flag: Flag, judgement: Judgement, answer: AnswerView) -> tuple[Way, ...]:
    points = [number for number, point in enumerate(judgement.points, start=1) if point.point_id in flag.points]
    places = sorted({place for span in flag.spans for place in answer.places(span)})
    ways = [Way(f"#p{number}", f"{number}", f"point {number}") for number in points]
    ways += [Way(f"#t{place}", f"¶\u00a0{place}", f"paragraph {place}") for place in places]
    if len(points) == 1:
        ways[0] = Way(ways[0].href, ways[0].name, ways[0].name)
    return tuple(ways[:_MOST_LINKS])


def typographic(sentence: str) -> str:
    """One of our own sentences with the apostrophe of print."""
    return sentence.replace("'", "’")
