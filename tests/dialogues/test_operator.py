"""Where nobody can confirm a person in a chat, an operator of the server can."""

from bot.service.looking import ENROL
from tests.cast import MINUTE, PAT
from tests.world import World
from workflows.values.ids import IdentityKey

OTHER = IdentityKey("another identity")


async def order(world: World, identity: str) -> None:
    async with world.store.work() as uow:
        await uow.meta.set(ENROL + PAT, identity)
        await uow.commit()
    await world.passes(2 * MINUTE)


async def test_an_operator_accepts_the_identity_that_froze_somebody(world: World) -> None:
    await world.says(PAT, "mine", identity=OTHER)
    await order(world, OTHER)
    assert not world.known.frozen(PAT)
    assert await world.says(PAT, "mine", identity=OTHER)
    async with world.store.read() as uow:
        assert await uow.meta.beginning(ENROL) == {}


async def test_another_identity_than_the_one_compared_is_not_accepted(world: World) -> None:
    await world.says(PAT, "mine", identity=OTHER)
    await order(world, "a third identity")
    assert world.known.frozen(PAT)
    assert await world.says(PAT, "mine", identity=OTHER) == []
