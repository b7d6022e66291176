"""A room named in the settings is used only where it is as safe as one of the bot's own. And the hint for `/`."""

from dataclasses import replace

import pytest

from bot.gateway import Membership
from tests.builders import a_directory
from tests.cast import MORGAN, NORTH, PAT
from tests.pretend import BOT, PretendRoom
from tests.world import World
from workflows.language.template import Template
from workflows.values.ids import MatrixRoomId
from workflows.values.model import RoomKind

NAMED = MatrixRoomId("!named:hs")


@pytest.mark.parametrize("unfit", [None, "history-shared"])
async def test_a_named_leads_room(database_url: str, templates: tuple[Template, ...], unfit: str | None) -> None:
    directory = a_directory()
    force = replace(directory.task_forces[NORTH], room=NAMED)
    world = World(database_url, replace(directory, task_forces={NORTH: force}), templates)
    await world.start()
    inside = {BOT: Membership.INVITE, MORGAN: Membership.JOIN}
    world.matrix.rooms[NAMED] = PretendRoom(NAMED, "Leads of the north", "", inside)
    if unfit:
        world.matrix.unfit[NAMED] = unfit
    await world.settle()
    used = world.room(RoomKind.LEADS)
    assert (used == NAMED) is (unfit is None)
    assert world.matrix.rooms[used].members[MORGAN] is Membership.JOIN
    await world.crash()


async def test_a_name_that_somebody_else_set_is_set_back_as_soon_as_a_sync_shows_it(world: World) -> None:
    leads = world.room(RoomKind.LEADS)
    name = world.matrix.rooms[leads].name
    await world.matrix.rename(leads, "what it is about")
    await world.settle()
    assert world.matrix.rooms[leads].name == name


async def test_a_slash_is_heard_and_explained_once_ever(world: World) -> None:
    first = await world.says(PAT, "/mine")
    again = await world.says(PAT, "/mine")
    assert len(first) == 2
    assert "goes straight through" in first[1]
    assert again == first[:1]
