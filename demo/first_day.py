"""The first day: a case is opened, tasks are done, one is late, the lead is paged, and the bot survives a hard stop."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from demo.telling import HANDLE, PATIENCE, Step, Telling, expect, match_in

PEOPLE: Final = ("reyes", "ferreira", "brandt", "castell", "morgan", "okafor")


@dataclass(slots=True)
class FirstDay:
    play: Telling
    since: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        return (
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
        )

    async def everybody_arrives(self) -> str:
        for name in PEOPLE:
            await self.play.stage.enter(name)
        on_libolm = [actor.name for actor in self.play.stage.actors.values() if "libolm" in actor.software]
        return f"{len(PEOPLE)} people logged in, cross-signed on devices of their own ({len(on_libolm)} on libolm)"

    async def the_bot_greets(self) -> str:
        await asyncio.gather(*(self.play.greets(actor) for actor in self.play.stage.actors.values()))
        return "each wrote to the bot from their agency's card and was answered in an encrypted chat"

    async def the_lead_gets_a_room(self) -> str:
        morgan = self.play.stage.actors["morgan"]
        room = await morgan.client.wait_for_invitation(self.play.stage.bot_user, PATIENCE)
        await morgan.client.accept_invite(room)
        morgan.rooms[room] = "Leads"
        self.play.leads_room = room
        return "Lead Morgan accepted the invitation to the leads' room"

    async def a_case_is_opened(self) -> str:
        await self.play.says("reyes", "case open uk-nrm-adult", "Which jurisdiction?")
        await self.play.says("reyes", "1", "How urgent?")
        ready = await self.play.says("reyes", "2", "Ready:")
        match = match_in(r"[A-Z]{3,10} · (C-[0-9A-Z]{5})", ready)
        self.play.name, self.play.ref = match.group(0), match.group(1)
        await self.play.says("reyes", "1", "Opened.")
        return f"Officer Reyes opened {self.play.name} in four messages, after seeing whom it would invite"

    async def the_first_joins_and_reads(self) -> str:
        reyes = self.play.stage.actors["reyes"]
        self.play.room = await reyes.client.wait_for_invitation(self.play.stage.bot_user, PATIENCE)
        await self.play.join(reyes, self.play.room)
        await reyes.client.wait_for(self.play.room, "Welcome", PATIENCE)
        await reyes.client.wait_for(self.play.room, self.play.ref, PATIENCE)
        return "the first to join read the briefing and the board"

    async def the_others_join_and_the_last_reads_the_board(self) -> str:
        for name in ("brandt", "castell", "ferreira"):
            await self.play.join(self.play.stage.actors[name], self.play.room)
        last = self.play.stage.actors["ferreira"]
        await self.play.until(
            lambda: self.play.reads_on_the_board(last, self.play.ref), "the last to join cannot read the pinned board"
        )
        return f"{last.name} ({last.software}) joined last and reads the pinned board"

    async def support_has_a_room_of_its_own(self) -> str:
        ferreira = self.play.stage.actors["ferreira"]
        room = await ferreira.client.wait_for_invitation(self.play.stage.bot_user, PATIENCE)
        await ferreira.client.accept_invite(room)
        board = await ferreira.client.wait_for(room, self.play.ref, PATIENCE)
        match = match_in(r"[A-Z]{3,10} · C-[0-9A-Z]{5}", board)
        ferreira.rooms[room] = f"{match.group(0)} (support only)"
        expect(match.group(0) != self.play.name, board)
        return "support providers have a second room with a codeword of its own; the police are not in it"

    async def who_is_not_a_member_learns_nothing(self) -> str:
        answer = await self.play.says("okafor", f"case status {self._other_ref()}", "no case")
        expect(self.play.ref not in answer.body, answer)
        return "a reference that does not exist and one that is not theirs sound the same"

    def _other_ref(self) -> str:
        return "C-00000" if self.play.ref != "C-00000" else "C-11111"

    async def agencies_do_their_tasks(self) -> str:
        await self.play.in_room("reyes", "!done 1", "Task 1 done")
        await self.play.in_room("reyes", "!Done 3 found.", "Task 3 done")
        return "tasks 1 and 3 are done, typed in the room as a phone would write them"

    async def a_typing_mistake_gets_one_clear_line(self) -> str:
        await self.play.in_room("castell", "!dnoe 2", "done 2")
        await self.play.in_room("castell", "!later 2 -1h", "later")
        return "a slip of the finger got one clear line each and changed nothing"

    async def somebody_takes_a_task(self) -> str:
        await self.play.in_room("reyes", "!take 4 20h", "Task 4")
        return "Officer Reyes takes task 4 until tomorrow"

    async def a_deadline_passes(self) -> str:
        brandt = self.play.stage.actors["brandt"]
        seen = len(brandt.client.heard)
        await self.play.lets_pass(timedelta(hours=4, minutes=2))
        page = await brandt.client.wait_for(
            brandt.chat, lambda m: "task 2" in m.body and "due" not in m.body, PATIENCE, since=seen
        )
        self.play.handle = self.play.handle_in(page)
        return f"task 2 is due: Nurse Brandt is paged, handle {self.play.handle}"

    async def nobody_answers_so_the_lead_is_told(self) -> str:
        morgan = self.play.stage.actors["morgan"]
        seen = len(morgan.client.heard)
        await self.play.lets_pass(timedelta(hours=2, minutes=1))
        await morgan.client.wait_for(
            morgan.chat,
            lambda m: HANDLE.search(m.body) is not None and self.play.handle in m.body,
            PATIENCE,
            since=seen,
        )
        return "no answer for two hours: Lead Morgan is paged with the same handle"

    async def the_lead_takes_it(self) -> str:
        await self.play.says("morgan", f"take {self.play.handle} 1h", "until")
        return "Lead Morgan takes it for an hour; the ladder holds"

    async def the_take_runs_out(self) -> str:
        morgan, okafor = self.play.stage.actors["morgan"], self.play.stage.actors["okafor"]
        seen, heard = len(morgan.client.heard), len(okafor.client.heard)
        await self.play.lets_pass(timedelta(hours=1, minutes=1))
        await morgan.client.wait_for(morgan.chat, lambda m: "not yet done" in m.body, PATIENCE, since=seen)
        await okafor.client.wait_for(okafor.chat, lambda m: self.play.handle in m.body, PATIENCE, since=heard)
        return "the hour is over and it is not done: the lead hears of it, and so does the committee"

    async def why_says_what_happened(self) -> str:
        answer = await self.play.says("morgan", f"why {self.play.handle}", "Told")
        expect("Health East" in answer.body, answer)
        return "`why` says who was told when, and what comes next"

    async def the_bot_is_stopped_hard(self) -> str:
        await self.play.stage.bot.kill()
        brandt = self.play.stage.actors["brandt"]
        self.since = len(brandt.client.heard)
        await brandt.client.say(self.play.room, "!done 2 accepted")
        return "the bot is stopped with kill -9; Nurse Brandt writes `!done 2 accepted` all the same"

    async def it_comes_back_and_has_lost_nothing(self) -> str:
        self.play.stage.bot.start()
        brandt = self.play.stage.actors["brandt"]
        await brandt.client.wait_for(self.play.room, "Task 2 done", PATIENCE, since=self.since)
        await self.play.says("morgan", f"take {self.play.handle} 1h", "done")
        return "started again, it reads what was written meanwhile: task 2 is done, the ladder has ended"
