"""The days after: a watch is chased, and a decision begins a period in which nobody may ask for a statement."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from demo.telling import PATIENCE, Step, Telling, match_in

WATCH: Final = "8"  # the reasonable grounds decision
LONGEST: Final = 20  # half days until a watch of two working days is looked at, holidays and all


@dataclass(slots=True)
class Recovery:
    play: Telling

    @property
    def steps(self) -> tuple[Step, ...]:
        return (
            self.the_referral_goes_out,
            self.an_outside_authority_is_chased,
            self.a_decision_begins_a_protected_period,
            self.a_statement_may_not_be_asked_for,
        )

    async def the_referral_goes_out(self) -> str:
        for who, typed in (
            ("ferreira", "!done 6 needed"),
            ("ferreira", "!done 7 confirmed"),
            ("reyes", "!done 4 yes"),
            ("reyes", "!done 5 ref HO/2026/0412"),
            ("reyes", "!done 9 ref 2026/1187"),
        ):
            await self.play.in_room(who, typed, f"Task {typed.split()[1]} done")
        return "the person says yes: the referral is made, and the authority's answer is watched (task 8)"

    async def an_outside_authority_is_chased(self) -> str:
        reyes = self.play.stage.actors["reyes"]
        seen = len(reyes.client.heard)
        for _ in range(LONGEST):
            await self.play.lets_pass(timedelta(hours=12), hour=0.15)
            with_reyes = reyes.client.heard[seen:]
            if any("chase" in heard.body and heard.room == reyes.chat for heard in with_reyes):
                break
        else:
            raise TimeoutError("nobody was reminded to chase")
        await self.play.in_room("reyes", f"!chase {WATCH}", "recorded")
        return f"no answer for two working days: Officer Reyes is reminded, asks again and notes it, `!chase {WATCH}`"

    async def a_decision_begins_a_protected_period(self) -> str:
        ferreira, reyes = self.play.stage.actors["ferreira"], self.play.stage.actors["reyes"]
        await self.play.in_room("ferreira", "!set rg positive", "ositive")
        await self.play.until(
            lambda: self.play.reads_on_the_board(reyes, "Recovery period"), "the board shows no recovery period"
        )
        return f"{ferreira.name} has the letter, `!set rg positive`: the recovery period begins and the board says so"

    async def a_statement_may_not_be_asked_for(self) -> str:
        morgan = self.play.stage.actors["morgan"]
        seen = len(morgan.client.heard)
        answer = await self.play.in_room("reyes", "!add statement 2d", "no statement may be asked for")
        until = match_in(r"before (\w+ \d+ \w+)", answer).group(1)
        await morgan.client.wait_for(morgan.chat, "statement", PATIENCE, since=seen)
        return f"`!add statement 2d` is refused: not before {until}. The leads hear that it was tried"
