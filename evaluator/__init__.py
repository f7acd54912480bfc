"""A second opinion on interview answers that can be checked."""

__version__ = "0.1.0"
