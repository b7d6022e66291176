"""An agency's people changed by its coordinator: heard at once, kept over restarts, until the files say it too."""

import pytest

from bot.gateway import Membership
from tests.builders import a_directory
from tests.cast import ADMIN, DAY, HARBOUR, HOUR, MORGAN, PAT, POLICE, POLICE_COORDINATOR, POLICE_DEPUTY, a_person
from tests.pretend import BOT
from tests.world import World
from workflows.values.directory import SeatRole
from workflows.values.ids import UserId
from workflows.values.model import RoomKind

VEGA = UserId("@vega:hs")


def said(lines: list[str]) -> str:
    return "\n".join(lines)


@pytest.fixture
async def coordinated(world: World) -> World:
    """Coordinators and administrators write to the bot as well."""
    await world.greets(POLICE_COORDINATOR, POLICE_DEPUTY, ADMIN)
    return world


async def confirmed(world: World, user: UserId, line: str) -> str:
    asked = said(await world.says(user, line))
    code = asked.partition("confirm ")[2][:3]
    return said(await world.says(user, f"confirm {code}"))


async def test_somebody_new_is_heard_at_once_and_after_a_restart(coordinated: World) -> None:
    world = coordinated
    answer = await confirmed(world, POLICE_COORDINATOR, "person add @vega:hs Officer Vega as liaison speaks ro")
    assert "is liaison of City Police now. Hand them my card" in answer
    assert "New person: \u2068Officer Vega\u2069" in said(world.news(world.room(RoomKind.ADMINS)))
    await world.greets(VEGA)
    assert "away from" in said(await world.says(VEGA, "away mon to tue"))
    await world.says(VEGA, "person back")
    await world.restart()
    assert world.known.directory.people[VEGA].name == "Officer Vega"
    opened = await world.says(VEGA, "case open uk-nrm-adult england P2")
    assert "I would invite" in said(opened)


async def test_what_the_files_say_too_ends_the_change(coordinated: World) -> None:
    world = coordinated
    await confirmed(world, POLICE_COORDINATOR, "person add @vega:hs Officer Vega as liaison")
    async with world.store.read() as uow:
        assert len(await uow.person_changes.all()) == 1
        live = (await uow.blobs.live())["directory"]
    assert live == world.known.directory.hash
    world.directory = a_directory(people=(a_person(VEGA, "Officer Vega", POLICE),))
    await world.restart()
    async with world.store.read() as uow:
        assert await uow.person_changes.all() == ()
    assert world.known.directory is world.known.filed
    world.directory = a_directory()
    await world.restart()
    assert VEGA not in world.known.directory.people


async def test_who_leaves_is_out_of_the_rooms_and_unheard(coordinated: World) -> None:
    world = coordinated
    await confirmed(world, POLICE_COORDINATOR, "person add @vega:hs Officer Vega as liaison")
    await world.greets(VEGA)
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    room = world.room(RoomKind.JOINT)
    await world.says(PAT, "!take 1 2h", room=room)
    world.heard_everything()
    answer = await confirmed(world, POLICE_COORDINATOR, "person leave @pat:hs")
    assert "Had taken: C-" in answer
    assert world.matrix.rooms[room].members[PAT] is Membership.LEAVE
    assert "They had taken C-" in said(world.pages(MORGAN))
    assert await world.says(PAT, "mine") == []
    await world.passes(HOUR)
    assert await world.says(PAT, "!done 1", room=room) == []
    assert PAT not in world.known.directory.people


async def test_who_is_away_is_not_asked_into_a_case(coordinated: World) -> None:
    world = coordinated
    assert "You are away from" in said(await world.says(PAT, "away fri to mon"))
    assert "here again" in said(await world.says(PAT, "person back"))
    assert "Others are asked" in said(await world.says(PAT, "away fri to mon"))
    await confirmed(world, ADMIN, "person add @vega:hs Advocate Vega as deputy for harbour support")
    await world.greets(VEGA)
    assert world.known.directory.seated(HARBOUR, SeatRole.DEPUTY)
    await world.passes(4 * DAY)
    await world.restart()
    async with world.store.read() as uow:
        (left,) = await uow.person_changes.all()
    assert left.user == VEGA, "an absence that has passed is over"


async def test_the_bot_is_nobody_who_could_be_added(coordinated: World) -> None:
    world = coordinated
    answer = said(await world.says(POLICE_COORDINATOR, f"person add {BOT} Officer Vega as liaison"))
    assert "confirm" not in answer
    assert BOT not in world.known.directory.people
