"""The whole service as somebody would run it: real wiring, a database of its own, uvicorn on this machine."""

import asyncio
import queue
import socket
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from evaluator.domain.users import Role, User
from evaluator.settings import JudgeSettings, LimitSettings, PanelSettings, PriceSettings, ReviewSettings, Settings
from evaluator.store.upgrades import upgrade
from evaluator.web.app import create_app
from evaluator.wiring import Application, open_application
from tests.web.service import shared_site

T = TypeVar("T")

MODELS = {"primary": "sage-7b", "slow": "slow-1", "terse": "terse-1", "eager": "eager-1", "doubting": "doubting-1"}
"""The judges of the journeys and the models they ask."""


@dataclass(frozen=True)
class Site:
    """The running service, and a way to do in it what a person at its console would."""

    url: str
    application: Application
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Carry something out in the service's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=10)

    def link(self, name: str, role: Role = Role.ADMIN) -> str:
        """The address that signs somebody in once; they are made if they do not exist."""
        return f"{self.url}/login?link={self.do(self.application.users.make_login_link(self._user(name, role)))}"

    def session(self, name: str, role: Role = Role.ADMIN) -> str:
        """The secret of a session of somebody's, for the cookie."""
        return self.do(self.application.users.open_session(self._user(name, role)))

    def _user(self, name: str, role: Role) -> User:
        known = {user.name: user for user in self.do(self._users())}
        return known.get(name) or self.do(self.application.users.add(name, role))[0]

    async def _users(self) -> Sequence[User]:
        return await self.application.users.list()


def settings_for(folder: Path, endpoint: str | None) -> Settings:
    """A data directory of its own and, where there is an endpoint, a judge for each of its models and a panel.

    All that is judged is to be reviewed, by two people.
    """
    judges = tuple(
        JudgeSettings(
            name=name,
            base_url=endpoint,
            model=model,
            reply_format="json_schema",
            limits=LimitSettings(attempts=4),
            prices=PriceSettings(input=0.7, cached_input=0.2, output=4.6),
        )
        for name, model in MODELS.items()
        if endpoint
    )
    panel = PanelSettings(name="careful", first="doubting", second="primary", third="matcher")
    panels = (panel,) if judges else ()
    return Settings(
        data_dir=folder, judges=judges, panels=panels, review=ReviewSettings(floor=10_000, second_share=1.0)
    )


@contextmanager
def serving(settings: Settings) -> Iterator[Site]:
    """The service in a thread of its own until the end of the block."""
    upgrade(settings.database.get_secret_value())
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ready: queue.Queue[Site | BaseException] = queue.Queue()
    servers: list[uvicorn.Server] = []

    async def serve() -> None:
        async with open_application(settings) as application:
            app = create_app(application, shared_site())
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", ws="none"))
            servers.append(server)
            ready.put(Site(url, application, asyncio.get_running_loop()))
            await server.serve(sockets=[listener])

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            ready.put(error)
            raise

    thread = threading.Thread(target=run)
    thread.start()
    site = ready.get(timeout=20)
    if isinstance(site, BaseException):
        raise site
    try:
        yield site
    finally:
        servers[0].should_exit = True
        thread.join(timeout=20)
        listener.close()
