"""The settings of anchors: how often judges judge them in the background, and what that may cost."""

from typing import Annotated

from pydantic import Field, ValidationInfo

from evaluator.settings.kinds import Amount, JudgeName, Table, told


class AnchorSettings(Table):
    """How often `evaluator serve` has judges judge the anchors; never where no days are given.

    `judges` are those it has so, all of the settings where none are named; `budget` bounds what all of it costs in
    thirty days, in the price tables' currency.
    """

    every_days: Annotated[int, Field(ge=1, le=365)] | None = None
    budget: Amount | None = None
    judges: Annotated[tuple[JudgeName, ...], Field(strict=False)] = ()


def named(anchors: AnchorSettings, info: ValidationInfo) -> AnchorSettings:
    """The settings, if each judge they name is one; raises the finding that it is none."""
    known = [one.name for key in ("judges", "panels") for one in info.data.get(key, ())]
    for name in anchors.judges:
        if name not in known:
            raise told(f"names no judge: {name}; those there are: {', '.join(known) or 'none'}")
    return anchors
