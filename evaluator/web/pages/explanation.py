"""The explanation of one judgement, for the candidate."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import Entry
from evaluator.web.pages.explanation_view import explanation_view
from evaluator.web.pages.masthead import shown
from evaluator.web.readable import readable_judgement
from evaluator.web.rights import may_review
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get("/judgements/{judgement_id:str}/explanation", include_in_schema=False)
async def explanation_page(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Template:
    """The document, made of what is recorded: no judge is asked.

    Raises JudgementUnknown, or JudgementSealed to whoever is to review it blind first.
    """
    judgement = await readable_judgement(request, application, judgement_id)
    effective = await application.reviewing.effective(judgement)
    newer = await application.rejudging.superseded_by(judgement.id)
    entry, contact = await _entry(application, judgement), application.settings.contact
    view = explanation_view(judgement, effective, entry, contact, newer)
    # What was judged again is somebody else's, and not for interviewers to read.
    return await shown(request, application, "explanation.html", view=view, leads_on=may_review(request.user))


async def _entry(application: Application, judgement: Judgement) -> Entry | None:
    if judgement.ledger_seq is None:
        return None
    found = await application.ledger.entries(after=judgement.ledger_seq - 1, limit=1)
    return found[0] if found else None
