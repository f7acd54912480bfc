"""The API's description: whole, true, and found faultless by a tool that knows nothing else of the service."""

import asyncio
from collections.abc import Iterator

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft202012Validator
from litestar.routes import HTTPRoute
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from evaluator.domain.users import Role
from evaluator.settings import Settings
from evaluator.web.problems import PROBLEM_JSON, known_codes
from tests.fakes import ScriptedAdjudicator, first_word_covers, paid
from tests.web.service import Service, assemble

TOKEN = "a token for the tool alone"
PUBLIC = {"/health/live", "/health/ready"}
DESIGN = {
    ("GET", "/api/questions"),
    ("GET", "/api/questions/{question_id}"),
    ("POST", "/api/judgements"),
    ("GET", "/api/judgements"),
    ("GET", "/api/judgements/{judgement_id}"),
    ("GET", "/api/judgements/{judgement_id}/story"),
    ("POST", "/api/batches"),
    ("GET", "/api/batches"),
    ("GET", "/api/batches/{batch_id}"),
    ("GET", "/api/batches/{batch_id}/events"),
    ("GET", "/api/batches/{batch_id}/results"),
    ("POST", "/api/batches/{batch_id}/start"),
    ("POST", "/api/batches/{batch_id}/pause"),
    ("POST", "/api/batches/{batch_id}/cancel"),
    ("POST", "/api/batches/{batch_id}/budget"),
    ("POST", "/api/batches/{batch_id}/again"),
    ("GET", "/api/outdated"),
    ("POST", "/api/rejudgings"),
    ("GET", "/api/rejudgings"),
    ("GET", "/api/rejudgings/{batch_id}"),
    ("GET", "/api/rejudgings/{batch_id}/answers"),
    ("GET", "/api/reviews/next"),
    ("GET", "/api/reviews/{judgement_id}"),
    ("POST", "/api/reviews/{judgement_id}/blind"),
    ("POST", "/api/reviews/{judgement_id}/final"),
    ("POST", "/api/reviews/{judgement_id}/settle"),
    ("POST", "/api/reviews/{judgement_id}/skip"),
    ("GET", "/api/insights"),
    ("GET", "/api/erasures"),
    ("POST", "/api/erasures"),
    ("POST", "/api/erasures/preview"),
    ("GET", "/api/erasures/{erasure_id}"),
    ("GET", "/api/holds"),
    ("POST", "/api/holds"),
    ("POST", "/api/holds/{hold_id}/lift"),
    ("GET", "/api/keeping"),
    ("POST", "/api/keeping/purge"),
    ("GET", "/api/users"),
    ("POST", "/api/users"),
    ("POST", "/api/users/{name}/role"),
    ("POST", "/api/users/{name}/token"),
    ("POST", "/api/users/{name}/revoke"),
    ("DELETE", "/api/users/{name}"),
    ("GET", "/api/judgements/export"),
    ("GET", "/api/reviews/export"),
    ("GET", "/api/ledger/head"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
}
"""What the design fixes of the HTTP interface, as far as this version goes."""

Document = dict[str, dict[str, dict[str, dict[str, object]]]]


@pytest.fixture
async def document(service: Service) -> Document:
    response = await service.client.get("/schema/openapi.json", headers=await service.bearer("reader"))
    assert response.status_code == 200
    told: Document = response.json()
    return told


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_it_describes_exactly_what_the_design_promises(document: Document) -> None:
    assert {(method, path) for method, path, _ in operations(document)} == DESIGN


def test_every_route_for_programs_is_described(service: Service, document: Document) -> None:
    served = {
        (method, route.path_format)
        for route in service.app.site.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(("/api/", "/health/", "/metrics"))
        for method in route.methods - {"OPTIONS"}
    }
    assert served == {(method, path) for method, path, _ in operations(document)}


def test_every_operation_says_what_it_is_for(document: Document) -> None:
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert operation["tags"], (method, path)


def test_every_failure_is_described_as_a_problem(document: Document) -> None:
    for method, path, operation in operations(document):
        failures = {status: told for status, told in operation["responses"].items() if status >= "400"}
        assert "500" in failures
        for status, told in failures.items():
            shape = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
            assert told["content"] == shape, (method, path, status)


def test_public_operations_ask_for_nothing_and_all_others_for_a_token(document: Document) -> None:
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for method, path, operation in operations(document):
        wanted = operation.get("security", document["security"])
        assert wanted == ([] if path in PUBLIC else [{"token": []}]), (method, path)
        assert ("401" in operation["responses"]) is (path not in PUBLIC), (method, path)


def test_every_shape_has_a_description(document: Document) -> None:
    assert [name for name, shape in document["components"]["schemas"].items() if not shape.get("description")] == []


async def test_what_goes_out_is_described_to_the_last_field(service: Service, document: Document) -> None:
    headers = await service.bearer()
    judgement = await service.judged(headers, candidate="C-1042")
    for path, body in [
        ("/api/judgements/{judgement_id}", judgement),
        ("/api/judgements", (await service.client.get("/api/judgements", headers=headers)).json()),
        ("/api/questions", (await service.client.get("/api/questions", headers=headers)).json()),
    ]:
        response = document["paths"][path]["get"]["responses"]["200"]
        schema = closed({**response["content"]["application/json"]["schema"], "components": document["components"]})
        Draft202012Validator(schema).validate(body)


def closed(schema: object) -> object:
    """The same schema, refusing every member that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    tight = {name: closed(value) for name, value in schema.items()}
    return {**tight, "additionalProperties": False} if "properties" in schema and "type" in schema else tight


async def test_it_can_be_had_as_yaml_too(service: Service, document: Document) -> None:
    response = await service.client.get("/schema/openapi.yaml", headers=await service.bearer())
    assert yaml.safe_load(response.text) == document


async def test_its_page_shows_every_operation_and_code_and_loads_nothing_from_elsewhere(
    service: Service, document: Document
) -> None:
    response = await service.client.get("/schema", headers=await service.browser("reader-of-pages"))
    assert response.headers["content-type"].startswith("text/html")
    for method, path, _ in operations(document):
        assert f"<code>{method} {path}</code>" in response.text
    for code in known_codes():
        assert f'id="{code}"' in response.text
    for name in document["components"]["schemas"]:
        assert f'id="{name}"' in response.text
    assert "http://" not in response.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in response.text
    assert "<style" not in response.text


CHECKS = {
    # A zero character is refused in any address, whatever its route (test_addresses).
    "generation": {"allow-x00": False},
    # What JSON Schema cannot say (no words, no candidate named, no such cursor) is refused as what it is.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "404", "409", "422"]}},
}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> OpenApiSchema:
    settings = Settings(data_dir=tmp_path_factory.mktemp("described"))
    service = assemble(ScriptedAdjudicator(paid(first_word_covers)), settings)
    asyncio.run(service.users.admit("tool", Role.ADMIN, TOKEN))
    return schemathesis.openapi.from_asgi(
        "/schema/openapi.json",
        service.app,
        headers={"Authorization": f"Bearer {TOKEN}"},
        config=SchemathesisConfig.from_dict(CHECKS),
    )


TRIALS = [
    (mode, method, path)
    for method, path in sorted(DESIGN)
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or path not in PUBLIC  # which take nothing that could be wrong
]


@pytest.mark.parametrize(("mode", "method", "path"), TRIALS, ids=lambda value: str(value))
def test_a_tool_that_tries_what_is_allowed_and_what_is_not_finds_nothing(
    described: OpenApiSchema, mode: GenerationMode, method: str, path: str, logged: list[dict[str, object]]
) -> None:
    @settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def finds_nothing(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and path == "/api/judgements" and isinstance(case.body, dict):
            case.body = {**case.body, "question_id": "locking", "judge": None}
        if mode is GenerationMode.NEGATIVE:
            assume(not any(is_no_fault_in_an_address(value) for value in (case.query or {}).values()))
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"})

    finds_nothing()


def is_no_fault_in_an_address(value: object) -> bool:
    """An address holds text alone: nothing in a list or object is not sent, and one thing in it is sent as that."""
    return value == "" or (isinstance(value, list | dict) and sum(part is not None for part in value) < 2)
