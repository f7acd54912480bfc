"""What the API's description says of failures."""

from http import HTTPStatus

from litestar.openapi import ResponseSpec

from evaluator.web.api.shapes import ProblemBody
from evaluator.web.problems import PROBLEM_JSON


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The `responses` of a handler that may answer with these problems, and with 500, besides what it is for."""
    return {
        status: ResponseSpec(
            ProblemBody,
            generate_examples=False,
            description=HTTPStatus(status).phrase,
            media_type=PROBLEM_JSON,
        )
        for status in (*statuses, 500)
    }
