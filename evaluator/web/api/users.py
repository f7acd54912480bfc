"""/api/users: who may use the service, and as what. For admins."""

from typing import Annotated, Literal, TypedDict

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler
from litestar.params import BodyKwarg, FromPath
from pydantic import BaseModel, ConfigDict, Field

from evaluator.domain.users import Account, Role, User
from evaluator.services.judgement_json import time_json
from evaluator.web.api.described import problems
from evaluator.web.api.strictness import json_only
from evaluator.web.rights import refuse_unless_admin
from evaluator.web.security import Connection, Doorkeeper, SignedInRequest
from evaluator.wiring import Application

RoleWord = Literal["interviewer", "reviewer", "admin"]


class UserBody(TypedDict):
    """Somebody who may use the service."""

    name: str
    role: Role
    created_at: str


class AccountBody(UserBody):
    """A user with how they get in: `token_at` is when the token was issued, null where it was revoked, `sessions` how
    many are open, `seen_at` when one of them was last used, to the minute."""

    token_at: str | None
    sessions: int
    seen_at: str | None


class UsersBody(TypedDict):
    """Every user, by name."""

    users: list[AccountBody]


class TokenBody(UserBody):
    """A user with a new token, which cannot be read again."""

    token: str


class Sent(BaseModel):
    """What a request holds and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class SentRole(Sent):
    """What somebody may do from now on."""

    role: RoleWord


class NewUser(SentRole):
    """Somebody who is to use the service."""

    name: str = Field(max_length=200, description="1 to 64 letters, digits, dots, hyphens, underscores or @.")


def admins_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: raise NotAllowed for somebody who does not look after users."""
    user: User = connection.user
    refuse_unless_admin(user)


@get("/", summary="Who may use the service", responses=problems(401, 403, 503))
async def list_users(application: NamedDependency[Application]) -> UsersBody:
    """Every user that was not removed, by name, with tokens and sessions as far as they may be told."""
    return {"users": [_account(account) for account in await application.users.accounts()]}


@post("/", summary="Add a user", guards=[json_only], responses=problems(400, 401, 403, 409, 413, 415, 422, 503))
async def add_user(
    request: SignedInRequest,
    data: Annotated[NewUser, BodyKwarg(media_type=RequestEncodingType.JSON, description="Who, and as what.")],
    application: NamedDependency[Application],
) -> TokenBody:
    """The user with the token, which is shown this once. A removed user of that name comes back, with a new token."""
    user, token = await application.users.add(data.name, Role(data.role), by=request.user.name)
    return {**_user(user), "token": token}


@post(
    "/{name:str}/role",
    summary="Change what a user may do",
    status_code=200,
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def change_role(
    request: SignedInRequest,
    name: FromPath[str],
    data: Annotated[SentRole, BodyKwarg(media_type=RequestEncodingType.JSON, description="The role.")],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> UserBody:
    """Give a user another role, from their next request on. 409 where nobody else is an admin."""
    user = await application.users.change_role(name, Role(data.role), by=request.user.name)
    doorkeeper.forget_everybody()
    return _user(user)


@post(
    "/{name:str}/token", summary="Make a new token", status_code=200, responses=problems(400, 401, 403, 404, 409, 503)
)
async def renew_token(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> TokenBody:
    """The new token, shown this once. The old one, and every session and login link, end at once."""
    user, token = await application.users.renew_token(name, by=request.user.name)
    doorkeeper.forget_everybody()
    return {**_user(user), "token": token}


@post(
    "/{name:str}/revoke", summary="Lock a user out", status_code=200, responses=problems(400, 401, 403, 404, 409, 503)
)
async def revoke(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> UserBody:
    """End token, sessions and login links at once. The user stays, and gets in again by a new token or link."""
    user = await application.users.revoke(name, by=request.user.name)
    doorkeeper.forget_everybody()
    return _user(user)


@delete("/{name:str}", summary="Remove a user", responses=problems(400, 401, 403, 404, 409, 503))
async def remove_user(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> None:
    """End a user's access at once. What they judged and reviewed stays. 409 where nobody else is an admin."""
    await application.users.remove(name, by=request.user.name)
    doorkeeper.forget_everybody()


def _user(user: User) -> UserBody:
    return {"name": user.name, "role": user.role, "created_at": time_json(user.created_at)}


def _account(account: Account) -> AccountBody:
    return {
        **_user(account.user),
        "token_at": time_json(account.token_at) if account.token_at else None,
        "sessions": account.sessions,
        "seen_at": time_json(account.seen_at) if account.seen_at else None,
    }


USER_ROUTES = Router(
    "/api/users",
    route_handlers=[list_users, add_user, change_role, renew_token, revoke, remove_user],
    guards=[admins_only],
    tags=["Users"],
)
