"""One test's stage: accounts of its own, people who listen, a bot behind a wire that is recorded."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from bot.gateway import Content, FixedText, RoomPlan
from bot.text.fixed import FIXED_TEXTS
from demo.homeserver import Homeserver
from demo.people import Person
from tests.server.bots import PASSWORD, Memory, RunningBot, running_bot
from tests.server.proxy import Proxy, proxied
from workflows.values.delivery import Done, Opened
from workflows.values.ids import MatrixRoomId, UserId


def plan(**changes: object) -> RoomPlan:
    """A case room that nobody has asked for before."""
    given = {
        "alias_localpart": "k" + secrets.token_hex(8),
        "nonce": secrets.token_hex(8),
        "name": "HERON · C-7F3K2",
        "topic": "Encrypted case room. Type !help. No names, no addresses.",
    }
    return RoomPlan(**(given | changes))  # type: ignore[arg-type]


def words(body: str = "Task 4 is late") -> Content:
    return Content(body=body)


class CanClose(Protocol):
    """A client on any library."""

    async def close(self) -> None: ...


Leaving = TypeVar("Leaving", bound=CanClose)


class Stage:
    """Makes people and bots, and ends them all."""

    def __init__(self, homeserver: Homeserver, proxy: Proxy, folder: Path, stack: AsyncExitStack) -> None:
        self.homeserver = homeserver
        self.proxy = proxy
        self.folder = folder
        self.memory = Memory()
        self.tag = secrets.token_hex(4)
        self._accounts: set[str] = set()
        self._stack = stack

    def user(self, name: str) -> UserId:
        return UserId(self.homeserver.user_id(f"{name}-{self.tag}"))

    async def person(self, name: str, *, cross_sign: bool = True) -> Person:
        await self.account(name)
        login = Person.login(self.homeserver.url, self.user(name), PASSWORD, self.folder / name, cross_sign=cross_sign)
        return self.keep(await login)

    def keep(self, person: Leaving) -> Leaving:
        """End this client when the test ends."""
        self._stack.push_async_callback(person.close)
        return person

    async def account(self, name: str) -> UserId:
        """An account that nobody is logged in to."""
        self._accounts.add(name)
        return UserId(await self.homeserver.register(f"{name}-{self.tag}", PASSWORD))

    async def bot(self) -> RunningBot:
        """Start the bot, until the test ends."""
        return await self._stack.enter_async_context(self.restart())

    @asynccontextmanager
    async def restart(self) -> AsyncIterator[RunningBot]:
        """The bot on the same folder, for one block."""
        if "bot" not in self._accounts:
            await self.account("bot")
        async with running_bot(self.proxy.url, self.user("bot"), self.folder / "bot-data", self.memory) as bot:
            yield bot

    async def room(self, bot: RunningBot, *people: Person) -> MatrixRoomId:
        """A room of the bot's that all these people have joined."""
        opened = await bot.gateway.open_room(plan())
        assert isinstance(opened, Opened)
        for person in people:
            await self.enter(bot, opened.room, person)
        return opened.room

    async def enter(self, bot: RunningBot, room: MatrixRoomId, person: Person) -> None:
        assert await bot.gateway.invite(room, UserId(person.user)) == Done()
        await person.until(lambda: (room in person.invitations()) or None)
        await person.accept_invite(room)
        await bot.sees(room, person)


@asynccontextmanager
async def staged(homeserver: Homeserver, folder: Path) -> AsyncIterator[Stage]:
    """Set the stage for one test. When it ends, the wire must have carried no word in clear but the fixed text."""
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(proxied(homeserver.url))
        yield Stage(homeserver, proxy, folder, stack)
    in_clear = [one for one in proxy.sent() if one.event_type() != "m.room.encrypted" or "msgtype" in str(one.body)]
    assert [one.body["body"] for one in in_clear] in ([], [FIXED_TEXTS[FixedText.NOT_ENCRYPTED]])


def roster(*people: Person) -> frozenset[UserId]:
    return frozenset(UserId(person.user) for person in people)


def keyed(proxy: Proxy) -> set[tuple[str, str]]:
    """Who was sent keys, as the wire saw it: (user, device) of every encrypted to-device message."""
    asked = proxy.asked("PUT", "/sendToDevice/m.room.encrypted/")
    return {(user, device) for one in asked for user, devices in one.body["messages"].items() for device in devices}


async def state_of(person: Person, room: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The state of a room as this person's client is told it."""
    status, answer = await person.raw("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state")
    assert status == 200
    return {(one["type"], one["state_key"]): one for one in answer["answer"]}


async def rooms_of(stage: Stage) -> int:
    """How many rooms the bot is in, as the server counts them."""
    rooms = await stage.homeserver.as_admin("GET", f"/_synapse/admin/v1/users/{stage.user('bot')}/joined_rooms")
    return int(rooms["total"])
