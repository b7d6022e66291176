"""What people say to each other in a case room is never written down, not even sealed."""

from sqlalchemy import func, select

from storage.tables import inbox
from tests.cast import HANA, PAT
from tests.world import World
from workflows.values.model import RoomKind


async def rows(world: World) -> int:
    async with world.store.read() as uow:
        return int((await uow.db.run(select(func.count()).select_from(inbox))).scalar_one())


async def test_talk_between_people_leaves_no_row_and_no_answer(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "1")
    case = world.room(RoomKind.JOINT)
    world.heard_everything()
    before = await rows(world)
    for talk in ("I am at the station now", "thanks, call me", "done with that I think", "4", "> quoted !done 1"):
        assert await world.says(HANA, talk, room=case) == []
    assert await rows(world) == before
    assert await world.says(PAT, "!done 1", room=case, notice=True) == [], "what bots say to each other"
    assert await world.says(PAT, "mine", notice=True) == []
    before = await rows(world)
    assert await world.says(PAT, "!done 1", room=case)
    assert await rows(world) == before + 1
