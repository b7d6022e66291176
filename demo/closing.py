"""The end: a lead closes the case, and its room takes no more messages."""

from dataclasses import dataclass

from demo.stage import Actor
from demo.telling import PATIENCE, Step, Telling, match_in


@dataclass(slots=True)
class Closing:
    play: Telling

    @property
    def steps(self) -> tuple[Step, ...]:
        return (self.the_case_is_closed,)

    async def the_case_is_closed(self) -> str:
        asked = await self.play.says("morgan", f"case close {self.play.ref}", "confirm")
        match = match_in(r"confirm (\w{3})", asked)
        reyes = self.play.stage.actors["reyes"]
        seen = len(reyes.client.heard)
        await self.play.says("morgan", f"confirm {match.group(1)}", "losed")
        await reyes.client.wait_for(self.play.room, "is closed", PATIENCE, since=seen)
        await self.play.until(
            lambda: self.play.reads_on_the_board(reyes, "Closed."), "the board does not say that it is closed"
        )
        await self.play.until(lambda: self._cannot_speak(reyes), "the room of a closed case still takes messages")
        return "the lead closes the case with a typed code; the room is read-only"

    async def _cannot_speak(self, actor: Actor) -> bool:
        try:
            await actor.client.say(self.play.room, "one more thing")
        except Exception:  # noqa: BLE001 - each client has its own word for 403
            return True
        return False
