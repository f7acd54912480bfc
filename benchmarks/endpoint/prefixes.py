"""How much of a prompt has been sent before, from its beginning on, as providers count it."""

CHARACTERS_A_TOKEN = 4


class Prefixes:
    """The beginnings of prompts seen so far, in blocks of so many tokens."""

    def __init__(self, block: int) -> None:
        self._block = block
        self._seen: set[int] = set()

    def cached(self, prompt: str) -> int:
        """Tokens of the prompt's beginning that were there before; from now on, all of it was."""
        size = self._block * CHARACTERS_A_TOKEN
        beginnings = [hash(prompt[:end]) for end in range(size, len(prompt) + 1, size)]
        known = 0
        while known < len(beginnings) and beginnings[known] in self._seen:
            known += 1
        self._seen.update(beginnings)
        return known * self._block
