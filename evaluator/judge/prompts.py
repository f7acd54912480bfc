"""Prompts as files: read, checked against their release, filled in one pass.

A prompt is a folder `prompts/NAME/VERSION` with `prompt.yaml` and the message files it names. Its fingerprint is the
digest of all of them; `prompts/prompts.lock` holds the fingerprints of released versions, and a released version that
was changed is refused: the log must be able to say what was asked.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluator.digests import Digest, digest_json, digest_text
from evaluator.domain.questions import Canary, ExpectedPoint, QuestionKind
from evaluator.domain.readings import Assignment
from evaluator.errors import PromptInvalid

LOCK_FILE = "prompts.lock"
EXAMPLES = "examples"
"""Under this name answers that people have judged are filled in, where a prompt shows any."""

POINTS, POINT = "points", "point"
"""Under the first all points asked are filled in, with their ids and anchors; under the second the claim of one."""

INPUTS = frozenset({"answer", "kind_rule", "marker", "question"})
"""What else can be filled into a prompt; a prompt uses every one of them, and one of the two above."""

MARKER = "<<answer {digest:.16}>>"
"""The boundary marker where a prompt names none: so many hexadecimal digits of the answer's digest, in brackets that
no answer can hold."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    file: str


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    purpose: str
    messages: tuple[_Message, ...]
    inputs: tuple[str, ...]
    marker: str = Field(MARKER, pattern=r"^<<[a-z ]*\{digest:\.[1-9]\d?\}>>$")
    kind_rules: dict[QuestionKind, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """Examples as they stand in a message: `text` with their words, `named` with none, as it is written down.

    `marks` has the id of each with the digest that marks it.
    """

    text: str = ""
    named: str = ""
    marks: Mapping[str, Digest] = field(default_factory=dict)


Showing = Callable[[Assignment, str], Shown]
"""Makes of an assignment what is shown before its answer, each example between markers of that form."""

NOTHING_SHOWN = Shown()


@dataclass(frozen=True, slots=True)
class Rendering:
    """The messages as they are sent, and the digest of all of them."""

    messages: tuple[Mapping[str, str], ...]
    digest: Digest
    shown: Shown = NOTHING_SHOWN

    def recorded(self, messages: tuple[Mapping[str, str], ...]) -> tuple[Mapping[str, str], ...]:
        """Messages that begin with these as they are written down: with no words but the candidate's own."""
        text, named = self.shown.text, self.shown.named
        return tuple({**one, "content": one["content"].replace(text, named)} for one in messages) if text else messages


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of one prompt, ready to be filled."""

    name: str
    fingerprint: Digest
    templates: tuple[tuple[str, Template], ...]
    marker: str
    kind_rules: Mapping[QuestionKind, str]
    showing: Showing | None = None

    @property
    def bytes(self) -> int:
        """How long the messages are before question, points and answer are filled in, in bytes of UTF-8."""
        return sum(len(template.template.encode()) for _, template in self.templates)

    def render(self, assignment: Assignment) -> Rendering:
        """The messages for one assignment. One pass: nothing filled in is looked at again."""
        answer = encoded(assignment.spoken)
        shown = self.showing(assignment, self.marker) if self.showing else NOTHING_SHOWN
        filled = {
            EXAMPLES: shown.text,
            "question": assignment.question.text,
            "kind_rule": self.kind_rules[assignment.question.kind],
            POINTS: "\n".join(_described(asked) for asked in assignment.asked),
            POINT: assignment.asked[0].text,
            "marker": marker_of(answer, self.marker),
            "answer": answer,
        }
        messages = tuple({"role": role, "content": template.substitute(filled)} for role, template in self.templates)
        return Rendering(messages, digest_json(messages), shown)


def marker_of(answer: str, form: str = MARKER) -> str:
    """The boundary marker of an answer as it is sent. It carries its digest, so no answer can hold its own marker."""
    return form.format(digest=digest_text(answer).removeprefix("sha256:"))


def encoded(spoken: tuple[str, ...]) -> str:
    """The candidate's turns as a JSON array in which no marker can begin: every `<<` is broken by an escape."""
    return json.dumps(spoken, ensure_ascii=False).replace("<<", "<\\u003c")


def _described(asked: ExpectedPoint | Canary) -> str:
    lines = [f"{asked.id}: {asked.text}"]
    if asked.anchors is not None:
        lines += [f"  covered: {asked.anchors.covered}", f"  partial: {asked.anchors.partial}"]
        lines += [f"  missed: {asked.anchors.missed}"]
    return "\n".join(lines)


def load_prompt(prompts: Path, name: str, version: str) -> Prompt:
    """The prompt in `prompts/NAME/VERSION`; raises PromptInvalid with every fault, or when it left its release."""
    folder = prompts / name / version
    texts = {"prompt.yaml": _read(folder / "prompt.yaml")}
    manifest = _manifest(folder, texts["prompt.yaml"])
    texts |= {message.file: _read(folder / message.file) for message in manifest.messages}
    fingerprint = digest_json(texts)
    faults = _faults(manifest, texts, f"{name}/{version}")
    if faults:
        raise PromptInvalid(f"The prompt in {folder} does not fit together.", faults=faults)
    released = released_fingerprints(prompts).get(f"{name}/{version}")
    if released is not None and released != fingerprint:
        raise PromptInvalid(
            f"The released prompt {name}/{version} was changed. Put it back as it was and add a new version beside it."
        )
    templates = tuple((message.role, Template(texts[message.file].rstrip("\n"))) for message in manifest.messages)
    return Prompt(f"{name}/{version}", fingerprint, templates, manifest.marker, dict(manifest.kind_rules))


def released_fingerprints(prompts: Path) -> Mapping[str, str]:
    """The fingerprints in the lock file, by `NAME/VERSION`; empty where there is no lock file."""
    path = prompts / LOCK_FILE
    if not path.exists():
        return {}
    lines = (line.split() for line in _read(path).splitlines() if line and not line.startswith("#"))
    return {fields[0]: fields[1] for fields in lines if len(fields) == 2}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptInvalid(f"The prompt file {path} cannot be read: {error.strerror}. Put it there.") from error
    except UnicodeDecodeError as error:
        raise PromptInvalid(f"The prompt file {path} is not UTF-8. Save it as UTF-8 text.") from error


def _manifest(folder: Path, text: str) -> _Manifest:
    try:
        return _Manifest.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise PromptInvalid(f"{folder / 'prompt.yaml'} is not YAML.") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise PromptInvalid(f"{folder / 'prompt.yaml'} cannot be used.", faults=faults) from error


def _faults(manifest: _Manifest, texts: Mapping[str, str], asked: str) -> list[str]:
    faults = []
    if f"{manifest.name}/{manifest.version}" != asked:
        faults.append(f"prompt.yaml: says it is {manifest.name}/{manifest.version}, but its folder is {asked}")
    missing_rules = set(QuestionKind) - set(manifest.kind_rules)
    faults += [f"prompt.yaml: kind_rules lacks {kind}" for kind in sorted(missing_rules)]
    used: set[str] = set()
    for message in manifest.messages:
        template = Template(texts[message.file])
        if not template.is_valid():
            faults.append(f"{message.file}: has a lone $; write $$ for the sign itself")
        used |= set(template.get_identifiers())
    for text, names in (
        ("declared in inputs, but used in no message", set(manifest.inputs) - used),
        ("used in a message, but not declared in inputs", used - set(manifest.inputs)),
        ("nothing of that name can be filled in", used - INPUTS - {POINTS, POINT, EXAMPLES}),
        ("must be used in a message", INPUTS - used),
        ("or $point must be used in a message", {POINTS} if used.isdisjoint({POINTS, POINT}) else set()),
    ):
        faults += [f"${name}: {text}" for name in sorted(names)]
    return faults
