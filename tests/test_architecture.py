"""The form of the code: small pieces, named for what they are, imported where they belong."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "evaluator"
MIGRATIONS = Path("store/migrations")
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
SAY_NOTHING = {"base", "common", "helpers", "manager", "managers", "misc", "utils"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> Mapping[Path, str]:
    """The text of each."""
    return {path.relative_to(PACKAGE): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def trees() -> Mapping[Path, ast.Module]:
    """Each as it is parsed: not while tests are collected, which every process does for all of them."""
    return {path: ast.parse(text) for path, text in modules().items()}


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


LATE = {
    Path(name) for name in ("store/faults.py", "store/upgrades.py", "domain/signatures.py", "files/sheets/reading.py")
}


def may_import_late(path: Path) -> bool:
    """Where start-up time counts: see docs/decisions/0003."""
    return path.parts[0] in ("cli", "wiring") or path in LATE


def public_functions(tree: ast.Module) -> Iterator[Function]:
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
    for owner in (tree, *classes):
        yield from (node for node in owner.body if isinstance(node, Function) and not node.name.startswith("_"))


def test_a_module_can_be_read_in_one_sitting() -> None:
    assert [str(path) for path, text in modules().items() if len(text.splitlines()) > LONGEST_MODULE] == []


def test_a_function_fits_on_a_screen() -> None:
    found = [
        f"{path}: {function.name}"
        for path, tree in trees().items()
        for function in functions(tree)
        if length(function) > LONGEST_FUNCTION
    ]
    assert found == []


def test_a_module_is_named_for_what_it_holds() -> None:
    assert [str(path) for path in modules() if not SAY_NOTHING.isdisjoint(path.with_suffix("").parts)] == []


def test_a_module_says_what_it_is_for() -> None:
    assert [str(path) for path, tree in trees().items() if tree.body and not ast.get_docstring(tree)] == []


def test_what_is_public_is_explained() -> None:
    found = [
        f"{path}: {function.name}"
        for path, tree in trees().items()
        if not path.is_relative_to(MIGRATIONS)
        for function in public_functions(tree)
        if not ast.get_docstring(function)
    ]
    assert found == []


def test_imports_stand_at_the_top_but_where_start_up_time_counts() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        if not may_import_late(path)
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []
