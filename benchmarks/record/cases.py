"""What people look at all day: the queue, the log with each filter, the search, a judgement, the figures."""

import json
from collections.abc import Mapping, Sequence

from benchmarks.record.plan import INTERVIEWERS, JUDGES, LAST
from benchmarks.record.reading import NOT_THERE, Ask, Case, Sample, Visitor
from benchmarks.record.vocabulary import FREQUENT, MIDDLING, PHRASE, RARE

QUICK_MS, FIGURES_MS = 50.0, 300.0
DEEP = 500
SEARCHES = {"rare word": RARE, "middling word": MIDDLING, "frequent word": FREQUENT, "phrase": f'"{PHRASE}"'}
Values = Sequence[str]


def cases(sample: Sample) -> list[Case]:
    """All of them."""
    filters: Mapping[str, tuple[str, Values]] = {
        "question": ("question_id", sample.questions),
        "candidate": ("candidate", sample.candidates),
        "nobody's candidate": ("candidate", ["C-none"]),
        "judge": ("judge", [judge.name for judge in JUDGES]),
    }
    of_batch = {"batch": ("batch", sample.batches), "no batch": ("batch", ["none"])}
    return [
        *_queue({**filters, **of_batch}),
        *_pages(sample),
        *_log("GET /api/judgements", "/api/judgements", {**filters, **_RESULTS, **of_batch, **_FACTS}),
        Case(f"GET /api/judgements, page {DEEP}", QUICK_MS, _deep()),
        *_log("/audit", "/audit", {**_paged(filters), **_LOOKS, **_paged(of_batch), **_FACTS}),
        *_searches("GET /api/judgements", "/api/judgements"),
        *_searches("/audit", "/audit"),
        Case("GET /api/judgements/{id}", QUICK_MS, _each("/api/judgements/", sample.judgements)),
        Case("/judgements/{id}", QUICK_MS, _each("/judgements/", sample.judgements)),
        Case("GET /api/insights", FIGURES_MS, _asks("/api/insights")),
        Case("/insights", FIGURES_MS, _asks("/insights")),
    ]


_RESULTS: Mapping[str, tuple[str, Values]] = {
    "unscored": ("status", ["unscored"]),
    "needs review": ("needs_review", ["true"]),
    "frequent flag": ("flag", ["matcher_only"]),
    "rare flag": ("flag", ["instruction_like_text"]),
    "no such flag": ("flag", ["canary_credited"]),
}
_LOOKS: Mapping[str, tuple[str, Values]] = {
    "unscored": ("status", ["unscored"]),
    "frequent flag": ("look", ["matcher_only"]),
    "rare flag": ("look", ["instruction_like_text"]),
    "no such flag": ("look", ["canary_credited"]),
}
_FACTS: Mapping[str, tuple[str, Values]] = {
    "ordered by": ("created_by", INTERVIEWERS),
    "until a day": ("until", [f"{LAST:%Y-%m-%d}"]),
}


def _paged(filters: Mapping[str, tuple[str, Values]]) -> Mapping[str, tuple[str, Values]]:
    """The same filters as pages name them."""
    return {name: (field.removesuffix("_id"), values) for name, (field, values) in filters.items()}


def _queue(filters: Mapping[str, tuple[str, Values]]) -> list[Case]:
    narrowed = [
        Case(f"GET /api/reviews/next, {name}", QUICK_MS, _next(field, values), by_reviewer=True)
        for name, (field, values) in filters.items()
    ]
    return [Case("GET /api/reviews/next", QUICK_MS, _next("", [""]), by_reviewer=True), *narrowed]


def _pages(sample: Sample) -> list[Case]:
    return [
        Case("/review", QUICK_MS, _asks("/review"), by_reviewer=True),
        Case("/review, batch", QUICK_MS, _asks("/review", "batch", sample.batches), by_reviewer=True),
        Case("/review, no batch", QUICK_MS, _asks("/review", "batch", ["none"]), by_reviewer=True),
        Case("/review/{id}", QUICK_MS, _blind, by_reviewer=True),
    ]


def _log(name: str, path: str, filters: Mapping[str, tuple[str, Values]]) -> list[Case]:
    narrowed = [
        Case(f"{name}, {said}", QUICK_MS, _asks(path, field, values)) for said, (field, values) in filters.items()
    ]
    return [Case(name, QUICK_MS, _asks(path)), *narrowed]


def _searches(name: str, path: str) -> list[Case]:
    return [Case(f"{name}, {said}", QUICK_MS, _asks(path, "text", [words])) for said, words in SEARCHES.items()]


def _asks(path: str, field: str = "", values: Values = ("",)) -> Ask:
    async def ask(visitor: Visitor, number: int) -> bool:
        query = {field: values[number % len(values)]} if field else {}
        status, _ = await visitor.get(path, **query)
        return status not in NOT_THERE

    return ask


def _each(path: str, names: Values) -> Ask:
    async def ask(visitor: Visitor, number: int) -> bool:
        await visitor.get(path + names[number % len(names)])
        return True

    return ask


def _next(field: str, values: Values) -> Ask:
    """The next answer; it is passed on, or the same one would come back."""

    async def ask(visitor: Visitor, number: int) -> bool:
        query = {field: values[number % len(values)]} if field else {}
        _, body = await visitor.get("/api/reviews/next", **query)
        item = json.loads(body)["item"]
        if item is not None:
            await visitor.post(f"/api/reviews/{item['judgement_id']}/skip", {"reason": "seen_before"})
        return True

    return ask


async def _blind(visitor: Visitor, _number: int) -> bool:
    """The page of an answer that is at hand, and the next one at hand after it."""
    async with visitor.session.get("/api/reviews/next", headers=visitor.headers) as response:
        item = (await response.json())["item"]
    await visitor.get(f"/review/{item['judgement_id']}")
    await visitor.post(f"/api/reviews/{item['judgement_id']}/skip", {"reason": "seen_before"})
    return True


def _deep() -> Ask:
    """The page so many pages down, by the cursors of those before it."""
    cursors: list[str] = []

    async def ask(visitor: Visitor, _number: int) -> bool:
        while len(cursors) < DEEP - 1:
            query = {"cursor": cursors[-1]} if cursors else {}
            async with visitor.session.get("/api/judgements", params=query, headers=visitor.headers) as response:
                following = (await response.json())["next_cursor"]
            if following is None:
                return False
            cursors.append(following)
        await visitor.get("/api/judgements", cursor=cursors[-1])
        return True

    return ask
