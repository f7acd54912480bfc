"""What the address of the log asks for, in the same names as the API's, and addresses that ask for something else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from evaluator.domain.judgements import FlagCode, Status, Verdict
from evaluator.domain.questions import PointId, QuestionBank, QuestionId
from evaluator.services.orders import JudgementFilter
from evaluator.web.days import day_text
from evaluator.web.pages.flag_notes import IN_BRIEF

ADDRESS = "/audit"
MOST_LETTERS = 1_000
"""Longer values are cut: nobody types them."""

_Member = TypeVar("_Member", bound=StrEnum)
_YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the filter in words, and the address without it."""

    words: str
    without: str


def wanted_by(query: Mapping[str, str], created_by: str | None) -> JudgementFilter:
    """The filter that an address asks for. What says nothing known filters nothing."""

    def said(name: str) -> str | None:
        return query.get(name, "").strip()[:MOST_LETTERS] or None

    verdict = _member(Verdict, said("verdict"))
    return JudgementFilter(
        question_id=said("question_id"),
        candidate=said("candidate"),
        judge=said("judge"),
        status=_member(Status, said("status")),
        flag=_member(FlagCode, said("flag")),
        needs_review=_YES_OR_NO.get(said("needs_review") or ""),
        created_by=created_by,
        verdict=verdict,
        point_id=said("point_id") if verdict else None,
        coverage_from=_per_cent(said("coverage_from")),
        coverage_to=_per_cent(said("coverage_to")),
        reviewer=said("reviewer"),
        reviewed=_YES_OR_NO.get(said("reviewed") or ""),
        since=_day(said("since")),
        until=_day(said("until")),
        batch=said("batch"),
        text=said("text"),
    )


def address_of(wanted: JudgementFilter, **besides: str) -> str:
    """The address that asks for this."""
    query = urlencode({**dict(_said(wanted)), **besides})
    return f"{ADDRESS}?{query}" if query else ADDRESS


def values_of(wanted: JudgementFilter) -> dict[str, str]:
    """What stands in the form's fields."""
    return dict(_said(wanted))


def chips_of(wanted: JudgementFilter, bank: QuestionBank) -> tuple[Chip, ...]:
    """Every part of a filter, to be taken away one at a time."""
    return tuple(
        Chip(words, address_of(replace(wanted, **dict.fromkeys(names)))) for names, words in _words(wanted, bank)
    )


def _said(wanted: JudgementFilter) -> Iterator[tuple[str, str]]:
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if value is not None and field.name != "created_by":
            yield field.name, str(value).lower() if isinstance(value, bool) else str(value)


def _words(wanted: JudgementFilter, bank: QuestionBank) -> Iterator[tuple[tuple[str, ...], str]]:
    if wanted.text is not None:
        yield ("text",), f"Search: {wanted.text}"
    if wanted.question_id is not None:
        question = bank.question(QuestionId(wanted.question_id))
        yield ("question_id",), question.title if question else wanted.question_id
    for name, said in (("candidate", "Candidate"), ("judge", "Judge"), ("reviewer", "Reviewed by"), ("batch", "Batch")):
        if getattr(wanted, name) is not None:
            yield (name,), f"{said} {getattr(wanted, name)}"
    yield from _words_of_results(wanted, bank)
    yield from _words_of_time_and_reviews(wanted)


def _words_of_results(wanted: JudgementFilter, bank: QuestionBank) -> Iterator[tuple[tuple[str, ...], str]]:
    if wanted.status is not None:
        yield ("status",), "Scored" if wanted.status is Status.SCORED else "Not scored"
    if wanted.flag is not None:
        yield ("flag",), IN_BRIEF[wanted.flag].capitalize()
    if wanted.verdict is not None:
        point = point_text(bank, wanted) if wanted.point_id else "Any point"
        yield ("verdict", "point_id"), f"{point}: {wanted.verdict}"
    if wanted.coverage_from is not None:
        yield ("coverage_from",), f"At least {wanted.coverage_from}\u00a0%"
    if wanted.coverage_to is not None:
        yield ("coverage_to",), f"At most {wanted.coverage_to}\u00a0%"


def _words_of_time_and_reviews(wanted: JudgementFilter) -> Iterator[tuple[tuple[str, ...], str]]:
    if wanted.needs_review is not None:
        yield ("needs_review",), "Needs a look" if wanted.needs_review else "Needs no look"
    if wanted.reviewed is not None:
        yield ("reviewed",), "Reviewed" if wanted.reviewed else "Not reviewed"
    if wanted.since is not None:
        yield ("since",), f"From {day_text(wanted.since)}"
    if wanted.until is not None:
        yield ("until",), f"To {day_text(wanted.until)}"


def point_text(bank: QuestionBank, wanted: JudgementFilter) -> str:
    """The point asked for, as the bank has it, else by its id."""
    question = bank.question(QuestionId(wanted.question_id or ""))
    texts = {point.id: point.text for point in question.points} if question else {}
    return texts.get(PointId(wanted.point_id or ""), wanted.point_id or "")


def _member(kind: type[_Member], value: str | None) -> _Member | None:
    return next((member for member in kind if member.value == value), None)


def _per_cent(value: str | None) -> int | None:
    if value is None or not (value.isascii() and value.isdigit()):
        return None
    return int(value[:4]) if int(value[:4]) <= 100 else None


def _day(value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        return None
