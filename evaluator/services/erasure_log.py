"""What the services need of the place where words are deleted and erasures are written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evaluator.domain.erasures import Basis, Check, Cleaning, Deleted, Erased, Erasure, ErasureId
from evaluator.domain.keeping import Hold

UNKNOWN = (
    "Nothing that a candidate of this code said is kept. Codes are told apart by capitals too; "
    "the audit page lists those there are."
)


@dataclass(frozen=True, slots=True)
class Order:
    """What an erasure is to be: its id, by whom, why and when."""

    id: ErasureId
    basis: Basis
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is of a candidate's words, and which holds keep them."""

    deleted: Deleted
    holds: tuple[Hold, ...] = ()


class ErasureLog(Protocol):
    """Where words are deleted and erasures are written down. All raise a StoreError when the database refuses."""

    async def look(self, candidate: str) -> Findings:
        """What erasing that candidate now would delete; nothing is."""

    async def erase(self, candidate: str, order: Order) -> Erasure:
        """Delete every word of that candidate and write the erasure down, in one transaction.

        Raises CandidateUnknown where there is no word, WordsHeld while a hold stands.
        """

    async def get(self, erasure_id: str) -> Erasure | None:
        """The erasure of that id, or None."""

    async def newest(self, *, limit: int) -> Sequence[Erasure]:
        """At most so many erasures, the newest first, without the ids of their judgements."""

    async def of(self, judgement_ids: Sequence[str]) -> Mapping[str, Erased]:
        """By id, what to say of those of the judgements whose words were erased."""

    async def unfinished(self) -> Sequence[Erasure]:
        """The erasures that still have files to clean, oldest first."""

    async def with_providers(self, erasure: Erasure) -> int:
        """How many files with a provider hold requests of the batches whose answers it erased."""

    async def check(self, erasure: Erasure) -> Check:
        """Look whether its words are gone and the entries of what it touched still hold."""

    async def scrub(self, *, at_any_size: bool) -> None:
        """Rid the database's own files of what was deleted. Raises DatabaseLocked where others are reading them.

        A file so large that nobody could write for minutes is left alone unless `at_any_size`: StoreError is raised.
        """

    async def finish(self, erasure_id: ErasureId, cleaning: Cleaning) -> None:
        """Write down that nothing is left to do."""
