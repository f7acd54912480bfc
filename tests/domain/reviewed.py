"""Reviews as insights are derived from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import Figure
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.samples import Floats, Row, collect_rows
from evaluator.domain.insight_agreement import Measuring
from evaluator.domain.insight_counts import LETTERS, Reviewed, Series, SeriesCount, Sums
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.reviews import Stream
from tests.records import NOON

LETTER = {letter: verdict for verdict, letter in LETTERS.items()}
PROMPT, BANK = "sha256:aaaabbbbccccdddd", "sha256:0123456789abcdef"
TODAY = NOON.date()
THREADS, LOCKS = QuestionId("threads"), QuestionId("locks")
OF_THREADS = (PointId("shares-memory"), PointId("own-stack"), PointId("scheduling"))
OF_LOCKS = (PointId("shared-state"), PointId("order"))


def measuring(resamples: int) -> Measuring:
    """How insights have figures measured, in so many resamples."""

    def measured(
        rows: Floats, imagined: tuple[Row, ...], coefficients: Sequence[Coefficient], needed: int
    ) -> Mapping[str, Figure]:
        return measure(collect_rows(rows, imagined), coefficients, seed=1, needed=needed, resamples=resamples)

    return measured


def reviewed(answer: str, said: str, blind: str, series: int = 1, **more: Any) -> Reviewed:
    """A review of the random stream, judged today, by the letters of both sides."""
    one = Reviewed(
        answer, series, TODAY.isoformat(), Stream.RANDOM.value, 1.0, 0.5, 0.5, said, None, blind, None, None, None
    )
    return one._replace(**more)


def counted(
    number: int = 1,
    question_id: QuestionId = THREADS,
    points: Sequence[PointId] = OF_THREADS,
    judge: str = "main",
    sums: Sums | None = None,
    **more: Any,
) -> SeriesCount:
    """A series that judged each point covered in all that it scored, today."""
    total = sums or Sums(scored=100, with_coverage=100, coverage_billionths=80 * 10**9)
    made = SeriesCount(
        number=number,
        series=Series(question_id, tuple(points), judge, "model-1", PROMPT, BANK),
        first=TODAY,
        last=TODAY,
        sums=total,
        verdicts=tuple((total.scored, 0, 0, 0) for _ in points),
        flags={},
        reasons={},
    )
    return replace(made, **more)


def verdicts(letters: str) -> list[Verdict]:
    """What letters stand for."""
    return [LETTER[letter] for letter in letters]


_of_three = st.text("cpmu", min_size=3, max_size=3)
_of_two = st.text("cpmu", min_size=2, max_size=2)


@st.composite
def some_reviews(draw: st.DrawFn) -> list[Reviewed]:
    """Reviews of a few answers to two questions, several of one answer among them, in any order."""
    kinds = {f"t{number}": (1, draw(_of_three)) for number in range(4)}
    kinds |= {f"l{number}": (2, draw(_of_two)) for number in range(3)}
    picked = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=12))
    return [
        reviewed(answer, kinds[answer][1], draw(_of_three if kinds[answer][0] == 1 else _of_two), kinds[answer][0])
        for answer in picked
    ]
