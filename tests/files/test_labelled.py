"""Labelled files: every fault of every row at once, and nothing half read."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluator.domain.answers import AnswerKind
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank, QuestionId, QuestionKind
from evaluator.errors import RowsRefused, SheetTooLarge, SheetUnreadable
from evaluator.files.labelled import Labelled, read_labelled
from evaluator.files.labelled import source as sources
from tests.fakes import fixed_digest

POINTS = (
    ExpectedPoint(PointId("fast"), "Keeps rows in fast storage"),
    ExpectedPoint(PointId("load"), "Takes load away"),
)
QUESTION = Question(QuestionId("caching"), "Caching", "What is caching for?", QuestionKind.KNOWLEDGE, POINTS)
BANK = QuestionBank("1", "en", (QUESTION,), fixed_digest("bank"))

OF_BANK = {
    "question_id": "caching",
    "answer_id": "a1",
    "answer": "It keeps rows near.",
    "point_labels": {"fast": "covered", "load": "missed"},
}
OWN = {
    "question_id": "salt",
    "question": "How do you part salt from water?",
    "points": [{"id": "p1", "text": "The water is let to evaporate.", "weight": 2.0}],
    "answer_id": "b1",
    "answer": "Let it dry in the sun.",
    "point_labels": {"p1": 1},
}
MISSED = OWN | {"answer_id": "b2", "answer": "Use a sieve.", "point_labels": {"p1": 0.0}}


def write(folder: Path, *rows: Mapping[str, Any] | str, name: str = "labelled.jsonl") -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path = folder / name
    data = ("\n".join(lines) + "\n").encode("utf-8")
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def read(folder: Path, *rows: Mapping[str, Any] | str, **options: Any) -> Labelled:
    return read_labelled(write(folder, *rows), BANK, **options)


def faults_of(folder: Path, *rows: Mapping[str, Any] | str) -> tuple[str, ...]:
    with pytest.raises(RowsRefused) as refused:
        read(folder, *rows)
    return refused.value.faults


def test_a_row_of_the_bank_and_one_with_points_of_its_own_are_read(tmp_path: Path) -> None:
    labelled = read(tmp_path, OF_BANK | {"band": "strong", "part": "held"}, OWN, MISSED)
    first, second, third = labelled.rows()
    assert (first.question, first.band, first.part, first.row) == (QUESTION, "strong", "held", 1)
    assert first.verdicts == {"fast": Verdict.COVERED, "load": Verdict.MISSED}
    assert (second.question.points[0].weight, second.verdicts["p1"]) == (2.0, Verdict.COVERED)
    assert third.verdicts == {"p1": Verdict.MISSED}
    assert (labelled.answers, labelled.labels) == (3, {Verdict.COVERED: 2, Verdict.MISSED: 2})
    assert (labelled.workload.answers, labelled.workload.questions) == (3, 2)


def test_a_packed_file_reads_as_the_plain_one_does(tmp_path: Path) -> None:
    plain = read_labelled(write(tmp_path, OWN, MISSED))
    packed = read_labelled(write(tmp_path, OWN, MISSED, name="labelled.jsonl.gz"))
    assert (packed.digest, packed.content) == (plain.digest, plain.content)
    assert [row.answer_id for row in packed.rows()] == ["b1", "b2"]


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    path = write(tmp_path, OWN, MISSED)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_labelled(path).answers == 2


def test_a_reference_stands_as_the_one_point_however_long(tmp_path: Path) -> None:
    row = {"question_id": "s", "question": "Why?", "reference": "Because. " * 240, "answer": "Because.", "points": None}
    right, wrong = row | {"label": "correct"}, row | {"label": "contradictory", "answer": "Never."}
    rows = [*read(tmp_path, right, wrong).rows()]
    assert [dict(one.verdicts) for one in rows] == [{"reference": Verdict.COVERED}, {"reference": Verdict.MISSED}]
    assert [one.band for one in rows] == ["correct", "contradictory"]
    assert [one.answer_id for one in rows] == ["1", "2"]


def test_a_score_counts_by_its_maximum(tmp_path: Path) -> None:
    scored = [
        OWN | {"point_labels": None, "answer_id": name, "score": score, "score_max": 4}
        for name, score in (("a", 1), ("b", 4))
    ]
    labelled = read(tmp_path, *scored)
    assert [row.score for row in labelled.rows()] == [0.25, 1.0]
    assert (labelled.scores, labelled.labels) == (2, {})


def test_null_says_that_nobody_labelled_a_point(tmp_path: Path) -> None:
    part = OF_BANK | {"point_labels": {"fast": None, "load": "partial"}}
    first, *_ = read(tmp_path, part, OWN, MISSED).rows()
    assert first.verdicts == {"load": Verdict.PARTIAL}


def test_rows_without_words_are_left_out_and_counted(tmp_path: Path) -> None:
    labelled = read(
        tmp_path, OWN, MISSED, OWN | {"answer_id": "c", "answer": "  "}, OWN | {"answer_id": "d", "answer": "--"}
    )
    assert (labelled.answers, labelled.blank, len([*labelled.rows()])) == (2, 2, 2)


def test_a_transcript_is_read_as_one(tmp_path: Path) -> None:
    said = OWN | {"kind": "transcript", "answer": "Interviewer: How?\nCandidate: Let it dry."}
    first, *_ = read(tmp_path, said, MISSED).rows()
    assert first.answer.kind is AnswerKind.TRANSCRIPT
    assert first.answer.own_text == "Let it dry."


def test_only_the_part_asked_for_is_taken(tmp_path: Path) -> None:
    rows = [OWN | {"part": "held"}, MISSED | {"part": "held"}, OWN | {"answer_id": "c", "part": "tuning"}]
    labelled = read(tmp_path, *rows, part="held")
    assert (labelled.answers, labelled.part, [row.answer_id for row in labelled.rows()]) == (2, "held", ["b1", "b2"])


def test_the_same_answers_labelled_anew_are_the_same_content(tmp_path: Path) -> None:
    before = read(tmp_path, OWN, MISSED)
    after = read(tmp_path, OWN | {"point_labels": {"p1": 0}}, MISSED | {"point_labels": {"p1": 1}})
    assert after.content == before.content
    assert after.digest != before.digest


def test_points_written_out_that_are_the_banks_are_the_bank(tmp_path: Path) -> None:
    spelt = [{"id": point.id, "text": point.text} for point in POINTS]
    first, *_ = read(tmp_path, OF_BANK | {"question": QUESTION.text, "points": spelt}).rows()
    assert first.question is QUESTION


def test_several_files_are_one_and_their_faults_name_them(tmp_path: Path) -> None:
    one, other = write(tmp_path, OWN, name="a.jsonl"), write(tmp_path, MISSED, name="b.jsonl")
    assert read_labelled([one, other]).name == "2 files"
    write(tmp_path, OWN, name="b.jsonl")
    with pytest.raises(RowsRefused) as refused:
        read_labelled([one, other])
    assert refused.value.faults == (
        "b.jsonl, row 1, answer_id: a.jsonl, row 1 has the same id; give each answer an id of its own",
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("no json", "row 1, the line is not JSON"),
        (
            OF_BANK | {"point_labels": {"fast": 1, "load": 0, "speed": 1}},
            "has no point speed; its points are fast, load",
        ),
        (OF_BANK | {"point_labels": {"fast": 1}}, "no label for load"),
        (
            OF_BANK | {"point_labels": {"fast": "good", "load": 0}},
            "the label of fast must be covered, partial or missed",
        ),
        (OF_BANK | {"point_labels": {"fast": "unsure", "load": 0}}, "the label of fast must be"),
        (OF_BANK | {"point_labels": {"fast": 0.5, "load": 0}}, "the label of fast must be"),
        (OF_BANK | {"point_labels": [1, 0]}, "point_labels: must be an object"),
        (OF_BANK | {"point_labels": None}, "neither labels nor a score"),
        (OF_BANK | {"point_labels": {"fast": None, "load": None}}, "neither labels nor a score"),
        (OF_BANK | {"point_labels": None, "label": "correct"}, "label: speaks of one point, and the question has 2"),
        (OWN | {"point_labels": None, "label": "fine"}, "label: must be one of covered, partial"),
        (OWN | {"point_labels": None, "label": 1}, "label: must be one of"),
        (OWN | {"score": 1.5}, "score: must be a number from 0 to 1"),
        (OWN | {"score": 5, "score_max": 4}, "from 0 to 4 (score_max)"),
        (OWN | {"score": "1"}, "score: must be a number"),
        (OWN | {"score": True}, "score: must be a number"),
        (OWN | {"score": 1, "score_max": 0}, "score_max: must be a number above 0"),
        (OF_BANK | {"question_id": "cachign"}, "no such question in the bank; did you mean caching?"),
        (OF_BANK | {"question_id": "zzz"}, "or give the row question and points of its own"),
        (OF_BANK | {"question_id": None}, "no question is named"),
        (OWN | {"question": " "}, "question: it has points, but no text"),
        (OWN | {"points": []}, "its points must be a list"),
        (OWN | {"points": [{"id": "p1", "text": "x" * 5_001}]}, "the most is 5000"),
        (OWN | {"question_id": "caching"}, "the bank has a question of that id with other points"),
        (OWN | {"answer": 3}, "answer: must be a text"),
        (OWN | {"answer": "a\x00b"}, "answer: the answer holds the control character"),
        (OWN | {"answer": "x" * 50_001}, "answer: the answer has 50,001 characters"),
        (OWN | {"kind": "sung"}, "kind: must be typed or transcript"),
        (
            OWN
            | {
                "kind": "transcript",
                "answer": "Ada: How is it parted?\nGrace: Let it dry.\nAda: And why?\nGrace: It stays.",
            },
            "answer: say who the candidate is",
        ),
        (OWN | {"band": 3}, "band: must be a text"),
        (OWN | {"answer_id": ""}, "answer_id: must be 1 to 120 printable characters"),
        (OWN | {"answer_id": True}, "answer_id: must be"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value,
)
def test_what_is_wrong_with_a_row_is_said(tmp_path: Path, row: Mapping[str, Any] | str, told: str) -> None:
    [fault] = faults_of(tmp_path, row, MISSED | {"answer_id": "other"})
    assert fault.startswith("row 1, ")
    assert told in fault


def test_all_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, OWN | {"score": 7, "band": []}, MISSED, MISSED, "{", OF_BANK | {"question_id": "?"})
    assert [fault.split(",")[0] for fault in faults] == ["row 1", "row 1", "row 3", "row 4", "row 5"]
    assert "row 2 has the same id" in faults[2]


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    other = MISSED | {"points": [{"id": "p1", "text": "Something else."}]}
    assert faults_of(tmp_path, OWN, other) == ("row 2, question_id: row 1 has another question of the same id",)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([OWN, OWN | {"answer_id": "c"}], "every label is covered"),
        ([OWN | {"point_labels": None, "score": 1}], "every answer has the same score"),
        ([OWN | {"answer": ""}], "no row has an answer with words"),
    ],
    ids=["one class", "one score", "nothing to judge"],
)
def test_a_file_that_tells_nothing_apart_is_refused_as_a_whole(
    tmp_path: Path, rows: list[dict[str, Any]], told: str
) -> None:
    [fault] = faults_of(tmp_path, *rows)
    assert fault.startswith("the whole file: ")
    assert told in fault


def test_questions_are_remembered_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluator.files.labelled import rows

    monkeypatch.setattr(rows, "_REMEMBERED", 1)
    other = MISSED | {"question_id": "other", "answer_id": "c"}
    assert read(tmp_path, OWN, other, MISSED).workload.questions == 2


def test_a_file_that_changes_under_the_reader_is_noticed(tmp_path: Path) -> None:
    labelled = read(tmp_path, OWN, MISSED)
    write(tmp_path, OWN, "{")
    with pytest.raises(SheetUnreadable, match="changed"):
        [*labelled.rows()]


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:20] + b"\x00" * 20 + data[40:]])
def test_a_damaged_archive_is_said_to_be_one(tmp_path: Path, damage: Any) -> None:
    path = write(tmp_path, *[OWN | {"answer_id": str(number)} for number in range(50)], name="labelled.jsonl.gz")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(SheetUnreadable, match="damaged gzip archive"):
        read_labelled(path)


def test_a_small_archive_that_unpacks_to_very_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 1_000)
    with pytest.raises(SheetTooLarge, match="once it is unpacked"):
        read_labelled(write(tmp_path, *[OWN] * 20, name="labelled.jsonl.gz"))


def test_more_rows_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_ROWS", 1)
    with pytest.raises(SheetTooLarge, match="more than 1 rows"):
        read(tmp_path, OWN, MISSED)


def test_a_part_that_no_row_is_of_is_named(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused) as refused:
        read_labelled(write(tmp_path, OWN | {"part": "held"}), part="dev")
    assert refused.value.faults == ("the whole file: no row of the part dev has an answer with words to judge",)
