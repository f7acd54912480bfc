"""What holds for every template and style sheet, whatever page they make."""

import re
from pathlib import Path

import pytest

from evaluator.web.assets import STATIC
from evaluator.web.templating import TEMPLATES

SCHEMA = "schema.html"
"""Made by the API's own documentation, not by these pages."""

PAGES = sorted(path for path in TEMPLATES.glob("*.html") if path.name != SCHEMA)
SHEETS = sorted(STATIC.glob("*.css"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_nothing_escapes_the_escaping(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_script_and_style_stand_in_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall("<script[^>]*>", text))


@pytest.mark.parametrize("path", [*PAGES, *SHEETS, *sorted(STATIC.glob("*.js"))], ids=lambda path: path.name)
def test_nothing_comes_from_anywhere_else(path: Path) -> None:
    addresses = re.findall(r"""https?://[^"'\s)]+""", path.read_text(encoding="utf-8"))
    assert [address for address in addresses if not address.startswith("http://www.w3.org/")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_form_that_changes_something_proves_where_it_comes_from(path: Path) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
    unproved = [form for form in forms if "token(csrf_token)" not in form and 'name="csrf_token"' not in form]
    assert path.name == "login.html" or unproved == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_come_from_the_tokens(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", text) == []


def test_every_icon_that_is_used_is_drawn_and_every_one_drawn_is_used() -> None:
    drawn = {
        name
        for path in TEMPLATES.glob("icons*.svg")
        for name in re.findall('id="i-([a-z]+)"', path.read_text(encoding="utf-8"))
    }
    used = {name for path in PAGES for name in re.findall(r'icon\("([a-z]+)"', path.read_text(encoding="utf-8"))}
    verdicts = {"covered", "partial", "missed", "unsure", "unscored"}
    steps = {"tick", "wait", "next"}
    assert drawn == used | verdicts | steps
