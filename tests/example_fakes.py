"""An ExampleLog in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluator.digests import Digest
from evaluator.domain.examples import Mark, Marked


@dataclass
class InMemoryExampleLog:
    """`marks` has what stands, `taken_back` what does not any more; `shown` is what may be shown of any question."""

    marks: dict[str, Mark] = field(default_factory=dict)
    taken_back: list[Mark] = field(default_factory=list)
    shown: list[Marked] = field(default_factory=list)
    asked: list[tuple[str, Digest]] = field(default_factory=list)

    async def mark(self, mark: Mark) -> Mark:
        return self.marks.setdefault(mark.judgement_id, mark)

    async def take_back(self, mark: Mark) -> None:
        del self.marks[mark.judgement_id]
        self.taken_back.append(mark)

    async def standing(self, judgement_id: str) -> Mark | None:
        return self.marks.get(judgement_id)

    async def marked(self, question_id: str, besides: Digest) -> Sequence[Marked]:
        self.asked.append((question_id, besides))
        return self.shown
