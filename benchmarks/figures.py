"""What the suites about attacks and invariance share: a judge of the settings by name, and one file of figures."""

import json
from contextlib import AsyncExitStack
from pathlib import Path

from evaluator.bank.loading import load_bank
from evaluator.digests import Json
from evaluator.domain.questions import QuestionBank
from evaluator.services.desk import Adjudicator
from evaluator.settings import Settings
from evaluator.wiring.judges import configured_judges
from evaluator.wiring.readers import prompts_in


def judge_named(name: str | None, settings: Settings, stack: AsyncExitStack) -> tuple[QuestionBank, Adjudicator]:
    """The bank and one judge of the settings, the matcher where none is named; the stack closes its connections."""
    bank = load_bank(settings.bank)
    judges = [one.judge for one in configured_judges(settings, bank, prompts_in(settings), stack)]
    return bank, next(judge for judge in judges if judge.summary.identity.name == (name or "matcher"))


def add_to(path: Path | None, part: str, figures: Json) -> None:
    """Print the figures; where a file is named put them there under `part`, beside what other suites wrote."""
    print(json.dumps({part: figures}, indent=2, ensure_ascii=False))
    if path is None:
        return
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**found, part: figures}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
