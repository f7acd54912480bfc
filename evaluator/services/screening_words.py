"""A screening in plain words: what the judge is, and what that rests on."""

from collections.abc import Iterator

from evaluator.domain.agreement.drift import ALARM
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.anchors import BASE, Anchored
from evaluator.domain.days import told_day_of
from evaluator.domain.fitness import SAID, Temper
from evaluator.domain.screened import Screened
from evaluator.domain.screening import Inconclusive, Rate, Screening
from evaluator.services.plain_words import per_cent

MEANING = {
    Temper.CREDITS_EVERYTHING: "What it credits says nothing: it credits what is missing as well",
    Temper.CREDITS_NOTHING: "It overlooks most of what is there",
    Temper.GUESSES: "Its verdicts are not much better than tossing a coin",
    Temper.INVENTS_QUOTES: "Too many of its credits rest on words that nobody said",
    Temper.UNSTABLE: "Asked again in another order, it says something else",
    Temper.BREAKS_OFF: "Too few of its replies can be used at all",
}
"""What a temper comes to for whoever relies on the judge."""


def headline(screening: Screening) -> str:
    """What it is, as the end of a sentence about the judge."""
    if screening.is_fit:
        return "is fit: it tells covered from missed"
    return f"is unfit: it {' and '.join(SAID[temper] for temper in screening.tempers)}"


def grounds(screening: Screening) -> Iterator[str]:
    """What was found, a sentence each, without a full stop."""
    for temper in screening.tempers:
        yield MEANING[temper]
    if screening.tpr is not None and screening.tnr is not None:
        yield f"Of {screening.present} points that are there it credits {_percent(screening.tpr)}"
        yield f"Of {screening.absent} points that are not there it denies {_percent(screening.tnr)}"
        yield f"Decoys: credited in {_of(screening.decoyed)} answers"
        yield f"Quotes: {_of(screening.invented)} credits rest on words that stand nowhere in the answer"
        yield f"Asked twice: {_of(screening.flipped)} points were credited one time and not the other"
        if screening.caught.cases:
            yield f"Our checks set aside {_of(screening.caught)} credits that it gave wrongly"
    if screening.unscored:
        yield f"Not scored: {screening.unscored} of {screening.answers} answers"
    usage = screening.usage
    cost = "" if usage.cost is None else f", {usage.cost:.4f} paid"
    yield f"It took {usage.input_tokens:,} tokens read and {usage.output_tokens:,} written{cost}"


def brief(screened: Screened) -> str:
    """All of it in a line, for a list of judges."""
    found, day = screened.screening, told_day_of(screened.fitness.day)
    rates = ""
    if found.tpr is not None and found.tnr is not None:
        credited, denied = per_cent(found.tpr.share), per_cent(found.tnr.share)
        rates = f" (credits {credited} of what is there, denies {denied} of what is not)"
    return f"screened on {day}: {headline(found)}{rates}"


def watched(anchored: Anchored) -> str:
    """How the watch over a judge stands, as the end of a sentence about it."""
    counts = f"{anchored.same} of {anchored.seen} points as labelled in round {anchored.round}"
    expected = f"at least {per_cent(anchored.watch.expected)} expected"
    if anchored.is_of_base:
        told = f"{anchored.round} of {BASE} rounds that say what to expect of it"
        return f"is watched from here on: {counts}; {told}, {expected} so far"
    evidence = f"evidence that it became worse {anchored.watch.highest:,.1f}, alarm from {ALARM:.0f}"
    if anchored.is_alarmed:
        return f"has become worse since it was trusted: {counts}, {expected}; {evidence}"
    return f"judges as it did: {counts}, {expected}; {evidence}"


def failure(found: Inconclusive) -> str:
    """Why nothing can be said of the judge."""
    return (
        f"nothing can be said of it: {found.unscored} of {found.answers} answers were not scored, most of them for "
        f"{found.reason.value.replace('_', ' ')}; what was answered is not asked again in the next hours"
    )


def _percent(rate: Rate) -> str:
    return f"{per_cent(rate.share)} (95 % interval {per_cent(rate.low)} to {per_cent(rate.high)})"


def _of(share: Proportion) -> str:
    return f"{share.hits} of {share.cases}"
