"""Working stand-ins for what the services need of the world: in memory, instant, told beforehand what to say."""

import asyncio
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from evaluator.digests import Digest, digest_json, digest_text
from evaluator.domain.answers import Answer, Span
from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import (
    Attempt,
    Evidence,
    JudgeIdentity,
    Judgement,
    JudgementId,
    Match,
    PointJudgement,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.keys import Claim, MayLive, Standing
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Exchange, Progress, Stage, Step
from evaluator.domain.scoring import cover
from evaluator.domain.users import Account, Role, User, UserId, checked_name
from evaluator.errors import LastAdmin, RequestInvalid, UserExists, UserUnknown
from evaluator.services.access import OPERATOR
from evaluator.services.orders import Intent, JudgementFilter, JudgementPage
from tests.log_filters import fits

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class InMemoryLog:
    """A JudgementLog that forgets everything with the process. `fault`, when set, is raised by every method.

    `reviewers` are those who have reviewed a judgement, `batches` the batch that one belongs to.
    """

    def __init__(self) -> None:
        self.judgements: dict[str, Judgement] = {}
        self.reviewers: dict[str, set[str]] = {}
        self.batches: dict[str, str] = {}
        self.intents: dict[str, Intent] = {}
        self.first_looks: dict[str, FirstLook] = {}
        self.fault: Exception | None = None
        self.claims: dict[str, Claim] = {}
        self._keys: dict[tuple[str, str], tuple[Digest, JudgementId]] = {}

    async def open_intent(self, intent: Intent) -> None:
        self._check()
        self.intents[intent.id] = intent
        if intent.own_first:
            self.first_looks[intent.id] = FirstLook(intent.id, intent.ordered_by, intent.started_at)

    async def record(self, judgement: Judgement) -> Judgement:
        self._check()
        self.intents.pop(judgement.id, None)
        numbered = replace(judgement, ledger_seq=len(self.judgements) + 1)
        return self.judgements.setdefault(judgement.id, numbered)

    async def get(self, judgement_id: str) -> Judgement | None:
        self._check()
        return self.judgements.get(judgement_id)

    async def scored_by_key(self, key: Digest) -> Judgement | None:
        self._check()
        kept = (one for one in self._newest() if one.key == key and one.status is Status.SCORED)
        return next(kept, None)

    async def scored_by_keys(self, keys: Sequence[Digest]) -> Mapping[Digest, JudgementId]:
        self._check()
        scored = [one for one in self.judgements.values() if one.status is Status.SCORED]
        return {one.key: one.id for one in scored if one.key in keys}

    async def claim(self, claim: Claim, keys: Sequence[Digest], may_live: MayLive) -> Standing:
        self._check()
        others = [one for one in self.claims.values() if one.holder != claim.holder]
        for gone in (one.holder for one in others if not may_live(one.owner, one.until)):
            del self.claims[gone]
        taken = {key for one in self.claims.values() if one.holder != claim.holder for key in one.keys}
        taken |= {one.key for one in self.intents.values() if may_live(one.owner, one.expires_at)}
        known = await self.scored_by_keys(keys)
        elsewhere = {key for key in keys if key in taken and key not in known}
        free = [key for key in keys if key not in known and key not in elsewhere]
        self.claims[claim.holder] = replace(claim, keys={*claim.keys, *free})
        return Standing(known, elsewhere)

    async def release(self, holder: str) -> None:
        self._check()
        self.claims.pop(holder, None)

    async def standing(self, intent: Intent, may_live: MayLive) -> Standing:
        claimed = [one for one in self.claims.values() if may_live(one.owner, one.until) and intent.key in one.keys]
        before = [
            one
            for one in self.intents.values()
            if one.key == intent.key and one.owner != intent.owner and may_live(one.owner, one.expires_at)
            if (one.started_at, one.id) < (intent.started_at, intent.id)
        ]
        return Standing(await self.scored_by_keys([intent.key]), {intent.key} if claimed or before else set())

    async def prolong(self, intent: Intent) -> None:
        self._check()
        if intent.id in self.intents:
            self.intents[intent.id] = replace(self.intents[intent.id], expires_at=intent.expires_at)

    async def intent(self, judgement_id: str) -> Intent | None:
        self._check()
        return self.intents.get(judgement_id)

    async def open_intents(self) -> Sequence[Intent]:
        self._check()
        return tuple(self.intents.values())

    async def page(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, besides: Collection[str] = ()
    ) -> JudgementPage:
        """As JudgementLog's, and as if those `besides` were not there."""
        self._check()
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            raise RequestInvalid("The cursor is not one of ours. Leave it out to begin with the newest.")
        listed = [one for one in self._newest() if one.id not in besides and self.is_wanted(one, wanted)]
        start = int(cursor or 0)
        more = start + limit < len(listed)
        return JudgementPage(tuple(listed[start : start + limit]), str(start + limit) if more else None)

    async def idempotent(self, user: str, key: str) -> tuple[Digest, JudgementId] | None:
        self._check()
        return self._keys.get((user, key))

    async def remember_idempotent(self, user: str, key: str, request: Digest, judgement_id: JudgementId) -> bool:
        self._check()
        return self._keys.setdefault((user, key), (request, judgement_id)) == (request, judgement_id)

    def is_wanted(self, judgement: Judgement, wanted: JudgementFilter) -> bool:
        return fits(judgement, wanted, self.reviewers.get(judgement.id, ()), self.batches.get(judgement.id))

    def _newest(self) -> list[Judgement]:
        return list(self.judgements.values())[::-1]

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class InMemoryUsers:
    """A UserDirectory that forgets everything with the process. `asked` counts the questions who somebody is."""

    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    async def add(self, name: str, role: Role, *, by: str = OPERATOR) -> tuple[User, str]:
        name = checked_name(name)
        if name in self.users:
            raise UserExists(f"There is a user {name} already.")
        token = secrets.token_urlsafe(16)
        return await self.admit(name, role, token), token

    async def admit(self, name: str, role: Role, token: str) -> User:
        name = checked_name(name)
        if name in self.users and role is not Role.ADMIN:
            self._keep_an_admin(name)
        self._forget(name)
        self.users[name] = User(UserId(f"user-{name}"), name, role, NOON)
        self.tokens[token] = name
        return self.users[name]

    async def list(self) -> Sequence[User]:
        return sorted(self.users.values(), key=lambda user: user.name)

    async def accounts(self) -> Sequence[Account]:
        return [self._account(user) for user in await self.list()]

    async def change_role(self, name: str, role: Role, *, by: str) -> User:
        user = self._required(name)
        if role is not user.role:
            self._keep_an_admin(name)
        self.users[name] = replace(user, role=role)
        return self.users[name]

    async def renew_token(self, name: str, *, by: str) -> tuple[User, str]:
        user = await self.revoke(name, by=by)
        token = secrets.token_urlsafe(16)
        self.tokens[token] = name
        return user, token

    async def revoke(self, name: str, *, by: str) -> User:
        user = self._required(name)
        self._forget(name)
        return user

    async def remove(self, name: str, *, by: str = OPERATOR) -> User:
        user = self._required(name)
        self._keep_an_admin(name)
        del self.users[name]
        self._forget(name)
        return user

    async def by_token(self, token: str) -> User | None:
        self.asked += 1
        return self.users.get(self.tokens.get(token, ""))

    async def open_session(self, user: User) -> str:
        return self._hand_out(self.sessions, user)

    async def by_session(self, secret: str) -> User | None:
        self.asked += 1
        return self.users.get(self.sessions.get(secret, ""))

    async def close_session(self, secret: str) -> None:
        self.sessions.pop(secret, None)

    async def make_login_link(self, user: User, *, by: str = OPERATOR) -> str:
        return self._hand_out(self.links, user)

    async def redeem_login_link(self, secret: str) -> User | None:
        return self.users.get(self.links.pop(secret, ""))

    def _account(self, user: User) -> Account:
        has_token, sessions = user.name in self.tokens.values(), [*self.sessions.values()].count(user.name)
        return Account(user, NOON if has_token else None, sessions, NOON if sessions else None)

    def _required(self, name: str) -> User:
        if name not in self.users:
            raise UserUnknown(f"There is no user {name}.")
        return self.users[name]

    def _keep_an_admin(self, name: str) -> None:
        admins = [user.name for user in self.users.values() if user.role is Role.ADMIN]
        if admins == [name]:
            raise LastAdmin("Nobody else is an admin.")

    def _hand_out(self, secrets_of: dict[str, str], user: User) -> str:
        self._required(user.name)
        secret = secrets.token_urlsafe(16)
        secrets_of[secret] = user.name
        return secret

    def _forget(self, name: str) -> None:
        for kept in (self.tokens, self.sessions, self.links):
            for secret in [secret for secret, owner in kept.items() if owner == name]:
                del kept[secret]


Script = Callable[[Question, Answer], Outcome]
"""What a scripted judge makes of an answer."""


@dataclass
class ScriptedAdjudicator:
    """A judge that says what its script says. With `gate` set it waits, asking, until the gate is opened."""

    script: Script
    name: str = "scripted"
    is_default: bool = True
    deadline_s: float = 10.0
    gate: asyncio.Event | None = None
    judged: int = 0

    @property
    def summary(self) -> JudgeSummary:
        identity = JudgeIdentity(self.name, model="scripted-1", prompt="coverage/v1", host="llm.example")
        return JudgeSummary(identity, self.is_default)

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        return digest_json([question.id, answer.digest, self.name, sample])

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, _earlier: Outcome | None, /
    ) -> Outcome:
        return await self.judge(question, answer, sample, progress)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        self.judged += 1
        progress(Step(Stage.INSPECT))
        progress(Step(Stage.ASK, attempt=1, attempts=4))
        if self.gate is not None:
            await self.gate.wait()
        progress(Step(Stage.CHECK))
        return self.script(question, answer)


def first_word_covers(question: Question, answer: Answer) -> Outcome:
    """The first point covered by the answer's first word, the second unsure, all others missed."""
    return _outcome(tuple(_verdict(question, place, answer) for place in range(len(question.points))))


def failing(reason: Reason, detail: str) -> Script:
    """A judge that fails for that reason."""
    return lambda question, answer: Outcome((), (), None, Unscored(reason, detail))


def paid(script: Script) -> Script:
    """The same judge asked over a wire: 900 tokens read, 120 written, 0.0041 paid."""
    return lambda question, answer: replace(script(question, answer), exchange=_exchange())


def _outcome(points: tuple[PointJudgement, ...]) -> Outcome:
    return Outcome(points, (), cover(points), None, seed=7)


def _verdict(question: Question, place: int, answer: Answer) -> PointJudgement:
    point = question.points[place]
    verdict = (Verdict.COVERED, Verdict.UNSURE)[place] if place < 2 else Verdict.MISSED
    return PointJudgement(
        point_id=point.id,
        text=point.text,
        weight=point.weight,
        verdict=verdict,
        reason="As the script says.",
        evidence=(_first_word(answer),) if verdict.credits else (),
        needs_review=verdict is Verdict.UNSURE,
    )


def _first_word(answer: Answer) -> Evidence:
    start = answer.own_turns[0].span.start
    word = answer.text[start:].split(maxsplit=1)[0]
    start = answer.text.index(word, start)
    return Evidence(word, Span(start, start + len(word)), Match.EXACT)


def fixed_digest(words: str) -> Digest:
    """A digest for values that need one and are not asked what it is of."""
    return digest_text(words)


def _exchange() -> Exchange:
    usage = Usage(input_tokens=900, cached_tokens=600, output_tokens=120, cost=0.0041)
    attempt = Attempt(1, NOON, duration_s=1.25, outcome="ok", status=200, request_id="req-1", usage=usage)
    return Exchange(
        prompt_fingerprint=fixed_digest("prompt"),
        model_answered="scripted-1",
        parameters_sent={"temperature": 0.0, "seed": 7},
        reply_format="json_schema",
        sent=({"role": "system", "content": "Judge."},),
        raw_replies=("{}",),
        attempts=(attempt,),
        usage=usage,
    )
