"""Points asked one by one, of which some fail: what was answered is not asked again, and every request is told."""

from collections import Counter
from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Usage, Verdict
from evaluator.domain.outcomes import Outcome, Tries
from evaluator.domain.readings import untold
from evaluator.judge.config import Mode
from evaluator.judge.panel import Escalation, Panel
from evaluator.judge.pipeline import Member
from evaluator.judge.sampling import Sampling
from tests.judge.points import ANSWERED, BROKEN, COLOURS, DOWN, SAID, SIX, WAYS, SixPointChat, judge_asking


async def _tried(member: Member, *, pausing: bool = False) -> tuple[Outcome, float]:
    """What all tries that it takes come to, and what of their cost was settled as they came."""
    tries, settled = Tries(), 0.0
    while True:
        outcome = await member.resume(SIX, typed(SAID), 0, untold, tries.last)
        settled += tries.settle(outcome)
        if outcome.unscored is None:
            return tries.end(outcome), settled
        tries.fail(outcome)
        if pausing:
            told, tries = tries.settled, Tries(tries.paid)
            tries.settled = told


def _usage(chat: SixPointChat) -> Usage:
    """What all that was asked of it has taken."""
    answered, asked = len(chat.answered), len(chat.asked)
    broken = asked - answered
    return Usage(
        answered * ANSWERED.input_tokens + broken * BROKEN.input_tokens,
        answered * ANSWERED.cached_tokens,
        answered * ANSWERED.output_tokens,
        answered * 0.5 + broken * 0.25,
    )


@pytest.mark.parametrize("way", WAYS)
async def test_six_points_of_which_the_fourth_request_fails_take_seven_requests(way: Mode) -> None:
    chat = SixPointChat({4})
    outcome, settled = await _tried(judge_asking(chat, way))
    assert sorted(chat.answered) == sorted(COLOURS)
    assert Counter(chat.asked) == Counter([*COLOURS, chat.asked[3]])
    assert outcome.exchange.usage == _usage(chat)
    assert settled == outcome.exchange.usage.cost == 6 * 0.5 + 0.25


@pytest.mark.parametrize("way", WAYS)
async def test_the_record_tells_of_all_seven_and_of_each_message_once(way: Mode) -> None:
    outcome, _ = await _tried(judge_asking(SixPointChat({4}), way))
    exchange = outcome.exchange
    assert [attempt.number for attempt in exchange.attempts] == list(range(1, 8))
    assert sorted(attempt.outcome for attempt in exchange.attempts) == ["http_503", *["ok"] * 6]
    assert (len(exchange.raw_replies), exchange.raw_replies.count("busy")) == (7, 1)
    assert len(exchange.sent) == 1 + len(COLOURS)


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_put_together_of_two_tries_is_what_one_would_have_come_to(way: Mode) -> None:
    once, _ = await _tried(judge_asking(SixPointChat(), way))
    again, _ = await _tried(judge_asking(SixPointChat({4}), way))
    assert [point.verdict for point in again.points] == [Verdict.MISSED] * 6
    assert (again.points, again.coverage, again.flags, again.seed) == (
        once.points,
        once.coverage,
        once.flags,
        once.seed,
    )
    assert (again.exchange.rendered_digest, again.exchange.sent) == (once.exchange.rendered_digest, once.exchange.sent)
    assert again.readings == ()


async def test_of_the_points_that_failed_the_first_goes_alone_and_the_others_at_once() -> None:
    chat = SixPointChat({2, 4, 5})
    await _tried(judge_asking(chat))
    failed = [chat.asked[number] for number in (1, 3, 4)]
    assert chat.asked[6:] == failed
    assert chat.widths == [1, 5, 4, 3, 2, 1, 1, 2, 1]


async def test_while_the_endpoint_is_away_each_try_takes_one_request_and_keeps_what_there_was() -> None:
    chat = SixPointChat({4, 5, 7, 8, 9})
    outcome, _ = await _tried(judge_asking(chat))
    assert chat.asked[6:] == [chat.asked[3]] * 4 + [chat.asked[4]]
    assert outcome.exchange.usage == _usage(chat)


async def test_where_the_first_request_failed_all_are_asked() -> None:
    chat = SixPointChat({1})
    outcome, _ = await _tried(judge_asking(chat))
    assert chat.asked == [chat.asked[0], *chat.answered]
    assert outcome.exchange.usage == _usage(chat)


async def test_a_judge_that_is_asked_anew_asks_for_every_point() -> None:
    chat = SixPointChat({4})
    judge = judge_asking(chat)
    for _ in range(2):
        await judge.judge(SIX, typed(SAID), 0, untold)
    assert len(chat.asked) == 12


async def test_each_of_several_readings_keeps_its_own_points() -> None:
    # The three go on side by side: one point of each fails.
    chat = SixPointChat({4, 9, 14})
    outcome, _ = await _tried(Sampling(judge_asking(chat), 3))
    assert Counter(chat.answered) == dict.fromkeys(COLOURS, 3)
    assert len(chat.asked) == 21
    assert outcome.exchange.usage == _usage(chat)


async def test_every_member_of_a_panel_keeps_its_points() -> None:
    chats = [SixPointChat({3}), SixPointChat({2})]
    panel = Panel(
        "careful", [judge_asking(chat) for chat in chats], frozenset(Escalation), is_default=True, in_batch=True
    )
    outcome, _ = await _tried(panel)
    assert [(len(chat.asked), sorted(chat.answered)) for chat in chats] == [(7, sorted(COLOURS))] * 2
    assert outcome.exchange.usage == _usage(chats[0]).plus(_usage(chats[1]))
    assert outcome.readings == ()


async def test_a_panel_holds_each_failed_point_once() -> None:
    panel = Panel("careful", [judge_asking(SixPointChat({3}))], frozenset(), is_default=True, in_batch=True)
    outcome = await panel.judge(SIX, typed(SAID), 0, untold)
    assert outcome.readings == ()
    (part,) = outcome.parts
    assert [reading.unscored for reading in part.readings].count(DOWN) == 1
    assert len(part.readings) == 6


@settings(max_examples=50)
@given(
    failing=st.sets(st.integers(1, 30)),
    way=st.sampled_from(WAYS),
    samples=st.sampled_from([1, 3]),
    is_panel=st.booleans(),
    pausing=st.booleans(),
)
async def test_whatever_fails_and_however_often_no_point_is_answered_twice_and_every_request_is_told_once(
    failing: Set[int], way: Mode, samples: int, is_panel: bool, pausing: bool
) -> None:
    chat = SixPointChat(failing)
    judge = judge_asking(chat, way)
    member: Member = judge if samples == 1 else Sampling(judge, samples)
    if is_panel:
        member = Panel("careful", [member], frozenset(), is_default=True, in_batch=True)
    outcome, settled = await _tried(member, pausing=pausing)
    assert max(Counter(chat.answered).values()) <= samples
    assert outcome.exchange.usage == _usage(chat)
    assert (settled, len(outcome.exchange.attempts)) == (pytest.approx(_usage(chat).cost), len(chat.asked))
