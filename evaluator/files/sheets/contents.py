"""What is in a workbook: its sheets in order, and the parts that their cells refer to."""

import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from evaluator.errors import SheetUnreadable
from evaluator.files.sheets.archive import Archive
from evaluator.files.sheets.markup import Listener, told
from evaluator.files.sheets.number_formats import BUILT_IN, Format, format_of

_MOST_ELEMENTS = 100_000


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet: its name, the part of the archive it is in, and whether the workbook hides it."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """A workbook's sheets of cells, its texts and styles (None where it has none), and whether it counts from 1904."""

    tabs: tuple[Tab, ...]
    texts: str | None
    styles: str | None
    from_1904: bool

    def candidates(self, name: str | None) -> Sequence[Tab]:
        """The sheet of that name in any case; without one all that are not hidden, in order, else the hidden ones.

        Raises SheetUnreadable naming all where there is none of that name.
        """
        if name is None:
            return [tab for tab in self.tabs if not tab.is_hidden] or self.tabs
        wanted = name.strip().casefold()
        for tab in self.tabs:
            if tab.name.casefold() == wanted:
                return [tab]
        raise SheetUnreadable(f"The workbook has no sheet of that name. It has {self.named()}.")

    def named(self) -> str:
        """The names of all sheets, as a person reads them."""
        return ", ".join(f"“{tab.name}”" for tab in self.tabs)


@dataclass(slots=True)
class _Elements:
    """Keeps the attributes of elements of some names, in order."""

    names: Collection[str]
    found: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in self.names and len(self.found) < _MOST_ELEMENTS:
            self.found.append((name, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    def end(self, name: str) -> None:
        """Nothing is closed."""

    def text(self, text: str) -> None:
        """Nothing is said."""


@dataclass(slots=True)
class _Styles:
    """Keeps the formats of a workbook: those spelt out, and which one each style of a cell has."""

    codes: dict[int, Format] = field(default_factory=lambda: dict(BUILT_IN))
    formats: list[Format] = field(default_factory=list)
    _is_cells: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "cellXfs":
            self._is_cells = True
        elif name == "numFmt" and len(self.codes) < _MOST_ELEMENTS:
            self.codes[int(attributes["numFmtId"])] = format_of(attributes["formatCode"])
        elif name == "xf" and self._is_cells and len(self.formats) < _MOST_ELEMENTS:
            self.formats.append(self.codes.get(int(attributes.get("numFmtId", 0))))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_cells = False

    def text(self, text: str) -> None:
        """Nothing is said."""


def contents_of(archive: Archive) -> Contents:
    """What the archive holds. Raises SheetUnreadable where it is no XLSX workbook, or has no sheet of cells."""
    workbook = _workbook_part(archive)
    related = _relations(archive, workbook)
    elements = _Elements(("sheet", "workbookPr"))
    _listen(archive, workbook, elements)
    sheets = {number: part for number, (kind, part) in related.items() if kind == "worksheet"}
    tabs = tuple(
        Tab(attributes.get("name", ""), sheets[attributes["id"]], attributes.get("state", "visible") != "visible")
        for name, attributes in elements.found
        if name == "sheet" and attributes.get("id") in sheets
    )
    if not tabs:
        raise SheetUnreadable("The workbook has no sheet with cells.")
    by_kind = {kind: part for kind, part in related.values() if part in archive}
    counts_from = [attributes.get("date1904") for name, attributes in elements.found if name == "workbookPr"]
    return Contents(tabs, by_kind.get("sharedStrings"), by_kind.get("styles"), counts_from[:1] in (["1"], ["true"]))


def formats_of(archive: Archive, part: str | None) -> Sequence[Format]:
    """The Format of each style of a cell, by number."""
    styles = _Styles()
    if part is not None:
        _listen(archive, part, styles)
    return styles.formats


def _workbook_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for kind, part in _relations(archive, "").values():
            if kind == "officeDocument" and part.endswith(".xml") and posixpath.basename(part) != "document.xml":
                return part
    raise SheetUnreadable("The file is no XLSX workbook, though it is a zip archive. Save the table as XLSX or CSV.")


def _relations(archive: Archive, part: str) -> Mapping[str, tuple[str, str]]:
    """What a part refers to: the kind and the part of each, by id."""
    folder, name = posixpath.split(part)
    elements = _Elements(("Relationship",))
    _listen(archive, posixpath.join(folder, "_rels", f"{name}.rels"), elements)
    found = {}
    for _, attributes in elements.found:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
        found[attributes.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _listen(archive: Archive, part: str, listener: Listener) -> None:
    with archive.opened(part) as stream:
        for _ in told(stream, listener):
            pass
