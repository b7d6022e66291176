"""The story's clock: it begins in the past, goes at speed 1 while people type, and runs when the story says so.

It is a file that the story writes and the bot's process reads, so it goes on through a restart. It never goes back and
never beyond the real time: once it has met that, it is the real time.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.service.clock import real_time


@dataclass(frozen=True, slots=True)
class Pace:
    """From `real` on, domain time is `domain` plus `speed` times what has passed, up to `until`; then at speed 1."""

    real: datetime
    domain: datetime
    speed: float
    until: datetime

    def at(self, real: datetime) -> datetime:
        passed = max(real - self.real, timedelta())
        running = (self.until - self.domain) / self.speed  # how long, in real time, it runs
        told = self.domain + passed * self.speed if passed < running else self.until + (passed - running)
        return min(told, max(real, self.domain))


class ReadClock:
    """What the bot's process sees: the pace that stands in the file now."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = 0
        self._pace = self._read()

    def now(self) -> datetime:
        if self._file.stat().st_mtime_ns != self._stamp:
            self._pace = self._read()
        return self._pace.at(real_time())

    def _read(self) -> Pace:
        self._stamp = self._file.stat().st_mtime_ns
        kept = json.loads(self._file.read_text())
        return Pace(
            real=datetime.fromisoformat(kept["real"]),
            domain=datetime.fromisoformat(kept["domain"]),
            speed=kept["speed"],
            until=datetime.fromisoformat(kept["until"]),
        )


class StoryClock:
    """What the story holds: begin so long ago, let time pass."""

    def __init__(self, file: Path, begin: datetime) -> None:
        self._file = file
        self._paces: list[Pace] = []
        self._go(Pace(real_time(), begin, 1.0, begin))

    def now(self) -> datetime:
        return self.at(real_time())

    def at(self, real: datetime) -> datetime:
        """What the story's time was at a real time."""
        pace = next((pace for pace in reversed(self._paces) if pace.real <= real), self._paces[0])
        return pace.at(real)

    def run(self, span: timedelta, seconds: float) -> datetime:
        """Let `span` pass within so many real seconds. Returns the time at which it will stand then."""
        begin = self.now()
        self._go(Pace(real_time(), begin, max(span.total_seconds() / seconds, 1.0), begin + span))
        return begin + span

    def catch_up(self, seconds: float) -> None:
        """Run until it is the real time."""
        self.run(real_time() - self.now() + timedelta(seconds=seconds), seconds)

    def _go(self, pace: Pace) -> None:
        self._paces.append(pace)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(
            json.dumps(
                {
                    "real": pace.real.isoformat(),
                    "domain": pace.domain.isoformat(),
                    "speed": pace.speed,
                    "until": pace.until.isoformat(),
                }
            )
        )
        fresh.replace(self._file)
