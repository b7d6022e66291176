"""The bot of the demo in a process of its own: the real one, with the story's clock in the place of the real clock."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.cli import log
from bot.service.app import App
from bot.service.beginning import configuration
from bot.service.clock import Clocks, real_time
from demo.clock import ReadClock

OFTEN: Final = timedelta(milliseconds=200)  # a fast clock has to be looked at more often
SECONDS_TO_STOP: Final = 20.0
SECONDS_TO_START: Final = 60
ROOT: Final = Path(__file__).parent.parent


def lay_secrets(folder: Path, password: str) -> None:
    """The two secrets of an installation: the account's password and a fresh master key."""
    kept = folder / "secrets"
    kept.mkdir(mode=0o700, exist_ok=True)
    for name, text in (("password", password), ("master.key", b64encode(secrets.token_bytes(32)).decode())):
        file = kept / name
        file.touch(mode=0o600)
        file.write_text(text + "\n", encoding="utf-8")


class BotProcess:
    """Starts and stops the bot, gently or not. It ends by itself when the demo ends."""

    def __init__(self, folder: Path, clock_file: Path, environ: Mapping[str, str] | None = None) -> None:
        """`environ` is added to the environment of this process."""
        self._folder, self._clock_file = folder, clock_file
        self._environ = {**os.environ, **(environ or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        (self._folder / "data" / "health").unlink(missing_ok=True)
        with (self._folder / "bot.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "demo.bot", str(self._folder), str(self._clock_file)],
                cwd=ROOT,
                env=self._environ,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def ready(self) -> None:
        """Wait until it listens. Raises TimeoutError with its last lines."""
        file = self._folder / "data" / "health"
        for _ in range(SECONDS_TO_START * 10):
            if self.running and file.exists() and json.loads(file.read_text())["ready"]:
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(f"the bot did not start:\n{self.last_lines()}")

    async def ended(self) -> int:
        """Wait until it has ended by itself; how: minus the signal's number where a signal ended it."""
        process, self._process = self._process, None
        if process is None:
            raise LookupError("it does not run")
        code = await asyncio.to_thread(process.wait, SECONDS_TO_START)
        await self._gone(process)
        return code

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, SECONDS_TO_STOP)
        await self._gone(process)

    async def kill(self) -> None:
        """As a power cut would: kill -9."""
        process, self._process = self._process, None
        if process is not None:
            await self._gone(process)

    async def _gone(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        await asyncio.to_thread(process.wait)
        if process.stdin:
            process.stdin.close()

    def last_lines(self, count: int = 15) -> str:
        file = self._folder / "bot.log"
        return "\n".join(file.read_text(errors="replace").splitlines()[-count:]) if file.exists() else ""


async def _main(folder: Path, clock_file: Path) -> None:
    os.umask(0o077)
    log.configure()
    app = App(await configuration(folder, real_time()), clocks=Clocks(now=ReadClock(clock_file).now, poll=OFTEN))
    await app.start()
    running = asyncio.ensure_future(app.run())
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, running.cancel)
    loop.add_signal_handler(signal.SIGHUP, app.reread)
    with suppress(asyncio.CancelledError):
        try:
            await running
        finally:
            await app.close()


def _end_with_the_demo() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        continue
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_demo, daemon=True).start()
    asyncio.run(_main(Path(sys.argv[1]), Path(sys.argv[2])))
