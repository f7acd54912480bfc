"""What the settings' tables are made of: kinds of values with their limits, and how a finding is worded."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

TOLD = "told"
"""The error type of a finding whose message is written for people already."""

JudgeName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


def endpoint_of(url: str, such_as: str) -> str:
    """The web address without white space around it; raises the finding that it is none, or holds a password."""
    plain = url.strip()
    try:
        parts = urlsplit(plain)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise told(f"must be a web address, such as {such_as}")
    if "@" in parts.netloc:
        raise told("must hold no user or password; the key goes into an environment variable")
    return plain


def absolute(path: Path) -> Path:
    """A path that means the same wherever it is read from."""
    return path.expanduser().absolute()


def told(message: str) -> PydanticCustomError:
    """A finding in words that are written for people."""
    return PydanticCustomError(TOLD, "{message}", {"message": message})


Place = Annotated[Path, AfterValidator(absolute)]


class Form(BaseModel):
    """A frozen table that takes no other keys than its own and shows no value in its errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Table(Form):
    """A table of the file, where a number is written as a number and text as text."""

    model_config = ConfigDict(strict=True)
