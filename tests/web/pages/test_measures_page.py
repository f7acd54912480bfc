"""The pages of measurements, and the same as files."""

import pytest

from evaluator.domain.measures.report import GroupKind
from evaluator.domain.users import Role
from evaluator.services.measurements import MeasurementShelf
from evaluator.web.measure_files import report_html
from evaluator.web.pages.measures_view import measure_view
from tests.measurement_fakes import InMemoryMeasurementLog
from tests.services.test_measuring import SHOWN, report, with_examples
from tests.web.service import Service
from tests.web.words import spaced


@pytest.fixture
def shelf(service: Service) -> MeasurementShelf:
    """Where the pages find what was measured."""
    kept = MeasurementShelf(InMemoryMeasurementLog())
    vars(service.application)["measurements"] = kept
    return kept


async def page(service: Service, address: str = "/insights/measures", name: str = "rea") -> str:
    answer = await service.client.get(address, headers=await service.browser(name, Role.REVIEWER))
    assert answer.status_code == 200, answer.text
    return spaced(answer.text)


async def test_interviewers_are_refused(service: Service, shelf: MeasurementShelf) -> None:
    headers = await service.browser("ida", Role.INTERVIEWER)
    for address in ("/insights/measures", "/insights/measures/m1"):
        assert (await service.client.get(address, headers=headers)).status_code == 403


async def test_where_nothing_is_measured_the_page_says_how_to(service: Service, shelf: MeasurementShelf) -> None:
    assert "Nothing is measured yet." in await page(service)


async def test_insights_lead_to_the_list_and_the_list_to_each_measurement(
    service: Service, shelf: MeasurementShelf
) -> None:
    await shelf.keep(report())
    assert 'href="/insights/measures"' in await page(service, "/insights", "boris")
    listed = await page(service)
    assert 'href="/insights/measures/m1"' in listed
    assert "house, matcher" in listed


async def test_a_measurement_is_shown_judge_by_judge_with_its_plots(service: Service, shelf: MeasurementShelf) -> None:
    await shelf.keep(report())
    shown = await page(service, "/insights/measures/m1")
    for words in ("labelled.jsonl", "Quality against cost", "matcher less house", "How often it is right", "By point"):
        assert words in shown
    assert shown.count('<table class="forest">') >= 8
    assert "Calibration of house" in shown
    assert "Calibration of matcher" not in shown


async def test_what_a_judge_was_shown_stands_in_its_measurement(service: Service, shelf: MeasurementShelf) -> None:
    await shelf.keep(with_examples(SHOWN))
    shown = await page(service, "/insights/measures/m1")
    assert shown.count("shown to it as an example, before 260 of the 264 answers") == 1
    assert SHOWN.shown[0].mark in shown


async def test_a_measurement_that_is_not_there_is_not_found(service: Service, shelf: MeasurementShelf) -> None:
    answer = await service.client.get("/insights/measures/m9", headers=await service.browser("rea", Role.REVIEWER))
    assert answer.status_code == 404


def test_shares_are_told_on_the_points_they_are_shares_of() -> None:
    house, table = measure_view(report()).judges[0], report().judges[0].overall.table
    lines = {line.label: line for line in house.shares.lines}
    said_covered = sum(table.cells[:3])
    assert lines["says covered"].mark is not None
    assert lines["says covered"].mark.n == str(said_covered)


def test_no_more_than_the_weakest_points_are_drawn_and_the_rest_counted() -> None:
    points = next(group for group in measure_view(report()).judges[0].groups if group.kind == GroupKind.QUESTION)
    assert len(points.plot.lines) <= 20
    alone = report(judges=report().judges[:1], comparisons=())
    assert measure_view(alone).costs == ()


def test_the_file_needs_nothing_else_and_tells_what_the_page_tells() -> None:
    html = report_html(report())
    assert html.startswith("<!DOCTYPE html>")
    assert "How often it is right" in html
    for outside in ("<script", "<link", "src=", 'href="/'):
        assert outside not in html


def test_an_interval_of_very_few_cases_is_not_drawn() -> None:
    view = measure_view(report())
    drawn = [line.mark for judge in view.judges for line in judge.shares.lines if line.mark]
    assert drawn
    assert all(int(mark.n.replace("\u00a0", "")) >= 20 for mark in drawn)
