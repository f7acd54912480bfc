"""The application: what judges is made at once, all else when it is first asked for."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict, Unpack

from evaluator.domain.questions import QuestionBank
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.batches import BatchService
from evaluator.services.judging import JudgingService
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings
from evaluator.store.database import Database
from evaluator.wiring.judges import ConfiguredJudge, records_in
from evaluator.wiring.reviews import batch_log, judgement_log
from evaluator.wiring.workshop import Workshop

if TYPE_CHECKING:
    from evaluator.services.access import UserDirectory
    from evaluator.services.anchor_watch import AnchorWatch
    from evaluator.services.anchors import AnchorService
    from evaluator.services.audit import AuditService
    from evaluator.services.batch_grid import GridLog
    from evaluator.services.bulk import BulkService
    from evaluator.services.calibrating import CalibrationService
    from evaluator.services.checkpoints import CheckpointService
    from evaluator.services.erasing import ErasureService
    from evaluator.services.examples import ExampleService
    from evaluator.services.exports import ExportService
    from evaluator.services.following import FollowingService
    from evaluator.services.insights import InsightService
    from evaluator.services.keeping import KeepingService
    from evaluator.services.ledger import LedgerReader
    from evaluator.services.ledger_check import LedgerCheck
    from evaluator.services.measurements import MeasurementShelf
    from evaluator.services.measuring import MeasuringService
    from evaluator.services.measuring_reviews import ReviewedMaterial
    from evaluator.services.rejudging import RejudgingService
    from evaluator.services.reviewing import ReviewService
    from evaluator.services.screening import ScreeningService
    from evaluator.services.trust_board import TrustBoard
    from evaluator.services.trusting import TrustService


class Parts(TypedDict, total=False):
    """Parts that stand in for those an application would make itself."""

    users: "UserDirectory"
    audit: "AuditService"
    ledger: "LedgerReader"
    grids: "GridLog"
    bulk: "BulkService"
    calibrating: "CalibrationService"
    examples: "ExampleService"
    checkpoints: "CheckpointService"
    following: "FollowingService"
    insights: "InsightService"
    measurements: "MeasurementShelf"
    reviewed: "ReviewedMaterial"
    rejudging: "RejudgingService"
    reviewing: "ReviewService"
    exports: "ExportService"
    erasing: "ErasureService"
    keeping: "KeepingService"
    screening: "ScreeningService"
    anchors: "AnchorService"
    anchor_watch: "AnchorWatch"
    trusting: "TrustService"
    trust_board: "TrustBoard"


class Application:
    """What the commands and the web service work with."""

    def __init__(
        self,
        settings: Settings,
        bank: QuestionBank,
        database: Database,
        judging: JudgingService,
        batches: BatchService,
        world: Surroundings,
        *,
        judges: Sequence[ConfiguredJudge] = (),
        workshop: Workshop | None = None,
        admission: Admission = EVERYBODY,
        **instead: Unpack[Parts],
    ) -> None:
        self.settings, self.bank, self.database = settings, bank, database
        self.judging, self.batches, self.workshop = judging, batches, workshop
        self.admission = admission
        self._world, self._judges = world, judges
        vars(self).update(instead)

    def now(self) -> datetime:
        """The time by the clock that all parts go by."""
        return self._world.clock()

    @cached_property
    def users(self) -> "UserDirectory":
        """Who may do what."""
        from evaluator.wiring.people import user_directory

        return user_directory(self.database, self.settings)

    @cached_property
    def audit(self) -> "AuditService":
        """The log line by line, and whole stories."""
        from evaluator.services.audit import AuditService
        from evaluator.store.log.story import SqlAuditLog

        return AuditService(SqlAuditLog(self.database), self.following)

    @cached_property
    def ledger(self) -> "LedgerReader":
        """The journal, to read and to check."""
        from evaluator.store.ledger import SqlLedger

        return SqlLedger(self.database)

    @cached_property
    def ledger_check(self) -> "LedgerCheck":
        """Checks of the whole ledger, on demand."""
        from evaluator.services.ledger_check import LedgerCheck

        return LedgerCheck(self.ledger, self.checkpoints, self._world.clock)

    @cached_property
    def grids(self) -> "GridLog":
        """The points of a batch's answers side by side."""
        from evaluator.store.batches.grid_pages import SqlGridLog

        return SqlGridLog(self.database)

    @cached_property
    def bulk(self) -> "BulkService":
        """Judging by file."""
        from evaluator.services.bulk import BulkService
        from evaluator.store.batches.parts import SqlPartLog
        from evaluator.wiring.bulk import desks

        log, parts = batch_log(self.database, self.settings), SqlPartLog(self.database)
        records = records_in(judgement_log(self.database, self.settings), self.bank, self._world, self.admission)
        return BulkService(desks(self._judges, records), log, parts, self._world)

    @cached_property
    def checkpoints(self) -> "CheckpointService":
        """Signed statements of where the ledger stands."""
        from evaluator.store.ledger import SqlLedger
        from evaluator.wiring.checkpoints import checkpoint_service

        return checkpoint_service(self.settings, SqlLedger(self.database), self._world)

    @cached_property
    def following(self) -> "FollowingService":
        """What is derived from the ledger, kept up to date."""
        from evaluator.wiring.following import following_service

        return following_service(self.database)

    @cached_property
    def insights(self) -> "InsightService":
        """How far judge and people agree, and what judging took."""
        from evaluator.wiring.insights import insight_service

        return insight_service(self.database, self.following, self.bank)

    @cached_property
    def measuring(self) -> "MeasuringService":
        """Judges held against people's labels."""
        from evaluator.services.measuring import MeasuringService

        marks = {one.judge.summary.identity.name: one.marks for one in self._judges}
        return MeasuringService(self.batches, self._world, self.bank.digest, marks)

    @cached_property
    def reviewed(self) -> "ReviewedMaterial":
        """What people said blind of this log's answers, to measure judges on."""
        from evaluator.services.measuring_reviews import ReviewedMaterial
        from evaluator.store.exports import SqlExportLog

        return ReviewedMaterial(SqlExportLog(self.database), self.bank)

    @cached_property
    def measurements(self) -> "MeasurementShelf":
        """Measurements that were made."""
        from evaluator.services.measurements import MeasurementShelf
        from evaluator.store.measurements import SqlMeasurementLog

        return MeasurementShelf(SqlMeasurementLog(self.database))

    @cached_property
    def rejudging(self) -> "RejudgingService":
        """Judging again what is outdated."""
        from evaluator.wiring.rejudging import rejudging_service

        return rejudging_service(self.database, self.batches, self.bank, self._judges, self.following, self._world)

    @cached_property
    def reviewing(self) -> "ReviewService":
        """People's reviews, blind first."""
        from evaluator.domain.seeding import Sowing
        from evaluator.services.reviewing import ReviewService
        from evaluator.store.reviews.log import SqlReviewLog

        log, review = judgement_log(self.database, self.settings), self.settings.review
        return ReviewService(
            SqlReviewLog(self.database),
            log,
            self.bank,
            review.claim_minutes,
            self._world,
            interviewers_first=review.interviewers_first,
            sowing=Sowing(review.seeded_wrong_share, review.seed),
        )

    @cached_property
    def exports(self) -> "ExportService":
        """Judgements and reviews as files."""
        from evaluator.services.exports import ExportService
        from evaluator.store.exports import SqlExportLog

        log = judgement_log(self.database, self.settings)
        return ExportService(log, self.reviewing, SqlExportLog(self.database), self._world)

    @cached_property
    def erasing(self) -> "ErasureService":
        """Taking words back."""
        from evaluator.wiring.keeping import erasure_service

        return erasure_service(self.settings, self.database, self._world)

    @cached_property
    def keeping(self) -> "KeepingService":
        """How long words are kept, and what keeps them longer."""
        from evaluator.wiring.keeping import keeping_service

        return keeping_service(self.settings, self.bank, self.database, self.erasing, self._world)

    @cached_property
    def screening(self) -> "ScreeningService":
        """What judges are, told from answers whose labels are known."""
        from evaluator.wiring.screening import screening_service

        return screening_service(self.database, self._judges, self._world)

    @cached_property
    def trusting(self) -> "TrustService":
        """From what confidence on a judge's verdicts may stand without review."""
        from evaluator.wiring.insights import trust_service

        return trust_service(self.database, self.following)

    @cached_property
    def trust_board(self) -> "TrustBoard":
        """The same of each judge, for a page that is to be there at once."""
        from evaluator.wiring.insights import trust_board

        return trust_board(self.database, self.following)

    @cached_property
    def examples(self) -> "ExampleService":
        """Reviewed answers that judges are shown."""
        from evaluator.services.examples import ExampleService
        from evaluator.store.examples import SqlExampleLog

        return ExampleService(SqlExampleLog(self.database), self._world)

    @cached_property
    def calibrating(self) -> "CalibrationService":
        """Which thresholds reviews speak for."""
        from evaluator.wiring.calibrating import calibration_service

        return calibration_service(self.settings, self.bank, self._judges, self.reviewed)

    @cached_property
    def anchors(self) -> "AnchorService":
        """Whether judges still judge as they did when they were trusted."""
        from evaluator.wiring.screening import anchor_service

        return anchor_service(self.database, self._judges, self._world, self.settings, self.bank.digest)

    @cached_property
    def anchor_watch(self) -> "AnchorWatch":
        """Anchors judged in the background, where the settings say so."""
        from evaluator.wiring.screening import anchor_watch

        return anchor_watch(self.database, self._judges, self._world, self.settings, self.anchors)
