"""The HTTP API: thin controllers over the services."""

from evaluator.web.api.batches import BATCH_ROUTES
from evaluator.web.api.erasures import ERASURE_ROUTES, HOLD_ROUTES, KEEPING_ROUTES
from evaluator.web.api.exports import EXPORT_ROUTES
from evaluator.web.api.insights import INSIGHT_ROUTES
from evaluator.web.api.judgements import JUDGEMENT_ROUTES
from evaluator.web.api.ledger import LEDGER_ROUTES
from evaluator.web.api.operations import OPERATION_ROUTES
from evaluator.web.api.questions import QUESTION_ROUTES
from evaluator.web.api.rejudgings import REJUDGING_ROUTES
from evaluator.web.api.reviews import REVIEW_ROUTES
from evaluator.web.api.users import USER_ROUTES

API_HANDLERS = (
    QUESTION_ROUTES,
    JUDGEMENT_ROUTES,
    BATCH_ROUTES,
    REJUDGING_ROUTES,
    REVIEW_ROUTES,
    EXPORT_ROUTES,
    INSIGHT_ROUTES,
    ERASURE_ROUTES,
    HOLD_ROUTES,
    KEEPING_ROUTES,
    USER_ROUTES,
    LEDGER_ROUTES,
    OPERATION_ROUTES,
)
