"""The page of insights as browsers meet it."""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

import pytest

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.anchors import Anchored
from evaluator.domain.insights import InsightFilter, Insights
from evaluator.domain.users import Role
from tests.trust_fakes import Watched
from tests.web.pages.insights_specimens import INSIGHTS, NOTHING, PROMPT, SCARCE
from tests.web.service import Service
from tests.web.words import spaced


@dataclass
class ToldInsights:
    """Insights that were thought out beforehand. `asked` keeps what they were asked for."""

    told: Insights = INSIGHTS
    asked: list[InsightFilter] = field(default_factory=list)

    async def show(self, wanted: InsightFilter) -> Insights:
        self.asked.append(wanted)
        return self.told


class Headings(HTMLParser):
    """The words of every heading, and of what a picture is said to show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.tables = self.plots = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("role") == "img" and "frame" in (named.get("class") or ""):
            self.pictures.append(named.get("aria-label") or "")
        self.tables += named.get("class") == "behind"
        self.plots += tag == "figure"


@pytest.fixture
def insights(service: Service) -> ToldInsights:
    """What the page has to tell."""
    told = ToldInsights()
    vars(service.application)["insights"] = told
    return told


async def page(service: Service, query: str = "", role: Role = Role.REVIEWER) -> str:
    answer = await service.client.get(f"/insights{query}", headers=await service.browser("rea", role))
    assert answer.status_code == 200, answer.text
    return spaced(answer.text)


async def test_interviewers_are_refused_and_have_no_way_there(service: Service, insights: ToldInsights) -> None:
    headers = await service.browser("ida", Role.INTERVIEWER)
    answer = await service.client.get("/insights", headers=headers)
    assert answer.status_code == 403
    assert "Insights are for reviewers and admins." in answer.text
    assert "/insights" not in (await service.client.get("/", headers=headers)).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN])
async def test_reviewers_and_admins_go_there_by_a_link_and_by_keys(
    service: Service, insights: ToldInsights, role: Role
) -> None:
    html = await page(service, role=role)
    assert '<a href="/insights" aria-current="page">Insights</a>' in html
    assert "<dt><kbd>g</kbd> <kbd>i</kbd> </dt><dd>go to Insights</dd>" in html


async def test_the_filters_of_the_address_are_applied_and_stay_set(service: Service, insights: ToldInsights) -> None:
    html = await page(service, f"?judge=primary&question=caching&prompt={PROMPT}&days=30")
    assert insights.asked == [InsightFilter("caching", "primary", PROMPT, None, date(2026, 10, 24))]
    assert '<option value="primary" selected>primary (1 234)</option>' in html
    assert "Only judge primary (1 234), question Caching (900)" in html
    assert '<a href="/insights">Clear the filters</a>' in html


async def test_what_the_address_names_cannot_break_out_of_the_page(service: Service, insights: ToldInsights) -> None:
    html = await page(service, "?judge=%22%3E%3Cscript%3E")
    assert "<script>" not in html
    assert "&#34;&gt;&lt;script&gt;" in html


async def test_every_plot_is_described_and_has_its_numbers_in_a_table(service: Service, insights: ToldInsights) -> None:
    found = Headings(await page(service))
    assert len(found.pictures) == found.plots == found.tables == 4
    assert all(found.pictures)


@pytest.mark.parametrize(
    "words",
    [
        "Counted up to ledger entry #18 207, the newest.",
        "80 % <small>76–84, on 462</small>",
        '<b>0.68</b> <span class="reaches">0.62–0.74</span> <small>on 462</small>',
        "68–74 <small>% covered on average</small>",
        "42 verdicts of 404 changed after the reveal.",
        "The costly mistake: 7 times the judge said covered and a person found nothing.",
    ],
    ids=["ledger", "same", "kappa", "coverage", "flow", "confusion"],
)
async def test_the_page_says(service: Service, insights: ToldInsights, words: str) -> None:
    assert words in await page(service)


async def test_on_few_reviews_it_says_what_is_missing_and_draws_nothing(
    service: Service, insights: ToldInsights
) -> None:
    insights.told = SCARCE
    html = await page(service)
    assert "<b>Not enough data yet.</b> 16 more blind reviews settle it." in html
    assert '<a class="button" href="/review">Review 16 more</a>' in html
    assert Headings(html).plots == 0


async def test_while_it_is_catching_up_it_says_so_and_offers_to_look_again(
    service: Service, insights: ToldInsights
) -> None:
    insights.told = SCARCE
    html = await page(service, "?days=7")
    assert "Catching up: counted up to ledger entry #18 100 of #18 207." in html
    assert '<a href="/insights?days=7">Look again</a>' in html


@pytest.mark.parametrize(
    ("query", "words"),
    [("", 'Nothing is judged yet. <a href="/">Judge an answer</a>'), ("?days=7", "Nothing matches. <a ")],
    ids=["at first", "under a filter"],
)
async def test_where_there_is_nothing_it_says_what_to_do(
    service: Service, insights: ToldInsights, query: str, words: str
) -> None:
    insights.told = NOTHING
    html = await page(service, query)
    assert words in html
    assert "<section" not in html


async def test_a_judge_that_became_worse_on_its_anchors_is_told_of_on_top(
    service: Service, insights: ToldInsights
) -> None:
    watch = Watch(0.8, 140, highest=140.0)
    worse = Anchored("primary", None, None, digest_text("anchors"), 4, 90, 140, watch, "2026-11-20T12:00:00Z")
    headers = await service.browser(role=Role.REVIEWER)
    assert "has become worse" not in (await service.client.get("/insights", headers=headers)).text
    vars(service.application)["anchors"] = Watched({"primary": [worse]})
    page = await service.client.get("/insights", headers=headers)
    assert "The judge primary has become worse since it was trusted" in page.text
    assert "<code>evaluator doctor --anchors primary --anew</code>" in page.text
    assert 'href="/insights/trust#watched-h"' in page.text
