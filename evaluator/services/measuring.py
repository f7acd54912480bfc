"""The use case of measuring judges: labelled answers, judged by the road of every batch, held against their labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.digests import Digest, digest_json
from evaluator.domain.batches import Batch, BatchState
from evaluator.domain.estimates import Estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.measures.cases import case_of
from evaluator.domain.measures.report import Drawn, Material, MeasurementId, Report
from evaluator.domain.measures.reporting import JudgedCases, compare_all, report_judge
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Question, QuestionId
from evaluator.errors import SheetUnreadable
from evaluator.files.labelled import Labelled
from evaluator.services.access import OPERATOR
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batches import BatchService
from evaluator.services.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Measured:
    """What judges made of some material, before any figure is made of it."""

    material: Material
    questions: Mapping[QuestionId, Question]
    judged: tuple[JudgedCases, ...]


class MeasuringService:
    """Has labelled files judged, one batch for each judge, and makes a report of what came of them."""

    def __init__(
        self,
        batches: BatchService,
        surroundings: Surroundings,
        bank_digest: Digest | None = None,
        marks: Mapping[str, Mapping[str, Digest]] | None = None,
    ) -> None:
        """`marks` has, by judge and question, the newest mark of the examples that the judge is shown.

        With other marks it is measured anew.
        """
        self._batches = batches
        self._surroundings = surroundings
        self._bank_digest = bank_digest
        self._marks = marks or {}

    def estimate(self, labelled: Labelled, judge: str | None) -> tuple[JudgeSummary, Estimate]:
        """Which judge that is, and what it will take. Raises JudgeUnknown."""
        return self._batches.estimate(labelled.workload, judge)

    def judges(self, labelled: Labelled) -> Sequence[str]:
        """The names of all judges there are, the default one first."""
        return [summary.identity.name for summary, _ in self._batches.estimates(labelled.workload)]

    async def order(self, labelled: Labelled, judge: str | None, *, again: bool = False) -> Batch:
        """The batch of this file with this judge, which there may have been before; nothing is paid.

        With `again` answers that a finished one left without a score wait to be judged again.
        """
        order = BatchOrder(labelled.name, self._content(labelled, judge), judge, ordered_by=OPERATOR)
        batch = await self._batches.create(order, _intake(labelled))
        if again and batch.state is BatchState.FINISHED and batch.tally.unscored:
            return await self._batches.judge_again(batch.id)
        return batch

    async def bound(self, batch: Batch, among: Sequence[Batch], budget: float | None) -> Batch:
        """The batch under what the budget for all of these leaves to it."""
        if budget is None or batch.state.is_over:
            return batch
        spent = [await self._batches.get(other.id) for other in among if other.id != batch.id]
        left = max(budget - sum(other.usage.cost or 0.0 for other in spent), 0.0)
        return await self._batches.rebudget(batch.id, left)

    async def collect(self, labelled: Labelled, batches: Sequence[Batch]) -> Measured:
        """What came of the file's answers in these batches. Raises SheetUnreadable if the file changed meanwhile."""
        questions = {question.id: question for batch in batches for question in await self._batches.questions(batch)}
        judged = [await self._judged(labelled, batch) for batch in batches]
        return Measured(material_of(labelled), questions, tuple(judged))

    def report(self, measured: Measured, drawn: Drawn) -> Report:
        """Every figure with its interval: of each judge, and of every two of them."""
        is_binary = measured.material.is_binary
        return Report(
            id=MeasurementId(self._surroundings.new_id()),
            at=self._surroundings.clock(),
            material=measured.material,
            drawn=drawn,
            judges=tuple(
                report_judge(one, measured.questions, is_binary=is_binary, drawn=drawn) for one in measured.judged
            ),
            comparisons=compare_all(measured.judged, is_binary=is_binary, drawn=drawn),
            bank_digest=self._bank_digest,
            version=dict(self._surroundings.versions).get("evaluator"),
        )

    async def _judged(self, labelled: Labelled, batch: Batch) -> JudgedCases:
        cases, waiting, identity = [], 0, self._identity(labelled, batch)
        rows = labelled.rows()
        async for item, judgement in self._batches.judged(batch):
            row = next(rows, None)
            if row is None or row.answer_id != item.item_id:
                raise SheetUnreadable("The labelled file has changed while it was judged. Run again.")
            if judgement is None:
                waiting += 1
                continue
            identity = judgement.judge
            cases.append(case_of(row, judgement))
        return JudgedCases(identity, tuple(cases), waiting)

    def _content(self, labelled: Labelled, judge: str | None) -> Digest:
        marks = self._marks.get(self.estimate(labelled, judge)[0].identity.name)
        if not marks:
            return labelled.content
        asked = {row.question.id for row in labelled.rows()}
        standing = {question: mark for question, mark in marks.items() if question in asked}
        return digest_json({"rows": labelled.content, "marks": standing}) if standing else labelled.content

    def _identity(self, labelled: Labelled, batch: Batch) -> JudgeIdentity:
        return self.estimate(labelled, batch.judge_name)[0].identity


def material_of(labelled: Labelled) -> Material:
    """What a labelled file is, for the report."""
    return Material(
        name=labelled.name,
        digest=labelled.digest,
        answers=labelled.answers,
        questions=labelled.workload.questions,
        labels={verdict.value: count for verdict, count in sorted(labelled.labels.items())},
        scores=labelled.scores,
        blank=labelled.blank,
        part=labelled.part,
    )


def _intake(labelled: Labelled) -> Iterator[IntakeRow]:
    for row in labelled.rows():
        yield IntakeRow(row.row, row.answer_id, row.question, row.answer, candidate=None)
