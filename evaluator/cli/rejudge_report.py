"""What judging again is told with on a terminal: what is outdated, what it takes, and how verdicts moved."""

from collections.abc import Iterator

from evaluator.cli.batch_report import estimate_text, standing_rows, stopped_text
from evaluator.cli.printing import columns, printable
from evaluator.domain.batches import Batch
from evaluator.domain.judgements import Coverage, Verdict
from evaluator.domain.rejudging import CoverageChange, Group, Moves, Standing
from evaluator.services.plain_words import OUTDATED, SECOND_OPINION
from evaluator.services.rejudging import Survey

NONE = "none"
"""What stands for a verdict where there is none."""


def survey_text(survey: Survey) -> str:
    """What is outdated, most first, and what each judge would take to judge its own again."""
    total = survey.total
    if not total.judgements:
        return "\n".join(["Nothing is outdated.", *_left_out(total)])
    rows = [("judgements", "question", "judge", "why"), *map(_row, survey.groups)]
    offers = [estimate_text(offer.by, offer.estimate) for offer in survey.offers]
    if len(survey.offers) > 1:
        offers.append(f"Name one judge with --judge: {', '.join(offer.of for offer in survey.offers)}.")
    return "\n".join([f"{total.judgements:,} judgements are outdated.", columns(rows), *_left_out(total), *offers])


def closing_text(batch: Batch, moves: Moves) -> str:
    """What came of judging again."""
    lines = [columns(standing_rows(batch)), *stopped_text(batch)]
    if moves.answers:
        lines += [*_moved(moves), *_coverage(moves.coverage)]
    if moves.sealed:
        lines.append(f"{moves.sealed:,} more wait to be reviewed blind, and are in no figure here.")
    lines.append(f"What to read, answer by answer: the page /rejudging/{batch.id}")
    return "\n".join([*lines, SECOND_OPINION])


def _row(group: Group) -> tuple[str, ...]:
    why = ", ".join(OUTDATED[one] for one in group.why)
    return f"{group.standing.judgements:,}", group.question_id, group.judge, why


def _left_out(total: Standing) -> Iterator[str]:
    told = (
        (total.under_way, "being judged again already"),
        (total.held, "held by a legal hold, and left as they are"),
        (total.without_question, "of questions that are no longer in the bank, and cannot be judged again"),
    )
    for count, what in told:
        if count:
            yield f"{count:,} of them: {what}."
    if total.erased:
        yield f"{total.erased:,} more were erased, and cannot be judged again."


def _moved(moves: Moves) -> Iterator[str]:
    yield f"{moves.moved:,} of {moves.answers:,} answers have a verdict that is another now."
    if moves.contradicted:
        yield f"{moves.contradicted:,} have a verdict that people had settled differently: read these first."
    rows = [
        (point.question_id, point.point_id, f"{_name(before)} → {_name(after)}", f"{count:,}")
        for point in moves.points
        for (before, after), count in point.counts.items()
        if before is not after
    ]
    if rows:
        yield columns([("question", "point", "verdict", "answers"), *rows])


def _coverage(change: CoverageChange | None) -> Iterator[str]:
    if change is None:
        return
    told = f"Mean coverage of {change.answers:,} answers: {_range(change.before)} before, {_range(change.after)} now"
    if change.interval is None:
        yield f"{told}; too few to say how far that is chance."
    else:
        low, high = change.interval
        yield f"{told}; change {_points(change.change)} points, 95 % interval {_points(low)} to {_points(high)}."


def _name(verdict: Verdict | None) -> str:
    return NONE if verdict is None else verdict.value


def _range(coverage: Coverage) -> str:
    low, high = round(coverage.low * 100), round(coverage.high * 100)
    return f"{low} %" if low == high else f"{low} to {high} %"


def _points(share: float) -> str:
    return printable(f"{share * 100:+.1f}")
