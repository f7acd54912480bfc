"""What judging again needs of the record."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from evaluator.domain.outdated import Version, Witness
from evaluator.domain.questions import Question
from evaluator.domain.rejudging import MovedPage, Moves, Picks, Reading, Rejudging, Standing


class RejudgingLog(Protocol):
    """Where it is kept which judgement stands for each answer, and what takes the place of what.

    What stands is derived from the ledger: it is as new as the follower named `standing` is. All methods raise a
    StoreError when the database refuses.
    """

    async def versions(self) -> Sequence[Version]:
        """Every version that a judgement stands by."""

    async def witness(self, version_id: int) -> Witness | None:
        """One judgement of a version whose words are still there, or None."""

    async def standing(self, version_ids: Sequence[int]) -> Mapping[int, Standing]:
        """What stands by each of these versions; `without_question` is not told."""

    async def questions(self, version_ids: Sequence[int]) -> Mapping[int, Question]:
        """The questions of those of the versions whose judgements are of batches, which keep them."""

    async def order(self, rejudging: Rejudging, picks: Picks, new_id: Callable[[], str]) -> Rejudging | None:
        """Keep a batch, ready to run, of the answers that stand by these versions; None where there are none.

        Each item names the judgement it is to take the place of, and has a judgement's id from `new_id`. Left out is
        what an open rejudging judges again already, and what a hold keeps as it is. Nobody sees the batch before it is
        whole. Raises BatchBusy where another rejudging was begun meanwhile.
        """

    async def get(self, batch_id: str) -> Rejudging | None:
        """The rejudging that this batch is, or None."""

    async def newest(self, limit: int) -> Sequence[Rejudging]:
        """The newest rejudgings, newest first."""

    async def under_way(self) -> Sequence[Rejudging]:
        """Every rejudging that is not over, oldest first."""

    async def superseded_by(self, judgement_id: str) -> str | None:
        """The newest scored judgement that was made to take the place of this one, or None."""

    async def moves(self, batch_id: str, reader: str, at: datetime) -> Moves:
        """How verdicts moved in a rejudging, counted without what is sealed to this person."""

    async def page(
        self, batch_id: str, reading: Reading, reader: str, at: datetime, *, after: int, limit: int
    ) -> MovedPage:
        """At most so many answers to be read that come after a position; none that is sealed to this person."""
