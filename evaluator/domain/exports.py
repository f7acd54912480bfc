"""Exports: what is taken away of the record, and what the ledger says of it: who, which part, as what, how much.

A candidate's code or words that somebody filtered by are left out of the entry, which nobody could erase: it says
only that they did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.digests import Json
from evaluator.domain.judgements import Judgement
from evaluator.domain.reviews import Review

ExportId = NewType("ExportId", str)


class Exported(StrEnum):
    """What can be taken away as a file."""

    JUDGEMENTS = "judgements"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A review with its judgement, and the ledger's entries that tell of its steps; None for one not yet taken."""

    review: Review
    judgement: Judgement
    committed_seq: int
    revealed_seq: int | None
    final_seq: int | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some reviews with their judgements, newest first. `before` is where the next page goes on, None on the last."""

    records: tuple[ReviewRecord, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Export:
    """One export. `told` is the filter as far as it tells nothing of a candidate; `withheld` names its other parts."""

    id: ExportId
    what: Exported
    by: str
    written_as: str
    count: int
    told: Mapping[str, Json]
    withheld: tuple[str, ...]
    at: datetime


def export_payload(export: Export) -> dict[str, Json]:
    """What the entry of an export holds. The entry's own moment is when the file was whole."""
    return {
        "what": export.what.value,
        "by": export.by,
        "format": export.written_as,
        "count": export.count,
        "filter": dict(export.told),
        "filter_withheld": list(export.withheld),
    }
