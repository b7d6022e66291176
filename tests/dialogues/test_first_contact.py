"""The first word, strangers, devices nobody vouches for, changed keys."""

from bot.gateway import FixedText, Membership
from tests.cast import MORGAN, PAT
from tests.pretend import BOT, identity_of
from tests.world import World
from workflows.values.ids import IdentityKey, UserId
from workflows.values.model import RoomKind

STRANGER = UserId("@stranger:hs")


async def test_the_first_word_is_answered_and_the_bot_says_who_it_is(empty_world: World) -> None:
    room = await empty_world.matrix.open_chat(PAT)
    await empty_world.matrix.say(PAT, room, "help")
    await empty_world.settle()
    said = "\n".join(empty_world.news(room))
    assert "I am Caseroom" in said
    assert "City Police" in said
    assert "mine" in said  # the answer to what they typed before the bot was there


async def test_a_stranger_is_refused_without_a_word(empty_world: World) -> None:
    room = await empty_world.matrix.open_chat(STRANGER)
    await empty_world.settle()
    assert empty_world.matrix.rooms[room].said == []
    assert empty_world.matrix.rooms[room].members[BOT] is Membership.LEAVE


async def test_an_unencrypted_chat_gets_the_one_plaintext(empty_world: World) -> None:
    room = await empty_world.matrix.open_chat(PAT, encrypted=False)
    await empty_world.settle()
    assert empty_world.matrix.fixed == [(PAT, FixedText.NOT_ENCRYPTED)]
    assert empty_world.matrix.rooms[room].said == []


async def test_a_device_nobody_vouches_for_is_not_heard_and_told_so_once(world: World) -> None:
    assert await world.says(PAT, "case open uk-nrm-adult", identity=None) == []
    assert await world.says(PAT, "case open uk-nrm-adult", identity=None) == []
    assert world.matrix.fixed == [(PAT, FixedText.DEVICE_NOT_CONFIRMED)]


async def test_another_identity_freezes_the_person_and_is_not_heard(world: World) -> None:
    other = IdentityKey("another identity")
    assert await world.says(PAT, "mine", identity=other) == []
    assert (PAT, FixedText.KEYS_CHANGED) in world.matrix.fixed
    assert await world.says(PAT, "mine", identity=identity_of(PAT)) == []  # frozen until a coordinator confirms


async def test_the_same_ciphertext_under_another_event_id_changes_nothing(world: World) -> None:
    room = world.chat(PAT)
    await world.says(PAT, "mine", session="S", index=7)
    before = len(world.matrix.rooms[room].said)
    await world.matrix.say(PAT, room, "mine", session="S", index=7)
    await world.settle()
    assert len(world.matrix.rooms[room].said) == before


async def test_the_leads_and_administrators_get_rooms_of_their_own(world: World) -> None:
    leads = world.room(RoomKind.LEADS)
    assert world.matrix.rooms[leads].members[MORGAN] is Membership.JOIN
    assert world.room(RoomKind.ADMINS)
