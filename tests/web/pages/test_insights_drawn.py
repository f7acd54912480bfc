"""The whole page of insights from any reviews: nothing leaves its frame, and no figure is a NaN or stands alone."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.domain.insight_counts import Recorded, Reviewed, Seen, Sums
from evaluator.domain.insight_derivation import derive
from evaluator.domain.insights import InsightFilter, Insights
from evaluator.domain.ledger import Following
from evaluator.web.assets import Assets
from evaluator.web.pages.insights_filters import Asked
from evaluator.web.pages.insights_view import insights_view
from evaluator.web.templating import template_environment
from tests.domain.reviewed import THREADS, TODAY, counted, measuring, reviewed
from tests.web.plots.drawn import places
from tests.web.service import BANK

PAGE = template_environment(Assets()).get_template("insights.html")
READER = SimpleNamespace(name="rea", role="reviewer")
MEASURING = measuring(50)
SERIES = [counted(1)]


def some(chance: random.Random, answers: int, letters: str, agreed: float) -> Iterator[Reviewed]:
    """Reviews of so many answers over ten weeks, every third by two people, with all that a review may have."""
    for number in range(answers):
        said = "".join(chance.choices(letters, k=3))
        day = TODAY - timedelta(days=chance.randrange(70))
        for _ in range(1 + (number % 3 == 0)):
            blind = "".join(one if chance.random() < agreed else chance.choice(letters) for one in said)
            final = chance.choice((None, blind, said))
            yield reviewed(
                f"a{number}",
                said,
                blind,
                day=day.isoformat(),
                judge=chance.random(),
                people=chance.random(),
                probabilities=str([chance.random() for _ in said]) if number % 2 else None,
                final=final,
                reasons=final and "".join(chance.choices("-rwum", k=3)),
            )


def page(reviews: Sequence[Reviewed], asked: Asked) -> str:
    sums = Sums(scored=100, priced=50, cost_billionths=7 * 10**8, with_coverage=100, coverage_billionths=80 * 10**9)
    days = {TODAY - timedelta(days=number * 3): sums for number in range(len(reviews))}
    recorded = Recorded(Following(7, 9), [Seen(one.series, 100, TODAY, TODAY) for one in SERIES], SERIES, days, reviews)
    insights: Insights = derive(recorded, InsightFilter(question_id=THREADS), BANK, MEASURING)
    view = insights_view(insights, asked)
    return PAGE.render(view=view, alarms=(), user=READER, csrf_token="", waiting="", judge_in_service="")


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(0, 90),
    st.sampled_from(["c", "cm", "cpm", "cpmu", "u"]),
    st.floats(0, 1),
    st.sampled_from([Asked(), Asked(question=THREADS)]),
)
def test_whatever_was_reviewed_is_drawn_within_its_frames(
    seed: int, answers: int, letters: str, agreed: float, asked: Asked
) -> None:
    html = page(list(some(random.Random(seed), answers, letters, agreed)), asked)
    board = html[html.index('<div class="board">') : html.index("</main>")]
    assert all(0 <= place <= 100 for place in places(board))
    words = re.sub("<[^>]*>", " ", board)
    assert re.findall(r"\b(?:nan|inf|None|Undefined)\b", words) == []
    assert re.findall(r"(?<!\d)-?0 more", words) == [], "what is enough is not called too little"
