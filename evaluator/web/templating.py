"""Templates: Jinja with every value escaped, and a variable nobody set an error instead of a gap."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.response import Template

from evaluator.web.assets import Assets
from evaluator.web.security import SignedInRequest

TEMPLATES = Path(__file__).parent / "templates"


def template_environment(assets: Assets) -> Environment:
    """The engine of every page. Templates call `asset("app.css")` for the address of a static file."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = assets.address
    return environment


def page(request: SignedInRequest, template: str, *, status: int = 200, **context: Any) -> Template:
    """A page for somebody signed in: the template's context and, for every form, `user` and `csrf_token`."""
    csrf_token = request.auth.csrf_token if request.auth else ""
    return Template(template, context={"user": request.user, "csrf_token": csrf_token, **context}, status_code=status)
