"""Where an endpoint is, from the base URL in the settings."""

from dataclasses import replace

import pytest

from evaluator.errors import SettingsInvalid
from evaluator.judge.endpoint import Endpoint, endpoint_of
from tests.judge.endpoints import CONFIG

AZURE = {"api-version": "2024-10-21"}
DEPLOYED = "https://x.openai.azure.com/openai/deployments/judge"


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        pytest.param(
            "https://api.openai.com/v1/", Endpoint("https://api.openai.com/v1", "api.openai.com", {}, None), id="openai"
        ),
        pytest.param(
            "http://127.0.0.1:11434/v1", Endpoint("http://127.0.0.1:11434/v1", "127.0.0.1:11434", {}, None), id="ollama"
        ),
        pytest.param(
            " https://h.example/v1/chat/completions ",
            Endpoint("https://h.example/v1", "h.example", {}, None),
            id="the whole path",
        ),
        pytest.param(
            "https://h.example/v1?team=a&tier=b#top",
            Endpoint("https://h.example/v1", "h.example", {"team": "a", "tier": "b"}, None),
            id="a query of one's own",
        ),
        pytest.param(
            "https://x.openai.azure.com/openai/v1",
            Endpoint("https://x.openai.azure.com/openai/v1", "x.openai.azure.com", {}, None),
            id="azure, newer style",
        ),
        pytest.param(
            "https://x.openai.azure.com?api-version=2024-10-21",
            Endpoint(DEPLOYED, "x.openai.azure.com", AZURE, "api-key"),
            id="azure, only the resource",
        ),
        pytest.param(
            "https://x.openai.azure.com/openai/?api-version=2024-10-21",
            Endpoint(DEPLOYED, "x.openai.azure.com", AZURE, "api-key"),
            id="azure, without a deployment",
        ),
        pytest.param(
            "https://x.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2024-10-21",
            Endpoint(DEPLOYED.replace("judge", "mine"), "x.openai.azure.com", AZURE, "api-key"),
            id="azure, as its portal shows it",
        ),
        pytest.param(
            "https://x.services.ai.azure.com/models?api-version=2024-10-21",
            Endpoint("https://x.services.ai.azure.com/models", "x.services.ai.azure.com", AZURE, "api-key"),
            id="azure, models of others",
        ),
    ],
)
def test_an_endpoint_is_found_from_its_base_url(base_url: str, expected: Endpoint) -> None:
    assert endpoint_of(replace(CONFIG, base_url=base_url)) == expected


def test_a_model_name_cannot_leave_its_place_in_an_azure_path() -> None:
    config = replace(CONFIG, base_url="https://x.openai.azure.com?api-version=1", model="a/../b?c")
    assert endpoint_of(config).url == "https://x.openai.azure.com/openai/deployments/a%2F..%2Fb%3Fc"


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        pytest.param("llm.example/v1", "must begin with http:// or https:// and name a host", id="no scheme"),
        pytest.param("ftp://llm.example/v1", "must begin with http:// or https://", id="another scheme"),
        pytest.param("https:///v1", "must begin with http:// or https:// and name a host", id="no host"),
        pytest.param("https://me:sk-secret@llm.example/v1", "holds a user name or a password", id="credentials"),
        pytest.param("https://llm.example:port/v1", "is not a URL", id="a port that is no number"),
        pytest.param("https://[llm/v1", "is not a URL", id="a bracket left open"),
    ],
)
def test_a_base_url_that_cannot_be_used_is_refused_with_the_judges_name_and_without_a_secret(
    base_url: str, expected: str
) -> None:
    with pytest.raises(SettingsInvalid, match="of judge house") as caught:
        endpoint_of(replace(CONFIG, base_url=base_url))
    assert expected in caught.value.message
    assert "sk-secret" not in caught.value.message
