"""What judges were found to be when they were screened and since, in a sentence each, for whoever relies on one."""

from collections.abc import Mapping, Sequence

from evaluator.domain.anchor_changes import present_watch
from evaluator.domain.anchors import Anchored
from evaluator.domain.fitness import Fitness
from evaluator.services.admission import FirstUse
from evaluator.services.anchor_words import alarm_words
from evaluator.web.days import day_of
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
    rounds = await application.anchors.rounds()
    return tuple(_alarm(present_watch(each)) for each in rounds.values() if each[-1].is_alarmed)


def _alarm(watch: Sequence[Anchored]) -> str:
    newest = watch[-1]
    return (
        f"The judge {newest.judge} has become worse since it was trusted: on its anchor answers {newest.same} of "
        f"{newest.seen} points came out as they are labelled. {'. '.join(alarm_words(watch, day_of))}."
    )


_NEW = {
    FirstUse.TELL: "Nobody has screened this judge yet.",
    FirstUse.SCREEN: "This judge is new, so it is screened first, with 24 answers.",
}


def _found(found: Fitness, *, allow_unfit: bool) -> str:
    if found.is_fit:
        return f"Screened on {day_of(found.day)}: it {found.words}."
    then = "all it says is flagged" if allow_unfit else "it is refused"
    return f"Screened on {day_of(found.day)}: it {found.words}, so {then}."
