"""Files of answers: a table in CSV, JSON Lines or XLSX, checked row by row before anything is paid."""

from evaluator.files.sheets.checking import Checked, check_sheet
from evaluator.files.sheets.columns import ColumnMapping, Role, completed, recognised
from evaluator.files.sheets.reading import read_sheet
from evaluator.files.sheets.tables import Row, Sheet, SheetFormat

__all__ = [
    "Checked",
    "ColumnMapping",
    "Role",
    "Row",
    "Sheet",
    "SheetFormat",
    "check_sheet",
    "completed",
    "read_sheet",
    "recognised",
]
