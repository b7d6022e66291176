"""The stage: a homeserver, accounts, the bot in its own process, the people on clients of their own, and the clock."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import select

from bot.service.clock import real_time
from config.load import load
from demo.bot import BotProcess, lay_secrets
from demo.clock import StoryClock
from demo.hearing import Heard
from demo.homeserver import Homeserver
from demo.people import Person
from demo.task_forces import UNUSED, lay_out
from storage.engine import make_engine
from storage.tables import room
from workflows.values.directory import Directory
from workflows.values.ids import UserId
from workflows.values.model import RoomKind

SERVER_NAME: Final = "caseroom.test"
BOT: Final = "caseroom"
PAST: Final = timedelta(days=12)  # how long ago the story begins; two working days may take long at Christmas
ON_LIBOLM: Final = ("ferreira", "castell")  # these people use an independent client where it can be installed


class Client(Protocol):
    """What the story asks of a client, whichever it is."""

    user: str
    heard: list[Heard]

    def view(self, room: str) -> list[Heard]: ...
    async def say(self, room: str, text: str) -> str: ...
    async def direct_chat(self, other: str) -> str: ...
    async def wait_for_invitation(self, inviter: str | None = None, timeout: float = 15) -> str: ...  # noqa: ASYNC109
    async def accept_invite(self, room: str) -> None: ...
    def rooms(self) -> list[str]: ...
    def invitations(self) -> dict[str, str]: ...
    async def pinned(self, room: str) -> str | None: ...
    async def wait_for(
        self,
        room: str,
        wanted: Callable[[Heard], bool] | str,
        timeout: float = 15,  # noqa: ASYNC109
        *,
        since: int = 0,
    ) -> Heard: ...
    async def close(self) -> None: ...


@dataclass(slots=True)
class Actor:
    """One person of the story, on their own client."""

    name: str
    agency: str
    client: Client
    software: str
    chat: str = ""
    rooms: dict[str, str] = field(default_factory=dict)  # room id -> what they call it


class Stage:
    """Set up once, then played on. Everything it makes is below one folder."""

    def __init__(self, folder: Path, *, port: int | None, say: Callable[[str], None]) -> None:
        self.folder, self._say = folder, say
        self.homeserver = Homeserver(folder / "homeserver", port=port, server_name=SERVER_NAME)
        self.settings = folder / "settings"
        self.bot = BotProcess(self.settings, folder / "clock.json")
        self.passwords: dict[str, str] = {}
        self.actors: dict[str, Actor] = {}

    async def set_up(self) -> None:
        await self.homeserver.start()
        lay_out(self.settings, server=SERVER_NAME, homeserver=self.homeserver.url)
        password = secrets.token_urlsafe(18)
        lay_secrets(self.settings, password)
        await self.homeserver.register(BOT, password)
        await self.homeserver.override_ratelimit(self.bot_user)
        self.directory: Directory = load(self.settings, real_time()).directory
        for user in self.directory.people:
            name = user[1:].partition(":")[0]
            self.passwords[name] = secrets.token_urlsafe(9)
            await self.homeserver.register(name, self.passwords[name])
        self.clock = StoryClock(self.folder / "clock.json", real_time() - PAST)
        self.bot.start()
        await self.bot.ready()

    @property
    def bot_user(self) -> str:
        return f"@{BOT}:{SERVER_NAME}"

    async def enter(self, name: str) -> Actor:
        """Log a person in, with cross-signing on a device of their own."""
        person = self.directory.people[self._user(name)]
        agency = self.directory.agencies[person.seats[0].agency].name if person.seats else "Harbour Task Force"
        client, software = await self._client(name)
        actor = self.actors[name] = Actor(person.name, agency, client, software)
        return actor

    async def _client(self, name: str) -> tuple[Client, str]:
        if name in ON_LIBOLM:
            if find_spec("olm") is not None:
                independent = import_module("demo.mautrix_people").MautrixPerson
                other: Client = await independent.login(self.homeserver.url, self._user(name), self.passwords[name])
                return other, "mautrix with libolm"
            self._say(f"  NOTE: no python-olm for this Python, so {name} uses matrix-nio like the others")
        own = await Person.login(
            self.homeserver.url, self._user(name), self.passwords[name], self.folder / "people" / name
        )
        return own, "matrix-nio with vodozemac"

    def _user(self, name: str) -> UserId:
        return UserId(f"@{name}:{SERVER_NAME}")

    async def rooms(self) -> dict[str, str]:
        """The Matrix ids of the rooms that the bot made for those nobody has logged in as yet."""
        engine = make_engine(f"sqlite+aiosqlite:///{self.settings / 'data' / 'caseroom.db'}")
        query = select(room.c.kind, room.c.task_force, room.c.matrix_id).where(room.c.matrix_id.is_not(None))
        async with engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        await engine.dispose()
        wanted = {(RoomKind.ADMINS, None): "admins", (RoomKind.LEADS, UNUSED): "leads"}
        return {wanted[kind, force]: id_ for kind, force, id_ in rows if (kind, force) in wanted}

    def accounts(self, rooms: dict[str, str]) -> None:
        """Write who can log in, for those who want to try it by hand."""
        users = []
        for user, person in self.directory.people.items():
            name = user[1:].partition(":")[0]
            role = self._role(user)
            agency = person.seats[0].agency if person.seats else None
            users.append(
                {
                    "user_id": user,
                    "password": self.passwords[name],
                    "role": role,
                    "agency": agency,
                    "used": name in self.actors,
                }
            )
        content = {"homeserver": self.homeserver.url, "bot": self.bot_user, "users": users, "rooms": rooms}
        file = self.folder / "accounts.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(content, indent=1))

    def _role(self, user: str) -> str:
        directory = self.directory
        for force in directory.task_forces.values():
            if user in (*force.leads, *force.deputies):
                return "lead"
            if user in force.committee:
                return "committee"
        if user in directory.administrators:
            return "administrator"
        person = next(person for known, person in directory.people.items() if known == user)
        return sorted(role.value for role in person.seats[0].roles)[-1] if person.seats else "person"

    async def tear_down(self) -> None:
        for actor in self.actors.values():
            await actor.client.close()
        await self.bot.stop()
        await self.homeserver.stop()
