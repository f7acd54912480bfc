"""What judging must not pay for."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", ["judge", "batch"])
def test_a_command_that_measures_nothing_loads_no_numpy(command: str) -> None:
    code = f"import evaluator.cli.{command}, evaluator.services.judging, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"


def test_the_service_starts_without_numpy() -> None:
    code = (
        "import evaluator.cli.serve, evaluator.web.app, evaluator.wiring.following, sys; print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
