"""Judging again: what the judges and the bank are now, for what was judged before to be held against."""

from collections.abc import Sequence

from evaluator.domain.outdated import Present, PresentJudge
from evaluator.domain.questions import QuestionBank
from evaluator.judge.panel import NO_PROMPT
from evaluator.services.batches import BatchService
from evaluator.services.following import FollowingService
from evaluator.services.rejudging import RejudgingService
from evaluator.services.surroundings import Surroundings
from evaluator.store.database import Database
from evaluator.store.rejudging.log import SqlRejudgingLog
from evaluator.wiring.judges import ConfiguredJudge


def rejudging_service(
    database: Database,
    batches: BatchService,
    bank: QuestionBank,
    judges: Sequence[ConfiguredJudge],
    following: FollowingService,
    world: Surroundings,
) -> RejudgingService:
    """Judging again what is in that database, by these judges."""
    present = Present(bank, {one.judge.summary.identity.name: _present(one) for one in judges})
    return RejudgingService(SqlRejudgingLog(database), batches, present, following, world)


def _present(one: ConfiguredJudge) -> PresentJudge:
    identity = one.judge.summary.identity
    prompt = None if identity.prompt == NO_PROMPT else one.prompt.fingerprint
    return PresentJudge(identity, one.config.digest() if one.config else None, prompt)
