"""The judges that the settings name, as they are asked: one answer at a time, in batches, or by file."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from evaluator.domain.batches import BatchItem
from evaluator.domain.estimates import ALL_AT_ONCE, Estimate, Manner, Workload, estimate
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.judge.breaker import Breaker
from evaluator.judge.ceiling import ceiling_of
from evaluator.judge.config import JudgeConfig, Mode, Prices
from evaluator.judge.llm import ASKINGS
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge, Reader
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import schema_bytes
from evaluator.services.admission import Admission
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings
from evaluator.wiring.readers import llm_readers

FREE = Prices(input=0.0, output=0.0)
"""What a judge in this process costs."""

_MANNERS = {
    Mode.PER_ANSWER: (ALL_AT_ONCE, schema_bytes()),
    Mode.PER_POINT: (Manner(each_point=True), schema_bytes()),
    Mode.YES_NO_LOGPROBS: (Manner(each_point=True, output_a_point=(1, 1)), 0),
}
"""How judges are asked in each mode, and the bytes of the schema that goes along."""

Records = Callable[[JudgeSummary], BatchRecords]
"""Makes what writes down the answers of a batch that a judge has judged."""


@dataclass(frozen=True, slots=True)
class ConfiguredJudge:
    """A judge with what the settings say of it; `config` is None for one that reads answers in this process."""

    judge: Judge
    config: JudgeConfig | None
    prompt: Prompt

    def in_batches(self, records: Records) -> BatchJudge:
        """The judge as batches use it. One in this process costs nothing and gains nothing from many at once."""
        config, judge = self.config, self.judge
        width = config.limits.in_flight if config else 1
        prices = config.prices if config else FREE
        manner, schema = _MANNERS[config.mode if config else Mode.PER_ANSWER]
        repeated = self.prompt.bytes + schema

        def expected(workload: Workload) -> Estimate:
            return estimate(workload, repeated, prices, manner)

        ceiling = ceiling_of(config, self.prompt, config.prices, ASKINGS) if config and config.prices else None

        def worst_cost(item: BatchItem) -> float:
            return 0.0 if ceiling is None else ceiling.of(item.question, item.answer)

        return BatchJudge(judge.for_batches(), Breaker(), records(judge.summary), width, worst_cost, expected)


def configured_judges(
    settings: Settings, bank: QuestionBank, prompts: Mapping[Mode, Prompt], stack: AsyncExitStack
) -> Sequence[ConfiguredJudge]:
    """Every judge that the settings name, then the matcher. The stack closes their connections."""
    coefficients = load_coefficients()
    kinship, matcher = Kinship(coefficients), Matcher(coefficients)
    default = settings.default_judge or matcher.identity.name
    readers: list[tuple[Reader, JudgeConfig | None]] = [
        *llm_readers(settings, prompts, coefficients, stack),
        (matcher, None),
    ]
    return [
        ConfiguredJudge(
            Judge(reader, kinship, bank.language, JudgeSummary(reader.identity, reader.identity.name == default)),
            config,
            prompts[config.mode if config else Mode.PER_ANSWER],
        )
        for reader, config in readers
    ]


def records_in(log: JudgementLog, bank: QuestionBank, world: Surroundings, admission: Admission) -> Records:
    """What writes the answers of batches into that log."""
    return lambda judge: BatchRecords(judge.identity, bank.digest, log, world, admission)
