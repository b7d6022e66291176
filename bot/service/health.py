"""How it goes, as a file that a watcher can read without asking: alive or not, ready or not, codes and numbers only."""

import asyncio
import json
from pathlib import Path
from typing import Protocol

from bot.matrix.session import Health as SessionHealth
from bot.service import faults
from bot.service.clock import Clocks

EVERY = 5.0  # seconds
FIRST = 0.2  # until the first sync
STALE = 30.0  # a heartbeat, or a look at what is due, that is older than this is no sign of life
SYNC_LATE = 90.0


class Counts(Protocol):
    @property
    def waiting(self) -> int: ...


class Looks(Counts, Protocol):
    looked_at: float  # transport time


class Speaks(Protocol):
    @property
    def health(self) -> SessionHealth: ...


class Health:
    """Writes the heartbeat. *Alive*: the process decides and records. *Ready*: it also talks to the homeserver.

    Where deadlines are not looked at (the database is away, or the decider hangs) none is written.
    """

    def __init__(self, file: Path, session: Speaks, decider: Looks, outbox: Counts, clocks: Clocks) -> None:
        self._file, self._session, self._decider, self._outbox = file, session, decider, outbox
        self._clocks = clocks

    async def run(self) -> None:
        while True:
            try:
                self.write()
            except OSError as fault:  # a full disk is no reason to end: the file grows old, and that says enough
                faults.note("health", fault)
            await asyncio.sleep(EVERY if self._session.health.last_sync else FIRST)

    def write(self) -> None:
        if self._clocks.monotonic() - self._decider.looked_at >= STALE:
            return
        health = self._session.health
        last = None if health.last_sync is None else asyncio.get_running_loop().time() - health.last_sync
        report = {
            "at": self._clocks.wall().isoformat(),
            "ready": health.speaking and last is not None and last < SYNC_LATE,
            "refusal": health.refusal,
            "seconds_since_sync": None if last is None else round(last, 1),
            "failures": health.failures,
            "failure": health.failure,
            "one_time_keys": health.one_time_keys,
            "rooms": health.rooms,
            "questions_waiting": self._decider.waiting,
            "outbox_waiting": self._outbox.waiting,
            "dropped": dict(health.dropped),
        }
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(report, indent=1))
        fresh.replace(self._file)
