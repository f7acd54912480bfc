"""How one attempt asks, and what is learnt when an endpoint refuses to be asked like that."""

from dataclasses import dataclass, replace

from evaluator.domain.judgements import Reason
from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import Parameters
from evaluator.judge.faults import Fault, Remedy, error_body
from evaluator.judge.formats import refuses_format
from evaluator.judge.parameters import LOGPROBS, TOP_LOGPROBS, refused_parameter
from evaluator.judge.traits import Traits

ADAPTABLE = frozenset({Reason.REQUEST_REFUSED, Reason.MODEL_UNKNOWN, Reason.ENDPOINT_FAILED})


@dataclass(frozen=True, slots=True)
class Approach:
    """The form of reply asked for and the parameters that go along.

    `is_firm` keeps to that form: it is the one demanded, or the one being tried out.
    """

    reply_format: ReplyFormat
    parameters: Parameters
    is_firm: bool


def adapted(fault: Fault, approach: Approach, traits: Traits) -> Fault:
    """The fault once the traits know of it: to be tried again at once where there is another way to ask."""
    if fault.reason not in ADAPTABLE or fault.status is None:
        return fault
    error = error_body(fault.raw or "")
    parameter = refused_parameter(error, fault.status, approach.parameters.keys())
    if parameter in (LOGPROBS, TOP_LOGPROBS):
        return _logprobs_refused(fault, approach, traits)
    if parameter is not None:
        traits.refuse_parameter(parameter)
        return replace(fault, remedy=Remedy.ADAPT, outcome="parameter_refused")
    if not refuses_format(approach.reply_format, fault.status, error):
        return fault
    return _format_refused(fault, approach, traits)


def _logprobs_refused(fault: Fault, approach: Approach, traits: Traits) -> Fault:
    """Fewer may be had where so many are not. Without any there is nothing to judge by, so they are never left out."""
    if traits.refuse_logprobs(int(approach.parameters[TOP_LOGPROBS] or 0)):
        return replace(fault, remedy=Remedy.ADAPT, outcome="parameter_refused")
    what = f"The endpoint refuses to tell probabilities of tokens ({fault.status}); choose another mode for this judge"
    return replace(fault, reason=Reason.REQUEST_REFUSED, remedy=Remedy.GIVE_UP, what=what)


def _format_refused(fault: Fault, approach: Approach, traits: Traits) -> Fault:
    fault = replace(
        fault,
        reason=Reason.REQUEST_REFUSED,
        remedy=Remedy.GIVE_UP,
        outcome="format_refused",
        what=f"The endpoint refuses the reply format {approach.reply_format} ({fault.status}); auto finds one it takes",
    )
    if approach.is_firm:
        return fault
    traits.refuse_format(approach.reply_format)
    return replace(fault, remedy=Remedy.ADAPT)
