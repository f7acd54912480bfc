"""What somebody may be called."""

import pytest

from evaluator.domain.users import checked_name
from evaluator.errors import RequestInvalid


@pytest.mark.parametrize("name", ["ada", "Ada.Byron_1815@home", "Żaneta", "7", "a" * 64])
def test_a_name_is_taken_without_the_white_space_around_it(name: str) -> None:
    assert checked_name(f"  {name}\n") == name


@pytest.mark.parametrize("name", ["", " ", "ada byron", "-ada", "ada.", "_", "a" * 65, "ada\x00"])
def test_what_cannot_be_a_name_is_refused_and_said_why(name: str) -> None:
    with pytest.raises(RequestInvalid, match="1 to 64 letters"):
        checked_name(name)
