"""Text that a spreadsheet would take for a formula, and how it is kept from that.

A code or an id is chosen by strangers; `=HYPERLINK(...)` among them would run on the machine of whoever opens the file.
"""

import re

Cell = None | bool | int | float | str
"""What stands in a cell; None leaves it empty."""

_BEFORE = r"\s\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff'\"`´‘’‚“”„«»"
"""White space, quotation marks and what cannot be seen: a spreadsheet may drop them and then see a formula."""

_SIGNS = "=+\\-@＝＋－＠"
_OPENING = re.compile(rf"[\t\r\n]|[{_BEFORE}]*[{_SIGNS}]")
_AFTER_DIVIDER = re.compile(rf"(?<=[,;|\t\r\n])(?=[{_BEFORE}]*[{_SIGNS}])")


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, or lose its beginning."""
    return _OPENING.match(text) is not None


def neutralised(text: str) -> str:
    """The text as it may stand in CSV: an apostrophe before whatever might be taken for a formula.

    Also behind delimiters inside the text: who reads the file with another delimiter than it was written with, as
    spreadsheets do in some countries, gets cells that begin there.
    """
    inner = _AFTER_DIVIDER.sub("'", text)
    return f"'{inner}" if is_formula_like(text) else inner
