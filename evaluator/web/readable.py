"""Judgements for those who may read what the judge says."""

from evaluator.domain.judgements import Judgement
from evaluator.web.rights import refuse_unless_readable
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


async def readable_judgement(request: SignedInRequest, application: Application, judgement_id: str) -> Judgement:
    """The judgement, which counts as shown to this person from then on.

    Raises JudgementUnknown, NotAllowed for other interviewers, and JudgementSealed to whoever is to review it blind
    first.
    """
    judgement = await application.judging.get(judgement_id)
    refuse_unless_readable(request.user, judgement.created_by)
    await application.reviewing.note_reading(judgement, request.user)
    await application.reviewing.refuse_sealed(judgement.id, request.user)
    return judgement
