"""A judgement as its page shows it: the result first, then what a person must look at, then all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.domain.answers import Answer, AnswerKind
from evaluator.domain.judgements import Coverage, FlagCode, Judgement, PointJudgement, Unscored, Verdict
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Question
from evaluator.services.plain_words import NOT_SCORED
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.figures import Moment, Range, counted, coverage_range, moment, thousands
from evaluator.web.pages.flag_notes import FlagNote, flag_notes, typographic
from evaluator.web.pages.judges import MATCHER, again_label, destination, expense, judge_signature
from evaluator.web.pages.points_view import PointView, highlights_of, point_views, weight_note
from evaluator.web.pages.provenance_view import ProvenanceView, provenance_view
from evaluator.web.pages.votes_view import splits_of


@dataclass(frozen=True, slots=True)
class ResultView:
    """A score: the range is the number, the tally says what it is made of, `note` why it is a range."""

    range: Range
    tally: tuple[tuple[str, int], ...]
    note: str


@dataclass(frozen=True, slots=True)
class UnscoredView:
    """Why there is no score, and what follows from that."""

    why: str
    consequence: str


@dataclass(frozen=True, slots=True)
class AgainView:
    """The button that judges the same answer once more: what it says, and what that costs and where it goes."""

    label: str
    price: str


@dataclass(frozen=True, slots=True)
class SharedView:
    """The earlier judgement whose verdicts these are. `judged` is None where it may not be read."""

    id: str
    judged: Moment | None


@dataclass(frozen=True, slots=True)
class JudgementView:
    """Everything on the page of one judgement. Exactly one of `result` and `unscored` is there.

    `decoys` are the texts of decoy points that were credited: with any, every verdict was set aside.
    """

    id: str
    title: str
    question: str
    candidate: str
    shape: str
    judged: Moment
    judged_by: str
    ledger: str
    result: ResultView | None
    unscored: UnscoredView | None
    by_matcher: bool
    matcher_only_here: bool
    decoys: tuple[str, ...]
    shared: SharedView | None
    supersedes: str | None
    superseded_by: str | None
    flags: tuple[FlagNote, ...]
    answer: AnswerView
    legend: str
    points: tuple[PointView, ...]
    again: AgainView | None
    provenance: ProvenanceView


def judgement_view(
    judgement: Judgement,
    question: Question | None,
    judges: Sequence[JudgeSummary],
    shared: SharedView | None = None,
    superseded_by: str | None = None,
) -> JudgementView:
    """The page of a judgement. `question` is what the bank has under its id now, None where that is gone."""
    odd = judgement.flag(FlagCode.INSTRUCTION_LIKE_TEXT)
    answer = answer_view(judgement.answer, highlights_of(judgement.points), odd.spans if odd else ())
    by_matcher = judgement.flag(FlagCode.MATCHER_ONLY) is not None
    ledger = "" if judgement.ledger_seq is None else f"#{thousands(judgement.ledger_seq)}"
    return JudgementView(
        id=judgement.id,
        title=_title(judgement, ledger, by_matcher=by_matcher),
        question=judgement.question_text,
        candidate=judgement.candidate or "",
        shape=shape_of(judgement.answer, answer),
        judged=moment(judgement.created_at),
        judged_by=judge_signature(judgement.judge),
        ledger=ledger,
        result=_result(judgement.coverage, judgement.points, by_matcher=by_matcher),
        unscored=_unscored(judgement.unscored),
        by_matcher=by_matcher,
        matcher_only_here=all(judge.identity.name == MATCHER for judge in judges),
        decoys=_decoys(judgement, question),
        shared=shared,
        supersedes=judgement.supersedes,
        superseded_by=superseded_by,
        flags=flag_notes(judgement, answer),
        answer=answer,
        legend=_legend(judgement, by_matcher=by_matcher),
        points=_points(judgement, question, answer),
        again=_again(judgement, question, judges),
        provenance=provenance_view(judgement),
    )


def shape_of(answer: Answer, view: AnswerView) -> str:
    """What an answer looks like, in a line: `transcript, 10 turns, 241 words by the candidate`."""
    if not answer.turns:
        return "answer erased"
    words = counted(len(answer.own_text.split()), "word")
    if answer.kind is AnswerKind.TYPED:
        return f"typed, {counted(len(view.paragraphs), 'paragraph')}, {words}"
    return f"transcript, {counted(len(answer.turns), 'turn')}, {words} by the candidate"


def _title(judgement: Judgement, ledger: str, *, by_matcher: bool) -> str:
    name = f"Judgement {ledger.removeprefix('#')}".strip()
    if judgement.unscored is not None:
        return f"{name}, not scored"
    return f"{name}, word matching only" if by_matcher else name


def _result(coverage: Coverage | None, points: Sequence[PointJudgement], *, by_matcher: bool) -> ResultView | None:
    if coverage is None:
        return None
    verdicts = [point.verdict for point in points]
    tally = tuple((verdict.value, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts)
    shown = coverage_range(coverage)
    note = _open_note(verdicts.count(Verdict.UNSURE), len(verdicts), shown, by_matcher=by_matcher)
    return ResultView(shown, tally, note)


def _open_note(unsure: int, total: int, shown: Range, *, by_matcher: bool) -> str:
    if unsure == 0:
        return ""
    if unsure == total:
        return "Every point is open"
    are_open = f"{counted(unsure, 'point')} {'is' if unsure == 1 else 'are'} open"
    if by_matcher:
        return f"{are_open}: the matcher cannot settle {'it' if unsure == 1 else 'them'}"
    return f"{are_open}, so coverage is a range. Without {'it' if unsure == 1 else 'them'}: {shown.score}\u00a0%"


def _unscored(unscored: Unscored | None) -> UnscoredView | None:
    return None if unscored is None else UnscoredView(typographic(unscored.detail), NOT_SCORED)


def _decoys(judgement: Judgement, question: Question | None) -> tuple[str, ...]:
    texts = {canary.id: canary.text for canary in question.canaries} if question else {}
    return tuple(texts.get(canary, canary) for canary in judgement.provenance.canaries_credited)


def _legend(judgement: Judgement, *, by_matcher: bool) -> str:
    if not judgement.answer.turns:
        return "erased"
    if judgement.unscored is not None:
        return "Read it yourself: the answer is kept as it came"
    if not any(point.evidence for point in judgement.points):
        return "No words are marked: no point has evidence"
    if by_matcher:
        return "Marked words are what the matcher found; they may still be wrong"
    return "Marked words are the evidence; the number is the point they speak for"


def _points(judgement: Judgement, question: Question | None, answer: AnswerView) -> tuple[PointView, ...]:
    if judgement.points or question is None:
        voided = judgement.flag(FlagCode.CANARY_CREDITED) is not None
        return point_views(judgement.points, answer, voided=voided, splits=splits_of(judgement))
    return tuple(
        PointView(number, point.text, weight_note(point.weight), "unscored", "", "", (), ())
        for number, point in enumerate(question.points, start=1)
    )


def _again(judgement: Judgement, question: Question | None, judges: Sequence[JudgeSummary]) -> AgainView | None:
    """Whether it can be judged again as it was: the question, the judge and the words must still be there."""
    judge = next((judge for judge in judges if judge.identity.name == judgement.judge.name), None)
    if question is None or judge is None or not judgement.answer.turns:
        return None
    words = len(judgement.answer.own_text.split())
    return AgainView(again_label(judge), f"{expense(judge)} {destination(judge, words)}")
