"""Who is asking: users with their tokens, sessions and one-time login links."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.users import Role, User

OPERATOR = "operator"
"""Who acts when somebody at the command line does, or the program itself at its first start."""


class UserDirectory(Protocol):
    """Where users are kept. Secrets are handed out once and kept as digests only.

    A secret that is unknown, expired, closed or used, or whose user is removed, answers None: never why.
    Every method is one transaction; all raise a StoreError when the database refuses.
    """

    async def add(self, name: str, role: Role, *, by: str = OPERATOR) -> tuple[User, str]:
        """A new user and the token, which cannot be read again. A removed user of that name comes back.

        Raises RequestInvalid for an impossible name, UserExists for a taken one. `by` names who does it.
        """

    async def admit(self, name: str, role: Role, token: str, *, by: str = OPERATOR) -> User:
        """The user of that name with just that role and token: made, brought back or changed at need.

        For a token chosen outside (`EVALUATOR_ADMIN_TOKEN`). Raises RequestInvalid for an impossible name.
        """

    async def list(self) -> Sequence[User]:
        """Every user that is not removed, by name."""

    async def remove(self, name: str, *, by: str = OPERATOR) -> User:
        """End a user's access: token, sessions and links at once. Raises UserUnknown."""

    async def by_token(self, token: str) -> User | None:
        """The user whose token this is."""

    async def open_session(self, user: User) -> str:
        """Begin a session; the secret goes into the cookie. Raises UserUnknown when the user is removed."""

    async def by_session(self, secret: str) -> User | None:
        """The user whose session this is."""

    async def close_session(self, secret: str) -> None:
        """End a session; nothing happens where there is none."""

    async def make_login_link(self, user: User) -> str:
        """The secret of a link that signs this user in once. Raises UserUnknown when the user is removed."""

    async def redeem_login_link(self, secret: str) -> User | None:
        """Use up a login link; of two who try at once, one succeeds."""
