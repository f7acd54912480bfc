"""What stands in the fields of a form."""


def text_of(value: object) -> str:
    """The text of a field; empty for one that was left out or holds a file."""
    return value if isinstance(value, str) else ""
