"""The built-in matcher: the judge there is when no other is configured.

It looks for each point's words and their kin in the answer, and of points of its own bank for how people say them. It
does not understand what it finds, so it says `covered` or `missed` only where that was nearly always so in the answers
it was fitted on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.answers import Answer
from evaluator.domain.coefficients import Coefficients, parse_coefficients
from evaluator.domain.judgements import Claim, JudgeIdentity, Verdict
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionKind
from evaluator.domain.readings import Assignment, Exchange, Progress, Reading, Stage, Step
from evaluator.domain.scales import Thresholds
from evaluator.errors import CoefficientsInvalid
from evaluator.judge.bearing import Survey
from evaluator.judge.concordance import Concordance
from evaluator.judge.findings import FAINT, Doubt, Odds, decide, named, odds_of, quotes
from evaluator.judge.lexicons import lexicons_of
from evaluator.judge.manner import telling_of
from evaluator.judge.targets import Target, targets_of
from evaluator.judge.wording import reason

COEFFICIENTS_FILE = Path(__file__).with_name("matcher.json")

METHOD = 4
"""Raised when the same coefficients would come to other claims: what was judged before is then judged anew."""

_QUESTIONS_KEPT = 256


def load_coefficients(path: Path = COEFFICIENTS_FILE) -> Coefficients:
    """The coefficients in a file. Raises CoefficientsInvalid when it cannot be read or makes no sense."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CoefficientsInvalid(f"The matcher's coefficients cannot be read ({path.name}). Install again.") from error
    if not isinstance(found, dict):
        raise CoefficientsInvalid(f"The matcher's coefficients are damaged ({path.name}). Install again.")
    return parse_coefficients(found)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a point comes to by itself."""

    odds: Odds
    verdict: Verdict
    doubt: Doubt | None


class Matcher:
    """Reads answers by their words alone, in this process. Build one and keep it: it remembers questions' words."""

    wants_canaries = False
    only_words = True
    deadline_s = 10.0

    def __init__(self, coefficients: Coefficients, thresholds: Thresholds | None = None) -> None:
        """With `thresholds` of somebody's own the probability that is told decides, else what was fitted."""
        self._coefficients = coefficients
        self._thresholds = thresholds
        self._targets = lru_cache(maxsize=_QUESTIONS_KEPT)(self._look_up)
        self.settings_digest: Digest = digest_json([METHOD, coefficients.digest, *_told(thresholds)])
        self.identity = JudgeIdentity(
            name="matcher",
            model=f"matcher/{coefficients.version}",
            prompt="none",
            settings_digest=self.settings_digest,
        )

    def for_batches(self) -> "Matcher":
        """Itself: nothing it does takes a place from others."""
        return self

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """A claim about every point and canary asked, in their order."""
        progress(Step(Stage.ASK))
        concordance = Concordance(assignment.answer)
        targets = self._targets(assignment.question)
        survey = Survey(tuple(targets.values()), concordance, self._coefficients)
        kind = assignment.question.kind
        found = {point_id: self._finding(kind, target, concordance, survey) for point_id, target in targets.items()}
        claims = (self._claim(assignment, asked, concordance, survey, found) for asked in assignment.asked)
        return Reading(tuple(claims), Exchange(parameters_sent=_used(self._thresholds)))

    def odds(self, question: Question, answer: Answer) -> Mapping[PointId, Odds]:
        """How probable each of the question's points is, whatever is made of it then."""
        targets = self._targets(question)
        survey = Survey(tuple(targets.values()), Concordance(answer), self._coefficients)
        return {point_id: self._odds(target, survey) for point_id, target in targets.items()}

    def _odds(self, target: Target, survey: Survey) -> Odds:
        bearing = survey.bearing(target) if target.described else None
        odds = odds_of(survey.sighting(target), bearing, self._coefficients.matching)
        return odds if self._thresholds is None else odds.by(self._thresholds)

    def _finding(self, kind: QuestionKind, target: Target, concordance: Concordance, survey: Survey) -> _Finding:
        odds, sighting = self._odds(target, survey), survey.sighting(target)
        telling = telling_of(kind, concordance.passages, sighting.hits)
        return _Finding(odds, *decide(odds, target, sighting, telling))

    def _is_alone(self, odds: Odds, others: Sequence[_Finding]) -> bool:
        """Whether a credit is left to a person because none of the question's other points is credited."""
        if self._thresholds is not None or not odds.described or odds.worded:
            return False
        return bool(others) and all(other.verdict is not Verdict.COVERED for other in others)

    def _claim(
        self,
        assignment: Assignment,
        asked: ExpectedPoint | Canary,
        concordance: Concordance,
        survey: Survey,
        known: Mapping[PointId, _Finding],
    ) -> Claim:
        target = self._target(assignment.question, asked)
        sighting = survey.sighting(target)
        finding = known.get(asked.id) or self._finding(assignment.question.kind, target, concordance, survey)
        verdict, doubt = finding.verdict, finding.doubt
        others = [other for point_id, other in known.items() if point_id != asked.id]
        if verdict is Verdict.COVERED and self._is_alone(finding.odds, others):
            verdict, doubt = Verdict.UNSURE, Doubt.ALONE
        found = named(assignment.answer, target, sighting.hits)
        shown = () if verdict is Verdict.MISSED or doubt in (Doubt.FAINT, Doubt.TOLD) else sighting.hits
        return Claim(
            point_id=asked.id,
            verdict=verdict,
            reason=reason(verdict, doubt, found, close=sighting.close_together, much=sighting.share >= FAINT),
            quotes=quotes(assignment.answer, concordance.passages, shown),
            probability=finding.odds.covered,
        )

    def _target(self, question: Question, asked: ExpectedPoint | Canary) -> Target:
        known = self._targets(question).get(asked.id)
        return known or targets_of(question.text, (ExpectedPoint(asked.id, asked.text),), self._coefficients)[0]

    def _look_up(self, question: Question) -> Mapping[PointId, Target]:
        ids = [point.id for point in question.points]
        lexicons = lexicons_of(question, self._coefficients)
        return dict(zip(ids, targets_of(question.text, question.points, self._coefficients, lexicons), strict=True))


def _told(thresholds: Thresholds | None) -> list[Json]:
    """What thresholds add to what a judge's claims depend on; those that were fitted are among the coefficients."""
    return [] if thresholds is None else [[thresholds.covered_from, thresholds.missed_up_to]]


def _used(thresholds: Thresholds | None) -> Mapping[str, str | float]:
    """Thresholds of somebody's own, in the words of the settings. Those that were fitted go by the coefficients."""
    if thresholds is None:
        return {}
    said = {"covered_from": thresholds.covered_from, "missed_up_to": thresholds.missed_up_to}
    return {name: "never" if threshold is None else threshold for name, threshold in said.items()}
