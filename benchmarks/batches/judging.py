"""A file of answers judged by the batch path, everything on: guards, evidence, record and ledger.

What judging needs is imported where the command imports it, since that is part of what is measured.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.batches.stopwatch import Stopwatch
from evaluator.cli.installation import Installation

if TYPE_CHECKING:
    from evaluator.domain.batches import Batch
    from evaluator.settings import Settings
    from evaluator.wiring import Application

CONFIG = """\
[[judges]]
name = "judge"
base_url = "{base_url}"
model = "judge"
reply_format = "json_schema"
limits = {{ in_flight = {in_flight} }}
timeouts = {{ connect = 5.0, read = {deadline_s}, total = {deadline_s} }}
{prices}
"""


def settings_in(work: Path, base_url: str, in_flight: int, deadline_s: float, prices: str = "") -> "Settings":
    """Settings with that endpoint as the one judge, everything kept in that folder. `prices` is a line of TOML."""
    from evaluator.settings import load_settings

    config = work / "evaluator.toml"
    text = CONFIG.format(base_url=base_url, in_flight=in_flight, deadline_s=deadline_s, prices=prices)
    config.write_text(text, encoding="utf-8")
    return load_settings({"EVALUATOR_DATA_DIR": str(work), "EVALUATOR_CONFIG": str(config)})


@asynccontextmanager
async def judged(answers: Path, settings: "Settings", watch: Stopwatch) -> "AsyncIterator[tuple[Application, Batch]]":
    """Judge a file, or go on with it, as the command does, and mark the phases `setup` and `run`."""
    installation = Installation()
    installation.upgrade(settings)
    async with installation.open(settings) as application:
        from evaluator.files.sheets import check_sheet, read_sheet
        from evaluator.services.batch_orders import BatchOrder

        checked = check_sheet(read_sheet(answers), application.bank)
        order = BatchOrder(answers.name, checked.intake.digest, ordered_by="bench")
        batch = await application.batches.create(order, checked.rows())
        watch.mark("setup")
        batch = await application.batches.run(batch.id)
        watch.mark("run")
        yield application, batch


async def recount(application: "Application", batch: "Batch") -> dict[str, int]:
    """What the record and the ledger really hold, whatever the batch says of itself.

    `lost` are answers without a judgement in the record, `twice` judgements entered more than once, `misjudged` those
    that failed and have a score all the same; `broken` is 1 where the ledger does not hold.
    """
    from evaluator.domain.ledger import EntryKind, Verified

    entered: Counter[str] = Counter()
    after = 0
    while entries := await application.ledger.entries(after=after):
        entered.update(entry.subject for entry in entries if entry.kind == EntryKind.JUDGEMENT)
        after = entries[-1].seq
    lost = misjudged = 0
    async for row in application.batches.rows(batch):
        lost += row.judgement_id not in entered
        misjudged += row.reason is not None and row.coverage is not None
    is_whole = isinstance(await application.ledger.verify(), Verified)
    return {
        "lost": lost,
        "twice": sum(times - 1 for times in entered.values()) + max(0, len(entered) - batch.tally.total),
        "misjudged": misjudged,
        "broken": int(not is_whole),
    }
