"""Decoys for questions that come without any of their own."""

import json
from functools import cache
from pathlib import Path

from evaluator.domain.questions import Canary, PointId

_PATH = Path(__file__).with_name("decoys.json")


@cache
def generic_decoys() -> tuple[Canary, ...]:
    """Decoys that no honest answer to any question meets, from the shortest to the longest."""
    entries = json.loads(_PATH.read_text(encoding="utf-8"))
    decoys = (Canary(PointId(entry["id"]), entry["text"]) for entry in entries)
    return tuple(sorted(decoys, key=lambda decoy: len(decoy.text)))
