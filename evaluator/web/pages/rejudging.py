"""The pages of judging again: what is outdated, and how verdicts moved."""

from dataclasses import dataclass

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from evaluator.domain.rejudging import Choice, Reading
from evaluator.errors import EvaluatorError, RequestInvalid
from evaluator.services.rejudging import RejudgingOrder
from evaluator.web.api.rejudgings import place_of
from evaluator.web.pages.fields import text_of
from evaluator.web.pages.figures import amount
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.moves_view import moves_view
from evaluator.web.pages.rejudging_view import ADDRESS, outdated_view
from evaluator.web.rights import refuse_unless_admin, refuse_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

LOOK_S = 1.0
"""How long the page waits for the record to be looked through before it tells what is known."""

PAGE_LENGTH = 50
PAST = 20
LIMIT_WRONG = "This must be an amount above nothing, such as 2.50, or empty for no ceiling."
JUDGE_GONE = "There is no judge of that name any more. See below who would judge, and what that takes."
MOVED_ON = "More or less is outdated than this page showed. Look again before you begin."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for. `by` names the judge to judge again, `judge` whose judgements were ordered."""

    question: str = ""
    by: str = ""
    judge: str = ""
    budget: str = ""


@get(ADDRESS, include_in_schema=False)
async def outdated_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    by: FromQuery[str] = "",
) -> Template:
    """What is outdated, what it takes to have it judged again by some judge, and the rejudgings there were."""
    refuse_unless_reviewer(request.user)
    return await _page(request, application, Asked(question, _known(application, by)))


@post(ADDRESS, include_in_schema=False)
async def order_rejudging(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect | Template:
    """Begin to judge again what the page showed of one judge, or say what is wrong with that."""
    refuse_unless_admin(request.user)
    form = await request.form()
    judge, question, by, said, seen = (
        text_of(form.get(name)) for name in ("judge", "question", "by", "budget", "seen")
    )
    asked, budget = Asked(question, _known(application, by), judge, said), amount(said)
    if budget == 0:
        return await _page(request, application, asked, wrong=LIMIT_WRONG)
    if asked.by != by:
        return await _page(request, application, asked, refused=JUDGE_GONE)
    rejudging, choice = application.rejudging, Choice(judge or None, question or None)
    survey = await rejudging.survey(choice, by=by or None, within_s=LOOK_S)
    if [str(offer.ready) for offer in survey.offers] != [seen]:
        return await _page(request, application, asked, refused=MOVED_ON)
    order = RejudgingOrder(choice, by or None, budget, request.user.name)
    try:
        ordered = await rejudging.order(order, within_s=LOOK_S)
    except EvaluatorError as error:
        return await _page(request, application, asked, refused=error.message)
    await application.batches.start(ordered.batch.id)
    return Redirect(f"{ADDRESS}/{ordered.batch.id}", status_code=303)


@get(ADDRESS + "/{batch_id:str}", include_in_schema=False)
async def moves_page(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    read: FromQuery[str] = Reading.MOVED.value,
    cursor: FromQuery[str] = "",
) -> Template:
    """How verdicts moved in one rejudging, and which answers to read."""
    refuse_unless_reviewer(request.user)
    reading = next((one for one in Reading if one.value == read), None)
    if reading is None:
        raise RequestInvalid("Answers to read are those that moved, or that people settled otherwise.")
    rejudging, name = application.rejudging, request.user.name
    found = await rejudging.get(batch_id)
    moves = await rejudging.moves(batch_id, name)
    page = await rejudging.page(batch_id, reading, name, after=place_of(cursor), limit=PAGE_LENGTH)
    questions = await application.batches.questions(found.batch)
    view = moves_view(found, moves, questions, reading, page)
    return await shown(request, application, "rejudging_moves.html", view=view, is_first=not cursor)


async def _page(
    request: SignedInRequest, application: Application, asked: Asked, *, wrong: str = "", refused: str = ""
) -> Template:
    choice = Choice(question_id=asked.question or None)
    survey = await application.rejudging.survey(choice, by=asked.by or None, within_s=LOOK_S)
    past = await application.rejudging.newest(PAST)
    view = outdated_view(
        survey, past, application.bank, application.judging.judges, request.user, asked.question or None, asked.by
    )
    return await shown(
        request,
        application,
        "rejudging.html",
        status=422 if wrong else 409 if refused else 200,
        view=view,
        asked=asked,
        wrong=wrong,
        refused=refused,
    )


def _known(application: Application, name: str) -> str:
    """The judge's name if there is one of it, else empty."""
    return name if any(judge.identity.name == name for judge in application.judging.judges) else ""
