"""One judgement explained to the candidate: a page to be printed or saved, made of the record alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.domain.effective import Effective, EffectivePoint
from evaluator.domain.judgements import FlagCode, Judgement, PointJudgement, Verdict
from evaluator.domain.ledger import Entry
from evaluator.services.plain_words import explain_flag
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.explanation_words import (
    ERASED,
    asking,
    is_matcher,
    limits,
    reviewed,
    role,
    said_by_people,
    said_by_program,
    whose,
)
from evaluator.web.pages.figures import Moment, Range, coverage_range, moment, thousands
from evaluator.web.pages.flag_notes import typographic
from evaluator.web.pages.judges import judge_signature
from evaluator.web.pages.points_view import highlights_of, weight_note
from evaluator.web.pages.provenance_view import Fact


@dataclass(frozen=True, slots=True)
class ExplainedPoint:
    """One point: the verdict that counts and whose it is, what the program and people said, and the words it rests on.

    `refused` counts what the program quoted in vain.
    """

    number: int
    text: str
    weight: str
    verdict: str
    whose: str
    program: str
    people: tuple[str, ...]
    quotes: tuple[str, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """The whole document. `range` is None where the answer is not scored; `unscored` says why then.

    `superseded_by` is the later judgement that stands in its place, empty where there is none.
    """

    id: str
    number: str
    question: str
    candidate: str
    judged: Moment
    superseded_by: str
    role: tuple[str, ...]
    range: Range | None
    tally: tuple[tuple[str, int], ...]
    unscored: str
    reviewed: tuple[str, ...]
    points: tuple[ExplainedPoint, ...]
    doubts: tuple[str, ...]
    limits: tuple[str, ...]
    asking: str
    answer: AnswerView
    erased: str
    facts: tuple[Fact, ...]


def explanation_view(
    judgement: Judgement, effective: Effective, entry: Entry | None, contact: str | None, newer: str | None = None
) -> ExplanationView:
    """The explanation of a judgement. `entry` is the ledger's entry of it, where there is one, `newer` the judgement
    that stands in its place."""
    verdicts = [point.verdict for point in effective.points]
    odd = judgement.flag(FlagCode.INSTRUCTION_LIKE_TEXT)
    answer = answer_view(judgement.answer, highlights_of(judgement.points), odd.spans if odd else ())
    number = judgement.id if judgement.ledger_seq is None else f"#{thousands(judgement.ledger_seq)}"
    return ExplanationView(
        id=judgement.id,
        number=number,
        question=judgement.question_text,
        candidate=judgement.candidate or "",
        judged=moment(judgement.created_at),
        superseded_by=newer or "",
        role=role(judgement),
        range=None if effective.coverage is None else coverage_range(effective.coverage),
        tally=tuple((verdict.value, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts),
        unscored=typographic(judgement.unscored.detail) if judgement.unscored else "",
        reviewed=reviewed(judgement, effective),
        points=tuple(
            _point(number, judged, counting)
            for number, (judged, counting) in enumerate(zip(judgement.points, effective.points, strict=True), start=1)
        ),
        doubts=tuple(_doubts(judgement)),
        limits=tuple(limits(judgement, effective)),
        asking=asking(contact, number),
        answer=answer,
        erased="" if judgement.answer.turns else ERASED,
        facts=tuple(_facts(judgement, entry)),
    )


def _point(number: int, judged: PointJudgement, counting: EffectivePoint) -> ExplainedPoint:
    return ExplainedPoint(
        number=number,
        text=judged.text,
        weight=weight_note(judged.weight),
        verdict=counting.verdict.value,
        whose=whose(counting),
        program=said_by_program(judged),
        people=said_by_people(judged.verdict, counting),
        quotes=tuple(" ".join(found.quote.split()) for found in judged.evidence),
        refused=len(judged.rejected),
    )


def _doubts(judgement: Judgement) -> Iterator[str]:
    # That words were matched is told at the very beginning.
    told = (flag for flag in judgement.flags if flag.code is not FlagCode.MATCHER_ONLY)
    yield from (typographic(explain_flag(flag, judgement)) for flag in told)


def _facts(judgement: Judgement, entry: Entry | None) -> Iterator[Fact]:
    judge, provenance = judgement.judge, judgement.provenance
    yield Fact("Assessment", "", judgement.id)
    yield Fact("Question", judgement.question_id)
    yield Fact("Program asked", judge_signature(judge))
    if not is_matcher(judgement):
        yield Fact("Where your words went", f"to {judge.host}" if judge.host else "nowhere: it ran on the same machine")
        yield Fact("Instructions given to it", judge.prompt, provenance.prompt_fingerprint or "")
    if provenance.bank_digest:
        yield Fact("Version of the questions", "", provenance.bank_digest)
    if provenance.versions:
        told = (f"{name} {version}" for name, version in provenance.versions.items())
        yield Fact("Versions of the software", ", ".join(told))
    if provenance.answer_digest:
        yield Fact("Fingerprint of your answer", "", provenance.answer_digest)
    if entry is not None:
        yield Fact("Entry in the journal", f"#{thousands(entry.seq)} of {entry.at}", entry.digest)
