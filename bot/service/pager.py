"""The second way to wake somebody, for when Matrix does not carry: one command of the settings, without any content."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

LOOK = 10.0  # seconds
TOO_LONG = 60.0  # a page that waits longer than this has not woken anybody
AGAIN = 900.0
PATIENCE = 60.0

log = structlog.get_logger()


class Pager:
    """Runs `command` when a page cannot go out. It is given no argument: what is late stays in the encrypted rooms."""

    def __init__(
        self, command: Sequence[str], oldest_page: Callable[[], float | None], monotonic: Callable[[], float]
    ) -> None:
        self._command, self._oldest_page, self._monotonic = tuple(command), oldest_page, monotonic
        self._last = float("-inf")
        self.runs = 0

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Once: is a page waiting too long, and was nobody called for a while?"""
        since, now = self._oldest_page(), self._monotonic()
        if since is None or now - since < TOO_LONG or now - self._last < AGAIN:
            return
        self._last = now
        self.runs += 1
        log.warning("page-waits", seconds=round(now - since), code=await self._call())

    async def _call(self) -> str:
        try:
            process = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.DEVNULL)
            async with asyncio.timeout(PATIENCE):
                return f"exit-{await process.wait()}"
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            return "too-slow"
        except OSError as error:
            return type(error).__name__
