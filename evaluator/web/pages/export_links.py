"""The ways to take what the log lists away as a file, under the filter that it is listed by."""

from dataclasses import dataclass
from urllib.parse import urlencode

from evaluator.domain.exports import Exported
from evaluator.services.orders import JudgementFilter
from evaluator.services.tables import ResultFormat
from evaluator.web.pages.log_form import values_of

_FORMATS = {ResultFormat.CSV: "CSV", ResultFormat.XLSX: "XLSX", ResultFormat.JSONL: "JSON Lines"}


@dataclass(frozen=True, slots=True)
class ExportLink:
    """One file. `name` says in full what the label abbreviates."""

    href: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportLinks:
    """The files of one kind."""

    what: str
    links: tuple[ExportLink, ...]


def export_links(wanted: JudgementFilter, *, may_review: bool) -> tuple[ExportLinks, ...]:
    """Judgements, and for whoever reviews the reviews of them."""
    kinds = tuple(Exported) if may_review else (Exported.JUDGEMENTS,)
    return tuple(ExportLinks(what.value, tuple(_link(what, wanted, kind) for kind in _FORMATS)) for what in kinds)


def _link(what: Exported, wanted: JudgementFilter, written_as: ResultFormat) -> ExportLink:
    query = urlencode({**values_of(wanted), "format": written_as.value})
    label = _FORMATS[written_as]
    return ExportLink(f"/api/{what}/export?{query}", label, f"{what} as {label}")
