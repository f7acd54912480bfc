"""The golden answers: ten to each question, every point labelled, every label with the words that it rests on."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from scipy.stats import mannwhitneyu, spearmanr

from evaluator.bank import load_bank
from evaluator.domain.agreement.kappas import cohen
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.tables import SETTLED, VERDICTS, tabulate
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from evaluator.files.labelled import read_labelled
from evaluator.settings.shipped import shipped

GOLDEN = shipped("data/golden")
EXAMPLES = shipped("data/examples")
README = (GOLDEN / "README.md").read_text(encoding="utf-8")
BANK = load_bank(shipped("data/questions.yaml"))
QUESTIONS = {question.id: question for question in BANK.questions}
FILES = [GOLDEN / f"{question.id}.jsonl" for question in BANK.questions]

BANDS = (
    "strong",
    "middling",
    "fluent-empty",
    "confidently-wrong",
    "terse",
    "keywords",
    "non-native",
    "recognition-noise",
    "off-topic",
    "rambling",
)
SPOKEN = ("recognition-noise", "rambling")
KEYS = ["question_id", "answer_id", "band", "part", "kind", "answer", "point_labels", "evidence"]

Row = dict[str, Any]


def _rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


ROWS = [row for file in FILES for row in _rows(file)]
ANSWERS: dict[str, Answer] = {row.answer_id: row.answer for row in read_labelled(FILES, BANK).rows()}

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["answer_id"])


def _own_words(row: Row) -> str:
    return ANSWERS[row["answer_id"]].own_text


def _labels(band: str) -> Counter[str]:
    return Counter(label for row in ROWS if row["band"] == band for label in row["point_labels"].values())


def test_every_question_has_one_file_and_every_file_a_question() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.jsonl")) == sorted(QUESTIONS)


@each_file
def test_a_question_has_an_answer_of_each_band(file: Path) -> None:
    rows = _rows(file)
    assert [row["band"] for row in rows] == list(BANDS)
    assert {row["question_id"] for row in rows} == {file.stem}
    assert [row["answer_id"] for row in rows] == [f"{file.stem}-{band}" for band in BANDS]


@each_row
def test_a_row_has_these_keys_in_this_order(row: Row) -> None:
    extras = [key for key in ("readings", "note") if key in row]
    assert list(row) == KEYS + extras


def test_parts_were_given_out_by_rotation_and_by_nothing_else() -> None:
    for place, file in enumerate(FILES):
        parts = [row["part"] for row in _rows(file)]
        assert parts == ["held" if (place + band) % 3 == 0 else "tuning" for band in range(len(BANDS))]


def test_a_third_is_held_of_every_band() -> None:
    held = Counter(row["band"] for row in ROWS if row["part"] == "held")
    assert {band: held[band] in (5, 6) for band in BANDS} == dict.fromkeys(BANDS, True)


@each_row
def test_noise_and_rambling_are_spoken(row: Row) -> None:
    assert row["kind"] == "transcript" or (row["kind"] == "typed" and row["band"] not in SPOKEN)


@each_row
def test_every_point_of_the_question_is_labelled(row: Row) -> None:
    assert list(row["point_labels"]) == [point.id for point in QUESTIONS[row["question_id"]].points]
    assert set(row["point_labels"].values()) <= {"covered", "partial", "missed"}


@each_row
def test_what_is_credited_has_evidence_and_nothing_else_has(row: Row) -> None:
    assert list(row["evidence"]) == [point for point, label in row["point_labels"].items() if label != "missed"]
    assert all(quotes for quotes in row["evidence"].values())


@each_row
def test_evidence_stands_word_for_word_in_one_turn_of_the_candidate(row: Row) -> None:
    answer = ANSWERS[row["answer_id"]]
    turns = [answer.words_of(turn) for turn in answer.own_turns]
    for quote in (quote for quotes in row["evidence"].values() for quote in quotes):
        assert quote == quote.strip() != ""
        assert any(re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", turn) for turn in turns), quote


@each_row
def test_where_two_readings_differed_a_note_says_why_it_was_settled_so(row: Row) -> None:
    for point, (first, second) in row.get("readings", {}).items():
        assert first != second
        assert row["point_labels"][point] in (first, second)
        assert f"{point}:" in row["note"] or f"{point}," in row["note"]
    assert "\n" not in row.get("note", "")


def test_the_reader_of_labelled_files_takes_them_all() -> None:
    assert read_labelled(FILES, BANK).answers == len(ROWS) == 160
    assert read_labelled(FILES, BANK, part="held").answers == 54
    assert read_labelled(FILES, BANK).blank == 0


def test_every_point_is_covered_in_some_answers_and_missed_in_others() -> None:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        for point, label in row["point_labels"].items():
            found[row["question_id"], point].add(label)
    assert [point for point, labels in found.items() if not {"covered", "missed"} <= labels] == []


@pytest.mark.parametrize(
    ("band", "label", "low", "high"),
    [
        ("strong", "covered", 0.85, 1.0),
        ("middling", "covered", 0.2, 0.5),
        ("middling", "partial", 0.25, 0.6),
        ("fluent-empty", "missed", 0.95, 1.0),
        ("confidently-wrong", "missed", 0.95, 1.0),
        ("terse", "covered", 0.35, 0.7),
        ("keywords", "covered", 0.0, 0.1),
        ("keywords", "partial", 0.6, 0.9),
        ("non-native", "covered", 0.6, 0.9),
        ("recognition-noise", "covered", 0.5, 0.9),
        ("off-topic", "missed", 0.98, 1.0),
        ("rambling", "covered", 0.3, 0.6),
    ],
)
def test_a_band_earns_what_its_name_says(band: str, label: str, low: float, high: float) -> None:
    labels = _labels(band)
    assert low <= labels[label] / labels.total() <= high


@pytest.mark.parametrize(
    ("band", "fewest", "most"),
    [("strong", 120, 220), ("terse", 5, 40), ("keywords", 5, 40), ("rambling", 200, 300)],
)
def test_a_band_has_the_length_that_its_name_says(band: str, fewest: int, most: int) -> None:
    assert all(fewest <= len(_own_words(row).split()) <= most for row in ROWS if row["band"] == band)


def test_the_length_of_an_answer_does_not_tell_what_it_earned() -> None:
    """0.2 leaves length less than a twentieth of what ranks the answers: a judge that counts words is of no use."""
    worth = {"covered": 1.0, "partial": 0.5, "missed": 0.0}
    lengths = [len(_own_words(row).split()) for row in ROWS]
    credit = [np.mean([worth[label] for label in row["point_labels"].values()]) for row in ROWS]
    assert abs(spearmanr(lengths, credit).statistic) <= 0.2


@pytest.mark.parametrize("part", ["tuning", "held"])
def test_longer_answers_do_not_cover_a_point_sooner_in_either_part(part: str) -> None:
    """The area under the curve of length as a judge: 0.5 is chance, and a matcher worth having is beyond 0.8."""
    lengths: dict[str, list[int]] = {"covered": [], "partial": [], "missed": []}
    for row in ROWS:
        if row["part"] == part:
            for label in row["point_labels"].values():
                lengths[label].append(len(_own_words(row).split()))
    above = mannwhitneyu(lengths["covered"], lengths["missed"]).statistic
    assert 0.4 <= above / (len(lengths["covered"]) * len(lengths["missed"])) <= 0.6


def test_no_two_answers_are_alike() -> None:
    """Answers of a band that share nothing but their manner come to 50 of 100; a copy with words changed to 80."""
    texts = [_own_words(row) for row in ROWS]
    likeness = process.cdist(texts, texts, scorer=fuzz.ratio)
    np.fill_diagonal(likeness, 0)
    assert likeness.max() < 60


def test_no_answer_is_like_a_sample_answer() -> None:
    samples = [path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.txt")]
    assert process.cdist([row["answer"] for row in ROWS], samples, scorer=fuzz.ratio).max() < 60


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_no_two_answers_share_seven_words_in_a_row() -> None:
    runs = {row["answer_id"]: _runs(_own_words(row), 7) for row in ROWS}
    assert [pair for pair in combinations(runs, 2) if runs[pair[0]] & runs[pair[1]]] == []


def test_no_two_answers_begin_with_the_same_three_words() -> None:
    openings = Counter(tuple(_own_words(row).lower().split()[:3]) for row in ROWS)
    assert [opening for opening, count in openings.items() if count > 1] == []


def _twice_read(files: list[Path]) -> Iterator[Pair]:
    """What the second reader of a half said, held against the first."""
    for row in (row for file in files for row in _rows(file)):
        for point, label in row["point_labels"].items():
            first, second = row.get("readings", {}).get(point, (label, label))
            yield Pair(PointId(point), Verdict(second), Verdict(first))


@pytest.mark.parametrize(("half", "files"), [("first", FILES[:8]), ("second", FILES[8:])], ids=["first", "second"])
def test_the_readme_tells_how_far_two_readers_agreed(half: str, files: list[Path]) -> None:
    pairs = list(_twice_read(files))
    cells = np.array(tabulate(pairs).cells, dtype=np.float64).reshape(len(VERDICTS), -1)[:SETTLED, :SETTLED]
    differed = sum(pair.said != pair.blind for pair in pairs)
    assert f"| {half} | {len(pairs)} | {differed} | {float(cohen(cells)):.3f} |" in README


def test_the_readme_says_that_the_answers_are_invented_and_what_the_held_part_is_for() -> None:
    flat = " ".join(README.split())
    assert "All of them are invented: the authors of this project wrote them and labelled them themselves" in flat
    points = sum(len(row["point_labels"]) for row in ROWS)
    assert f"{len(ROWS)} answers, {points:,} labelled points" in flat
    assert "The held part is never used to tune anything" in flat
    assert all(f"| `{band}` |" in README for band in BANDS)
