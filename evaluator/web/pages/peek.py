"""One point of a judgement, for the panel beside the grid."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from evaluator.errors import RequestInvalid
from evaluator.web.pages.peek_view import peek_view
from evaluator.web.readable import readable_judgement
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application


@get("/judgements/{judgement_id:str}/points/{number:int}", include_in_schema=False)
async def point_peek(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    number: FromPath[int],
    application: NamedDependency[Application],
) -> Template:
    """What was said of one point and which words of the answer that rests on.

    Raises JudgementUnknown, or JudgementSealed to whoever is to review it blind first.
    """
    judgement = await readable_judgement(request, application, judgement_id)
    if not 1 <= number <= len(judgement.points):
        raise RequestInvalid("This judgement has no point of that number.")
    return page(request, "batch_peek.html", view=peek_view(judgement, number))
