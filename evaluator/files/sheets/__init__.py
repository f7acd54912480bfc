"""Files of answers: a table in CSV, JSON Lines or XLSX, checked row by row before anything is paid."""

from evaluator.files.sheets.reading import read_sheet
from evaluator.files.sheets.tables import Row, Sheet, SheetFormat

__all__ = ["Row", "Sheet", "SheetFormat", "read_sheet"]
