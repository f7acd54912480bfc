"""Calibration: which of the settings' judges decide by thresholds, and by which."""

from collections.abc import Sequence

from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.domain.scales import Thresholds
from evaluator.judge.config import Mode
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge
from evaluator.services.calibrating import Adjustable, CalibrationService
from evaluator.services.matcher_trial import MatcherTrial
from evaluator.services.measuring_reviews import ReviewedMaterial
from evaluator.settings import Settings
from evaluator.settings.loading import MATCHER
from evaluator.wiring.judges import ConfiguredJudge
from evaluator.wiring.readers import thresholds_of_matcher

EVERYTHING, NOTHING = Thresholds(0.0, None), Thresholds(None, 1.0)
"""With these every point is covered, or missed, that nothing but its probability speaks against."""


def calibration_service(
    settings: Settings, bank: QuestionBank, judges: Sequence[ConfiguredJudge], reviewed: ReviewedMaterial
) -> CalibrationService:
    """Thresholds for the judges that decide by any, from these reviews."""
    found = []
    for one in judges:
        identity = one.judge.summary.identity
        if one.config is not None and one.config.mode is Mode.YES_NO_LOGPROBS:
            found.append(Adjustable(identity, one.config.thresholds))
        elif identity.name == MATCHER:
            own = thresholds_of_matcher(settings)
            found.append(Adjustable(identity, own or _fitted(), trial_of(bank, own)))
    return CalibrationService(reviewed, found)


def _fitted() -> Thresholds:
    """Those of points that have an example and terms, as most have; others are decided by two of their own."""
    described = load_coefficients().matching.described
    return Thresholds(described.covered_from, round(1 - described.missed_from, 3))


def trial_of(bank: QuestionBank, own: Thresholds | None) -> MatcherTrial:
    """The matcher with these thresholds, or those it was fitted with, to be tried on reviewed answers."""
    coefficients = load_coefficients()
    kinship = Kinship(coefficients)

    def judge(thresholds: Thresholds | None) -> Judge:
        matcher = Matcher(coefficients, thresholds)
        return Judge(matcher, kinship, bank.language, JudgeSummary(matcher.identity, is_default=False))

    return MatcherTrial(bank, Matcher(coefficients, own), judge(own), judge(EVERYTHING), judge(NOTHING))
