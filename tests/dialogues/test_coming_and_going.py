"""People of a case come, go, are asked in and taken out; rooms follow, on a real database."""

import re

from bot.gateway import FixedText, Membership
from tests.cast import (
    DAY,
    HANA,
    HARBOUR_DEPUTY,
    HEATH,
    HOUR,
    LENA,
    MINUTE,
    MORGAN,
    PAT,
    POLICE_COORDINATOR,
    POLICE_DEPUTY,
)
from tests.pretend import BOT
from tests.world import World
from workflows.values.ids import IdentityKey, MatrixRoomId, UserId
from workflows.values.model import RoomKind

JOIN, LEAVE = Membership.JOIN, Membership.LEAVE
NEW_KEYS = IdentityKey("another identity")


def ref_of(world: World, case: MatrixRoomId) -> str:
    return world.matrix.rooms[case].name.partition(" · ")[2]


def inside(world: World, room: MatrixRoomId) -> set[UserId]:
    return {user for user, m in world.matrix.rooms[room].members.items() if m is JOIN} - {BOT}


def said(lines: list[str]) -> str:
    return "\n".join(lines)


async def test_in_the_leads_room_a_bare_number_is_an_answer(world: World) -> None:
    leads = world.room(RoomKind.LEADS)
    (asked,) = await world.says(MORGAN, "!case open uk-nrm-adult england", room=leads)
    assert "How urgent?" in asked
    assert "Ready: " in said(await world.says(MORGAN, "2", room=leads))
    assert "Opened." in said(await world.says(MORGAN, "1", room=leads))


async def test_police_are_in_no_support_only_room(world: World, case: MatrixRoomId) -> None:
    support = world.room(RoomKind.SUPPORT)
    assert inside(world, support) == {HANA, HEATH}
    assert PAT in inside(world, case)
    assert world.matrix.rooms[support].name != world.matrix.rooms[case].name


async def test_two_answers_at_once_open_one_case(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    before = len(world.matrix.rooms)
    await world.matrix.say(PAT, world.chat(PAT), "go")
    await world.matrix.say(PAT, world.chat(PAT), "go")
    await world.settle()
    assert len(world.matrix.rooms) == before + 2  # the joint and the support-only room


async def test_who_leaves_is_replaced_by_their_deputy_and_not_asked_again(world: World, case: MatrixRoomId) -> None:
    await world.matrix.leave_as(HANA, case)
    await world.matrix.leave_as(HANA, world.room(RoomKind.SUPPORT))
    await world.settle()
    assert HARBOUR_DEPUTY in inside(world, case)
    assert "left the room (Harbour Support)" in said(world.pages(MORGAN))
    assert "you cover for Hana" in said(world.pages(HARBOUR_DEPUTY))
    await world.passes(DAY)
    assert world.matrix.rooms[case].members[HANA] is LEAVE


async def test_a_blocked_invitation_is_said_once(world: World) -> None:
    world.matrix.refused[HEATH] = "blocked"
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    await world.passes(HOUR)
    assert said(world.pages(MORGAN)).count("cannot be invited") == 2  # to each of the two rooms


async def test_a_member_asks_and_a_lead_agrees(world: World, case: MatrixRoomId) -> None:
    assert LENA not in inside(world, case)
    answer = said(await world.says(PAT, "!case invite legal aid south why advice tonight", room=case))
    assert "I have asked the lead" in answer
    line = re.search(r"`(case invite [^`]+)`", said(world.pages(MORGAN)))
    assert line
    assert "asked in" in said(await world.says(MORGAN, line.group(1)))
    assert LENA in inside(world, case)
    bodies = [content.body for content in world.matrix.shown(case)]
    assert any("Welcome, Legal Aid South" in body and "advice tonight" in body for body in bodies)


async def test_who_is_removed_is_out_of_both_rooms(world: World, case: MatrixRoomId) -> None:
    support = world.room(RoomKind.SUPPORT)
    answer = said(await world.says(MORGAN, f"case remove {ref_of(world, case)} harbour support"))
    assert "removed: " in answer
    assert HANA not in inside(world, case) | inside(world, support)
    assert "has taken you out of this case" in said(world.pages(HANA))
    assert await world.says(HANA, "!done 1", room=case) == []
    await world.passes(DAY)
    assert HANA not in inside(world, case)


async def test_somebody_brought_in_by_others_is_put_out(world: World, case: MatrixRoomId) -> None:
    stranger = UserId("@stranger:hs")
    await world.matrix.join_as(stranger, case)
    await world.settle()
    assert world.matrix.rooms[case].members[stranger] is LEAVE
    assert "without being asked" in said(world.pages(MORGAN))


async def test_a_third_member_silences_a_chat_and_a_new_one_is_opened(world: World) -> None:
    old = world.chat(PAT)
    await world.matrix.join_as(HANA, old)
    await world.settle()
    new = next(
        room.id for room in world.matrix.rooms.values() if PAT in room.members and room.nonce and not room.closed
    )
    assert "I write to you here from now on" in said(world.news(new))
    assert await world.says(PAT, "help", room=old) == []
    assert "What you can type here" in said(await world.says(PAT, "help", room=new))


async def test_a_chat_that_cannot_be_locked_is_replaced(empty_world: World) -> None:
    empty_world.matrix.lockable = False
    old = await empty_world.matrix.open_chat(PAT)
    await empty_world.settle()
    assert empty_world.matrix.rooms[old].said == []
    own = [room for room in empty_world.matrix.rooms.values() if PAT in room.members and room.nonce]
    assert [content.body[:17] for content in dict(own[0].said).values()] == ["I write to you he"]


async def test_changed_keys_a_code_by_phone_and_back(world: World, case: MatrixRoomId) -> None:
    await world.greets(POLICE_COORDINATOR, POLICE_DEPUTY)
    await world.says(PAT, "!take 1 1h", room=case)
    assert await world.says(PAT, "mine", identity=NEW_KEYS) == []
    assert (PAT, FixedText.KEYS_CHANGED) in world.matrix.fixed
    assert POLICE_DEPUTY in inside(world, case)
    assert "Held by them until now: 1." in said(world.pages(POLICE_DEPUTY))
    assert "security keys changed" in said(world.pages(POLICE_COORDINATOR))
    told = said(await world.says(POLICE_COORDINATOR, f"person enrol {PAT}", mentions=(PAT,)))
    code = re.search(r"\d{4} \d{4} \d{4}", told)
    assert code, told
    assert await world.says(PAT, "0000 0000 0000", identity=NEW_KEYS) == []
    assert "2 more tries" in said(world.pages(POLICE_COORDINATOR))
    assert "You are confirmed" in said(await world.says(PAT, code.group(), identity=NEW_KEYS))
    assert await world.says(PAT, "mine", identity=NEW_KEYS)


async def test_a_code_is_good_for_ten_minutes(world: World) -> None:
    await world.greets(POLICE_COORDINATOR)
    await world.says(PAT, "mine", identity=NEW_KEYS)
    told = said(await world.says(POLICE_COORDINATOR, f"person enrol {PAT}", mentions=(PAT,)))
    code = re.search(r"\d{4} \d{4} \d{4}", told)
    assert code
    await world.passes(11 * MINUTE)
    assert await world.says(PAT, code.group(), identity=NEW_KEYS) == []
    assert await world.says(PAT, "mine", identity=NEW_KEYS) == []


async def test_revoked_is_out_at_once_and_stays_out(world: World, case: MatrixRoomId) -> None:
    await world.greets(POLICE_COORDINATOR)
    answer = said(await world.says(POLICE_COORDINATOR, f"person revoke {PAT}", mentions=(PAT,)))
    assert "has no authority from now on" in answer
    assert PAT not in inside(world, case)
    assert await world.says(PAT, "case open uk-nrm-adult") == []
    await world.passes(DAY)
    assert PAT not in inside(world, case)


async def test_closing_reopening_and_the_empty_room(world: World, case: MatrixRoomId) -> None:
    ref = ref_of(world, case)
    asked = said(await world.says(MORGAN, f"case close {ref}"))
    code = re.search(r"confirm (\w+)", asked)
    assert code
    assert "is closed" in said(await world.says(MORGAN, f"confirm {code.group(1)}"))
    assert world.matrix.rooms[case].closed
    assert await world.says(PAT, "!done 1", room=case) == []
    assert "is open again" in said(await world.says(MORGAN, f"case reopen {ref}"))
    assert not world.matrix.rooms[case].closed
    assert "Task 1 done" in said(await world.says(PAT, "!done 1", room=case))
    code = re.search(r"confirm (\w+)", said(await world.says(MORGAN, f"case close {ref}")))
    assert code
    await world.says(MORGAN, f"confirm {code.group(1)}")
    await world.passes(31 * DAY)
    assert inside(world, case) == set()
    assert "is open again" in said(await world.says(MORGAN, f"case reopen {ref}"))
    assert PAT in inside(world, case)


async def test_an_unconfirmed_p1_becomes_p2(world: World) -> None:
    await world.says(PAT, "case open uk-nrm-adult england P1 go")
    case = world.room(RoomKind.JOINT)
    assert "Confirm by" in said(world.pages(MORGAN))
    assert "P1" in said(await world.says(PAT, "!case status", room=case))
    await world.passes(HOUR + MINUTE)
    assert " · P2 · " in said(await world.says(PAT, "!case status", room=case))
