"""The built-in matcher: the judge there is when no other is configured.

It looks for each point's words and their kin in the answer. It finds talk about a point; it cannot tell right from
wrong, so it says `covered` or `missed` only where that was nearly always so in the answers it was fitted on.
"""

import json
from pathlib import Path

from evaluator.domain.coefficients import Coefficients, parse_coefficients
from evaluator.errors import CoefficientsInvalid

COEFFICIENTS_FILE = Path(__file__).with_name("matcher.json")


def load_coefficients(path: Path = COEFFICIENTS_FILE) -> Coefficients:
    """The coefficients in a file. Raises CoefficientsInvalid when it cannot be read or makes no sense."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CoefficientsInvalid(f"The matcher's coefficients cannot be read ({path.name}). Install again.") from error
    if not isinstance(found, dict):
        raise CoefficientsInvalid(f"The matcher's coefficients are damaged ({path.name}). Install again.")
    return parse_coefficients(found)
