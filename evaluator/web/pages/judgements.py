"""One judgement: its page, the page while it is being made, and judging the same answer again."""

from dataclasses import replace
from datetime import UTC, datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from evaluator.domain.judgements import Judgement
from evaluator.domain.users import Role
from evaluator.errors import AnswerEmpty, JudgementOpen, JudgementUnknown, NotAllowed
from evaluator.services.audit_log import Story
from evaluator.services.orders import Order, Watch
from evaluator.web.pages.example_view import ExampleView, example_view
from evaluator.web.pages.figures import moment
from evaluator.web.pages.judge import NOTHING_SHOWN_S
from evaluator.web.pages.judgement_view import SharedView, judgement_view
from evaluator.web.pages.keeping_view import erased_note
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.settled_view import settled_view
from evaluator.web.pages.story_view import story_view
from evaluator.web.pages.working_view import working_view
from evaluator.web.rights import may_review, refuse_unless_readable
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get("/judgements/{judgement_id:str}", include_in_schema=False)
async def judgement_page(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect | Template:
    """The judgement, or what is happening while it is made; first of all the review of whoever is to look first."""
    first = await _first(request, application, judgement_id)
    if first is not None:
        return Redirect(f"/review/{first}", status_code=303)
    found = await _find(application, judgement_id)
    judges, bank = application.judging.judges, application.bank
    if isinstance(found, Watch):
        refuse_unless_readable(request.user, found.intent.ordered_by)
        may_cancel = request.user.role is Role.ADMIN or request.user.name == found.intent.ordered_by
        working = working_view(found, bank, judges, datetime.now(UTC), may_cancel=may_cancel)
        return await shown(request, application, "working.html", view=working)
    refuse_unless_readable(request.user, found.created_by)
    await application.reviewing.note_reading(found, request.user)
    if await application.reviewing.sealed([found.id], request.user):
        return await shown(request, application, "review_sealed.html", tells_judge=False, id=found.id)
    shared = await _shared(request, application, found)
    # What was judged again is somebody else's, and not for interviewers to read.
    newer = await application.rejudging.superseded_by(found.id) if may_review(request.user) else None
    view = judgement_view(found, bank.question(found.question_id), judges, shared, newer)
    settled = settled_view(found, await application.reviewing.effective(found))
    erased = None if found.answer.turns else (await application.erasing.of([found.id])).get(found.id)
    note = erased_note(erased) if erased else None
    told = await application.audit.story(found) if may_review(request.user) else None
    example = None if told is None else await _example(request, application, found, told)
    return await shown(
        request,
        application,
        "judgement.html",
        view=view,
        settled=settled,
        erased=note,
        story=told and story_view(found, told),
        example=example,
    )


@post("/judgements/{judgement_id:str}/again", include_in_schema=False)
async def judge_again(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Have the same answer judged anew by the same judge, and paid for anew."""
    found = await _find(application, judgement_id)
    if isinstance(found, Watch):
        refuse_unless_readable(request.user, found.intent.ordered_by)
        order = _order_of_intent(found, request.user.name)
        own_first = True
    else:
        refuse_unless_readable(request.user, found.created_by)
        await application.reviewing.refuse_sealed(found.id, request.user)
        if not found.answer.turns:
            raise AnswerEmpty("The words of this answer were erased, so it cannot be judged again.")
        order = _order_of_judgement(found, request.user.name)
        # Whoever has seen the verdicts on an answer would only repeat them.
        own_first = found.coverage is None
    own_first = own_first and application.reviewing.asks_first(request.user)
    order = replace(order, own_first=own_first)
    new_id = await application.judging.start(order)
    await application.judging.wait(new_id, NOTHING_SHOWN_S)
    return Redirect(f"/judgements/{new_id}", status_code=303)


async def _first(request: SignedInRequest, application: Application, judgement_id: str) -> str | None:
    """What this person has to review, or to compare with the judge, before they read this judgement."""
    reviewing, name = application.reviewing, request.user.name
    look = await reviewing.first_look(judgement_id, name)
    if look is not None:
        return look.judgement_id
    review = await reviewing.mine(judgement_id, name) if reviewing.asks_first(request.user) else None
    is_to_compare = review is not None and review.revealed_at is None
    return judgement_id if is_to_compare else None


async def _find(application: Application, judgement_id: str) -> Judgement | Watch:
    try:
        return await application.judging.get(judgement_id)
    except JudgementOpen:
        watch = await application.judging.watch(judgement_id)
    # It may have been recorded between the two questions.
    return watch or await application.judging.get(judgement_id)


async def _example(
    request: SignedInRequest, application: Application, judgement: Judgement, story: Story
) -> ExampleView | None:
    """Nothing is said of examples where no judge is set up to be shown any."""
    if not any(judge.examples for judge in application.settings.judges):
        return None
    mark = await application.examples.standing(judgement)
    return example_view(judgement, mark, story.reviews, request.user.name)


async def _shared(request: SignedInRequest, application: Application, judgement: Judgement) -> SharedView | None:
    earlier = judgement.shared_from
    if earlier is None:
        return None
    try:
        source = await application.judging.get(earlier)
        refuse_unless_readable(request.user, source.created_by)
    except (JudgementUnknown, NotAllowed):
        return SharedView(earlier, None)
    return SharedView(earlier, moment(source.created_at))


def _order_of_intent(watch: Watch, user: str) -> Order:
    intent = watch.intent
    return Order(intent.question_id, intent.answer, intent.candidate, intent.judge_name, again=True, ordered_by=user)


def _order_of_judgement(judgement: Judgement, user: str) -> Order:
    return Order(
        judgement.question_id,
        judgement.answer,
        judgement.candidate,
        judgement.judge.name,
        again=True,
        ordered_by=user,
    )
