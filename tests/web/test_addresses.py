"""Addresses that nothing can have."""

import pytest

from tests.web.service import Service
from tests.web.shapes import problem_in


@pytest.mark.parametrize(
    "address", ["/api/judgements/%00", "/api/judgements?candidate=C%00", "/judgements/a%00/events"]
)
async def test_an_address_with_a_nul_is_refused_before_any_database_sees_it(service: Service, address: str) -> None:
    problem_in(await service.client.get(address, headers=await service.bearer()), 400, "request_malformed")


@pytest.mark.parametrize("name", ["%ff", "%ed%a0%80", "x" * 5_000], ids=["not UTF-8", "half a pair", "long"])
async def test_an_address_that_is_merely_strange_names_nothing(service: Service, name: str) -> None:
    response = await service.client.get(f"/api/judgements/{name}", headers=await service.bearer())
    problem_in(response, 404, "judgement_unknown")
