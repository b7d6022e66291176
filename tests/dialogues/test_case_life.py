"""One case: opened, worked on, late, taken, closed."""

import re

from tests.cast import CHAIR, DAY, HANA, HEATH, HOUR, MINUTE, MORGAN, PAT
from tests.world import World
from workflows.values.ids import MatrixRoomId
from workflows.values.model import RoomKind


async def test_opening_asks_shows_and_opens(world: World) -> None:
    (question,) = await world.says(PAT, "case open uk-nrm-adult")
    assert "How urgent?" in question or "Which jurisdiction?" in question
    (ready,) = await world.says(PAT, "2")
    assert re.search(r"Ready: [A-Z]{3,10} · C-[0-9A-Z]{5}", ready)
    assert "City Police" in ready
    said = await world.says(PAT, "1")
    assert any("Opened." in line for line in said)
    room = world.room(RoomKind.JOINT)
    assert re.fullmatch(r"[A-Z]{3,10} · C-[0-9A-Z]{5}", world.matrix.rooms[room].name)


async def test_everybody_is_briefed_and_reads_the_board(world: World, case: MatrixRoomId) -> None:
    shown = [content.body for content in world.matrix.shown(case)]
    assert any("Welcome, City Police" in body for body in shown)
    assert "City Police" in world.board(case).body


async def test_work_in_the_room(world: World, case: MatrixRoomId) -> None:
    for typed, answered in [
        ("!done 1", "Task 1 done"),
        ("!done 1", "Nothing changed"),
        ("!dnoe 3", "done 3"),
        ("!done four", "not a task number"),
        ("!done 999", "no task 999"),
        ("!Done 3.", "Task 3"),
    ]:
        said = await world.says(PAT, typed, room=case)
        assert any(answered in line for line in said), (typed, said)


async def test_a_late_task_climbs_is_taken_runs_out_and_ends(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!done 1", room=case)
    await world.says(PAT, "!done 3 found", room=case)
    await world.passes(4 * HOUR + MINUTE)
    page = "\n".join(world.pages(HEATH))
    found = re.search(r"take (\d+)", page)
    assert found, page
    handle = found.group(1)
    assert world.pages(MORGAN) == []
    await world.passes(2 * HOUR)
    assert handle in "\n".join(world.pages(MORGAN))
    (taken,) = await world.says(MORGAN, f"take {handle} 1h")
    assert "until" in taken
    world.heard_everything()
    await world.passes(HOUR + MINUTE)
    assert "not yet done" in "\n".join(world.pages(MORGAN))
    assert handle in "\n".join(world.pages(CHAIR))
    said = await world.says(HEATH, "!done 2 accepted", room=case)
    assert any("Task 2 done" in line for line in said), said
    world.heard_everything()
    await world.passes(DAY)
    assert not any(f"{handle}:" in line for line in world.pages(CHAIR))


async def test_nothing_is_lost_while_the_homeserver_is_away_and_over_a_crash(world: World, case: MatrixRoomId) -> None:
    world.matrix.online = False
    await world.passes(4 * HOUR + MINUTE)
    await world.restart()
    world.matrix.online = True
    await world.passes(10 * MINUTE)
    assert "take" in "\n".join(world.pages(HEATH))


async def test_who_is_not_a_member_learns_nothing(world: World, case: MatrixRoomId) -> None:
    name = world.matrix.rooms[case].name
    ref = name.partition(" · ")[2]
    (hidden,) = await world.says(CHAIR, f"case status {ref}")
    (absent,) = await world.says(CHAIR, "case status C-00000")
    assert hidden.replace(ref, "C-00000") == absent


async def test_closing_asks_and_makes_the_room_read_only(world: World, case: MatrixRoomId) -> None:
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    (asked,) = await world.says(MORGAN, f"case close {ref}")
    found = re.search(r"confirm (\w+)", asked)
    assert found, asked
    await world.says(MORGAN, f"confirm {found.group(1)}")
    assert world.matrix.rooms[case].closed
    assert HANA in world.matrix.rooms[case].members
    await world.passes(2 * MINUTE)
    assert "Closed." in world.board(case).body
