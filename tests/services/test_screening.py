"""Screening judges of every temper with the golden answers that come with the program, through the real pipeline."""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evaluator.digests import Digest, Json, canonical_json, digest_text
from evaluator.domain.fitness import Temper
from evaluator.domain.judgements import Claim, JudgeIdentity, Reason, Unscored, Usage, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Canary, ExpectedPoint, PointId
from evaluator.domain.readings import Assignment, Exchange, Progress, Reading
from evaluator.domain.screened import Screened, screened_from
from evaluator.domain.screening import Inconclusive
from evaluator.domain.trials import Used
from evaluator.errors import JudgeUnknown
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pipeline import Judge
from evaluator.services.screening import ScreeningService
from evaluator.services.screening_words import brief, failure, grounds, headline
from evaluator.services.surroundings import Surroundings
from evaluator.settings.shipped import shipped
from evaluator.wiring.screening import GOOD, TWICE, WEAK, course
from tests.fakes import NOON, InMemoryLog
from tests.trial_fakes import InMemoryTrials

SETTINGS = digest_text("settings")
GPT = JudgeIdentity("gpt", "m-1", "coverage/v2", settings_digest=SETTINGS)
Labels = Mapping[PointId, tuple[Verdict, tuple[str, ...]]]
Says = Callable[[ExpectedPoint | Canary, Labels, int], tuple[Verdict, tuple[str, ...]]]
"""What a judge says of a point: by its labels and their evidence, and by how often it was asked about the answer."""


def golden() -> Mapping[Digest, Labels]:
    """The labels of each answer with the words they rest on."""
    labels = {}
    rows = {row["answer_id"]: row for file in shipped("data/golden").glob("*.jsonl") for row in _rows(file)}
    for one in course().answers:
        row = rows[one.answer_id]
        labels[one.answer.digest] = {
            PointId(point): (Verdict(label), tuple(row["evidence"].get(point, ())))
            for point, label in row["point_labels"].items()
        }
    return labels


def _rows(file: Path) -> list[dict[str, dict[str, str]]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@dataclass
class ScriptedReader:
    """A reader that says what its script says."""

    says: Says
    fails: Mapping[int, Reason] = field(default_factory=dict)
    wants_canaries: bool = True
    only_words: bool = False
    deadline_s: float = 10.0
    settings_digest: Digest = SETTINGS
    identity: JudgeIdentity = GPT
    asked: list[Digest] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        self._golden = golden()

    def for_batches(self) -> "ScriptedReader":
        return self

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        self.asked.append(assignment.answer.digest)
        times, number = self.asked.count(assignment.answer.digest), len(self.asked)
        if number in self.fails:
            return Reading((), Exchange(usage=self.usage), Unscored(self.fails[number], "It failed."))
        labels = self._golden[assignment.answer.digest]
        claims = []
        for asked in assignment.asked:
            verdict, quotes = self.says(asked, labels, times)
            claims.append(Claim(asked.id, verdict, "So.", quotes))
        return Reading(tuple(claims), Exchange(usage=self.usage))


class Shelf:
    """Screenings in memory, as the ledger would hold them."""

    def __init__(self) -> None:
        self.kept: dict[Digest, Screened] = {}
        self.trials = InMemoryTrials()
        self.judgements = InMemoryLog()

    async def keep(self, judge: JudgeIdentity, payload: Mapping[str, Json], used: Used) -> Screened:
        self.trials.throw_away(used)
        assert judge.settings_digest is not None
        written = canonical_json(payload).decode()
        self.kept[judge.settings_digest] = screened_from(judge.settings_digest, written, "2026-11-22T12:00:01.000000Z")
        return self.kept[judge.settings_digest]

    async def screened(self, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
        return {digest: self.kept[digest] for digest in settings if digest in self.kept}


def faithful(asked: ExpectedPoint | Canary, labels: Labels, times: int) -> tuple[Verdict, tuple[str, ...]]:
    return labels.get(asked.id, (Verdict.MISSED, ()))


def crediting(asked: ExpectedPoint | Canary, labels: Labels, times: int) -> tuple[Verdict, tuple[str, ...]]:
    return Verdict.COVERED, (asked.text,)


def denying(asked: ExpectedPoint | Canary, labels: Labels, times: int) -> tuple[Verdict, tuple[str, ...]]:
    return Verdict.MISSED, ()


def inventing(asked: ExpectedPoint | Canary, labels: Labels, times: int) -> tuple[Verdict, tuple[str, ...]]:
    verdict, _ = faithful(asked, labels, times)
    return verdict, ("zebras glockenspiel marmalade tricycle",) if verdict.credits else ()


def wavering(asked: ExpectedPoint | Canary, labels: Labels, times: int) -> tuple[Verdict, tuple[str, ...]]:
    verdict, quotes = faithful(asked, labels, times)
    return (verdict, quotes) if times == 1 or not isinstance(asked, ExpectedPoint) else (_other(verdict), quotes)


def _other(verdict: Verdict) -> Verdict:
    return Verdict.MISSED if verdict.credits else Verdict.COVERED


def service(reader: ScriptedReader, shelf: Shelf | None = None, owner: str = "here/1") -> ScreeningService:
    """The service with one judge."""
    judge = Judge(reader, Kinship(load_coefficients()), "en", JudgeSummary(reader.identity, is_default=True))
    ids, shelf = itertools.count(), shelf or Shelf()
    world = Surroundings(lambda: NOON, lambda: f"{owner}-{next(ids)}", owner, lambda owner: True)
    return ScreeningService([judge], course, shelf, shelf.trials, shelf.judgements, world, lambda _: asyncio.sleep(0))


async def screened(reader: ScriptedReader) -> Screened:
    found = await service(reader).screen("gpt", by="anna")
    assert isinstance(found, Screened)
    return found


@pytest.mark.parametrize(
    ("says", "temper", "words"),
    [
        pytest.param(crediting, Temper.CREDITS_EVERYTHING, "credits everything", id="credits everything"),
        pytest.param(denying, Temper.CREDITS_NOTHING, "credits nothing", id="credits nothing"),
        pytest.param(inventing, Temper.INVENTS_QUOTES, "invents quotes", id="invents quotes"),
        pytest.param(wavering, Temper.UNSTABLE, "is unstable", id="unstable"),
    ],
)
async def test_a_judge_of_each_temper_is_told_for_what_it_is(says: Says, temper: Temper, words: str) -> None:
    found = await screened(ScriptedReader(says))
    assert temper in found.screening.tempers
    assert words in headline(found.screening)
    assert headline(found.screening).startswith("is unfit")


async def test_a_judge_that_says_what_people_said_is_fit() -> None:
    found = await screened(ScriptedReader(faithful))
    assert (found.screening.tempers, found.screening.decoyed.hits, found.by) == ((), 0, "anna")
    assert headline(found.screening) == "is fit: it tells covered from missed"
    there = sum(label is Verdict.COVERED for one in course().answers for label in one.verdicts.values())
    assert f"Of {there} points that are there it credits 100 %" in "\n".join(grounds(found.screening))
    assert brief(found).startswith("screened on 22 Nov 2026: is fit")


async def test_a_judge_that_credits_everything_credits_decoys_as_well() -> None:
    found = (await screened(ScriptedReader(crediting))).screening
    assert (found.decoyed.hits, found.decoyed.cases) == (24, 24)
    assert found.tnr is not None
    assert found.tnr.share == 0.0
    assert found.caught.cases == found.absent


async def test_twenty_answers_are_asked_and_four_of_them_again() -> None:
    reader, told = ScriptedReader(faithful), []
    await service(reader).screen("gpt", by="anna", tell=lambda done, of: told.append((done, of)))
    assert (len(reader.asked), len(set(reader.asked))) == (24, 20)
    assert told == [(number, 24) for number in range(1, 25)]


async def test_where_the_endpoint_fails_at_once_nothing_more_is_asked_and_nothing_kept() -> None:
    reader, shelf = ScriptedReader(faithful, {1: Reason.ENDPOINT_UNREACHABLE}), Shelf()
    found = await service(reader, shelf).screen("gpt", by="anna")
    assert found == Inconclusive(1, 1, Reason.ENDPOINT_UNREACHABLE)
    assert "endpoint unreachable" in failure(found)
    assert (len(reader.asked), shelf.kept) == (1, {})


async def test_where_the_endpoint_fails_half_way_only_what_was_not_answered_is_asked_again() -> None:
    reader = ScriptedReader(faithful, dict.fromkeys(range(9, 25), Reason.ENDPOINT_FAILED))
    shelf = Shelf()
    assert isinstance(await service(reader, shelf).screen("gpt", by="anna"), Inconclusive)
    reader.fails = {25: Reason.ENDPOINT_UNREACHABLE}
    # The next one that is to be asked shows that it is down still.
    assert await service(reader, shelf).screen("gpt", by="anna") == Inconclusive(1, 1, Reason.ENDPOINT_UNREACHABLE)
    found = await service(reader, shelf).screen("gpt", by="anna")
    assert isinstance(found, Screened)
    assert (len(reader.asked), found.screening.answers, found.screening.is_fit) == (24 + 1 + 16, 20, True)
    assert shelf.trials.notes == []


async def test_two_processes_that_screen_a_judge_at_once_share_one_screening() -> None:
    reader, shelf = ScriptedReader(faithful), Shelf()
    services = [service(reader, shelf, owner) for owner in ("here/1", "there/2")]
    one, other = await asyncio.gather(*(each.screen("gpt", by="first use") for each in services))
    assert isinstance(one, Screened)
    assert (one, len(reader.asked), shelf.judgements.claims) == (other, 24, {})


async def test_where_the_one_fails_that_was_waited_for_the_other_goes_on() -> None:
    reader, shelf = ScriptedReader(faithful, dict.fromkeys(range(9, 25), Reason.ENDPOINT_FAILED)), Shelf()
    services = [service(reader, shelf, owner) for owner in ("here/1", "there/2")]
    one, other = await asyncio.gather(*(each.screen("gpt", by="first use") for each in services))
    assert isinstance(one, Inconclusive)
    assert isinstance(other, Screened)
    assert len(reader.asked) == 24 + 16


async def test_a_reply_that_cannot_be_used_is_not_asked_for_until_it_can_be() -> None:
    lost = dict.fromkeys(range(2, 8), Reason.ENDPOINT_FAILED) | {1: Reason.REPLY_INVALID}
    reader, shelf = ScriptedReader(faithful, lost, usage=Usage(900, 0, 120)), Shelf()
    assert isinstance(await service(reader, shelf).screen("gpt", by="anna"), Inconclusive)
    found = await service(reader, shelf).screen("gpt", by="anna")
    assert isinstance(found, Screened)
    assert (len(reader.asked), found.screening.unscored, found.screening.usage.output_tokens) == (30, 1, 120 * 30)


async def test_a_model_whose_replies_cannot_be_used_is_unfit() -> None:
    found = await screened(ScriptedReader(faithful, dict.fromkeys(range(1, 25), Reason.REPLY_INVALID)))
    assert found.screening.tempers == (Temper.BREAKS_OFF,)
    assert "Not scored: 20 of 20 answers" in "\n".join(grounds(found.screening))
    assert brief(found) == "screened on 22 Nov 2026: is unfit: it gives no usable replies"


async def test_the_newest_screening_of_each_judge_is_found_by_its_settings() -> None:
    reader, shelf = ScriptedReader(faithful), Shelf()
    desk = service(reader, shelf)
    assert await desk.newest() == {}
    kept = await desk.screen("gpt", by="anna")
    assert await desk.newest() == {"gpt": kept}


async def test_a_judge_that_is_not_there_is_not_screened() -> None:
    with pytest.raises(JudgeUnknown, match="Configured: gpt"):
        await service(ScriptedReader(faithful)).screen("gtp", by="anna")


def test_half_of_the_answers_are_weak_and_all_are_of_the_part_that_things_are_tuned_on() -> None:
    rows = {row["answer_id"]: row for file in shipped("data/golden").glob("*.jsonl") for row in _rows(file)}
    assert (len(GOOD), len(WEAK)) == (10, 10)
    assert {rows[name]["part"] for name in (*GOOD, *WEAK)} == {"tuning"}
    assert {label for name in WEAK for label in rows[name]["point_labels"].values()} == {"missed"}
    assert set(TWICE) <= {*GOOD, *WEAK}


def test_every_question_of_the_bank_is_asked() -> None:
    assert len({one.question.id for one in course().answers}) == 16


def test_what_screening_takes_is_known_before() -> None:
    assert (course().requests, course().workload.answers) == (24, 24)
    assert course().workload.points > 150
