"""The client of one OpenAI-compatible endpoint: one question in, one reply or one classified failure out."""

from collections.abc import Mapping
from dataclasses import replace

from evaluator.domain.judgements import Unscored
from evaluator.domain.readings import Progress, Stage, Step, untold
from evaluator.judge.asking import Asking, Line
from evaluator.judge.body import HttpReply
from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import JudgeConfig, ReplyFormat
from evaluator.judge.exchange import Capabilities, ChatFailed, ChatRequest, Completion
from evaluator.judge.faults import Faulted
from evaluator.judge.formats import LADDER
from evaluator.judge.pacing import Pacing
from evaluator.judge.patience import Patience
from evaluator.judge.probe import probe
from evaluator.judge.retry import unscored_after, unscored_in_time
from evaluator.judge.text import storable
from evaluator.judge.traits import Traits
from evaluator.judge.wire import Wire

PATH = "/chat/completions"


class ChatClient:
    """Asks one model at one endpoint. One per judge, process and event loop; close it with `aclose`.

    Share `pacing` between clients of the same endpoint and key, `traits` between those of the same endpoint and model.
    Raises SettingsInvalid for a base URL or a key that cannot be used.
    """

    def __init__(
        self,
        config: JudgeConfig,
        *,
        pacing: Pacing,
        traits: Traits | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._config = config
        self._clock = clock
        self._traits = traits or Traits()
        self._wire = Wire(config)
        self._line = Line(config, self._send, pacing, self._traits, clock)

    async def complete(
        self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
    ) -> Completion:
        """Ask, and ask again while that makes sense and there is time; raises ChatFailed and nothing else.

        Several requests of one judging share its time by giving the same `patience`; without one, this request has
        all the time of a judging, and is interactive. The first use finds out which form of reply the endpoint honours.
        """
        return await self._ask(request, None, progress, patience or self._patience(in_batch=False))

    async def capabilities(self) -> Capabilities:
        """What the endpoint does with the model, found once by asking; raises ChatFailed where it cannot be asked."""
        return await self._capabilities(in_batch=False)

    async def aclose(self) -> None:
        """End a probe under way and close the connections."""
        await self._traits.forget()
        await self._wire.aclose()

    async def _ask(
        self, request: ChatRequest, tried: ReplyFormat | None, progress: Progress, patience: Patience
    ) -> Completion:
        """Ask while the patience lasts, in the form being tried out or in the best one there is."""
        asking = Asking(self._line, request, progress, patience)
        try:
            async with patience.limit():
                # One token has no form: there is nothing to find out first, and nothing to fall back to.
                tried = ReplyFormat.TEXT if request.with_logprobs else tried
                is_firm = tried is not None or self._config.reply_format is not ReplyFormat.AUTO
                return await asking.run(tried or await self._best_format(progress, patience), is_firm=is_firm)
        except Faulted as error:
            raise _failed(asking, unscored_after(error.fault, asking.tally)) from None
        except TimeoutError:
            raise _failed(asking, unscored_in_time(asking.tally, is_queued=asking.is_queued)) from None

    async def _best_format(self, progress: Progress, patience: Patience) -> ReplyFormat:
        if self._config.reply_format is not ReplyFormat.AUTO:
            return self._config.reply_format
        if not self._traits.is_known:
            why = "Finding out which form of reply the endpoint gives; this is done once."
            progress(Step(Stage.ASK, 1, self._config.limits.attempts, why=why))
        return (await self._capabilities(in_batch=patience.in_batch)).reply_format or ReplyFormat.TEXT

    async def _capabilities(self, *, in_batch: bool) -> Capabilities:
        return await self._traits.known(lambda: self._probe(in_batch=in_batch))

    async def _probe(self, *, in_batch: bool) -> Capabilities:
        chosen, patience = self._config.reply_format, self._patience(in_batch=in_batch)
        ladder = LADDER if chosen is ReplyFormat.AUTO else (chosen,)
        found = await probe(lambda request, rung: self._ask(request, rung, untold, patience), ladder)
        return replace(found, parameters_refused=self._traits.parameters_refused)

    def _patience(self, *, in_batch: bool) -> Patience:
        return Patience(self._config.timeouts.total, self._clock, in_batch=in_batch)

    async def _send(self, fields: Mapping[str, object]) -> HttpReply:
        return await self._wire.post(PATH, fields)


def _failed(asking: Asking, unscored: Unscored) -> ChatFailed:
    tally = asking.tally
    raw = tally.last.raw if tally.last else None
    return ChatFailed(
        unscored,
        attempts=tuple(tally.attempts),
        usage=tally.usage,
        raw=None if raw is None else storable(raw),
    )
