"""How old something is in transport time, so that no step of a clock, and no faster one, shortens or stretches it."""

from collections.abc import Callable
from datetime import datetime, timedelta

KEPT = timedelta(minutes=10)  # a code lives as long, and so long may a refused command be edited


class Ages:
    """Knows when something happened while this process ran, and for the rest how old it was when it began.

    `monotonic` gives seconds. What is older than ten minutes is forgotten, and then this process is older as well.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._noted: dict[str, float] = {}
        self._began = monotonic()
        self._began_at: datetime | None = None

    def begin(self, now: datetime) -> None:
        """The process begins to work, at `now` in domain time."""
        self._began, self._began_at = self._monotonic(), now

    def note(self, what: str) -> None:
        """It happened now. Said again, it stays as old as it is."""
        now = self._monotonic()
        while self._noted and now - next(iter(self._noted.values())) > KEPT.total_seconds():
            del self._noted[next(iter(self._noted))]
        self._noted.setdefault(what, now)

    def of(self, what: str, at: datetime) -> timedelta:
        """How old it is. `at`: when it happened in domain time, which counts up to the start and no longer."""
        now = self._monotonic()
        if what in self._noted:
            return timedelta(seconds=now - self._noted[what])
        before = self._began_at - at if self._began_at else timedelta()
        return max(before, timedelta()) + timedelta(seconds=now - self._began)
