"""Measurements as files that need nothing else: a page with its plots, styles and icons in it."""

from collections.abc import Sequence
from html import escape
from typing import Any

from evaluator.domain.measures.report import Report
from evaluator.services.judge_card import Card
from evaluator.web.assets import STATIC, Assets
from evaluator.web.pages.measures_view import measure_view
from evaluator.web.templating import template_environment

_STYLES = ("tokens.css", "app.css", "insights.css")


def report_html(report: Report) -> str:
    """The whole report as one file."""
    return _file(f"{report.material.name}, measured", "measure_file.html", view=measure_view(report))


def cards_html(cards: Sequence[Card]) -> str:
    """Cards of judges as one file."""
    return _file("Judge card", "judge_card.html", cards=cards)


def _file(title: str, template: str, **context: Any) -> str:
    """What a template makes, with the pages' own style sheets in the file and not beside it."""
    styles = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in _STYLES)
    body = template_environment(Assets()).get_template(template).render(context)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{styles}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
