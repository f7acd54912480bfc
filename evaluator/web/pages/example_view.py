"""Whether a judgement is an example for judges, and whether the reader may make it one."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.domain.examples import Mark, refuse_unless_fit
from evaluator.domain.judgements import Judgement
from evaluator.domain.reviews import Review
from evaluator.errors import RequestInvalid
from evaluator.web.pages.figures import Moment, moment


@dataclass(frozen=True, slots=True)
class ExampleView:
    """`at` is when it was marked and `by` whom, None and empty where it is no example."""

    by: str = ""
    at: Moment | None = None


def example_view(judgement: Judgement, mark: Mark | None, reviews: Sequence[Review], reader: str) -> ExampleView | None:
    """What the page says of examples; None where it is none, and the reader has no review that could make it one."""
    if mark is not None:
        return ExampleView(mark.by, moment(mark.at))
    own = next((one for one in reviews if one.reviewer == reader and one.judgement_id == judgement.id), None)
    if own is None:
        return None
    try:
        refuse_unless_fit(judgement, own)
    except RequestInvalid:
        return None
    return ExampleView()
