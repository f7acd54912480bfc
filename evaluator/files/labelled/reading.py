"""A labelled file as a whole: every row by itself, rows against each other, and whether labels tell anything apart."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evaluator.digests import Digest, Json, canonical_json
from evaluator.domain.estimates import Workload, points_asked, question_bytes
from evaluator.domain.judgements import Verdict
from evaluator.domain.keys import content_digest
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import QuestionBank
from evaluator.errors import RowsRefused, SheetUnreadable
from evaluator.files.labelled.rows import LabelledRowReader, RowReading
from evaluator.files.labelled.source import objects_in


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled file that was checked: nothing is wrong with it.

    `blank` counts rows without a word to judge, which are left out. `content` is the digest of ids, questions and
    answers; `digest` that of the labels with them: the same answers labelled anew are not judged anew. `labels` counts
    the labels of points, `scores` the answers with a score.
    """

    name: str
    answers: int
    blank: int
    content: Digest
    digest: Digest
    workload: Workload
    labels: Mapping[Verdict, int]
    scores: int
    files: tuple[Path, ...] = field(repr=False)
    part: str | None = None
    bank: QuestionBank | None = field(default=None, repr=False)

    def rows(self) -> Iterator[LabelledAnswer]:
        """The labelled answers in the files' order, read anew. Raises SheetUnreadable if a file changed meanwhile."""
        for _, reading in _readings(self.files, self.bank, self.part):
            if reading.flaws:
                raise SheetUnreadable("The labelled file has changed since it was checked. Run again.")
            if reading.labelled is not None:
                yield reading.labelled


def read_labelled(
    source: Path | Sequence[Path], bank: QuestionBank | None = None, *, part: str | None = None
) -> Labelled:
    """Check every row of a file, or of several as one. `part` keeps those rows alone that are of this part.

    Raises RowsRefused with a line for each fault of each row, and what reading a file that is no JSON Lines raises.
    """
    files = (source,) if isinstance(source, Path) else tuple(source)
    survey = _Survey()
    for file, reading in _readings(files, bank, part):
        survey.note(file.name if len(files) > 1 else "", reading)
    return survey.checked(files, bank, part)


def _readings(files: Sequence[Path], bank: QuestionBank | None, part: str | None) -> Iterator[tuple[Path, RowReading]]:
    reader = LabelledRowReader(bank)
    for file in files:
        for row in objects_in(file):
            reading = reader.read(row)
            if part is None or reading.part == part or reading.flaws:
                yield file, reading


@dataclass(slots=True)
class _Survey:
    """What is remembered of the rows so far: ids, digests and what is wrong."""

    _faults: list[str] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)
    _questions: dict[str, tuple[str, Digest]] = field(default_factory=dict)
    _seen: set[bytes] = field(default_factory=set)
    _labels: Counter[Verdict] = field(default_factory=Counter)
    _scores: Counter[float] = field(default_factory=Counter)
    _load: Workload = field(default_factory=Workload)
    _rows: int = 0
    _blank: int = 0
    _content: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def note(self, file: str, reading: RowReading) -> None:
        """Take note of a row, by itself and beside the rows before."""
        place = f"{file}, row {reading.row}" if file else f"row {reading.row}"
        flaws = [*reading.flaws, *self._clashes(place, reading)]
        self._faults += [f"{place}, {flaw}" for flaw in flaws]
        if reading.labelled is not None:
            self._keep(reading.labelled)
        elif not flaws:
            self._blank += 1

    def checked(self, files: tuple[Path, ...], bank: QuestionBank | None, part: str | None) -> Labelled:
        """The file, once its last row is noted. Raises RowsRefused where anything is wrong."""
        faults = self._faults or [*self._of_the_whole(part)]
        if faults:
            raise RowsRefused("Nothing was measured: the labelled file must be mended.", faults=faults)
        return Labelled(
            name=files[0].name if len(files) == 1 else f"{len(files)} files",
            answers=self._rows,
            blank=self._blank,
            content=Digest(f"sha256:{self._content.hexdigest()}"),
            digest=Digest(f"sha256:{self._digest.hexdigest()}"),
            workload=self._load,
            labels=dict(self._labels),
            scores=self._scores.total(),
            files=files,
            part=part,
            bank=bank,
        )

    def _of_the_whole(self, part: str | None) -> Iterator[str]:
        if not self._rows:
            of_part = "" if part is None else f" of the part {part}"
            yield f"the whole file: no row{of_part} has an answer with words to judge"
        elif len(self._labels) == 1:
            yield (
                f"the whole file: every label is {next(iter(self._labels))}; a judge is measured by telling points "
                "apart, so add answers with points of another kind"
            )
        elif not self._labels and len(self._scores) == 1:
            yield "the whole file: every answer has the same score; add answers of other scores"

    def _clashes(self, place: str, reading: RowReading) -> Iterator[str]:
        if reading.answer_id is not None:
            first = self._ids.setdefault(reading.answer_id, place)
            if first != place:
                yield f"answer_id: {first} has the same id; give each answer an id of its own"
        if reading.labelled is not None:
            question = reading.labelled.question
            first, digest = self._questions.setdefault(question.id, (place, content_digest(question)))
            if digest != content_digest(question):
                yield f"question_id: {first} has another question of the same id"

    def _keep(self, labelled: LabelledAnswer) -> None:
        asked, answer = content_digest(labelled.question), labelled.answer.digest
        self._rows += 1
        self._labels.update(labelled.verdicts.values())
        if labelled.score is not None:
            self._scores[labelled.score] += 1
        self._content.update(canonical_json([labelled.answer_id, asked, answer]))
        said: dict[str, Json] = {point: verdict.value for point, verdict in labelled.verdicts.items()}
        told: list[Json] = [labelled.answer_id, asked, answer, said, labelled.score, labelled.band, labelled.part]
        self._digest.update(canonical_json(told))
        self._add_load(labelled, hashlib.blake2b(f"{asked}{answer}".encode(), digest_size=16).digest())

    def _add_load(self, labelled: LabelledAnswer, key: bytes) -> None:
        if key in self._seen:
            return
        self._seen.add(key)
        load, asked = self._load, question_bytes(labelled.question)
        self._load = Workload(
            answers=load.answers + 1,
            questions=len(self._questions),
            answer_bytes=load.answer_bytes + len(labelled.answer.own_text.encode()),
            question_bytes=load.question_bytes + asked,
            repeated_bytes=load.repeated_bytes + (asked if len(self._questions) == load.questions else 0),
            points=load.points + points_asked(labelled.question),
        )
