"""What a validation error of the questions file means, in words that say what to do."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evaluator.bank.faults import Fault
from evaluator.bank.form import (
    KEBAB,
    LANGUAGE,
    LOWER_CASE,
    AnchorsForm,
    BankForm,
    CanaryForm,
    PointForm,
    QuestionForm,
)

_FORMS: Mapping[str, type[BaseModel]] = {
    "": BankForm,
    "questions": QuestionForm,
    "points": PointForm,
    "canaries": CanaryForm,
    "anchors": AnchorsForm,
}
"""Which form stands under which key; under the root, the whole."""

_NEEDED: Mapping[str, str] = {
    "version": 'give one in quotes, such as "1"',
    "language": "give the language of the answers, such as en",
    "questions": "list at least one question",
    "points": "list at least one point",
    "id": "give a lasting short name, such as cdn-for-static-assets",
    "title": "give the short label shown in lists",
    "text": "write the sentence out",
    "kind": "write knowledge or experience",
    "covered": "say what counts as covered",
    "partial": "say what is only partly right",
    "missed": "say what does not count",
}

_PATTERNS: Mapping[str, str] = {
    KEBAB: "must be kebab-case: lower-case letters, digits and single hyphens, such as cdn-for-static-assets",
    LANGUAGE: "must be a language tag, such as en or en-GB",
    LOWER_CASE: "must be in lower case, without control characters",
}


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """Each of pydantic's findings in the words of this file."""
    for detail in error.errors(include_url=False, include_context=True, include_input=True):
        yield Fault(detail["loc"], _message(detail))


def _message(detail: ErrorDetails) -> str:
    say = _MESSAGES.get(detail["type"])
    return say(detail) if say else f"is not usable: {detail['msg']}"


def _missing(detail: ErrorDetails) -> str:
    return f"is missing; {_NEEDED[str(detail['loc'][-1])]}"


def _empty(detail: ErrorDetails) -> str:
    return f"is empty; {_NEEDED.get(str(detail['loc'][-1]), 'fill it in or remove it')}"


def _unknown(detail: ErrorDetails) -> str:
    keys = _keys_at(detail["loc"][:-1])
    near = get_close_matches(str(detail["loc"][-1]), keys, n=1)
    advice = f"did you mean {near[0]}?" if near else f"those known here are {', '.join(keys)}"
    return f"is not a known key; {advice}"


def _keys_at(place: tuple[str | int, ...]) -> list[str]:
    parent = next((key for key in reversed(place) if isinstance(key, str)), "")
    return list(_FORMS[parent].model_fields)


def _too_long(detail: ErrorDetails) -> str:
    most, length = detail["ctx"]["max_length"], len(detail["input"].strip())
    return f"has {length} characters; the most is {most}: shorten it"


def _crowded(detail: ErrorDetails) -> str:
    length, most = detail["ctx"]["actual_length"], detail["ctx"]["max_length"]
    return f"has {length} entries; the most is {most}: divide the question"


def _malformed(detail: ErrorDetails) -> str:
    pattern = detail["ctx"]["pattern"]
    return _PATTERNS.get(pattern, "holds a control character; remove it")


def _not_text(detail: ErrorDetails) -> str:
    if detail["input"] is None:
        return _empty(detail)
    if isinstance(detail["input"], list | dict):
        return "must be text, not a list or a mapping"
    return "must be text; put it in quotes"


def _not_mapping(detail: ErrorDetails) -> str:
    return f"must be a mapping of keys: {', '.join(_keys_at(detail['loc']))}"


_MESSAGES: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": _not_text,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _malformed,
    "string_unicode": lambda _: "holds half of a surrogate pair; write the character itself",
    "too_short": _empty,
    "too_long": _crowded,
    "list_type": lambda _: "must be a list: start each entry with a hyphen",
    "model_type": _not_mapping,
    "enum": lambda _: "must be knowledge or experience",
    "float_type": lambda _: "must be a number above 0, such as 2",
    "greater_than": lambda _: "must be a number above 0, such as 2",
    "finite_number": lambda _: "must be a number above 0, such as 2",
    "int_type": lambda _: "must be a whole number of days, such as 183",
    "greater_than_equal": lambda detail: f"must be at least {detail['ctx']['ge']:g}",
    "less_than_equal": lambda detail: f"must be at most {detail['ctx']['le']:g}",
}
