"""The rules of wording applied to a questions file, told with the lines they stand in."""

from collections.abc import Iterator
from pathlib import Path

from evaluator.bank.faults import Fault, Place
from evaluator.bank.form import BankForm
from evaluator.bank.loading import bank_of, checked
from evaluator.domain.wording import lint


def lint_bank(path: Path) -> tuple[str, ...]:
    """What the rules of wording find in a questions file, one line each; none where it is worded well.

    A line reads `file:line: question / point / field: message [rule]`. Raises BankInvalid as load_bank does.
    """
    source, form = checked(path)
    places = dict(_places(form))
    faults = [
        Fault((*places[one.question_id, one.point_id], *one.field.split(".")), f"{one.message} [{one.rule}]")
        for one in lint(bank_of(form))
    ]
    return source.told(faults)


def _places(form: BankForm) -> Iterator[tuple[tuple[str, str | None], Place]]:
    for index, question in enumerate(form.questions):
        here: Place = ("questions", index)
        canaries = (*here, "canaries") if question.canaries else ("canaries",)
        yield (question.id, None), here
        for number, point in enumerate(question.points):
            yield (question.id, point.id), (*here, "points", number)
        for number, canary in enumerate(question.canaries or form.canaries):
            yield (question.id, canary.id), (*canaries, number)
