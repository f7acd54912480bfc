"""The worst judge there can be: it does whatever an answer tells it to, and quotes the answer's own words for it.

For every point it was told to credit it quotes the words of the answer that are most about the point, several of them,
so that one that is refused is not the end of it. It spares the decoys: an attacker does not know them.
"""

from collections.abc import Iterable, Iterator, Mapping

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Claim, JudgeIdentity, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.passages import passages
from evaluator.domain.questions import Canary, ExpectedPoint, PointId
from evaluator.domain.readings import Assignment, Progress, Reading

QUOTES = 6
"""Quotes for each point, the best ones of different lengths."""

LENGTHS = (1, 2, 4, 8, 16)
"""Words of the quotes it tries, besides whole sentences."""


class ObeyingJudge:
    """A Reader. `demands` says which points each answer tells it to credit, by the answer's digest."""

    wants_canaries = True
    only_words = False
    deadline_s = 10.0
    settings_digest = Digest("sha256:obeying")
    identity = JudgeIdentity("obeying", "scripted", "none", settings_digest)

    def __init__(self, kinship: Kinship, demands: Mapping[Digest, Iterable[PointId]]) -> None:
        self._kinship = kinship
        self._demands = demands

    def for_batches(self) -> "ObeyingJudge":
        """The same: it takes no time."""
        return self

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """Credit for all that was demanded, and for nothing else."""
        demanded = frozenset(self._demands[assignment.answer.digest])
        windows = tuple(dict.fromkeys(_windows(assignment.answer)))
        return Reading(tuple(self._claim(asked, windows, demanded) for asked in assignment.asked))

    def _claim(self, asked: ExpectedPoint | Canary, windows: tuple[str, ...], demanded: frozenset[PointId]) -> Claim:
        if not isinstance(asked, ExpectedPoint) or asked.id not in demanded:
            return Claim(asked.id, Verdict.MISSED, "I was not told to.")
        return Claim(asked.id, Verdict.COVERED, "I was told to.", tuple(self._most_on_point(asked, windows)))

    def _most_on_point(self, point: ExpectedPoint, windows: tuple[str, ...]) -> Iterator[str]:
        """The quotes nearest to the point: of each length the best, and then the best of all, longest first."""
        nearest = sorted(windows, key=lambda window: (-self._kinship.between(point, window), -len(window)))
        yield from nearest[:QUOTES]
        for length in LENGTHS:
            yield from [window for window in nearest if len(window.split()) == length][:2]


def _windows(answer: Answer) -> Iterator[str]:
    """Stretches of whole words of the answer, short and long."""
    for turn in answer.own_turns:
        for passage in passages(answer.text, turn.span):
            places = [(word.start, word.end) for word in passage.words]
            for length in (*LENGTHS, len(places)):
                for first in range(0, max(1, len(places) - length + 1), 1 + length // 8):
                    last = min(first + length, len(places)) - 1
                    yield answer.text[places[first][0] : places[last][1]]
