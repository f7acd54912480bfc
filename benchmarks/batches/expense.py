"""What judging takes where nothing goes wrong: time, processor, memory, tokens and money."""

from dataclasses import replace
from statistics import median

from benchmarks.batches.figures import Size, beside, many, memory, milliseconds, ratio_of, report, seconds, tokens_sent
from benchmarks.batches.runs import BARE, OURS, judged
from benchmarks.batches.table import Report, Row

PRICE, PRICE_CACHED, PRICE_WRITTEN = 0.40, 0.10, 1.60
"""A made-up price table, in units a million tokens."""

PRICES = f"prices = {{ input = {PRICE}, cached_input = {PRICE_CACHED}, output = {PRICE_WRITTEN} }}"
CACHE_BLOCK = 64
"""Tokens that an endpoint's cache keeps together, at some of them."""


def base(size: Size) -> Report:
    """An endpoint that takes 300 ms and has no limits."""
    pairs = [beside(size.ordinary, size.load) for _ in range(size.rounds)]
    ours, bare = [one for one, _ in pairs], [other for _, other in pairs]
    wall, cpu = (median(ratio_of(one, other, of) for one, other in pairs) for of in ("wall_s", "cpu_ms"))
    best = -(-size.load.answers // size.load.in_flight) * size.ordinary.latency_s
    rows = [
        Row("wall", f"best possible {best:.1f} s", seconds(ours, "wall_s"), seconds(bare, "wall_s")),
        Row("wall beside the yardstick", "<= 1.05", f"{wall:.2f}", "1"),
        Row("processor an answer", "", milliseconds(ours), milliseconds(bare)),
        Row("processor beside the yardstick", "<= 1.0", f"{cpu:.2f}", "1"),
        Row("tokens sent an answer", "<= 600", tokens_sent(ours[0]), tokens_sent(bare[0])),
        Row("peak memory", "<= 105 MB", memory(ours), memory(bare)),
        Row("start to first request", "<= 1.0 s", seconds(ours, "start_s"), seconds(bare, "start_s")),
    ]
    return report(
        "base", f"{many(size.load)}, a reply takes {size.ordinary.latency_s:g} s, no limits", rows, [*ours, *bare]
    )


def growth(size: Size) -> Report:
    """Many answers beside few."""
    longer = replace(size.load, answers=size.many)
    few_first, at_length, few_last = (judged(OURS, size.ordinary, load) for load in (size.load, longer, size.load))
    ratio = at_length.cpu_ms / median([few_first.cpu_ms, few_last.cpu_ms])
    bare = judged(BARE, size.ordinary, longer)
    rows = [
        Row("processor an answer", "", milliseconds([at_length]), milliseconds([bare])),
        Row(f"processor beside {size.load.answers:,} answers", "<= 1.1", f"{ratio:.2f}"),
        Row("peak memory", "<= 130 MB", memory([at_length]), memory([bare])),
        Row("wall", "", seconds([at_length], "wall_s"), seconds([bare], "wall_s")),
    ]
    return report(
        "growth", f"{many(longer)}, beside {size.load.answers:,}", rows, [few_first, at_length, few_last, bare]
    )


def prices(size: Size) -> Report:
    """What it costs, and what that would be without sharing and without a prompt that begins the same."""
    load = replace(size.load, twins=size.load.answers // 10, prices=PRICES)
    ours, bare = beside(replace(size.ordinary, cache_block=CACHE_BLOCK), load)
    told = ours.told
    asked = ours.load.answers - told["shared"]
    cached = told["cached_tokens"]
    saved_by_cache = cached * (PRICE - PRICE_CACHED) / 1e6
    saved_by_twins = (told["cost"] + saved_by_cache) / asked * told["shared"]
    whole = told["cost"] + saved_by_cache + saved_by_twins
    cost_bare = (bare.told["input_tokens"] * PRICE + bare.told["output_tokens"] * PRICE_WRITTEN) / 1e6
    thousand = 1_000 / load.answers
    rows = [
        Row("cost of 1,000 answers", "", f"{told['cost'] * thousand:.3f}", f"{cost_bare * thousand:.3f}"),
        Row("  each answer asked for, nothing cached", "", f"{whole * thousand:.3f}"),
        Row("  saved by answers given twice", "", f"{saved_by_twins / whole:.0%}", "0%"),
        Row("  saved by a prompt that begins the same", "", f"{saved_by_cache / whole:.0%}"),
        Row("tokens sent a request", "<= 600", f"{told['input_tokens'] / asked:.0f}", tokens_sent(bare)),
        Row("  of them cached", "", f"{cached / asked:.0f}"),
        Row("requests", f"{load.answers - load.twins}", f"{ours.counts.requests}", f"{bare.counts.requests}"),
    ]
    about = f"{many(load)}, a tenth of them twins, {PRICE:.2f} a million tokens sent, {PRICE_CACHED:.2f} cached, "
    return report("prices", f"{about}{PRICE_WRITTEN:.2f} written", rows, [ours, bare])
