"""What every error answer must look like."""

from httpx import Response

ALWAYS = {"type", "title", "status", "detail", "code", "request_id"}
SOMETIMES = {"faults", "near", "speakers"}


def problem_in(response: Response, status: int, code: str) -> dict[str, object]:
    """The problem document of a response, once its one shape is checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document.keys() >= ALWAYS
    assert document.keys() <= ALWAYS | SOMETIMES
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"/schema#{code}"
    assert document["request_id"] == response.headers["x-request-id"]
    assert str(document["detail"]).endswith((".", "?"))
    return document
