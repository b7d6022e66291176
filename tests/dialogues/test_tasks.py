"""Work on tasks from phones: by those who sit in the case, and by those who were only paged about it."""

import re

from tests.cast import CHAIR, HANA, HEATH, HOUR, MINUTE, PAT
from tests.world import World
from workflows.values.ids import MatrixRoomId


async def test_somebody_without_a_seat_takes_what_they_were_paged_about(world: World, case: MatrixRoomId) -> None:
    await world.passes(13 * HOUR)
    paged = re.search(r"take (\d+) 1h", "\n".join(world.pages(CHAIR)))
    assert paged, world.pages(CHAIR)
    (taken,) = await world.says(CHAIR, f"take {paged.group(1)} 1h")
    assert "is yours until" in taken
    (why,) = await world.says(CHAIR, f"why {paged.group(1)}")
    assert "taken by Committee chair until" in why
    (shown,) = await world.says(CHAIR, f"show {paged.group(1)}")
    assert shown == "Only people of this case and its leads can do that."


async def test_done_undo_and_done_again(world: World, case: MatrixRoomId) -> None:
    done = (await world.says(PAT, "!done 1.", room=case))[0]
    assert done.startswith("Task 1 done (City Police)")
    (undone,) = await world.says(PAT, "undo")
    assert "task 1: `done` is taken back. It is open again" in undone
    await world.says(PAT, "!done1", room=case)
    again = (await world.says(HANA, "! Done 1", room=case))[0]
    assert "was done" in again
    assert "Nothing changed." in again
    await world.passes(3 * MINUTE)
    (late,) = await world.says(PAT, "undo")
    assert late.startswith("You did nothing in the last 2 minutes")


async def test_how_it_ended_is_asked_and_not_assumed(world: World, case: MatrixRoomId) -> None:
    (question,) = await world.says(HEATH, "!done 2", room=case)
    assert question.splitlines()[0] == "Task 2 is not done yet: how did it end? Answer with a number."
    assert (await world.says(HEATH, "!3", room=case)) == ["Until when? `!done 2 later 2d`"]
    assert (await world.says(HEATH, "!done 2 later 2d", room=case))[0].startswith("Task 2 is now due")
    (again,) = await world.says(PAT, "!show 2", room=case)
    assert "· open ·" in again
    await world.says(HEATH, "!done 2", room=case)
    assert (await world.says(HEATH, "1", room=case))[0].startswith("Task 2 done (Health East, accepted)")


async def test_an_ambiguous_time_is_asked_and_answered_by_a_number(world: World, case: MatrixRoomId) -> None:
    question = (await world.says(PAT, "!later 1 9:00 court", room=case))[0]
    assert question.startswith("When exactly?")
    answer = (await world.says(PAT, "!1", room=case))[0]
    assert answer.startswith("Task 1 is now due Sat 28 Nov 09:00")
    nothing = (await world.says(PAT, "!1", room=case))[0]
    assert nothing.startswith("I am not waiting for an answer")


async def test_an_agency_that_is_asked_hears_of_it_and_takes_it(world: World, case: MatrixRoomId) -> None:
    added = (await world.says(PAT, "!add call the embassy due 3h for health", room=case))[0]
    number = re.search(r"Task (\d+) added", added)
    assert number, added
    told = "\n".join(world.pages(HEATH))
    typed = re.search(r"`(take C-\w{5}/\d+ 1h)`", told)
    assert typed, told
    assert "embassy" not in told, "no title where a lock screen shows it"
    (taken,) = await world.says(HEATH, typed.group(1))
    assert f"task {number.group(1)} is yours until" in taken
