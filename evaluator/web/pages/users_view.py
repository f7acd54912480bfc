"""The page of users, as its template takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from evaluator.domain.users import Account, Role, User
from evaluator.web.pages.figures import Moment, counted, moment

ADDRESS = "/users"
_MAY = {
    Role.INTERVIEWER: "judge, and see their own",
    Role.REVIEWER: "also review, and see all",
    Role.ADMIN: "everything",
}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """One role that somebody can have, and what it lets them do."""

    value: str
    may: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user. `token` is None where it was revoked; `stays` says why the user cannot go or step down, if so."""

    name: str
    path: str
    role: str
    roles: tuple[RoleChoice, ...]
    since: Moment
    token: Moment | None
    sessions: str
    seen: Moment | None
    is_self: bool
    stays: str


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token on its only showing. `is_new` where the user is new too."""

    name: str
    token: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A login link on its only showing."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class UsersView:
    """The whole page. `name`, `roles` and `error` are of the form that adds somebody."""

    rows: tuple[UserRow, ...]
    summary: str
    name: str
    roles: tuple[RoleChoice, ...]
    error: str
    refused: str


def users_view(
    accounts: Sequence[Account], reader: User, *, name: str, role: Role, error: str, refused: str
) -> UsersView:
    """The page for an admin. `error` is what was wrong with the form, `refused` what could not be done to a user."""
    admins = [account.user.name for account in accounts if account.user.role is Role.ADMIN]
    return UsersView(
        rows=tuple(_row(account, reader, is_last=admins == [account.user.name]) for account in accounts),
        summary=f"{counted(len(accounts), 'user')}, {counted(len(admins), 'admin')}",
        name=name,
        roles=_roles(role),
        error=error,
        refused=refused,
    )


def _row(account: Account, reader: User, *, is_last: bool) -> UserRow:
    user = account.user
    return UserRow(
        name=user.name,
        path=f"{ADDRESS}/{quote(user.name, safe='')}",
        role=user.role.value,
        roles=_roles(user.role),
        since=moment(user.created_at),
        token=moment(account.token_at) if account.token_at else None,
        sessions=counted(account.sessions, "session") if account.sessions else "none open",
        seen=moment(account.seen_at) if account.seen_at else None,
        is_self=user.name == reader.name,
        stays="The only admin. Make somebody else one first." if is_last else "",
    )


def _roles(chosen: Role) -> tuple[RoleChoice, ...]:
    return tuple(RoleChoice(role.value, _MAY[role], role is chosen) for role in Role)
