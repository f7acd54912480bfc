"""How much of a file is written anew unasked."""

import os
from pathlib import Path

import pytest

from evaluator.errors import StoreError
from evaluator.store.erasure.scrubbing import LARGEST, refuse_large
from evaluator.store.location import locate


def a_file(folder: Path, size: int) -> str:
    path = folder / "record.db"
    path.touch()
    os.truncate(path, size)
    return f"sqlite:///{path}"


def test_a_file_that_takes_minutes_is_left_to_somebody_who_asks(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"has 3 GB.*evaluator erase --finish"):
        refuse_large(locate(a_file(tmp_path, LARGEST + 10**9)))


@pytest.mark.parametrize("size", [0, LARGEST], ids=["nothing", "as much as may be"])
def test_a_file_that_takes_less_is_written_anew_by_itself(tmp_path: Path, size: int) -> None:
    refuse_large(locate(a_file(tmp_path, size)))


def test_a_server_has_no_file_of_ours() -> None:
    refuse_large(locate("postgresql+psycopg://localhost/record"))
