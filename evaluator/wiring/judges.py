"""The judges that the settings name, as they are asked: one answer at a time, in batches, or by file."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from evaluator.domain.batches import BatchItem
from evaluator.domain.estimates import Estimate, Workload, estimate
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.judge.breaker import Breaker
from evaluator.judge.ceiling import ceiling_of
from evaluator.judge.config import JudgeConfig, Limits, Prices, ReplyFormat, Timeouts
from evaluator.judge.llm import ASKINGS
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge, Reader
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import schema_bytes
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings
from evaluator.settings import JudgeSettings, Settings

FREE = Prices(input=0.0, output=0.0)
"""What a judge in this process costs."""

PROMPT = ("coverage", "v2")
"""The prompt that judges are asked with."""

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
        repeated = self.prompt.bytes + schema_bytes()

        def expected(workload: Workload) -> Estimate:
            return estimate(workload, repeated, prices)

        ceiling = ceiling_of(config, self.prompt, config.prices, ASKINGS) if config and config.prices else None

        def worst_cost(item: BatchItem) -> float:
            return 0.0 if ceiling is None else ceiling.of(item.question, item.answer)

        return BatchJudge(judge.for_batches(), Breaker(), records(judge.summary), width, worst_cost, expected)


def configured_judges(
    settings: Settings, bank: QuestionBank, prompt: Prompt, stack: AsyncExitStack
) -> Sequence[ConfiguredJudge]:
    """Every judge that the settings name, then the matcher. The stack closes their connections."""
    coefficients = load_coefficients()
    kinship, matcher = Kinship(coefficients), Matcher(coefficients)
    default = settings.default_judge or matcher.identity.name
    readers: list[tuple[Reader, JudgeConfig | None]] = [*_llm_readers(settings, prompt, stack), (matcher, None)]
    return [
        ConfiguredJudge(
            Judge(reader, kinship, bank.language, JudgeSummary(reader.identity, reader.identity.name == default)),
            config,
            prompt,
        )
        for reader, config in readers
    ]


def records_in(log: JudgementLog, bank: QuestionBank, world: Surroundings) -> Records:
    """What writes the answers of batches into that log."""
    return lambda judge: BatchRecords(judge.identity, bank.digest, log, world)


def config_of(judge: JudgeSettings) -> JudgeConfig:
    """The judge package's own value for what the settings say of one judge."""
    return JudgeConfig(
        name=judge.name,
        base_url=judge.base_url,
        model=judge.model,
        key=judge.key.get_secret_value(),
        reply_format=ReplyFormat(judge.reply_format),
        mode=judge.mode,
        temperature=judge.temperature,
        seed=judge.seed,
        max_output_tokens=judge.max_output_tokens,
        timeouts=Timeouts(**judge.timeouts.model_dump()),
        limits=Limits(**judge.limits.model_dump()),
        prices=Prices(**judge.prices.model_dump()) if judge.prices else None,
    )


def _llm_readers(
    settings: Settings, prompt: Prompt, stack: AsyncExitStack
) -> Sequence[tuple[Reader, JudgeConfig | None]]:
    if not settings.judges:
        return []
    from evaluator.judge.chat import ChatClient
    from evaluator.judge.llm import LlmReader
    from evaluator.judge.sharing import Sharing

    configs = [config_of(judge) for judge in settings.judges]
    sharing = Sharing(configs)
    readers: list[tuple[Reader, JudgeConfig | None]] = []
    for config in configs:
        client = ChatClient(config, pacing=sharing.pacing(config), traits=sharing.traits(config))
        stack.push_async_callback(client.aclose)
        readers.append((LlmReader(config, client, prompt), config))
    return readers
