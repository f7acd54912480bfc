"""A Judgement as text for a terminal."""

from collections.abc import Iterator

from evaluator.cli.printing import printable, wrapped
from evaluator.domain.judgements import Coverage, Evidence, Judgement, Match, PointJudgement, Verdict
from evaluator.services.plain_words import (
    NOT_SCORED,
    SECOND_OPINION,
    SHAPES,
    coverage_range,
    explain_flag,
    explain_unscored,
)

_MATCHES = {Match.EXACT: "", Match.NORMALISED: "", Match.FUZZY: " (near match)", Match.LOCATED: " (found by us)"}
_INDENT = 13


def judgement_text(judgement: Judgement) -> str:
    """The whole judgement, what stands for each point and what to look at, ending with whose opinion it is."""
    return "\n".join(_lines(judgement))


def _lines(judgement: Judgement) -> Iterator[str]:
    yield wrapped(judgement.question_text, 0)
    yield ""
    for number, point in enumerate(judgement.points, start=1):
        yield from _point(number, point)
    if judgement.points:
        yield ""
    yield from _result(judgement)
    for flag in judgement.flags:
        yield wrapped(explain_flag(flag, judgement), 2, first="! ")
    yield ""
    yield wrapped(_origin(judgement), 0)
    yield SECOND_OPINION


def _point(number: int, point: PointJudgement) -> Iterator[str]:
    yield wrapped(f"{number}. {point.text}", _INDENT, first=f"{SHAPES[point.verdict]} {point.verdict.value}")
    for evidence in point.evidence:
        yield wrapped(_quote(evidence), _INDENT)
    for rejected in point.rejected:
        yield wrapped(f"no evidence: “{rejected.quote}”", _INDENT)
    if point.reason:
        said = f"The judge had said {point.claimed.value}: " if point.claimed else ""
        yield wrapped(said + point.reason, _INDENT)


def _quote(evidence: Evidence) -> str:
    return f"“{evidence.quote}”{_MATCHES[evidence.match]}"


def _result(judgement: Judgement) -> Iterator[str]:
    if judgement.unscored is not None:
        yield wrapped(explain_unscored(judgement.unscored), 0)
        yield wrapped(NOT_SCORED, 0)
    if judgement.coverage is not None:
        yield f"Coverage {coverage_range(judgement.coverage)}{_aside(judgement.coverage)}"
        opened = [str(n) for n, point in enumerate(judgement.points, start=1) if point.verdict is Verdict.UNSURE]
        if opened:
            yield f"For a person to settle: {'points' if len(opened) > 1 else 'point'} {', '.join(opened)}"


def _aside(coverage: Coverage) -> str:
    if coverage.score is None:
        return " (every point is open)"
    if coverage.low == coverage.high:
        return ""
    return f" ({round(coverage.score * 100)} % of what is settled)"


def _origin(judgement: Judgement) -> str:
    judge, usage = judgement.judge, judgement.usage
    parts = [f"Judge {judge.name} ({judge.model})" if judge.model else f"Judge {judge.name}"]
    if usage.input_tokens or usage.output_tokens:
        parts.append(f"{usage.input_tokens:,} tokens read, {usage.output_tokens:,} written")
    if usage.cost is not None:
        parts.append(f"cost {usage.cost:.4f}")
    if judgement.shared_from:
        parts.append("judged before, nothing paid")
    parts.append(f"judgement {judgement.id}")
    if judgement.ledger_seq is not None:
        parts.append(f"#{judgement.ledger_seq} in the ledger")
    return printable(" · ".join(parts))
