"""Whoever speaks in a case room and does not count is counted; the leads hear of it, seldom and without content."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.gateway import Membership, Plaintext
from tests.cast import HANA, HEATH, MORGAN, PAT
from tests.database_faults import at_next_commit, lost_after, lost_before
from tests.world import World
from workflows.values.ids import EventId, IdentityKey, MatrixRoomId, UserId
from workflows.values.model import RoomKind

STRANGER = UserId("@stranger:hs")
TOLD = "from somebody I cannot be sure of"


async def opened(world: World) -> MatrixRoomId:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    case = world.room(RoomKind.JOINT)
    world.heard_everything()
    return case


async def a_minute(world: World) -> None:
    """Transport time alone, so that nothing else falls due."""
    world.seconds += 60.0
    await world.settle()


async def waits(world: World, span: timedelta) -> None:
    world.now += span
    world.seconds += span.total_seconds()
    await world.settle()


def told(world: World, user: UserId = MORGAN) -> list[str]:
    return [line for line in world.pages(user) if TOLD in line]


async def audited(world: World, action: str) -> int:
    async with world.store.read() as uow:
        entries = (await uow.db.run(text("SELECT entry FROM audit"))).scalars()
        return sum(f'"{action}"' in entry for entry in entries)


@pytest.mark.parametrize("body", ["!done 1", "good morning, is Anna there?"])
async def test_the_leads_hear_of_a_stranger_without_a_word_of_what_was_said(world: World, body: str) -> None:
    case = await opened(world)
    for _ in range(3):
        await world.matrix.say(STRANGER, case, body)
    await a_minute(world)
    (page,) = told(world)
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    assert page.startswith(f"{ref} · I heard 3 messages")
    assert "Anna" not in page
    assert "stranger" not in page
    assert world.news(case) == []
    assert told(world, HEATH) == []
    assert await audited(world, "room.unheard") == 1


async def test_a_room_is_spoken_of_once_in_ten_minutes_and_not_again_after_a_restart(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(STRANGER, case, "!mine")
    await a_minute(world)
    for _ in range(5):
        await world.matrix.say(STRANGER, case, "!mine")
        await a_minute(world)
    await world.restart()
    await world.matrix.say(STRANGER, case, "!mine")
    await a_minute(world)
    assert len(told(world)) == 1
    await waits(world, timedelta(minutes=10))
    await world.matrix.say(STRANGER, case, "!mine")
    await a_minute(world)
    assert len(told(world)) == 1


async def test_who_is_not_sure_to_be_a_member_is_a_stranger_to_the_leads(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(PAT, case, "!done 1", identity=None)
    await world.matrix.say(HANA, case, "!done 1", identity=IdentityKey("of somebody else"))
    await world.matrix.bring(Plaintext(event=EventId("$clear"), room=case, sender=HEATH))
    await a_minute(world)
    (page,) = told(world)
    assert "3 messages" in page


async def test_what_a_stranger_says_unreadably_is_counted_by_the_minute(world: World) -> None:
    case = await opened(world)
    unreadable = await audited(world, "message.unreadable")
    refused = await audited(world, "message.refused")
    for _ in range(4):
        await world.matrix.say_in_the_dark(STRANGER, case)
    await a_minute(world)
    await a_minute(world)
    assert await audited(world, "message.unreadable") == unreadable
    assert await audited(world, "message.refused") == refused + 1
    assert "4 messages" in told(world)[0]


async def test_elsewhere_and_among_members_nobody_is_told(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(PAT, case, "on my way")
    await world.matrix.say(HANA, case, "!done 1", notice=True)
    chat = await world.matrix.open_chat(STRANGER)
    await world.matrix.say(STRANGER, chat, "hello")
    leads = world.room(RoomKind.LEADS)
    assert world.matrix.rooms[leads].members.get(STRANGER) is not Membership.JOIN
    await a_minute(world)
    assert told(world) == []


async def test_a_message_that_is_decided_again_is_counted_once(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(STRANGER, case, "!mine")
    with at_next_commit(world.store, lost_before):
        await world.decider.settle()
    await world.decider.recall()
    await a_minute(world)
    assert "I heard a message from" in told(world)[0]


@pytest.mark.parametrize("lost", [lost_before, lost_after])
@pytest.mark.parametrize("after", range(4))
async def test_the_leads_hear_of_it_once_whichever_commit_of_that_minute_was_lost(
    world: World, lost: Callable[[Connection], None], after: int
) -> None:
    case = await opened(world)
    await world.matrix.say(STRANGER, case, "!mine")
    await world.settle()
    refused = await audited(world, "message.refused")
    world.seconds += 60.0
    with at_next_commit(world.store, lost, after=after):
        await world.settle()
    await a_minute(world)
    assert len(told(world)) == 1
    assert await audited(world, "message.refused") > refused
