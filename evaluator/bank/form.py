"""The form of data/questions.yaml: its keys, their types and limits. data/questions.schema.json is made from it."""

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from evaluator.digests import Json
from evaluator.domain.questions import QuestionKind

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
READABLE = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"
LOWER_CASE = r"^[^A-Z\x00-\x1f\x7f-\x9f]*$"

Id = Annotated[str, Field(pattern=KEBAB, min_length=1, max_length=60)]
Claim = Annotated[str, Field(pattern=READABLE, min_length=1, max_length=300)]
Anchor = Annotated[str, Field(pattern=READABLE, min_length=1, max_length=500)]
Term = Annotated[str, Field(pattern=LOWER_CASE, min_length=1, max_length=60)]


def _without_titles(schema: JsonDict) -> None:
    """Drop the titles that pydantic gives to fields: they only say the names again."""
    for field in cast(dict[str, JsonDict], schema["properties"]).values():
        field.pop("title", None)


class Form(BaseModel):
    """A mapping that takes no other keys than its own, and text only where text is meant."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        str_strip_whitespace=True,
        json_schema_extra=_without_titles,
    )


class AnchorsForm(Form, title="Anchors"):
    """What a reader credits in full, by half and not at all, each with a short example in quotes."""

    covered: Anchor = Field(description="What counts as saying it, with an example in quotes.")
    partial: Anchor = Field(description="What is only partly right: named, unexplained, or half of the claim.")
    missed: Anchor = Field(description="What sounds near it and does not count, with an example in quotes.")


class PointForm(Form, title="Point"):
    """One claim that a full answer makes."""

    id: Id = Field(description="Kebab-case and lasting: labels and reviews refer to it.")
    text: Claim = Field(description="One claim in one sentence; lists in it are examples, any one of which will do.")
    weight: float = Field(
        default=1.0, gt=0, le=1000, allow_inf_nan=False, description="Shares of the whole: core 3, normal 2, extra 1."
    )
    anchors: AnchorsForm | None = Field(default=None, description="What counts as covered, partial and missed.")
    terms: list[Term] = Field(
        default_factory=list, description="Other words and names for this very claim, in lower case."
    )


class CanaryForm(Form, title="Canary"):
    """A decoy that reads like a point of the question, and that no honest answer ever meets."""

    id: Id = Field(description="Kebab-case, like a point's: a judge must not tell it from one.")
    text: Claim = Field(description="As long and as plain as the points, near the subject, said by nobody.")
    anchors: AnchorsForm | None = Field(
        default=None, description="As the points have them; without its oddity nothing counts, not even as partial."
    )


class QuestionForm(Form, title="Question"):
    """One interview question with what a full answer mentions."""

    id: Id = Field(description="Kebab-case and lasting: judgements and reviews refer to it.")
    title: str = Field(pattern=READABLE, min_length=1, max_length=60, description="Its short label in lists.")
    text: str = Field(pattern=READABLE, min_length=1, max_length=600, description="The question as it is asked.")
    kind: QuestionKind = Field(
        strict=False, description="knowledge: what a thing is; experience: what the candidate did."
    )
    points: list[PointForm] = Field(min_length=1, max_length=40, description="The expected points, as shown.")
    canaries: list[CanaryForm] = Field(
        default_factory=list, description="Its own decoys; without any, the bank's are used."
    )


class BankForm(Form, title="Question bank"):
    """The whole file."""

    version: str = Field(
        pattern=READABLE, min_length=1, max_length=40, description="Raise it when the meaning of a point changes."
    )
    language: str = Field(pattern=LANGUAGE, description="Language tag of the answers expected, such as en.")
    questions: list[QuestionForm] = Field(min_length=1, description="The questions, in the order they are listed.")
    canaries: list[CanaryForm] = Field(
        default_factory=list, description="Decoys for questions that have none of their own."
    )
    keep_days: int | None = Field(
        default=None, ge=1, le=36_500, description="Days that answers are kept for; else the settings say."
    )


def bank_schema() -> dict[str, Json]:
    """The JSON Schema (2020-12) of the file, as kept in data/questions.schema.json for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **BankForm.model_json_schema()}
