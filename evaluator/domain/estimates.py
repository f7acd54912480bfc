"""How many tokens judging a file of answers will take, and what it will cost: a range, told before anything is paid.

Tokens are guessed from the length of what is sent. Texts are measured in bytes of UTF-8, so that scripts with more
tokens to a letter weigh more.
"""

from dataclasses import dataclass
from typing import Protocol

from evaluator.domain.answers import Answer
from evaluator.domain.questions import Canary, ExpectedPoint, Question

BYTES_A_TOKEN = 4.0
"""A usual guess for English prose."""

INPUT_SPREAD = (0.85, 1.25)
"""How far the true number of tokens may be from the guess."""

OUTPUT_A_POINT = (25, 75)
"""Tokens of a reply for one point: from a point missed to one with a long quote. Judges that think aloud take more."""

QUESTION_BYTES = 80
"""How long the text of a question is, without its points."""

EXAMPLE, LONGEST_EXAMPLE = 2_000, 8_000
"""How long a reviewed answer is that is shown as an example, with its verdicts: usually, and at most."""

ASKED_AGAIN = 1.03
"""Share of replies that have to be asked for a second time, at the high end."""

DECOYS = 2
"""Decoys asked along with a question's points."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a judge is asked: for all points at once or for each by itself; and the tokens of its reply for one."""

    each_point: bool = False
    output_a_point: tuple[int, int] = OUTPUT_A_POINT


ALL_AT_ONCE = Manner()


class PriceTable(Protocol):
    """What a million tokens cost. `cached_input` is None where the input's price holds for all."""

    @property
    def input(self) -> float:
        """Of what is sent."""

    @property
    def output(self) -> float:
        """Of what comes back."""

    @property
    def cached_input(self) -> float | None:
        """Of what is sent and was sent before, at the beginning of a request."""


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the most that is expected."""

    low: float
    high: float

    def times(self, count: int) -> "Range":
        """So many times as much."""
        return Range(self.low * count, self.high * count)

    def perhaps(self, more: "Range") -> "Range":
        """That, and more at the most."""
        return Range(self.low, self.high + more.high)


@dataclass(frozen=True, slots=True)
class Workload:
    """What there is to judge, summed over all different answers. An answer given twice to a question counts once.

    `question_bytes` counts a question with its points and decoys for each of its answers; `repeated_bytes` is the
    part of it that goes with all but a question's first answer. `points` counts points and decoys likewise.
    """

    answers: int = 0
    questions: int = 0
    answer_bytes: int = 0
    question_bytes: int = 0
    repeated_bytes: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What judging takes; `cost` is None where no price is known."""

    answers: int
    requests: int
    input_tokens: Range
    output_tokens: Range
    cost: Range | None

    def times(self, count: int) -> "Estimate":
        """The same where every answer is read so often."""
        cost = self.cost and self.cost.times(count)
        tokens_in, tokens_out = self.input_tokens.times(count), self.output_tokens.times(count)
        return Estimate(self.answers, self.requests * count, tokens_in, tokens_out, cost)

    def perhaps(self, later: "Estimate") -> "Estimate":
        """The same where a later judge may be asked of every answer, or of none. `requests` counts those at most."""
        return Estimate(
            self.answers,
            self.requests + later.requests,
            self.input_tokens.perhaps(later.input_tokens),
            self.output_tokens.perhaps(later.output_tokens),
            self.cost.perhaps(later.cost) if self.cost and later.cost else None,
        )


def workload_of(question: Question, answer: Answer) -> Workload:
    """The workload of one answer."""
    return Workload(
        answers=1,
        questions=1,
        answer_bytes=_size(answer.own_text),
        question_bytes=question_bytes(question),
        points=points_asked(question),
    )


def question_bytes(question: Question) -> int:
    """What a question adds to a request: its text, its points and two decoys, with what divides them."""
    asked: list[ExpectedPoint | Canary] = [*question.points, *question.canaries[:DECOYS]]
    return _size(question.text) + sum(_asked_bytes(one) for one in asked)


def points_asked(question: Question) -> int:
    """How many points a judge answers for, decoys included."""
    return len(question.points) + min(DECOYS, len(question.canaries))


def estimate(
    workload: Workload,
    prompt_bytes: int,
    prices: PriceTable | None,
    manner: Manner = ALL_AT_ONCE,
) -> Estimate:
    """What judging that takes, where what goes along with question and answer (prompt, schema) has so many bytes.

    At the low end all that is sent again comes from the provider's cache, where that has a price of its own.
    """
    load = _point_by_point(workload) if manner.each_point else workload
    sent = load.answers * prompt_bytes + load.question_bytes + load.answer_bytes
    repeated = load.repeated_bytes + max(0, load.answers - load.questions) * prompt_bytes
    guessed = sent / BYTES_A_TOKEN
    tokens_in = Range(guessed * INPUT_SPREAD[0], guessed * INPUT_SPREAD[1] * ASKED_AGAIN)
    low, high = manner.output_a_point
    tokens_out = Range(load.points * low, load.points * high * ASKED_AGAIN)
    cost = None
    if prices is not None:
        cached_price = prices.input if prices.cached_input is None else prices.cached_input
        saved = repeated / BYTES_A_TOKEN * INPUT_SPREAD[0] * max(0.0, prices.input - cached_price)
        cost = Range(
            (tokens_in.low * prices.input - saved + tokens_out.low * prices.output) / 1e6,
            (tokens_in.high * prices.input + tokens_out.high * prices.output) / 1e6,
        )
    return Estimate(workload.answers, load.answers, tokens_in, tokens_out, cost)


def _point_by_point(workload: Workload) -> Workload:
    """The same where each point is asked for by itself after the answer: as many small workloads as points.

    Answers are taken to have as many points each. From the second point on, all but the point was sent before.
    """
    again = workload.points - workload.answers
    said_again = workload.answer_bytes * again // max(1, workload.answers) + QUESTION_BYTES * again
    return Workload(
        answers=workload.points,
        questions=workload.questions,
        answer_bytes=workload.answer_bytes + said_again,
        question_bytes=workload.question_bytes,
        repeated_bytes=said_again,
        points=workload.points,
    )


def _asked_bytes(asked: ExpectedPoint | Canary) -> int:
    anchors = asked.anchors
    spelt = sum(map(_size, (anchors.covered, anchors.partial, anchors.missed))) + 35 if anchors else 0
    return _size(asked.id) + _size(asked.text) + 3 + spelt


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
