"""What `evaluator doctor` tells of screenings: what each judge was found to be, or that nobody has looked."""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluator.cli.findings import Finding, State
from evaluator.errors import EvaluatorError

if TYPE_CHECKING:
    from evaluator.domain.anchors import Anchored
    from evaluator.domain.screened import Screened
    from evaluator.settings import Settings


async def screening_findings(settings: "Settings") -> AsyncIterator[Finding]:
    """One finding for each judge and panel of the settings. What is wrong elsewhere is told by the checks before."""
    from evaluator.services.admission import FirstUse

    if not settings.judges or (settings.database_url is None and not os.access(settings.database_file, os.F_OK)):
        return
    try:
        newest, watched = await _newest(settings)
    except EvaluatorError:
        return
    for name in [*(judge.name for judge in settings.judges), *(panel.name for panel in settings.panels)]:
        found = newest.get(name)
        if found is not None:
            yield _told(name, found, allow_unfit=settings.screening.allow_unfit)
        elif FirstUse(settings.screening.first_use) is not FirstUse.OFF:
            message = f"never done with these settings; `evaluator doctor --screen {name}` tells what it is worth"
            yield Finding(State.WARN, f"screening of {name}", message)
    for finding in watched:
        yield finding


async def _newest(settings: "Settings") -> "tuple[Mapping[str, Screened], Sequence[Finding]]":
    """The newest screening of each judge, and a finding for each that is watched."""
    from evaluator.wiring import open_application

    async with open_application(settings) as application:
        service = application.anchors
        watched = [_watched(each, service.due(each[-1])) for each in (await service.rounds()).values()]
        return await application.screening.newest(), watched


def _watched(rounds: "Sequence[Anchored]", due: "Sequence[str]") -> Finding:
    from evaluator.domain.anchor_changes import present_watch
    from evaluator.services.anchor_words import alarm_words
    from evaluator.services.screening_words import watched

    anchored = rounds[-1]
    subject = f"anchors of {anchored.judge}"
    if anchored.is_alarmed:
        return Finding(State.FAIL, subject, watched(anchored), tuple(alarm_words(present_watch(rounds))))
    if due:
        message = f"another round is due, since {' and '.join(due)}; `evaluator doctor --anchors {anchored.judge}`"
        return Finding(State.WARN, subject, message)
    return Finding(State.OK, subject, watched(anchored))


def _told(name: str, found: "Screened", *, allow_unfit: bool) -> Finding:
    from evaluator.services.screening_words import brief

    if found.screening.is_fit:
        return Finding(State.OK, f"screening of {name}", brief(found))
    if allow_unfit:
        return Finding(
            State.WARN, f"screening of {name}", f"{brief(found)}; it judges with a flag, as the settings say"
        )
    return Finding(State.FAIL, f"screening of {name}", f"{brief(found)}; it is refused")
