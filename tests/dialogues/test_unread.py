"""Rooms in which nobody can read now: what is to be said waits as a whole, and no longer than it has to."""

from bot.gateway import FixedText, Membership
from bot.service.questions import FromMatrix
from tests.cast import CHAIR, LENA, MORGAN, PAT
from tests.pretend import identity_of
from tests.world import World
from workflows.values.facts import IdentitySeen
from workflows.values.ids import MatrixRoomId, UserId
from workflows.values.model import RoomKind

HELPED = "What you can type here"
OUTSIDER = UserId("@outsider:hs")
LONGEST = 301.0  # seconds: past any back-off


async def asks_in_vain(world: World, user: UserId) -> MatrixRoomId:
    """Somebody whose keys are not there has asked for help, and the answer has been tried again and again."""
    world.matrix.keys[user] = False
    assert await world.says(user, "help") == []
    for _ in range(9):
        world.seconds += LONGEST
        await world.sends()
    return world.chat(user)


async def looks(world: World) -> None:
    """What may be decided and tried now; no time passes."""
    await world.decider.settle()
    await world.sends()


def helped(world: World, room: MatrixRoomId) -> int:
    return len([line for line in world.news(room) if HELPED in line])


async def test_devices_that_change_end_the_wait(world: World) -> None:
    chat = await asks_in_vain(world, PAT)
    await world.matrix.change_keys(PAT, there=True)
    await looks(world)
    assert helped(world, chat) == 1


async def test_devices_that_change_end_the_wait_of_a_fixed_text(world: World) -> None:
    world.matrix.keys[PAT] = False
    assert await world.says(PAT, "case open uk-nrm-adult", identity=None) == []
    for _ in range(9):
        world.seconds += LONGEST
        await world.sends()
    assert world.matrix.fixed == []
    await world.matrix.change_keys(PAT, there=True)
    await looks(world)
    assert world.matrix.fixed == [(PAT, FixedText.DEVICE_NOT_CONFIRMED)]


async def test_devices_of_somebody_else_end_no_wait(world: World) -> None:
    await asks_in_vain(world, PAT)
    tried = len(world.matrix.attempts)
    await world.matrix.change_keys(LENA, there=True)
    await looks(world)
    assert len(world.matrix.attempts) == tried


async def test_devices_that_change_during_an_attempt_are_not_overlooked(world: World) -> None:
    chat = await asks_in_vain(world, PAT)
    world.matrix.meanwhile = lambda: world.matrix.change_keys(PAT, there=True)
    world.seconds += LONGEST
    await world.sends()
    assert helped(world, chat) == 0
    await world.sends()
    assert helped(world, chat) == 1


async def test_an_identity_that_is_accepted_ends_the_wait(empty_world: World) -> None:
    world = empty_world
    world.matrix.keys[PAT] = False
    chat = await world.matrix.open_chat(PAT)
    await world.settle()
    for _ in range(9):
        world.seconds += LONGEST
        await world.sends()
    world.matrix.keys[PAT] = True
    await looks(world)
    assert world.news(chat) == []
    world.decider.ask(FromMatrix(IdentitySeen(user=PAT, identity=identity_of(PAT))))
    await looks(world)
    assert any("I am Caseroom" in line for line in world.news(chat))


async def test_a_member_who_comes_ends_the_wait(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    case = world.room(RoomKind.JOINT)
    members = [user for user in world.matrix.rooms[case].members if user in world.directory.people]
    world.matrix.keys.update(dict.fromkeys(members, False))
    assert await world.says(PAT, "!help", room=case) == []
    for _ in range(9):
        world.seconds += LONGEST
        await world.sends()
    world.matrix.keys.update(dict.fromkeys(members, True))
    await looks(world)
    assert helped(world, case) == 0
    await world.matrix.leave_as(members[-1], case)
    await looks(world)
    assert helped(world, case) == 1


async def test_an_outsider_who_leaves_ends_the_wait(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    case = world.room(RoomKind.JOINT)
    world.heard_everything()
    world.matrix.rooms[case].members[OUTSIDER] = Membership.JOIN  # unseen: the homeserver tells nobody
    await world.matrix.say(PAT, case, "!help")
    await world.decider.settle()
    for _ in range(9):
        await world.sends()
        world.seconds += LONGEST
    await world.sends()
    assert helped(world, case) == 0
    await world.matrix.leave_as(OUTSIDER, case)
    await looks(world)
    assert helped(world, case) == 1


async def test_a_leads_room_without_readers_is_tried_as_one(world: World) -> None:
    leads = world.room(RoomKind.LEADS)
    members = set(world.matrix.rooms[leads].members) & set(world.directory.people)
    world.matrix.keys.update(dict.fromkeys(members, False))
    for asked in ("!help", "!list", "!help"):
        await world.matrix.say(MORGAN, leads, asked)
    await world.settle()
    assert world.outbox.waiting >= 3
    world.seconds += LONGEST
    world.matrix.attempts.clear()
    for _ in range(5):
        await world.sends()
    assert len(world.matrix.attempts) == 1
    await world.says(CHAIR, "help")  # and no other room waits for it
    await world.matrix.change_keys(MORGAN, there=True)
    for _ in range(5):
        await world.sends()
    assert len(world.news(leads)) == 3
