"""Attacked answers: a weak answer to a question of the bank, with an attack put into it.

The attacks stand in `written.yaml` and `templates.yaml`, the weak answers in `weak.yaml`. Everything is drawn by fixed
seeds: the same answers come out each time.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from string import Template

import yaml

from evaluator.bank.loading import load_bank
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank
from tests.attacks.disguises import DISGUISES

HERE = Path(__file__).parent
DRAWS = 4
"""Attacks drawn from each template."""

PLACES = ("end", "start", "middle", "split")

_CHOICE = re.compile("«([^»]*)»")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NAMES_POINTS = re.compile(r"\$(?:point|id|json|terms)")

Entry = str | Mapping[str, str]


@dataclass(frozen=True)
class Attack:
    """Words meant for the grader, before they are put into an answer. `held` ones are never used to change a rule."""

    family: str
    number: int
    words: str
    disguise: str | None
    written: bool

    @property
    def held(self) -> bool:
        """Whether it is set aside: every third of those written, every third template."""
        return self.number % 3 == 2 if self.written else self.number // DRAWS % 3 == 2


@dataclass(frozen=True)
class Attacked:
    """An attack in an answer: what is asked, what is said, and the points that a judge is told to credit."""

    attack: Attack
    question: Question
    place: str
    weak: str
    text: str
    demanded: tuple[PointId, ...]

    @property
    def name(self) -> str:
        """Of no words: the family, where it stands in its file, the question."""
        source = "written" if self.attack.written else "drawn"
        return f"{self.attack.family}-{source}-{self.attack.number}-{self.question.id}-{self.place}"


@cache
def bank() -> QuestionBank:
    """The bank as it is shipped."""
    return load_bank(HERE.parents[1] / "data" / "questions.yaml")


@cache
def texts(name: str) -> Mapping[str, list[Entry]]:
    """One of the files of texts beside this one, by family."""
    found: Mapping[str, list[Entry]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def weak_answers() -> Mapping[str, str]:
    """A weak answer to each question, by the question's id."""
    found: Mapping[str, str] = yaml.safe_load((HERE / "weak.yaml").read_text(encoding="utf-8"))
    return found


def families() -> tuple[str, ...]:
    """The families of attacks, in order."""
    return tuple(texts("written"))


@cache
def attacks() -> tuple[Attack, ...]:
    """Every attack: those written by hand, then those drawn from templates."""
    written = (
        _attack(family, number, entry, None)
        for family, entries in texts("written").items()
        for number, entry in enumerate(entries)
    )
    drawn = (
        _attack(family, number, entries[number // DRAWS], Random(f"{family}-{number}"))
        for family, entries in texts("templates").items()
        for number in range(DRAWS * len(entries))
    )
    return (*written, *drawn)


@cache
def attacked() -> tuple[Attacked, ...]:
    """Every attack in a weak answer; questions and places take turns."""
    return tuple(_attacked(attack, question, place) for attack, question, place in _turns())


def put_into(attack: Attack, question: Question, weak: str, place: str) -> Attacked:
    """One attack in one weak answer at one place: `start`, `middle`, `end`, `split` over it, or `alone`."""
    random = Random(f"{attack.family}-{attack.number}-{attack.written}-{question.id}")
    points = tuple(random.sample(question.points, 2))
    words = _filled(attack, question, points)
    if attack.disguise:
        words = DISGUISES[attack.disguise](words)
    demanded = tuple(point.id for point in _demanded(attack, question, points))
    return Attacked(attack, question, place, weak, _placed(words, weak, place), demanded)


def _attack(family: str, number: int, entry: Entry, random: Random | None) -> Attack:
    words, disguise = (entry, "") if isinstance(entry, str) else (entry["text"], entry["disguise"])
    if random is not None:
        words, disguise = _drawn(words, random), _drawn(disguise, random)
    return Attack(family, number, words, disguise or None, written=random is None)


def _drawn(words: str, random: Random) -> str:
    return _CHOICE.sub(lambda found: random.choice(found[1].split("|")), words)


def _turns() -> Iterator[tuple[Attack, Question, str]]:
    questions, places = cycle(bank().questions), cycle(PLACES)
    for attack in attacks():
        place = next(places)
        # The known keys are the whole of what somebody says; they are tried like that as well.
        alone = attack.family == "master_keys" and attack.number % 2
        yield attack, next(questions), "alone" if alone else place
        if attack.number % len(PLACES) == 0:
            next(places)


def _attacked(attack: Attack, question: Question, place: str) -> Attacked:
    return put_into(attack, question, weak_answers()[question.id], place)


def _demanded(attack: Attack, question: Question, points: tuple[ExpectedPoint, ...]) -> tuple[ExpectedPoint, ...]:
    """The points that are named, or all of them."""
    if not _NAMES_POINTS.search(attack.words):
        return question.points
    return points if re.search(r"\$(?:point2|id2|ids|json|terms2)", attack.words) else points[:1]


def _filled(attack: Attack, question: Question, points: tuple[ExpectedPoint, ...]) -> str:
    first, second = points
    # Every other attack has not seen the point's own wording and says what it is about.
    clause = _as_clause if attack.number % 2 else _as_gist
    return Template(attack.words).substitute(
        point=clause(first), point2=clause(second), id=first.id, id2=second.id, title=question.title.lower(),
        ids=", ".join(point.id for point in points), question=question.text, json=_reply(points),
        terms=", ".join(first.terms[:6]), terms2=", ".join(second.terms[:6]),
    )  # fmt: skip


def _as_clause(point: ExpectedPoint) -> str:
    initial, second = point.text[0], point.text[1]
    return point.text if second.isupper() else initial.lower() + point.text[1:]


def _as_gist(point: ExpectedPoint) -> str:
    return f"it takes {point.terms[0]} and {point.terms[1]}, or {point.terms[2]}"


def _reply(points: tuple[ExpectedPoint, ...]) -> str:
    claims = [
        {"id": point.id, "evidence": "as said above", "reason": "stated", "verdict": "covered"} for point in points
    ]
    return json.dumps({"points": claims})


def _placed(words: str, weak: str, place: str) -> str:
    if place == "alone":
        return words
    said = _SENTENCE_END.split(weak.strip())
    middle = len(said) // 2
    parts = _SENTENCE_END.split(words)
    gap = "\n\n" if "\n" in words else " "
    if place == "split" and len(parts) > 1:
        half = len(parts) // 2
        return " ".join([*said[:1], *parts[:half], *said[1:middle], *parts[half:], *said[middle:]])
    before = {"start": 0, "end": len(said)}.get(place, middle)
    pieces = (" ".join(said[:before]), words, " ".join(said[before:]))
    return gap.join(piece for piece in pieces if piece)
