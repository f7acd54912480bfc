"""Which judgements are outdated, and why."""

from dataclasses import replace

import pytest

from evaluator.digests import Digest, digest_json
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.keys import content_digest, judging_key
from evaluator.domain.outdated import (
    MOST_SAMPLES,
    Present,
    PresentJudge,
    Version,
    Why,
    Witness,
    has_witness,
    is_settled,
    question_digest,
    reasons,
)
from evaluator.domain.questions import QuestionBank, QuestionId
from tests.batch_records import PLAIN, QUESTION
from tests.fakes import fixed_digest

CONFIG, PROMPT, BANK = fixed_digest("config"), fixed_digest("prompt"), fixed_digest("bank")


def settings_of(config: Digest, prompt: Digest) -> Digest:
    return digest_json([config, prompt])


MAIN = PresentJudge(
    JudgeIdentity("main", "sage-7b", "coverage/v2", settings_digest=settings_of(CONFIG, PROMPT)), CONFIG, PROMPT
)
MATCHER = PresentJudge(JudgeIdentity("matcher", "matcher/1", "none", settings_digest=fixed_digest("method")))
PRESENT = Present(QuestionBank("1", "en", (QUESTION,), BANK), {"main": MAIN, "matcher": MATCHER})
CURRENT = Version(1, QUESTION.id, question_digest(QUESTION), None, MAIN.identity, PROMPT)
"""A judgement of a batch, made of what is there now."""

ALONE = replace(CURRENT, question=None, bank=BANK)
"""The same of one answer that was judged by itself."""


def made_by(**changes: object) -> JudgeIdentity:
    return replace(MAIN.identity, **changes)


def test_what_was_made_of_what_is_there_now_is_not_outdated() -> None:
    assert reasons(CURRENT, PRESENT) == ()
    assert reasons(ALONE, PRESENT) == ()
    assert reasons(replace(CURRENT, judge=MATCHER.identity, prompt_fingerprint=None), PRESENT) == ()


OLD_PROMPT = fixed_digest("older prompt")


@pytest.mark.parametrize(
    ("version", "why"),
    [
        pytest.param(replace(CURRENT, question=fixed_digest("older")), (Why.QUESTION,), id="question"),
        pytest.param(replace(ALONE, bank=fixed_digest("older")), (Why.QUESTION,), id="bank"),
        pytest.param(
            replace(
                CURRENT,
                judge=made_by(settings_digest=settings_of(CONFIG, OLD_PROMPT)),
                prompt_fingerprint=OLD_PROMPT,
            ),
            (Why.PROMPT,),
            id="prompt",
        ),
        pytest.param(
            replace(CURRENT, judge=made_by(settings_digest=settings_of(fixed_digest("hot"), PROMPT))),
            (Why.SETTINGS,),
            id="settings",
        ),
        pytest.param(
            replace(
                CURRENT,
                judge=made_by(settings_digest=settings_of(fixed_digest("hot"), OLD_PROMPT)),
                prompt_fingerprint=OLD_PROMPT,
            ),
            (Why.PROMPT, Why.SETTINGS),
            id="prompt and settings",
        ),
        pytest.param(
            replace(CURRENT, judge=made_by(model="sage-6b", settings_digest=fixed_digest("six"))),
            (Why.MODEL,),
            id="model",
        ),
        pytest.param(
            replace(
                CURRENT,
                judge=made_by(model="sage-6b", settings_digest=fixed_digest("six")),
                prompt_fingerprint=OLD_PROMPT,
            ),
            (Why.PROMPT, Why.MODEL),
            id="prompt and model",
        ),
        pytest.param(
            replace(CURRENT, judge=made_by(settings_digest=fixed_digest("hot")), prompt_fingerprint=None),
            (Why.SETTINGS,),
            id="never asked",
        ),
        pytest.param(
            replace(
                CURRENT,
                judge=replace(MATCHER.identity, settings_digest=fixed_digest("older method")),
                prompt_fingerprint=None,
            ),
            (Why.SETTINGS,),
            id="matcher",
        ),
        pytest.param(replace(CURRENT, judge=made_by(name="gone")), (Why.JUDGE_GONE,), id="judge gone"),
        pytest.param(
            replace(CURRENT, question=fixed_digest("older"), judge=made_by(name="gone")),
            (Why.QUESTION, Why.JUDGE_GONE),
            id="all of it",
        ),
    ],
)
def test_what_is_another_now_is_why(version: Version, why: tuple[Why, ...]) -> None:
    assert reasons(version, PRESENT) == why


def test_a_question_that_is_not_in_the_bank_has_no_other_version() -> None:
    own = replace(CURRENT, question_id=QuestionId("of-a-file"), question=question_digest(PLAIN))
    assert reasons(own, PRESENT) == ()
    assert is_settled(own, PRESENT)


def test_another_bank_may_hold_the_same_question_as_a_witness_shows() -> None:
    older = replace(ALONE, bank=fixed_digest("older"))
    assert not is_settled(older, PRESENT)
    assert is_settled(CURRENT, PRESENT)
    assert is_settled(ALONE, PRESENT)
    assert reasons(older, PRESENT, is_witnessed=True) == ()


def witness_of(question: Digest, sample: int = 0) -> Witness:
    answer, settings = fixed_digest("answer"), fixed_digest("settings")
    return Witness(judging_key(answer, question, settings, sample), answer)


@pytest.mark.parametrize("sample", [0, 3, MOST_SAMPLES - 1])
def test_a_key_shows_of_which_question_a_judgement_was_made(sample: int) -> None:
    now = content_digest(QUESTION)
    assert has_witness(now, fixed_digest("settings"), witness_of(now, sample))


def test_a_key_of_another_question_shows_nothing() -> None:
    now, then = content_digest(QUESTION), content_digest(replace(QUESTION, title="Then"))
    assert not has_witness(now, fixed_digest("settings"), witness_of(then))
    assert not has_witness(now, fixed_digest("other settings"), witness_of(now))
