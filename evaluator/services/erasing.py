"""Erasing what a candidate said, everywhere it is kept, and saying afterwards what was done."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from evaluator.domain.candidates import is_candidate_code
from evaluator.domain.erasures import Basis, Cleaning, Erased, Erasure, ErasureId, checked_reason
from evaluator.errors import CandidateUnknown, ErasureUnknown, StoreError
from evaluator.services.erasure_log import UNKNOWN, ErasureLog, Findings, Order
from evaluator.services.surroundings import Surroundings


class ClearFiles(Protocol):
    """Deletes files of answers that are kept on disk."""

    def __call__(self, *, everything: bool) -> int:
        """Delete all of them, or only those that were kept for long enough; returns how many."""


class ErasureService:
    """Erases, and finishes what was cut off."""

    def __init__(self, log: ErasureLog, clear_files: ClearFiles, surroundings: Surroundings) -> None:
        self._log = log
        self._clear_files = clear_files
        self._surroundings = surroundings

    async def look(self, candidate: str) -> Findings:
        """What erasing a candidate would delete, and what keeps from it. Raises CandidateUnknown."""
        findings = await self._log.look(_known_form(candidate))
        if not findings.deleted.answers:
            raise CandidateUnknown(UNKNOWN)
        return findings

    async def erase(self, candidate: str, why: str, by: str) -> Erasure:
        """Delete every word of a candidate, for good, and clean what held them.

        The erasure comes back without `cleaning` where other processes kept files open: then it is finished later, by
        itself in the web service, or by `finish`. Raises CandidateUnknown, WordsHeld, RequestInvalid for a reason that
        cannot stand for good, and StoreError leaves: then nothing was erased.
        """
        code = _known_form(candidate)
        order = self.order(Basis.REQUEST, by, checked_reason(why, besides=[code]))
        erasure = await self._log.erase(code, order)
        with suppress(StoreError):
            await self.finish()
        return await self.get(erasure.id)

    def order(self, basis: Basis, by: str, why: str) -> Order:
        """What an erasure that begins now is to be."""
        return Order(ErasureId(self._surroundings.new_id()), basis, by, why, self._surroundings.clock())

    async def finish(self, *, at_any_size: bool = False) -> Sequence[Erasure]:
        """Clean what erasures that were cut off, or begun just now, have left; returns those.

        Raises StoreError leaves, such as DatabaseLocked while others read what is to be cleaned: then it is all to be
        done another time. With `at_any_size` a database is cleaned that takes minutes, for which all who write wait.
        """
        unfinished = await self._log.unfinished()
        if not unfinished:
            return []
        uploads = await self.clear_files(everything=any(one.basis is Basis.REQUEST for one in unfinished))
        await self._log.scrub(at_any_size=at_any_size)
        return [await self._finished(erasure, uploads) for erasure in unfinished]

    async def clear_files(self, *, everything: bool) -> int:
        """Delete the files of answers that nobody had judged for a day, or all of them; returns how many."""
        return await asyncio.to_thread(self._clear_files, everything=everything)

    async def get(self, erasure_id: str) -> Erasure:
        """The erasure of that id; raises ErasureUnknown."""
        erasure = await self._log.get(erasure_id)
        if erasure is None:
            raise ErasureUnknown("There is no erasure of that id.")
        return erasure

    async def newest(self, *, limit: int = 100) -> Sequence[Erasure]:
        """The last erasures, newest first, without the ids of their judgements."""
        return await self._log.newest(limit=limit)

    async def of(self, judgement_ids: Sequence[str]) -> Mapping[str, Erased]:
        """By id, who erased the words of a judgement, when and why; those that have their words are left out."""
        return await self._log.of(judgement_ids)

    async def _finished(self, erasure: Erasure, uploads: int) -> Erasure:
        check, files = await self._log.check(erasure), await self._log.with_providers(erasure)
        now: datetime = self._surroundings.clock()
        cleaning = Cleaning(now, uploads, check, files)
        await self._log.finish(erasure.id, cleaning)
        return await self.get(erasure.id)


def _known_form(candidate: str) -> str:
    """A code that somebody may have been given. Raises CandidateUnknown for what cannot be one."""
    if not is_candidate_code(candidate):
        raise CandidateUnknown(UNKNOWN)
    return candidate
