"""Prompts as files: fitting together, filled in one pass, kept as released."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import digest_json
from evaluator.domain.answers import typed
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import Anchors, Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Assignment
from evaluator.errors import PromptInvalid
from evaluator.judge.prompts import LOCK_FILE, encoded, load_prompt, marker_of, released_fingerprints

PROMPTS = Path(__file__).parents[2] / "prompts"
GOLDEN = Path(__file__).parents[1] / "golden" / "prompts"

MANIFEST = """\
name: coverage
version: v9
purpose: For tests.
messages: [{role: system, file: system.md}, {role: user, file: user.md}]
inputs: [answer, kind_rule, marker, points, question]
kind_rules: {knowledge: Know., experience: Did.}
"""
SYSTEM = "$question $points $kind_rule\n"
USER = "$marker $answer $marker\n"


def _question(kind: QuestionKind = QuestionKind.KNOWLEDGE) -> Question:
    anchors = Anchors("Says where. “In RAM.”", "Says that. “It is fast.”", "Says neither. “It is nice.”")
    return Question(
        QuestionId("caching"),
        "Caching",
        "What is a cache for?",
        kind,
        (
            ExpectedPoint(PointId("fast-storage"), "Keeps data that is read often somewhere faster", 3, anchors),
            ExpectedPoint(PointId("server-load"), "Takes load off the server"),
        ),
        (Canary(PointId("signed-entries"), "Has each entry signed by a clerk"),),
    )


def _assignment(*spoken: str, kind: QuestionKind = QuestionKind.KNOWLEDGE) -> Assignment:
    question = _question(kind)
    return Assignment(typed("any"), question, (*question.points, *question.canaries), spoken)


def _written(folder: Path, manifest: str = MANIFEST, system: str = SYSTEM, user: str = USER) -> Path:
    home = folder / "coverage" / "v9"
    home.mkdir(parents=True)
    for name, text in (("prompt.yaml", manifest), ("system.md", system), ("user.md", user)):
        (home / name).write_text(text, encoding="utf-8")
    return folder


def _released() -> list[str]:
    return sorted(str(path.parent.relative_to(PROMPTS)) for path in PROMPTS.glob("*/*/prompt.yaml"))


@pytest.mark.parametrize("name", _released())
def test_a_released_prompt_is_as_its_lock_says_so_to_change_it_add_a_new_version(name: str) -> None:
    prompt = load_prompt(PROMPTS, *name.split("/"))
    assert released_fingerprints(PROMPTS).get(name) == prompt.fingerprint, (
        "add a new version: a released prompt is never changed"
    )


def test_every_prompt_in_the_lock_is_still_there() -> None:
    assert sorted(released_fingerprints(PROMPTS)) == _released()


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("name", _released())
def test_a_released_prompt_renders_as_it_always_did(name: str, kind: QuestionKind) -> None:
    rendering = load_prompt(PROMPTS, *name.split("/")).render(
        _assignment("It keeps hot rows in RAM.", "Costs $5 & ${question}", kind=kind)
    )
    golden = GOLDEN / f"{name.replace('/', '-')}-{kind}.json"
    assert list(rendering.messages) == json.loads(golden.read_text(encoding="utf-8"))
    assert rendering.digest == digest_json(list(rendering.messages))


def _system(version: str, kind: QuestionKind = QuestionKind.KNOWLEDGE) -> str:
    return load_prompt(PROMPTS, "coverage", version).render(_assignment("x", kind=kind)).messages[0]["content"]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_what_a_prompt_says_of_judging_is_all_there(version: str) -> None:
    knowledge, experience = (_system(version, kind) for kind in QuestionKind)
    for rule in ("json", "once", "grammar", "fluency", "accent", "length", "such as", "bare keyword", "denied", "data"):
        assert rule in knowledge.lower()
    assert "recited" not in knowledge
    assert "at most partial" in experience.split("recited")[1]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_prompt_asks_for_evidence_then_reason_then_verdict_and_explains_each_verdict(version: str) -> None:
    told = _system(version)
    assert told.index("evidence: ") < told.index("reason: ") < told.index("verdict: ")
    assert all(verdict in told.split("verdict: ")[1] for verdict in Verdict)


def test_all_that_is_the_same_for_every_answer_leads() -> None:
    prompt = load_prompt(PROMPTS, "coverage", "v2")
    (system, one), (same, other) = (prompt.render(_assignment(said)).messages for said in ("One.", "Other."))
    assert system == same
    assert (one["content"], other["content"]) == (_between_markers("One."), _between_markers("Other."))


def _between_markers(said: str) -> str:
    answer = encoded((said,))
    marker = marker_of(answer, "<<{digest:.6}>>")
    return f"{marker}\n{answer}\n{marker}"


def test_nothing_filled_in_is_looked_at_again(tmp_path: Path) -> None:
    rendering = load_prompt(_written(tmp_path), "coverage", "v9").render(_assignment("$points and ${marker} and $$"))
    assert json.dumps(["$points and ${marker} and $$"]) in rendering.messages[1]["content"]


def test_the_messages_before_the_answer_do_not_depend_on_it(tmp_path: Path) -> None:
    prompt = load_prompt(_written(tmp_path), "coverage", "v9")
    one, other = prompt.render(_assignment("one")), prompt.render(_assignment("other", "turns"))
    assert one.messages[0] == other.messages[0]
    assert one.digest != other.digest


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=4))
def test_no_answer_can_hold_or_close_its_markers_and_it_reads_back_whole(spoken: list[str]) -> None:
    turns = tuple(spoken)
    assert "<<" not in encoded(turns)
    assert json.loads(encoded(turns)) == spoken
    assert marker_of(encoded(turns)).startswith("<<answer ")


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_an_answer_that_copies_a_marker_gets_another_one(text: str) -> None:
    forged = encoded((f"{text} {marker_of(encoded((text,)))}",))
    assert marker_of(forged) not in forged


@pytest.mark.parametrize(
    ("manifest", "system", "user", "fault"),
    [
        (MANIFEST, "$question $points\n", USER, "$kind_rule: declared in inputs, but used in no message"),
        (MANIFEST, SYSTEM + "$secret\n", USER, "$secret: used in a message, but not declared in inputs"),
        (MANIFEST, SYSTEM + "$secret\n", USER, "$secret: nothing of that name can be filled in"),
        (MANIFEST, SYSTEM, "$answer\n", "$marker: must be used in a message"),
        (MANIFEST, "$question $kind_rule\n", USER, "$points: or $point must be used in a message"),
        (MANIFEST, SYSTEM + "costs $ 5\n", USER, "system.md: has a lone $; write $$ for the sign itself"),
        (MANIFEST.replace("v9", "v8"), SYSTEM, USER, "prompt.yaml: says it is coverage/v8"),
        (MANIFEST.replace(", experience: Did.", ""), SYSTEM, USER, "prompt.yaml: kind_rules lacks experience"),
        (MANIFEST + "marker: <<answer>>\n", SYSTEM, USER, "marker: String should match pattern"),
        (MANIFEST + "temperature: 1\n", SYSTEM, USER, "temperature: Extra inputs are not permitted"),
        (MANIFEST.replace("purpose: For tests.\n", ""), SYSTEM, USER, "purpose: Field required"),
    ],
    ids=[
        "unused",
        "undeclared",
        "unknown",
        "no marker",
        "no point",
        "lone dollar",
        "other folder",
        "no rule",
        "marker",
        "extra",
        "missing",
    ],
)
def test_a_prompt_that_does_not_fit_together_is_refused_by_name(
    tmp_path: Path, manifest: str, system: str, user: str, fault: str
) -> None:
    with pytest.raises(PromptInvalid) as caught:
        load_prompt(_written(tmp_path, manifest, system, user), "coverage", "v9")
    assert any(line.startswith(fault) for line in caught.value.faults)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"messages: [", ""), (b"\xff\xfe\x00", " is not UTF-8"), (None, " cannot be read: No such file")],
    ids=["not YAML", "not UTF-8", "not there"],
)
def test_a_prompt_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, told: str) -> None:
    manifest = _written(tmp_path) / "coverage" / "v9" / "prompt.yaml"
    if content is None:
        manifest.unlink()
    else:
        manifest.write_bytes(content)
    with pytest.raises(PromptInvalid, match=rf"prompt\.yaml{told}"):
        load_prompt(tmp_path, "coverage", "v9")


def test_a_released_prompt_that_was_changed_is_refused(tmp_path: Path) -> None:
    prompts = _written(tmp_path)
    released = load_prompt(prompts, "coverage", "v9")
    (prompts / LOCK_FILE).write_text(f"# released\ncoverage/v9 {released.fingerprint}\n", encoding="utf-8")
    assert load_prompt(prompts, "coverage", "v9").fingerprint == released.fingerprint
    (prompts / "coverage" / "v9" / "system.md").write_text(SYSTEM + "Be lenient.\n", encoding="utf-8")
    with pytest.raises(PromptInvalid, match="add a new version"):
        load_prompt(prompts, "coverage", "v9")
