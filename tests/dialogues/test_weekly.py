"""The weekly report on a database: on Monday morning, once, and after a stop as soon as the bot works again."""

from datetime import UTC, datetime

from tests.cast import ADMIN, DAY, HOUR, MINUTE, PAT
from tests.world import World
from workflows.values.model import RoomKind

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


def reports(world: World) -> int:
    return sum("To look at, as of" in line for line in world.news(world.room(RoomKind.ADMINS)))


async def test_it_comes_on_monday_and_once(world: World) -> None:
    assert reports(world) == 0, "the week in which it begins is not reported"
    await world.passes(MONDAY - world.now - MINUTE)
    assert reports(world) == 0
    await world.passes(2 * MINUTE)
    assert reports(world) == 1
    await world.restart()
    await world.passes(2 * DAY)
    assert reports(world) == 0


async def test_after_a_stop_it_comes_late_and_for_the_newest_week_only(world: World) -> None:
    reports(world)
    await world.crash()
    world.now = MONDAY + 9 * DAY
    await world.start()
    await world.settle()
    assert reports(world) == 1
    await world.passes(HOUR)
    assert reports(world) == 0


async def test_on_request_it_knows_who_wrote(world: World) -> None:
    await world.greets(ADMIN)
    (said,) = await world.says(ADMIN, "config report")
    assert "Never wrote to me from a device of their own: " in said
    assert "Pat (City Police)" not in said
    await world.passes(91 * DAY)
    await world.says(ADMIN, "help")
    (said,) = await world.says(ADMIN, "config report")
    silent = next(line for line in said.splitlines() if line.startswith("No sign of life"))
    assert "Pat (City Police)" in silent
    assert "Administrator" not in silent
    async with world.store.read() as uow:
        heard = await uow.inbox.last_heard()
    assert heard[PAT] < heard[ADMIN]
