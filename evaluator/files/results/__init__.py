"""Tables going out: CSV and XLSX without anything that runs when they are opened, and JSON Lines."""

from evaluator.files.results.delimited import csv_line
from evaluator.files.results.formulas import Cell
from evaluator.files.results.lines import json_line
from evaluator.files.results.workbook import Tab, Workbook

__all__ = ["Cell", "Tab", "Workbook", "csv_line", "json_line"]
