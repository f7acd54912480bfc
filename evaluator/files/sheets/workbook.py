"""XLSX: one sheet of a workbook as a Sheet, read as a stream.

Follows ECMA-376 part 1 (SpreadsheetML) as far as a table of answers needs it. Formulas count by the value last
calculated.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import islice
from tempfile import SpooledTemporaryFile

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets.archive import Archive, damage_told
from evaluator.files.sheets.contents import Contents, Tab, contents_of, formats_of
from evaluator.files.sheets.grid import Area, Cells, Layout, Legend, grid_rows, layout_of
from evaluator.files.sheets.headings import column_names
from evaluator.files.sheets.origins import Origin
from evaluator.files.sheets.shared_texts import SharedTexts
from evaluator.files.sheets.tables import MAX_COLUMNS, Row, Sheet, SheetFormat

IN_MEMORY = 16_000_000
"""Bytes of a workbook's texts that are held without going to disk."""


def read_workbook(origin: Origin, tab_name: str | None) -> Sheet:
    """The sheet of that name, or the first that shows and is not empty, as a Sheet.

    Raises SheetTooLarge for what unpacks to too much, SheetUnreadable for what is no workbook, has no sheet of that
    name or no row of names.
    """
    with origin.opened() as stream, damage_told():
        contents = contents_of(Archive(stream))
    candidates = contents.candidates(tab_name)
    for tab in candidates:
        layout = _layout(origin, tab)
        table = partial(_table, origin, contents, tab, layout.areas)
        first = next(table(), None)
        if first is not None:
            break
    else:
        which = f"The sheet “{candidates[0].name}” is" if len(candidates) == 1 else "All sheets are"
        raise SheetUnreadable(f"{which} empty. Put names of columns on top and one answer in each row.")
    columns = _columns(first[1])

    def rows() -> Iterator[Row]:
        return (Row(number, _named(cells, columns)) for number, cells in islice(table(), 1, None))

    return Sheet(
        filename=origin.filename,
        format=SheetFormat.XLSX,
        columns=columns,
        notes=(*_notes(contents, tab, is_asked_for=tab_name is not None), *_hidden(layout)),
        source=rows,
        tab=tab.name,
        tabs=tuple(one.name for one in contents.tabs),
    )


def _layout(origin: Origin, tab: Tab) -> Layout:
    with origin.opened() as stream, damage_told(), Archive(stream).opened(tab.part) as part:
        return layout_of(part)


def _table(origin: Origin, contents: Contents, tab: Tab, areas: Sequence[Area]) -> Iterator[tuple[int, Cells]]:
    return _without_titles(_filled(_cells(origin, contents, tab), areas), areas)


def _columns(cells: Cells) -> tuple[str, ...]:
    last = max(cells)
    if last >= MAX_COLUMNS:
        raise SheetTooLarge(f"The first row reaches to column {last + 1:,}; the most that is read is {MAX_COLUMNS}.")
    return column_names([cells.get(column, "") for column in range(last + 1)])


def _named(cells: Cells, columns: Sequence[str]) -> dict[str, str]:
    return {columns[column]: text for column, text in sorted(cells.items()) if column < len(columns)}


def _notes(contents: Contents, tab: Tab, *, is_asked_for: bool) -> Iterator[str]:
    if len(contents.tabs) == 1:
        yield f"Read the sheet “{tab.name}”."
        return
    why = "" if is_asked_for else ", the first that shows and is not empty"
    yield f"Read the sheet “{tab.name}”{why}. The workbook has {len(contents.tabs)}: {contents.named()}."


def _hidden(layout: Layout) -> Iterator[str]:
    if layout.hidden:
        rows = "1 row of it is" if layout.hidden == 1 else f"{layout.hidden:,} rows of it are"
        yield f"{rows} hidden, by a filter or by hand; hidden rows are judged like the others."


def _cells(origin: Origin, contents: Contents, tab: Tab) -> Iterator[tuple[int, Cells]]:
    with origin.opened() as stream, damage_told(), SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        archive = Archive(stream)
        with archive.opened(contents.texts) if contents.texts else nullcontext() as texts:
            shared = SharedTexts(file, texts)
        legend = Legend(shared, formats_of(archive, contents.styles), contents.from_1904)
        with archive.opened(tab.part) as part:
            yield from grid_rows(part, legend)


def _filled(rows: Iterator[tuple[int, Cells]], areas: Sequence[Area]) -> Iterator[tuple[int, Cells]]:
    """The rows with what is merged over several of them put into each that has something of its own."""
    tall = sorted((area for area in areas if area.bottom > area.top), key=lambda area: area.top)
    under_way: list[tuple[Area, str]] = []
    following = iter(tall)
    area = next(following, None)
    for number, cells in rows:
        under_way = [(merged, text) for merged, text in under_way if merged.bottom >= number]
        while area is not None and area.top <= number:
            if area.top == number and area.left in cells:
                under_way.append((area, cells[area.left]))
            area = next(following, None)
        yield number, {**{merged.left: text for merged, text in under_way}, **cells}


def _without_titles(rows: Iterator[tuple[int, Cells]], areas: Sequence[Area]) -> Iterator[tuple[int, Cells]]:
    """The rows from the names of columns on: without titles above them that are merged over several columns."""
    titles = {(area.top, area.left) for area in areas if area.right > area.left}
    is_above = True
    for number, cells in rows:
        is_above = is_above and len(cells) == 1 and (number, *cells) in titles
        if not is_above:
            yield number, cells
