"""Where the ledger stands, in one line: what is known of it, and since when."""

from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import digest_in_brief
from evaluator.domain.checkpoints import Checkpoint
from evaluator.domain.ledger import Broken, Head, Verified
from evaluator.services.ledger_check import Checked, Checking
from evaluator.web.pages.figures import Moment, moment, thousands


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The line. `state` is `intact`, `broken` or `unknown`; `remark` says more of what a check found.

    `progress` is how much of a check under way is done, from 0 to 100, None where there is none.
    """

    state: str
    headline: str
    checked: Moment | None
    remark: str
    signed: str
    signed_at: Moment | None
    head: str
    head_in_brief: str
    progress: int | None
    may_verify: bool
    may_sign: bool


def ledger_view(
    head: Head,
    signed: Checkpoint | str | None,
    last: Checked | None,
    present: Checking | None,
    *,
    may_verify: bool,
    may_sign: bool,
) -> LedgerView:
    """The line about a ledger. `signed` is its last checkpoint, or what is wrong with that."""
    state, headline, remark = _found(last, head)
    checkpoint = signed if isinstance(signed, Checkpoint) else None
    if isinstance(signed, str):
        state, headline, remark = "broken", signed, ""
    return LedgerView(
        state=state,
        headline=headline,
        checked=None if last is None else moment(last.at),
        remark=remark,
        signed="" if checkpoint is None else f"#{thousands(checkpoint.seq)}",
        signed_at=None if checkpoint is None else moment(datetime.fromisoformat(checkpoint.at)),
        head=head.digest if head.seq else "",
        head_in_brief=digest_in_brief(head.digest),
        progress=None if present is None else round(100 * present.seq / max(1, present.of)),
        may_verify=may_verify,
        may_sign=may_sign,
    )


def _found(last: Checked | None, head: Head) -> tuple[str, str, str]:
    if last is None:
        return "unknown", f"Ledger at #{thousands(head.seq)}, not checked lately" if head.seq else "No entries yet", ""
    if isinstance(last.found, Broken):
        return "broken", last.found.message, ""
    if not isinstance(last.found, Verified):
        return "broken", last.failure, ""
    if not last.found.upto:
        return "intact", last.found.message, ""
    later = head.seq - last.found.upto
    since = f"{thousands(later)} since then" if later > 0 else ""
    said = (since, last.found.doubt)
    return "intact", f"Ledger intact up to #{thousands(last.found.upto)}", ". ".join(part for part in said if part)
