"""The matcher finds talk about points, quotes it exactly, and stays unsure where words cannot tell."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.bank import load_bank
from evaluator.digests import digest_text
from evaluator.domain.answers import MAX_CHARACTERS, Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.judgements import Claim, Verdict
from evaluator.domain.questions import (
    Anchors,
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionId,
    QuestionKind,
)
from evaluator.domain.readings import Assignment, Stage, Step, untold
from evaluator.domain.scales import Thresholds
from evaluator.errors import CoefficientsInvalid
from evaluator.judge.findings import LONGEST_QUOTE
from evaluator.judge.matcher import COEFFICIENTS_FILE, Matcher, load_coefficients
from evaluator.settings.shipped import shipped

SAFE_KEEPING = Question(
    QuestionId("safe-keeping"),
    "Safe keeping",
    "How would you keep a booking site safe?",
    QuestionKind.KNOWLEDGE,
    (
        ExpectedPoint(
            PointId("hashes"),
            "Passwords are stored only as salted hashes",
            terms=("bcrypt", "one way", "never stored"),
        ),
        ExpectedPoint(
            PointId("checks"), "Every route is guarded by a check on the server", terms=("middleware", "guard")
        ),
        ExpectedPoint(PointId("backups"), "Backups are restored regularly to try them out", terms=("restore drill",)),
    ),
    canaries=(Canary(PointId("wax"), "Passwords are sealed with wax at the post office"),),
)
USELESS = Anchors('Says so. "Argon2 turns it into something useless."', '"They are safe."', '"Long ones."')
DEADLINE = Question(
    QuestionId("deadline"),
    "A deadline",
    "Tell me about a tight deadline.",
    QuestionKind.EXPERIENCE,
    (ExpectedPoint(PointId("first"), "Put the most urgent tasks first", terms=("prioritise", "priorities")),),
)
TOLD_MORE = replace(
    SAFE_KEEPING,
    points=(
        replace(SAFE_KEEPING.points[0], anchors=USELESS),
        replace(
            SAFE_KEEPING.points[1],
            anchors=Anchors('Says so. "Nobody gets in without a session."', '"It is safe."', '"A door."'),
        ),
        replace(
            SAFE_KEEPING.points[2],
            anchors=Anchors('Says so. "Each month we load a copy."', '"We copy it."', '"A tape."'),
        ),
    ),
)
"""The same question, its points with examples beside their terms."""
LONG = "Passwords lie on the site as salted hashes, so that no thief of a disk gains anything useful by reading them"
MATCHER = Matcher(load_coefficients())
GOOD = (
    "Passwords are never stored, we only store salted hashes made by bcrypt. "
    "Middleware guards every route, so the server has a check on each of them."
)


async def _read(answer: Answer, question: Question = SAFE_KEEPING, *extra: Canary) -> tuple[Claim, ...]:
    spoken = tuple(answer.words_of(turn) for turn in answer.own_turns)
    reading = await MATCHER.read(Assignment(answer, question, (*question.points, *extra), spoken), untold)
    assert reading.unscored is None
    return reading.claims


async def _claim(text: str, question: Question = SAFE_KEEPING) -> Claim:
    return (await _read(typed(text), question))[0]


def _about(wording: str) -> Question:
    return replace(SAFE_KEEPING, points=(replace(SAFE_KEEPING.points[0], text=wording),))


async def test_points_in_the_answer_are_covered_and_the_others_missed() -> None:
    claims = await _read(typed(GOOD))
    assert [claim.verdict for claim in claims] == [Verdict.COVERED, Verdict.COVERED, Verdict.MISSED]
    assert [claim.point_id for claim in claims] == ["hashes", "checks", "backups"]


async def test_the_passage_that_speaks_for_a_point_is_quoted_and_its_words_are_named() -> None:
    claim = await _claim(GOOD)
    assert claim.quotes == ("Passwords are never stored, we only store salted hashes made by bcrypt",)
    assert claim.reason == "The answer has “Passwords”, “never stored”, “salted” and “bcrypt”, close together."


async def test_a_missed_point_has_no_quote() -> None:
    claim = await _claim("We paint the office in the evening, mostly in green.")
    assert (claim.verdict, claim.quotes) == (Verdict.MISSED, ())
    assert claim.reason == "Neither the point’s words nor words close to them are in the answer."


async def test_a_missed_point_says_which_of_its_words_there_are() -> None:
    claim = await _claim("Our site is painted green.", _about(LONG))
    assert claim.verdict is Verdict.MISSED
    assert claim.reason == "Of the point’s words the answer has only “site”."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("There are passwords, and we store them safely.", "talk about the point"),
        ("We do not keep salted hashes, passwords are stored as they are, bcrypt is slow.", "“not” or the like"),
        ("Passwords are stored only as bcrypt or as salted hashes that never work.", "“not” or the like"),
    ],
    ids=["half of it", "denied before", "denied after"],
)
async def test_words_that_may_mean_something_else_leave_a_point_unsure(text: str, why: str) -> None:
    claim = await _claim(text)
    assert claim.verdict is Verdict.UNSURE
    assert why in claim.reason
    assert claim.quotes


async def test_a_single_word_of_the_example_keeps_a_point_from_being_missed_but_is_no_quote() -> None:
    exemplified = replace(SAFE_KEEPING, points=(ExpectedPoint(PointId("p"), LONG, anchors=USELESS),))
    claim = await _claim("That lamp is useless.", exemplified)
    assert (claim.verdict, claim.quotes) == (Verdict.UNSURE, ())
    assert claim.reason == "The answer has “useless”. That is too little to say either way."


def _found_by(*terms: str) -> Question:
    return replace(SAFE_KEEPING, points=(ExpectedPoint(PointId("p"), "Secret keys stay hidden", terms=terms),))


@pytest.mark.parametrize(
    ("term", "text", "named"),
    [
        ("restore drill", "We drill: we restore everything.", "“drill: we restore”"),
        ("restore drill", "We restore things. Later I bought a new electric drill.", None),
        ("restore drill dates", "The dates of each restore drill are public.", "“dates of each restore drill”"),
        ("in your hands", "It was in your hands.", "“in your hands”"),
        ("in your hands", "It was in my hands.", None),
        ("who you are", "It shows who you are.", "“who you are”"),
        ("who you are", "It shows who we are.", None),
        ("not in plain text", "They are not in plain text.", "“plain text”"),
        ("not in plain text", "They are in plain text.", None),
        ("bcrypt", "With bcrypt, yes.", "“bcrypt”"),
        ("…", "Well … yes.", None),
    ],
)
async def test_a_term_is_found_as_a_whole_near_by_or_not_at_all(term: str, text: str, named: str | None) -> None:
    claim = await _claim(text, _found_by(term))
    assert (claim.verdict is Verdict.MISSED) if named is None else (named in claim.reason)


async def test_a_denial_that_belongs_to_the_point_does_not_count_against_it() -> None:
    claim = await _claim("The passwords themselves are never stored, only salted hashes by bcrypt.")
    assert claim.verdict is Verdict.COVERED


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("In May I put the most urgent tasks first and told everybody.", Verdict.COVERED),
        ("It is important to put the most urgent tasks first.", Verdict.UNSURE),
        ("Deadlines are a matter of attitude and of strong coffee.", Verdict.MISSED),
        ("In May we moved into a new office and I painted the walls.", Verdict.UNSURE),
    ],
    ids=["told", "recited", "neither", "something else told"],
)
async def test_where_an_episode_is_asked_for_a_principle_is_not_enough(text: str, verdict: Verdict) -> None:
    assert (await _claim(text, DEADLINE)).verdict is verdict


async def test_where_an_episode_is_told_in_other_words_a_person_is_asked() -> None:
    claim = await _claim("In May we moved into a new office and I painted the walls.", DEADLINE)
    assert claim.quotes == ()
    assert "the candidate tells of something they did" in claim.reason


async def test_a_slip_of_the_pen_and_another_ending_still_match() -> None:
    claim = await _claim("Every pasword is stored only as salted hashes, which are one way.")
    assert claim.verdict is Verdict.COVERED


async def test_a_point_made_in_two_sentences_is_quoted_in_both() -> None:
    claim = await _claim("Passwords are stored with care. Only salted hashes are kept.")
    assert claim.quotes == ("Passwords are stored with care", "Only salted hashes are kept")


async def test_of_a_long_passage_only_the_part_around_its_words_is_quoted() -> None:
    talk = (
        "well as I said at the start of our talk there was that matter of the two offices and the painter, "
        "and passwords are stored only as salted hashes, which my brother the painter, who is really good at it "
        "and quick and cheap, never did understand"
    )
    claim = await _claim(talk)
    assert claim.quotes == ("and passwords are stored only as salted hashes",)


async def test_a_long_passage_without_pauses_is_quoted_from_word_to_word() -> None:
    before, after = "so then he told me about that one long trip to the coast " * 1, " and he told me so " * 3
    claim = await _claim(before + "passwords stored only as salted hashes" + after)
    assert claim.quotes == ("passwords stored only as salted hashes",)


async def test_words_the_question_has_count_for_little() -> None:
    echo = replace(SAFE_KEEPING, text="How are passwords stored, and what are salted hashes?")
    asked, free = await _claim("Salted passwords.", echo), await _claim("Salted passwords.")
    assert asked.probability == free.probability  # what is left of the point is weighed as before
    mixed = "Passwords are stored."
    other = replace(SAFE_KEEPING, text="How are passwords stored?")
    assert ((await _claim(mixed, other)).probability or 0) < ((await _claim(mixed)).probability or 0)


async def test_a_decoy_is_read_like_a_point() -> None:
    claims = await _read(typed("They are sealed with wax at the post office."), SAFE_KEEPING, *SAFE_KEEPING.canaries)
    assert claims[-1].point_id == "wax"
    assert "wax" in claims[-1].reason
    assert (await _read(typed(GOOD), SAFE_KEEPING, *SAFE_KEEPING.canaries))[:-1] == await _read(typed(GOOD))


async def test_two_words_that_are_not_found_are_too_little_to_miss_a_point_by() -> None:
    short = replace(SAFE_KEEPING, points=(ExpectedPoint(PointId("short"), "Reproduced the problem"),))
    claim = await _claim("We paint the office.", short)
    assert claim.verdict is Verdict.UNSURE
    assert claim.reason == (
        "Neither the point’s words nor words close to them are in the answer. That is too little to say either way."
    )


@pytest.mark.parametrize("wording", ["It is so", "…"], ids=["fillers", "no words"])
async def test_a_point_without_words_of_its_own_is_left_open_or_missed(wording: str) -> None:
    bare = replace(SAFE_KEEPING, points=(ExpectedPoint(PointId("bare"), wording),))
    assert (await _claim(GOOD, bare)).verdict in (Verdict.MISSED, Verdict.UNSURE)


async def test_a_point_without_words_of_its_own_is_found_by_its_terms() -> None:
    bare = replace(SAFE_KEEPING, points=(ExpectedPoint(PointId("bare"), "It is so", terms=("bcrypt",)),))
    assert (await _claim("It is bcrypt.", bare)).verdict is Verdict.COVERED


def _conversation(asked: str, said: str, then: str = "") -> Answer:
    parts = [("Interviewer: ", asked, False), ("Candidate: ", said, True), ("Interviewer: ", then, False)]
    text, turns = "", []
    for name, words, own in parts:
        text += name
        turns.append(Turn(Span(len(text), len(text) + len(words)), name[:-2], by_candidate=own))
        text += words + "\n"
    return compose(text, turns, AnswerKind.TRANSCRIPT)


async def test_what_the_interviewer_says_changes_nothing() -> None:
    quiet = await _read(_conversation("Go on.", GOOD))
    leading = await _read(_conversation("Backups are restored regularly, right?", GOOD, "And a restore drill?"))
    assert leading == quiet == await _read(typed(GOOD))


async def test_the_order_of_the_points_changes_nothing() -> None:
    turned = replace(SAFE_KEEPING, points=SAFE_KEEPING.points[::-1])
    assert set(await _read(typed(GOOD), turned)) == set(await _read(typed(GOOD)))


async def test_words_of_two_turns_do_not_stand_close_together() -> None:
    text = "Candidate: Passwords are stored.\nInterviewer: How?\nCandidate: Only as salted hashes."
    turns = [
        Turn(Span(11, 32), "Candidate", by_candidate=True),
        Turn(Span(46, 50), "Interviewer", by_candidate=False),
        Turn(Span(62, len(text)), "Candidate", by_candidate=True),
    ]
    claim = (await _read(compose(text, turns, AnswerKind.TRANSCRIPT)))[0]
    together = await _claim("Passwords are stored. Only as salted hashes.")
    assert (claim.probability or 0) < (together.probability or 0)


OFF_TOPIC = (
    "On Sundays we bake bread in the village. My aunt brings flour from the mill, and the children shape small loaves. "
    "Later everybody walks to the lake, some swim, others sleep under the trees until the evening."
)
WAVED_AWAY = (
    "Salted hashes are overkill and a waste, so I skip them. Middleware is pointless, a check of the route is useless "
    "nonsense, and backups are unnecessary overkill."
)


async def test_an_answer_about_something_else_misses_points_that_are_described() -> None:
    claims = await _read(typed(OFF_TOPIC), TOLD_MORE)
    assert {claim.verdict for claim in claims} == {Verdict.MISSED}
    assert not any(claim.quotes for claim in claims)


async def test_what_an_answer_waves_away_is_not_credited() -> None:
    assert Verdict.COVERED not in {claim.verdict for claim in await _read(typed(WAVED_AWAY), TOLD_MORE)}


async def test_a_missed_point_whose_words_are_there_says_why_it_is_missed() -> None:
    claim = (await _read(typed(WAVED_AWAY), TOLD_MORE))[2]
    assert claim.verdict is Verdict.MISSED
    assert "“backups”" in claim.reason
    assert claim.reason.endswith("hardly ever made the point where people had judged them.")


async def test_a_sentence_in_a_points_own_words_makes_it_whatever_the_rest_is_like() -> None:
    claim = (await _read(typed("Passwords are stored only as salted hashes."), TOLD_MORE))[0]
    assert claim.verdict is Verdict.COVERED
    assert claim.quotes == ("Passwords are stored only as salted hashes",)


async def test_bare_words_make_no_point_that_is_described() -> None:
    bare = "passwords, stored, salted, hashes, bcrypt, middleware, guard, route, check, server, backups, restore drill"
    assert Verdict.COVERED not in {claim.verdict for claim in await _read(typed(bare), TOLD_MORE)}


async def test_a_points_own_words_in_a_list_leave_it_unsure() -> None:
    claim = await _claim("passwords stored only salted hashes bcrypt", _about("Passwords stored only salted hashes"))
    assert claim.verdict is Verdict.UNSURE
    assert claim.reason.endswith("They stand in a list, not in a sentence that says something of them.")


async def test_the_same_words_earn_a_point_more_where_the_rest_of_the_answer_is_about_the_question() -> None:
    made = "We let bcrypt salt every password before it is written down."
    alone = (await _read(typed(f"{made} {OFF_TOPIC}"), TOLD_MORE))[0]
    among = (await _read(typed(f"{GOOD} {made}"), TOLD_MORE))[0]
    assert (alone.probability or 0) < (among.probability or 0)


BANK = load_bank(shipped("data/questions.yaml"))
CACHED = (
    "Static files get Cache-Control with a long max-age and an ETag, so the browser keeps its copy and gets a 304 when "
    "nothing has changed."
)


async def test_a_point_that_would_be_the_only_one_credited_is_left_to_a_person() -> None:
    asked = BANK.question("caching")
    assert asked is not None
    at = next(number for number, point in enumerate(asked.points) if point.id == "http-caching-headers")
    only = replace(asked, points=asked.points[at : at + 1])
    assert (await _read(typed(f"{CACHED} {OFF_TOPIC}"), only))[0].verdict is Verdict.COVERED
    among = (await _read(typed(f"{CACHED} {OFF_TOPIC}"), asked))[at]
    assert (among.verdict, bool(among.quotes)) == (Verdict.UNSURE, True)
    assert among.reason.endswith("else that the question asks for is found, so it may be said of another matter.")


async def test_a_single_described_point_is_read_without_others() -> None:
    only = replace(TOLD_MORE, points=TOLD_MORE.points[:1])
    assert (await _claim(GOOD, only)).quotes


SAID = st.text(alphabet=st.sampled_from(" .,\n'’aä—z"), max_size=20)
KNOWN = st.sampled_from([*GOOD.split(), "not", "never", "restore", "drill", "one", "way", "backups", "who"])
ANSWERS = st.lists(st.one_of(KNOWN, SAID), max_size=60).map(" ".join).filter(lambda text: any(map(str.isalnum, text)))


@given(said=ANSWERS, asked=ANSWERS)
@settings(max_examples=60, deadline=None)
async def test_every_quote_stands_in_the_candidates_own_words(said: str, asked: str) -> None:
    answer = _conversation(asked, said)
    for claim in (*await _read(answer), *await _read(answer, TOLD_MORE)):
        assert 0.0 <= (claim.probability or 0.0) <= 1.0
        assert claim.reason
        assert all(quote in said and len(quote) <= LONGEST_QUOTE for quote in claim.quotes)
        assert (claim.verdict is not Verdict.COVERED) or claim.quotes


HOSTILE = {
    "one word": "x" * MAX_CHARACTERS,
    "one-letter words": "a " * (MAX_CHARACTERS // 2),
    "words of the point": ("passwords stored salted hashes " * 2_000)[:MAX_CHARACTERS],
    "a term over and over": ("one way " * 7_000)[:MAX_CHARACTERS],
    "thousands of words with one initial": " ".join(f"pass{number:05}x" for number in range(4_500)),
    "a passage in each line": "a\n" * (MAX_CHARACTERS // 2),
    "no end of apostrophes": ("a’" * MAX_CHARACTERS)[: MAX_CHARACTERS - 1] + "b",
}
MOST_CALLS = 3_000_000


@pytest.mark.parametrize("question", [SAFE_KEEPING, TOLD_MORE], ids=["bare", "described"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_no_text_takes_more_than_a_bounded_number_of_steps(text: str, question: Question) -> None:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    answer = typed(text)
    sys.setprofile(count)
    try:
        claims = await _read(answer, question)
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS
    assert all(len(quote) <= LONGEST_QUOTE for claim in claims for quote in claim.quotes)


async def test_people_waiting_are_told_that_it_reads() -> None:
    steps: list[Step] = []
    await MATCHER.read(Assignment(typed(GOOD), SAFE_KEEPING, SAFE_KEEPING.points, (GOOD,)), steps.append)
    assert [step.stage for step in steps] == [Stage.ASK]


def test_it_says_who_it_is_and_what_its_claims_depend_on() -> None:
    other = Matcher(replace(load_coefficients(), version="4", digest=digest_text("other")))
    assert (MATCHER.identity.name, MATCHER.identity.model, MATCHER.identity.prompt) == ("matcher", "matcher/4", "none")
    assert other.identity.model == "matcher/4"
    assert MATCHER.identity.settings_digest == MATCHER.settings_digest != other.settings_digest
    assert (MATCHER.wants_canaries, MATCHER.only_words) == (False, True)


async def test_thresholds_of_ones_own_decide_by_the_probability_that_is_told() -> None:
    told = {claim.point_id: claim.probability or 0.0 for claim in await _read(typed(GOOD))}
    assert max(told.values()) > 0.5 > min(told.values())
    matcher = Matcher(load_coefficients(), Thresholds(0.5, 0.49))
    assignment = Assignment(typed(GOOD), SAFE_KEEPING, SAFE_KEEPING.points, (GOOD,))
    claims = {claim.point_id: claim for claim in (await matcher.read(assignment, untold)).claims}
    assert {name: claim.probability for name, claim in claims.items()} == told
    assert all(claims[name].verdict in (Verdict.COVERED, Verdict.UNSURE) for name in told if told[name] >= 0.5)
    assert Verdict.COVERED in {claim.verdict for claim in claims.values()}
    never = Matcher(load_coefficients(), Thresholds(None, None))
    assert {claim.verdict for claim in (await never.read(assignment, untold)).claims} == {Verdict.UNSURE}


async def test_thresholds_of_ones_own_are_held_against_what_is_covered_and_what_is_there_at_all() -> None:
    odds = Matcher(load_coefficients()).odds(TOLD_MORE, typed(GOOD))
    point_id, seen = next((one, seen) for one, seen in odds.items() if seen.described)
    assert seen.there != seen.covered
    missing = Matcher(load_coefficients(), Thresholds(None, seen.there)).odds(TOLD_MORE, typed(GOOD))[point_id]
    assert (missing.covered, missing.is_covered, missing.is_missed) == (seen.covered, False, True)
    covering = Matcher(load_coefficients(), Thresholds(seen.covered, 1.0)).odds(TOLD_MORE, typed(GOOD))[point_id]
    assert (covering.is_covered, covering.is_missed) == (True, False)


def test_other_thresholds_make_it_another_judge_to_the_record() -> None:
    digests = {
        Matcher(load_coefficients(), thresholds).settings_digest
        for thresholds in (None, Thresholds(0.5, 0.1), Thresholds(0.5, None), Thresholds(0.6, 0.1))
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("thresholds", "told"),
    [
        pytest.param(None, {}, id="as fitted"),
        pytest.param(Thresholds(0.7, 0.1), {"covered_from": 0.7, "missed_up_to": 0.1}, id="both"),
        pytest.param(Thresholds(0.7, None), {"covered_from": 0.7, "missed_up_to": "never"}, id="never missed"),
    ],
)
async def test_thresholds_of_ones_own_are_told_as_the_parameters_of_what_was_read(
    thresholds: Thresholds | None, told: dict[str, object]
) -> None:
    assignment = Assignment(typed(GOOD), SAFE_KEEPING, SAFE_KEEPING.points, (GOOD,))
    reading = await Matcher(load_coefficients(), thresholds).read(assignment, untold)
    assert reading.exchange.parameters_sent == told


def test_the_figures_that_are_shipped_say_how_they_came_about() -> None:
    assert "fit_matcher.py" in json.loads(COEFFICIENTS_FILE.read_text(encoding="utf-8"))["about"]


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"], ids=["no file", "no JSON", "a list", "empty"])
def test_damaged_figures_are_refused(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "matcher.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CoefficientsInvalid, match="Install again"):
        load_coefficients(path)
