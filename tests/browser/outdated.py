"""The states of the pages of judging again, and how to get there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from playwright.async_api import Page

from evaluator.digests import digest_text
from evaluator.domain.judgements import Judgement, JudgementId, PointJudgement, Verdict
from evaluator.domain.reviews import FinalPoint, PointComparison, PointReview, ReasonForChange, reasons_for
from evaluator.domain.scoring import cover
from evaluator.domain.users import Role
from evaluator.files.answers import read_answer
from evaluator.services.orders import Order
from evaluator.wiring.reviews import judgement_log
from tests.browser.site import Site
from tests.browser.states import CACHING, Visit, hand_in_session, show

OTHERWISE = {Verdict.COVERED: Verdict.MISSED, Verdict.PARTIAL: Verdict.UNSURE, Verdict.MISSED: Verdict.PARTIAL}
"""What an older model said where the present one says this."""


async def nothing_outdated(page: Page, site: Site) -> None:
    await show(page, f"{site.url}/rejudging?question=team-collaboration")
    await page.get_by_text("Nothing is outdated of this question").wait_for()


async def outdated(page: Page, site: Site) -> None:
    for number in range(3):
        judged_before(site, number)
    judged_before(site, 3, judge="retired", model="elder-1")
    await show(page, f"{site.url}/rejudging")
    await page.get_by_role("heading", name="Judged by primary").wait_for()


async def budget_wrong(page: Page, site: Site) -> None:
    await outdated(page, site)
    form = page.get_by_role("region", name="Judged by primary")
    await form.get_by_label("Stop spending at").fill("a little")
    await form.get_by_role("button", name="again").click()
    await page.get_by_text("This must be an amount above nothing").wait_for()


async def verdicts_moved(page: Page, site: Site) -> None:
    for number in range(10, 14):
        judged_before(site, number)
    settle(site, judged_before(site, 14), "rea-2")
    await show(page, f"{site.url}/rejudging")
    await page.get_by_role("button", name="those of primary").click()
    await page.wait_for_url(re.compile("/rejudging/[0-9a-f]+"))
    while not await page.get_by_text(re.compile("answers, finished")).count():
        await page.reload()
    await page.get_by_role("heading", name="Answers to read").wait_for()


async def people_otherwise(page: Page, site: Site) -> None:
    await verdicts_moved(page, site)
    await page.get_by_role("link", name=re.compile("People said otherwise")).click()
    await page.get_by_text("people settled on").first.wait_for()


async def moves_sealed(page: Page, site: Site) -> None:
    """Whoever is to review what was judged again first is told so, and nothing of it."""
    await verdicts_moved(page, site)
    address = page.url
    await hand_in_session(page, site, "rea-9", Role.REVIEWER)
    await show(page, address)
    await page.get_by_text("in your review queue").wait_for()


def judged_before(site: Site, number: int, judge: str = "primary", model: str = "sage-6b") -> Judgement:
    """A judgement as it was made before the judge had the model it has now, of an answer that nobody else gave."""
    answer = read_answer(f"{CACHING}\n\nCandidate: That was in the year {1990 + number}, with {model}.\n")
    order = Order("caching", answer, f"C-2{number:03}", "primary", again=True, ordered_by="admin-1")
    newest = site.do(site.application.judging.judge(order))
    points = tuple(_otherwise(point, number + place) for place, point in enumerate(newest.points))
    older = replace(
        newest,
        id=JudgementId(f"before-{newest.id}"),
        key=digest_text(f"before {newest.id}"),
        judge=replace(newest.judge, name=judge, model=model, settings_digest=digest_text(model)),
        points=points,
        coverage=cover(points),
        ledger_seq=None,
    )
    log = judgement_log(site.application.database, site.application.settings)
    return site.do(log.record(older))


def _otherwise(point: PointJudgement, turn: int) -> PointJudgement:
    return replace(point, verdict=OTHERWISE.get(point.verdict, point.verdict)) if turn % 3 == 0 else point


def settle(site: Site, judgement: Judgement, reviewer: str) -> None:
    """Have somebody review a judgement who finds every point missed, and stays with that."""
    reviewing = site.application.reviewing
    site.do(reviewing.blind(judgement.id, reviewer))
    missed = [PointReview(point.point_id, Verdict.MISSED) for point in judgement.points]
    review = site.do(reviewing.commit_blind(judgement.id, reviewer, missed, 60.0))
    compared = site.do(reviewing.revealed(review.id, reviewer))
    final = [
        FinalPoint(point.judged.point_id, Verdict.MISSED, next(iter(_reasons(point)), None))
        for point in compared.points
    ]
    site.do(reviewing.finish(review.id, reviewer, final, 20.0))


def _reasons(point: PointComparison) -> Sequence[ReasonForChange]:
    return tuple(reasons_for(point.judged.verdict, Verdict.MISSED, Verdict.MISSED))


OUTDATED: Mapping[str, Visit] = {
    "outdated-none": nothing_outdated,
    "outdated": outdated,
    "outdated-budget": budget_wrong,
    "moves": verdicts_moved,
    "moves-contradicted": people_otherwise,
    "moves-sealed": moves_sealed,
}
"""Each by the name of its screenshots."""
