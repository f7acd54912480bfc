"""A file of answers being looked at: its columns, its faults and its price, and the button that has it judged."""

import asyncio
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect, Stream, Template

from evaluator.errors import ColumnsUnclear
from evaluator.files.sheets import ColumnMapping, Role, Sheet, read_sheet, recognised
from evaluator.services.bad_rows import BadRowsFormat, write_bad_rows
from evaluator.services.tables import ResultFormat
from evaluator.web.api.batches import uploads_of
from evaluator.web.api.batches_intake import checked_file, kept_batch, order_of, refuse_bad_rows
from evaluator.web.api.batches_uploads import Upload
from evaluator.web.api.downloads import sent, written
from evaluator.web.pages.batches_check_view import (
    USES,
    CheckView,
    check_view,
    columns_of,
    offers_of,
    seen_of,
    unclear_view,
)
from evaluator.web.pages.figures import amount, listed
from evaluator.web.pages.masthead import shown
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

ADDRESS = "/batches/new/{upload_id:str}"
NOT_TOLD = "Tick this, or mend the file: nothing is left out untold."
LIMIT_WRONG = "This must be an amount above nothing, such as 2.50, or empty for no ceiling."

Said = Mapping[str, str]
"""What the form or the address says: `c0` to `cN` for the columns, `judge`, `budget`, `sheet` for one of a workbook's,
`skip` for leaving out what is bad: `yes`, or `no` where somebody forgot.

`of` is the sheet that was shown when the columns were chosen: they mean nothing in another one.
"""


@get(ADDRESS, include_in_schema=False)
async def check_page(
    request: SignedInRequest, upload_id: FromPath[str], application: NamedDependency[Application]
) -> Template:
    """What was found in a file, under the columns, judge and ceiling that the address names."""
    upload = await uploads_of(application).find(upload_id, request.user.name)
    view = await _view(application, upload, dict(request.query_params.multi_items()))
    return await shown(
        request, application, "batch_check.html", status=422 if view.budget_error or view.skip_error else 200, view=view
    )


@post(ADDRESS, include_in_schema=False)
async def order_batch(
    request: SignedInRequest, upload_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Begin what was shown, or show anew what has changed since."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    again = Redirect(f"/batches/new/{upload_id}?{urlencode(_asked(form))}", status_code=303)
    if form.get("sheet", "") != form.get("of", ""):
        return again
    uploads = uploads_of(application)
    upload = await uploads.find(upload_id, request.user.name)
    sheet = await _sheet(upload, form)
    budget = amount(form.get("budget", ""))
    if form.get("do") != "judge" or budget == 0:
        return again
    try:
        checked = await checked_file(upload, application.bank, _mapping(sheet, _used(sheet, form)), sheet.tab)
    except ColumnsUnclear:
        return again
    judge = form.get("judge", "")
    if form.get("seen") != seen_of(checked.intake, judge):
        return again
    if checked.intake.bad and form.get("skip") != "yes":
        return Redirect(f"/batches/new/{upload_id}?{urlencode({**_asked(form), 'skip': 'no'})}", status_code=303)
    refuse_bad_rows(checked.intake, skip=True)
    order = order_of(checked.intake, request.user, judge, budget)
    batch = await kept_batch(application, request.user, order, checked)
    await application.batches.start(batch.id)
    await uploads.discard(upload)
    return Redirect(f"/batches#b-{batch.id}", status_code=303)


@get(f"{ADDRESS}/bad-rows", include_in_schema=False)
async def bad_rows(
    request: SignedInRequest,
    upload_id: FromPath[str],
    application: NamedDependency[Application],
    written_as: Annotated[BadRowsFormat, QueryParameter(name="format")] = BadRowsFormat.XLSX,
) -> Stream:
    """The rows that cannot be judged under the columns that the address names, each with what is wrong with it."""
    said = dict(request.query_params.multi_items())
    upload = await uploads_of(application).find(upload_id, request.user.name)
    sheet = await _sheet(upload, said)
    checked = await checked_file(upload, application.bank, _mapping(sheet, _used(sheet, said)), sheet.tab)
    file, _ = await written(lambda stream: asyncio.to_thread(write_bad_rows, checked, written_as, stream))
    return sent(file, upload.filename, "bad-rows", ResultFormat(written_as))


async def _view(application: Application, upload: Upload, said: Said) -> CheckView:
    sheet = await _sheet(upload, said)
    used = _used(sheet, said)
    try:
        checked = await checked_file(upload, application.bank, _mapping(sheet, used), sheet.tab)
    except ColumnsUnclear as unclear:
        columns = await asyncio.to_thread(columns_of, sheet, used)
        return unclear_view(upload.id, sheet, columns, unclear.faults)
    used = {column: role.value for column, role in checked.mapping.columns.items()}
    columns = await asyncio.to_thread(columns_of, sheet, used)
    offers = offers_of(application.batches.estimates(checked.intake.workload), said.get("judge", ""))
    budget = said.get("budget", "")
    wrong = LIMIT_WRONG if amount(budget) == 0 else ""
    return check_view(
        upload.id,
        checked,
        columns,
        offers,
        budget=budget,
        budget_error=wrong,
        skip_error=NOT_TOLD if said.get("skip") == "no" else "",
        query=_query(said),
    )


async def _sheet(upload: Upload, said: Said) -> Sheet:
    return await asyncio.to_thread(read_sheet, upload.path, upload.filename, tab=said.get("sheet") or None)


def _query(said: Said) -> str:
    """The part of an address that says which sheet and columns are meant."""
    return urlencode({name: value for name, value in said.items() if name == "sheet" or _is_column(name)})


def _used(sheet: Sheet, said: Said) -> dict[str, str]:
    """What each column is used as: as somebody chose, or as the names tell as long as nobody chose."""
    fields = {name: f"c{place}" for place, name in enumerate(sheet.columns)}
    if not said.keys() & set(fields.values()):
        return {column: role.value for column, role in recognised(sheet).columns.items()}
    roles = {role.value for role in Role}
    return {name: said[field] for name, field in fields.items() if said.get(field) in roles}


def _mapping(sheet: Sheet, used: Mapping[str, str]) -> ColumnMapping:
    """Raises ColumnsUnclear where two columns are used as the same."""
    users: dict[str, list[str]] = {role.value: [] for role in Role}
    for column, role in used.items():
        users[role].append(column)
    faults = [
        f"More than one column is used as the {USES[Role(role)]}: {listed(columns)}. Choose one."
        for role, columns in users.items()
        if len(columns) > 1
    ]
    if faults:
        raise ColumnsUnclear(faults[0], columns=sheet.columns, faults=faults)
    return ColumnMapping(**{role: columns[0] if columns else "" for role, columns in users.items()})


def _asked(form: Said) -> dict[str, str]:
    is_another = form.get("sheet", "") != form.get("of", "")
    columns = {} if is_another else {name: value for name, value in form.items() if _is_column(name)}
    return columns | {name: form[name] for name in ("sheet", "judge", "budget") if form.get(name)}


def _is_column(name: str) -> bool:
    return name.startswith("c") and name[1:].isdigit()
