"""Which judgements are outdated, and why: what they depended on is no longer what it would be judged by today.

A judgement depends on its question, on the prompt, and on the judge's model and settings. All judgements that depended
on the same make one version, so that few have to be looked at, however many judgements there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluator.digests import Digest, digest_bytes, digest_json
from evaluator.domain.canonical import canonical
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.keys import CHECKS_VERSION, judging_key
from evaluator.domain.questions import Question, QuestionBank, QuestionId

MOST_SAMPLES = 32
"""So many samples of one answer are tried when a key is looked for. Each is judged again on purpose, by a person."""


class Why(StrEnum):
    """Why a judgement is outdated. Where the model is another, no more is said of the settings."""

    QUESTION = "question_changed"
    PROMPT = "prompt_changed"
    MODEL = "model_changed"
    SETTINGS = "settings_changed"
    JUDGE_GONE = "judge_gone"


@dataclass(frozen=True, slots=True)
class Version:
    """What judgements depended on. `id` is the record's own number of it.

    `question` is the digest of the question as `question_digest` gives it, where the judgements are of batches; else
    `bank` is the digest of the bank that the question stood in.
    """

    id: int
    question_id: QuestionId
    question: Digest | None
    bank: Digest | None
    judge: JudgeIdentity
    prompt_fingerprint: Digest | None


@dataclass(frozen=True, slots=True)
class Witness:
    """One judgement of a version: its key, and the digest of its answer."""

    key: Digest
    answer: Digest


@dataclass(frozen=True, slots=True)
class PresentJudge:
    """A judge as it is configured now. `config` and `prompt_fingerprint` are None for one that is sent no prompt."""

    identity: JudgeIdentity
    config: Digest | None = None
    prompt_fingerprint: Digest | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """What would be judged by today."""

    bank: QuestionBank
    judges: Mapping[str, PresentJudge]


def question_digest(question: Question) -> Digest:
    """The digest under which batches keep a question."""
    return digest_bytes(canonical(question))


def has_witness(question: Digest, settings: Digest, witness: Witness) -> bool:
    """Whether a judgement made with those settings was made of that question. `question` digests all of its fields.

    The record does not keep the question of a judgement that is of no batch. But its key is a digest of it.
    """
    return any(
        judging_key(witness.answer, question, settings, sample, checks) == witness.key
        for checks in range(CHECKS_VERSION, 0, -1)
        for sample in range(MOST_SAMPLES)
    )


def is_settled(version: Version, present: Present) -> bool:
    """Whether `reasons` needs no witness to tell if the question has changed."""
    asked = present.bank.question(version.question_id)
    return asked is None or version.question is not None or version.bank == present.bank.digest


def reasons(version: Version, present: Present, *, is_witnessed: bool = False) -> tuple[Why, ...]:
    """Why a version's judgements are outdated, none where they are not.

    `is_witnessed` says that a witness was found to be of the question as it is now. A question that is not in the bank
    has no other version, be it that it came with a file or was taken out of the bank.
    """
    found = []
    asked = present.bank.question(version.question_id)
    if asked is not None and not (is_witnessed or _is_the_same(version, asked, present.bank.digest)):
        found.append(Why.QUESTION)
    judge = present.judges.get(version.judge.name)
    return (*found, Why.JUDGE_GONE) if judge is None else (*found, *_of_judge(version, judge))


def _is_the_same(version: Version, question: Question, bank: Digest) -> bool:
    if version.question is not None:
        return version.question == question_digest(question)
    return version.bank == bank


def _of_judge(version: Version, judge: PresentJudge) -> tuple[Why, ...]:
    if version.judge.settings_digest == judge.identity.settings_digest:
        return ()
    by_prompt = judge.prompt_fingerprint != version.prompt_fingerprint and version.prompt_fingerprint is not None
    prompt = (Why.PROMPT,) if by_prompt else ()
    if version.judge.model != judge.identity.model:
        return (*prompt, Why.MODEL)
    is_all = by_prompt and digest_json([judge.config, version.prompt_fingerprint]) == version.judge.settings_digest
    return prompt if is_all else (*prompt, Why.SETTINGS)
