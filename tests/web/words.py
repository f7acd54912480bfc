"""Pages' words as they read."""


def spaced(text: str) -> str:
    """With plain spaces where a line must not break."""
    return text.replace("\u00a0", " ")
