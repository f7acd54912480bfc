"""The part of a document that quotes the bench."""

import re
from pathlib import Path

BLOCK = re.compile(r"(<!-- bench -->\n```\n).*?(```\n<!-- end of bench -->)", re.DOTALL)


def block_in(document: Path) -> str:
    """What the document quotes; exits where it has no such part."""
    found = BLOCK.search(document.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{document} has no part between <!-- bench --> and <!-- end of bench --> to put this into.")
    return found[0].removeprefix(found[1]).removesuffix(found[2])


def put_into(document: Path, shown: str) -> None:
    """Quote this instead of what the document quoted before."""
    text = document.read_text(encoding="utf-8")
    document.write_text(BLOCK.sub(lambda found: f"{found[1]}{shown}{found[2]}", text), encoding="utf-8")
