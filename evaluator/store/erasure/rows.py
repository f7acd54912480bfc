"""An erasure as rows and back. The only place that knows which column holds what."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from evaluator.domain.canonical import canonical
from evaluator.domain.erasures import Basis, Cleaning, Erased, Erasure, ErasureId, deleted_of
from evaluator.domain.judgements import JudgementId


def erasure_row(erasure: Erasure) -> dict[str, Any]:
    """The row of an erasure whose files are still to be cleaned."""
    return {
        "id": erasure.id,
        "ledger_seq": erasure.ledger_seq,
        "basis": erasure.basis.value,
        "ordered_by": erasure.by,
        "why": erasure.why,
        "at": erasure.at,
        "deleted": canonical(asdict(erasure.deleted)).decode(),
    }


def cleaning_row(cleaning: Cleaning) -> dict[str, Any]:
    """What is written once they are."""
    return {"cleaned_at": cleaning.at, "cleaned": canonical(cleaning).decode()}


def erasure_of(row: Row[Any], judgement_ids: Sequence[str]) -> Erasure:
    """The erasure that a row holds. Raises ValueError where somebody has changed it past reading."""
    return Erasure(
        ErasureId(row.id),
        Basis(row.basis),
        row.ordered_by,
        row.why,
        row.at,
        tuple(JudgementId(judgement_id) for judgement_id in judgement_ids),
        deleted_of(_counts().validate_json(row.deleted)),
        row.ledger_seq,
        None if row.cleaned is None else _cleaning().validate_json(row.cleaned),
    )


def erased_of(row: Row[Any]) -> Erased:
    """What a row of an erasure says in place of words."""
    return Erased(ErasureId(row.id), Basis(row.basis), row.ordered_by, row.why, row.at, row.ledger_seq)


@cache
def _counts() -> TypeAdapter[dict[str, int]]:
    return TypeAdapter(dict[str, int])


@cache
def _cleaning() -> TypeAdapter[Cleaning]:
    return TypeAdapter(Cleaning)
