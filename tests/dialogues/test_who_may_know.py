"""What reaches whom: somebody who left the directory, somebody of two agencies, a task of the support-only room."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.gateway import Membership
from tests.builders import a_directory
from tests.cast import CHAIR, DAY, HANA, HARBOUR, HEALTH, HEATH, HOUR, MINUTE, MORGAN, PAT, PEOPLE, a_person
from tests.world import World, a_world
from workflows.language.template import Template
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.ids import IdentityKey, MatrixRoomId, UserId
from workflows.values.model import RoomKind

JOIN, LEAVE = Membership.JOIN, Membership.LEAVE
LATE = 4 * HOUR + MINUTE
BOTH = UserId("@both:hs")


async def opened(world: World) -> MatrixRoomId:
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    world.heard_everything()
    return world.room(RoomKind.JOINT)


def said(lines: list[str]) -> str:
    return "\n".join(lines)


async def test_who_left_the_directory_is_out_of_every_room_and_hears_nothing(world: World) -> None:
    case = await opened(world)
    world.directory = a_directory(without=(HEATH,))
    await world.restart()
    assert world.matrix.rooms[case].members[HEATH] is LEAVE
    assert world.matrix.rooms[world.room(RoomKind.SUPPORT)].members[HEATH] is LEAVE
    assert await world.says(HEATH, "mine") == []
    assert await world.says(HEATH, "!done 2", room=case) == []
    world.heard_everything()
    await world.passes(LATE)
    assert world.pages(HEATH) == []
    assert "task 2" in said(world.pages(MORGAN))
    assert world.outbox.oldest_page is None, "nothing waits for who is gone"


async def test_a_page_for_somebody_who_left_the_directory_goes_on_to_the_next(world: World) -> None:
    await opened(world)
    world.matrix.online = False
    await world.passes(LATE)
    world.directory = a_directory(without=(HEATH,))
    await world.restart()
    world.matrix.online = True
    await world.passes(10 * MINUTE)
    assert world.pages(HEATH) == []
    assert world.outbox.oldest_page is None


async def test_of_a_support_only_task_the_leads_room_learns_its_number_and_no_more(world: World) -> None:
    await opened(world)
    leads, support = world.room(RoomKind.LEADS), world.room(RoomKind.SUPPORT)
    rows = re.findall(r"^(\d+) (.+?) · ", world.board(support).body, re.MULTILINE)
    titles = [*(title for _, title in rows), "they asked"]
    moved = await world.says(HANA, "!due 10 1h they asked for it", room=support)
    assert "Task 10 is now due" in said(moved)
    await world.passes(DAY)
    heard = said(world.news(leads)) + said(world.pages(MORGAN)) + said(world.pages(CHAIR))
    assert any(f"task {number} " in heard for number, _ in rows)
    assert not any(title in heard for title in titles), heard
    for number in range(1, 12):
        for verb in ("show", "why", "take"):
            answer = said(await world.says(MORGAN, f"!{verb} {number}" + (" 1h" if verb == "take" else ""), room=leads))
            assert not any(title in answer for title in titles), answer


@pytest.fixture
async def two_seats(database_url: str, templates: tuple[Template, ...]) -> AsyncIterator[World]:
    """One person is the liaison of Harbour Support and of Health East; nobody else is."""
    seats = tuple(AgencySeat(agency=agency, roles=frozenset({SeatRole.LIAISON})) for agency in (HARBOUR, HEALTH))
    both = replace(a_person(BOTH, "Both"), seats=seats)
    others = tuple(person.user for person in PEOPLE if person.user in (HANA, HEATH))
    async with a_world(database_url, templates, a_directory(without=others, people=(both,))) as world:
        await world.greets(PAT, BOTH, MORGAN, CHAIR)
        yield world


async def test_a_person_of_two_agencies_is_welcomed_for_each_and_acts_for_the_one_that_owns_the_task(
    two_seats: World,
) -> None:
    world = two_seats
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    case = world.room(RoomKind.JOINT)
    shown = said([content.body for content in world.matrix.shown(case)])
    assert "Welcome, Harbour Support" in shown
    assert "Welcome, Health East" in shown
    assert "Task 2 done (Health East" in said(await world.says(BOTH, "!done 2 accepted", room=case))
    world.heard_everything()
    await world.matrix.leave_as(BOTH, case)
    await world.matrix.leave_as(BOTH, world.room(RoomKind.SUPPORT))
    await world.settle()
    left = said(world.pages(MORGAN))
    assert "Harbour Support" in left
    assert "Health East" in left
    await world.passes(HOUR)
    assert world.matrix.rooms[case].members[BOTH] is LEAVE


async def test_what_a_frozen_person_sent_before_is_done_and_what_comes_after_is_not(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(PAT, case, "!add call the embassy due 3h")
    await world.intake.identity_seen(PAT, IdentityKey("another identity"), "")
    await world.matrix.say(PAT, case, "!add write to the embassy due 3h")
    await world.settle()
    heard = said(world.news(case))
    assert "call the embassy" in heard
    assert "write to the embassy" not in heard
