"""From a file of answers to what is ordered of it: checked row by row, and refused whole where a row is bad."""

import asyncio
import json
import math
from dataclasses import fields

from evaluator.digests import Digest, digest_json
from evaluator.domain.batches import Batch
from evaluator.domain.intake import Intake, Severity
from evaluator.domain.questions import QuestionBank
from evaluator.domain.users import User
from evaluator.errors import RequestInvalid, RowsRefused, SheetUnreadable
from evaluator.files.sheets import Checked, ColumnMapping, check_sheet, read_sheet
from evaluator.services.bad_rows import fault_line
from evaluator.services.batch_orders import BatchOrder
from evaluator.web.api.batches_uploads import Upload
from evaluator.web.rights import refuse_unless_own, restricted_to
from evaluator.wiring import Application

FAULTS_TOLD = 1_000
"""So many faults are told of one file; who has more will begin with these."""

_COLUMNS = frozenset(field.name for field in fields(ColumnMapping)) - {"single_question"}


async def checked_file(upload: Upload, bank: QuestionBank, mapping: ColumnMapping, tab: str | None = None) -> Checked:
    """Every row of a file checked, in another thread. Raises as `read_sheet` and `check_sheet` do."""

    def check() -> Checked:
        return check_sheet(read_sheet(upload.path, upload.filename, tab=tab), bank, mapping)

    return await asyncio.to_thread(check)


def refuse_bad_rows(intake: Intake, *, skip: bool) -> None:
    """Raise RowsRefused naming each bad row unless they are to be left out, and where no row is good."""
    if not intake.rows:
        raise SheetUnreadable("The file has column names, but no row of answers below them.")
    told = tuple(map(fault_line, intake.of(Severity.ERROR)))
    if intake.bad and not (skip and intake.ready):
        what = f"{len(intake.bad):,} of {intake.rows:,} rows cannot be judged. Nothing was kept."
        mend = "Mend them, or leave them out." if intake.ready else "Mend them."
        more = (f"and {len(told) - FAULTS_TOLD:,} more",) if len(told) > FAULTS_TOLD else ()
        raise RowsRefused(f"{what} {mend}", faults=(*told[:FAULTS_TOLD], *more))


def mapping_of(columns: str | None, question: str | None) -> ColumnMapping:
    """The mapping in a JSON object from what a column is used as to the column's name. Raises RequestInvalid."""
    try:
        said = json.loads(columns) if columns else {}
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(name, str) for name in said.values()):
        raise RequestInvalid('`columns` must be a JSON object of texts, such as {"answer": "response"}.')
    odd = sorted(said.keys() - _COLUMNS)
    if odd:
        known = ", ".join(sorted(_COLUMNS))
        raise RequestInvalid(f"`columns` names what no column is used as. Known: {known}.", faults=odd)
    return ColumnMapping(**said, single_question=question)


def refuse_odd_budget(budget: float | None) -> None:
    """Raise RequestInvalid for a budget that bounds nothing."""
    if budget is not None and not (math.isfinite(budget) and budget > 0):
        raise RequestInvalid("The budget must be more than nothing, in the currency of the price table.")


def order_of(intake: Intake, user: User, judge: str | None, budget: float | None) -> BatchOrder:
    """The order for the good rows of a file. An interviewer's batch is never one with somebody else's."""
    own = restricted_to(user)
    content: Digest = intake.digest if own is None else digest_json([intake.digest, own])
    return BatchOrder(intake.filename, content, judge, budget, ordered_by=user.name)


async def kept_batch(application: Application, user: User, order: BatchOrder, checked: Checked) -> Batch:
    """The batch of an order, new or the one there is; that one may cost what is said now, where something is.

    Raises as `BatchService.create` does, and NotAllowed where the one there is is not this person's.
    """
    batch = await application.batches.create(order, checked.rows())
    if order.budget is None or order.budget == batch.budget or batch.state.is_over:
        return batch
    refuse_unless_own(user, batch.created_by)
    return await application.batches.rebudget(batch.id, order.budget)
