"""Forest plots: lines in order, in the frame, and none on too little."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.forest import Row, forest_of_coefficients, forest_of_shares
from evaluator.web.plots.intervals import Interval, Lack, Unknown
from tests.web.plots.drawn import coefficients, draw, places, shares

PEOPLE = Interval(0.86, 0.81, 0.90, 210)
LOW = Interval(0.65, 0.50, 0.77, 48)
FINE = Interval(0.83, 0.69, 0.91, 41)

labels = st.text("abc<&\"' ", max_size=20)
kinds = shares() | st.builds(Lack, st.integers(0, 19), st.just(20)) | st.builds(Unknown, labels)
rows = st.lists(st.builds(Row, labels, kinds, st.none() | kinds, labels, st.sampled_from(["", "/audit?a=b&c=d"])))


@given(rows, st.none() | st.floats(0, 1), st.none() | shares())
def test_shares_keep_their_order_and_their_frame(rows: list[Row], mean: float | None, people: Interval | None) -> None:
    plot = forest_of_shares(rows, mean, people)
    assert [line.label for line in plot.lines] == [row.label for row in rows]
    assert all(0 <= place <= 100 for place in places(draw("forest", plot, "Agreement", "Point", "Reviews")))


@given(st.lists(st.builds(Row, labels, coefficients(), st.none() | coefficients() | st.builds(Unknown, labels))))
def test_coefficients_keep_their_order_and_their_frame(rows: list[Row]) -> None:
    plot = forest_of_coefficients(rows)
    assert [line.label for line in plot.lines] == [row.label for row in rows]
    html = draw("pairs", plot, "Coefficients", "Measure", "Judge and people", "Two people")
    assert all(0 <= place <= 100 for place in places(html))


@given(shares())
def test_a_point_is_drawn_from_twenty_reviews_on(figure: Interval) -> None:
    (line,) = forest_of_shares([Row("A point", figure)]).lines
    assert (line.mark is not None) == (figure.n >= 20)
    assert line.why == ("" if figure.n >= 20 else f"{figure.n} of 20 reviews")


@given(shares(least=20))
def test_a_mark_stands_within_its_interval(figure: Interval) -> None:
    (line,) = forest_of_shares([Row("A point", figure)]).lines
    assert line.mark is not None
    assert line.mark.low <= line.mark.at <= line.mark.high


def test_a_line_is_low_where_its_whole_interval_lies_under_what_two_people_reach() -> None:
    plot = forest_of_shares([Row("weak", LOW), Row("fine", FINE)], mean=0.8, people=PEOPLE)
    assert [line.is_low for line in plot.lines] == [True, False]
    assert plot.has_low
    assert plot.people is not None
    assert (plot.mean, plot.people.left, plot.people.width) == (80, 81, 9)


def test_nothing_is_low_where_people_were_never_compared() -> None:
    assert not forest_of_shares([Row("weak", LOW)]).has_low


def test_a_low_line_has_another_shape_and_says_so() -> None:
    low, fine = (draw("forest", forest_of_shares([Row("p", LOW)], people=who), "", "", "") for who in (PEOPLE, None))
    assert "under what two people reach" in low
    assert 'class="at low"' in low
    assert "<circle" not in low
    assert 'class="at judge"' in fine


def test_what_is_unknown_says_why_in_place_of_a_figure() -> None:
    row = Row("Kappa", Unknown("everybody said the same"), Lack(12, 50, "points"))
    html = draw("pairs", forest_of_coefficients([row]), "", "", "", "")
    assert "everybody said the same" in html
    assert "12 of 50 points" in html


def test_every_figure_has_its_interval_and_its_number_beside_it() -> None:
    html = draw("forest", forest_of_shares([Row("p", FINE)]), "", "", "")
    assert "<b>83\u00a0%</b>" in html
    assert ">69–91<" in html
    assert ">41<" in html


def test_a_row_is_a_link_where_it_has_an_address() -> None:
    row = Row("a <point>", FINE, href="/audit?question=caching&x=1")
    html = draw("forest", forest_of_shares([row, replace(row, href="")]), "", "", "")
    assert html.count('<a href="/audit?question=caching&amp;x=1">a &lt;point&gt;</a>') == 1
    assert html.count("a &lt;point&gt;") == 2
