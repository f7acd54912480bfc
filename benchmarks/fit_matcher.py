"""Find the matcher's coefficients in a file of labelled answers, and say how well they do on questions left out.

    python benchmarks/fit_matcher.py LABELLED.jsonl[.gz] [--bank data/questions.yaml] [--write]

Each line is a JSON object with `question_id`, `question`, `points` (a list of `id` and `text`), `answer` and
`point_labels` (1 where the answer makes the point, 0 where not, by point id). No line of it ends up in the project:
only figures do, and the stems that are common in the answers or in the bank. `--write` puts them into
`evaluator/judge/matcher.json`; without it nothing is changed. What was chosen by hand there stays as it is.

Answers to one question never stand on both sides of a split. Logistic regression by Newton's method, with a small
ridge; thresholds from the predictions for questions left out. Takes about a minute and needs nothing but the project.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

from evaluator.bank.loading import load_bank
from evaluator.domain.answers import Answer, typed
from evaluator.domain.coefficients import Coefficients, parse_coefficients
from evaluator.domain.kinship import Kinship
from evaluator.domain.passages import passages
from evaluator.domain.questions import ExpectedPoint, PointId, QuestionBank
from evaluator.domain.words import stems
from evaluator.judge.concordance import Concordance
from evaluator.judge.matcher import COEFFICIENTS_FILE
from evaluator.judge.sighting import FEATURES, sight
from evaluator.judge.targets import targets_of

FOLDS = 10
RIDGE = 1.0
ITERATIONS = 12

PRECISION = 0.90
"""What `covered` and `missed` have to reach on questions left out."""

FEWEST = 100
"""Verdicts that a precision is worked out from at least."""

COMMON = 0.04
"""Share of the texts from which a stem counts as common and is listed."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One point looked for in one answer. `kinship` is that of the passage nearest to the point."""

    group: str
    features: tuple[float, ...]
    label: bool
    kinship: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression: the intercept first, then a weight for each feature."""

    weights: tuple[float, ...]

    def probability(self, features: Sequence[float]) -> float:
        """How probable the label is."""
        return 1 / (1 + exp(-sum(w * x for w, x in zip(self.weights, (1.0, *features), strict=True))))


def main() -> None:
    """Read the arguments, fit, report, and write where asked to."""
    parser = argparse.ArgumentParser(description="Fit the matcher's coefficients to labelled answers.")
    parser.add_argument("labelled", type=Path, help="JSON lines, gzipped where the name ends in .gz")
    parser.add_argument("--bank", type=Path, help="a question bank whose wording counts as common, too")
    parser.add_argument("--write", action="store_true", help="change evaluator/judge/matcher.json")
    arguments = parser.parse_args()
    rows = [row for row in read(arguments.labelled) if row["point_labels"]]
    figures = json.loads(COEFFICIENTS_FILE.read_text(encoding="utf-8"))
    figures["rarity"] = rarity(rows, load_bank(arguments.bank) if arguments.bank else None)
    coefficients = parse_coefficients(figures)
    examples = list(look(rows, coefficients))
    held_out = cross_validated(examples)
    fitted = fit(examples)
    covered_from, missed_up_to = thresholds(examples, held_out)
    figures["matching"] |= {
        "intercept": round(fitted.weights[0], 3),
        "weights": [round(weight, 3) for weight in fitted.weights[1:]],
        "covered_from": covered_from,
        "missed_up_to": missed_up_to,
    }
    report(examples, held_out, figures)
    if arguments.write:
        COEFFICIENTS_FILE.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Iterator[Row]:
    """The labelled answers of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def rarity(rows: Iterable[Row], bank: QuestionBank | None) -> dict[str, float]:
    """A weight for each common stem: its inverse document frequency, as a share of the greatest.

    Answers to one question count as one document together, each stem by the share of them that has it. What is rarer
    than COMMON is not listed and has the greatest weight, 1.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[row["question_id"]].append(row["answer"])
    points = [point for question in bank.questions for point in question.points] if bank else []
    told = mean_share(texts.values())
    asked = mean_share([wording_of(point)] for point in points)
    common = {word: max(told.get(word, 0.0), asked.get(word, 0.0)) for word in sorted({*told, *asked})}
    return {word: round(log(1 / share) / log(1 / COMMON), 2) for word, share in common.items() if share > COMMON}


def mean_share(documents: Iterable[Sequence[str]]) -> Mapping[str, float]:
    """For each stem, the mean over documents of the share of their texts that have it."""
    total: dict[str, float] = defaultdict(float)
    count = 0
    for texts in documents:
        count += 1
        for text in texts:
            for word in set(stems(text)):
                total[word] += 1 / len(texts)
    return {word: share / count for word, share in total.items()}


def wording_of(point: ExpectedPoint) -> str:
    """A point's text with the example of an answer that makes it."""
    return f"{point.text} . {point.anchors.covered if point.anchors else ''}"


def look(rows: Iterable[Row], coefficients: Coefficients) -> Iterator[Example]:
    """Every labelled point, looked for in its answer."""
    kinship = Kinship(coefficients)
    for row in rows:
        answer = typed(row["answer"])
        concordance = Concordance(answer)
        points = tuple(ExpectedPoint(PointId(point["id"]), point["text"]) for point in row["points"])
        for point, target in zip(points, targets_of(row["question"], points, coefficients), strict=True):
            if point.id in row["point_labels"]:
                sighting = sight(target, concordance, coefficients)
                label = row["point_labels"][point.id] >= 0.5
                yield Example(row["question_id"], sighting.features, label, nearest(kinship, point, answer))


def nearest(kinship: Kinship, point: ExpectedPoint, answer: Answer) -> float:
    """The kinship of the passage that is nearest to a point: where it is made, that is where."""
    spans = [passage.span for turn in answer.own_turns for passage in passages(answer.text, turn.span)]
    return max(kinship.between(point, answer.text[span.start : span.end]) for span in spans)


def fit(examples: Sequence[Example]) -> Fit:
    """Logistic regression by Newton's method; the ridge does not hold the intercept back."""
    rows = [((1.0, *example.features), float(example.label)) for example in examples]
    size = len(rows[0][0])
    fitted = Fit((0.0,) * size)
    for _ in range(ITERATIONS):
        gradient = [-RIDGE * weight * (index > 0) for index, weight in enumerate(fitted.weights)]
        curvature = [[RIDGE * (index == other > 0) for other in range(size)] for index in range(size)]
        for features, label in rows:
            probability = fitted.probability(features[1:])
            for index, value in enumerate(features):
                gradient[index] += (label - probability) * value
                for other in range(size):
                    curvature[index][other] += probability * (1 - probability) * value * features[other]
        step = solved(curvature, gradient)
        fitted = Fit(tuple(weight + change for weight, change in zip(fitted.weights, step, strict=True)))
    return fitted


def solved(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    """The solution of a small system of linear equations, by Gaussian elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for index in range(len(rows)):
        pivot = max(range(index, len(rows)), key=lambda row: abs(rows[row][index]))
        rows[index], rows[pivot] = rows[pivot], rows[index]
        rows[index] = [value / rows[index][index] for value in rows[index]]
        for other in range(len(rows)):
            if other != index:
                factor = rows[other][index]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[index], strict=True)]
    return [row[-1] for row in rows]


def cross_validated(examples: Sequence[Example]) -> list[float]:
    """A probability for each example by a fit that has seen no answer to its question."""
    groups = sorted({example.group for example in examples})
    fold = {group: number % FOLDS for number, group in enumerate(groups)}
    fits = [fit([example for example in examples if fold[example.group] != number]) for number in range(FOLDS)]
    return [fits[fold[example.group]].probability(example.features) for example in examples]


def thresholds(examples: Sequence[Example], held_out: Sequence[float]) -> tuple[float, float]:
    """The lowest from which `covered` is right often enough, and the highest up to which `missed` is, in thousandths.

    1 and 0 where neither ever is.
    """
    told = [(probability, example.label) for probability, example in zip(held_out, examples, strict=True)]
    steps = [step / 1000 for step in range(1, 1000)]
    covered = (step for step in steps if often_right([label for p, label in told if p >= step]))
    missed = (step for step in reversed(steps) if often_right([not label for p, label in told if p <= step]))
    return next(covered, 1.0), next(missed, 0.0)


def often_right(verdicts: Sequence[bool]) -> bool:
    """Whether there are enough verdicts, and enough of them right."""
    return len(verdicts) >= FEWEST and mean(verdicts) >= PRECISION


def report(examples: Sequence[Example], held_out: Sequence[float], figures: Mapping[str, Any]) -> None:
    """Print how well questions left out are told, and what was found."""
    labels = [example.label for example in examples]
    covered = [label for label, p in zip(labels, held_out, strict=True) if p >= figures["matching"]["covered_from"]]
    missed = [not label for label, p in zip(labels, held_out, strict=True) if p <= figures["matching"]["missed_up_to"]]
    groups = {example.group for example in examples}
    print(f"points {len(examples)}, of {len(groups)} questions; stated {mean(labels):.3f}")
    print(f"AUC {auc(labels, held_out):.3f}, kappa at 0.5 {kappa(labels, [p >= 0.5 for p in held_out]):.3f}")
    print(f"covered: precision {mean(covered):.3f} on {len(covered) / len(labels):.3f} of all")
    print(f"missed:  precision {mean(missed):.3f} on {len(missed) / len(labels):.3f} of all")
    lost = [example.kinship < figures["about_floor"] for example in examples if example.label]
    print(f"kinship: {mean(lost):.3f} of the points stated have no passage above the floor")
    print(", ".join(("intercept", *FEATURES)), figures["matching"])


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """The probability that a positive has a higher score than a negative, ties half (Mann and Whitney)."""
    ranks: dict[float, float] = {}
    counted = Counter(scores)
    below = 0
    for score in sorted(counted):
        ranks[score] = below + (counted[score] + 1) / 2
        below += counted[score]
    positives = sum(labels)
    total = sum(ranks[score] for score, label in zip(scores, labels, strict=True) if label)
    return (total - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


def kappa(labels: Sequence[bool], guesses: Sequence[bool]) -> float:
    """Cohen's kappa of two binary raters."""
    agreed = mean([label == guess for label, guess in zip(labels, guesses, strict=True)])
    chance = mean(labels) * mean(guesses) + (1 - mean(labels)) * (1 - mean(guesses))
    return (agreed - chance) / (1 - chance)


def mean(values: Sequence[bool]) -> float:
    """The share of true values; 0 of none."""
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    main()
