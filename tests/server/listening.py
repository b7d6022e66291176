"""A session that listens, and a notebook in which the tests read what it heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.gateway import Batch, Incoming, Invitation, MemberChange, Message, Plaintext, Unreadable
from bot.matrix.credentials import DataFolder
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession, Pace
from bot.matrix.trust import Trust
from demo.homeserver import Homeserver
from demo.people import Person
from workflows.values.ids import EventId, IdentityKey, MatrixRoomId, UserId

PASSWORD = "correct horse battery"  # noqa: S105
QUICK = Pace(long_poll=20.0, first_pause=0.02, longest_pause=0.1, token_again=0.05, impatient_poll=0.05)
SECONDS = 30.0  # how long a test waits for what must come

Found = TypeVar("Found")


class PowerCut(Exception):
    """The process ended before what was read could be stored."""


def never(batch: Batch) -> bool:
    """No power cut."""
    return False


class Notebook:
    """Stores what comes in, as a database would: each event once, the position of the sync with it."""

    def __init__(self) -> None:
        self.position: str | None = None
        self.heard: list[Incoming] = []
        self.batches: list[Batch] = []
        self.later: list[Message] = []
        self.rooms: frozenset[MatrixRoomId] = frozenset()
        self.deliveries = 0
        self.cut_at: Callable[[Batch], object] = never
        self._known: set[EventId] = set()
        self._news = asyncio.Event()

    async def cursor(self) -> str | None:
        return self.position

    async def known(self, event: EventId) -> bool:
        return event in self._known

    async def receive(self, batch: Batch) -> None:
        self.deliveries += 1
        if self.cut_at(batch):
            self._tell()
            raise PowerCut
        for value in batch.incoming:
            event = getattr(value, "event", None)
            if event is None or event not in self._known:
                self.heard.append(value)
            if event is not None:
                self._known.add(event)
        self.batches.append(batch)
        self.position, self.rooms = batch.cursor, batch.rooms
        self._tell()

    async def readable_now(self, message: Message) -> None:
        self.later.append(message)
        self._tell()

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        return

    @property
    def messages(self) -> list[Message]:
        return [value for value in self.heard if isinstance(value, Message)]

    @property
    def bodies(self) -> list[str]:
        return [message.body for message in self.messages]

    @property
    def unreadable(self) -> list[Unreadable]:
        return [value for value in self.heard if isinstance(value, Unreadable)]

    @property
    def plaintexts(self) -> list[Plaintext]:
        return [value for value in self.heard if isinstance(value, Plaintext)]

    @property
    def invitations(self) -> list[Invitation]:
        return [value for value in self.heard if isinstance(value, Invitation)]

    @property
    def changes(self) -> list[MemberChange]:
        return [value for value in self.heard if isinstance(value, MemberChange)]

    async def until(self, probe: Callable[[], Found | None]) -> Found:
        """Wait until the probe gives something true, looking again after each batch."""
        try:
            async with asyncio.timeout(SECONDS):
                while not (found := probe()):
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            raise AssertionError(f"it did not come; heard so far: {self.heard}") from None
        return found

    async def says(self, body: str) -> Message:
        """Wait for a message with this body."""
        return await self.until(lambda: next((m for m in (*self.messages, *self.later) if m.body == body), None))

    def _tell(self) -> None:
        self._news.set()


class NobodyPinned:
    """No identity has been accepted yet."""

    def pinned(self, user: UserId) -> IdentityKey | None:
        return None

    def frozen(self, user: UserId) -> bool:
        return False


@dataclass
class Bot:
    """One account of a bot: what outlives a restart is here, what does not is made by `listening`."""

    user: UserId
    folder: Path
    url: str
    token_file: Path | None = None
    password: str | None = PASSWORD
    notebook: Notebook = field(default_factory=Notebook)

    def session(self, url: str | None = None, pace: Pace = QUICK) -> MatrixSession:
        settings = LoginSettings(
            homeserver=url or self.url, user=self.user, token_file=self.token_file, password=self.password
        )
        folder = DataFolder(self.folder)
        return MatrixSession(
            settings,
            folder,
            self.notebook,
            lambda client: Trust(client, NobodyPinned(), self.notebook, own=None),
            pace=pace,
        )

    @asynccontextmanager
    async def listening(self, url: str | None = None, pace: Pace = QUICK) -> AsyncIterator[MatrixSession]:
        """A session that runs for as long as the block; a PowerCut ends it early and silently."""
        session = self.session(url, pace)
        await session.start()
        running = asyncio.create_task(session.run())
        try:
            yield session
        finally:
            running.cancel()
            ended = await asyncio.gather(running, return_exceptions=True)
            await session.close()
            for error in ended:
                if isinstance(error, Exception) and not isinstance(error, PowerCut):
                    raise error


class Cast:
    """Makes accounts of one test and ends their clients."""

    def __init__(self, homeserver: Homeserver, folder: Path) -> None:
        self.homeserver, self.folder = homeserver, folder
        self.people: list[Person] = []

    def _name(self, name: str) -> str:
        return f"{name}-{self.folder.name}".replace("_", "-").lower()

    async def bot(self, name: str = "bot") -> Bot:
        user = await self.homeserver.register(self._name(name), PASSWORD)
        return Bot(UserId(user), self.folder / name, self.homeserver.url)

    async def person(self, name: str, *, cross_sign: bool = True) -> Person:
        user = await self.homeserver.register(self._name(name), PASSWORD)
        person = await Person.login(self.homeserver.url, user, PASSWORD, self.folder, cross_sign=cross_sign)
        self.people.append(person)
        return person

    async def close(self) -> None:
        for person in self.people:
            await person.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait until it holds: for what tells nobody."""
    async with asyncio.timeout(SECONDS):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def failing(session: MatrixSession) -> None:
    """Wait until the session has failed at least once."""
    await until(lambda: session.health.failures)


async def chat(person: Person, session: MatrixSession, notebook: Notebook) -> MatrixRoomId:
    """A direct chat that `person` makes and the bot joins: there both have full power."""
    return await _joined(MatrixRoomId(await person.direct_chat(session.user)), person, session, notebook)


async def hosted(person: Person, session: MatrixSession, notebook: Notebook) -> MatrixRoomId:
    """An encrypted room that `person` makes and rules, and the bot joins."""
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    plan = {"preset": "private_chat", "invite": [session.user], "initial_state": [encryption]}
    made = await person.must("POST", "/_matrix/client/v3/createRoom", plan)
    return await _joined(MatrixRoomId(made["room_id"]), person, session, notebook)


async def _joined(room: MatrixRoomId, person: Person, session: MatrixSession, notebook: Notebook) -> MatrixRoomId:
    await notebook.until(lambda: [one for one in notebook.invitations if one.room == room])
    await session.raw("POST", f"/_matrix/client/v3/rooms/{room}/join", {})
    async with asyncio.timeout(SECONDS):
        await session.synced(room)

    def sees_us() -> bool:
        users = person.client.rooms[room].users if room in person.client.rooms else {}
        return session.user in users and not users[session.user].invited

    await person.until(lambda: sees_us() or None)
    return room
