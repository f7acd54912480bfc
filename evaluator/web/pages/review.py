"""Reviewing on pages: the next answer, blind; then beside the judge; then the next."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from evaluator.domain.review_queue import SkipReason
from evaluator.domain.reviews import Comparison, FinalPoint, PointReview, Review
from evaluator.errors import JudgementOpen, RequestInvalid, ReviewUnknown
from evaluator.services.blind import BlindItem
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.review_compared_view import compared_view
from evaluator.web.pages.review_disclosed_view import disclosed_view, seeding_notice
from evaluator.web.pages.review_faults import plain_faults
from evaluator.web.pages.review_form import said_again, said_blind, said_finally, said_seconds
from evaluator.web.pages.review_narrowing import ADDRESS, Narrowing, Wanted, narrowings
from evaluator.web.pages.review_view import blind_view, empty_view, first_view
from evaluator.web.rights import may_review, refuse_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.web.waiting import RECORDING_S
from evaluator.wiring import Application

ONE = ADDRESS + "/{judgement_id:str}"
BATCHES_LISTED = 12


@get(ADDRESS, include_in_schema=False)
async def review_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    after: FromQuery[str] = "",
) -> Redirect | Template:
    """Go to the next answer that waits for this person, or say that none does. A point to settle again comes first.

    `after` is one that is still at hand: the answer after it is fetched while it is compared.
    """
    refuse_unless_reviewer(request.user)
    wanted, name = _wanted(request), request.user.name
    unsettled = await application.reviewing.unsettled(name)
    if unsettled is not None:
        return Redirect(wanted.address(f"{ADDRESS}/{unsettled}"), status_code=303)
    item = await application.reviewing.next(name, wanted.filter, besides=[after] if after else [])
    if item is not None:
        return Redirect(wanted.address(f"{ADDRESS}/{item.judgement_id}"), status_code=303)
    progress = await application.reviewing.progress(name)
    view = empty_view(progress, wanted, await _narrowings(application, wanted))
    return await shown(request, application, "review_empty.html", tells_judge=False, view=view)


@get(ONE, include_in_schema=False)
async def review_one(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    application: NamedDependency[Application],
) -> Redirect | Template:
    """One answer: blind until this person has committed their verdicts, compared from then on.

    One that shares the verdicts of another is reviewed there.
    """
    if not await _is_asked(request, application, judgement_id):
        return Redirect(f"/judgements/{judgement_id}", status_code=303)
    wanted = _wanted(request)
    review = await application.reviewing.mine(judgement_id, request.user.name)
    if review is None:
        try:
            item = await application.reviewing.blind(judgement_id, request.user.name)
        except ReviewUnknown:
            shared = (await application.judging.get(judgement_id)).shared_from
            if shared is None:
                raise
            return Redirect(wanted.address(f"{ADDRESS}/{shared}"), status_code=303)
        return await _blind(request, application, item, wanted)
    return await _compared(request, application, await _comparison(request, application, review), wanted)


@post(f"{ONE}/blind", include_in_schema=False)
async def commit_blind(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    application: NamedDependency[Application],
) -> Redirect | Template:
    """Keep the blind verdicts for good and show the judge's beside them, or say which points are still open."""
    if not await _is_asked(request, application, judgement_id, within_s=RECORDING_S):
        return Redirect(f"/judgements/{judgement_id}", status_code=303)
    wanted, reviewing, name = _wanted(request), application.reviewing, request.user.name
    form = await request.form()
    review = await reviewing.mine(judgement_id, name)
    if review is None:
        item = await reviewing.blind(judgement_id, name)
        said = said_blind(form, [point.point_id for point in item.points])
        try:
            await reviewing.commit_blind(judgement_id, name, said, said_seconds(form))
        except RequestInvalid as error:
            faults = plain_faults(error, [point.point_id for point in item.points])
            return await _blind(request, application, item, wanted, said, faults)
        except JudgementOpen as error:
            return await _blind(request, application, item, wanted, said, error.message)
    return Redirect(wanted.address(f"{ADDRESS}/{judgement_id}"), status_code=303)


@post(f"{ONE}/final", include_in_schema=False)
async def finish_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    application: NamedDependency[Application],
) -> Redirect | Template | Response[None]:
    """Keep what stands and go on to the next answer; a page that has fetched it ahead is told no more than that."""
    if not await _is_asked(request, application, judgement_id):
        return Redirect(f"/judgements/{judgement_id}", status_code=303)
    wanted, reviewing = _wanted(request), application.reviewing
    form = await request.form()
    review = await reviewing.mine(judgement_id, request.user.name)
    if review is None or _is_disclosed(review):
        return Redirect(wanted.address(f"{ADDRESS}/{judgement_id}"), status_code=303)
    comparison = await _comparison(request, application, review)
    said = said_finally(form, comparison.points)
    try:
        review = await reviewing.finish(review.id, request.user.name, said, said_seconds(form))
    except RequestInvalid as error:
        faults = plain_faults(error, [point.point_id for point in comparison.judgement.points])
        return await _compared(request, application, comparison, wanted, said, faults)
    if _is_disclosed(review):
        return Redirect(wanted.address(f"{ADDRESS}/{judgement_id}"), status_code=303)
    if form.get("ahead"):
        return Response(None, status_code=204)
    onward = wanted.address() if may_review(request.user) else f"/judgements/{judgement_id}"
    return Redirect(onward, status_code=303)


@post(f"{ONE}/settle", include_in_schema=False)
async def settle_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    application: NamedDependency[Application],
) -> Redirect | Template:
    """Settle again the point on which a wrong verdict was shown, and go on to the next answer."""
    refuse_unless_reviewer(request.user)
    wanted, reviewing, name = _wanted(request), application.reviewing, request.user.name
    review = await reviewing.mine(judgement_id, name)
    if review is None or review.seeded is None or not _is_disclosed(review):
        return Redirect(wanted.address(f"{ADDRESS}/{judgement_id}"), status_code=303)
    comparison = await _comparison(request, application, review)
    try:
        point = said_again(await request.form(), comparison, review.seeded)
        await reviewing.settle(review.id, name, point)
    except RequestInvalid as error:
        faults = plain_faults(error, [point.point_id for point in comparison.judgement.points])
        return await _compared(request, application, comparison, wanted, (), faults)
    return Redirect(wanted.address(), status_code=303)


@post(f"{ONE}/skip", include_in_schema=False)
async def skip_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    application: NamedDependency[Application],
) -> Redirect:
    """Pass this answer on and go to the next."""
    refuse_unless_reviewer(request.user)
    said = (await request.form()).get("reason")
    reason = next((reason for reason in SkipReason if reason.value == said), None)
    if reason is None:
        raise RequestInvalid("Say why you skip this answer: choose one of the reasons.")
    await application.reviewing.skip(judgement_id, request.user.name, reason)
    return Redirect(_wanted(request).address(), status_code=303)


async def _is_asked(
    request: SignedInRequest, application: Application, judgement_id: str, within_s: float = 0.0
) -> bool:
    """Whether this person is to review this answer, or has. Interviewers who are not may go and read the judgement.

    `within_s` is how long to wait for one that is still being judged. Raises NotAllowed for other interviewers.
    """
    reviewing, user = application.reviewing, request.user
    if not reviewing.asks_first(user):
        await reviewing.refuse_unless_asked(judgement_id, user)
        return True
    if within_s:
        await application.judging.wait(judgement_id, within_s)
    return bool(await reviewing.first_look(judgement_id, user.name) or await reviewing.mine(judgement_id, user.name))


def _is_disclosed(review: Review) -> bool:
    """Whether a wrong verdict was disclosed and its point waits to be settled again."""
    return review.final is None and review.seeded is not None and review.seeded.said is not None


def _notice(request: SignedInRequest, application: Application) -> str:
    """What reviewers are told beforehand of wrong verdicts; interviewers are shown none."""
    return seeding_notice(application.reviewing.seeded_share) if may_review(request.user) else ""


def _wanted(request: SignedInRequest) -> Wanted:
    asked = request.query_params
    return Wanted(asked.get("question", ""), asked.get("batch", ""))


async def _blind(
    request: SignedInRequest,
    application: Application,
    item: BlindItem,
    wanted: Wanted,
    said: tuple[PointReview, ...] = (),
    error: str = "",
) -> Template:
    if may_review(request.user):
        progress = await application.reviewing.progress(request.user.name)
        view = blind_view(item, progress, wanted, await _narrowings(application, wanted), said, error)
    else:
        view = first_view(item, said, error)
    status, notice = 422 if error else 200, _notice(request, application)
    return await shown(request, application, "review.html", tells_judge=False, status=status, view=view, notice=notice)


async def _compared(
    request: SignedInRequest,
    application: Application,
    comparison: Comparison,
    wanted: Wanted,
    said: tuple[FinalPoint, ...] = (),
    error: str = "",
) -> Template:
    status, notice = 422 if error else 200, _notice(request, application)
    seeded = comparison.review.seeded
    if seeded is not None and _is_disclosed(comparison.review):
        told = disclosed_view(comparison, seeded, wanted, error)
        return await shown(request, application, "review_disclosed.html", tells_judge=False, status=status, view=told)
    queue = await application.reviewing.progress(request.user.name) if may_review(request.user) else None
    view = compared_view(comparison, queue, wanted, said, error)
    template = "review_compared.html"
    return await shown(request, application, template, tells_judge=False, status=status, view=view, notice=notice)


async def _comparison(request: SignedInRequest, application: Application, review: Review) -> Comparison:
    return await application.reviewing.revealed(review.id, request.user.name)


async def _narrowings(application: Application, wanted: Wanted) -> tuple[Narrowing, ...]:
    newest = await application.batches.page(created_by=None, limit=BATCHES_LISTED)
    return narrowings(wanted, application.bank, newest.batches)
