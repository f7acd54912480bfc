"""The judge that is asked for one token a point: yes or no, and how probable each was.

What a model credits in words and what it thinks probable are two things: small models that write `covered` beside
every point may still put the right points before the wrong ones. Thresholds of the judge's own make verdicts of it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import exp, fsum

from evaluator.domain.judgements import Claim, Reason, Unscored, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Assignment, Progress, Reading
from evaluator.judge.ceiling import ONE_TOKEN
from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import JudgeConfig, Thresholds
from evaluator.judge.dialogue import exchange_of
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.llm import Chat, identity_of, settings_digest_of
from evaluator.judge.patience import Patience
from evaluator.judge.places import Places
from evaluator.judge.prompts import Prompt
from evaluator.judge.rounds import read_each

ANSWERS = ("yes", "no")
NO_LETTER = re.compile("[^a-z]")

LEAST_MASS = 0.1
"""What yes and no must come to together: less is a model that was about to write something else."""

TINY = "Is water wet? Reply Yes or No."

NO_LOGPROBS = "The endpoint tells no probabilities of tokens; choose another mode for this judge."
NEITHER = "The judge was about to write neither yes nor no."
REFUSED = "The judge refused to answer."


class YesNoReader:
    """Reads answers by the probability of yes. Many readings may be under way at once.

    A model that writes one token quotes nothing: what it claims is shown with the passages nearest to the point.
    """

    wants_canaries = True
    only_words = False

    def __init__(
        self,
        config: JudgeConfig,
        chat: Chat,
        prompt: Prompt,
        places: Places,
        clock: Clock = SYSTEM_CLOCK,
        *,
        in_batch: bool = False,
    ) -> None:
        self._config = config
        self._chat = chat
        self._prompt = prompt
        self._places = places
        self._clock = clock
        self._in_batch = in_batch
        self.deadline_s = config.timeouts.total
        self.identity = identity_of(config, prompt)
        self.settings_digest = settings_digest_of(config, prompt)

    def for_batches(self) -> "YesNoReader":
        """The same reader for answers that nobody waits for."""
        return YesNoReader(self._config, self._chat, self._prompt, self._places, self._clock, in_batch=True)

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """The model's claims about every point asked, each with its probability, or why there are none."""

        async def read_one(asked: Assignment, patience: Patience) -> Reading:
            return await self._ask(asked, progress, patience)

        patience = Patience(self.deadline_s, self._clock, in_batch=self._in_batch)
        reading = await read_each(assignment, patience, read_one)
        found = [claim.point_id for claim in reading.claims if claim.verdict is not Verdict.MISSED]
        quotes = self._places.quotes(assignment, found)
        claims = tuple(replace(claim, quotes=quotes.get(claim.point_id, ())) for claim in reading.claims)
        return replace(reading, claims=claims)

    async def _ask(self, assignment: Assignment, progress: Progress, patience: Patience) -> Reading:
        rendering = self._prompt.render(assignment)
        request = request_for(rendering.messages)
        try:
            completion = await self._chat.complete(request, progress=progress, patience=patience)
        except ChatFailed as failed:
            return Reading((), exchange_of(self._prompt, rendering, request.messages, (), failed), failed.unscored)
        exchange = exchange_of(self._prompt, rendering, request.messages, (completion,))
        probability = probability_of_yes(completion.logprobs)
        if probability is None:
            return Reading((), exchange, _unheard(completion))
        return Reading((_claim(assignment.asked[0].id, probability, self._config.thresholds),), exchange)


def request_for(messages: tuple[Mapping[str, str], ...]) -> ChatRequest:
    """What asks for one token and the probabilities of all that might have stood in its place."""
    return ChatRequest(messages, {}, "", ONE_TOKEN, with_logprobs=True)


async def ask_for_logprobs(chat: Chat) -> Completion:
    """One tiny request of that kind, for what comes back with it; raises ChatFailed."""
    return await chat.complete(request_for(({"role": "user", "content": TINY},)))


def probability_of_yes(logprobs: Mapping[str, float]) -> float | None:
    """The share of yes in yes and no, each summed over its spellings; None where neither was likely."""
    yes, no = (fsum(exp(logprob) for token, logprob in logprobs.items() if _word(token) == word) for word in ANSWERS)
    return min(1.0, yes / (yes + no)) if yes + no >= LEAST_MASS else None


def _word(token: str) -> str:
    """A token's letters alone: case, spaces, quotation marks and what vocabularies write for a space do not count."""
    return NO_LETTER.sub("", token.casefold())


def _claim(point_id: PointId, probability: float, thresholds: Thresholds) -> Claim:
    verdict = Verdict.UNSURE
    if thresholds.covers(probability):
        verdict = Verdict.COVERED
    elif thresholds.misses(probability):
        verdict = Verdict.MISSED
    reason = f"Yes with a probability of {probability:.2f}."
    return Claim(point_id, verdict, reason, probability=probability, are_found=True)


def _unheard(completion: Completion) -> Unscored:
    if completion.refusal is not None:
        return Unscored(Reason.REPLY_REFUSED, REFUSED)
    if not completion.logprobs:
        return Unscored(Reason.REQUEST_REFUSED, NO_LOGPROBS)
    return Unscored(Reason.REPLY_INVALID, NEITHER)
