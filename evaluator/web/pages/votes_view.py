"""What each of several readings said, where a judgement was put together from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.domain.judgements import Ballot, FlagCode, Judgement
from evaluator.domain.questions import PointId
from evaluator.domain.votes import tally
from evaluator.services.plain_words import explain_unscored
from evaluator.web.pages.figures import NBSP, money, thousands
from evaluator.web.pages.flag_notes import typographic
from evaluator.web.pages.judges import MATCHER

FAILED = "unscored"


@dataclass(frozen=True, slots=True)
class VoterView:
    """One reading: whose, what it took, and why it came to nothing, where it did."""

    name: str
    model: str
    took: str
    failed: str


@dataclass(frozen=True, slots=True)
class VoteRow:
    """What every reading said of one point, by the point's number: a verdict's word, or `unscored`."""

    number: int
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VotesView:
    """All votes; `rule` says what becomes of votes that differ."""

    voters: tuple[VoterView, ...]
    rows: tuple[VoteRow, ...]
    rule: str


def votes_view(judgement: Judgement) -> VotesView | None:
    """The votes that a judgement was put together from; None where one reading is all of it."""
    ballots = judgement.provenance.ballots
    if not ballots:
        return None
    return VotesView(
        voters=tuple(_voter(ballot, name) for ballot, name in zip(ballots, _names(ballots), strict=True)),
        rows=tuple(
            VoteRow(number, tuple(_said(ballot, point.point_id) for ballot in ballots))
            for number, point in enumerate(judgement.points, start=1)
        ),
        rule="Nobody is outvoted: where verdicts contradict each other, the point stays unsure and a person decides.",
    )


def splits_of(judgement: Judgement) -> Mapping[PointId, str]:
    """The points on which readings contradict each other, each with a sentence that says how they voted."""
    flag = judgement.flag(FlagCode.SPLIT_VOTE)
    ballots = [ballot for ballot in judgement.provenance.ballots if ballot.unscored is None]
    who = "The judge disagrees with itself" if is_one_judge(ballots) else "The judges disagree"
    return {
        point: f"{who}: {tally([ballot.verdicts[point] for ballot in ballots])}. A person decides."
        for point in (flag.points if flag and ballots else ())
    }


def is_one_judge(ballots: Sequence[Ballot]) -> bool:
    """Whether all of these are readings of the same judge."""
    return len({ballot.judge.name for ballot in ballots}) == 1


def _names(ballots: Sequence[Ballot]) -> list[str]:
    often, seen = Counter(ballot.judge.name for ballot in ballots), Counter[str]()
    names = []
    for ballot in ballots:
        name = ballot.judge.name
        seen[name] += 1
        reading = f"reading{NBSP}{seen[name]}"
        shown = "matcher" if name == MATCHER else name
        names.append(shown if often[name] == 1 else f"{shown}, {reading}")
    return names


def _voter(ballot: Ballot, name: str) -> VoterView:
    usage = ballot.usage
    tokens = f"{thousands(usage.input_tokens)}, {thousands(usage.output_tokens)}"
    cost = "" if usage.cost is None else f"; {money(usage.cost)}"
    return VoterView(
        name=name,
        model=ballot.judge.model,
        took=f"{tokens}{cost}" if usage.input_tokens else "",
        failed=typographic(explain_unscored(ballot.unscored)) if ballot.unscored else "",
    )


def _said(ballot: Ballot, point: PointId) -> str:
    return FAILED if ballot.unscored else ballot.verdicts[point].value
