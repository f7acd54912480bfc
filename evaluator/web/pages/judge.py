"""The judge page: pick a question, paste an answer, and have it judged."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from evaluator.errors import CandidateInvalid, JudgeUnfit, JudgeUnknown, QuestionUnknown
from evaluator.services.orders import Order
from evaluator.web.pages.judge_form import (
    ANSWER,
    CANDIDATE,
    JUDGE,
    QUESTION,
    Draft,
    JudgeForm,
    draft_of,
    preview_of,
    read_form,
)
from evaluator.web.pages.judge_view import judge_view, outline_view
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.samples import Samples
from evaluator.web.pages.screenings import screening_notes
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application

NOTHING_SHOWN_S = 0.4
"""A judging that takes no longer than this goes straight to its judgement: nothing flickers by."""

NO_ROOM_FOR_SAMPLE = "There is an answer in the box already. Empty it to try a sample."


@get("/", include_in_schema=False)
async def judge_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    sample: FromQuery[bool] = False,
) -> Template:
    """The form, with a question picked and its sample filled in where the address asks for that."""
    draft = Draft(JudgeForm(question=question))
    if sample and (picked := application.bank.question(question)) is not None:
        text = Samples(application.settings.bank).of(picked) or ""
        draft = preview_of(JudgeForm(question=question, answer=text))
    return await _page(request, application, draft)


@post("/", include_in_schema=False)
async def judge_answer(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect | Template:
    """Begin judging and go to the judgement, or show the form again with what is wrong at each field."""
    fields = await request.form()
    form = await read_form(fields)
    if fields.get("do") == "sample":
        return await _sample(request, application, form)
    draft = draft_of(form)
    if draft.errors or draft.answer is None:
        return await _page(request, application, draft)
    order = Order(
        question_id=form.question,
        answer=draft.answer,
        candidate=form.candidate.strip() or None,
        judge=form.judge or None,
        ordered_by=request.user.name,
        own_first=application.reviewing.asks_first(request.user),
    )
    try:
        judgement_id = await application.judging.start(order)
    except CandidateInvalid as error:
        return await _page(request, application, draft.blaming(error, CANDIDATE))
    except QuestionUnknown as error:
        return await _page(request, application, draft.blaming(error, QUESTION))
    except (JudgeUnknown, JudgeUnfit) as error:
        return await _page(request, application, draft.blaming(error, JUDGE))
    await application.judging.wait(judgement_id, NOTHING_SHOWN_S)
    return Redirect(f"/judgements/{judgement_id}", status_code=303)


@post("/outline", include_in_schema=False, status_code=200)
async def outline_fragment(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """What is recognised in the answer so far, for the script that shows it while somebody types."""
    draft, notes = preview_of(await read_form(await request.form())), await screening_notes(application)
    return page(request, "preview.html", outline=outline_view(draft, application.judging.judges, notes))


async def _sample(request: SignedInRequest, application: Application, form: JudgeForm) -> Redirect | Template:
    if form.answer.strip():
        return await _page(request, application, Draft(form, errors={ANSWER: NO_ROOM_FOR_SAMPLE}))
    picked = Samples(application.settings.bank).pick(application.bank, form.question)
    return Redirect(f"/?question={picked.id}&sample=true" if picked else "/", status_code=303)


async def _page(request: SignedInRequest, application: Application, draft: Draft) -> Template:
    bank = application.bank
    has_sample = Samples(application.settings.bank).pick(bank, draft.form.question) is not None
    notes = await screening_notes(application)
    view = judge_view(draft, bank, application.judging.judges, notes, has_sample=has_sample)
    return await shown(request, application, "judge.html", status=422 if draft.errors else 200, view=view)
