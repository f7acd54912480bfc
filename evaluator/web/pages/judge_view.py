"""The judge page: questions to pick, what was typed, what was recognised in it, what judging it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.domain.answers import AnswerKind
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.domain.speakers import Why
from evaluator.files.answers import Outline, SpeakerShare
from evaluator.web.pages.figures import counted
from evaluator.web.pages.judge_form import (
    ALL_OF_IT,
    ANSWER,
    CANDIDATE,
    JUDGE,
    QUESTION,
    SPEAKER,
    Draft,
    JudgeForm,
    speaker_choice,
)
from evaluator.web.pages.judges import destination, expense, judge_title, usual_judge


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: a question, a speaker or a judge. `detail` says more about it."""

    value: str
    label: str
    detail: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Price:
    """What asking one judge takes and costs, and where the answer goes."""

    judge: str
    sentence: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong, field by field; empty where nothing is. `first` names the first field on the page."""

    question: str
    answer: str
    speaker: str
    candidate: str
    judge: str
    first: str


@dataclass(frozen=True, slots=True)
class OutlineView:
    """What the text was recognised as: a line about it, the speakers to choose from, and the prices."""

    hint: str
    speakers: tuple[Choice, ...]
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class JudgeView:
    """The whole page. `is_fresh` says that nothing was sent yet, so that what was typed before may come back."""

    questions: tuple[Choice, ...]
    asked: str
    answer: str
    outline: OutlineView
    candidate: str
    judges: tuple[Choice, ...]
    errors: Errors
    has_sample: bool
    is_fresh: bool


NO_NOTES: Mapping[str, str] = {}
SPEAKERS_ARE_FOUND = "Speakers are found by themselves. Only the candidate’s words are judged."


def judge_view(
    draft: Draft,
    bank: QuestionBank,
    judges: Sequence[JudgeSummary],
    notes: Mapping[str, str] = NO_NOTES,
    *,
    has_sample: bool,
) -> JudgeView:
    """The page with a draft on it. `notes` holds a sentence about some of the judges, by name."""
    form = draft.form
    picked = bank.question(form.question)
    return JudgeView(
        questions=tuple(
            Choice(question.id, question.title, question.text, question is picked) for question in bank.questions
        ),
        asked=picked.text if picked else "",
        answer=form.answer,
        outline=outline_view(draft, judges, notes),
        candidate=form.candidate,
        judges=_judges(form, judges) if len(judges) > 1 else (),
        errors=_errors(draft),
        has_sample=has_sample,
        is_fresh=form == JudgeForm(question=form.question),
    )


def outline_view(draft: Draft, judges: Sequence[JudgeSummary], notes: Mapping[str, str] = NO_NOTES) -> OutlineView:
    """What was recognised in the answer."""
    outline = draft.outline
    words = None if outline is None else _own_words(outline)
    return OutlineView(
        hint=SPEAKERS_ARE_FOUND if outline is None else _hint(outline),
        speakers=() if draft.by_itself is None else _speakers(draft.form, draft.by_itself),
        prices=_prices(draft.form, judges, notes, words),
    )


def _errors(draft: Draft) -> Errors:
    found = draft.errors
    return Errors(
        question=found.get(QUESTION, ""),
        answer=found.get(ANSWER, ""),
        speaker=found.get(SPEAKER, ""),
        candidate=found.get(CANDIDATE, ""),
        judge=found.get(JUDGE, ""),
        first=next((name for name in (QUESTION, ANSWER, SPEAKER, CANDIDATE, JUDGE) if name in found), ""),
    )


def _hint(outline: Outline) -> str:
    words = counted(outline.words, "word")
    if outline.kind is AnswerKind.TYPED:
        what = f"Typed, {words}."
    else:
        speakers = counted(len(outline.speakers), "speaker")
        what = f"Transcript, {counted(outline.turns, 'turn')}, {speakers}, {words}."
    if not outline.hidden:
        return f"{what} Nothing hidden in it."
    cannot = "character in it cannot be seen; it" if outline.hidden == 1 else "characters in it cannot be seen; they"
    return f"{what} {outline.hidden} {cannot} will be written out."


def _speakers(form: JudgeForm, outline: Outline) -> tuple[Choice, ...]:
    """The speakers, where there is a choice: somebody else speaks too, or the names may be part of the words."""
    if len(outline.speakers) < 2 and outline.certain:
        return ()
    is_whole = form.speaker == ALL_OF_IT
    chosen = outline.candidate if outline.certain and not is_whole else None
    named = tuple(
        Choice(speaker_choice(share.name), share.name, _share(share, outline), share.name == chosen)
        for share in outline.speakers
    )
    whole = Choice(ALL_OF_IT, "All of it", "no conversation: the candidate wrote it", is_whole)
    return (*named, whole)


def _share(share: SpeakerShare, outline: Outline) -> str:
    detail = f"{counted(share.turns, 'turn')}, {counted(share.words, 'word')}"
    if share.name != outline.candidate or outline.why is None or outline.why is Why.SAID:
        return detail
    return f"{detail}; our guess, {outline.why.value}" if outline.certain else f"{detail}; {outline.why.value}"


def _own_words(outline: Outline) -> int | None:
    if not outline.speakers:
        return outline.words
    shares = {share.name: share.words for share in outline.speakers}
    return shares.get(outline.candidate or "") if outline.certain else None


def _prices(
    form: JudgeForm, judges: Sequence[JudgeSummary], notes: Mapping[str, str], words: int | None
) -> tuple[Price, ...]:
    chosen = form.judge or usual_judge(judges).identity.name
    return tuple(
        Price(
            judge.identity.name,
            f"{expense(judge)} {destination(judge, words)} {notes.get(judge.identity.name, '')}".rstrip(),
            judge.identity.name == chosen,
        )
        for judge in judges
    )


def _judges(form: JudgeForm, judges: Sequence[JudgeSummary]) -> tuple[Choice, ...]:
    chosen = form.judge or usual_judge(judges).identity.name
    return tuple(
        Choice(
            judge.identity.name,
            judge_title(judge.identity),
            judge.identity.host or "on this machine",
            judge.identity.name == chosen,
        )
        for judge in judges
    )
