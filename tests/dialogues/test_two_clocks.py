"""What may be typed for ten minutes may be typed for ten real ones, whatever the clock of deadlines does."""

import re
from collections.abc import Callable

import pytest

from tests.cast import DAY, HOUR, MINUTE, PAT, POLICE_COORDINATOR
from tests.world import World
from workflows.values.ids import EventId, IdentityKey

NEW_KEYS = IdentityKey("new keys")
WRONG = "0000 0000 0000"


def deadlines_run_on(world: World) -> None:
    """As in a demo, where hours pass in a second."""
    world.now += 8 * HOUR


def deadlines_go_back(world: World) -> None:
    """As where somebody puts the clock right."""
    world.now -= DAY


def nothing_happens(world: World) -> None:
    """The clock of deadlines stands."""


CLOCKS = pytest.mark.parametrize("clock", [deadlines_run_on, deadlines_go_back, nothing_happens])


def another_boot(world: World) -> None:
    """Seconds since the machine began count from anew."""
    world.seconds = 3.0


async def drawn_code(world: World) -> str:
    """What the coordinator of somebody frozen is to read out."""
    await world.greets(POLICE_COORDINATOR)
    await world.says(PAT, "mine", identity=NEW_KEYS)
    told = "\n".join(await world.says(POLICE_COORDINATOR, f"person enrol {PAT}", mentions=(PAT,)))
    code = re.search(r"\d{4} \d{4} \d{4}", told)
    assert code, told
    return code.group()


async def types(world: World, code: str) -> bool:
    """Whether the person is believed again."""
    await world.says(PAT, code, identity=NEW_KEYS)
    return not world.known.frozen(PAT)


@CLOCKS
async def test_a_code_lives_as_long_as_a_phone_call(world: World, clock: Callable[[World], None]) -> None:
    code = await drawn_code(world)
    clock(world)
    world.seconds += 9 * 60
    assert await types(world, code)


@CLOCKS
async def test_a_code_lives_no_longer(world: World, clock: Callable[[World], None]) -> None:
    code = await drawn_code(world)
    clock(world)
    world.seconds += 10 * 60
    assert not await types(world, code)


async def test_a_wrong_try_makes_a_code_no_younger(world: World) -> None:
    code = await drawn_code(world)
    world.seconds += 6 * 60
    assert not await types(world, WRONG)
    world.seconds += 5 * 60
    assert not await types(world, code)


async def test_a_code_outlives_a_restart_by_what_is_left_of_it(world: World) -> None:
    code = await drawn_code(world)
    world.now += 5 * MINUTE
    another_boot(world)
    await world.restart()
    deadlines_run_on(world)
    world.seconds += 4 * 60
    assert await types(world, code)


@pytest.mark.parametrize(("before", "after"), [(11, 0), (5, 6)])
async def test_a_restart_makes_a_code_no_younger(world: World, before: int, after: int) -> None:
    code = await drawn_code(world)
    world.now += before * MINUTE
    another_boot(world)
    await world.restart()
    deadlines_go_back(world)
    world.seconds += after * 60
    assert not await types(world, code)


async def mistyped(world: World) -> EventId:
    event = await world.matrix.say(PAT, world.chat(PAT), "!mnie")
    await world.settle()
    return event


async def edits(world: World, event: EventId) -> bool:
    """Whether the corrected command is heard."""
    return await world.says(PAT, "!mine", replaces=event) == ["No open task is yours."]


@CLOCKS
async def test_a_refused_command_is_corrected_within_ten_minutes(world: World, clock: Callable[[World], None]) -> None:
    event = await mistyped(world)
    clock(world)
    world.seconds += 9 * 60
    assert await edits(world, event)


@CLOCKS
async def test_and_not_later(world: World, clock: Callable[[World], None]) -> None:
    clock(world)
    event = await mistyped(world)
    clock(world)
    world.seconds += 10 * 60
    await world.says(PAT, "!help")  # what is old is forgotten
    assert not await edits(world, event)


@pytest.mark.parametrize(("before", "after", "heard"), [(5, 4, True), (5, 6, False), (11, 0, False)])
async def test_over_a_restart_too(world: World, before: int, after: int, *, heard: bool) -> None:
    event = await mistyped(world)
    world.now += before * MINUTE
    another_boot(world)
    await world.restart()
    deadlines_run_on(world)
    world.seconds += after * 60
    assert await edits(world, event) is heard
