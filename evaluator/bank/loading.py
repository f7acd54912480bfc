"""From the file to the frozen bank."""

from pathlib import Path

from pydantic import ValidationError

from evaluator.bank.checks import cross_faults
from evaluator.bank.faults import Fault
from evaluator.bank.form import AnchorsForm, BankForm, CanaryForm, PointForm, QuestionForm
from evaluator.bank.phrases import faults_of
from evaluator.bank.source import Source, read_source
from evaluator.digests import digest_json
from evaluator.domain.questions import (
    Anchors,
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionBank,
    QuestionId,
)
from evaluator.errors import BankInvalid


def load_bank(path: Path) -> QuestionBank:
    """Read and check a questions file. Raises BankInvalid, whose `faults` list all that is wrong with it.

    The digest is that of the content in canonical form: comments, order of keys and line breaks do not change it.
    """
    return bank_of(checked(path)[1])


def checked(path: Path) -> tuple[Source, BankForm]:
    """A questions file as it stands and as it is meant. Raises BankInvalid with every fault in it."""
    source = read_source(path)
    faults = [*source.faults, *cross_faults(source)]
    try:
        form = BankForm.model_validate(source.tree)
    except ValidationError as error:
        raise _refused(source, [*faults, *faults_of(error)]) from None
    if faults:
        raise _refused(source, faults)
    return source, form


def _refused(source: Source, faults: list[Fault]) -> BankInvalid:
    told = source.told(faults)
    count = "1 fault" if len(told) == 1 else f"{len(told)} faults"
    return BankInvalid(f"The question bank {source.path} has {count} to mend.", faults=told)


def bank_of(form: BankForm) -> QuestionBank:
    """The bank that a checked form describes."""
    spare = _canaries(form.canaries)
    return QuestionBank(
        version=form.version,
        language=form.language,
        questions=tuple(_question(question, spare) for question in form.questions),
        # How long answers are kept changes nothing of what is asked.
        digest=digest_json(form.model_dump(mode="json", exclude={"keep_days"})),
        keep_days=form.keep_days,
    )


def _question(form: QuestionForm, spare: tuple[Canary, ...]) -> Question:
    return Question(
        id=QuestionId(form.id),
        title=form.title,
        text=form.text,
        kind=form.kind,
        points=tuple(_point(point) for point in form.points),
        canaries=_canaries(form.canaries) or spare,
    )


def _point(form: PointForm) -> ExpectedPoint:
    return ExpectedPoint(
        id=PointId(form.id),
        text=form.text,
        weight=form.weight,
        anchors=_anchors(form.anchors),
        terms=tuple(form.terms),
    )


def _canaries(forms: list[CanaryForm]) -> tuple[Canary, ...]:
    return tuple(Canary(PointId(form.id), form.text, _anchors(form.anchors)) for form in forms)


def _anchors(form: AnchorsForm | None) -> Anchors | None:
    return Anchors(form.covered, form.partial, form.missed) if form else None
