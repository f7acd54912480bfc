"""What the first request of a batch has to wait for: only what judging needs is loaded before it."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.batches.judging import CONFIG
from benchmarks.batches.runs import endpoint
from benchmarks.batches.workload import SENTENCES, write_rows
from benchmarks.endpoint import Script

UNUSED = {
    "alembic",
    "cryptography",
    "jinja2",
    "litestar",
    "numpy",
    "openpyxl",
    "procrastinate",
    "prometheus_client",
    "psycopg",
    "sqlalchemy.orm",
    "uvicorn",
}
"""What judging a file with a language model and SQLite has no use for."""


def test_judging_a_file_loads_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    write_rows(tmp_path / "answers.jsonl", 3)
    config = tmp_path / "evaluator.toml"
    code = (
        "import sys; from evaluator.cli.main import run;"
        "code = run(['batch', 'answers.jsonl', '--yes', '--out', 'results.csv']);"
        f"print('loaded', *sorted({UNUSED!r} & sys.modules.keys())); sys.exit(code)"
    )
    with endpoint(Script(SENTENCES)) as base_url:
        config.write_text(CONFIG.format(base_url=base_url, in_flight=3, deadline_s=20, prices=""), encoding="utf-8")
        environment = {"EVALUATOR_DATA_DIR": str(tmp_path), "EVALUATOR_CONFIG": str(config)}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded"
