"""Things written out as tables: one row after another as they come, as CSV, JSON Lines or XLSX."""

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Generic, TypeVar

from evaluator.digests import Json
from evaluator.files.results import Cell, Workbook, csv_line, json_line

T = TypeVar("T")

PORTION = 200
"""Things written at a time."""

FOOTER = "Second opinion, not a decision."


class ResultFormat(StrEnum):
    """What results can be written as."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One table of a workbook. `rows` makes the rows of one thing; columns named in `wide` get room for a sentence."""

    name: str
    columns: Sequence[str]
    rows: Callable[[T], Iterable[Sequence[Cell]]]
    wide: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Layout(Generic[T]):
    """How things of a kind are written: `sheets` in XLSX, the first of them alone in CSV, `whole` in JSON Lines."""

    sheets: tuple[Sheet[T], ...]
    whole: Callable[[T], Mapping[str, Json]]


async def write_tables(things: AsyncIterable[T], layout: Layout[T], written_as: ResultFormat, stream: BinaryIO) -> int:
    """Write each thing as it comes, and return how many there were.

    The writing is done in a thread, some things at a time, so that the event loop goes on; an XLSX file is in the
    stream only at the end.
    """
    if written_as is ResultFormat.XLSX:
        return await _write_workbook(things, layout, stream)
    if written_as is ResultFormat.JSONL:
        return await _in_portions(things, lambda thing: stream.write(json_line(layout.whole(thing))))
    table = layout.sheets[0]
    stream.write(csv_line(table.columns))
    return await _in_portions(things, lambda thing: stream.writelines(map(csv_line, table.rows(thing))))


async def _write_workbook(things: AsyncIterable[T], layout: Layout[T], stream: BinaryIO) -> int:
    with Workbook(stream, FOOTER) as book:
        tabs = [(book.tab(sheet.name, sheet.columns, sheet.wide), sheet.rows) for sheet in layout.sheets]

        def add(thing: T) -> None:
            for tab, rows in tabs:
                for row in rows(thing):
                    tab.add(row)

        count = await _in_portions(things, add)
        await asyncio.to_thread(book.finish)
    return count


async def _in_portions(things: AsyncIterable[T], write: Callable[[T], object]) -> int:
    """Hand each thing to `write`, in a thread, some at a time; returns how many there were."""
    count = 0
    portion: list[T] = []
    async for one in things:
        portion.append(one)
        count += 1
        if len(portion) == PORTION:
            await asyncio.to_thread(_each, portion, write)
            portion = []
    await asyncio.to_thread(_each, portion, write)
    return count


def _each(portion: Iterable[T], write: Callable[[T], object]) -> None:
    for one in portion:
        write(one)
