"""A batch from its rows to its record, against a scripted endpoint in made-up time.

All is real but the wire, the record and the time: conductor, pipeline, client with its SDK, retries and pacing. The
answers and the endpoint are those of the benchmarks.
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import httpx2
import respx

from benchmarks.batches.workload import POINTS, QUESTION, SENTENCES, answer
from benchmarks.endpoint import Script, ScriptedEndpoint
from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchId, BatchItem
from evaluator.domain.estimates import estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import Judgement
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.judge.breaker import Breaker
from evaluator.judge.chat import ChatClient
from evaluator.judge.clock import Clock
from evaluator.judge.config import JudgeConfig, Limits, ReplyFormat, Timeouts
from evaluator.judge.llm import LlmReader
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pacing import Pacing
from evaluator.judge.pipeline import Judge, Member, Reader
from evaluator.judge.prompts import load_prompt
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.surroundings import Surroundings
from evaluator.wiring import PROMPT
from tests.batch_fakes import InMemoryBatchLog
from tests.clocks import Simulation
from tests.fakes import NOON, fixed_digest

URL = "https://llm.example/v1"
ANSWERS, WIDTH = 120, 16
DEADLINE_S = 20.0
WRITING_S = 0.02
COVERAGE = load_prompt(Path(__file__).parents[2] / "prompts", *PROMPT)
KINSHIP = Kinship(load_coefficients())
ASKED = Question(
    QuestionId("doubles"),
    "Double orders",
    QUESTION,
    QuestionKind.KNOWLEDGE,
    tuple(ExpectedPoint(PointId(name), text) for name, text in POINTS.items()),
    (
        Canary(PointId("p7"), "Names the colour of the labels on the shelves"),
        Canary(PointId("p8"), "Has the parcels weighed by the driver who takes them"),
    ),
)


class Crowd(InMemoryBatchLog):
    """A log that takes a while to record, and counts how many answers were handed out and not recorded, at most."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.takes_s = WRITING_S
        self.time = clock
        self.out: set[str] = set()
        self.most_out = 0

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        page = await super().waiting(batch_id, after=after, limit=limit)
        self.out |= {item.judgement_id for item in page}
        self.most_out = max(self.most_out, len(self.out))
        return page

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        await self.time.sleep(self.takes_s)
        kept = await super().record(item, judgement)
        self.out.discard(judgement.id)
        return kept


class Bench:
    """One endpoint, one record, and as many processes one after the other as it takes.

    `seated` makes the judge of what asks the endpoint.
    """

    def __init__(
        self,
        router: respx.Router,
        attempts: int = 4,
        seated: Callable[[Judge], Member] = lambda judge: judge,
        **script: Any,
    ) -> None:
        limits = Limits(in_flight=WIDTH, attempts=attempts)
        self._seated = seated
        self._config = JudgeConfig(
            "house", URL, "judge", "k", ReplyFormat.JSON_SCHEMA, timeouts=Timeouts(total=1e6), limits=limits
        )
        self.simulation = Simulation((0.0, 0.3, 0.7))
        self.clock = self.simulation.clock
        self.endpoint = ScriptedEndpoint(Script(SENTENCES, latency_s=0.3, **script), self.clock)
        self.log = Crowd(self.clock)
        self._ids = (f"id-{number}" for number in itertools.count())
        router.post(f"{URL}/chat/completions").mock(side_effect=self._answer)

    async def run(self, answers: int = ANSWERS, twins: int = 0) -> Batch:
        """Judge a file of answers, or go on with it, as a process of its own would."""
        [batch] = await self.simulation.run(self._process(answers, twins))
        if isinstance(batch, BaseException):
            raise batch
        return batch

    async def killed(self, served: int, answers: int = ANSWERS) -> None:
        """A process that is gone from one moment to the next, once the endpoint has answered so often."""
        await self.simulation.cut_off(self._process(answers, 0), lambda: self.served >= served)

    @property
    def served(self) -> int:
        """How often the endpoint has judged."""
        return self.endpoint.counts.served.total()

    @property
    def judgements(self) -> Sequence[Judgement]:
        """What is in the record."""
        return list(self.log.judgements.judgements.values())

    async def _process(self, answers: int, twins: int) -> Batch:
        client = ChatClient(self._config, pacing=Pacing(self._config.limits, self.clock), clock=self.clock)
        service = self._service(client)
        try:
            order = BatchOrder("answers.jsonl", fixed_digest("rows"))
            batch = await service.create(order, rows(answers, twins))
            return await service.run(batch.id)
        finally:
            await client.aclose()

    def _service(self, client: ChatClient) -> BatchService:
        judge = self._seated(judged_by(LlmReader(self._config, client, COVERAGE, self.clock).for_batches()))
        world = Surroundings(lambda: NOON, lambda: next(self._ids), owner="here/1", is_alive=lambda owner: False)
        records = BatchRecords(judge.summary.identity, None, self.log.judgements, world)
        breaker = Breaker(self.clock)
        in_batches = BatchJudge(
            judge, breaker, records, WIDTH, lambda item: 0.0, lambda load: estimate(load, 1_000, None)
        )
        return BatchService([in_batches], self.log, world, self.clock.sleep)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """One request over the wire, which breaks off where the endpoint does, or after the deadline."""
        answering = asyncio.ensure_future(self.endpoint.answer(json.loads(request.content)))
        late = asyncio.ensure_future(self.clock.sleep(DEADLINE_S))
        await asyncio.wait({answering, late}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            answering.cancel()
            raise httpx2.ReadTimeout("late")
        late.cancel()
        response = answering.result()
        if response.body is None:
            raise httpx2.RemoteProtocolError("gone")
        return httpx.Response(response.status, headers=dict(response.headers), text=response.body)


def judged_by(reader: Reader) -> Judge:
    """The whole road of one reader, who is asked by default."""
    return Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=True))


def rows(count: int, twins: int) -> Iterator[IntakeRow]:
    """So many answers; the last `twins` repeat the first."""
    for number in range(count):
        said = typed(answer(number - (count - twins) if number >= count - twins else number))
        yield IntakeRow(number + 2, f"row-{number}", ASKED, said, f"C-{number}")
