"""How well the speed of an endpoint is used: its limits, told or not, and replies that take long."""

import heapq
from dataclasses import dataclass, replace

from benchmarks.batches.figures import Size, beside, losses, many, report, seconds
from benchmarks.batches.runs import Load, Run
from benchmarks.batches.table import Report, Row
from benchmarks.endpoint import Script
from benchmarks.endpoint.chance import Chance

REQUESTS_A_MINUTE = 1_200
TOKENS_A_MINUTE = 600_000


@dataclass(frozen=True, slots=True)
class Most:
    """What is asked for: requests refused at most, and how much longer than at best."""

    refused: int
    factor: float


TOLD, SECRET = Most(2, 1.08), Most(60, 1.115)
"""Of a limit that headers tell of, and of one that only refusals do."""


def rate(size: Size) -> Report:
    """A limit on requests, told in headers."""
    script = replace(size.ordinary, requests_per_minute=REQUESTS_A_MINUTE)
    return _limited("rate", script, f"{REQUESTS_A_MINUTE:,} requests a minute, told in headers", size.load, TOLD)


def tokens(size: Size) -> Report:
    """A limit on tokens, told in headers."""
    script = replace(size.ordinary, tokens_per_minute=TOKENS_A_MINUTE)
    return _limited("tokens", script, f"{TOKENS_A_MINUTE:,} tokens a minute, told in headers", size.load, TOLD)


def hidden(size: Size) -> Report:
    """A limit that only refusals tell of."""
    script = replace(size.ordinary, requests_per_minute=REQUESTS_A_MINUTE, tells=False, asks=False)
    return _limited("hidden", script, f"{REQUESTS_A_MINUTE:,} requests a minute, told nowhere", size.load, SECRET)


def tail(size: Size) -> Report:
    """A few replies that take long."""
    script = replace(size.ordinary, slow_share=0.02, spread_s=0.03)
    ours, bare = beside(script, size.load)
    best = _best_schedule(script, size.load)
    asked = f"<= {TOLD.factor * best:.1f} s (best {best:.1f})"
    rows = [Row("wall", asked, seconds([ours], "wall_s"), seconds([bare], "wall_s")), *losses(ours, bare)]
    return report("tail", f"{many(size.load)}, 2 % of replies take 3 s", rows, [ours, bare])


def _limited(name: str, script: Script, about: str, load: Load, most: Most) -> Report:
    ours, bare = beside(script, load)
    best = _best_under_limit(script, load, ours)
    asked = most.factor * best
    rows = [
        Row("wall", f"<= {asked:.1f} s (best {best:.1f})", seconds([ours], "wall_s"), seconds([bare], "wall_s")),
        Row("refused", f"<= {most.refused}", f"{ours.counts.refused}", f"{bare.counts.refused}"),
        *losses(ours, bare),
    ]
    return report(name, f"{many(load)}, {about}", rows, [ours, bare])


def _best_under_limit(script: Script, load: Load, run: Run) -> float:
    """How long it takes at best: what is saved up goes at once, the rest as it fills, and the last takes its time."""
    needs = ((script.requests_per_minute, load.answers), (script.tokens_per_minute, run.counts.tokens))
    waits = [need / (limit / 60) - script.saved_s for limit, need in needs if limit is not None]
    return max(0.0, *waits) + script.latency_s


def _best_schedule(script: Script, load: Load) -> float:
    """How long it takes where each place gets the next answer the moment it is free."""
    chance = Chance(script)
    places = [0.0] * load.in_flight
    for _ in range(load.answers):
        heapq.heapreplace(places, places[0] + chance.delay_s())
    return max(places)
