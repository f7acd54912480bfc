"""An answer as the pages set it: numbered paragraphs, cut into pieces at every quote's start and end.

Pieces are flat, so that quotes which cross each other never nest; joined, they are the paragraph's text again.
All offsets are Unicode code points into `Answer.text`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from evaluator.domain.answers import Answer, AnswerKind, Span, Turn
from evaluator.domain.hidden import hidden_spans


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of the answer that speaks for a point, by the point's number. A `loose` match only resembles."""

    span: Span
    point: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph to which the same points, and the same doubts, apply throughout.

    `ends` lists the points whose quote ends here, `anchor` is the id of a quote that begins here. `odd` words read
    like instructions to the grader. `hidden` writes out characters that cannot be seen; `text` still holds them.
    """

    text: str
    points: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    anchor: str | None = None
    loose: bool = False
    odd: bool = False
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph: a turn of a conversation, or a paragraph of a typed answer."""

    number: int
    span: Span
    speaker: str | None
    by_candidate: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The whole answer in order."""

    is_typed: bool
    paragraphs: tuple[Paragraph, ...]

    def places(self, span: Span) -> tuple[int, ...]:
        """The numbers of the paragraphs that a stretch touches, in order."""
        return tuple(paragraph.number for paragraph in self.paragraphs if paragraph.span.overlaps(span))


def answer_view(answer: Answer, highlights: Sequence[Highlight] = (), odd: Sequence[Span] = ()) -> AnswerView:
    """The answer with its highlights, and with the `odd` stretches outlined."""
    hidden = hidden_spans(answer.text)
    paragraphs = tuple(
        Paragraph(
            number,
            span,
            turn.speaker,
            turn.by_candidate,
            tuple(_pieces(answer.text, span, _Marks(highlights, odd, hidden).within(span))),
        )
        for number, (turn, span) in enumerate(_paragraph_spans(answer), start=1)
    )
    return AnswerView(answer.kind is AnswerKind.TYPED, paragraphs)


def anchor_of(span: Span) -> str:
    """The id of the words at which a quote begins."""
    return f"q{span.start}"


def _paragraph_spans(answer: Answer) -> Iterator[tuple[Turn, Span]]:
    for turn in answer.turns:
        spans = _typed_paragraphs(answer.text, turn.span) if answer.kind is AnswerKind.TYPED else (turn.span,)
        for span in spans:
            yield turn, span


def _typed_paragraphs(text: str, within: Span) -> Iterator[Span]:
    """The runs of lines that empty lines part."""
    at, start, end = within.start, None, within.start
    for line in text[within.start : within.end].split("\n"):
        if line.strip(" \t"):
            start = at if start is None else start
            end = at + len(line)
        elif start is not None:
            yield Span(start, end)
            start = None
        at += len(line) + 1
    if start is not None:
        yield Span(start, end)


@dataclass(frozen=True, slots=True)
class _Marks:
    """All that is marked in a text, or in a stretch of it."""

    highlights: Sequence[Highlight]
    odd: Sequence[Span]
    hidden: Sequence[Span]

    def within(self, span: Span) -> "_Marks":
        return _Marks(
            [mark for mark in self.highlights if mark.span.overlaps(span)],
            [mark for mark in self.odd if mark.overlaps(span)],
            [mark for mark in self.hidden if mark.overlaps(span)],
        )

    @property
    def spans(self) -> Iterable[Span]:
        return (*(mark.span for mark in self.highlights), *self.odd, *self.hidden)


def _pieces(text: str, paragraph: Span, marks: _Marks) -> Iterator[Piece]:
    cuts = {paragraph.start, paragraph.end}
    for span in marks.spans:
        cuts |= {max(span.start, paragraph.start), min(span.end, paragraph.end)}
    for start, end in pairwise(sorted(cuts)):
        piece = _piece(text, Span(start, end), paragraph, marks)
        if any(hidden.overlaps(Span(start, end)) for hidden in marks.hidden):
            yield from _written_out(piece)
        else:
            yield piece


def _piece(text: str, span: Span, paragraph: Span, marks: _Marks) -> Piece:
    on = [mark for mark in marks.highlights if mark.span.overlaps(span)]
    return Piece(
        text=text[span.start : span.end],
        points=tuple(sorted({mark.point for mark in on})),
        ends=tuple(sorted({mark.point for mark in on if _last_in(mark.span, paragraph) == span.end})),
        anchor=anchor_of(span) if any(mark.span.start == span.start for mark in on) else None,
        loose=any(mark.loose for mark in on),
        odd=any(mark.overlaps(span) for mark in marks.odd),
    )


def _last_in(quote: Span, paragraph: Span) -> int:
    """Where a quote ends in a paragraph: each paragraph of a quote that crosses several closes with its number."""
    return min(quote.end, paragraph.end)


def _written_out(piece: Piece) -> Iterator[Piece]:
    """A piece of characters that cannot be seen, one piece for each run of the same one."""
    runs = ["".join(run) for _, run in groupby(piece.text)]
    for place, run in enumerate(runs):
        times = f" × {len(run)}" if len(run) > 1 else ""
        yield Piece(
            text=run,
            points=piece.points,
            ends=piece.ends if place == len(runs) - 1 else (),
            anchor=piece.anchor if place == 0 else None,
            loose=piece.loose,
            odd=piece.odd,
            hidden=f"U+{ord(run[0]):04X}{times}",
        )
