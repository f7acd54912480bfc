"""`evaluator doctor --screen`: a judge is given answers whose labels are known, and it is said what it is."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.findings import Finding, State

if TYPE_CHECKING:
    from evaluator.domain.judgements import JudgeIdentity
    from evaluator.wiring import Application


async def screen(application: "Application", name: str) -> Finding:
    """Screen the judge of that name. What it takes is said first, how far it is meanwhile."""
    from evaluator.domain.screening import Inconclusive
    from evaluator.services.access import OPERATOR
    from evaluator.services.screening_words import failure, grounds, headline

    application.screening.judge(name)
    click.echo(f"Judge {name} is screened. {price(application, name)}", err=True)
    found = await application.screening.screen(name, by=OPERATOR, tell=_told)
    if isinstance(found, Inconclusive):
        return Finding(State.FAIL, f"judge {name}", failure(found))
    screening = found.screening
    lines = (*grounds(screening), *_consequence(application, name, is_fit=screening.is_fit))
    state = State.OK if screening.is_fit else State.FAIL
    return Finding(state, f"judge {name}", headline(screening), lines)


async def judge_anchors(application: "Application", name: str, *, anew: bool) -> Finding:
    """Have a judge judge the anchors once more, and tell how the watch over it stands."""
    from evaluator.domain.anchor_changes import present_watch
    from evaluator.services.access import OPERATOR
    from evaluator.services.anchor_words import alarm_words
    from evaluator.services.screening_words import watched

    anchored = await application.anchors.judge(name, by=OPERATOR, anew=anew)
    if anchored is None:
        told = "too few anchors were scored to tell anything; what was answered is not asked again in the next hours"
        return Finding(State.FAIL, f"judge {name}", told)
    if not anchored.is_alarmed:
        return Finding(State.OK, f"judge {name}", watched(anchored))
    watch = present_watch((await application.anchors.rounds())[name])
    return Finding(State.FAIL, f"judge {name}", watched(anchored), tuple(alarm_words(watch)))


def price(application: "Application", name: str) -> str:
    """What screening a judge takes, in a sentence."""
    from evaluator.cli.batch_report import estimate_text

    return estimate_text(*application.batches.estimate(application.screening.course().workload, name))


async def tell_new(application: "Application", name: str | None) -> None:
    """Say on standard error, before anything is asked, that a judge was never screened with its settings."""
    from evaluator.services.admission import FirstUse

    identity = _identity(application, name)
    if identity is None or not await application.admission.is_new(identity):
        return
    if FirstUse(application.settings.screening.first_use) is FirstUse.SCREEN:
        text = f"Judge {identity.name} is new and is screened first. {price(application, identity.name)}"
    else:
        text = (
            f"Judge {identity.name} was never screened: `evaluator doctor --screen {identity.name}` tells what its "
            "verdicts are worth."
        )
    click.echo(text, err=True)


def _identity(application: "Application", name: str | None) -> "JudgeIdentity | None":
    """The judge of that name, the default for None; None where there is none, which is told elsewhere."""
    for judge in application.judging.judges:
        if judge.identity.name == name or (name is None and judge.is_default):
            return judge.identity
    return None


def _consequence(application: "Application", name: str, *, is_fit: bool) -> Iterator[str]:
    from evaluator.settings.loading import MATCHER

    if is_fit or name == MATCHER:
        return
    if application.settings.screening.allow_unfit:
        yield "It may judge all the same, as the settings say; each of its judgements is flagged"
    else:
        yield "It is refused from now on; `allow_unfit = true` in [screening] lets it judge, each judgement flagged"


def _told(done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {of} answers", nl=done == of, err=True)


def ended(finding: Finding) -> int:
    """The exit code that a finding ends a command with."""
    return ExitCode.FAILED if finding.state is State.FAIL else ExitCode.DONE
