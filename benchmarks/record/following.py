"""Bringing up to date what is derived from the ledger: the service does so at leisure, and people would wait."""

import time

from sqlalchemy import event

from benchmarks.record.writing import hurry
from evaluator.settings import Settings
from evaluator.wiring import open_application

LONGEST_S = 7_200.0


async def caught_up(settings: Settings) -> dict[str, float]:
    """Let every follower take all there is, and sign the ledger's head; how many seconds each follower took.

    A service that has signed no checkpoint yet first checks the whole ledger, beside whatever it is asked.
    """
    async with open_application(settings) as application:
        if application.database.location.path is not None:
            event.listen(application.database.writing, "connect", hurry)
        took = {}
        for name in application.following.names:
            began = time.monotonic()
            standing = await application.following.catch_up(name, within_s=LONGEST_S)
            took[name] = time.monotonic() - began
            print(f"  {name}: up to #{standing.seq:,} in {took[name]:.1f} s", flush=True)
        await application.checkpoints.make()
        return took
