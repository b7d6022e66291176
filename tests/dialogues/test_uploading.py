"""A template that an administrator sends to the administrators' room is fetched, checked, and waits for a second."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.posts import InboxState
from tests.dialogues.folder_world import (
    ADLER,
    ADULT,
    MORGAN,
    OKAFOR,
    REYES,
    FolderWorld,
    a_folder_world,
    adult,
    place_of,
)
from workflows.values.ids import MatrixRoomId, UserId
from workflows.values.model import RoomKind

NAME = "uk-nrm-adult.yaml"


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[FolderWorld]:
    async with a_folder_world(database_url, tmp_path / "settings") as made:
        yield made


async def sent(
    world: FolderWorld,
    content: str | bytes,
    *,
    user: UserId = ADLER,
    room: MatrixRoomId | None = None,
    name: str = NAME,
    **changes: object,
) -> list[str]:
    """What is answered to a file."""
    place = room or world.admins
    world.heard_everything()
    raw = content.encode() if isinstance(content, str) else content
    await world.matrix.send_file(user, place, name, raw, **changes)
    await world.settle()
    return world.news(place)


async def test_two_administrators_put_a_template_live_from_the_chat(world: FolderWorld) -> None:
    (said,) = await sent(world, adult(2))
    assert "uk-nrm-adult version 2, sent by Administrator Adler" in said
    assert "Checked: no mistakes." in said
    code = await world.code()
    assert f"confirm uk-nrm-adult {code}" in said
    assert "nobody puts" in (await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins))[0]
    assert world.known.templates[ADULT].version == 1
    (live,) = await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    assert "is live, by Administrator Adler and Chair Okafor" in live
    assert world.known.templates[ADULT].version == 2
    await world.starts_again()
    assert world.known.templates[ADULT].version == 2
    async with world.store.read() as uow:
        assert await uow.versions.source((await uow.versions.live())[ADULT]) == adult(2).encode()
        assert await uow.inbox.pending() == ()


async def test_mistakes_are_named_by_line_and_nothing_waits(world: FolderWorld) -> None:
    wrong = adult(2).replace("owner: health\n", "owner: helth\n", 1)
    (said,) = await sent(world, wrong)
    assert said.startswith("Not taken: ")
    assert f"{NAME}:{place_of(wrong, 'helth')} there is no role `helth`; did you mean `health`?" in said
    assert {row.state for row in await world.versions()} == {"live"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a: &x [*x, *x]", "not used here"),
        (b"\tid: x", "tab"),
        (b"id: [1", "not YAML"),
        (b"- a\n- b\n", "not a mapping"),
    ],
)
async def test_whatever_is_sent_is_answered_with_a_line(world: FolderWorld, content: bytes, what: str) -> None:
    (said,) = await sent(world, content)
    assert said.startswith("Not taken: ")
    assert what in said


async def test_a_template_that_extends_a_live_one(world: FolderWorld) -> None:
    text = "id: of-wales\nversion: 1\nextends: uk-nrm-adult\ntitle: For Wales\n"
    text += "review_by: 2027-06-30\njurisdictions: [GB-WLS]\n"
    (said,) = await sent(world, text, name="of-wales.yml")
    assert "of-wales version 1, sent by" in said, said


async def test_what_could_not_be_used_here_is_refused_as_a_file_of_the_server_is(world: FolderWorld) -> None:
    offers = adult(2).replace("\non:\n", "\non:\n  - {when: N1 is set, offer: no-such-template}\n", 1)
    assert offers != adult(2)
    (said,) = await sent(world, offers)
    assert said.startswith("Not taken: 1 mistake.")
    assert "no-such-template" in said
    assert {row.state for row in await world.versions()} == {"live"}


WRITTEN = "jurisdictions: [GB-ENG, GB-WLS]"
USED = ("directory.yaml", f"    {WRITTEN}\n    templates:", "    jurisdictions: [GB-ENG]\n    templates:")


def elsewhere(number: int, place: str) -> str:
    text = adult(number)
    assert WRITTEN in text
    return text.replace(WRITTEN, f"jurisdictions: [{place}]", 1)


async def goes_live(world: FolderWorld, text: str) -> None:
    await sent(world, text)
    (live,) = await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {await world.code()}", room=world.admins)
    assert "is live" in live


async def test_what_no_jurisdiction_of_its_task_force_goes_with_is_refused(world: FolderWorld) -> None:
    (said,) = await sent(world, elsewhere(2, "DE"))
    assert said.startswith("Not taken: 1 mistake.")
    assert "`uk-nrm-adult` is for none of the jurisdictions of" in said
    assert {row.state for row in await world.versions()} == {"live"}


async def test_working_days_where_no_calendar_has_hours_are_refused(world: FolderWorld) -> None:
    known = world.known.filed
    open_always = {
        name: replace(place, hours=replace(place.hours, always=True)) for name, place in known.jurisdictions.items()
    }
    world.known.learn(replace(known, jurisdictions=open_always), world.known.written)
    (said,) = await sent(world, adult(2).replace("    due: 2h\n", "    due: 2wd\n", 1))
    assert said.startswith("Not taken: ")
    assert "is open always, and `uk-nrm-adult` counts working days there" in said


async def test_what_waits_is_held_against_the_directory_of_the_moment_in_which_it_is_confirmed(
    world: FolderWorld,
) -> None:
    await sent(world, elsewhere(2, "GB-WLS"))
    code = await world.code()
    world.edit(*USED)
    await world.reloads()
    (said,) = await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    assert said.startswith("Not taken: 1 mistake. What is live stays.")
    assert world.known.templates[ADULT].version == 1


async def test_an_older_version_that_the_directory_has_left_behind_does_not_come_back(world: FolderWorld) -> None:
    await goes_live(world, elsewhere(2, "GB-WLS"))
    await goes_live(world, adult(3))
    world.edit(*USED)
    await world.reloads()
    (said,) = await world.says(ADLER, "!workflow rollback uk-nrm-adult 2", room=world.admins)
    assert said.startswith("Not taken: 1 mistake. What is live stays.")
    assert "pending" not in {row.state for row in await world.versions()}


async def test_a_directory_that_leaves_a_live_template_behind_counts_and_is_said(world: FolderWorld) -> None:
    await goes_live(world, elsewhere(2, "GB-WLS"))
    world.edit(*USED)
    (said,) = await world.reloads()
    assert said.startswith("The settings are read again.")
    assert "The directory does not go with a template that is live." in said
    assert "directory.yaml:" in said
    for times in (1, 0):
        world.heard_everything()
        await world.starts_again()
        assert world.known.templates[ADULT].version == 2
        assert len([line for line in world.news(world.admins) if "does not go with" in line]) == times


async def test_the_same_content_twice_is_one_proposal(world: FolderWorld) -> None:
    await sent(world, adult(2))
    (said,) = await sent(world, adult(2), user=OKAFOR)
    assert said.startswith("This very content waits already.")
    assert len([row for row in await world.versions() if row.state == "pending"]) == 1


async def test_the_end_of_the_process_before_and_after_fetching_loses_nothing(world: FolderWorld) -> None:
    world.matrix.online = False
    world.heard_everything()
    await world.matrix.send_file(ADLER, world.admins, NAME, adult(2).encode())
    await world.decider.settle()  # heard, and not fetched
    async with world.store.read() as uow:
        assert [row.kind for row in await uow.inbox.pending()] == ["message"]
    world.matrix.online = True
    await world.starts_again()
    assert any("version 2, sent by" in line for line in world.news(world.admins))
    world.heard_everything()
    await world.matrix.send_file(ADLER, world.admins, NAME, adult(3).encode())
    await world.decider.settle()
    await world.fetching.once()  # fetched, and not decided
    await world.starts_again()
    assert len([line for line in world.news(world.admins) if "version 3, sent by" in line]) == 1
    assert [row.number for row in await world.versions() if row.state == "pending"] == [3]
    async with world.store.read() as uow:
        assert await uow.inbox.pending() == ()


async def test_a_homeserver_that_is_away_is_asked_again(world: FolderWorld) -> None:
    world.matrix.online = False
    await world.matrix.send_file(ADLER, world.admins, NAME, adult(2).encode())
    await world.settle()
    world.heard_everything()
    world.matrix.online = True
    world.seconds += 60
    await world.settle()
    assert any("version 2, sent by" in line for line in world.news(world.admins))


async def test_a_file_that_cannot_be_had_is_said_to_be_so(world: FolderWorld) -> None:
    world.heard_everything()
    await world.matrix.send_file(ADLER, world.admins, NAME, adult(2).encode(), url="mxc://hs/gone")
    await world.settle()
    assert world.news(world.admins) == [
        "Not taken: I could not fetch the file from the homeserver. Please send it once more. Nothing changed."
    ]


async def test_a_large_file_is_not_fetched_and_a_lie_about_it_does_not_help(world: FolderWorld) -> None:
    large = b"#" * (256 * 1024 + 1)
    too_large = "Not taken: the file is larger than 256 KB. Nothing changed."
    assert await sent(world, large) == [too_large]
    assert world.matrix.fetched == []
    assert await sent(world, large, size=10) == [too_large]
    assert await sent(world, large, size=None) == [too_large]


async def test_a_file_in_clear_is_not_fetched(world: FolderWorld) -> None:
    (said,) = await sent(world, adult(2), key="")
    assert "not encrypted" in said
    assert world.matrix.fetched == []


async def test_from_elsewhere_or_somebody_else_it_is_silence_or_a_line(world: FolderWorld) -> None:
    (said,) = await sent(world, adult(2), room=world.chat(ADLER))
    assert "please send templates in the administrators' room" in said
    assert await sent(world, adult(2), user=MORGAN, room=world.chat(MORGAN)) == []
    assert await sent(world, adult(2), user=MORGAN, room=world.room(RoomKind.LEADS)) == []
    assert await sent(world, b"%PDF", name="minutes.pdf") == []
    await world.says(REYES, "case open uk-nrm-adult england p2")
    await world.says(REYES, "1")
    assert await sent(world, adult(2), user=REYES, room=world.room(RoomKind.JOINT)) == []
    assert world.matrix.fetched == []
    async with world.store.read() as uow:
        assert await uow.inbox.pending() == ()


async def test_who_is_no_administrator_by_the_time_it_is_fetched_proposes_nothing(world: FolderWorld) -> None:
    world.matrix.online = False
    await world.matrix.send_file(ADLER, world.admins, NAME, adult(2).encode())
    await world.decider.settle()
    world.matrix.online = True
    world.known.learn(replace(world.known.filed, administrators=(OKAFOR,)), world.known.written)
    await world.settle()
    assert {row.state for row in await world.versions()} == {"live"}
    async with world.store.read() as uow:
        assert await uow.inbox.pending() == ()


async def test_nothing_of_a_file_is_kept_once_it_is_decided(world: FolderWorld) -> None:
    world.heard_everything()
    event = await world.matrix.send_file(ADLER, world.admins, NAME, b"id: x")
    await world.settle()
    async with world.store.read() as uow:
        row = await uow.inbox.of_event(event)
    assert row is not None
    assert (row.state, row.payload) == (InboxState.DONE, None)
