"""Judgements as a language model leaves them, made up: prompts as they are sent, replies, quotes that stand."""

import json
import random
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.record.plan import ADMIN, INTERVIEWERS, NEW_BANK, NEW_PROMPT, Stretch, stretches
from benchmarks.record.vocabulary import Said, Vocabulary
from evaluator.bank import load_bank
from evaluator.digests import digest_text
from evaluator.domain.answers import Answer, typed
from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.judgements import (
    Attempt,
    Evidence,
    Flag,
    FlagCode,
    Judgement,
    JudgementId,
    Match,
    PointJudgement,
    Provenance,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.questions import ExpectedPoint, Question, QuestionBank
from evaluator.domain.readings import Assignment
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.domain.scoring import cover
from evaluator.judge.prompts import Prompt, load_prompt
from evaluator.store.recording import Sealed, seal

ROOT = Path(__file__).parents[2]
OLD_BANK = digest_text("the bank before this one")
POLICY = ReviewPolicy()
VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE)
UNSCORED, SHARED, SPLIT = 0.015, 0.01, 0.01
ODD = ((FlagCode.TOO_SHORT, 0.01), (FlagCode.OTHER_LANGUAGE, 0.003), (FlagCode.INSTRUCTION_LIKE_TEXT, 0.002))
ANSWERS_OF_ONE = range(1, 21)
WORDS = (40, 120)
VERSIONS = {"evaluator": "0.1.0", "openai": "3.54.0"}


@dataclass(frozen=True, slots=True)
class Materials:
    """What judgements are made of."""

    bank: QuestionBank
    prompts: tuple[Prompt, Prompt]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Made:
    """A stretch with its judgements, ready to be written."""

    stretch: Stretch
    sealed: Sequence[Sealed]


@cache
def materials(seed: int) -> Materials:
    """The project's own bank and prompts, and that seed's words."""
    prompts = ROOT / "prompts"
    both = load_prompt(prompts, "coverage", "v1"), load_prompt(prompts, "coverage", "v2")
    return Materials(load_bank(ROOT / "data/questions.yaml"), both, Vocabulary(seed))


def all_made(total: int, seed: int, makers: int) -> Iterator[Made]:
    """Every stretch in its order; made in so many processes besides this one, or here where that is none."""
    planned = stretches(total, seed)
    if not makers:
        yield from map(made, planned)
        return
    with ProcessPoolExecutor(makers) as pool:
        ahead = deque[Future[Made]](pool.submit(made, one) for one in islice(planned, makers + 2))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(made, one) for one in islice(planned, 1))


def made(stretch: Stretch) -> Made:
    """One stretch."""
    chance, judgements = stretch.chance("judgements"), list[Judgement]()
    while len(judgements) < stretch.size:
        candidate = f"C-{stretch.first + len(judgements):07}"
        for question in _asked(chance, stretch.seed)[: stretch.size - len(judgements)]:
            judgements.append(_next(stretch, judgements, candidate, question, chance))
    return Made(stretch, [seal(one, chance.randbytes(SALT_BYTES), one.created_at, POLICY) for one in judgements])


def _asked(chance: random.Random, seed: int) -> Sequence[Question]:
    """The questions of one candidate; beyond sixteen, some are asked twice."""
    questions = materials(seed).bank.questions
    return chance.sample(questions * 2, k=round(chance.triangular(ANSWERS_OF_ONE[0], ANSWERS_OF_ONE[-1])))


def _next(
    stretch: Stretch, before: Sequence[Judgement], candidate: str, question: Question, chance: random.Random
) -> Judgement:
    named, at = JudgementId(chance.randbytes(10).hex()), stretch.moment(len(before))
    if stretch.in_file and before and before[-1].unscored is None and chance.random() < SHARED:
        return _served(before[-1], named, at)
    said = materials(stretch.seed).vocabulary.said(chance, _terms(question), chance.randint(*WORDS))
    answer = typed(said.text)
    points = tuple(_point(stretch, point, said, chance) for point in question.points)
    usage = Usage(620 + len(answer.text) // 4, 480, 60 * len(points), round(chance.uniform(0.0004, 0.004), 6))
    taken_s = round(chance.lognormvariate(0.3, 0.5), 3)
    provenance = _provenance(stretch, question, answer, points)
    judgement = Judgement(
        id=named,
        key=digest_text(f"key {stretch.seed} {stretch.first + len(before)}"),
        status=Status.SCORED,
        question_id=question.id,
        question_text=question.text,
        candidate=candidate,
        answer=answer,
        judge=replace(stretch.judge, prompt=_prompt(stretch).name),
        points=points,
        flags=tuple(_flags(stretch, points, chance)),
        coverage=cover(points),
        unscored=None,
        usage=usage,
        attempts=(
            Attempt(1, at - timedelta(seconds=taken_s), taken_s, "ok", 0.0, 200, chance.randbytes(8).hex(), usage),
        ),
        latency_ms=round(taken_s * 1000, 3),
        created_at=at,
        created_by=ADMIN if stretch.in_file else chance.choice(INTERVIEWERS),
        provenance=provenance,
    )
    return _failed(judgement) if chance.random() < UNSCORED else judgement


def _served(earlier: Judgement, named: JudgementId, at: datetime) -> Judgement:
    """The same answer once more, by the verdicts of an earlier judgement."""
    shared = earlier.shared_from or earlier.id
    return replace(
        earlier, id=named, usage=Usage(cost=0.0), attempts=(), latency_ms=0.0, created_at=at, shared_from=shared
    )


def _terms(question: Question) -> Sequence[str]:
    return [term for point in question.points for term in point.terms]


def _prompt(stretch: Stretch) -> Prompt:
    return materials(stretch.seed).prompts[stretch.begins_at >= NEW_PROMPT]


def _point(stretch: Stretch, point: ExpectedPoint, said: Said, chance: random.Random) -> PointJudgement:
    hardness = (sum(point.id.encode()) % 7) / 10
    verdict = chance.choices(VERDICTS, (1.0, 0.35, hardness + 0.1, 0.006))[0]
    span = chance.choice(said.clauses)
    evidence = (Evidence(said.text[span.start : span.end], span, Match.EXACT),) if verdict.credits else ()
    return PointJudgement(
        point_id=point.id,
        text=point.text,
        weight=point.weight,
        verdict=verdict,
        reason=f"The candidate {'says so' if evidence else 'does not say so'}.",
        evidence=evidence,
        claimed=Verdict.COVERED if verdict is Verdict.UNSURE else None,
        probability=round(chance.random(), 3) if stretch.judge.name == "second" else None,
        needs_review=verdict is Verdict.UNSURE,
    )


def _provenance(stretch: Stretch, question: Question, answer: Answer, points: Sequence[PointJudgement]) -> Provenance:
    prompt = _prompt(stretch)
    rendering = prompt.render(Assignment(answer, question, question.points, (answer.text,)))
    reply = [
        {"id": one.point_id, "evidence": [quote.quote for quote in one.evidence], "reason": one.reason}
        for one in points
    ]
    return Provenance(
        prompt_fingerprint=prompt.fingerprint,
        rendered_digest=rendering.digest,
        bank_digest=materials(stretch.seed).bank.digest if stretch.begins_at >= NEW_BANK else OLD_BANK,
        answer_digest=answer.digest,
        model_answered=stretch.judge.model,
        parameters_sent={"temperature": 0.0, "seed": 7},
        reply_format="json_schema",
        canaries=tuple(canary.id for canary in question.canaries[:1]),
        seed=7,
        sent=rendering.messages,
        raw_replies=(json.dumps({"points": reply}),),
        versions=VERSIONS,
    )


def _flags(stretch: Stretch, points: Sequence[PointJudgement], chance: random.Random) -> Iterator[Flag]:
    unsure = tuple(point.point_id for point in points if point.verdict is Verdict.UNSURE)
    if unsure:
        yield Flag(FlagCode.UNVERIFIED_EVIDENCE, unsure)
    if stretch.judge.host is None:
        yield Flag(FlagCode.MATCHER_ONLY)
    elif chance.random() < SPLIT:
        yield Flag(FlagCode.SPLIT_VOTE, (points[0].point_id,), count=2)
    yield from (Flag(code, count=1) for code, share in ODD if chance.random() < share)


def _failed(judgement: Judgement) -> Judgement:
    unscored = Unscored(Reason.RATE_LIMITED, "The endpoint gave up after 4 tries (last: 429).")
    return replace(judgement, status=Status.UNSCORED, points=(), flags=(), coverage=None, unscored=unscored)
