"""What is outdated and what took its place, found anew in memory whenever it is asked after."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evaluator.domain.batches import Batch, BatchItem, Tally
from evaluator.domain.judgements import Coverage, Judgement, JudgementId, Status, Verdict
from evaluator.domain.outdated import Version, Witness, question_digest
from evaluator.domain.questions import PointId, Question, QuestionId
from evaluator.domain.rejudging import (
    CoverageSums,
    MovedAnswer,
    MovedPage,
    Moves,
    Picks,
    PointMove,
    PointMoves,
    Reading,
    Rejudging,
    Standing,
    coverage_change,
)
from tests.batch_fakes import InMemoryBatchLog
from tests.review_fakes import InMemoryReviewLog

Pair = tuple[Judgement, Judgement]
"""An old judgement and the new one."""


@dataclass
class InMemoryRejudgingLog:
    """A RejudgingLog over logs in memory. `held` are judgements that a legal hold keeps as they are."""

    batches: InMemoryBatchLog
    reviews: InMemoryReviewLog
    held: set[str] = field(default_factory=set)
    rejudgings: dict[str, Rejudging] = field(default_factory=dict)
    _versions: list[Version] = field(default_factory=list)

    async def versions(self) -> Sequence[Version]:
        return sorted({self._version(one) for one in self._standing()}, key=lambda version: version.id)

    async def witness(self, version_id: int) -> Witness | None:
        found = self._of(version_id)
        return Witness(found[0].key, found[0].answer.digest) if found else None

    async def standing(self, version_ids: Sequence[int]) -> Mapping[int, Standing]:
        busy = {item.supersedes for batch in self._open() for item in self.batches.items[batch]}
        return {
            version_id: Standing(
                judgements=len(of),
                size=sum(len(one.answer.own_text.encode()) for one in of),
                under_way=sum(one.id in busy for one in of),
                held=sum(one.id in self.held for one in of),
            )
            for version_id in version_ids
            for of in [self._of(version_id)]
        }

    async def questions(self, version_ids: Sequence[int]) -> Mapping[int, Question]:
        asked = {item.judgement_id: item.question for item in self._items()}
        return {
            version_id: asked[one.id]
            for version_id in version_ids
            for one in self._of(version_id)[:1]
            if one.id in asked
        }

    async def order(self, rejudging: Rejudging, picks: Picks, new_id: Callable[[], str]) -> Rejudging | None:
        batch = rejudging.batch
        busy = {item.supersedes for one in self._open() for item in self.batches.items[one]} | self.held
        wanted = [(one, question) for version, question in picks for one in self._of(version) if one.id not in busy]
        if not wanted:
            return None
        self.batches.items[batch.id] = [
            _item(batch, place, one, question, new_id()) for place, (one, question) in enumerate(wanted)
        ]
        self.batches.batches[batch.id] = replace(batch, tally=Tally(waiting=len(wanted)))
        self.rejudgings[batch.id] = rejudging
        return await self.get(batch.id)

    async def get(self, batch_id: str) -> Rejudging | None:
        found = self.rejudgings.get(batch_id)
        return None if found is None else replace(found, batch=self.batches.batches[batch_id])

    async def newest(self, limit: int) -> Sequence[Rejudging]:
        listed = [found for batch_id in self.rejudgings if (found := await self.get(batch_id))]
        return listed[::-1][:limit]

    async def under_way(self) -> Sequence[Rejudging]:
        return [found for batch_id in self._open() if (found := await self.get(batch_id))]

    async def superseded_by(self, judgement_id: str) -> str | None:
        newer = [one for one in self._judgements() if one.supersedes == judgement_id and one.status is Status.SCORED]
        return newer[-1].id if newer else None

    async def moves(self, batch_id: str, reader: str, at: datetime) -> Moves:
        every = list(self._pairs(batch_id))
        pairs = [pair for _, pair in every if not await self._is_sealed(pair, reader, at)]
        points = defaultdict[tuple[QuestionId, PointId], Counter[tuple[Verdict | None, Verdict | None]]](Counter)
        for old, new in pairs:
            for move in _moves(old, new):
                points[new.question_id, move.point_id][move.before, move.after] += 1
        return Moves(
            answers=len(pairs),
            moved=sum(any(move.is_moved for move in _moves(*pair)) for pair in pairs),
            contradicted=sum(any(move.is_contradicted for move in self._settled(*pair)) for pair in pairs),
            sealed=len(every) - len(pairs),
            points=tuple(PointMoves(*place, counts) for place, counts in sorted(points.items())),
            coverage=coverage_change(_sums(pairs)),
        )

    async def page(
        self, batch_id: str, reading: Reading, reader: str, at: datetime, *, after: int, limit: int
    ) -> MovedPage:
        found: dict[int, MovedAnswer] = {}
        for item, (old, new) in self._pairs(batch_id):
            moves = self._settled(old, new)
            fits = [move.is_moved if reading is Reading.MOVED else move.is_contradicted for move in moves]
            if item.position > after and any(fits) and not await self._is_sealed((old, new), reader, at):
                shown = tuple(move for move in moves if move.is_moved or move.is_contradicted)
                found[item.position] = _answer(old, new, shown)
        answers, positions = tuple(found.values()), list(found)
        return MovedPage(answers[:limit], positions[limit - 1] if len(answers) > limit else None)

    def _judgements(self) -> list[Judgement]:
        return list(self.batches.judgements.judgements.values())

    def _items(self) -> Iterator[BatchItem]:
        return (item for items in self.batches.items.values() for item in items)

    def _open(self) -> list[str]:
        return [batch_id for batch_id in self.rejudgings if not self.batches.batches[batch_id].state.is_over]

    def _standing(self) -> list[Judgement]:
        standing: dict[tuple[object, ...], Judgement] = {}
        for one in self._judgements():
            subject = (one.candidate, one.answer.digest, one.question_id, one.judge.name)
            is_scored, stood = one.status is Status.SCORED, standing.get(subject)
            if stood is not None and stood.status is Status.SCORED and not is_scored:
                continue
            if is_scored:
                standing = {place: kept for place, kept in standing.items() if kept.id != one.supersedes}
            standing[subject] = one
        return list(standing.values())

    def _of(self, version_id: int) -> list[Judgement]:
        return [one for one in self._standing() if self._version(one).id == version_id]

    def _version(self, one: Judgement) -> Version:
        asked = next((item.question for item in self._items() if item.judgement_id == one.id), None)
        version = Version(
            id=0,
            question_id=one.question_id,
            question=None if asked is None else question_digest(asked),
            bank=one.provenance.bank_digest if asked is None else None,
            judge=replace(one.judge, host=None),
            prompt_fingerprint=one.provenance.prompt_fingerprint,
        )
        known = next((kept for kept in self._versions if replace(kept, id=0) == version), None)
        if known is None:
            known = replace(version, id=len(self._versions) + 1)
            self._versions.append(known)
        return known

    def _pairs(self, batch_id: str) -> Iterator[tuple[BatchItem, Pair]]:
        kept = self.batches.judgements.judgements
        for item in self.batches.items[batch_id]:
            if item.judgement_id in kept and item.supersedes is not None:
                yield item, (kept[item.supersedes], kept[item.judgement_id])

    async def _is_sealed(self, pair: Pair, reader: str, at: datetime) -> bool:
        return bool(await self.reviews.sealed([one.id for one in pair], reader, at))

    def _settled(self, old: Judgement, new: Judgement) -> list[PointMove]:
        said = defaultdict[PointId, list[Verdict]](list)
        for review in self.reviews.reviews.values():
            if review.judgement_id == old.id and review.final is not None:
                for point in review.final.points:
                    said[point.point_id].append(point.verdict)
        return [replace(move, people=tuple(said[move.point_id])) for move in _moves(old, new)]


def _item(batch: Batch, place: int, one: Judgement, question: Question, judgement_id: str) -> BatchItem:
    return BatchItem(
        batch.id,
        place,
        place + 1,
        one.id,
        question,
        one.answer,
        one.candidate,
        JudgementId(judgement_id),
        supersedes=one.id,
    )


def _moves(old: Judgement, new: Judgement) -> list[PointMove]:
    before = {point.point_id: point.verdict for point in old.points}
    after = {point.point_id: point.verdict for point in new.points}
    return [PointMove(point, before.get(point), after.get(point)) for point in dict.fromkeys((*after, *before))]


def _answer(old: Judgement, new: Judgement, points: tuple[PointMove, ...]) -> MovedAnswer:
    return MovedAnswer(new.id, old.id, new.question_id, new.candidate, old.coverage, new.coverage, points)


def _sums(pairs: Sequence[Pair]) -> CoverageSums:
    found = [(old.coverage, new.coverage) for old, new in pairs if old.coverage and new.coverage]
    told = [(old, new, (new.score or 0) - (old.score or 0)) for old, new in found if None not in (old.score, new.score)]
    return CoverageSums(
        len(told),
        _added([old for old, _, _ in told]),
        _added([new for _, new, _ in told]),
        sum(change**2 for _, _, change in told),
    )


def _added(coverages: Sequence[Coverage]) -> Coverage:
    return Coverage(
        sum(one.score or 0.0 for one in coverages),
        sum(one.low for one in coverages),
        sum(one.high for one in coverages),
    )
