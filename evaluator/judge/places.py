"""The passages of an answer that are nearest to a point, for a judge that says what is there and not where."""

from collections.abc import Collection, Mapping

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Assignment
from evaluator.judge.concordance import Concordance
from evaluator.judge.findings import quotes
from evaluator.judge.sighting import sight
from evaluator.judge.targets import targets_of


class Places:
    """Finds passages by the points' words and their kin, as the matcher does."""

    def __init__(self, coefficients: Coefficients) -> None:
        self._coefficients = coefficients

    def quotes(self, assignment: Assignment, wanted: Collection[PointId]) -> Mapping[PointId, tuple[str, ...]]:
        """The candidate's words nearest to each of the question's points that are wanted; none where none are near."""
        question = assignment.question
        if not wanted:
            return {}
        concordance = Concordance(assignment.answer)
        targets = targets_of(question.text, question.points, self._coefficients)
        return {
            point.id: quotes(
                assignment.answer, concordance.passages, sight(target, concordance, self._coefficients).hits
            )
            for point, target in zip(question.points, targets, strict=True)
            if point.id in wanted
        }
