"""One case from opening to close, as the people of the demo live it. Each step is checked; one that fails ends it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from demo.hearing import Heard
from demo.page import Chat, Viewer
from demo.stage import Actor, Stage

PATIENCE: Final = 25.0  # real seconds until a step counts as failed
PEOPLE: Final = ("reyes", "ferreira", "brandt", "castell", "morgan", "okafor")
HANDLE: Final = re.compile(r"`?take (\d+)")


class Failed(Exception):
    """A step did not come true. Its text says which, and what was seen instead."""


@dataclass(slots=True)
class Story:
    """The steps in order. `speed` shortens the waiting: 2 is twice as fast."""

    stage: Stage
    say: Callable[[str], None]
    speed: float = 1.0
    told: list[str] = field(default_factory=list)
    ref: str = ""
    room: str = ""
    handle: str = ""
    name: str = ""
    leads_room: str = ""
    since: int = 0

    async def play(self) -> None:
        for step in (
            self.everybody_arrives,
            self.the_bot_greets,
            self.the_lead_gets_a_room,
            self.a_case_is_opened,
            self.the_first_joins_and_reads,
            self.the_others_join_and_the_last_reads_the_board,
            self.support_has_a_room_of_its_own,
            self.who_is_not_a_member_learns_nothing,
            self.agencies_do_their_tasks,
            self.a_typing_mistake_gets_one_clear_line,
            self.somebody_takes_a_task,
            self.a_deadline_passes,
            self.nobody_answers_so_the_lead_is_told,
            self.the_lead_takes_it,
            self.the_take_runs_out,
            self.why_says_what_happened,
            self.the_bot_is_stopped_hard,
            self.it_comes_back_and_has_lost_nothing,
            self.the_case_is_closed,
        ):
            await self._step(step)

    @property
    def steps(self) -> int:
        return 19

    async def _step(self, step: Callable[[], Awaitable[str]]) -> None:
        try:
            said = await step()
        except (TimeoutError, LookupError) as why:
            raise Failed(f"{step.__name__.replace('_', ' ')}: {why}") from why
        self.told.append(said)
        self.say(f"  {len(self.told):2}/{self.steps}  {self.stage.clock.now():%a %H:%M}  {said}")

    # the steps

    async def everybody_arrives(self) -> str:
        for name in PEOPLE:
            await self.stage.enter(name)
        on_libolm = [actor.name for actor in self.stage.actors.values() if "libolm" in actor.software]
        return f"{len(PEOPLE)} people logged in, cross-signed on devices of their own ({len(on_libolm)} on libolm)"

    async def the_bot_greets(self) -> str:
        await asyncio.gather(*(self._greet(actor) for actor in self.stage.actors.values()))
        return "each wrote to the bot from their agency's card and was answered in an encrypted chat"

    async def _greet(self, actor: Actor) -> None:
        actor.chat = await actor.client.direct_chat(self.stage.bot_user)
        actor.rooms[actor.chat] = "Caseroom"
        await actor.client.say(actor.chat, "help")
        await actor.client.wait_for(actor.chat, "I am Caseroom", PATIENCE)
        await actor.client.wait_for(actor.chat, "mine", PATIENCE)

    async def the_lead_gets_a_room(self) -> str:
        morgan = self.stage.actors["morgan"]
        room = await morgan.client.wait_for_invitation(self.stage.bot_user, PATIENCE)
        await morgan.client.accept_invite(room)
        morgan.rooms[room] = "Leads"
        self.leads_room = room
        return "Lead Morgan accepted the invitation to the leads' room"

    async def a_case_is_opened(self) -> str:
        await self._says("reyes", "case open uk-nrm-adult", "Which jurisdiction?")
        await self._says("reyes", "1", "How urgent?")
        ready = await self._says("reyes", "2", "Ready:")
        found = _found(r"[A-Z]{3,10} · (C-[0-9A-Z]{5})", ready)
        self.name, self.ref = found.group(0), found.group(1)
        await self._says("reyes", "1", "Opened.")
        return f"Officer Reyes opened {self.name} in four messages, after seeing whom it would invite"

    async def the_first_joins_and_reads(self) -> str:
        reyes = self.stage.actors["reyes"]
        self.room = await reyes.client.wait_for_invitation(self.stage.bot_user, PATIENCE)
        await self._join(reyes, self.room)
        await reyes.client.wait_for(self.room, "Welcome", PATIENCE)
        await reyes.client.wait_for(self.room, self.ref, PATIENCE)
        return "the first to join read the briefing and the board"

    async def the_others_join_and_the_last_reads_the_board(self) -> str:
        for name in ("brandt", "castell", "ferreira"):
            await self._join(self.stage.actors[name], self.room)
        last = self.stage.actors["ferreira"]
        await self._until(
            lambda: self._reads_on_the_board(last, self.ref), "the last to join cannot read the pinned board"
        )
        return f"{last.name} ({last.software}) joined last and reads the pinned board"

    async def _reads_on_the_board(self, actor: Actor, text: str) -> bool:
        return text in (await actor.client.pinned(self.room) or "")

    async def support_has_a_room_of_its_own(self) -> str:
        ferreira = self.stage.actors["ferreira"]
        room = await ferreira.client.wait_for_invitation(self.stage.bot_user, PATIENCE)
        await ferreira.client.accept_invite(room)
        board = await ferreira.client.wait_for(room, self.ref, PATIENCE)
        found = _found(r"[A-Z]{3,10} · C-[0-9A-Z]{5}", board)
        ferreira.rooms[room] = f"{found.group(0)} (support only)"
        _expect(found.group(0) != self.name, board)
        return "support providers have a second room with a codeword of its own; the police are not in it"

    async def who_is_not_a_member_learns_nothing(self) -> str:
        answer = await self._says("okafor", f"case status {self._other_ref()}", "no case")
        _expect(self.ref not in answer.body, answer)
        return "a reference that does not exist and one that is not theirs sound the same"

    def _other_ref(self) -> str:
        return "C-00000" if self.ref != "C-00000" else "C-11111"

    async def agencies_do_their_tasks(self) -> str:
        await self._in_room("reyes", "!done 1", "Task 1 done")
        await self._in_room("reyes", "!Done 3 found.", "Task 3 done")
        return "tasks 1 and 3 are done, typed in the room as a phone would write them"

    async def a_typing_mistake_gets_one_clear_line(self) -> str:
        await self._in_room("castell", "!dnoe 2", "done 2")
        await self._in_room("castell", "!later 2 -1h", "later")
        return "a slip of the finger got one clear line each and changed nothing"

    async def somebody_takes_a_task(self) -> str:
        await self._in_room("reyes", "!take 4 20h", "Task 4")
        return "Officer Reyes takes task 4 until tomorrow"

    async def a_deadline_passes(self) -> str:
        brandt = self.stage.actors["brandt"]
        seen = len(brandt.client.heard)
        await self._pass(timedelta(hours=4, minutes=2))
        page = await brandt.client.wait_for(
            brandt.chat, lambda m: "task 2" in m.body and "due" not in m.body, PATIENCE, since=seen
        )
        self.handle = self._handle_in(page)
        return f"task 2 is due: Nurse Brandt is paged, handle {self.handle}"

    async def nobody_answers_so_the_lead_is_told(self) -> str:
        morgan = self.stage.actors["morgan"]
        seen = len(morgan.client.heard)
        await self._pass(timedelta(hours=2, minutes=1))
        await morgan.client.wait_for(
            morgan.chat, lambda m: HANDLE.search(m.body) is not None and self.handle in m.body, PATIENCE, since=seen
        )
        return "no answer for two hours: Lead Morgan is paged with the same handle"

    async def the_lead_takes_it(self) -> str:
        await self._says("morgan", f"take {self.handle} 1h", "until")
        return "Lead Morgan takes it for an hour; the ladder holds"

    async def the_take_runs_out(self) -> str:
        morgan, okafor = self.stage.actors["morgan"], self.stage.actors["okafor"]
        seen, heard = len(morgan.client.heard), len(okafor.client.heard)
        await self._pass(timedelta(hours=1, minutes=1))
        await morgan.client.wait_for(morgan.chat, lambda m: "not yet done" in m.body, PATIENCE, since=seen)
        await okafor.client.wait_for(okafor.chat, lambda m: self.handle in m.body, PATIENCE, since=heard)
        return "the hour is over and it is not done: the lead hears of it, and so does the committee"

    async def why_says_what_happened(self) -> str:
        answer = await self._says("morgan", f"why {self.handle}", "Told")
        _expect("Health East" in answer.body, answer)
        return "`why` says who was told when, and what comes next"

    async def the_bot_is_stopped_hard(self) -> str:
        await self.stage.bot.kill()
        brandt = self.stage.actors["brandt"]
        self.since = len(brandt.client.heard)
        await brandt.client.say(self.room, "!done 2 accepted")
        return "the bot is stopped with kill -9; Nurse Brandt writes `!done 2 accepted` all the same"

    async def it_comes_back_and_has_lost_nothing(self) -> str:
        self.stage.bot.start()
        brandt = self.stage.actors["brandt"]
        await brandt.client.wait_for(self.room, "Task 2 done", PATIENCE, since=self.since)
        await self._says("morgan", f"take {self.handle} 1h", "done")
        return "started again, it reads what was written meanwhile: task 2 is done, the ladder has ended"

    async def the_case_is_closed(self) -> str:
        asked = await self._says("morgan", f"case close {self.ref}", "confirm")
        found = _found(r"confirm (\w{3})", asked)
        reyes = self.stage.actors["reyes"]
        seen = len(reyes.client.heard)
        await self._says("morgan", f"confirm {found.group(1)}", "losed")
        await reyes.client.wait_for(self.room, "is closed", PATIENCE, since=seen)
        await self._until(
            lambda: self._reads_on_the_board(reyes, "Closed."), "the board does not say that it is closed"
        )
        await self._until(lambda: self._cannot_speak(reyes), "the room of a closed case still takes messages")
        return "the lead closes the case with a typed code; the room is read-only"

    async def _cannot_speak(self, actor: Actor) -> bool:
        try:
            await actor.client.say(self.room, "one more thing")
        except Exception:  # noqa: BLE001 - each client has its own word for 403
            return True
        return False

    # how they do it

    async def _says(self, name: str, text: str, expected: str) -> Heard:
        """Type in the direct chat and wait for the answer."""
        actor = self.stage.actors[name]
        seen = len(actor.client.heard)
        await actor.client.say(actor.chat, text)
        return await actor.client.wait_for(actor.chat, expected, PATIENCE, since=seen)

    async def _in_room(self, name: str, text: str, expected: str) -> Heard:
        actor = self.stage.actors[name]
        seen = len(actor.client.heard)
        await actor.client.say(self.room, text)
        return await actor.client.wait_for(self.room, expected, PATIENCE, since=seen)

    async def _join(self, actor: Actor, room: str) -> None:
        await self._until(lambda: self._is_invited(actor, room), f"{actor.name} was not invited")
        await actor.client.accept_invite(room)
        actor.rooms[room] = self.name

    async def _is_invited(self, actor: Actor, room: str) -> bool:
        return room in actor.client.invitations()

    async def _pass(self, span: timedelta) -> None:
        """Let so much of the story's time go by: an hour in about a second and a half."""
        seconds = max(span / timedelta(hours=1) * 1.5 / self.speed, 0.5)
        self.stage.clock.run(span, seconds)
        await asyncio.sleep(seconds)

    def _handle_in(self, heard: Heard) -> str:
        return _found(HANDLE, heard).group(1)

    async def _until(self, probe: Callable[[], Awaitable[bool]], otherwise: str) -> None:
        for _ in range(int(PATIENCE * 4)):
            if await probe():
                return
            await asyncio.sleep(0.25)
        raise TimeoutError(otherwise)

    def viewers(self) -> list[Viewer]:
        """What each person saw, for the page."""
        return [
            Viewer(
                user=actor.client.user,
                name=actor.name,
                agency=actor.agency,
                client=actor.software,
                chats=[
                    Chat(name, "direct chat" if room == actor.chat else "room", actor.client.view(room))
                    for room, name in actor.rooms.items()
                ],
            )
            for actor in self.stage.actors.values()
        ]


def _found(pattern: str | re.Pattern[str], heard: Heard) -> re.Match[str]:
    """What a message must hold. Raises LookupError."""
    found = re.search(pattern, heard.body)
    if found is None:
        raise LookupError(f"not what was expected: {heard.body}")
    return found


def _expect(is_so: bool, heard: Heard) -> None:
    if not is_so:
        raise LookupError(f"not what was expected: {heard.body}")
