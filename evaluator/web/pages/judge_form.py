"""What somebody typed into the judge page, and what can be judged of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from litestar.datastructures import UploadFile

from evaluator.domain.answers import MAX_CHARACTERS, Answer, AnswerKind
from evaluator.errors import AnswerEmpty, AnswerTooLong, EvaluatorError, InputError, RequestInvalid, SpeakerUnclear
from evaluator.files.answers import Outline, decode, describe, read_answer
from evaluator.web.pages.fields import text_of
from evaluator.web.pages.figures import counted, thousands
from evaluator.web.pages.flag_notes import typographic

MAX_FILE_BYTES = 200_000
ALL_OF_IT = "all"
"""The choice that nobody but the candidate speaks in a text that looks like a conversation."""

_NAMED = "name:"

QUESTION, ANSWER, SPEAKER, CANDIDATE, JUDGE = "question", "answer", "speaker", "candidate", "judge"
"""The fields, by the names they have in the form."""

_TYPED = (QUESTION, ANSWER, SPEAKER, CANDIDATE, JUDGE)


@dataclass(frozen=True, slots=True)
class JudgeForm:
    """The fields as they were sent. `speaker` is `all`, `name:` and a speaker, or empty where nobody chose."""

    question: str = ""
    answer: str = ""
    speaker: str = ""
    candidate: str = ""
    judge: str = ""
    file: bytes = b""

    @property
    def candidate_speaker(self) -> str | None:
        """The speaker chosen as the candidate."""
        return self.speaker.removeprefix(_NAMED) if self.speaker.startswith(_NAMED) else None

    @property
    def kind(self) -> AnswerKind | None:
        """What was said of the text's kind."""
        return AnswerKind.TYPED if self.speaker == ALL_OF_IT else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form with what could be made of it: an outline, an answer to judge, or what is wrong, field by field.

    `by_itself` is what the text looks like when nobody says that it is no conversation.
    """

    form: JudgeForm
    outline: Outline | None = None
    by_itself: Outline | None = None
    answer: Answer | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def blaming(self, error: EvaluatorError, name: str) -> "Draft":
        """The same with one more error at a field."""
        return replace(self, errors={**self.errors, name: typographic(error.message)})


def speaker_choice(name: str) -> str:
    """The value of the choice that names a speaker."""
    return f"{_NAMED}{name}"


async def read_form(fields: Mapping[str, Any]) -> JudgeForm:
    """The form in a request's fields; what is missing is empty."""
    question, answer, speaker, candidate, judge = (text_of(fields.get(name)) for name in _TYPED)
    form = JudgeForm(question, answer, speaker, candidate, judge)
    upload = fields.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return form
    return replace(form, file=await upload.read(MAX_FILE_BYTES + 1))


def draft_of(form: JudgeForm) -> Draft:
    """What can be made of a form. A file goes into the empty box."""
    errors = {} if form.question else {QUESTION: "Pick a question first."}
    try:
        form = _with_file(form)
        draft = _outlined(form)
    except InputError as error:
        return Draft(form, errors={**errors, ANSWER: _wrong_with_answer(error, form)})
    try:
        answer = read_answer(form.answer, candidate_speaker=form.candidate_speaker, kind=form.kind)
    except SpeakerUnclear as error:
        return replace(draft, errors={**errors, SPEAKER: _who(error)})
    except InputError as error:
        return replace(draft, errors={**errors, ANSWER: _wrong_with_answer(error, form)})
    return replace(draft, answer=answer, errors=errors)


def preview_of(form: JudgeForm) -> Draft:
    """The outline of what is typed so far; whatever is wrong with it may still be mended."""
    try:
        return _outlined(form)
    except InputError:
        return Draft(form)


def _outlined(form: JudgeForm) -> Draft:
    outline = describe(form.answer, candidate_speaker=form.candidate_speaker, kind=form.kind)
    return Draft(form, outline, outline if form.kind is None else describe(form.answer))


def _with_file(form: JudgeForm) -> JudgeForm:
    if not form.file:
        return form
    if form.answer.strip():
        raise RequestInvalid("There is an answer in the box and a file as well. Empty the box to judge the file.")
    if len(form.file) > MAX_FILE_BYTES:
        raise RequestInvalid("The file is larger than 200 kB. Cut out the part with this question.")
    return replace(form, answer=decode(form.file), file=b"")


def _wrong_with_answer(error: InputError, form: JudgeForm) -> str:
    if isinstance(error, AnswerEmpty):
        return "Paste an answer first."
    if isinstance(error, AnswerTooLong):
        length = counted(len(form.answer), "character")
        return f"This is {length}; the judge takes {thousands(MAX_CHARACTERS)}."
    return typographic(error.message)


def _who(error: SpeakerUnclear) -> str:
    count = len(error.speakers)
    there = "is 1 speaker" if count == 1 else f"are {count} speakers"
    return f"Say who the candidate is: there {there}."
