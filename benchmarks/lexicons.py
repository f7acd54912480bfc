"""Lexicons fitted to phrasings: which words and pairs speak for a point being made. Needs numpy and scikit-learn.

Each is a logistic regression with a ridge (scikit-learn's, by liblinear) over binary entries, weighed by their inverse
document frequency and divided by the square root of how many a passage has; then all but the heaviest weights are left
out, so that a lexicon can be read by a person and kept in little memory.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log, sqrt
from random import Random

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from benchmarks.phrasings import LABELS, Phrasings
from evaluator.domain.judgements import Verdict
from evaluator.domain.lexicons import Lexicon, entries_of
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.words import FILLERS, words

FEWEST = 2
"""Passages that must have an entry for it to be weighed."""

WIDESPREAD = 0.5
"""Share of the questions whose phrasings must have an entry for it to tell what is sound whatever it is about."""

TELLING = frozenset(("always", "because", "only", "so", "therefore", "thus"))
"""Fillers that tell something of what is sound. Of the others are weighed only pairs with a word that says something:
whether somebody says "is" or "was" is manner."""

POINT_RIDGE, SOUND_RIDGE = 1 / 20, 1 / 2
HEAVIEST, HEAVIEST_SOUND = 400, 1_500
"""How strongly weights are held back, and how many are kept, of a point and of what is sound whatever it is about."""

PARTIAL_COUNTS = 0.5
"""What a passage that half makes a point counts among those that do not make it."""

FAR = 1_500
"""Passages of other questions that a point's lexicon is fitted against, where there are so many."""

_SCALE = 5.0
_INTERCEPT = 10.0
"""Brings figures near one, and keeps the ridge from holding the intercept back."""

Entries = Sequence[frozenset[str]]


@dataclass(frozen=True)
class Corpus:
    """Every phrasing as its entries."""

    said: Mapping[tuple[QuestionId, PointId, Verdict], Entries]

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each entry that is weighed."""
        return {entry: column for column, entry in enumerate(sorted(self._common))}

    @cached_property
    def rarity(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The inverse document frequency of each column."""
        total = sum(map(len, self.said.values()))
        return np.array([log((1 + total) / (1 + self._common[entry])) + 1 for entry in self.columns])

    @cached_property
    def general(self) -> Sequence[bool]:
        """Whether each column speaks of no subject of its own and yet says something."""
        questions = {question for question, _, _ in self.said}
        spread = Counter(
            entry
            for question in questions
            for entry in frozenset[str]().union(
                *chain.from_iterable(said for (asked, _, _), said in self.said.items() if asked == question)
            )
        )
        manner = FILLERS - TELLING
        return [
            spread[entry] >= WIDESPREAD * len(questions) and not manner.issuperset(entry.split())
            for entry in self.columns
        ]

    @cached_property
    def _common(self) -> Mapping[str, int]:
        counts = Counter(chain.from_iterable(chain.from_iterable(self.said.values())))
        return {entry: count for entry, count in counts.items() if count >= FEWEST}

    def besides(self, question: QuestionId) -> Entries:
        """All that is said to other questions."""
        return [entries for (asked, _, _), said in self.said.items() if asked != question for entries in said]

    def matrix(self, passages: Sequence[frozenset[str]]) -> sparse.csr_matrix:
        """A row a passage, a column an entry."""
        rows, columns, figures = [], [], []
        for row, entries in enumerate(passages):
            known = [self.columns[entry] for entry in entries if entry in self.columns]
            rows += [row] * len(known)
            columns += known
            figures += [float(self.rarity[column]) / sqrt(len(entries)) / _SCALE for column in known]
        return sparse.csr_matrix((figures, (rows, columns)), shape=(len(passages), len(self.columns)))


def corpus_of(phrasings: Phrasings) -> Corpus:
    """All phrasings, looked at word by word."""
    return Corpus(
        {
            (question, point, label): [entries_of(tuple(words(text))) for text in said[label]]
            for question, points in phrasings.items()
            for point, said in points.items()
            for label in LABELS
        }
    )


def point_lexicon(corpus: Corpus, question: QuestionId, point: PointId) -> Lexicon:
    """What speaks for one point, against all else that is said near it, of the question's other points, and of others.

    The other points' phrasings count together as much as those that make this one, and so does a sample of what is said
    to other questions.
    """
    own = [corpus.said[question, point, label] for label in LABELS]
    near = [entries for (asked, other, _), said in corpus.said.items() if asked == question and other != point
            for entries in said]  # fmt: skip
    besides = corpus.besides(question)
    far = Random(f"{question}-{point}").sample(besides, min(FAR, len(besides)))
    made, partial, missed = map(len, own)
    labels = [1] * made + [0] * (partial + missed + len(near) + len(far))
    counts = [1.0] * made + [PARTIAL_COUNTS] * partial + [1.0] * missed
    counts += [made / max(1, len(near))] * len(near) + [made / max(1, len(far))] * len(far)
    passages = corpus.matrix([*chain(*own, near, far)])
    return _fitted(corpus, passages, labels, counts, POINT_RIDGE, HEAVIEST)


def sound_lexicon(corpus: Corpus, without: QuestionId | None = None) -> Lexicon:
    """What is said when points are made rather than missed, whatever they are; one question may be left out.

    Only what is said of many subjects is weighed, and no mere manner of speaking.
    """
    made, missed = (
        [
            entries
            for (question, _, of), said in corpus.said.items()
            if of is label and question != without
            for entries in said
        ]
        for label in (Verdict.COVERED, Verdict.MISSED)
    )
    labels = [1] * len(made) + [0] * len(missed)
    passages = corpus.matrix([*made, *missed]).multiply(np.array(corpus.general)).tocsr()
    return _fitted(corpus, passages, labels, [1.0] * len(labels), SOUND_RIDGE, HEAVIEST_SOUND)


def _fitted(
    corpus: Corpus,
    passages: sparse.csr_matrix,
    labels: Sequence[int],
    counts: Sequence[float],
    ridge: float,
    heaviest: int,
) -> Lexicon:
    fit = LogisticRegression(C=1 / ridge, solver="liblinear", intercept_scaling=_INTERCEPT, random_state=0)
    fit.fit(passages, labels, sample_weight=counts)
    weights = fit.coef_[0] * corpus.rarity / _SCALE
    kept = sorted(np.argsort(-np.abs(fit.coef_[0]), kind="stable")[:heaviest])
    entries = list(corpus.columns)
    return Lexicon(
        round(float(fit.intercept_[0]), 3),
        {entries[at]: rounded for at in kept if (rounded := round(float(weights[at]), 2))},
    )
