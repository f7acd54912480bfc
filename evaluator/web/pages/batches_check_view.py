"""A file of answers before anything is spent: what its columns are used as, what is wrong, and what it will cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.digests import Json, digest_json
from evaluator.domain.estimates import Estimate
from evaluator.domain.intake import Intake, RowFault, Severity
from evaluator.domain.outcomes import JudgeSummary
from evaluator.files.sheets import Checked, Role, Sheet
from evaluator.web.pages.figures import about, counted, money, thousands
from evaluator.web.pages.flag_notes import typographic
from evaluator.web.pages.judges import judge_title

SHOWN = 200
"""Faults listed; the rest is counted."""

LONGEST_VALUE = 40

USES: Mapping[Role, str] = {
    Role.ANSWER: "answer",
    Role.QUESTION_ID: "question id",
    Role.QUESTION: "question",
    Role.CANDIDATE: "candidate",
    Role.ID: "id",
    Role.SPEAKER: "speaker",
    Role.POINTS: "points",
    Role.TITLE: "title",
    Role.KIND: "kind",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its field in the form, its first value, and what it is used as, empty for nothing."""

    field: str
    name: str
    value: str
    use: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What one judge takes for the good rows, and where they go."""

    judge: str
    title: str
    price: str
    tokens: str
    goes_to: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """The page. `unclear` says why the columns do not do yet; there is nothing about rows then.

    `tabs` are the sheets to choose from, empty where there is no choice; `query` says of an address what is shown.

    `seen` is the digest of what is offered, so that nobody orders what they have not been shown.
    """

    id: str
    filename: str
    tab: str
    tabs: tuple[str, ...]
    query: str
    rows: str
    columns: tuple[Column, ...]
    uses: tuple[tuple[str, str], ...]
    unclear: tuple[str, ...]
    notes: tuple[str, ...]
    bad: int
    ready: int
    errors: tuple[RowFault, ...]
    more: int
    hints: tuple[RowFault, ...]
    offers: tuple[Offer, ...]
    chosen: Offer | None
    budget: str
    budget_error: str
    skip_error: str
    seen: str


def columns_of(sheet: Sheet, used: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of a sheet with the first value of each, and what it is used as."""
    first: Mapping[str, Json] = next((row.cells for row in sheet.rows() if row.problem is None), {})
    return tuple(
        Column(f"c{place}", name, _clipped(first.get(name)), used.get(name, ""))
        for place, name in enumerate(sheet.columns)
    )


def offers_of(estimates: Sequence[tuple[JudgeSummary, Estimate]], judge: str) -> tuple[Offer, ...]:
    """What each judge takes; the one of that name is chosen, else the first."""
    names = [summary.identity.name for summary, _ in estimates]
    chosen = judge if judge in names else names[0]
    return tuple(_offer(summary, told, chosen) for summary, told in estimates)


def seen_of(intake: Intake, judge: str) -> str:
    """The digest of what would be judged, and by whom."""
    return digest_json([intake.digest, intake.ready, judge])


def check_view(
    upload_id: str,
    checked: Checked,
    columns: tuple[Column, ...],
    offers: tuple[Offer, ...],
    *,
    budget: str,
    budget_error: str,
    skip_error: str,
    query: str,
) -> CheckView:
    """A file whose columns are clear."""
    intake = checked.intake
    errors = intake.of(Severity.ERROR)
    chosen = next(offer for offer in offers if offer.is_chosen)
    hints = (*intake.of(Severity.WARNING), *intake.of(Severity.NOTE))
    return CheckView(
        id=upload_id,
        filename=intake.filename,
        tab=checked.sheet.tab or "",
        tabs=_choice(checked.sheet),
        query=query,
        rows=counted(intake.rows, "row"),
        columns=columns,
        uses=_uses(),
        unclear=(),
        notes=tuple(map(typographic, intake.notes)),
        bad=len(intake.bad),
        ready=intake.ready,
        errors=errors[:SHOWN],
        more=max(0, len(errors) - SHOWN),
        hints=hints[:SHOWN],
        offers=offers,
        chosen=chosen,
        budget=budget,
        budget_error=budget_error,
        skip_error=skip_error,
        seen=seen_of(intake, chosen.judge),
    )


def unclear_view(upload_id: str, sheet: Sheet, columns: tuple[Column, ...], faults: Sequence[str]) -> CheckView:
    """A file whose columns somebody has to name."""
    return CheckView(
        id=upload_id,
        filename=sheet.filename,
        tab=sheet.tab or "",
        tabs=_choice(sheet),
        query="",
        rows="",
        columns=columns,
        uses=_uses(),
        unclear=tuple(map(typographic, faults)),
        notes=tuple(map(typographic, sheet.notes)),
        bad=0,
        ready=0,
        errors=(),
        more=0,
        hints=(),
        offers=(),
        chosen=None,
        budget="",
        budget_error="",
        skip_error="",
        seen="",
    )


def _choice(sheet: Sheet) -> tuple[str, ...]:
    return sheet.tabs if len(sheet.tabs) > 1 else ()


def _uses() -> tuple[tuple[str, str], ...]:
    return tuple((role.value, words) for role, words in USES.items())


def _offer(summary: JudgeSummary, told: Estimate, chosen: str) -> Offer:
    identity = summary.identity
    low, high = told.input_tokens.low + told.output_tokens.low, told.input_tokens.high + told.output_tokens.high
    if identity.host is None:
        price, tokens, goes_to = "Costs nothing", "", "The answers stay on this machine."
    else:
        price = "What it costs is not known: the judge has no prices"
        if told.cost is not None:
            middle = about((told.cost.low + told.cost.high) / 2)
            price = f"About {middle}, between {money(told.cost.low)} and {money(told.cost.high)}"
        tokens = f"{thousands(round(low))} to {thousands(round(high))} tokens"
        goes_to = f"{counted(told.answers, 'different answer')} to {identity.name} ({identity.host})."
    return Offer(identity.name, judge_title(identity), price, tokens, goes_to, identity.name == chosen)


def _clipped(value: Json) -> str:
    text = "" if value is None else value if isinstance(value, str) else str(value)
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_VALUE else f"{plain[: LONGEST_VALUE - 1]}…"
