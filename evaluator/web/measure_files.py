"""Measurements as files that need nothing else: a page with its plots, styles and icons in it."""

from collections.abc import Sequence

from evaluator.domain.measures.report import Report
from evaluator.services.judge_card import Card
from evaluator.web.assets import STATIC, Assets
from evaluator.web.pages.measures_view import measure_view
from evaluator.web.templating import template_environment

_STYLES = ("tokens.css", "app.css", "insights.css")


def report_html(report: Report) -> str:
    """The whole report as one file."""
    template = template_environment(Assets()).get_template("measure_file.html")
    return template.render(view=measure_view(report), styles=styles())


def cards_html(cards: Sequence[Card]) -> str:
    """Cards of judges as one file."""
    return template_environment(Assets()).get_template("judge_card.html").render(cards=cards, styles=styles())


def styles() -> str:
    """The style sheets of the pages, one after the other."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in _STYLES)
