"""What a person should know about an answer before trusting any judgement of it.

Only the candidate's turns are looked at. Nothing is taken out of the answer and no verdict is changed here: findings
become flags, and words meant for the grader are marked so that they count for nothing as evidence.
"""

import re
from dataclasses import dataclass

from evaluator.domain.answers import Answer, Span, Turn
from evaluator.domain.hidden import hidden_spans
from evaluator.domain.instructions.finder import Finding, find
from evaluator.domain.judgements import Flag, FlagCode
from evaluator.domain.language import other_language
from evaluator.domain.questions import Question

FEWEST_WORDS = 40
"""Shorter answers are flagged. Forty words take about sixteen seconds to say: room for one or two claims, where
questions expect five to eight, so what is missing says more about length than about knowledge."""

NOISE_MARKS = 3
"""So many places that could not be heard are flagged, however long the answer is."""

NOISE_SHARE = 0.05
"""So many of them for each word are flagged as well, from two on: in a short answer every gap counts."""

MOST_SPANS = 500
"""Most stretches written into one flag; `count` counts all."""

# One class of characters begins all of them, so that the places between are passed over at no cost.
_NOISE = re.compile(
    r"[\[(<?](?:(?<!\?)(?:inaudible|unclear|unintelligible|indistinct|crosstalk|cross[- ]talk|garbled|distorted|noise|"
    r"static|audio (?:cuts? out|lost|gap|drops?)|connection (?:lost|drops?)|unverständlich)\b[^\])>\n]{0,20}[\])>]"
    r"|(?<=\[)\?{1,3}\]|(?<=\?)(?<!\S\?)\?{2,}(?!\S))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in the candidate's turns, in order. `words` counts theirs."""

    flags: tuple[Flag, ...] = ()
    instruction_spans: tuple[Span, ...] = ()
    hidden: tuple[Span, ...] = ()
    words: int = 0

    def suspicious(self, span: Span) -> bool:
        """Whether a stretch of the answer shares anything with words meant for the grader."""
        return any(span.overlaps(addressed) for addressed in self.instruction_spans)


def inspect(answer: Answer, question: Question, language: str = "en") -> Inspection:
    """Look an answer through. `language` is the ISO 639-1 code of the language the question is asked in."""
    turns = answer.own_turns
    hidden = tuple(span for turn in turns for span in _placed(hidden_spans(answer.words_of(turn)), turn))
    found = tuple(finding for turn in turns for finding in _findings(answer, turn, question))
    own = answer.own_text
    words = len(own.split())
    flags = (
        _addressed(found),
        _unseen(hidden),
        Flag(FlagCode.TOO_SHORT, count=words) if words < FEWEST_WORDS else None,
        _damaged(answer, words),
        _foreign(own, language),
    )
    return Inspection(tuple(flag for flag in flags if flag), _merged(found), hidden, words)


def _findings(answer: Answer, turn: Turn, question: Question) -> tuple[Finding, ...]:
    points = question.points
    found = find(answer.words_of(turn), tuple(point.id for point in points), tuple(point.text for point in points))
    spans = _placed(tuple(finding.span for finding in found), turn)
    return tuple(Finding(span, finding.family) for span, finding in zip(spans, found, strict=True))


def _merged(found: tuple[Finding, ...]) -> tuple[Span, ...]:
    """Where the findings stand, in order, those that overlap as one."""
    merged: list[Span] = []
    for finding in found:
        if merged and finding.span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, finding.span.end))
        else:
            merged.append(finding.span)
    return tuple(merged)


def _placed(spans: tuple[Span, ...], turn: Turn) -> tuple[Span, ...]:
    """Stretches of a turn's words as stretches of the answer's text."""
    offset = turn.span.start
    return tuple(Span(span.start + offset, span.end + offset) for span in spans)


def _addressed(found: tuple[Finding, ...]) -> Flag | None:
    if not found:
        return None
    spans = _merged(found)
    families = "; ".join(dict.fromkeys(finding.family.value for finding in found))
    return Flag(FlagCode.INSTRUCTION_LIKE_TEXT, spans=spans[:MOST_SPANS], count=len(spans), detail=families)


def _unseen(hidden: tuple[Span, ...]) -> Flag | None:
    if not hidden:
        return None
    count = sum(span.end - span.start for span in hidden)
    return Flag(FlagCode.HIDDEN_CHARACTERS, spans=hidden[:MOST_SPANS], count=count)


def _damaged(answer: Answer, words: int) -> Flag | None:
    if not any(sign in answer.text for sign in ("[", "(", "<", "???")):
        return None
    spans = tuple(
        Span(*match.span())
        for turn in answer.own_turns
        for match in _NOISE.finditer(answer.text, turn.span.start, turn.span.end)
    )
    count = len(spans)
    if count >= NOISE_MARKS or (count > 1 and count >= NOISE_SHARE * words):
        return Flag(FlagCode.NOISY_TRANSCRIPT, spans=spans[:MOST_SPANS], count=count)
    return None


def _foreign(own: str, language: str) -> Flag | None:
    found = other_language(own, language)
    return Flag(FlagCode.OTHER_LANGUAGE, detail=found.name) if found else None
