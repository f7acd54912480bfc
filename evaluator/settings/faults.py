"""What is wrong with a setting, in a person's words: where it stands, what is wrong, what to do."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evaluator.settings.anchors import AnchorSettings
from evaluator.settings.form import KeepingSettings, ReviewSettings, ScreeningSettings, SessionSettings
from evaluator.settings.judges import (
    JudgeSettings,
    LimitSettings,
    MatcherSettings,
    PanelSettings,
    PriceSettings,
    TimeoutSettings,
)
from evaluator.settings.kinds import TOLD

_TABLES: Mapping[str, type[BaseModel]] = {
    "anchors": AnchorSettings,
    "keeping": KeepingSettings,
    "limits": LimitSettings,
    "matcher": MatcherSettings,
    "prices": PriceSettings,
    "review": ReviewSettings,
    "screening": ScreeningSettings,
    "sessions": SessionSettings,
    "timeouts": TimeoutSettings,
}
_SECRET = ("key", "api_key", "apikey", "token", "secret", "password")
"""Names under which somebody may write a key into the file."""

_NEEDED: Mapping[str, str] = {
    "name": "give the judge a short name, such as gpt or local",
    "base_url": "give the endpoint's address, such as https://llm.example/v1",
    "model": "give the model's name as the endpoint knows it",
    "input": "give the price of a million tokens read",
    "output": "give the price of a million tokens written",
    "covered_from": "give both thresholds, as `evaluator calibrate` finds them, or none",
    "missed_up_to": "give both thresholds, as `evaluator calibrate` finds them, or none",
    "first": "name the judge that judges every answer",
    "second": "name the judge that is asked about what the first leaves open",
}


def judge_keys() -> list[str]:
    """The keys of a `[[judges]]` table. The secret itself is none of them."""
    return [name for name in JudgeSettings.model_fields if name != "key"]


def faults_of(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Each of pydantic's findings as the place of the field, keys joined by dots, and what is wrong with it."""
    for detail in error.errors(include_url=False, include_input=False):
        place = ".".join(map(str, detail["loc"]))
        if error.title == PanelSettings.__name__ and detail["type"] == "extra_forbidden":
            yield place, unknown(place, list(PanelSettings.model_fields))
        else:
            yield place, _message(detail)


def unknown(key: str, known: list[str]) -> str:
    """What to say of a key that is none of those known."""
    near = get_close_matches(key, known, n=2)
    if near:
        return f"is not a setting; did you mean {' or '.join(near)}?"
    return f"is not a setting; those known here are {', '.join(known)}"


def misplaced_secret(key: str) -> bool:
    """Whether a key of a judge's table looks like the secret itself."""
    return key.casefold() in _SECRET


def _message(detail: ErrorDetails) -> str:
    say = _MESSAGES.get(detail["type"])
    return say(detail) if say else f"is not usable: {detail['msg']}"


def _missing(detail: ErrorDetails) -> str:
    return f"is missing; {_NEEDED[str(detail['loc'][-1])]}"


def _unknown(detail: ErrorDetails) -> str:
    *path, key = map(str, detail["loc"])
    return unknown(key, list(_TABLES[path[-1]].model_fields) if path else judge_keys())


def _too_short(detail: ErrorDetails) -> str:
    least = detail["ctx"]["min_length"]
    return "is empty" if least == 1 else f"must have at least {least} characters; `openssl rand -hex 32` makes one"


def _malformed(_: ErrorDetails) -> str:
    return "must be lower-case letters, digits, dots, hyphens or underscores, 40 at most, such as gpt or local"


def _choice(detail: ErrorDetails) -> str:
    return f"must be {detail['ctx']['expected']}".replace("'", "")


_MESSAGES: Mapping[str, Callable[[ErrorDetails], str]] = {
    TOLD: lambda detail: detail["msg"],
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": lambda _: "must be text in quotes",
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": lambda detail: f"has more than {detail['ctx']['max_length']} characters",
    "string_pattern_mismatch": _malformed,
    "path_type": lambda _: "must be a path in quotes",
    "int_type": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "float_parsing": lambda _: "must be a number",
    "finite_number": lambda _: "must be a number",
    "bool_type": lambda _: "must be true or false",
    "model_type": lambda _: "must be a table",
    "greater_than": lambda detail: f"must be above {detail['ctx']['gt']:g}",
    "greater_than_equal": lambda detail: f"must be at least {detail['ctx']['ge']:g}",
    "less_than_equal": lambda detail: f"must be at most {detail['ctx']['le']:g}",
    "enum": _choice,
    "literal_error": _choice,
}
