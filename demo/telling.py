"""What every chapter of the story has in common: the stage, what was learnt on the way, and how people do things."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from demo.hearing import Heard
from demo.stage import Actor, Stage

PATIENCE: Final = 25.0  # real seconds until a step counts as failed
HANDLE: Final = re.compile(r"`?take (\d+)")

Step = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Telling:
    """The story as it goes. `speed` shortens the waiting: 2 is twice as fast."""

    stage: Stage
    speed: float = 1.0
    ref: str = ""
    room: str = ""
    handle: str = ""
    name: str = ""
    leads_room: str = ""

    async def greets(self, actor: Actor) -> None:
        """Write to the bot first, as from an agency's card."""
        actor.chat = await actor.client.direct_chat(self.stage.bot_user)
        actor.rooms[actor.chat] = "Caseroom"
        await actor.client.say(actor.chat, "help")
        await actor.client.wait_for(actor.chat, "I am Caseroom", PATIENCE)
        await actor.client.wait_for(actor.chat, "explains one", PATIENCE)

    async def says(self, name: str, text: str, expected: str) -> Heard:
        """Type in the direct chat and wait for the answer."""
        actor = self.stage.actors[name]
        seen = len(actor.client.heard)
        await actor.client.say(actor.chat, text)
        return await actor.client.wait_for(actor.chat, expected, PATIENCE, since=seen)

    async def in_room(self, name: str, text: str, expected: str) -> Heard:
        actor = self.stage.actors[name]
        seen = len(actor.client.heard)
        await actor.client.say(self.room, text)
        return await actor.client.wait_for(self.room, expected, PATIENCE, since=seen)

    async def join(self, actor: Actor, room: str) -> None:
        await self.until(lambda: self._is_invited(actor, room), f"{actor.name} was not invited")
        await actor.client.accept_invite(room)
        actor.rooms[room] = self.name

    async def _is_invited(self, actor: Actor, room: str) -> bool:
        return room in actor.client.invitations()

    async def lets_pass(self, span: timedelta, *, hour: float = 1.5) -> None:
        """Let so much of the story's time go by: an hour of it in `hour` seconds."""
        seconds = max(span / timedelta(hours=1) * hour / self.speed, 0.5)
        self.stage.clock.run(span, seconds)
        await asyncio.sleep(seconds)

    def handle_in(self, heard: Heard) -> str:
        return match_in(HANDLE, heard).group(1)

    async def until(self, probe: Callable[[], Awaitable[bool]], otherwise: str) -> None:
        for _ in range(int(PATIENCE * 4)):
            if await probe():
                return
            await asyncio.sleep(0.25)
        raise TimeoutError(otherwise)

    async def reads_on_the_board(self, actor: Actor, text: str) -> bool:
        return text in (await actor.client.pinned(self.room) or "")


def match_in(pattern: str | re.Pattern[str], heard: Heard) -> re.Match[str]:
    """What a message must hold. Raises LookupError."""
    match = re.search(pattern, heard.body)
    if match is None:
        raise LookupError(f"not what was expected: {heard.body}")
    return match


def expect(is_so: bool, heard: Heard) -> None:
    if not is_so:
        raise LookupError(f"not what was expected: {heard.body}")
