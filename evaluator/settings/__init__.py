"""Settings: the environment and evaluator.toml, read once at the edge, frozen, secrets unprintable."""

from evaluator.settings.form import (
    Batches,
    JudgeSettings,
    KeepingSettings,
    LimitSettings,
    LogFormat,
    LogLevel,
    PriceSettings,
    ReviewSettings,
    ScreeningSettings,
    SessionSettings,
    Settings,
    TimeoutSettings,
)
from evaluator.settings.loading import load_settings

__all__ = [
    "Batches",
    "JudgeSettings",
    "KeepingSettings",
    "LimitSettings",
    "LogFormat",
    "LogLevel",
    "PriceSettings",
    "ReviewSettings",
    "ScreeningSettings",
    "SessionSettings",
    "Settings",
    "TimeoutSettings",
    "load_settings",
]
