"""How a judgement came about, as its fold tells it: who was asked what, what came back, and how it was checked."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.domain.judgements import Attempt, Judgement, Match, Provenance, Usage
from evaluator.web.pages.figures import NBSP, Moment, counted, listed, moment, money, seconds, thousands
from evaluator.web.pages.judges import MATCHER, judge_title
from evaluator.web.pages.votes_view import VotesView, votes_view

_OUTCOMES: Mapping[str, str] = {
    "ok": "replied",
    "http_408": "the endpoint ran out of time",
    "http_429": "told to wait: the endpoint was at its limit",
    "timeout": "no reply in time",
    "connection": "the connection failed",
    "html": "a web page came back instead of a reply",
    "cut_off": "the reply broke off",
    "not_json": "the reply was not JSON",
    "no_choices": "the reply was empty",
    "no_content": "the reply was empty",
    "empty_body": "the reply was empty",
    "broke_off": "the endpoint broke off",
    "content_filter": "stopped by the endpoint’s content filter",
    "parameter_refused": "the endpoint refused a parameter; asked without it",
    "format_refused": "the endpoint refused the reply format; asked for another",
}

_QUOTES: Mapping[Match, str] = {
    Match.EXACT: "word for word",
    Match.NORMALISED: "same words with other punctuation or case",
    Match.FUZZY: "near match",
    Match.LOCATED: "found by us where the judge quoted other words or none",
}

NOTICEABLE_S = 0.05
"""A shorter wait is none."""

_FORMATS: Mapping[str, str] = {
    "json_schema": "checked against a JSON schema by the endpoint",
    "json_object": "a JSON object",
    "tool": "a tool call’s arguments",
    "text": "plain text with JSON in it",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the fold. `digest` is set in the typeface of digests; `href` leads to what it names.

    Links are for those who review: others may read their own judgements alone.
    """

    name: str
    value: str
    digest: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One request to the endpoint."""

    number: int
    at: Moment
    waited: str
    took: str
    outcome: str
    tokens: str
    cost: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it was sent to the judge."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """The whole fold."""

    facts: tuple[Fact, ...]
    attempts: tuple[AttemptRow, ...]
    replies: tuple[str, ...]
    sent: tuple[Message, ...]
    votes: VotesView | None


def provenance_view(judgement: Judgement) -> ProvenanceView:
    """How this judgement came about."""
    provenance = judgement.provenance
    return ProvenanceView(
        facts=tuple(_facts(judgement)),
        attempts=tuple(_attempt(attempt) for attempt in judgement.attempts),
        replies=provenance.raw_replies,
        sent=tuple(Message(message.get("role", ""), message.get("content", "")) for message in provenance.sent),
        votes=votes_view(judgement),
    )


def _facts(judgement: Judgement) -> Iterator[Fact]:
    yield Fact("Judge", _judge(judgement))
    if judgement.judge.name == MATCHER:
        yield Fact("Coefficients", judgement.judge.model)
    yield from _prompt(judgement)
    yield from _digests(judgement)
    if judgement.shared_from is not None:
        yield Fact("Attempts", "none: these are the verdicts of an earlier judgement,", judgement.shared_from)
    elif judgement.attempts:
        yield Fact("Attempts", _attempts(judgement))
        yield Fact("Tokens", _tokens(judgement.usage))
    yield from _checks(judgement)
    yield from _particulars(judgement)
    if judgement.ledger_seq is not None:
        yield Fact("Ledger entry", f"#{thousands(judgement.ledger_seq)}")
    yield Fact("Judgement", "", judgement.id)
    yield Fact("Asked for by", judgement.created_by)


def _judge(judgement: Judgement) -> str:
    judge, answered = judgement.judge, judgement.provenance.model_answered
    parts = [judge_title(judge), f"at {judge.host}" if judge.host else "on this machine"]
    parts += [
        f"{name.replace('_', ' ')} {_value(value)}" for name, value in judgement.provenance.parameters_sent.items()
    ]
    if answered and answered != judge.model:
        parts.append(f"which answered as {answered}")
    return ", ".join(parts)


def _value(value: str | int | float | bool | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _prompt(judgement: Judgement) -> Iterator[Fact]:
    provenance = judgement.provenance
    if judgement.judge.prompt:
        yield Fact("Prompt", judgement.judge.prompt, provenance.prompt_fingerprint or "")
    if provenance.rendered_digest:
        yield Fact("Prompt as sent", "", provenance.rendered_digest)


def _digests(judgement: Judgement) -> Iterator[Fact]:
    provenance = judgement.provenance
    named = (
        ("Answer", provenance.answer_digest),
        ("Question bank", provenance.bank_digest),
        ("Judge’s settings", judgement.judge.settings_digest),
        ("Key, never paid for twice", judgement.key),
    )
    for name, digest in named:
        if digest:
            yield Fact(name, "", digest)


def _attempts(judgement: Judgement) -> str:
    attempts = judgement.attempts
    waited = sum(attempt.waited_s for attempt in attempts)
    took = f"{counted(len(attempts), 'request')} in {seconds(judgement.latency_ms / 1000)}"
    return f"{took}, {seconds(waited)} of them waiting" if waited >= NOTICEABLE_S else took


def _tokens(usage: Usage) -> str:
    cached = f", of which {thousands(usage.cached_tokens)} cached" if usage.cached_tokens else ""
    cost = "cost not known: no prices are set" if usage.cost is None else money(usage.cost)
    return f"{thousands(usage.input_tokens)} in{cached}; {thousands(usage.output_tokens)} out; {cost}"


def _checks(judgement: Judgement) -> Iterator[Fact]:
    if judgement.points:
        yield Fact("Quotes", _quotes(judgement))
    probable = [point.probability for point in judgement.points]
    if any(probability is not None for probability in probable):
        yield Fact("Probability of covered, by point", ", ".join(map(_probability, probable)))
    asked, credited = judgement.provenance.canaries, judgement.provenance.canaries_credited
    if asked:
        yield Fact("Decoy points", f"{len(asked)} asked, {len(credited) or 'none'} credited")


def _probability(said: float | None) -> str:
    return "none" if said is None else f"{said:.3f}"


def _quotes(judgement: Judgement) -> str:
    found = Counter(evidence.match for point in judgement.points for evidence in point.evidence)
    refused = sum(len(point.rejected) for point in judgement.points)
    kinds = [f"{found[match]} {words}" for match, words in _QUOTES.items() if found[match]]
    kinds += [f"{refused} refused"] if refused else []
    total = found.total() + refused
    return f"{total} checked: {listed(kinds)}" if total else "none given"


def _particulars(judgement: Judgement) -> Iterator[Fact]:
    provenance = judgement.provenance
    if provenance.reply_format:
        yield Fact("Reply format", _FORMATS.get(provenance.reply_format, provenance.reply_format))
    for example in provenance.examples:
        yield Fact("Shown as an example", "", example, f"/judgements/{example}")
    if provenance.parameters_refused:
        yield Fact("Parameters refused", f"{listed(provenance.parameters_refused)}, so left out")
    if provenance.canaries and provenance.seed is not None:
        yield Fact("Order of the points", f"shuffled, {_seeds(provenance)}")
    if provenance.versions:
        yield Fact("Versions", ", ".join(f"{name} {version}" for name, version in provenance.versions.items()))


def _seeds(provenance: Provenance) -> str:
    # The judges of a panel are asked in the same order, readings of one judge each in another.
    seeds = list(dict.fromkeys(str(ballot.seed) for ballot in provenance.ballots)) or [str(provenance.seed)]
    return f"seed{NBSP}{seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(seeds)}"


def _attempt(attempt: Attempt) -> AttemptRow:
    usage = attempt.usage
    code = f" ({attempt.status})" if attempt.status and attempt.outcome != "ok" else ""
    failed = "the endpoint failed" if attempt.outcome.startswith("http_5") else "the endpoint refused the request"
    said = _OUTCOMES.get(attempt.outcome) or (failed if attempt.outcome.startswith("http_") else attempt.outcome)
    return AttemptRow(
        number=attempt.number,
        at=moment(attempt.started_at),
        waited=seconds(attempt.waited_s) if attempt.waited_s >= NOTICEABLE_S else "",
        took=seconds(attempt.duration_s),
        outcome=f"{said}{code}",
        tokens=f"{thousands(usage.input_tokens)}, {thousands(usage.output_tokens)}" if usage != Usage() else "",
        cost="" if usage.cost is None else money(usage.cost),
    )
