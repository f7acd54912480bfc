"""What the log can be taken away as."""

from datetime import date

from evaluator.domain.judgements import FlagCode
from evaluator.domain.users import Role
from evaluator.services.orders import JudgementFilter
from evaluator.web.pages.export_links import export_links
from tests.review_records import reviewable
from tests.web.service import Service

WANTED = JudgementFilter(
    candidate="C 1&2",
    flag=FlagCode.TOO_SHORT,
    created_by="ines",
    reviewed=True,
    coverage_from=0,
    since=date(2026, 11, 1),
)


def test_files_are_of_what_the_log_is_narrowed_to() -> None:
    (judgements, reviews) = export_links(WANTED, may_review=True)
    assert [kind.what for kind in (judgements, reviews)] == ["judgements", "reviews"]
    assert [link.label for link in judgements.links] == ["CSV", "XLSX", "JSON Lines"]
    assert reviews.links[0].href == (
        "/api/reviews/export?candidate=C+1%262&flag=too_short&coverage_from=0&reviewed=true&since=2026-11-01&format=csv"
    )
    assert reviews.links[1].name == "reviews as XLSX"


def test_reviews_are_for_those_who_review() -> None:
    assert [kind.what for kind in export_links(WANTED, may_review=False)] == ["judgements"]


async def test_every_link_of_the_log_leads_to_a_file(service: Service) -> None:
    await service.log.record(reviewable(1))
    headers = await service.browser("anna", Role.ADMIN)
    page = await service.client.get("/audit?candidate=C-1042&since=2026-01-01", headers=headers)
    for kind in export_links(JudgementFilter(candidate="C-1042", since=date(2026, 1, 1)), may_review=True):
        for link in kind.links:
            assert link.href.replace("&", "&amp;") in page.text
            assert (await service.client.get(link.href, headers=headers)).status_code == 200
