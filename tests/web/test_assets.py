"""Static files: from memory, for ever under a versioned address, and nothing else of the disk."""

from pathlib import Path

import pytest

from evaluator.web.assets import ASK_AGAIN, FOR_EVER, MEDIA_TYPES, STATIC, Assets
from tests.web.service import Service


async def test_an_address_with_its_version_is_kept_for_ever(service: Service) -> None:
    response = await service.client.get(Assets().address("app.css"))
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == FOR_EVER
    assert response.content == (STATIC / "app.css").read_bytes()


@pytest.mark.parametrize("query", ["", "?v=0123456789ab"], ids=["none", "another"])
async def test_an_address_without_its_version_is_asked_for_again(service: Service, query: str) -> None:
    response = await service.client.get(f"/static/app.css{query}")
    assert response.headers["cache-control"] == ASK_AGAIN


async def test_a_browser_that_has_the_file_gets_no_second_copy(service: Service) -> None:
    first = await service.client.get("/static/app.css")
    second = await service.client.get("/static/app.css", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/nothing.css",
    ],
)
async def test_nothing_but_the_files_themselves_is_served(service: Service, address: str) -> None:
    assert (await service.client.get(address)).status_code == 404


def test_files_of_other_kinds_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.css").write_text("p {}")
    (tmp_path / "notes.md").write_text("draft")
    assets = Assets(tmp_path)
    assert assets.find("a/b.css") is not None
    assert assets.find("notes.md") is None


def test_another_content_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p {}")
    before = Assets(tmp_path).address("a.css")
    (tmp_path / "a.css").write_text("q {}")
    assert Assets(tmp_path).address("a.css") != before


def test_every_file_that_comes_with_the_pages_is_of_a_kind_that_is_served() -> None:
    assert {path.suffix for path in STATIC.rglob("*") if path.is_file()} <= MEDIA_TYPES.keys()
