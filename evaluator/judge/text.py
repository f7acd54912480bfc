"""Making received text fit to be kept."""


def storable(text: str) -> str:
    """The text with what neither UTF-8 nor PostgreSQL can hold, lone surrogates and NUL, shown as U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
