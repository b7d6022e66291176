"""Reads the files of the settings again when somebody asks, beside everything else: what they say is a question."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.service import faults, reading_process
from bot.service.commit import Origin
from bot.service.known import Known
from bot.service.questions import Ask, Reload
from bot.service.reading_process import LiveMeanwhile
from config.load import Configuration, load
from config.mistakes import Mistake, Mistakes
from storage.unit_of_work import Store
from workflows.language.template import Template
from workflows.values.ids import TemplateId

ORDER = "reload:"  # and a random name: an operator at the command line wants it
OUTCOME = "reloaded:"  # and the same name: what came of it, as text
LOOK = 5.0  # seconds between two looks for such orders
TRIES = 3
LONGEST = 60.0  # seconds for one reading: a disk of the network may never answer


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants the files read: somebody in a room, an operator by an order, or nobody but a signal."""

    asked: Origin | None = None
    order: str | None = None


Reader = Callable[[Mapping[TemplateId, Template]], Awaitable[Configuration | tuple[Mistake, ...]]]
"""Reads the files; it is given the templates that are live."""


class ReadingSettings:
    """One reading after the other, by `read`. Whoever asks while one is under way is answered by the next.

    A reading that takes longer than `longest` seconds is given up, and that is the answer.
    """

    def __init__(self, read: Reader, store: Store, known: Known, ask: Ask, *, longest: float = LONGEST) -> None:
        self._read, self._store, self._known, self._ask = read, store, known, ask
        self._longest = longest
        self._waiting: asyncio.Queue[Wanted] = asyncio.Queue()
        self._ordered: set[str] = set()

    def wanted(self, asked: Origin | None = None) -> None:
        self._waiting.put_nowait(Wanted(asked))

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    first = await self._waiting.get()
            except TimeoutError:
                await self.look_for_orders()
            else:
                await self._read_for(first)

    async def once(self) -> None:
        """What is wanted now, to its end."""
        while not self._waiting.empty():
            await self._read_for(self._waiting.get_nowait())

    async def look_for_orders(self) -> None:
        """What operators asked for at the command line."""
        try:
            async with self._store.read() as uow:
                orders = await uow.meta.beginning(ORDER)
        except Exception as fault:  # noqa: BLE001 - the database is away: looked at again soon
            faults.note("orders", fault)
            return
        for order in sorted(orders.keys() - self._ordered):
            self._ordered.add(order)
            self._waiting.put_nowait(Wanted(order=order))

    async def _read_for(self, first: Wanted) -> None:
        """Everybody who waits by now is answered by this one reading."""
        everybody = [first]
        while not self._waiting.empty():
            everybody.append(self._waiting.get_nowait())
        try:
            async with asyncio.timeout(self._longest):
                found = await self._found()
        except TimeoutError:
            what = f"they could not be read within {self._longest:g} seconds"
            found = (Mistake("settings", 1, 1, what, "look at the disk they are on, then try it once more"),)
        for each in everybody:
            self._ask(Reload(id=secrets.token_hex(8), found=found, asked=each.asked, order=each.order))

    async def _found(self) -> Configuration | tuple[Mistake, ...]:
        for _ in range(TRIES):
            try:
                return await self._read(self._known.written)
            except LiveMeanwhile:
                continue
            except Exception as fault:  # noqa: BLE001 - whoever asked hears of it, and the bot goes on
                reference = faults.note("reading settings", fault)
                return (Mistake("settings", 1, 1, f"they could not be read ({reference})", "look at the log"),)
        return (Mistake("settings", 1, 1, "templates went live while they were read", "try it once more"),)


def in_a_thread(folder: Path, now: Callable[[], datetime], environ: Mapping[str, str]) -> Reader:
    """Reads in this process: enough where nobody waits for an answer."""

    def read(live: Mapping[TemplateId, Template]) -> Configuration | tuple[Mistake, ...]:
        try:
            return load(folder, now(), environ, live=live)
        except Mistakes as mistakes:
            return mistakes.found

    return lambda live: asyncio.to_thread(read, live)


def in_a_process(folder: Path, now: Callable[[], datetime], environ: Mapping[str, str]) -> Reader:
    """Reads in a process of its own, which finds what is live in the database."""
    return lambda live: reading_process.read(folder, now(), environ, live)
