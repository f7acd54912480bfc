"""What people look at all day: the queue, the log with each filter, the search, a judgement, the figures."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.record.plan import FIRST, JUDGES, LAST, REVIEWERS
from benchmarks.record.reading import NOT_THERE, Ask, Case, Sample, Visitor
from benchmarks.record.vocabulary import FREQUENT, MIDDLING, PHRASE, RARE

QUICK_MS, FIGURES_MS = 50.0, 300.0
DEEP = 500

Query = Mapping[str, str]
Filters = Mapping[str, Sequence[Query]]
"""What each filter is called, and the queries that ask for it with one value or another."""

Asks = Callable[[str, Sequence[Query]], Ask]
"""Makes what asks an address with those queries in turn."""

MIDDLE = f"{FIRST + (LAST - FIRST) / 2:%Y-%m-%d}"
FACTS: Filters = {
    "judge": [{"judge": judge.name} for judge in JUDGES],
    "unscored": [{"status": "unscored"}],
    "frequent verdict": [{"verdict": "covered"}],
    "rare verdict": [{"verdict": "unsure"}],
    "coverage": [{"coverage_from": "40", "coverage_to": "60"}, {"coverage_to": "10"}, {"coverage_from": "100"}],
    "frequent flag": [{"flag": "matcher_only"}],
    "rare flag": [{"flag": "instruction_like_text"}],
    "no such flag": [{"flag": "canary_credited"}],
    "reviewer": [{"reviewer": name} for name in REVIEWERS],
    "day": [{"since": MIDDLE, "until": MIDDLE}],
    "until a day": [{"until": MIDDLE}],
    "rare word": [{"text": RARE}],
    "middling word": [{"text": MIDDLING}],
    "frequent word": [{"text": FREQUENT}],
    "phrase": [{"text": f'"{PHRASE}"'}],
}
NARROWED_TO_NONE = "nothing that fits"


def cases(sample: Sample) -> list[Case]:
    """All of them."""
    batches = [{"batch": batch} for batch in sample.batches]
    candidates = [{"candidate": candidate} for candidate in sample.candidates]
    nobody: Filters = {"candidate, " + NARROWED_TO_NONE: [{"candidate": "C-none"}]}
    questions = [{"question_id": question} for question in sample.questions]
    named: Filters = {"question": questions, "candidate": candidates, **nobody, "batch": batches}
    queue: Filters = {**named, "batch, " + NARROWED_TO_NONE: [{"batch": "none"}], "judge": FACTS["judge"]}
    log: Filters = {"": [{}], **named, **FACTS}
    figures: Filters = {"": [{}], "question": questions}
    once: Filters = {"": [{}]}
    return [
        *_cases("GET /api/reviews/next", {"": [{}], **queue}, _next, by_reviewer=True),
        *_cases("/review", {"": [{}], "batch": batches, NARROWED_TO_NONE: [{"batch": "none"}]}, by_reviewer=True),
        Case("/review/{id}", QUICK_MS, _blind, by_reviewer=True),
        *_cases("GET /api/judgements", log),
        Case(f"GET /api/judgements, page {DEEP}", QUICK_MS, _deep()),
        *_cases("/audit", log),
        Case("GET /api/judgements/{id}", QUICK_MS, _each("/api/judgements/", sample.judgements)),
        Case("/judgements/{id}", QUICK_MS, _each("/judgements/", sample.judgements)),
        *_cases("GET /api/insights", figures, _as_work_goes_on, FIGURES_MS, by_reviewer=True),
        *_cases("/insights", figures, _as_work_goes_on, FIGURES_MS, by_reviewer=True),
        *_cases("/insights/trust", once, _as_work_goes_on, FIGURES_MS, by_reviewer=True),
        *_cases("/audit/journal", once),
        *_cases("/keeping", once),
    ]


def _asks(path: str, queries: Sequence[Query]) -> Ask:
    async def ask(visitor: Visitor, number: int) -> bool:
        status, _ = await visitor.get(path, **queries[number % len(queries)])
        return status not in NOT_THERE

    return ask


def _next(path: str, queries: Sequence[Query]) -> Ask:
    """The next answer; it is passed on, or the same one would come back."""

    async def ask(visitor: Visitor, number: int) -> bool:
        _, body = await visitor.get(path, **queries[number % len(queries)])
        await _pass_on(visitor, _named(json.loads(body)))
        return True

    return ask


def _as_work_goes_on(path: str, queries: Sequence[Query]) -> Ask:
    """Figures that are not those of the time before: something is entered in the ledger in between."""

    async def ask(visitor: Visitor, number: int) -> bool:
        await _pass_on(visitor, await _at_hand(visitor))
        status, _ = await visitor.get(path, **queries[number % len(queries)])
        return status not in NOT_THERE

    return ask


def _each(path: str, names: Sequence[str]) -> Ask:
    async def ask(visitor: Visitor, number: int) -> bool:
        await visitor.get(path + names[number % len(names)])
        return True

    return ask


async def _blind(visitor: Visitor, _number: int) -> bool:
    """The page of an answer that is at hand."""
    judgement_id = await _at_hand(visitor)
    await visitor.get(f"/review/{judgement_id}".rstrip("/"))
    await _pass_on(visitor, judgement_id)
    return True


def _deep() -> Ask:
    """The page so many pages down, by the cursors of those before it."""
    cursors: list[str] = []

    async def ask(visitor: Visitor, _number: int) -> bool:
        while len(cursors) < DEEP - 1:
            query = {"cursor": cursors[-1]} if cursors else {}
            following = (await visitor.look("/api/judgements", query))["next_cursor"]
            if following is None:
                return False
            cursors.append(following)
        await visitor.get("/api/judgements", cursor=cursors[-1])
        return True

    return ask


async def _at_hand(visitor: Visitor) -> str:
    return _named(await visitor.look("/api/reviews/next", {}))


def _named(found: Mapping[str, Any]) -> str:
    """The judgement that is to be reviewed next; empty where none is left, as in a small record."""
    return "" if found["item"] is None else str(found["item"]["judgement_id"])


async def _pass_on(visitor: Visitor, judgement_id: str) -> None:
    if judgement_id:
        await visitor.post(f"/api/reviews/{judgement_id}/skip", {"reason": "seen_before"})


def _cases(
    path: str, filters: Filters, asks: Asks = _asks, asked_ms: float = QUICK_MS, by_reviewer: bool = False
) -> list[Case]:
    address = path.removeprefix("GET ")
    return [
        Case(f"{path}, {name}" if name else path, asked_ms, asks(address, queries), by_reviewer)
        for name, queries in filters.items()
        if queries
    ]
