"""What the services take from the world around them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the service takes from the world: time, fresh ids, who this process is and whether another lives."""

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    owner: str
    is_alive: Callable[[str], bool]
    versions: tuple[tuple[str, str], ...] = ()

    def may_live(self, owner: str, until: datetime) -> bool:
        """Whether a process of that name may still be at what it has until then."""
        return self.is_alive(owner) and self.clock() < until
