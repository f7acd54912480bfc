"""GET /api/questions: what can be asked. Decoys are no business of the reader's and are left out."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from evaluator.domain.questions import Anchors, Question
from evaluator.web.api.described import problems
from evaluator.web.api.shapes import AnchorsBody, ExpectedPointBody, QuestionBankBody, QuestionBody
from evaluator.wiring import Application


@get("/", summary="All questions with their expected points", responses=problems(401), sync_to_thread=False)
def list_questions(application: NamedDependency[Application]) -> QuestionBankBody:
    """The bank in its own order."""
    bank = application.bank
    return {
        "version": bank.version,
        "language": bank.language,
        "digest": bank.digest,
        "questions": [question_body(question) for question in bank.questions],
    }


@get("/{question_id:str}", summary="One question", responses=problems(400, 401, 404), sync_to_thread=False)
def get_question(question_id: FromPath[str], application: NamedDependency[Application]) -> QuestionBody:
    """One question by its id; where there is none, `near` names ids that look like it."""
    return question_body(application.judging.question(question_id))


def question_body(question: Question) -> QuestionBody:
    """A question as JSON."""
    points: list[ExpectedPointBody] = [
        {
            "id": point.id,
            "text": point.text,
            "weight": point.weight,
            "anchors": _anchors(point.anchors),
            "terms": list(point.terms),
        }
        for point in question.points
    ]
    return {
        "id": question.id,
        "title": question.title,
        "text": question.text,
        "kind": question.kind,
        "points": points,
    }


def _anchors(anchors: Anchors | None) -> AnchorsBody | None:
    if anchors is None:
        return None
    return {"covered": anchors.covered, "partial": anchors.partial, "missed": anchors.missed}


QUESTION_ROUTES = Router("/api/questions", route_handlers=[list_questions, get_question], tags=["Questions"])
