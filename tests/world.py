"""The whole bot on a real database, with clocks we hold and a homeserver we can unplug."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.gateway import Content
from bot.service.addressed import Addressed
from bot.service.answering import Answering
from bot.service.app import BOT_NAME
from bot.service.clock import AlarmClock, Clocks
from bot.service.commit import Stored
from bot.service.converge import Converge
from bot.service.decider import Decider
from bot.service.fetching import Fetching
from bot.service.going_live import at_start
from bot.service.intake import Intake
from bot.service.known import Known
from bot.service.looking import Looking
from bot.service.observing import Observing
from bot.service.outbox import Outbox
from bot.service.passing_on import after_commit, after_sync
from bot.service.proposing import Proposing
from bot.service.questions import Look
from bot.service.reading_settings import ReadingSettings, in_a_thread
from bot.service.recalling import begin, recall
from bot.service.refusing import Refusing
from bot.service.reloading import Reloading
from bot.service.sending import Sending
from config.snapshots import decode_ladders, decode_template
from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.builders import a_directory
from tests.cast import OPENED
from tests.pretend import BOT, PretendMatrix
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.ids import EventId, MatrixRoomId, TemplateId, UserId
from workflows.values.model import RoomKind

MASTER_KEY = bytes(range(32))
STUCK = timedelta(minutes=10)


class World:
    """`await world.says(PAT, "done 4")` gives what PAT is answered; `await world.passes(HOUR)` lets time pass."""

    def __init__(self, url: str, directory: Directory, templates: Iterable[Template], now: datetime = OPENED) -> None:
        self.url, self.now, self.seconds = url, now, 0.0
        self._moved = False  # since the last look
        self.directory, self.templates = directory, {template.id: template for template in templates}
        self.sources: Mapping[TemplateId, bytes] = {}
        self.folder = Path("nowhere")  # of the settings: only who reads them again needs one
        self.matrix = PretendMatrix()
        self.seen: dict[MatrixRoomId, int] = {}

    # life and death

    async def start(self) -> None:
        """A new process on what is kept."""
        engine = make_engine(self.url)
        await migrate(engine)
        self.store = Store(engine, Vault(MASTER_KEY), decode_template=decode_template, decode_ladders=decode_ladders)
        await self.store.open()
        await at_start(self.store, self.directory, self.templates, self.sources, self.now)
        self.known = Known(directory=self.directory, templates=self.templates, monotonic=lambda: self.seconds)
        await begin(self.known, self.store, self.now)
        clocks = Clocks(now=lambda: self.now, monotonic=lambda: self.seconds, wall=lambda: self.now)
        observing = Observing(self.known, BOT)
        refusing = Refusing(self.known, observing)
        looking = Looking(self.store, self.known, clocks, AlarmClock(clocks), refusing)
        looking.set_alarm = lambda: None  # type: ignore[method-assign]
        self.decider = Decider(
            store=self.store,
            known=self.known,
            clocks=clocks,
            answering=Answering(self.known, BOT, BOT_NAME),
            observing=observing,
            refusing=refusing,
            looking=looking,
            reloading=Reloading(self.known, None, lambda: self.converge.wake.set()),
            proposing=Proposing(self.known, lambda row, file: self.fetching.wanted(row, file)),
            stored=self._stored,
            reread=self._reread,
        )
        self.fetching = Fetching(self.matrix, self.store, self.decider.ask, lambda: self.seconds)
        read = in_a_thread(self.folder, lambda: self.now, {})
        self.reading = ReadingSettings(read, self.store, self.known, self.decider.ask)
        self.intake = Intake(
            self.store,
            self.known,
            clocks,
            self.decider.ask,
            Addressed(self.known, BOT, BOT_NAME),
            lambda moved, batch: after_sync(self.outbox, self.converge, moved, batch),
        )
        self.matrix.deliver = self.intake.receive
        sending = Sending(self.store, self.known, clocks, self.matrix, gather=0)
        self.outbox = Outbox(
            store=self.store,
            known=self.known,
            clocks=clocks,
            gateway=self.matrix,
            sending=sending,
            ask=self.decider.ask,
        )
        self.converge = Converge(
            self.matrix,
            self.known,
            self.decider.ask,
            lambda: self.seconds,
            lambda: self.now,
            refusing.unwanted,
        )
        await self.decider.recall()
        await self.outbox.recall()

    async def crash(self) -> None:
        """The process ends where it stands; what is not kept is gone."""
        await self.store.close()

    async def restart(self) -> None:
        await self.crash()
        await self.start()
        await self.settle()

    async def _reread(self) -> None:
        await recall(self.known, self.store, self.now)
        await self.outbox.recall()

    def _stored(self, stored: Stored) -> None:
        self._moved = True
        after_commit(self.outbox, self.converge, self.reading, stored)

    # time and quiet

    async def settle(self) -> None:
        """Until nothing moves any more, with a few seconds of transport time.

        As the alarm does, it looks after each commit and each five seconds.
        """
        for half_second in range(24):
            if self._moved or half_second % 10 == 0:
                self._moved = False
                self.decider.ask(Look())
            if half_second % 10 == 0:
                await self.reading.look_for_orders()
            await self.decider.settle()
            await self.reading.once()
            await self.fetching.once()
            await self.decider.settle()
            await self.converge.once()
            await self.decider.settle()
            await self.sends()
            self.seconds += 0.5

    async def sends(self) -> None:
        """What may go out now."""
        async with asyncio.TaskGroup() as group:
            self.outbox.step(group)

    async def passes(self, span: timedelta) -> None:
        """Let time pass; whatever falls due in between is decided when it does."""
        until = self.now + span
        await self.settle()
        while self.now < until:
            async with self.store.read() as uow:
                at = await uow.snapshots.earliest() or until
            stuck = at <= self.now  # something is due that a fault keeps from being looked at
            self.now = min(self.now + STUCK if stuck else at, until)
            await self.settle()
        self.seconds += span.total_seconds()
        await self.settle()

    # people

    def chat(self, user: UserId) -> MatrixRoomId:
        room = next(
            room
            for room in self.known.rooms.values()
            if room.kind is RoomKind.DIRECT and room.person == user and room.matrix_id
        )
        return MatrixRoomId(room.matrix_id or "")

    async def greets(self, *users: UserId) -> None:
        """Each opens a direct chat and says a first word."""
        for user in users:
            room = await self.matrix.open_chat(user)
            await self.settle()
            await self.matrix.say(user, room, "help")
        await self.settle()
        self.heard_everything()

    async def says(self, user: UserId, body: str, *, room: MatrixRoomId | None = None, **changes: object) -> list[str]:
        """What is new in that room after `user` said this."""
        place = room or self.chat(user)
        self.heard_everything(place)
        await self.matrix.say(user, place, body, **changes)
        await self.settle()
        return self.news(place)

    def news(self, room: MatrixRoomId) -> list[str]:
        """What the bot said there since somebody last looked; edits too."""
        said = self.matrix.rooms[room].said
        new = [content.body for _, content in said[self.seen.get(room, 0) :]]
        self.seen[room] = len(said)
        return new

    def pages(self, user: UserId) -> list[str]:
        return self.news(self.chat(user))

    def heard_everything(self, *rooms: MatrixRoomId) -> None:
        for room in rooms or tuple(self.matrix.rooms):
            self.seen[room] = len(self.matrix.rooms[room].said)

    def room(self, kind: RoomKind, ref: str = "") -> MatrixRoomId:
        """The room of a kind, of the case whose reference is in its name if one is given."""
        room = next(r for r in self.known.rooms.values() if r.kind is kind and ref in r.name and r.matrix_id)
        return MatrixRoomId(room.matrix_id or "")

    def board(self, room: MatrixRoomId) -> Content:
        """What the pinned message says to somebody who was there when it was posted."""
        pinned = self.matrix.rooms[room].pinned
        shown = [content for event, content in self.matrix.rooms[room].said if pinned in (event, content.replaces)]
        return shown[-1]

    def events(self, room: MatrixRoomId) -> list[EventId]:
        return [event for event, _ in self.matrix.rooms[room].said]


@asynccontextmanager
async def a_world(url: str, templates: Iterable[Template], directory: Directory | None = None) -> AsyncIterator[World]:
    world = World(url, directory or a_directory(), templates)
    await world.start()
    await world.settle()
    try:
        yield world
    finally:
        await world.crash()
