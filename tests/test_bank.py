"""The questions file: what is read from it, and how each fault in it is told."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from evaluator.bank import load_bank
from evaluator.bank.linting import lint_bank
from evaluator.bank.phrases import faults_of
from evaluator.digests import Digest
from evaluator.domain.questions import Anchors, Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.errors import BankInvalid

SOUND = """\
version: "1"
language: en
questions:
  - id: caching
    title: Caching
    text: What is a cache for?
    kind: knowledge
    points:
      - id: fast-storage
        text: Keeps data near
        weight: 3
        anchors:
          covered: Says where. "In RAM."
          partial: Says that. "It is fast."
          missed: Says neither. "It is nice."
        terms: [redis, in memory]
      - id: less-load
        text: Spares the server
    canaries:
      - id: signed-entries
        text: A clerk signs it
"""

FAULTS = {
    # The whole
    "no version": ('version: "1"\n', "", ' version: is missing; give one in quotes, such as "1"'),
    "version as a number": ('"1"', "1", "1: version: must be text; put it in quotes"),
    "version left empty": ('"1"', "", '1: version: is empty; give one in quotes, such as "1"'),
    "version too long": (
        '"1"',
        "2026-01-31 10:00:00 " * 3,
        "1: version: has 59 characters; the most is 40: shorten it",
    ),
    "no language": ("language: en\n", "", " language: is missing; give the language of the answers, such as en"),
    "language by its name": ("en\n", "English\n", "2: language: must be a language tag, such as en or en-GB"),
    "unknown key at the top": (
        "en\n",
        "en\nauthor: me\n",
        "3: author: is not a known key; those known here are version, language, questions, canaries, keep_days",
    ),
    # A question
    "no question id": (
        "id: caching\n    ",
        "",
        "4: question 1 / id: is missing; give a lasting short name, such as cdn-for-static-assets",
    ),
    "question id in the wrong case": (
        "id: caching",
        "id: Caching_1",
        "4: Caching_1 / id: must be kebab-case: lower-case letters, digits and single "
        "hyphens, such as cdn-for-static-assets",
    ),
    "question id as a number": ("id: caching", "id: 404", "4: question 1 / id: must be text; put it in quotes"),
    "question id too long": (
        "id: caching",
        f"id: {'a' * 61}",
        f"4: {'a' * 61} / id: has 61 characters; the most is 60: shorten it",
    ),
    "no title": ("    title: Caching\n", "", "4: caching / title: is missing; give the short label shown in lists"),
    "blank title": (
        "title: Caching",
        'title: "  "',
        "5: caching / title: is empty; give the short label shown in lists",
    ),
    "title too long": (
        "title: Caching",
        f"title: {'a' * 61}",
        "5: caching / title: has 61 characters; the most is 60: shorten it",
    ),
    "title as a list": (
        "title: Caching",
        "title: [Caching]",
        "5: caching / title: must be text, not a list or a mapping",
    ),
    "misspelt key": ("title: Caching", "titel: Caching", "5: caching / titel: is not a known key; did you mean title?"),
    "text too long": (
        "text: What is a cache for?",
        f"text: {'a' * 601}",
        "6: caching / text: has 601 characters; the most is 600: shorten it",
    ),
    "no kind": ("    kind: knowledge\n", "", "4: caching / kind: is missing; write knowledge or experience"),
    "unknown kind": ("knowledge", "opinion", "7: caching / kind: must be knowledge or experience"),
    # A point
    "key given twice": (
        "id: less-load",
        "id: less-load\n        id: other",
        "17: caching / less-load / id: is given twice, in lines 17 and 18; keep one of them",
    ),
    "two points of one id": (
        "id: less-load",
        "id: fast-storage",
        "17: caching / fast-storage / id: is the same as in line 9; change or remove one of them",
    ),
    "two points of one id but for a space": (
        "id: less-load",
        'id: "fast-storage "',
        "17: caching / fast-storage / id: is the same as in line 9; change or remove one of them",
    ),
    "no point text": (
        "text: Spares the server",
        "terms: []",
        "17: caching / less-load / text: is missing; write the sentence out",
    ),
    "point text too long": (
        "Spares the server",
        f"{'a' * 301}",
        "18: caching / less-load / text: has 301 characters; the most is 300: shorten it",
    ),
    "control character": (
        "Spares the server",
        '"Spares\\a it"',
        "18: caching / less-load / text: holds a control character; remove it",
    ),
    "tag": (
        "Spares the server",
        "!!binary aGFsbG8=",
        "18: caching / less-load / text: has the tag tag:yaml.org,2002:binary; only plain text and numbers are read",
    ),
    "weight of nothing": (
        "weight: 3",
        "weight: 0",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "negative weight": (
        "weight: 3",
        "weight: -2",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "infinite weight": (
        "weight: 3",
        "weight: .inf",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "weight that is no number": (
        "weight: 3",
        "weight: .nan",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "weight as yes": (
        "weight: 3",
        "weight: yes",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "weight as a word": (
        "weight: 3",
        "weight: heavy",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "weight of too many digits": (
        "weight: 3",
        f"weight: {'9' * 5_000}",
        "11: caching / fast-storage / weight: must be a number above 0, such as 2",
    ),
    "weight too great": ("weight: 3", "weight: 5000", "11: caching / fast-storage / weight: must be at most 1000"),
    # Anchors and terms
    "no covered anchor": (
        '          covered: Says where. "In RAM."\n',
        "",
        "12: caching / fast-storage / anchors.covered: is missing; say what counts as covered",
    ),
    "no partial anchor": (
        '          partial: Says that. "It is fast."\n',
        "",
        "12: caching / fast-storage / anchors.partial: is missing; say what is only partly right",
    ),
    "no missed anchor": (
        '          missed: Says neither. "It is nice."\n',
        "",
        "12: caching / fast-storage / anchors.missed: is missing; say what does not count",
    ),
    "anchor left empty": (
        'Says that. "It is fast."',
        "",
        "14: caching / fast-storage / anchors.partial: is empty; say what is only partly right",
    ),
    "anchor too long": (
        'missed: Says neither. "It is nice."',
        f"missed: {'a' * 501}",
        "15: caching / fast-storage / anchors.missed: has 501 characters; the most is 500: shorten it",
    ),
    "terms as a word": (
        "[redis, in memory]",
        "redis",
        "16: caching / fast-storage / terms: must be a list: start each entry with a hyphen",
    ),
    "term as yes": (
        "[redis, in memory]",
        "[redis, yes]",
        "16: caching / fast-storage / terms 2: must be text; put it in quotes",
    ),
    "term in capitals": (
        "[redis, in memory]",
        "[Redis]",
        "16: caching / fast-storage / terms 1: must be in lower case, without control characters",
    ),
    "empty term": (
        "[redis, in memory]",
        '[redis, ""]',
        "16: caching / fast-storage / terms 2: is empty; fill it in or remove it",
    ),
    "term listed twice": (
        "[redis, in memory]",
        "[redis, redis]",
        "16: caching / fast-storage / terms 2: is the same as in line 16; change or remove one of them",
    ),
    # Canaries
    "empty list of canaries": (
        "canaries:\n      - id: signed-entries\n        text: A clerk signs it\n",
        "canaries: []\n",
        "19: caching / canaries: is missing; list decoys here, or for all at the end of the file",
    ),
    "no canaries": (
        "canaries:\n      - id: signed-entries\n        text: A clerk signs it\n",
        "",
        "4: caching / canaries: is missing; list decoys here, or for all at the end of the file",
    ),
    "canary with a point's id": (
        "id: signed-entries",
        "id: less-load",
        "20: caching / less-load / id: is the same as in line 17; change or remove one of them",
    ),
    "no canary text": (
        "text: A clerk signs it",
        "weight: 1",
        "20: caching / signed-entries / text: is missing; write the sentence out",
    ),
    "canary as a word": (
        "- id: signed-entries\n        text: A clerk signs it",
        "- A clerk signs it",
        "20: caching / canary 1: must be a mapping of keys: id, text, anchors",
    ),
}
"""What is replaced in the sound file, by what, and how the fault is told after `bank.yaml:`."""


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    return tmp_path / "bank.yaml"


def _faults(path: Path) -> list[str]:
    with pytest.raises(BankInvalid) as refused:
        load_bank(path)
    return [fault.removeprefix(f"{path.parent}/") for fault in refused.value.faults]


def _digest(path: Path, text: str) -> Digest:
    path.write_text(text, encoding="utf-8")
    return load_bank(path).digest


def test_a_sound_file_becomes_a_bank_in_the_order_of_the_file(bank_file: Path) -> None:
    bank_file.write_text(SOUND, encoding="utf-8")
    bank = load_bank(bank_file)
    assert (bank.version, bank.language) == ("1", "en")
    assert bank.questions == (
        Question(
            QuestionId("caching"),
            "Caching",
            "What is a cache for?",
            QuestionKind.KNOWLEDGE,
            points=(
                ExpectedPoint(
                    PointId("fast-storage"),
                    "Keeps data near",
                    3.0,
                    Anchors('Says where. "In RAM."', 'Says that. "It is fast."', 'Says neither. "It is nice."'),
                    ("redis", "in memory"),
                ),
                ExpectedPoint(PointId("less-load"), "Spares the server", 1.0),
            ),
            canaries=(Canary(PointId("signed-entries"), "A clerk signs it"),),
        ),
    )


@pytest.mark.parametrize(("was", "becomes", "expected"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_with_its_line_its_place_and_what_to_do(
    bank_file: Path, was: str, becomes: str, expected: str
) -> None:
    assert SOUND.count(was) >= 1
    bank_file.write_text(SOUND.replace(was, becomes, 1), encoding="utf-8")
    assert f"bank.yaml:{expected}" in _faults(bank_file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "bank.yaml: is empty; it needs version, language and questions"),
        ("# nothing yet\n", "bank.yaml: is empty; it needs version, language and questions"),
        ("- version: x\n", "bank.yaml: must be a mapping of keys: version, language, questions, canaries, keep_days"),
        ("just words\n", "bank.yaml: must be a mapping of keys: version, language, questions, canaries, keep_days"),
        ("a: b\nc: d: e\n", "bank.yaml:2: is not valid YAML: mapping values are not allowed in this context"),
        ("a: [b\n", "bank.yaml:2: is not valid YAML: did not find expected ',' or ']'"),
        ("a: *b\n", "bank.yaml:1: is not valid YAML: found undefined alias"),
        ("--- a\n--- b\n", "bank.yaml:2: is not valid YAML: but found another document"),
        ("a: \x01\n", "bank.yaml: is not valid YAML: control characters are not allowed"),
        (f"a: {'[' * 900}{']' * 900}\n", "bank.yaml: is nested too deeply to be a question bank"),
    ],
    ids=[
        "no text", "comments alone", "a list", "a sentence", "not YAML", "unclosed list", "no such alias",
        "two documents", "control character", "nested too deeply",
    ],
)  # fmt: skip
def test_a_file_that_holds_no_bank_at_all_is_refused_in_one_line(bank_file: Path, text: str, expected: str) -> None:
    bank_file.write_text(text, encoding="utf-8")
    assert _faults(bank_file) == [expected]


def test_a_file_that_does_not_exist_is_said_to_be_missing(bank_file: Path) -> None:
    assert _faults(bank_file) == ["bank.yaml: does not exist; put the file back, or name another"]


def test_a_folder_in_place_of_the_file_cannot_be_read(bank_file: Path) -> None:
    bank_file.mkdir()
    assert _faults(bank_file) == ["bank.yaml: cannot be read: Is a directory"]


def test_a_file_in_another_encoding_is_refused_with_the_line_where_it_shows(bank_file: Path) -> None:
    bank_file.write_bytes("version: 1\ntext: caf\u00e9\n".encode("latin-1"))
    assert _faults(bank_file) == ["bank.yaml:2: is not UTF-8; save the file as UTF-8"]


def test_a_byte_order_mark_is_no_fault(bank_file: Path) -> None:
    assert _digest(bank_file, "\ufeff" + SOUND) == _digest(bank_file, SOUND)


def test_every_fault_is_listed_at_once_from_the_top_of_the_file_to_its_end(bank_file: Path) -> None:
    broken = SOUND.replace('"1"', "1").replace("knowledge", "opinion").replace("weight: 3", "weight: 0")
    bank_file.write_text(broken.replace("less-load", "fast-storage"), encoding="utf-8")
    with pytest.raises(BankInvalid) as refused:
        load_bank(bank_file)
    assert refused.value.message == f"The question bank {bank_file} has 4 faults to mend."
    places = [fault.split(": ")[1] for fault in refused.value.faults]
    assert places == [
        "version",
        "caching / kind",
        "caching / fast-storage / weight",
        "caching / fast-storage / id",
    ]


def test_a_single_fault_is_counted_as_one(bank_file: Path) -> None:
    bank_file.write_text(SOUND.replace("knowledge", "opinion"), encoding="utf-8")
    with pytest.raises(BankInvalid, match="has 1 fault to mend"):
        load_bank(bank_file)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("questions: []\n", "bank.yaml:3: questions: is empty; list at least one question"),
        ("questions: caching\n", "bank.yaml:3: questions: must be a list: start each entry with a hyphen"),
        ("questions: [caching]\n",
         "bank.yaml:3: question 1: must be a mapping of keys: id, title, text, kind, points, canaries"),
        ("questions:\n  - points: [a]\n", "bank.yaml:4: question 1 / point 1: must be a mapping of keys: id, text, "
         "weight, anchors, terms"),
        ("questions:\n  - points: []\n", "bank.yaml:4: question 1 / points: is empty; list at least one point"),
        ("questions:\n  - points:\n", "bank.yaml:4: question 1 / points: must be a list: start each entry with a "
         "hyphen"),
        (f"questions:\n  - points: [{', '.join(['{}'] * 41)}]\n",
         "bank.yaml:4: question 1 / points: has 41 entries; the most is 40: divide the question"),
        ("questions:\n  - {id: a}\n  - {id: a}\n",
         "bank.yaml:5: a / id: is the same as in line 4; change or remove one of them"),
        ("questions: []\ncanaries: [{id: a}, {id: a}]\n",
         "bank.yaml:4: a / id: is the same as in line 4; change or remove one of them"),
        ("questions:\n  - points: [{id: a}]\ncanaries: [{id: a}]\n",
         "bank.yaml:5: a / id: is the same as in line 4; change or remove one of them"),
        ("questions:\n  - &one {id: a}\n  - *one\n",
         "bank.yaml:4: question 2: repeats another part by an alias (*); write it out"),
        ("questions:\n  - {[a]: b}\n", "bank.yaml:4: question 1: has a key that is not text"),
        ("questions:\n  - points:\n      - {id: a, anchors: yes}\n",
         "bank.yaml:5: question 1 / a / anchors: must be a mapping of keys: covered, partial, missed"),
    ],
    ids=[
        "no question", "not a list", "a question that is a word", "a point that is a word", "no point",
        "points left empty", "too many points", "two questions of one id", "two spare canaries of one id",
        "a spare canary with a point's id", "an alias", "a key that is a list", "anchors that are a word",
    ],
)  # fmt: skip
def test_a_list_that_is_not_what_it_should_be_is_told_so(bank_file: Path, entries: str, expected: str) -> None:
    bank_file.write_text(f'version: "1"\nlanguage: en\n{entries}', encoding="utf-8")
    assert expected in _faults(bank_file)


def test_a_question_without_canaries_of_its_own_takes_the_banks(bank_file: Path) -> None:
    own = "    canaries:\n      - id: signed-entries\n        text: A clerk signs it\n"
    assert own in SOUND
    spare = "canaries:\n  - id: read-aloud\n    text: Somebody reads it out\n"
    bank_file.write_text(SOUND.replace(own, "") + spare, encoding="utf-8")
    assert load_bank(bank_file).questions[0].canaries == (Canary(PointId("read-aloud"), "Somebody reads it out"),)
    bank_file.write_text(SOUND + spare, encoding="utf-8")
    assert load_bank(bank_file).questions[0].canaries == (Canary(PointId("signed-entries"), "A clerk signs it"),)


def test_the_digest_does_not_change_with_comments_line_breaks_or_the_order_of_keys(bank_file: Path) -> None:
    plain = _digest(bank_file, SOUND)
    told_otherwise = "# a remark\n" + yaml.safe_dump(yaml.safe_load(SOUND), width=40)
    assert _digest(bank_file, told_otherwise) == plain
    assert _digest(bank_file, SOUND.replace("weight: 3", "weight: 3.0")) == plain


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"1"', '"2"'),
        ("language: en", "language: en-GB"),
        ("id: less-load", "id: lower-load"),
        ("weight: 3", "weight: 2"),
        ("Says that.", "Says this."),
        ("redis, in memory", "in memory, redis"),
        ("A clerk signs it", "A clerk stamps it"),
    ],
)
def test_the_digest_changes_with_any_word_or_figure(bank_file: Path, was: str, becomes: str) -> None:
    assert _digest(bank_file, SOUND.replace(was, becomes, 1)) != _digest(bank_file, SOUND)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_file_holds_it_is_refused_with_faults_that_name_it(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "bank.yaml"
    path.write_bytes(content)
    with pytest.raises(BankInvalid) as refused:
        load_bank(path)
    assert refused.value.faults
    assert all(fault.startswith(f"{path}:") for fault in refused.value.faults)


entries = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "text", "title", "kind", "points", "anchors", "terms", "canaries", "weight", "odd"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(entries)
def test_whatever_stands_where_a_question_should_is_told_of_by_name(
    tmp_path_factory: pytest.TempPathFactory, entry: object
) -> None:
    path = tmp_path_factory.mktemp("odd") / "bank.yaml"
    path.write_text(yaml.safe_dump({"version": "1", "language": "en", "questions": [entry]}), encoding="utf-8")
    with pytest.raises(BankInvalid) as refused:
        load_bank(path)
    assert all(fault.count(": ") >= 2 for fault in refused.value.faults)


def test_an_error_that_has_no_words_of_its_own_keeps_those_it_came_with() -> None:
    class Counted(BaseModel):
        number: int

    with pytest.raises(ValidationError) as refused:
        Counted.model_validate({"number": 1.5})
    (fault,) = faults_of(refused.value)
    assert fault.place == ("number",)
    assert fault.message.startswith("is not usable: Input should be a valid integer")


def test_what_the_wording_lacks_is_told_with_the_lines_of_the_file(bank_file: Path) -> None:
    bank_file.write_text(SOUND.replace("Keeps data near", "Keeps data and code near"), encoding="utf-8")
    told = [line.removeprefix(f"{bank_file.parent}/") for line in lint_bank(bank_file)]
    assert told == [
        'bank.yaml:10: caching / fast-storage / text: makes two claims, joined by "and"; '
        "make two points of it, or name one thing [compound_point]",
        "bank.yaml:17: caching / less-load / anchors: are missing; "
        "say what counts as covered, partial and missed, each with an example in quotes [missing_anchors]",
    ]


def test_a_finding_about_a_canary_of_the_bank_is_told_once_for_all_questions_alike(bank_file: Path) -> None:
    question = "  - {id: ID, title: T, text: How?, kind: knowledge, points: [{id: a, text: Keeps data near}]}\n"
    canary = "canaries:\n  - id: long-one\n    text: " + "a very long text " * 9 + "\n"
    both = question.replace("ID", "one") + question.replace("ID", "two")
    bank_file.write_text(f'version: "1"\nlanguage: en\nquestions:\n{both}{canary}', encoding="utf-8")
    told = [line for line in lint_bank(bank_file) if "canary_stands_out" in line]
    assert [line.removeprefix(f"{bank_file.parent}/") for line in told] == [
        "bank.yaml:8: long-one / text: stands out by its length; the points here suggest 9 to 22 characters "
        "[canary_stands_out]"
    ]
