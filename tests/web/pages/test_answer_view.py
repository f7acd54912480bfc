from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.hidden import hidden_spans
from evaluator.web.pages.answer_view import AnswerView, Highlight, Piece, answer_view
from tests.web.pages.specimens import essay, evidence, transcript

WORDS = st.text(st.sampled_from("ab \n\t.\u200b\u200dü👩"), max_size=60)


@st.composite
def conversations(draw: st.DrawFn) -> Answer:
    """Turns with names before them and text between them, the first one the candidate's."""
    text, turns = "", []
    for place, words in enumerate(["a" + draw(WORDS), *draw(st.lists(WORDS.map("b".__add__), max_size=3))]):
        text += "Name: "
        turns.append(Turn(Span(len(text), len(text) + len(words)), "Name", by_candidate=place % 2 == 0))
        text += words + "\n\n"
    return compose(text, turns, AnswerKind.TRANSCRIPT)


ANSWERS = st.one_of(conversations(), WORDS.map(lambda words: typed("a" + words)))


@st.composite
def marked(draw: st.DrawFn) -> tuple[Answer, list[Highlight], list[Span]]:
    """An answer with stretches of it highlighted and doubted, all within turns, crossing each other freely."""
    answer = draw(ANSWERS)

    def stretch() -> Span:
        turn = draw(st.sampled_from(answer.turns))
        one = draw(st.integers(turn.span.start, turn.span.end - 1))
        return Span(one, draw(st.integers(one + 1, turn.span.end)))

    points = draw(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=6))
    highlights = [Highlight(stretch(), point, loose) for point, loose in points]
    return answer, highlights, [stretch() for _ in range(draw(st.integers(0, 2)))]


def placed(view: AnswerView) -> list[tuple[Span, Piece]]:
    """Every piece with where it stands in the text."""
    found = []
    for paragraph in view.paragraphs:
        at = paragraph.span.start
        for piece in paragraph.pieces:
            found.append((Span(at, at + len(piece.text)), piece))
            at += len(piece.text)
    return found


@given(marked())
def test_joined_pieces_are_the_text_of_their_paragraph(given_: tuple[Answer, list[Highlight], list[Span]]) -> None:
    answer, highlights, odd = given_
    for paragraph in answer_view(answer, highlights, odd).paragraphs:
        words = answer.text[paragraph.span.start : paragraph.span.end]
        assert "".join(piece.text for piece in paragraph.pieces) == words
        assert all(piece.text for piece in paragraph.pieces)


@given(marked())
def test_nothing_but_white_space_is_left_out_of_the_paragraphs(
    given_: tuple[Answer, list[Highlight], list[Span]],
) -> None:
    answer = given_[0]
    view = answer_view(answer)
    shown = {place for paragraph in view.paragraphs for place in range(paragraph.span.start, paragraph.span.end)}
    for turn in answer.turns:
        left_out = [place for place in range(turn.span.start, turn.span.end) if place not in shown]
        assert all(answer.text[place] in " \t\n" for place in left_out)


@given(marked())
def test_every_character_is_marked_for_just_the_points_it_is_evidence_for(
    given_: tuple[Answer, list[Highlight], list[Span]],
) -> None:
    answer, highlights, odd = given_
    for span, piece in placed(answer_view(answer, highlights, odd)):
        for place in range(span.start, span.end):
            here = Span(place, place + 1)
            on = [mark for mark in highlights if mark.span.overlaps(here)]
            assert piece.points == tuple(sorted({mark.point for mark in on}))
            assert piece.loose == any(mark.loose for mark in on)
            assert piece.odd == any(mark.overlaps(here) for mark in odd)


@given(marked())
def test_every_quote_has_one_place_to_go_to_and_its_number_at_its_end(
    given_: tuple[Answer, list[Highlight], list[Span]],
) -> None:
    answer, highlights, odd = given_
    view = answer_view(answer, highlights, odd)
    pieces = placed(view)
    anchors = [piece.anchor for _, piece in pieces if piece.anchor]
    assert len(anchors) == len(set(anchors))
    for mark in highlights:
        if not view.places(mark.span):
            continue
        assert mark.point in {point for span, piece in pieces if span.overlaps(mark.span) for point in piece.ends}
        starts = [piece.anchor for span, piece in pieces if span.start == mark.span.start]
        assert starts in ([f"q{mark.span.start}"], [])


@given(marked())
def test_every_character_that_cannot_be_seen_is_written_out(
    given_: tuple[Answer, list[Highlight], list[Span]],
) -> None:
    answer, highlights, odd = given_
    unseen = hidden_spans(answer.text)
    for span, piece in placed(answer_view(answer, highlights, odd)):
        is_unseen = any(hidden.overlaps(span) for hidden in unseen)
        assert (piece.hidden is not None) == is_unseen
        assert not is_unseen or len(set(piece.text)) == 1


def test_a_typed_answer_is_numbered_by_its_paragraphs() -> None:
    view = answer_view(essay())
    assert view.is_typed
    assert [(paragraph.number, paragraph.pieces[0].text) for paragraph in view.paragraphs] == [
        (1, "Bread lives in a linen bag.\nNever in the fridge."),
        (2, "For longer I slice it and freeze it."),
    ]


def test_a_conversation_is_numbered_by_its_turns() -> None:
    view = answer_view(transcript())
    assert [(paragraph.number, paragraph.speaker, paragraph.by_candidate) for paragraph in view.paragraphs] == [
        (1, "Interviewer", False),
        (2, "Candidate", True),
        (3, "Interviewer", False),
        (4, "Candidate", True),
    ]


def test_quotes_that_cross_are_cut_into_pieces_that_do_not() -> None:
    answer = transcript()
    one, other = evidence(answer, "linen bag, not in"), evidence(answer, "not in the fridge")
    pieces = answer_view(answer, [Highlight(one.span, 1), Highlight(other.span, 2)]).paragraphs[1].pieces
    assert [(piece.text, piece.points, piece.ends) for piece in pieces[1:4]] == [
        ("linen bag, ", (1,), ()),
        ("not in", (1, 2), (1,)),
        (" the fridge", (2,), (2,)),
    ]


def test_a_quote_across_paragraphs_is_marked_and_numbered_in_each() -> None:
    answer = essay()
    quote = evidence(answer, "Never in the fridge.\n\n\nFor longer")
    view = answer_view(answer, [Highlight(quote.span, 3)])
    assert view.places(quote.span) == (1, 2)
    marked_pieces = [piece for paragraph in view.paragraphs for piece in paragraph.pieces if piece.points]
    assert [(piece.text, piece.ends, piece.anchor) for piece in marked_pieces] == [
        ("Never in the fridge.", (3,), f"q{quote.span.start}"),
        ("For longer", (3,), None),
    ]


def test_a_run_of_one_hidden_character_is_written_once_with_its_count() -> None:
    pieces = answer_view(typed("bread\u200b\u200b\u200b\u2060rises")).paragraphs[0].pieces
    assert [piece.hidden for piece in pieces] == [None, "U+200B × 3", "U+2060", None]
