"""What a scenario came to, as people read it."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ("", "asked", "measured", "yardstick")
CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured. `asked` is what it should come to, `yardstick` what the bare SDK came to."""

    what: str
    asked: str
    measured: str
    yardstick: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One scenario. `harm` names what must never happen and did; `figures` are all there are of each run."""

    name: str
    about: str
    rows: Sequence[Row]
    harm: Sequence[str] = ()
    figures: Sequence[Mapping[str, object]] = ()


def table(report: Report) -> str:
    """The rows beneath each other, each column as wide as it has to be."""
    lines = [HEADINGS, *((row.what, row.asked, row.measured, row.yardstick) for row in report.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([f"{report.name}: {report.about}", *(f"  {line}" for line in told), *_harms(report)])


def _harms(report: Report) -> Sequence[str]:
    return [f"  HARM: {harm}" for harm in report.harm]


def machine() -> str:
    """What it is measured on, in one line, and how busy that is with other work."""
    system, python = f"{platform.system()} {platform.machine()}", f"Python {platform.python_version()}"
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{_processor()}, {os.cpu_count()} cores, {system}, {python}; load before: {load}"


def _processor() -> str:
    """The processor's model, as far as the system tells."""
    lines = CPU_INFO.read_text(encoding="utf-8").splitlines() if CPU_INFO.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown processor"
