"""Who is asking: users with their tokens, sessions and one-time login links."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.users import Account, Role, User

OPERATOR = "operator"
"""Who acts when somebody at the command line does, or the program itself at its first start."""


class UserDirectory(Protocol):
    """Where users are kept. Secrets are handed out once and kept as digests only.

    A secret that is unknown, expired, closed, idle for too long or used, or whose user is removed, answers None: never
    why. Every method is one transaction, the ledger entry of what it does included; `by` names who does it. All raise a
    StoreError when the database refuses, and those that name a user raise UserUnknown where there is none.
    """

    async def add(self, name: str, role: Role, *, by: str = OPERATOR) -> tuple[User, str]:
        """A new user and the token, which cannot be read again. A removed user of that name comes back.

        Raises RequestInvalid for an impossible name, UserExists for a taken one.
        """

    async def admit(self, name: str, role: Role, token: str) -> User:
        """The user of that name with just that role and token: made, brought back or changed at need.

        For a token chosen outside (`EVALUATOR_ADMIN_TOKEN`). Raises RequestInvalid for an impossible name, LastAdmin.
        """

    async def list(self) -> Sequence[User]:
        """Every user that is not removed, by name."""

    async def accounts(self) -> Sequence[Account]:
        """The same with what there is of tokens and sessions."""

    async def change_role(self, name: str, role: Role, *, by: str) -> User:
        """Let a user do more or less from now on. Raises LastAdmin where nobody else is an admin."""

    async def renew_token(self, name: str, *, by: str) -> tuple[User, str]:
        """A new token, which cannot be read again. The old one, and every session and link, end at once."""

    async def revoke(self, name: str, *, by: str) -> User:
        """End token, sessions and links at once. The user stays, and gets in again by a new token or link."""

    async def remove(self, name: str, *, by: str = OPERATOR) -> User:
        """End a user's access: token, sessions and links at once. Raises LastAdmin where nobody else is an admin."""

    async def by_token(self, token: str) -> User | None:
        """The user whose token this is."""

    async def open_session(self, user: User) -> str:
        """Begin a session; the secret goes into the cookie. Raises UserUnknown when the user is removed."""

    async def by_session(self, secret: str) -> User | None:
        """The user whose session this is. To ask is to use it: it ends when nobody has asked for a while."""

    async def close_session(self, secret: str) -> None:
        """End a session; nothing happens where there is none."""

    async def make_login_link(self, user: User, *, by: str = OPERATOR) -> str:
        """The secret of a link that signs this user in once. Raises UserUnknown when the user is removed."""

    async def redeem_login_link(self, secret: str) -> User | None:
        """Use up a login link; of two who try at once, one succeeds."""
