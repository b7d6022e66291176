"""What the replies are measured on: one Synapse, the whole bot, echo bots, and one person who asks them all."""

import asyncio
import atexit
import json
import re
import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from demo.bot import lay_secrets
from demo.homeserver import ROOT, Homeserver
from demo.people import Person
from demo.task_forces import lay_out

SERVER: Final = "caseroom.test"
BOT: Final = "caseroom"
ASKER: Final = "reyes"  # of the demo's settings: a liaison who may open a case
PATIENCE: Final = 30.0  # seconds
SECONDS_TO_STOP: Final = 20.0
REFERENCE: Final = re.compile(r"C-[0-9A-Z]{5}")


class Process:
    """A Python module of ours, run beside us. It ends when we end, or at `stop`."""

    def __init__(self, log: Path, *arguments: str) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        atexit.register(self._process.kill)

    @property
    def id(self) -> int:
        return self._process.pid

    async def stop(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, SECONDS_TO_STOP)
        self._process.kill()
        await asyncio.to_thread(self._process.wait)
        atexit.unregister(self._process.kill)
        if self._process.stdin:
            self._process.stdin.close()


class Ground:
    """Set it up once; everything it makes is below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homeserver = Homeserver(folder / "homeserver", server_name=SERVER)
        self.processes: list[Process] = []
        self.bot_user = self.homeserver.user_id(BOT)

    async def set_up(self) -> None:
        await self.homeserver.start()
        settings = lay_out(self.folder / "settings", server=SERVER, homeserver=self.homeserver.url)
        lay_secrets(settings, await self._account(BOT))
        self.settings = settings
        self.start_bot()
        self.asker = await self._login(ASKER)

    def start_bot(self) -> None:
        self.bot = self._run("bot", "bot", "run", "--settings", str(self.settings))

    async def ready(self) -> None:
        """Wait until the bot has written that it decides and talks to the homeserver."""
        health = self.settings / "data" / "health"
        async with asyncio.timeout(PATIENCE):
            while not (health.exists() and _is_ready(health)):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.1)

    async def stop_bot(self) -> None:
        await self.bot.stop()
        self.processes.remove(self.bot)
        (self.settings / "data" / "health").unlink()

    async def echo(self, name: str, *limit: str) -> str:
        """Start an echo bot and open an encrypted room with it; the room's id."""
        store = self.folder / name
        store.mkdir(mode=0o700)
        password, user = await self._account(name), self.homeserver.user_id(name)
        self._run(name, "benchmarks.echo", self.homeserver.url, user, password, str(store), *limit)
        room = await self.asker.direct_chat(user)
        await self._joined(self.asker, room, user)
        await self._answers(room, "hello")
        return room

    async def case_room(self) -> str:
        """Let the bot open a case, and join its room: the asker and the bot are alone in it."""
        chat = await self._chat(self.asker)
        await self._says(chat, "case open uk-nrm-adult", "Which jurisdiction?")
        await self._says(chat, "1", "How urgent?")
        await self._says(chat, "2", "Ready:")
        await self._says(chat, "1", "Opened.")
        room = await self.asker.wait_for_invitation(self.bot_user, PATIENCE)
        await self.asker.accept_invite(room)
        await self.asker.wait_for(room, "Welcome", PATIENCE)
        await self.asker.wait_for(room, lambda heard: bool(REFERENCE.search(heard.body)), PATIENCE)
        return room

    async def pageable(self, name: str) -> None:
        """Let a person open their chat with the bot and go: their phone is off, its keys are there."""
        person = await self._login(name)
        await self._chat(person)
        await person.close()

    async def tear_down(self) -> None:
        await self.asker.close()
        for process in self.processes:
            await process.stop()
        await self.homeserver.stop()

    async def _login(self, name: str) -> Person:
        password = await self._account(name)
        return await Person.login(self.homeserver.url, self.homeserver.user_id(name), password, self.folder / name)

    async def _chat(self, person: Person) -> str:
        chat = await person.direct_chat(self.bot_user)
        await self._joined(person, chat, self.bot_user)
        seen = len(person.heard)
        await person.say(chat, "help")
        await person.wait_for(chat, "mine", PATIENCE, since=seen)
        return chat

    async def _account(self, name: str) -> str:
        password = secrets.token_urlsafe(18)
        await self.homeserver.register(name, password)
        return password

    def _run(self, name: str, *arguments: str) -> Process:
        process = Process(self.folder / f"{name}.log", *arguments)
        self.processes.append(process)
        return process

    async def _joined(self, person: Person, room: str, user: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while user not in await person.members(room):  # noqa: ASYNC110 - another process joins
                await asyncio.sleep(0.1)

    async def _says(self, room: str, text: str, expected: str) -> None:
        seen = len(self.asker.heard)
        await self.asker.say(room, text)
        await self.asker.wait_for(room, expected, PATIENCE, since=seen)

    async def _answers(self, room: str, text: str) -> None:
        """Ask until an answer can be read: a bot that has just joined may not have the first key yet."""
        for _ in range(10):
            with suppress(TimeoutError):
                await self.asker.ask(room, text, 3.0)
                return
        raise TimeoutError(f"no answer in {room}")


def _is_ready(health: Path) -> bool:
    return bool(json.loads(health.read_text())["ready"])
