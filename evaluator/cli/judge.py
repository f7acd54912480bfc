"""`evaluator judge`: one answer from a file or standard input, judged, recorded and printed."""

import json
import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation

if TYPE_CHECKING:
    from evaluator.domain.judgements import Judgement
    from evaluator.services.orders import Order
    from evaluator.wiring import Application

MAX_BYTES = 4_000_000
"""More than any text that is read can have; the rest of a longer file is not even looked at."""


@click.command("judge", short_help="Judge one answer from a file or standard input.")
@click.argument("question_id")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--judge", "judge_name", metavar="NAME", help="Which judge to ask; else the default one.")
@click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON, as the API gives it.")
@click.option("--candidate", metavar="CODE", help="A code for the candidate, such as C-1042; not a name.")
@click.option("--speaker", metavar="NAME", help="Who of the speakers in a transcript is the candidate.")
@click.option("--again", is_flag=True, help="Judge anew what was judged before, instead of showing that.")
@pass_installation
def command(
    installation: Installation,
    question_id: str,
    file: BinaryIO,
    judge_name: str | None,
    as_json: bool,
    candidate: str | None,
    speaker: str | None,
    again: bool,
) -> int:
    """Judge one answer to QUESTION_ID, read from FILE or standard input.

    FILE is plain text or a transcript (WebVTT, SRT, or lines that begin with a speaker's name). Ends with exit code
    3 when the judge could not score it.
    """
    from evaluator.domain.judgements import Status
    from evaluator.files.answers import decode, read_answer
    from evaluator.services.access import OPERATOR
    from evaluator.services.orders import Order

    answer = read_answer(decode(_bytes_of(file)), candidate_speaker=speaker, filename=_name_of(file))
    order = Order(question_id, answer, candidate=candidate, judge=judge_name, again=again, ordered_by=OPERATOR)
    judgement = installation.run(lambda application: _judge(application, order), begin=True)
    _print(judgement, as_json=as_json)
    return ExitCode.UNSCORED if judgement.status is Status.UNSCORED else ExitCode.DONE


async def _judge(application: "Application", order: "Order") -> "Judgement":
    from evaluator.cli.screening import tell_new
    from evaluator.cli.waiting import shown_waiting

    await tell_new(application, order.judge)
    with shown_waiting(sys.stderr) as progress:
        return await application.judging.judge(order, progress)


def _bytes_of(file: BinaryIO) -> bytes:
    from evaluator.errors import AnswerTooLong

    if file.isatty():
        click.echo("Paste the answer, then press Ctrl-D on an empty line.", err=True)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise AnswerTooLong(f"The file has more than {MAX_BYTES:,} bytes; no answer is that long.")
    return data


def _name_of(file: BinaryIO) -> str | None:
    return None if file is sys.stdin.buffer else getattr(file, "name", None)


def _print(judgement: "Judgement", *, as_json: bool) -> None:
    if as_json:
        from evaluator.services.judgement_json import judgement_json

        click.echo(json.dumps(judgement_json(judgement), ensure_ascii=False, indent=2))
    else:
        from evaluator.cli.judgement_text import judgement_text

        click.echo(judgement_text(judgement))
