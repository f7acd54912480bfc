"""The sentences of an explanation, addressed to the candidate whose answer was judged: plain, whole, no promise."""

from collections.abc import Iterator, Mapping

from evaluator.domain.answers import AnswerKind
from evaluator.domain.effective import Basis, Effective, EffectivePoint, FinalWord
from evaluator.domain.judgements import Judgement, PointJudgement, Verdict
from evaluator.domain.reviews import ReasonForChange
from evaluator.web.pages.figures import counted
from evaluator.web.pages.judges import MATCHER

DECIDES_NOTHING = (
    "The program decides nothing. Its view is a second opinion for the people who read your answer. What follows from "
    "your interview is for people to decide, and they answer for it."
)
ERASED = (
    "What you said was erased, and with it every quote and reason. The verdicts, and the proof that they were not "
    "changed, are kept."
)

_NUMBERS = ("No", "One", "Two", "Three", "Four")
_ORDINALS = ("The first", "The second", "The third", "The fourth")
_WHY: Mapping[ReasonForChange, str] = {
    ReasonForChange.JUDGE_RIGHT: "finds the program right here",
    ReasonForChange.JUDGE_WRONG: "finds the program wrong here",
    ReasonForChange.RUBRIC_UNCLEAR: "finds the point itself unclear",
    ReasonForChange.MISSED_IT: "had missed something at first",
}
_WHY_UNSURE = {
    **_WHY,
    ReasonForChange.JUDGE_RIGHT: "finds that it cannot be told",
    ReasonForChange.JUDGE_WRONG: "finds that it can be told",
}
"""Where the program was unsure it was not wrong, and nobody can say it was right."""


def is_matcher(judgement: Judgement) -> bool:
    """Whether words were matched, and no language model asked."""
    return judgement.judge.name == MATCHER


def role(judgement: Judgement) -> tuple[str, ...]:
    """What the program is, what it was given, what it did and what it did not."""
    if is_matcher(judgement):
        kind = (
            "A computer program looked in your answer for the words of each expected point. It is no artificial "
            "intelligence and understands nothing: it finds talk about a point, and cannot tell right from wrong. "
            "Every one of its verdicts waits for a person."
        )
    else:
        kind = (
            "A computer program compared your answer with a list of expected points. It is a language model, a kind of "
            "artificial intelligence (AI). For each point it said whether your answer makes it, and had to prove that "
            "with your own words. Quotes that are not in your answer were refused. It was told to ignore grammar, "
            "accent and length."
        )
    given = (
        "It was given the question, the points and what you said. It was not told who you are, and it got no picture, "
        "no sound of your voice, and nothing about other candidates."
    )
    return kind, given, DECIDES_NOTHING


def reviewed(judgement: Judgement, effective: Effective) -> tuple[str, ...]:
    """What people have done with the program's verdicts."""
    count = len(effective.reviewers)
    if judgement.unscored is not None:
        return ("There are no verdicts that people could have reviewed.",)
    if not count:
        return ("No person has reviewed these verdicts in this service so far. They are the program’s alone.",)
    who = f"{_people(count)} {'has' if count == 1 else 'have'} judged your answer point by point"
    told = (
        f"{who}, before being shown what the program says. Then they saw both, and settled on the verdicts that are "
        "final. These count, and the program’s do not."
    )
    differing = len(effective.disputed)
    if not differing:
        return (told,)
    stays = "it stays" if differing == 1 else "they stay"
    return told, f"They differ on {counted(differing, 'point')}: {stays} unsure until somebody settles it."


def said_by_program(point: PointJudgement) -> str:
    """What the program said of one point, and its reason."""
    claimed = point.claimed or point.verdict
    said = f"The program said: {claimed.value}."
    if point.claimed is not None:
        said += " That was set aside, because it was not proved with your words."
    return f"{said} Its reason: {point.reason}" if point.reason else said


def said_by_people(judged: Verdict, point: EffectivePoint) -> tuple[str, ...]:
    """What each person settled on for a point of which the program says `judged`. Nobody is named."""
    reasons, alone = _WHY_UNSURE if judged is Verdict.UNSURE else _WHY, len(point.said) == 1
    who = ("A person" if alone else _ordinal(place) for place in range(len(point.said)))
    return tuple(_settled(person, word, reasons) for person, word in zip(who, point.said, strict=True))


def whose(point: EffectivePoint) -> str:
    """Whose word the verdict is, in a few words."""
    if point.basis is Basis.DISAGREEMENT:
        return "people differ"
    return "by people" if point.basis is Basis.PEOPLE else "by the program alone"


def limits(judgement: Judgement, effective: Effective) -> Iterator[str]:
    """What nobody should read into the result."""
    if is_matcher(judgement):
        yield "Who says the same in other words can be missed by it, and who uses the words wrongly can be credited."
    else:
        yield (
            "A language model can be wrong, even with a true quote. The quote shows what it went by, not that it is "
            "right."
        )
    yield "It knows the listed points alone. A good thought that is not on the list counts for nothing here."
    if judgement.answer.kind is AnswerKind.TRANSCRIPT:
        yield "Your words come from a transcript. Where the transcript is wrong, so may be the verdicts."
    if Verdict.UNSURE in effective.verdicts.values():
        yield (
            "Unsure means that nobody has settled the point. Coverage is then a range: from what it would be if those "
            "points were missed to what it would be if they were covered."
        )
    yield "Coverage is no mark, and no comparison with anybody else."


def asking(contact: str | None, number: str) -> str:
    """How to ask, to object, or to have a mistake put right."""
    if contact is None:
        return (
            "No contact is named in this service. Ask whoever invited you to the interview. They find this assessment "
            f"by its number, {number}."
        )
    return f"Ask {contact}. They find this assessment by its number, {number}."


def _people(count: int) -> str:
    named = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{named} {'person' if count == 1 else 'people'}"


def _ordinal(place: int) -> str:
    return f"{_ORDINALS[place]} person" if place < len(_ORDINALS) else "Another person"


def _settled(who: str, word: FinalWord, reasons: Mapping[ReasonForChange, str]) -> str:
    why = "" if word.reason is None else f", and {reasons[word.reason]}"
    return f"{who} settled on {word.verdict.value}{why}."
