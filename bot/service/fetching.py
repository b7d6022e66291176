"""Fetches the files that administrators send, and reads them beside everything else: what they say is a question.

What waits is a row of the inbox that nobody has decided. A process that ends meanwhile leaves it there for the next.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from bot.gateway import FileSent, Gateway
from bot.kill_points import passing
from bot.service import faults
from bot.service.questions import Ask, FileRead
from config.mistakes import Mistake, Mistakes
from config.template_files import LARGEST_UPLOAD, template_from
from storage.posts import InboxItem
from storage.unit_of_work import Store
from workflows.language.template import Template
from workflows.values.delivery import NotYet, Rejected

FIRST_WAIT, LONGEST_WAIT = 2.0, 30.0  # seconds
GIVEN_UP = 300.0  # seconds after the first try its sender is told that it could not be had
UNREACHABLE, DAMAGED, TOO_LARGE, FAULT = "unreachable", "damaged", "too-large", "fault"
SHOWN_NAME = 60


@dataclass(slots=True)
class _Wanted:
    row: InboxItem
    file: FileSent
    since: float
    wait: float = FIRST_WAIT
    not_before: float = float("-inf")


class Fetching:
    """One file after the other. A row is fetched once at a time, however often it is asked about."""

    def __init__(self, gateway: Gateway, store: Store, ask: Ask, monotonic: Callable[[], float]) -> None:
        self._gateway, self._store, self._ask, self._monotonic = gateway, store, ask, monotonic
        self._waiting: dict[int, _Wanted] = {}
        self._wake = asyncio.Event()

    def wanted(self, row: InboxItem, file: FileSent) -> None:
        self._waiting.setdefault(row.id, _Wanted(row, file, since=self._monotonic()))
        self._wake.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            self._wake.clear()
            await self.once()
            now = self._monotonic()
            wait = min((one.not_before - now for one in self._waiting.values()), default=LONGEST_WAIT)
            try:
                async with asyncio.timeout(max(wait, 0.1)):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def once(self) -> None:
        """Try each whose time has come."""
        for one in tuple(self._waiting.values()):
            if one.not_before <= self._monotonic():
                await self._try(one)

    async def _try(self, one: _Wanted) -> None:
        got = await self._gateway.fetch_file(one.file, most=LARGEST_UPLOAD)
        passing("file-fetched")
        match got:
            case NotYet() if self._monotonic() - one.since < GIVEN_UP:
                asked = got.wait.total_seconds() if got.wait else 0.0
                one.not_before = self._monotonic() + max(one.wait, asked)
                one.wait = min(2 * one.wait, LONGEST_WAIT)
                return
            case NotYet():
                question = FileRead(row=one.row, found=UNREACHABLE)
            case Rejected(why):
                known = why if why in (DAMAGED, TOO_LARGE) else UNREACHABLE
                question = FileRead(row=one.row, found=known)
            case bytes():
                question = FileRead(row=one.row, found=await self._read(got, one.file.name), raw=got)
        self._ask(question)
        self._waiting.pop(one.row.id, None)

    async def _read(self, raw: bytes, name: str) -> Template | tuple[Mistake, ...] | str:
        """Checked as a file of the server is; it may extend what is live."""
        try:
            async with self._store.read() as uow:
                live = await uow.versions.live()
                sources = {template: await uow.versions.source(content) for template, content in live.items()}
            others = {str(template): source for template, source in sources.items() if source is not None}
            return await asyncio.to_thread(template_from, raw, PurePath(name).name[-SHOWN_NAME:], others)
        except Mistakes as mistakes:
            return mistakes.found
        except Exception as fault:  # noqa: BLE001 - its sender hears of it, with the reference that the log has
            return f"{FAULT} {faults.note('reading a file', fault)}"
