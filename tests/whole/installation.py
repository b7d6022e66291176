"""One installation as an operator has it: settings, the bot's process, people who write to it; and its power switch."""

import asyncio
import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.service.clock import real_time
from demo.bot import BotProcess, lay_secrets
from demo.clock import StoryClock
from demo.hearing import Heard
from demo.homeserver import Homeserver
from demo.people import Person
from demo.task_forces import SETTINGS
from storage.chain import Link, verify
from tests.server.proxy import Proxy

LOGGED_IN: Final = ("reyes", "brandt", "castell", "ferreira", "morgan", "adler")
PAST: Final = timedelta(days=6)  # how long ago these people live, so that days can pass
PATIENCE: Final = 60.0  # real seconds
QUIET: Final = 0.3  # seconds without a request but the long poll, after which nothing is under way
PAGE: Final = "`take "
BOARD: Final = "as of"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case, as its members know it."""

    ref: str
    name: str
    room: str


@dataclass(slots=True)
class Installation:
    """Everything below one folder. Set up once; the bot dies and comes back as often as the tests want."""

    homeserver: Homeserver
    proxy: Proxy
    folder: Path
    tag: str = field(default_factory=lambda: secrets.token_hex(3))
    people: dict[str, Person] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)
    case: Case = field(init=False)
    bot: BotProcess = field(init=False)
    clock: StoryClock = field(init=False)

    # setting up and ending

    async def set_up(self) -> None:
        """Settings, accounts, the bot, people with a direct chat each, and one case whose members have joined."""
        self._lay_settings()
        password = secrets.token_urlsafe(18)
        lay_secrets(self.settings, password)
        await self.homeserver.register(f"caseroom-{self.tag}", password)
        self.clock = StoryClock(self.folder / "clock.json", real_time() - PAST)
        self.bot = BotProcess(
            self.settings, self.folder / "clock.json", {"CASEROOM_STOP_AT": str(self.folder / "stop-at")}
        )
        self.bot.start()
        for name in re.findall(r"@(\w+):SERVER", (SETTINGS / "directory.yaml").read_text()):
            if not name.startswith("_") and self.user(name) not in self._accounts:
                await self.homeserver.register(f"{name}-{self.tag}", name)
                self._accounts.add(self.user(name))
        await self.bot.ready()
        await asyncio.gather(*(self.enter(name) for name in LOGGED_IN))
        for name, kind in (("morgan", "leads"), ("adler", "admins")):
            await self.join_first(name, kind)
        self.case = await self.open_case("quiet england p2")
        for name in ("reyes", "brandt", "castell"):
            await self.join(name, self.case.room)
        await self.quiet()

    _accounts: set[str] = field(default_factory=set)

    async def tear_down(self) -> None:
        for person in self.people.values():
            await person.close()
        await self.bot.stop()

    def _lay_settings(self) -> None:
        (self.settings / "templates").mkdir(parents=True)
        for source in sorted(SETTINGS.glob("*.yaml")):
            text = re.sub(r"@(\w+):SERVER", rf"@\1-{self.tag}:{self.homeserver.server_name}", source.read_text())
            text = text.replace("HOMESERVER", self.proxy.url)
            text = text.replace("templates: [uk-nrm-adult]", "templates: [uk-nrm-adult, quiet]", 1)
            (self.settings / source.name).write_text(text)
        protocol = Path(__file__).parent / "quiet.yaml"
        (self.settings / "templates" / protocol.name).write_text(protocol.read_text())

    @property
    def settings(self) -> Path:
        return self.folder / "settings"

    @property
    def data(self) -> Path:
        return self.settings / "data"

    def user(self, name: str) -> str:
        return self.homeserver.user_id(f"{name}-{self.tag}")

    @property
    def bot_user(self) -> str:
        return self.user("caseroom")

    # people

    async def enter(self, name: str) -> Person:
        """Log somebody in and have them greeted."""
        person, chat = await self.first_word(name)
        await person.wait_for(chat, "I am Caseroom", PATIENCE)
        await person.wait_for(chat, "What you can type here", PATIENCE)
        return person

    async def first_word(self, name: str) -> tuple[Person, str]:
        """Log somebody in and let them say a first word to the bot, in a chat that they open."""
        person = await Person.login(self.homeserver.url, self.user(name), name, self.folder / "people")
        self.people[name] = person
        self.chats[name] = await person.direct_chat(self.bot_user)
        await person.say(self.chats[name], "help")
        return person, self.chats[name]

    async def says(self, name: str, text: str, expected: str, room: str | None = None) -> Heard:
        """Type in the direct chat, or in a room, and wait for the answer that holds what is expected."""
        person, place = self.people[name], room or self.chats[name]
        mark = len(person.heard)
        await person.say(place, text)
        return await person.wait_for(place, expected, PATIENCE, since=mark)

    async def open_case(self, words: str) -> Case:
        """Reyes opens a case; nobody has joined it yet."""
        ready = await self.says("reyes", f"case open {words}", "Ready:")
        name = found(r"[A-Z]{3,10} · (C-[0-9A-Z]{5})", ready.body)
        await self.says("reyes", "1", "Opened.")
        return Case(name.group(1), name.group(0), await self.room_named(name.group(0)))

    async def room_named(self, name: str) -> str:
        """The Matrix room whose row has this name, once the bot knows it."""

        async def known() -> str | None:
            rows = self.rows("SELECT matrix_id FROM room WHERE name = ? AND matrix_id IS NOT NULL", name)
            return str(rows[0][0]) if rows else None

        return await until(known)

    async def join_first(self, name: str, kind: str) -> None:
        """Join the room of a kind that this person is invited to."""

        async def known() -> str | None:
            query = "SELECT matrix_id FROM room JOIN member ON member.room = room.id WHERE kind = ? AND user = ?"
            rows = self.rows(query + " AND matrix_id IS NOT NULL", kind, self.user(name))
            return str(rows[0][0]) if rows else None

        room = await until(known)
        await self.invited(name, room)
        await self.people[name].accept_invite(room)

    async def invited(self, name: str, room: str) -> None:
        """Wait for the invitation to this room."""
        person = self.people[name]
        await person.until(lambda: room in person.invitations() or None, PATIENCE)

    async def join(self, name: str, room: str) -> None:
        person = self.people[name]
        await self.invited(name, room)
        await person.accept_invite(room)
        await person.wait_for(room, BOARD, PATIENCE)

    # the power switch

    def stop_at(self, point: str) -> None:
        """At its next passing of this point (`name:2`: at the second) the bot is ended as by kill -9."""
        (self.folder / "stop-at").write_text(point)

    async def power_cut(self) -> None:
        """Wait until the ordered end has come."""
        assert await self.bot.ended() == -9, self.bot.last_lines()
        (self.folder / "stop-at").unlink()

    async def start_again(self) -> None:
        self.bot.start()
        await self.bot.ready()

    async def quiet(self) -> None:
        """Until the bot has nothing left to decide, to say or to do, and everybody has heard what it said."""

        async def still() -> bool | None:
            before = self._asked()
            await asyncio.sleep(QUIET)
            left = self.undecided() or self.unsaid() or self.undone()
            return (before == self._asked() and not left) or None

        try:
            await until(still)
        except TimeoutError:
            asked = [f"{one.method} {one.path}" for one in self.proxy.seen[-8:]]
            left = f"{self.undecided()}, {self.unsaid()}, {self.undone()}, {asked}"
            raise AssertionError(f"no quiet: {left}\n{self.bot.last_lines()}") from None
        await asyncio.gather(*(person.caught_up() for person in self.people.values()))

    def _asked(self) -> int:
        return sum(not one.path.endswith("/sync") for one in self.proxy.seen)

    # what is kept

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Read the database beside the running bot."""
        with closing(sqlite3.connect(f"file:{self.data / 'caseroom.db'}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(query, values).fetchall()

    def unsaid(self) -> list[tuple[Any, ...]]:
        """Rows that are not out yet."""
        return self.rows("SELECT kind, state, key FROM outbox WHERE state IN ('waiting', 'frozen')")

    def undecided(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT kind, sender FROM inbox WHERE state = 'new'")

    def undone(self) -> list[tuple[Any, ...]]:
        """Rooms that are still to be made, pins to be set, people to be asked in or taken out."""
        wanted = "wanted AND presence = 'out' AND NOT declined AND blocked IS NULL"
        return [
            *self.rows("SELECT kind, state FROM room WHERE state IN ('wanted', 'creating')"),
            *self.rows("SELECT kind, 'pin' FROM room WHERE state = 'open' AND wanted_pin IS NOT pinned"),
            *self.rows(
                "SELECT room.kind, user FROM member JOIN room ON room.id = member.room"  # noqa: S608
                f" WHERE room.state = 'open' AND (({wanted}) OR (NOT wanted AND presence <> 'out'))"
            ),
        ]

    def audited(self, action: str) -> list[str]:
        """The audit entries of an action, as they stand in the chain."""
        return [entry for (entry,) in self.rows("SELECT entry FROM audit ORDER BY seq") if f'"{action}"' in entry]

    def broken_link(self) -> int | None:
        """The number of the first audit entry that is not as it was written."""
        links = self.rows("SELECT seq, prev, hash, entry FROM audit ORDER BY seq")
        assert links
        return verify(Link(*row) for row in links)

    # what must hold at any quiet moment

    async def sound(self) -> None:
        """Nothing is left over, nothing stands twice, the audit log is whole."""
        await self.quiet()
        assert self.undecided() == []
        assert self.unsaid() == []
        assert self.broken_link() is None
        assert [line for line in self.bot.last_lines(400).splitlines() if "fault" in line or "Traceback" in line] == []
        for name, person in self.people.items():
            assert said_twice(person, self.bot_user) == [], name

    def messages(self, name: str, room: str, since: int = 0) -> list[Heard]:
        """What somebody read from the bot in a room, edits apart."""
        heard = self.people[name].heard[since:]
        return [one for one in heard if one.room == room and one.sender == self.bot_user and not one.replaces]


def said_twice(person: Person, bot: str) -> list[str]:
    """Messages of the bot that this person read more than once with the same meaning."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in person.heard:
        if one.sender == bot and one.replaces is None and (one.reply_to is not None or PAGE in one.body):
            seen[one.room, one.reply_to or one.body] += 1
    return [f"{what}: {times} times" for (_, what), times in seen.items() if times > 1]


def found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, text
    return match


async def until(probe: Callable[[], Awaitable[Found | None]]) -> Found:
    """What `probe` gives, once that is something. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not (value := await probe()):  # noqa: ASYNC110 - another process is watched
            await asyncio.sleep(0.1)
    return value


def files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())
