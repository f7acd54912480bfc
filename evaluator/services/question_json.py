"""Questions as the API and `evaluator questions list --json` give them. Decoys are never among the points."""

from evaluator.digests import Json
from evaluator.domain.questions import ExpectedPoint, Question, QuestionBank

JsonObject = dict[str, Json]


def bank_json(bank: QuestionBank) -> JsonObject:
    """The whole bank. `digest` changes when any word of it does."""
    return {
        "version": bank.version,
        "language": bank.language,
        "digest": bank.digest,
        "questions": [question_json(question) for question in bank.questions],
    }


def question_json(question: Question) -> JsonObject:
    """One question with its expected points, in the bank's order."""
    return {
        "id": question.id,
        "title": question.title,
        "text": question.text,
        "kind": question.kind.value,
        "points": [_point(point) for point in question.points],
    }


def _point(point: ExpectedPoint) -> JsonObject:
    anchors = point.anchors
    said: JsonObject | None = None
    if anchors is not None:
        said = {"covered": anchors.covered, "partial": anchors.partial, "missed": anchors.missed}
    return {
        "id": point.id,
        "text": point.text,
        "weight": point.weight,
        "anchors": said,
        "terms": list(point.terms),
    }
