"""What judges were found to be when they were screened and since, in a sentence each, for whoever relies on one."""

from collections.abc import Mapping

from evaluator.domain.fitness import Fitness
from evaluator.services.admission import FirstUse
from evaluator.wiring import Application


async def screening_notes(application: Application) -> Mapping[str, str]:
    """A sentence about each judge of which there is something to say, by its name."""
    said = application.settings.screening
    notes = {}
    for judge in application.judging.judges:
        found = await application.admission.learn(judge.identity)
        if found is not None:
            notes[judge.identity.name] = _found(found, allow_unfit=said.allow_unfit)
        elif await application.admission.is_new(judge.identity):
            notes[judge.identity.name] = _NEW[FirstUse(said.first_use)]
    return notes


async def drift_alarms(application: Application) -> tuple[str, ...]:
    """A sentence about each judge that has become worse on its anchors since it was trusted."""
    watched = await application.anchors.newest()
    return tuple(
        f"The judge {one.judge} has become worse since it was trusted: on its anchor answers {one.same} of {one.seen} "
        "points came out as they are labelled. Read its verdicts with care, and see what has changed."
        for one in watched.values()
        if one.is_alarmed
    )


_NEW = {
    FirstUse.TELL: "Nobody has screened it yet.",
    FirstUse.SCREEN: "It is new, so it is screened first, with 24 answers.",
}


def _found(found: Fitness, *, allow_unfit: bool) -> str:
    if found.is_fit:
        return f"Screened on {found.day}: it {found.words}."
    then = "all it says is flagged" if allow_unfit else "it is refused"
    return f"Screened on {found.day}: it {found.words}, so {then}."
