"""The document on files of answers says what the code does."""

import re
from pathlib import Path

from evaluator.domain.answers import MAX_CHARACTERS
from evaluator.domain.inline_questions import MOST_POINTS, POINT_CHARACTERS
from evaluator.domain.intake import FaultCode
from evaluator.files.sheets import Role, recognised
from evaluator.files.sheets.archive import FREE_UNPACKED, MAX_RATIO, MAX_UNPACKED
from evaluator.files.sheets.headings import LONGEST_NAME
from evaluator.files.sheets.lines import LONGEST_RECORD
from evaluator.files.sheets.origins import MAX_BYTES
from evaluator.files.sheets.rows import LONGEST_ID
from evaluator.files.sheets.tables import MAX_COLUMNS, MAX_ROWS
from evaluator.services.batch_results import PointColumns, table_columns
from tests.files.sheets.test_columns import with_columns

DOCUMENT = (Path(__file__).parents[3] / "docs" / "files-of-answers.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return DOCUMENT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_every_code_is_explained_with_how_much_it_matters() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", section("What can be wrong with a row"), flags=re.MULTILINE)
    assert rows == [(code.value, code.severity.value) for code in FaultCode]


def test_every_limit_is_the_one_in_force() -> None:
    limits = section("What is read")
    assert f"| rows | {MAX_ROWS:,} |" in limits
    assert f"| size of the file | under {MAX_BYTES // 10**6} MB," in limits
    assert f"| columns | {MAX_COLUMNS}, named in up to {LONGEST_NAME} characters |" in limits
    assert f"| one row | {LONGEST_RECORD:,} characters |" in limits
    assert f"| one answer | {MAX_CHARACTERS:,} characters |" in limits
    unpacked = f"{MAX_UNPACKED // 10**6} MB in all, and {MAX_RATIO} times its size once that is more than"
    assert f"{unpacked} {FREE_UNPACKED // 10**6} MB" in limits
    assert f"Up to {MOST_POINTS} points of up to {POINT_CHARACTERS} characters" in section("Questions of a row's own")
    assert f"over {LONGEST_ID} characters" in section("What can be wrong with a row")


def test_every_name_of_a_column_is_understood() -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", section("Columns"), flags=re.MULTILINE)
    assert [role.strip("`") for role, _ in rows] == ["answer", "question_id", "question", "candidate", "id", "speaker"]
    for role, others in rows:
        for name in re.findall(r"`(\w+)`", f"{role} {others}"):
            sheet = with_columns(name if name != "_id" else "applicant_id")
            assert list(recognised(sheet).columns.values()) == [Role(role.strip("`"))], name


def test_every_column_of_the_results_is_named() -> None:
    told = set(re.findall(r"`(\w+)`", section("What comes out")))
    plain = {name for name in table_columns(PointColumns((), 0)) if not name.startswith("coverage")}
    assert plain <= told
