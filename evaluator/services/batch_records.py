"""The judgements of a batch's answers, made of what judging them came to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchItem
from evaluator.domain.judgements import JudgeIdentity, Judgement, JudgementId
from evaluator.domain.outcomes import Outcome
from evaluator.errors import JudgementUnknown
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.claims import Claims
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import Intent
from evaluator.services.records import Ticket, record_of, shared_record
from evaluator.services.surroundings import Surroundings


class BatchRecords:
    """Makes judgements for one judge's batches, and finds those that can be shared."""

    def __init__(
        self,
        identity: JudgeIdentity,
        bank_digest: Digest | None,
        log: JudgementLog,
        surroundings: Surroundings,
        admission: Admission = EVERYBODY,
    ) -> None:
        self._identity = identity
        self._bank_digest = bank_digest
        self._log = log
        self._surroundings = surroundings
        self._admission = admission

    def now(self) -> datetime:
        """The time."""
        return self._surroundings.clock()

    async def scored(self, keys: Sequence[Digest]) -> Mapping[Digest, JudgementId]:
        """The scored judgements there are of those keys, one for each."""
        return await self._log.scored_by_keys(keys)

    def claims(self, holder: str) -> Claims:
        """What that batch, or chunk of one, has in hand: nothing yet."""
        return Claims(holder, self._log, self._surroundings)

    def judged(self, batch: Batch, item: BatchItem, key: Digest, outcome: Outcome, latency_ms: float) -> Judgement:
        """The judgement of an item that was judged."""
        return record_of(self._ticket(batch, item, key), outcome, latency_ms=latency_ms, now=self.now())

    async def shared(self, batch: Batch, item: BatchItem, key: Digest, judged: JudgementId) -> Judgement | None:
        """The judgement of an item whose answer was judged before under the same key.

        None where the words of that one were erased: what was found in them was erased too.
        """
        earlier = await self._log.get(judged)
        if earlier is None:
            raise JudgementUnknown("The judgement to be shared is not in the log any more. Run the batch again.")
        if not earlier.answer.turns:
            return None
        return shared_record(self._ticket(batch, item, key), earlier, self.now())

    def _ticket(self, batch: Batch, item: BatchItem, key: Digest) -> Ticket:
        now = self.now()
        intent = Intent(
            id=item.judgement_id,
            key=key,
            question_id=item.question.id,
            candidate=item.candidate,
            answer=item.answer,
            judge_name=self._identity.name,
            owner=self._surroundings.owner,
            ordered_by=batch.created_by,
            started_at=now,
            expires_at=now,
        )
        return Ticket(
            intent,
            item.question.text,
            self._identity,
            self._bank_digest,
            self._surroundings.versions,
            supersedes=item.supersedes,
            flags=self._admission.flags_of(self._identity),
        )
