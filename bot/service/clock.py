"""The two clocks, and the alarm that wakes the decider. The only place that reads the time.

*Domain time* is what deadlines, takes and holidays live in. *Transport time* is for back-off, code expiry and
gathering: monotonic, so that no clock step stretches it. A demo hands in a faster domain clock; the product always
uses the real one.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

POLL = timedelta(seconds=5)  # an alarm that was lost, or a clock that was stepped, costs no more than this


def real_time() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What time it is. `speed` is how many domain seconds pass in a real one."""

    now: Callable[[], datetime] = real_time
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = real_time  # real UTC, for what the homeserver counts (its 24 h of transaction ids)
    speed: float = 1.0
    poll: timedelta = POLL


class AlarmClock:
    """Wakes at the earliest thing that can become due, and at least every five seconds.

    APScheduler is the metronome and nothing else: no job per deadline, no job store. The truth is a column.
    """

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1000}
        )
        self._rang = asyncio.Event()

    def start(self) -> None:
        self._scheduler.add_job(self._ring, "interval", seconds=self._clocks.poll.total_seconds(), id="poll")
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def set(self, at: datetime | None) -> None:
        """Ring at `at` (domain time); sooner polls ring all the same. None: only the polls."""
        if at is None:
            if self._scheduler.get_job("next"):
                self._scheduler.remove_job("next")
            return
        wait = max((at - self._clocks.now()) / self._clocks.speed, timedelta())
        self._scheduler.add_job(
            self._ring, "date", run_date=self._clocks.wall() + wait, id="next", replace_existing=True
        )

    async def rung(self) -> None:
        """Wait for the next ring, not much longer than a poll: the metronome stops while a wall clock is put back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * self._clocks.poll.total_seconds()):
                await self._rang.wait()
        self._rang.clear()

    async def _ring(self) -> None:  # a plain function would run in a thread, and an Event is not for threads
        self._rang.set()
