"""Screening: which answers judges are screened with, and who may judge by what was found."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from evaluator.digests import Digest
from evaluator.services.admission import ByScreening, FirstUse
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings
from evaluator.settings.loading import MATCHER
from evaluator.settings.shipped import shipped
from evaluator.store.database import Database
from evaluator.store.fitness import SqlFitnessLog
from evaluator.wiring.judges import ConfiguredJudge

if TYPE_CHECKING:
    from evaluator.domain.estimates import Workload
    from evaluator.domain.fitness import Fitness
    from evaluator.domain.labelled import LabelledAnswer
    from evaluator.services.anchor_watch import AnchorWatch
    from evaluator.services.anchors import AnchorService
    from evaluator.services.screening import Course, ScreeningService

WEAK = (
    "caching-off-topic",
    "full-stack-development-fluent-empty",
    "relational-vs-nosql-confidently-wrong",
    "authentication-vs-authorization-confidently-wrong",
    "scaling-for-traffic-fluent-empty",
    "debugging-production-fluent-empty",
    "long-running-tasks-confidently-wrong",
    "team-collaboration-fluent-empty",
    "staying-current-confidently-wrong",
    "refactoring-off-topic",
)
"""Golden answers that cover nothing. Each of the sixteen questions has one here or below; all are of the part on which
things are tuned, never of the third that is set aside."""

GOOD = (
    "long-running-tasks-terse",
    "caching-middling",
    "scaling-for-traffic-middling",
    "restful-apis-non-native",
    "third-party-apis-non-native",
    "tight-deadlines-non-native",
    "full-stack-development-recognition-noise",
    "conflict-resolution-recognition-noise",
    "database-migrations-strong",
    "data-security-strong",
)
"""Golden answers that cover something, some of them in words that are hard to follow."""

TWICE = (
    "long-running-tasks-terse",
    "caching-middling",
    "scaling-for-traffic-middling",
    "authentication-vs-authorization-confidently-wrong",
)
"""Those asked a second time, with their points in another order."""


def admission(
    settings: Settings, database: Database, judges: Sequence[ConfiguredJudge], world: Surroundings
) -> ByScreening:
    """Who may judge, by the screenings in that database. The built-in matcher always may."""

    async def screen(name: str) -> "Fitness | None":
        return await _found_out(screening_service(database, judges, world), name)

    said = settings.screening
    identities = {one.judge.summary.identity.name: one.judge.summary.identity for one in judges}
    return ByScreening(
        SqlFitnessLog(database),
        world.clock,
        exempt=[MATCHER],
        allow_unfit=said.allow_unfit,
        first_use=FirstUse(said.first_use),
        screen=screen,
        panels={panel.name: [identities[name] for name in panel.members] for panel in settings.panels},
    )


def screening_service(database: Database, judges: Sequence[ConfiguredJudge], world: Surroundings) -> "ScreeningService":
    """Screenings of these judges, kept in that database."""
    from evaluator.services.screening import ScreeningService
    from evaluator.store.judgements import SqlJudgementLog
    from evaluator.store.screenings import SqlScreeningLog
    from evaluator.store.trials import SqlTrialLog

    log, trials, judgements = SqlScreeningLog(database, world.clock), SqlTrialLog(database), SqlJudgementLog(database)
    return ScreeningService([one.judge.for_batches() for one in judges], course, log, trials, judgements, world)


def anchor_service(
    database: Database,
    judges: Sequence[ConfiguredJudge],
    world: Surroundings,
    settings: Settings,
    bank: Digest | None = None,
) -> "AnchorService":
    """The watch over these judges, kept in that database. Its anchors are the answers that judges are screened with."""
    from evaluator.services.anchors import EVERY, AnchorService
    from evaluator.store.judgements import SqlJudgementLog
    from evaluator.store.screenings import SqlAnchorLog
    from evaluator.store.trials import SqlTrialLog

    log, trials, judgements = SqlAnchorLog(database, world.clock), SqlTrialLog(database), SqlJudgementLog(database)
    days = settings.anchors.every_days
    every = timedelta(days=days) if days else EVERY
    asked = [one.judge.for_batches() for one in judges]
    return AnchorService(asked, course, log, trials, judgements, world, every=every, bank=bank)


def anchor_watch(
    database: Database,
    judges: Sequence[ConfiguredJudge],
    world: Surroundings,
    settings: Settings,
    anchors: "AnchorService",
) -> "AnchorWatch":
    """What has judges judge anchors in the background: nobody where the settings do not say how often.

    A panel is watched by its members, unless it is named.
    """
    from evaluator.services.anchor_watch import AnchorWatch
    from evaluator.store.anchor_watch import SqlWatchLog

    said = settings.anchors
    named = said.judges or tuple(judge.name for judge in settings.judges)
    by_name = {one.judge.summary.identity.name: one for one in judges}

    def price(name: str) -> float | None:
        cost = by_name[name].expense.expected(_of_all(course().answers)).cost
        return None if cost is None else cost.high

    log, watched = SqlWatchLog(database), named if said.every_days else ()
    return AnchorWatch(anchors, log, world, watched, price, said.budget)


@cache
def course() -> "Course":
    """The answers that judges are screened with, from the golden ones that come with the program.

    They are asked the questions of the bank that comes with it, whichever bank is in use. Raises ConfigurationError and
    InputError leaves where the files are not as they came.
    """
    from evaluator.bank import load_bank
    from evaluator.digests import digest_json
    from evaluator.domain.keys import content_digest
    from evaluator.files.labelled import read_labelled
    from evaluator.services.screening import Course

    wanted = (*GOOD, *WEAK)
    bank = load_bank(shipped("data/questions.yaml"))
    golden = read_labelled(sorted(shipped("data/golden").glob("*.jsonl")), bank, part="tuning")
    found = {one.answer_id: one for one in golden.rows() if one.answer_id in wanted}
    digest = digest_json(
        [[one, found[one].answer.digest, content_digest(found[one].question)] for one in wanted] + [list(TWICE)]
    )
    once, twice = (tuple(found[one] for one in names) for names in (wanted, TWICE))
    return Course(once, twice, digest, _of_all([*once, *twice]))


def _of_all(answers: "Sequence[LabelledAnswer]") -> "Workload":
    from evaluator.domain.estimates import Workload, workload_of

    each = [workload_of(one.question, one.answer) for one in answers]
    return Workload(*(sum(getattr(one, field.name) for one in each) for field in fields(Workload)))


async def _found_out(service: "ScreeningService", name: str) -> "Fitness | None":
    """What a screening at first use finds; None where nothing could be told."""
    from evaluator.domain.screened import Screened

    found = await service.screen(name, by="first use")
    return found.fitness if isinstance(found, Screened) else None
