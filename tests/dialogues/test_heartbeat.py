"""The heartbeat is written only while deadlines are looked at: an outage of the homeserver alone never ends it."""

from dataclasses import dataclass
from pathlib import Path

from bot.matrix.session import Health as SessionHealth
from bot.service.clock import Clocks
from bot.service.health import STALE, Health
from tests.database_faults import away
from tests.world import World


@dataclass(frozen=True)
class Unspoken:
    """A session that has not spoken to its homeserver for long."""

    health = SessionHealth(
        speaking=False, refusal=None, last_sync=None, failures=9, failure="unreachable",
        one_time_keys=None, waiting_for_keys=0, rooms=0, dropped={},
    )  # fmt: skip


def written(world: World, folder: Path) -> bool:
    """Whether a heartbeat is written now."""
    file = folder / "health"
    file.unlink(missing_ok=True)
    clocks = Clocks(monotonic=lambda: world.seconds, wall=lambda: world.now)
    Health(file, Unspoken(), world.decider, world.outbox, clocks).write()
    return file.exists()


async def test_none_is_written_while_nothing_can_be_decided(empty_world: World, tmp_path: Path) -> None:
    world = empty_world
    assert written(world, tmp_path)
    with away(world.store):
        world.seconds += STALE
        await world.settle()
        assert not written(world, tmp_path)
    await world.settle()
    assert written(world, tmp_path)


async def test_an_outage_of_the_homeserver_does_not_end_it(empty_world: World, tmp_path: Path) -> None:
    world = empty_world
    world.matrix.online = False
    for _ in range(5):
        world.seconds += STALE
        await world.settle()
        assert written(world, tmp_path)


async def test_it_begins_before_the_first_look(empty_world: World, tmp_path: Path) -> None:
    await empty_world.crash()
    await empty_world.start()
    assert written(empty_world, tmp_path)
