"""Finding the question that somebody means: by its id, its title or its text."""

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from evaluator.domain.questions import Question, QuestionBank

NEAR = 60.0
"""Similarity of spelling, 0 to 100, from which a question may have been meant."""

MOST_NEAR = 3

_LONGEST = 300
"""Code points looked at in search of near matches."""

_REMEMBERED = 1_000


class QuestionIndex:
    """Knows the questions of a bank by all their names; case, punctuation and white space do not matter."""

    def __init__(self, bank: QuestionBank) -> None:
        self._by_key: dict[str, Question] = {}
        self._names: list[tuple[str, str]] = []
        self._near: dict[str, tuple[str, ...]] = {}
        self._ids = frozenset(question.id for question in bank.questions)
        self._learn([(question, question.id) for question in bank.questions])
        self._learn([(question, question.title) for question in bank.questions])
        self._learn([(question, question.text) for question in bank.questions])

    def find(self, said: str) -> Question | None:
        """The question of that id, title or text. A title or text that two questions have finds neither."""
        return self._by_key.get(key_of(said))

    def has_id(self, question_id: str) -> bool:
        """Whether the bank has a question of exactly that id."""
        return question_id in self._ids

    def near(self, said: str) -> tuple[str, ...]:
        """The ids of questions that may have been meant, best first; none where nothing is alike."""
        wanted = said[:_LONGEST].casefold()
        if wanted not in self._near:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            self._near[wanted] = self._nearest(wanted)
        return self._near[wanted]

    def _learn(self, named: Iterable[tuple[Question, str]]) -> None:
        keys: dict[str, list[Question]] = {}
        for question, name in named:
            self._names.append((question.id, name[:_LONGEST].casefold()))
            keys.setdefault(key_of(name), []).append(question)
        for key, questions in keys.items():
            if len(questions) == 1:
                self._by_key.setdefault(key, questions[0])

    def _nearest(self, wanted: str) -> tuple[str, ...]:
        names = [name for _, name in self._names]
        alike = process.extract(wanted, names, scorer=fuzz.ratio, limit=3 * MOST_NEAR, score_cutoff=NEAR)
        ids = dict.fromkeys(self._names[place][0] for _, _, place in alike)
        return tuple(ids)[:MOST_NEAR]


def key_of(name: str) -> str:
    """What stays of a name where case, punctuation and white space do not matter."""
    return "".join(character for character in unicodedata.normalize("NFKC", name).casefold() if character.isalnum())
