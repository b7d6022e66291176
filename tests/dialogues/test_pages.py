"""Late tasks: who is woken, with which words, and what ends it, while people and the homeserver come and go."""

import re

import pytest

from bot.gateway import Membership
from tests.cast import CHAIR, DAY, HANA, HARBOUR_DEPUTY, HEATH, HOUR, LEAD_DEPUTY, MINUTE, MORGAN, PAT
from tests.world import World
from workflows.values.ids import IdentityKey, MatrixRoomId, UserId
from workflows.values.model import RoomKind

pytestmark = pytest.mark.usefixtures("only_health_is_due_soon")

LATE = 4 * HOUR + MINUTE  # task 2 is Health East's, due four hours after opening
NEW_KEYS = IdentityKey("another identity")


def said(lines: list[str]) -> str:
    return "\n".join(lines)


def handle_in(page: str) -> str:
    found = re.search(r"take (\d+) 1h", page)
    assert found, page
    return found.group(1)


def about(handle: str, pages: list[str]) -> int:
    """How many messages name this number."""
    return sum(re.search(rf"\b{handle}:", page) is not None for page in pages)


# while the homeserver is away


async def test_after_an_outage_there_is_one_message_that_says_how_things_are_now(
    world: World, case: MatrixRoomId
) -> None:
    world.matrix.online = False
    await world.passes(LATE)
    await world.passes(90 * MINUTE)  # tried in vain again and again
    world.matrix.online = True
    await world.passes(10 * MINUTE)
    (page,) = world.pages(HEATH)
    assert re.search(r"1 h [34]\d min late", page), page  # when a wait of random length had ended


async def test_what_is_done_during_an_outage_wakes_nobody_afterwards(world: World, case: MatrixRoomId) -> None:
    world.matrix.online = False
    await world.passes(LATE)
    await world.matrix.say(HEATH, case, "!done 2 accepted")
    await world.settle()
    world.matrix.online = True
    await world.passes(10 * MINUTE)
    assert world.pages(HEATH) == []


async def test_who_is_frozen_before_their_page_went_out_is_passed_at_once(world: World, case: MatrixRoomId) -> None:
    world.matrix.online = False
    await world.passes(LATE)
    await world.intake.identity_seen(HEATH, NEW_KEYS, "")
    await world.settle()
    world.matrix.online = True
    await world.passes(10 * MINUTE)
    assert world.pages(HEATH) == []
    assert "Health East" in said(world.pages(MORGAN))


# who cannot be told


async def test_a_frozen_person_is_passed_at_once_and_it_is_said(world: World, case: MatrixRoomId) -> None:
    await world.says(HEATH, "mine", identity=NEW_KEYS)
    world.heard_everything()
    await world.passes(LATE)
    assert world.pages(HEATH) == []
    page = said(world.pages(MORGAN))
    assert handle_in(page)
    assert "Health East" in page
    why = said(await world.says(MORGAN, f"why {handle_in(page)}"))
    assert "Heath (Health East) · not told: security keys changed" in why


async def test_a_page_that_can_never_arrive_wakes_the_next_level(world: World, case: MatrixRoomId) -> None:
    world.matrix.deaf.add(world.chat(HEATH))
    await world.passes(LATE)
    assert handle_in(said(world.pages(MORGAN)))
    told = said(world.news(world.room(RoomKind.LEADS)))
    assert "my message to Heath (Health East) cannot be delivered" in told
    assert "this went straight on" in told


async def test_who_leaves_their_chat_is_passed_at_once(world: World, case: MatrixRoomId) -> None:
    await world.matrix.leave_as(HEATH, world.chat(HEATH))
    await world.settle()
    world.heard_everything()
    await world.passes(LATE)
    assert handle_in(said(world.pages(MORGAN)))


async def test_a_number_in_the_leads_room_is_good_for_whoever_reads_it_there(world: World, case: MatrixRoomId) -> None:
    leads = world.room(RoomKind.LEADS)
    assert world.matrix.rooms[leads].members[LEAD_DEPUTY] is Membership.JOIN
    await world.passes(LATE + 2 * HOUR)
    handle = handle_in(said(world.news(leads)).replace("!", ""))
    assert "until" in said(await world.says(LEAD_DEPUTY, f"take {handle} 1h", room=leads))


# the ladder


async def test_the_last_level_repeats_each_hour_after_a_take_that_ran_out(world: World, case: MatrixRoomId) -> None:
    await world.passes(LATE + 8 * HOUR)
    page = next(page for page in world.pages(CHAIR) if "task 2" in page)
    handle = handle_in(page)
    await world.says(CHAIR, f"take {handle} 1h")
    await world.passes(HOUR + MINUTE)
    world.heard_everything()
    for _ in range(3):
        await world.passes(HOUR)
        assert about(handle, world.pages(CHAIR)) == 1
    await world.says(HEATH, "!done 2 accepted", room=case)
    world.heard_everything()
    await world.passes(DAY)
    assert about(handle, world.pages(CHAIR)) == 0


async def test_a_blocked_task_wakes_those_it_waits_for(world: World, case: MatrixRoomId) -> None:
    await world.says(HEATH, "!block 2 by harbour support", room=case)
    world.heard_everything()
    await world.passes(LATE)
    assert world.pages(HEATH) == []
    waits = said(world.pages(HANA)) + said(world.pages(HARBOUR_DEPUTY))
    assert "waits for you" in waits
    await world.says(HEATH, "!unblock 2", room=case)
    assert handle_in(said(world.pages(HEATH)))


async def test_a_closed_case_wakes_nobody_and_climbs_again_once_it_is_open(world: World, case: MatrixRoomId) -> None:
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    code = re.search(r"confirm (\w+)", said(await world.says(MORGAN, f"case close {ref}")))
    assert code
    await world.says(MORGAN, f"confirm {code.group(1)}")
    world.heard_everything()
    await world.passes(DAY)
    assert [world.pages(user) for user in (HEATH, MORGAN, CHAIR)] == [[], [], []]
    assert "Late now" in said(await world.says(MORGAN, f"case reopen {ref}"))
    assert handle_in(said(world.pages(HEATH)))


# rooms


async def test_nothing_is_said_where_somebody_reads_along_who_should_not(world: World, case: MatrixRoomId) -> None:
    stranger, room = UserId("@stranger:hs"), world.matrix.rooms[case]
    room.members[stranger] = Membership.JOIN  # unseen: the homeserver tells nobody
    before = len(room.said)
    await world.matrix.say(PAT, case, "!list")
    await world.decider.settle()
    await world.sends()
    assert len(room.said) == before
    await world.passes(2 * MINUTE)
    assert room.members[stranger] is Membership.LEAVE
    assert len(room.said) > before


# messages that cannot be read


async def test_what_cannot_be_read_is_said_after_a_minute_and_done_when_its_key_comes(
    world: World, case: MatrixRoomId
) -> None:
    event = await world.matrix.say_in_the_dark(PAT, case)
    await world.settle()
    assert world.news(case) == []
    await world.passes(MINUTE)
    assert "I could not read your message" in said(world.news(case))
    await world.passes(MINUTE)
    assert world.news(case) == []
    await world.intake.readable_now(world.matrix.message(PAT, case, "!add call the embassy due 3h", event=event))
    await world.settle()
    assert "added" in said(world.news(case))
