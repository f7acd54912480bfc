"""Calibration: which of the settings' judges decide by thresholds, and by which."""

from collections.abc import Sequence

from evaluator.domain.scales import Thresholds
from evaluator.judge.config import Mode
from evaluator.judge.matcher import load_coefficients
from evaluator.services.calibrating import Adjustable, CalibrationService
from evaluator.services.measuring_reviews import ReviewedMaterial
from evaluator.settings import Settings
from evaluator.settings.loading import MATCHER
from evaluator.wiring.judges import ConfiguredJudge
from evaluator.wiring.readers import thresholds_of_matcher


def calibration_service(
    settings: Settings, judges: Sequence[ConfiguredJudge], reviewed: ReviewedMaterial
) -> CalibrationService:
    """Thresholds for the judges that decide by any, from these reviews."""
    found = []
    for one in judges:
        identity = one.judge.summary.identity
        if one.config is not None and one.config.mode is Mode.YES_NO_LOGPROBS:
            found.append(Adjustable(identity, one.config.thresholds))
        elif identity.name == MATCHER:
            found.append(Adjustable(identity, thresholds_of_matcher(settings) or _fitted(), doubts=True))
    return CalibrationService(reviewed, found)


def _fitted() -> Thresholds:
    """Beyond these the matcher decides whatever it knows of a point; where it knows more of one, sooner."""
    matching = load_coefficients().matching
    return Thresholds(max(matching.bare.covered_from, matching.described.covered_from), matching.bare.missed_up_to)
