"""What auditing works with in memory: the lines and stories of an InMemoryLog."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluator.digests import Digest, digest_text
from evaluator.domain.journal import JournalPage
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import ZERO, Entry, EntryKind, Following, moment_text
from evaluator.domain.reviews import Review
from evaluator.domain.seals import Seal
from evaluator.services.audit_log import LogLine, LogPage, StoryEntry
from evaluator.services.orders import JudgementFilter, JudgementPage
from tests.fakes import InMemoryLog
from tests.review_fakes import InMemoryReviewLog

LEVEL = Following(3, 3)


@dataclass
class StandingPursuit:
    """Something derived from the ledger that stands where it was put."""

    name: str
    standing: Following = LEVEL

    async def follow(self, *, at_most: int) -> Following:
        await asyncio.sleep(0)
        return self.standing


@dataclass
class InMemoryAuditLog:
    """An AuditLog of what the logs hold. `faults` are what is wrong with entries, by their number."""

    log: InMemoryLog
    reviewed: InMemoryReviewLog
    faults: dict[int, str] = field(default_factory=dict)
    journalled: list[Entry] = field(default_factory=list)

    async def lines(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> LogPage:
        page = await self.judgements(wanted, limit=limit, cursor=cursor, seal=seal)
        lines = (line_of(one, self.log.reviewers.get(one.id, ())) for one in page.judgements)
        return LogPage(tuple(lines), page.next_cursor, page.searched_to)

    async def judgements(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> JudgementPage:
        sealed = set() if seal is None else await self._sealed(seal)
        return await self.log.page(wanted, limit=limit, cursor=cursor, besides=sealed)

    async def _sealed(self, seal: Seal) -> set[str]:
        every, sealed = list(self.log.judgements), set[str]()
        if seal.queue:
            sealed |= await self.reviewed.sealed(every, seal.reader, seal.at)
        if seal.first_looks:
            sealed |= await self.reviewed.kept_first(every, seal.reader)
        if seal.seeds:
            sealed |= await self.reviewed.held_back(every, seal.reader)
        return sealed

    async def reviews(self, judgement_id: str) -> Sequence[Review]:
        return await self.reviewed.of(judgement_id)

    async def entries(self, judgement_id: str, review_ids: Sequence[str]) -> Sequence[StoryEntry]:
        judgement = self.log.judgements[judgement_id]
        seq = judgement.ledger_seq or 0
        entries = [_entry(seq, EntryKind.JUDGEMENT, judgement_id, moment_text(judgement.created_at))]
        for place, name in enumerate(review_ids, 1):
            said = self.reviewed.reviews[name].blind
            entries.append(_entry(seq + place, EntryKind.REVIEW_COMMITTED, name, moment_text(said.committed_at)))
        return [StoryEntry(entry, self.faults.get(entry.seq, "")) for entry in entries]

    async def journal(self, kinds: Sequence[EntryKind], *, before: int | None, limit: int) -> JournalPage:
        found = [
            entry
            for entry in sorted(self.journalled, key=lambda entry: -entry.seq)
            if (not kinds or entry.kind in kinds) and (before is None or entry.seq < before)
        ]
        shown = tuple(found[:limit])
        return JournalPage(shown, shown[-1].seq if len(found) > limit else None)


def line_of(judgement: Judgement, reviewers: Iterable[str] = ()) -> LogLine:
    """What the log lists of a judgement."""
    seq = judgement.ledger_seq or 0
    return LogLine(
        id=judgement.id,
        seq=seq,
        digest=_digest(seq),
        judged_at=judgement.created_at,
        candidate=judgement.candidate,
        question_id=judgement.question_id,
        judge=judgement.judge.name,
        coverage=judgement.coverage,
        detail=judgement.unscored.detail if judgement.unscored else "",
        flags=frozenset(flag.code for flag in judgement.flags),
        ordered_by=judgement.created_by,
        is_shared=judgement.shared_from is not None,
        is_erased=not judgement.answer.turns,
        reviewers=tuple(sorted(reviewers)),
    )


def _entry(seq: int, kind: EntryKind, subject: str, at: str) -> Entry:
    return Entry(seq, kind.value, subject, "{}", at, ZERO, _digest(seq))


def _digest(seq: int) -> Digest:
    return digest_text(f"entry {seq}")
