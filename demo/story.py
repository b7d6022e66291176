"""One case from opening to close, as the people of the demo live it. Each step is checked; one that fails ends it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from demo.closing import Closing
from demo.first_day import FirstDay
from demo.going_live import GoingLive
from demo.page import Chat, Viewer
from demo.recovery import Recovery
from demo.stage import Stage
from demo.telling import Step, Telling


class Failed(Exception):
    """A step did not come true. Its text says which, and what was seen instead."""


@dataclass(slots=True)
class Story:
    """The chapters in order. `speed` shortens the waiting: 2 is twice as fast."""

    stage: Stage
    say: Callable[[str], None]
    speed: float = 1.0
    told: list[str] = field(default_factory=list)
    plan: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        play = Telling(self.stage, self.speed)
        chapters = (FirstDay(play), Recovery(play), GoingLive(play), Closing(play))
        self.plan = tuple(step for chapter in chapters for step in chapter.steps)

    async def play(self) -> None:
        for step in self.plan:
            await self._step(step)

    @property
    def steps(self) -> int:
        return len(self.plan)

    async def _step(self, step: Step) -> None:
        try:
            said = await step()
        except (TimeoutError, LookupError) as why:
            raise Failed(f"{getattr(step, '__name__', 'step').replace('_', ' ')}: {why}") from why
        self.told.append(said)
        self.say(f"  {len(self.told):2}/{self.steps}  {self.stage.clock.now():%a %H:%M}  {said}")

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
