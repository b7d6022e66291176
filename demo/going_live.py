"""A changed template goes live from chat, by two administrators; the case that runs keeps its own."""

import asyncio
from dataclasses import dataclass
from typing import Final

from config.load import shipped_templates
from demo.files import send_file
from demo.people import Person
from demo.stage import Actor
from demo.telling import PATIENCE, Step, Telling, match_in

TEMPLATE: Final = "uk-nrm-adult"
EDITS: Final = (
    ("version: 1\n", "version: 2\n"),
    ("    due: 25d\n", "    due: 20d\n"),  # when the recovery period is reviewed
)
REVIEW: Final = "17"  # its number in the case that runs


@dataclass(slots=True)
class GoingLive:
    play: Telling
    room: str = ""
    code: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        return (
            self.two_administrators_arrive,
            self.one_sends_a_changed_template,
            self.nobody_puts_it_live_alone,
            self.the_second_confirms_it,
            self.the_running_case_keeps_its_own,
        )

    async def two_administrators_arrive(self) -> str:
        both = [await self.play.stage.enter(name) for name in ("adler", "bianchi")]
        await asyncio.gather(*(self.play.greets(actor) for actor in both))
        for actor in both:
            self.room = await actor.client.wait_for_invitation(self.play.stage.bot_user, PATIENCE)
            await actor.client.accept_invite(self.room)
            actor.rooms[self.room] = "Administrators"
        return "two administrators join their encrypted room; they are in no case"

    async def one_sends_a_changed_template(self) -> str:
        adler = self._administrator("adler")
        text = (shipped_templates() / f"{TEMPLATE}.yaml").read_text(encoding="utf-8")
        for old, new in EDITS:
            if old not in text:
                raise LookupError(f"the shipped {TEMPLATE} has no {old!r}")
            text = text.replace(old, new, 1)
        if not isinstance(adler.client, Person):
            raise LookupError("the administrator's client cannot send files")
        seen = len(adler.client.heard)
        await send_file(adler.client, self.room, f"{TEMPLATE}.yaml", text.encode())
        waits = await adler.client.wait_for(self.room, "workflow confirm", PATIENCE, since=seen)
        self.code = match_in(rf"workflow confirm {TEMPLATE} (\w+)", waits).group(1)
        return "one sends a changed template as a file: it is checked, and the answer says what changes for new cases"

    async def nobody_puts_it_live_alone(self) -> str:
        await self._types("adler", f"!workflow confirm {TEMPLATE} {self.code}", "Somebody else has to confirm it")
        return "who sent it cannot confirm it"

    async def the_second_confirms_it(self) -> str:
        await self._types("bianchi", f"!workflow confirm {TEMPLATE} {self.code}", "is live")
        return f"the second types its short hash, `!workflow confirm {TEMPLATE} {self.code}`: new cases begin with it"

    async def the_running_case_keeps_its_own(self) -> str:
        await self.play.says("morgan", f"workflow show {TEMPLATE} N15", "20 days")
        answer = await self.play.in_room("reyes", f"!why {REVIEW}", "25")
        match_in("25", answer)
        return "the case that runs is not disturbed: its review stays on day 25"

    def _administrator(self, name: str) -> Actor:
        return self.play.stage.actors[name]

    async def _types(self, name: str, text: str, expected: str) -> None:
        client = self._administrator(name).client
        seen = len(client.heard)
        await client.say(self.room, text)
        await client.wait_for(self.room, expected, PATIENCE, since=seen)
