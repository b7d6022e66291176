"""What people type at night: stale answers, corrected lines, guesses at other task forces, a word that is forgotten."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.builders import a_directory
from tests.cast import ADMIN, AGENCIES, HANA, HEATH, MORGAN, PAT, TASK_FORCE, a_person, an_agency
from tests.world import World, a_world
from workflows.language.template import Template
from workflows.values.ids import AgencyId, IdentityKey, MatrixRoomId, TaskForceId, UserId
from workflows.values.model import RoomKind

SHORE, INLAND = AgencyId("shore-police"), TaskForceId("inland")
NOTHING_ASKED = (
    "I am not waiting for an answer from you, so nothing was changed. Please type the whole command, or `{}`."
)
SASHA = UserId("@sasha:hs")


def ref_of(world: World, case: MatrixRoomId) -> str:
    return world.matrix.rooms[case].name.partition(" · ")[2]


# answers that come too late


async def test_a_question_ends_with_the_next_command(world: World, case: MatrixRoomId) -> None:
    question = (await world.says(PAT, "!later 1 9:00 court", room=case))[0]
    assert question.startswith("When exactly?")
    await world.says(PAT, "!show 1", room=case)
    (answer,) = await world.says(PAT, "!1", room=case)
    assert answer == NOTHING_ASKED.format("!help")


@pytest.mark.parametrize("refused", ["!take 99 1h", "!done", "!drop 1", "!confirm 7Q4", "!later 1 -1h", "!done 1 2 3"])
async def test_a_question_ends_with_a_command_that_is_refused(world: World, case: MatrixRoomId, refused: str) -> None:
    await world.says(PAT, "!later 1 9:00 court", room=case)
    assert len(await world.says(PAT, refused, room=case)) == 1
    (answer,) = await world.says(PAT, "!1", room=case)
    assert answer == NOTHING_ASKED.format("!help")


async def test_a_code_and_a_question_outlive_what_is_no_command(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!later 1 9:00 court", room=case)
    for line in ("!shwo 1", "!7", "!help dnoe", "!" + "x" * 5_000):
        assert len(await world.says(PAT, line, room=case)) == 1
    assert (await world.says(PAT, "1", room=case))[0].startswith("Task 1 is now due")
    asked = (await world.says(MORGAN, f"case close {ref_of(world, case)}"))[0]
    code = asked.partition("confirm ")[2][:3]
    await world.says(MORGAN, "done 999")
    assert "is closed." in (await world.says(MORGAN, f"confirm {code}"))[0]


async def test_a_draft_ends_with_the_next_command_but_not_with_help(world: World) -> None:
    assert "Ready: " in (await world.says(PAT, "case open uk-nrm-adult england P2"))[0]
    await world.says(PAT, "help")
    assert "Whom do I leave out?" in (await world.says(PAT, "2"))[0]
    await world.says(PAT, "mine")
    (answer,) = await world.says(PAT, "1")
    assert answer == NOTHING_ASKED.format("help")


async def test_a_slip_beside_a_question_is_told_as_a_slip(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!later 1 9:00 court", room=case)
    (slip,) = await world.says(PAT, "!shwo 1", room=case)
    assert "Did you mean `!show 1`?" in slip
    assert (await world.says(PAT, "!1", room=case))[0].startswith("Task 1 is now due")


# in the direct chat


async def test_what_is_plainly_meant_as_a_command_is_answered_each_time(world: World, case: MatrixRoomId) -> None:
    ref = ref_of(world, case)
    assert (await world.says(PAT, "hello"))[0].startswith("I did not understand.")
    for typed, answer in (
        (f"dnoe {ref}/1", f"Did you mean `done {ref}/1`?"),
        ("done", "Which task?"),
        ("Done!", "Which task?"),
        ("7", "I am not waiting for an answer from you, so nothing was changed."),
        ("case invite nobody", "I don't know the agency"),
        ("person show pat", "a person is picked from the list"),
        (f"later {ref}/1 -1h court", f"`due {ref}/1 15:00 why`"),
    ):
        said = await world.says(PAT, typed)
        assert len(said) == 1, typed
        assert answer in said[0], typed
    assert await world.says(PAT, "thanks, all good") == [], "a sentence, and one was answered a moment ago"


async def test_half_a_command_finds_the_whole(world: World) -> None:
    for typed, answer in (
        ("help open", "Did you mean `help case open`?"),
        ("!open uk-nrm-adult", "Did you mean `case open`?"),
        ("!invite health", "Did you mean `case invite`?"),
        ("?", "What you can type here"),
        ("case open P2", "Ready: "),
        ("list", "There is no open case that you can see."),
        ("board", "There is no open case that you can see."),
    ):
        (said,) = await world.says(PAT, typed)
        assert answer in said.replace("\u2068", "").replace("\u2069", ""), typed


async def test_administrators_get_help_in_their_room(world: World) -> None:
    await world.greets(ADMIN)
    room = world.room(RoomKind.ADMINS)
    page = (await world.says(ADMIN, "!help", room=room))[0].splitlines()
    assert any(line.startswith("`!person enrol @PERSON` ") for line in page)
    assert all(page), "no empty line"


# corrected by editing


async def test_a_line_is_corrected_until_it_is_done_and_then_no_more(world: World, case: MatrixRoomId) -> None:
    first = await world.matrix.say(HEATH, case, "!dnoe 2")
    await world.settle()
    assert "One of: " in (await world.says(HEATH, "!done 2 nicely", room=case, replaces=first))[0]
    assert (await world.says(HEATH, "!done 2 accepted", room=case, replaces=first))[0].startswith("Task 2 done")
    again = await world.says(HEATH, "!reopen 2 not yet", room=case, replaces=first)
    assert again == [
        "Your message was carried out as you first sent it, and the edit changes nothing. "
        "Wrong? `!undo`, then type the new one."
    ]


async def test_what_was_not_understood_in_a_chat_can_be_corrected(world: World, case: MatrixRoomId) -> None:
    for sentence in ("my own thing", "my other thing"):  # the second gets no answer
        first = await world.matrix.say(PAT, world.chat(PAT), sentence)
        await world.settle()
        (mine,) = await world.says(PAT, "mine", replaces=first)
        assert mine.startswith("Nothing of yours is late."), sentence


# support-only tasks


async def test_what_nobody_else_does_in_the_support_room_stays_in_it(world: World, case: MatrixRoomId) -> None:
    support = world.room(RoomKind.SUPPORT)
    mine = (await world.says(PAT, "mine"))[0]
    listed = (await world.says(HANA, "!list", room=support))[0]
    kept = [line.split()[0] for line in listed.splitlines() if "Harbour Support" in line]
    assert "Offer legal advice · Harbour Support" in listed, "not City Police's, who do not sit there"
    assert world.matrix.rooms[support].name in listed
    for number in kept:
        assert f"{ref_of(world, case)}/{number} " not in mine
    (done,) = (await world.says(HANA, f"!done {kept[0]} accepted", room=support))[:1]
    assert done.startswith(f"Task {kept[0]} done (Harbour Support")


async def test_with_an_agency_its_support_tasks_do_not_go_to_police(world: World, case: MatrixRoomId) -> None:
    support = world.room(RoomKind.SUPPORT)
    removed = (await world.says(MORGAN, f"case remove {ref_of(world, case)} harbour why handed on"))[0]
    assert "With City Police now: " in removed
    listed = (await world.says(HEATH, "!list", room=support))[0]
    assert "Offer legal advice · Health East" in listed


# coming and going


async def test_who_declined_is_named_so_and_can_be_asked_again_by_a_lead(world: World, case: MatrixRoomId) -> None:
    ref, support = ref_of(world, case), world.room(RoomKind.SUPPORT)
    for room in (support, case):
        await world.matrix.leave_as(HEATH, room)
        await world.settle()
    who = (await world.says(PAT, "!who", room=case))[0]
    assert "Heath (Health East) · Health East · health · left · asked for by" in who
    assert "No one yet: " in who
    assert "health" in who.splitlines()[-1]
    asked = await world.says(MORGAN, f"case invite {ref} health why medical tonight")
    assert "of Health East asked in" in asked[0]


async def test_what_is_yours_and_has_not_begun_is_named(world: World, case: MatrixRoomId) -> None:
    ref = ref_of(world, case)
    (mine,) = await world.says(HANA, "mine")
    assert f"Not begun yet: {ref}/6, {ref}/7, {ref}/15, {ref}/20." in mine  # what waits for a decision may never come
    (shown,) = await world.says(HANA, f"show {ref}/6")
    assert "Ends with: needed, not needed, declined." in shown
    (rule,) = await world.says(PAT, f"show {ref}/1")
    assert "College of Policing" in rule
    assert "[A]" not in rule, "how well we checked a source is our own affair"


async def test_nobody_is_said_to_be_reached_who_is_not(world: World, case: MatrixRoomId) -> None:
    await world.greets(ADMIN)
    admins = world.room(RoomKind.ADMINS)
    await world.says(HEATH, "mine", identity=IdentityKey("another identity"))
    (shown,) = await world.says(ADMIN, "!person show @heath", room=admins, mentions=(HEATH,))
    assert "Identity: not confirmed, nothing is sent. I cannot page them until then." in shown


async def test_a_chat_in_clear_is_no_news_for_administrators(world: World) -> None:
    await world.greets(ADMIN)
    room = await world.matrix.open_chat(PAT, encrypted=False)
    await world.settle()
    await world.matrix.join_as(PAT, room)
    await world.settle()
    assert not [line for line in world.news(world.room(RoomKind.ADMINS)) if "without being asked" in line]


# another task force


@pytest.fixture
async def two_forces(database_url: str, templates: tuple[Template, ...]) -> AsyncIterator[World]:
    """A second task force, whose police answer to `police` too."""
    shore = an_agency(SHORE, "Shore Police", "police", synonyms=("coppers",))
    directory = a_directory(agencies={one.id: one for one in (*AGENCIES, shore)})
    inland = replace(TASK_FORCE, id=INLAND, name="Inland", agencies=(SHORE,), leads=(), deputies=(), committee=())
    directory = replace(
        directory,
        task_forces={**directory.task_forces, INLAND: inland},
        people={**directory.people, SASHA: a_person(SASHA, "Sasha (Shore Police)", SHORE)},
    )
    async with a_world(database_url, templates, directory) as world:
        await world.greets(PAT, HANA, HEATH, MORGAN)
        yield world


async def test_agencies_of_another_task_force_cannot_be_told_from_none(two_forces: World) -> None:
    world = two_forces
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    case = world.room(RoomKind.JOINT)
    for typed in ("!give 1 {}", "!block 1 by {}", "!add call for {}", "!case invite {} why help"):
        guessed, invented = [
            (await world.says(PAT, typed.format(name), room=case))[0].replace(name, "…")
            for name in ("coppers", "cobbler")
        ]
        assert guessed == invented or "added" in guessed, typed
        assert "Shore" not in guessed
    (mentioned,) = await world.says(PAT, "!give 1 @sasha:hs", room=case, mentions=(SASHA,))
    assert mentioned.startswith("I don't know whom you mean")
    assert "Shore" not in mentioned
