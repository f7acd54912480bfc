"""The judges that the settings name, as they are asked: one answer at a time, in batches, or by file."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from evaluator.digests import Digest
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.judge.breaker import Breaker
from evaluator.judge.config import JudgeConfig, Mode
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge, Member, Reader, Shelf
from evaluator.judge.prompts import Prompt
from evaluator.services.admission import Admission
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings
from evaluator.settings import PanelSettings, Settings
from evaluator.store.database import Database
from evaluator.wiring.expenses import Expense, escalating, expense_of
from evaluator.wiring.readers import llm_readers, thresholds_of_matcher

Records = Callable[[JudgeSummary], BatchRecords]
"""Makes what writes down the answers of a batch that a judge has judged."""


@dataclass(frozen=True, slots=True)
class ConfiguredJudge:
    """A judge with what the settings say of it, and what it takes in batches.

    `config` is None for the matcher and for panels; `prompt` is that of a panel's first judge. `marks` has, by
    question, the newest mark of the examples in another record, where the judge is shown those.
    """

    judge: Member
    config: JudgeConfig | None
    prompt: Prompt
    expense: Expense
    marks: Mapping[str, Digest] = field(default_factory=dict)

    def in_batches(self, records: Records) -> BatchJudge:
        """The judge as batches use it."""
        judge, expense = self.judge, self.expense
        made = records(judge.summary)
        return BatchJudge(judge.for_batches(), Breaker(), made, expense.width, expense.worst_cost, expense.expected)


def configured_judges(
    settings: Settings,
    bank: QuestionBank,
    prompts: Mapping[Mode, Prompt],
    stack: AsyncExitStack,
    database: Database | None = None,
) -> Sequence[ConfiguredJudge]:
    """Every judge that the settings name, the panels, then the matcher. The stack closes their connections.

    Examples come from the database; without one none are shown.
    """
    coefficients = load_coefficients()
    kinship, matcher = Kinship(coefficients), Matcher(coefficients, thresholds_of_matcher(settings))
    default = settings.default_judge or matcher.identity.name
    readers: list[tuple[Reader, JudgeConfig | None, Prompt]] = [
        *llm_readers(settings, prompts, coefficients, stack),
        (matcher, None, prompts[Mode.PER_ANSWER]),
    ]
    *judges, of_matcher = [
        _configured(
            Judge(
                reader,
                kinship,
                bank.language,
                JudgeSummary(reader.identity, reader.identity.name == default),
                _shelf(config, database),
            ),
            config,
            prompt,
        )
        for reader, config, prompt in readers
    ]
    by_name = {one.judge.summary.identity.name: one for one in (*judges, of_matcher)}
    panels = [_panel(panel, [by_name[name] for name in panel.members], default) for panel in settings.panels]
    return [*judges, *panels, of_matcher]


def _shelf(config: JudgeConfig | None, database: Database | None) -> Shelf | None:
    if config is None or not config.examples or database is None:
        return None
    from evaluator.services.examples import ExampleShelf
    from evaluator.store.examples import SqlExampleLog

    return ExampleShelf(SqlExampleLog(database), config.examples)


def _configured(judge: Judge, config: JudgeConfig | None, prompt: Prompt) -> ConfiguredJudge:
    if config is None or config.samples == 1:
        return ConfiguredJudge(judge, config, prompt, expense_of(config, prompt))
    from evaluator.judge.sampling import Sampling

    return ConfiguredJudge(Sampling(judge, config.samples), config, prompt, expense_of(config, prompt))


def _panel(panel: PanelSettings, members: Sequence[ConfiguredJudge], default: str) -> ConfiguredJudge:
    from evaluator.judge.panel import Escalation, Panel

    judge = Panel(
        panel.name,
        [one.judge for one in members],
        frozenset(map(Escalation, panel.escalate_on)),
        is_default=panel.name == default,
    )
    return ConfiguredJudge(judge, None, members[0].prompt, escalating([one.expense for one in members]))


def records_in(log: JudgementLog, bank: QuestionBank, world: Surroundings, admission: Admission) -> Records:
    """What writes the answers of batches into that log."""
    return lambda judge: BatchRecords(judge.identity, bank.digest, log, world, admission)
