"""Memory never stays behind the database: where nobody knows what was stored, it is read anew before anything else."""

from collections import Counter

import pytest

from tests.builders import a_directory
from tests.cast import PAT
from tests.database_faults import at_next_commit, away_after_next_commit, lost_after
from tests.world import World
from workflows.language.template import Template
from workflows.values.ids import MatrixRoomId
from workflows.values.model import Room, RoomKind, RoomState


async def kept(world: World) -> tuple[Room, ...]:
    async with world.store.read() as uow:
        return tuple(await uow.rooms.all())


@pytest.mark.parametrize("transactions", [0, 1, 3])
async def test_a_case_opened_as_the_database_went_away_has_its_room(world: World, transactions: int) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.matrix.say(PAT, world.chat(PAT), "go")
    with away_after_next_commit(world.store, transactions):
        await world.decider.settle()
    await world.settle()
    joint = MatrixRoomId(next(row.matrix_id or "" for row in await kept(world) if row.kind is RoomKind.JOINT))
    assert PAT in world.matrix.rooms[joint].members
    assert any("Task 1 done" in line for line in await world.says(PAT, "!done 1", room=joint))


async def test_a_room_that_came_about_as_the_database_went_away_is_known(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.matrix.say(PAT, world.chat(PAT), "go")
    await world.decider.settle()
    await world.sends()
    with away_after_next_commit(world.store, 1):
        await world.decider.settle()
    await world.settle()
    (joint,) = (row for row in await kept(world) if row.kind is RoomKind.JOINT)
    assert joint.state is RoomState.OPEN
    assert world.known.rooms[joint.id] == joint
    assert PAT in world.matrix.rooms[MatrixRoomId(joint.matrix_id or "")].members


@pytest.mark.parametrize("after", range(6))
async def test_one_leads_room_whichever_commit_of_the_first_look_was_lost(
    database_url: str, templates: tuple[Template, ...], after: int
) -> None:
    world = World(database_url, a_directory(), templates)
    await world.start()
    with at_next_commit(world.store, lost_after, after=after):
        await world.decider.settle()
    for _ in range(2):
        world.seconds += 60.0
        await world.settle()
    rooms = Counter(row.task_force for row in await kept(world) if row.kind is RoomKind.LEADS)
    assert set(rooms.values()) == {1}
    await world.crash()
