"""What the page of insights is narrowed to: it stands in the address, and in the choices at its head."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from evaluator.digests import Digest
from evaluator.domain.insights import Choice, Choices, InsightFilter
from evaluator.domain.questions import QuestionId
from evaluator.web.pages.figures import thousands

ADDRESS = "/insights"

SPANS = ((7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year"))
"""How far back one may look."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says; an empty field narrows nothing, and what is no number of days is none."""

    judge: str = ""
    question: str = ""
    prompt: str = ""
    bank: str = ""
    days: str = ""

    @property
    def address(self) -> str:
        """The page narrowed to this."""
        named = {name: getattr(self, name) for name in ("judge", "question", "prompt", "bank", "days")}
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{ADDRESS}?{query}" if query else ADDRESS

    @property
    def queue(self) -> str:
        """The reviewer's queue, narrowed as far as that can be without telling who judged."""
        return f"/review?{urlencode({'question': self.question})}" if self.question else "/review"

    def but(self, **more: str) -> str:
        """The page narrowed to this and more."""
        return replace(self, **more).address

    def wanted(self, today: date) -> InsightFilter:
        """The same for the service. `today` is the last of the days."""
        return InsightFilter(
            question_id=QuestionId(self.question) if self.question else None,
            judge=self.judge or None,
            prompt=Digest(self.prompt) if self.prompt else None,
            bank=Digest(self.bank) if self.bank else None,
            since=today - timedelta(self._span - 1) if self._span else None,
        )

    @property
    def _span(self) -> int:
        return next((span for span, _ in SPANS if str(span) == self.days), 0)


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One value a filter may take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter with all it may be set to; the first of them is none."""

    name: str
    label: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """All of them."""

    all: tuple[Filter, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is set, in words: question Caching."""
        set_ = ((one.label, choice) for one in self.all for choice in one.choices if choice.is_chosen and choice.value)
        return tuple(f"{label.lower()} {choice.label}" for label, choice in set_)


def filters(asked: Asked, choices: Choices) -> Filters:
    """The filters as they are set. What was asked for stands among the choices even where nothing is known of it."""
    spans = [Choice(str(span), label, 0) for span, label in SPANS]
    every = (
        _filter("judge", "Judge", "Every judge", choices.judges, asked.judge),
        _filter("question", "Question", "All questions", choices.questions, asked.question),
        _filter("prompt", "Prompt", "Every version", choices.prompts, asked.prompt),
        _filter("bank", "Bank", "Every version", choices.banks, asked.bank),
        _filter("days", "Last", "All days", spans, asked.days),
    )
    return Filters(every)


def _filter(name: str, label: str, everything: str, known: Sequence[Choice], chosen: str) -> Filter:
    listed = [("", everything), *((choice.value, _named(choice)) for choice in known)]
    if chosen not in [value for value, _ in listed]:
        listed.append((chosen, chosen))
    return Filter(name, label, tuple(FilterChoice(value, text, value == chosen) for value, text in listed))


def _named(choice: Choice) -> str:
    return f"{choice.name} ({thousands(choice.judgements)})" if choice.judgements else choice.name
