"""Sentences in a direct chat: chatter is left alone, but nobody may believe that a page is answered when it is not."""

import re

import pytest

from tests.cast import CHAIR, HANA, HEATH, HOUR, MINUTE, MORGAN, PAT
from tests.world import World
from workflows.values.ids import MatrixRoomId, UserId
from workflows.values.model import RoomKind

pytestmark = pytest.mark.usefixtures("only_health_is_due_soon")

LATE = 4 * HOUR + MINUTE  # task 2 is Health East's, due four hours after opening
NO_COMMAND = "I did not read that as a command, and nothing was changed. "


def handle_of(world: World, user: UserId) -> str:
    found = re.search(r"take (\d+) 1h", "\n".join(world.pages(user)))
    assert found
    return found.group(1)


async def test_chatter_is_answered_once_and_what_begins_as_a_command_each_time(world: World) -> None:
    assert (await world.says(HANA, "good morning"))[0].startswith("I did not understand.")
    for chatter in ("thanks", "and then we went home", "I am at the station now", "ok 👍", "👍"):
        assert await world.says(HANA, chatter) == [], chatter
    for typed, form in (
        ("done, thanks", "`done N [RESULT] [ref …]`"),
        ("Take care of it please", "`take N TIME`"),
        ("call me", "`call N`"),
        ("why?", "`why N`"),
        ("board meeting at noon", "`board`"),
    ):
        said = await world.says(HANA, typed)
        assert said == [NO_COMMAND + f"The form is {form}; `mine` lists what is yours."], typed
    assert await world.says(HANA, "thanks") == []


async def test_after_a_page_nobody_believes_that_it_is_done(world: World, case: MatrixRoomId) -> None:
    assert (await world.says(HEATH, "good morning"))[0].startswith("I did not understand.")
    assert await world.says(HEATH, "thanks") == []
    await world.passes(LATE - 10 * MINUTE)
    await world.says(HEATH, "hello again")
    await world.passes(10 * MINUTE)
    handle = handle_of(world, HEATH)
    told = [NO_COMMAND + f"The whole message must be a command, for example `done {handle}`."]
    assert await world.says(HEATH, "ok, on my way") == told, "the first words since the page"
    assert await world.says(HEATH, "thanks") == []
    for sentence in (
        "done, thanks",
        "dnoe, thanks",
        "all done",
        f"{handle} is settled",
        "it is done now",
        "done for today",
    ):
        assert await world.says(HEATH, sentence) == told, sentence
    (which,) = await world.says(HEATH, "Finished!!")
    assert which == f"Which task? `done N [RESULT] [ref …]`, for example `done {handle}`. Open here: {handle}."
    assert await world.says(HEATH, "take it please") == [told[0].replace(f"done {handle}", f"take {handle} 1h")]
    (no,) = await world.says(HEATH, f"done {handle} thanks")
    assert "Nothing was changed. One of: accepted, declined, later." in no
    async with world.store.read() as uow:
        (kept,) = await uow.snapshots.cases(await uow.snapshots.cases_for(HEATH))
    assert [task.status.value for task in kept.tasks if task.number == 2] == ["open"]


async def test_who_has_taken_it_is_not_made_to_doubt(world: World, case: MatrixRoomId) -> None:
    await world.passes(LATE)
    handle = handle_of(world, HEATH)
    await world.says(HEATH, "hello")
    await world.says(HEATH, f"take {handle} 2h")
    assert await world.says(HEATH, "thanks") == []
    assert NO_COMMAND in (await world.says(HEATH, "done, thanks"))[0]
    await world.says(HEATH, f"done {handle} accepted")
    assert await world.says(HEATH, "good night") == []


async def test_each_is_shown_what_they_may_type(world: World, case: MatrixRoomId) -> None:
    await world.passes(13 * HOUR)
    handle = handle_of(world, CHAIR)
    for sentence in ("ok", "done, thanks", "done all of it"):
        (answer,) = await world.says(CHAIR, sentence)
        assert answer.endswith(f"`take {handle} 1h`."), sentence


async def test_a_leads_room_is_for_talk(world: World, case: MatrixRoomId) -> None:
    await world.passes(LATE + 2 * HOUR)
    handle, leads = handle_of(world, MORGAN), world.room(RoomKind.LEADS)
    world.heard_everything()
    for chatter in (f"who has {handle}?", "lunch 12 as always", "done, thanks", f"room {handle} is free"):
        assert await world.says(MORGAN, chatter, room=leads) == [], chatter
    assert len(await world.says(MORGAN, f"take {handle} please, somebody", room=leads)) == 1, "it names a task"


async def test_an_offer_waits_for_an_answer_too(world: World, case: MatrixRoomId) -> None:
    await world.says(HEATH, "hello")
    await world.says(PAT, "!add call the embassy due 3h for health", room=case)
    world.heard_everything()
    (answer,) = await world.says(HEATH, "fine with me")
    assert re.search(r"for example `take C-\w{5}/\d+ 1h`\.$", answer), answer
