"""Judges held against the reviews of one's own log: blind verdicts on answers that chance chose."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from evaluator.digests import digest_json
from evaluator.domain.exports import ReviewPage, ReviewRecord
from evaluator.domain.judgements import JudgeIdentity, Judgement, Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.measures.cases import Case, case_of
from evaluator.domain.measures.report import Material
from evaluator.domain.measures.reporting import JudgedCases
from evaluator.domain.questions import ExpectedPoint, Question, QuestionBank, QuestionId, QuestionKind
from evaluator.domain.reviews import Stream
from evaluator.errors import RowsRefused
from evaluator.services.measuring import Measured
from evaluator.services.orders import JudgementFilter

PAGE = 200
"""Reviews that are read at a time."""

NAME = "reviews of this log"

Told = tuple[JudgeIdentity, LabelledAnswer, Case]
"""A judgement's judge, what people said of its answer, and both beside each other."""


class ReviewSource(Protocol):
    """Where reviews are read."""

    async def reviews(self, wanted: JudgementFilter, *, before: int | None, limit: int) -> ReviewPage:
        """See `services.exports.ExportLog`."""


class ReviewedMaterial:
    """What people said blind, before anything of the judge's was shown, held against what the judge had said.

    Only the random stream counts: what was picked for a look says nothing of other answers. Where several people
    reviewed an answer, the first one's verdicts are taken; a point on which they were unsure has no label.
    """

    def __init__(self, log: ReviewSource, bank: QuestionBank) -> None:
        self._log = log
        self._titles = {question.id: question.title for question in bank.questions}

    async def collect(self, judges: Sequence[str]) -> Measured:
        """All such reviews, by judge; `judges` names those wanted, none of them all. Raises RowsRefused without any."""
        cases = await self._told(judges)
        questions = {one.question.id: one.question for _, one, _ in cases.values()}
        return Measured(_material(list(cases.values()), questions), questions, _by_judge(list(cases.values())))

    async def answers(self) -> Sequence[LabelledAnswer]:
        """Every answer of such a review with what people said, whoever judged it. Raises RowsRefused without any."""
        return [one for _, one, _ in (await self._told(())).values()]

    async def _told(self, judges: Sequence[str]) -> dict[str, Told]:
        cases: dict[str, Told] = {}
        async for record in self._records():
            judgement = record.judgement
            if record.review.stream is not Stream.RANDOM or (judges and judgement.judge.name not in judges):
                continue
            labelled = self._labelled(record, len(cases) + 1)
            if labelled is None:
                continue
            # Newest come first, so what stays is the oldest review of each judgement.
            cases[judgement.id] = judgement.judge, labelled, case_of(labelled, judgement)
        if not cases:
            raise RowsRefused(
                "There is nothing to measure on: no blind review of an answer that chance chose.",
                faults=["Review answers on the review page first; docs/measuring.md says which reviews count."],
            )
        return cases

    async def _records(self) -> AsyncIterator[ReviewRecord]:
        before: int | None = None
        while True:
            page = await self._log.reviews(JudgementFilter(), before=before, limit=PAGE)
            for record in page.records:
                yield record
            before = page.before
            if before is None:
                return

    def _labelled(self, record: ReviewRecord, row: int) -> LabelledAnswer | None:
        judgement = record.judgement
        verdicts = {
            point.point_id: point.verdict for point in record.review.blind.points if point.verdict is not Verdict.UNSURE
        }
        if not verdicts:
            return None
        return LabelledAnswer(row, judgement.id, self._question(judgement), judgement.answer, verdicts)

    def _question(self, judgement: Judgement) -> Question:
        """The question as it was when the answer was judged."""
        points = tuple(ExpectedPoint(point.point_id, point.text, point.weight) for point in judgement.points)
        title = self._titles.get(judgement.question_id, judgement.question_id)
        return Question(judgement.question_id, title, judgement.question_text, QuestionKind.KNOWLEDGE, points)


def _by_judge(told: Sequence[Told]) -> tuple[JudgedCases, ...]:
    """Each judge with its cases. One whose model or prompt changed stands once for each, told apart by name."""
    kinds: dict[tuple[str, str, str, str], list[Told]] = {}
    for one in told:
        identity = one[0]
        kinds.setdefault((identity.name, identity.model, identity.prompt, identity.mode), []).append(one)
    names = [name for name, *_ in kinds]
    return tuple(
        JudgedCases(_named(group[0][0], is_alone=names.count(key[0]) == 1), tuple(case for *_, case in group))
        for key, group in kinds.items()
    )


def _named(identity: JudgeIdentity, *, is_alone: bool) -> JudgeIdentity:
    parts = (identity.name, identity.model, identity.prompt, identity.mode)
    return identity if is_alone else replace(identity, name=" ".join(part for part in parts if part))


def _material(told: Sequence[Told], questions: Mapping[QuestionId, Question]) -> Material:
    labels = Counter(verdict.value for _, one, _ in told for verdict in one.verdicts.values())
    digest = digest_json(
        {one.answer_id: {point: one.verdicts[point].value for point in one.verdicts} for _, one, _ in told}
    )
    return Material(NAME, digest, len(told), len(questions), dict(sorted(labels.items())), scores=0)
