"""Settings: the environment and evaluator.toml, read once at the edge, frozen, secrets unprintable."""

from evaluator.settings.anchors import AnchorSettings
from evaluator.settings.form import (
    Batches,
    KeepingSettings,
    LogFormat,
    LogLevel,
    ReviewSettings,
    ScreeningSettings,
    SessionSettings,
    Settings,
)
from evaluator.settings.judges import JudgeSettings, LimitSettings, PanelSettings, PriceSettings, TimeoutSettings
from evaluator.settings.loading import load_settings

__all__ = [
    "AnchorSettings",
    "Batches",
    "JudgeSettings",
    "KeepingSettings",
    "LimitSettings",
    "LogFormat",
    "LogLevel",
    "PanelSettings",
    "PriceSettings",
    "ReviewSettings",
    "ScreeningSettings",
    "SessionSettings",
    "Settings",
    "TimeoutSettings",
    "load_settings",
]
