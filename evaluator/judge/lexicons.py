"""The lexicons that come with the program: one file for each question of its own bank, read when first asked for."""

import json
from collections.abc import Mapping
from pathlib import Path

from evaluator.digests import Digest, Json, digest_bytes, digest_json
from evaluator.domain.coefficients import Coefficients, parse_lexicon
from evaluator.domain.lexicons import Lexicon
from evaluator.domain.questions import ExpectedPoint, PointId, Question
from evaluator.errors import CoefficientsInvalid

LEXICONS_FOLDER = Path(__file__).with_name("lexicons")


def lexicons_of(
    question: Question, coefficients: Coefficients, folder: Path = LEXICONS_FOLDER
) -> Mapping[PointId, Lexicon]:
    """The lexicons of a question's points; none for a point whose wording, or whose question's, is another.

    Raises CoefficientsInvalid where a file is not the one that the coefficients were fitted with.
    """
    digest = coefficients.lexicons.get(question.id)
    if digest is None:
        return {}
    known = _read(folder / f"{question.id}.json", digest)
    return {
        point.id: parse_lexicon(entry, f"lexicons of {question.id}")
        for point in question.points
        if isinstance(entry := known.get(point.id), Mapping) and entry.get("wording") == wording_of(question, point)
    }


def wording_of(question: Question, point: ExpectedPoint) -> Digest:
    """What tells that a point is still worded as it was when its lexicon was made."""
    return digest_json([question.text, point.text])


def _read(file: Path, digest: Digest) -> Mapping[str, Json]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CoefficientsInvalid(f"The matcher's lexicon {file.name} cannot be read. Install again.") from error
    if digest_bytes(content) != digest:
        raise CoefficientsInvalid(
            f"The matcher's lexicon {file.name} is not the one it was fitted with. Install again."
        )
    points: Mapping[str, Json] = json.loads(content)["points"]
    return points
