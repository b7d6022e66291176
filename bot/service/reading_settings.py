"""Reads the files of the settings again when somebody asks, beside everything else: what they say is a question."""

import asyncio
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.service import faults
from bot.service.commit import Origin
from bot.service.known import Known
from bot.service.questions import Ask, Reload
from config.load import Configuration, load
from config.mistakes import Mistake, Mistakes
from storage.unit_of_work import Store
from workflows.language.template import Template
from workflows.values.ids import TemplateId

ORDER = "reload:"  # and a random name: an operator at the command line wants it
OUTCOME = "reloaded:"  # and the same name: what came of it, as text
LOOK = 5.0  # seconds between two looks for such orders


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants the files read: somebody in a room, an operator by an order, or nobody but a signal."""

    asked: Origin | None = None
    order: str | None = None


class ReadingSettings:
    """One reading after the other, in a thread. Whoever asks while one is under way is answered by the next."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        known: Known,
        now: Callable[[], datetime],
        ask: Ask,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._folder, self._store, self._known = folder, store, known
        self._now, self._ask, self._environ = now, ask, environ
        self._waiting: asyncio.Queue[Wanted] = asyncio.Queue()
        self._ordered: set[str] = set()

    def wanted(self, asked: Origin | None = None) -> None:
        self._waiting.put_nowait(Wanted(asked))

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    await self._read_for(await self._waiting.get())
            except TimeoutError:
                await self.look_for_orders()

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
        found = await asyncio.to_thread(self._read, self._known.written)
        for each in everybody:
            self._ask(Reload(id=secrets.token_hex(8), found=found, asked=each.asked, order=each.order))

    def _read(self, live: Mapping[TemplateId, Template]) -> Configuration | tuple[Mistake, ...]:
        try:
            return load(self._folder, self._now(), self._environ, live=live)
        except Mistakes as mistakes:
            return mistakes.found
