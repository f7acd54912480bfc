"""What a batch is told with on a terminal: what was found in the file, what it will take, what came of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evaluator.cli.printing import columns, counted, printable
from evaluator.domain.batches import Batch, BatchState, PauseReason
from evaluator.domain.estimates import Estimate, Range
from evaluator.domain.intake import Intake, RowFault, Severity
from evaluator.domain.outcomes import JudgeSummary
from evaluator.services.plain_words import SECOND_OPINION
from evaluator.settings.loading import MATCHER

_GO_ON = "Run the same command again to go on."

MENDS: Mapping[PauseReason, str] = {
    PauseReason.ENDPOINT_DOWN: _GO_ON,
    PauseReason.KEY_REFUSED: f"Give the judge a key that is accepted. {_GO_ON}",
    PauseReason.QUOTA_EXHAUSTED: f"Top up the account, or wait for the next period. {_GO_ON}",
    PauseReason.MODEL_UNKNOWN: f"Name a model that the endpoint has. {_GO_ON}",
    PauseReason.BUDGET_REACHED: "Run the same command again with a higher --budget to go on.",
    PauseReason.JUDGE_GONE: f"Configure a judge of that name again. {_GO_ON}",
    PauseReason.JUDGE_UNFIT: f"Screen the judge again, or allow it in the settings. {_GO_ON}",
    PauseReason.ASKED: _GO_ON,
    PauseReason.STOPPED: _GO_ON,
}
"""What ends a pause, by its reason."""

SHOWN = 100
"""Findings about single rows that are spelt out; the rest is counted."""


def intake_text(intake: Intake) -> str:
    """What was found in a file, worst first, row by row."""
    lines = [f"{printable(intake.filename)}: {counted(intake.rows, 'row', 'rows')}, {intake.ready:,} can be judged."]
    lines += [printable(note) for note in intake.notes]
    found = [fault for severity in Severity for fault in intake.of(severity)]
    lines += [_fault_line(fault) for fault in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN:,} more.")
    return "\n".join(lines)


def estimate_text(judge: JudgeSummary, expected: Estimate) -> str:
    """What judging will take, and where the answers go."""
    identity = judge.identity
    go, stay = ("goes", "stays") if expected.answers == 1 else ("go", "stay")
    where = f"{go} to {identity.name} ({identity.host})"
    if not identity.host:
        where = f"{stay} on this machine ({identity.name})"
    if identity.name == MATCHER:
        return f"{counted(expected.answers)} {where}; costs nothing."
    cost = "costs nobody knows: there is no price table" if expected.cost is None else f"costs {_money(expected.cost)}"
    if not identity.host:
        cost = "costs nothing"
    return (
        f"{counted(expected.answers)} {where}; about {_count(expected.input_tokens)} tokens in, "
        f"{_count(expected.output_tokens)} out; {cost}."
    )


def closing_text(batch: Batch, out: Path) -> str:
    """What came of a batch, and where it is."""
    rows = [*standing_rows(batch), ("results", str(out))]
    return "\n".join([columns(rows), *stopped_text(batch), *_afterwords(batch), SECOND_OPINION])


def standing_rows(batch: Batch) -> list[tuple[str, str]]:
    """How a batch stands, in two columns."""
    tally = batch.tally
    return [
        (
            "scored",
            f"{tally.scored:,}" + (f", {tally.shared:,} of them shared with the same answer" if tally.shared else ""),
        ),
        ("not scored", f"{tally.unscored:,}"),
        ("waiting", f"{tally.waiting:,}"),
        ("tokens", f"{batch.usage.input_tokens:,} in, {batch.usage.output_tokens:,} out"),
        ("cost", _cost(batch)),
    ]


def stopped_text(batch: Batch) -> Iterator[str]:
    """Why a batch stopped before its end, if it did, and what lets it go on."""
    if batch.pause is not None:
        yield printable(f"Stopped: {batch.pause.detail} {MENDS[batch.pause.reason]}")


def _afterwords(batch: Batch) -> Iterator[str]:
    if batch.state is BatchState.FINISHED and batch.tally.unscored:
        yield "Answers that were not scored have no coverage and are left out of every average."
        yield "Run the same command with --again to have them judged again."


def _fault_line(fault: RowFault) -> str:
    place = f"row {fault.row}" + (f", {fault.column}" if fault.column else "")
    return printable(f"{fault.severity.value}: {place}: {fault.message} {fault.advice} [{fault.code.value}]")


def _cost(batch: Batch) -> str:
    if batch.judge_name == MATCHER:
        return "nothing"
    return "not known" if batch.usage.cost is None else f"{batch.usage.cost:.4f}"


def _count(tokens: Range) -> str:
    return f"{tokens.low:,.0f} to {tokens.high:,.0f}"


def _money(cost: Range) -> str:
    return f"{cost.low:.2f} to {cost.high:.2f}"
