"""Marking a reviewed judgement as an example for judges, and taking that back."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from evaluator.domain.judgements import Judgement
from evaluator.web.rights import refuse_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@post("/judgements/{judgement_id:str}/example", include_in_schema=False)
async def mark_example(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Have judges shown this answer with what the reader settled on. Raises RequestInvalid where it cannot be."""
    judgement = await _opened(request, judgement_id, application)
    review = await application.reviewing.mine(judgement_id, request.user.name)
    await application.examples.mark(judgement, review)
    return Redirect(f"/judgements/{judgement_id}#example", status_code=303)


@post("/judgements/{judgement_id:str}/example/take-back", include_in_schema=False)
async def take_example_back(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Have it shown to no judge any more, whoever marked it."""
    judgement = await _opened(request, judgement_id, application)
    await application.examples.take_back(judgement, request.user.name)
    return Redirect(f"/judgements/{judgement_id}#example", status_code=303)


async def _opened(request: SignedInRequest, judgement_id: str, application: Application) -> Judgement:
    """The judgement, for reviewers from whom it is not kept."""
    refuse_unless_reviewer(request.user)
    await application.reviewing.refuse_sealed(judgement_id, request.user)
    return await application.judging.get(judgement_id)
