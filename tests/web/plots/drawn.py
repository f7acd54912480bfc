"""Drawing a plot by its macro, and looking at every number in it."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from hypothesis import strategies as st

from evaluator.web.assets import Assets
from evaluator.web.plots.intervals import Interval
from evaluator.web.templating import template_environment

_ENVIRONMENT = template_environment(Assets())
_PLACES = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"}


def draw(macro: str, *said: Any) -> str:
    """The HTML that a macro of plots.html makes."""
    template = _ENVIRONMENT.get_template("plots.html")
    call: Callable[..., object] = getattr(template.module, macro)
    return str(call(*said))


def places(html: str) -> list[float]:
    """Every place of every drawn thing, per cent of its frame. Raises where one is not a number."""
    found = []
    for element in ElementTree.fromstring(f"<div>{html}</div>").iter():
        for name, value in element.attrib.items():
            if name in _PLACES:
                found.append(float(value.removesuffix("%")))
            if name == "d" and element.get("class", "").startswith("ribbon"):
                found += [float(number) for number in re.findall(r"[-\w.]+", re.sub("[MCVZ]", " ", value))]
    return found


@st.composite
def shares(draw: st.DrawFn, least: int = 0) -> Interval:
    """A share with its interval."""
    low, value, high = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
    return Interval(value, low, high, draw(st.integers(least, 10_000)))


@st.composite
def coefficients(draw: st.DrawFn) -> Interval:
    """A coefficient with its interval."""
    low, value, high = sorted(draw(st.lists(st.floats(-1, 1), min_size=3, max_size=3)))
    return Interval(value, low, high, draw(st.integers(0, 10_000)))
