"""The bot's Matrix side as the application builds it, for tests: session, trust and gateway, with pins in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.gateway import Batch, Incoming, Message
from bot.matrix.client import Client
from bot.matrix.credentials import DataFolder
from bot.matrix.gateway import MatrixGateway
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession
from bot.matrix.trust import Trust
from demo.people import Person
from workflows.values.ids import EventId, IdentityKey, MatrixRoomId, UserId

PASSWORD = "correct horse battery"  # noqa: S105


class Memory:
    """Pins, and a receiver that keeps what came, for as long as the test runs; it outlives a restart of the bot."""

    def __init__(self) -> None:
        self.pins: dict[UserId, IdentityKey] = {}
        self.cold: set[UserId] = set()
        self.position: str | None = None
        self.incoming: list[Incoming] = []
        self.devices: set[UserId] = set()  # whose devices were said to have changed
        self.settings: set[MatrixRoomId] = set()  # whose name or powers were set

    def pinned(self, user: UserId) -> IdentityKey | None:
        return self.pins.get(user)

    def frozen(self, user: UserId) -> bool:
        return user in self.cold

    async def cursor(self) -> str | None:
        return self.position

    async def known(self, event: EventId) -> bool:
        return any(getattr(item, "event", None) == event for item in self.incoming)

    async def receive(self, batch: Batch) -> None:
        self.incoming += batch.incoming
        self.devices |= batch.devices
        self.settings |= batch.settings
        self.position = batch.cursor

    async def readable_now(self, message: Message) -> None:
        self.incoming.append(message)

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        """The first identity is accepted, as at enrolment; another one later is not."""
        if identity is not None:
            self.pins.setdefault(user, identity)


class RunningBot:
    """A bot that listens. `gateway` is what the application sees of it."""

    def __init__(self, session: MatrixSession, gateway: MatrixGateway, trust: Trust, memory: Memory) -> None:
        self.session = session
        self.gateway = gateway
        self.trust = trust
        self.memory = memory
        self.client: Client = session.client

    async def sees(self, room: str, *people: Person, invited: bool = False) -> None:
        """Wait until the sync has shown these people in the room."""

        def there() -> bool:
            users = self.client.rooms[room].users if room in self.client.rooms else {}
            return all(person.user in users and users[person.user].invited is invited for person in people)

        await self.until(there)

    async def misses(self, room: str, *people: Person) -> None:
        """Wait until the sync has shown that these people are not in the room."""
        await self.until(lambda: not any(person.user in self.client.rooms[room].users for person in people))

    async def until(self, holds: Callable[[], bool], timeout: float = 30) -> None:  # noqa: ASYNC109
        """Wait until it holds; looked at after each sync, and a little later for what a sync sets going."""
        async with asyncio.timeout(timeout):
            while not holds():
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await self.session.synced()


@asynccontextmanager
async def running_bot(url: str, user: str, folder: Path, memory: Memory) -> AsyncIterator[RunningBot]:
    """Start the bot on the keys in `folder`, made at the first start; end it without logging out."""
    built: list[Trust] = []

    def make_trust(client: Client) -> Trust:
        built.append(Trust(client, memory, memory, own=None))
        return built[0]

    settings = LoginSettings(homeserver=url, user=UserId(user), password=PASSWORD)
    session = MatrixSession(settings, DataFolder(folder), memory, make_trust)
    await session.start()
    listening = asyncio.create_task(session.run())
    try:
        await session.accepted()
        yield RunningBot(session, MatrixGateway(session, built[0]), built[0], memory)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await session.close()
