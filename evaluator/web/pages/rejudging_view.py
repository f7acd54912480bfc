"""What is outdated, and what judging it again costs, as its page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.outdated import Why
from evaluator.domain.questions import QuestionBank
from evaluator.domain.rejudging import Group, Rejudging, Standing
from evaluator.domain.users import Role, User
from evaluator.services.plain_words import OUTDATED
from evaluator.services.rejudging import Offer, Survey
from evaluator.web.pages.batches_check_view import Offer as Price
from evaluator.web.pages.batches_check_view import offers_of
from evaluator.web.pages.batches_view import STATES
from evaluator.web.pages.figures import Moment, counted, moment, thousands

ADDRESS = "/rejudging"


@dataclass(frozen=True, slots=True)
class OutdatedRow:
    """Outdated judgements of one question for the same reasons. `only` is the address of that question alone.

    `rest` says why some of them cannot be judged again now, empty where all can.
    """

    question: str
    only: str
    why: str
    judgements: str
    rest: str


@dataclass(frozen=True, slots=True)
class OutdatedJudge:
    """One judge's outdated judgements. `price` is None where none of them can be judged again.

    `ready` is how many can; it goes along with the order, so that nobody orders more than they have been shown.
    """

    name: str
    models: str
    judgements: str
    rows: tuple[OutdatedRow, ...]
    ready: int
    by: str
    price: Price | None


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """One judge that may judge again."""

    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PastRejudging:
    """One rejudging on one line."""

    id: str
    name: str
    at: Moment
    ordered_by: str
    done: str
    state: str


@dataclass(frozen=True, slots=True)
class OutdatedView:
    """The page. `behind` says how far the record was looked through, empty where all of it was.

    `choices` are the judges that may judge again; none is chosen where each is to judge its own.
    """

    judges: tuple[OutdatedJudge, ...]
    choices: tuple[JudgeChoice, ...]
    past: tuple[PastRejudging, ...]
    only: str
    erased: str
    behind: str
    may_order: bool


def outdated_view(
    survey: Survey,
    past: Sequence[Rejudging],
    bank: QuestionBank,
    judges: Sequence[JudgeSummary],
    user: User,
    question_id: str | None,
    by: str = "",
) -> OutdatedView:
    """What a survey found, judge by judge. `by` names the judge to judge it all again, empty for each its own."""
    offers = {offer.of: offer for offer in survey.offers}
    titles = {str(question.id): question.title for question in bank.questions}
    names = dict.fromkeys(group.judge for group in survey.groups if group.standing.judgements)
    following = survey.following
    return OutdatedView(
        judges=tuple(_judge(name, survey.groups, offers.get(name), titles, by) for name in names),
        choices=tuple(JudgeChoice(one.identity.name, one.identity.name == by) for one in judges),
        past=tuple(_past(one) for one in past),
        only="" if question_id is None else titles.get(question_id, question_id),
        erased=_erased(survey.total),
        behind="" if following.is_level else f"{thousands(following.seq)} of {thousands(following.head)}",
        may_order=user.role is Role.ADMIN,
    )


def why_words(why: Sequence[Why]) -> str:
    """Why something is outdated, as a sentence's beginning."""
    words = "; ".join(OUTDATED[one] for one in why)
    return words[:1].upper() + words[1:]


def _judge(
    name: str, groups: Sequence[Group], offer: Offer | None, titles: Mapping[str, str], by: str
) -> OutdatedJudge:
    own = [group for group in groups if group.judge == name and group.standing.judgements]
    price = None
    if offer is not None:
        (price,) = offers_of([(offer.by, offer.estimate)], offer.by.identity.name)
    models = sorted({model for group in own for model in group.models if model})
    return OutdatedJudge(
        name=name,
        models=", ".join(models),
        judgements=counted(sum(group.standing.judgements for group in own), "judgement"),
        rows=tuple(_row(group, titles, by) for group in own),
        ready=offer.ready if offer else 0,
        by=offer.by.identity.name if offer else "",
        price=price,
    )


def _row(group: Group, titles: Mapping[str, str], by: str) -> OutdatedRow:
    return OutdatedRow(
        question=titles.get(group.question_id, group.question_id),
        only=f"{ADDRESS}?{urlencode({'question': group.question_id, **({'by': by} if by else {})})}",
        why=why_words(group.why),
        judgements=thousands(group.standing.judgements),
        rest=", ".join(_rest(group.standing)),
    )


def _rest(standing: Standing) -> Iterator[str]:
    """Why not all of them can be judged again now."""
    if standing.under_way:
        yield f"{thousands(standing.under_way)} under way"
    if standing.held:
        yield f"{thousands(standing.held)} on legal hold"
    if standing.without_question:
        yield "the question is gone"


def _erased(total: Standing) -> str:
    if not total.erased:
        return ""
    its, it = ("its", "it") if total.erased == 1 else ("their", "they")
    return f"{counted(total.erased, 'more judgement')} had {its} words erased: {it} cannot be judged again."


def _past(one: Rejudging) -> PastRejudging:
    batch = one.batch
    return PastRejudging(
        id=batch.id,
        name=batch.name,
        at=moment(batch.created_at),
        ordered_by=batch.created_by,
        done=f"{thousands(batch.tally.done)} of {thousands(batch.tally.total)}",
        state=STATES[batch.state],
    )
