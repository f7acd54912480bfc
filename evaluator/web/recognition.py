"""Knowing somebody again for a moment, so that not every request asks the database who a secret belongs to."""

import time
from collections.abc import Awaitable, Callable

from evaluator.domain.users import User

REMEMBERED_S = 1.0
"""How long a secret that was good is taken for good without asking again, and so how late a removal may bite."""

REMEMBERED_SECRETS = 1_000

Finder = Callable[[str], Awaitable[User | None]]


class Recognition:
    """The users behind secrets of one kind. Secrets that are not valid are asked after every time."""

    def __init__(self, find: Finder, clock: Callable[[], float] = time.monotonic) -> None:
        self._find = find
        self._clock = clock
        self._known: dict[str, tuple[float, User]] = {}

    async def user(self, secret: str) -> User | None:
        """The user whose secret this is, or None."""
        known = self._known.get(secret)
        if known is not None and known[0] > self._clock():
            return known[1]
        self.forget(secret)
        user = await self._find(secret) if secret else None
        if user is not None:
            if len(self._known) >= REMEMBERED_SECRETS:
                self._known.clear()
            self._known[secret] = (self._clock() + REMEMBERED_S, user)
        return user

    def forget(self, secret: str) -> None:
        """Ask again next time."""
        self._known.pop(secret, None)

    def forget_all(self) -> None:
        """Ask again after everybody."""
        self._known.clear()
