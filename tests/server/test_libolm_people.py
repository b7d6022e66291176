"""People on two libraries read each other, both ways: what one writes is not only readable by itself."""

import pytest

from demo.mautrix_people import MautrixPerson
from demo.people import Person


@pytest.mark.parametrize("kind", [Person, MautrixPerson], ids=["vodozemac", "libolm"])
async def test_two_people_read_each_other(person, kind):
    ann, ben = await person("ann"), await person("ben", kind)
    room = await ann.direct_chat(ben.user)
    await ann.say(room, "before you came")
    await ben.accept_invite(await ben.wait_for_invitation(ann.user))
    assert (await ben.wait_for(room, "before you came")).encrypted
    await ben.say(room, "and back", html="<b>and back</b>")
    heard = await ann.wait_for(room, "and back")
    assert (heard.sender, heard.formatted, heard.encrypted) == (ben.user, "<b>and back</b>", True)
    assert await ann.members(room) == await ben.members(room) == {ann.user, ben.user}


@pytest.mark.parametrize("kind", [Person, MautrixPerson], ids=["vodozemac", "libolm"])
async def test_the_one_who_asks_may_be_on_either_library(person, kind):
    ann, ben = await person("ann", kind), await person("ben")
    room = await ann.direct_chat(ben.user)
    await ann.say(room, "first word")
    await ben.accept_invite(await ben.wait_for_invitation(ann.user))
    assert (await ben.wait_for(room, "first word")).sender == ann.user


@pytest.mark.parametrize("kind", [Person, MautrixPerson], ids=["vodozemac", "libolm"])
async def test_an_edit_shows_in_place_and_the_pin_reads_as_edited(person, kind):
    ann, ben = await person("ann"), await person("ben", kind)
    room = await ann.direct_chat(ben.user)
    await ben.accept_invite(await ben.wait_for_invitation())
    board = await ann.say(room, "one open")
    await ann.must("PUT", f"/_matrix/client/v3/rooms/{room}/state/m.room.pinned_events/", {"pinned": [board]})
    await ben.wait_for(room, "one open")
    await ann.say(room, "none open", replaces=board)
    await ben.wait_for(room, "none open")
    assert [(each.body, each.edited) for each in ben.view(room)] == [("none open", True)]
    assert await ben.pinned(room) == "none open"


@pytest.mark.parametrize("kind", [Person, MautrixPerson], ids=["vodozemac", "libolm"])
async def test_who_comes_later_reads_only_what_is_said_from_then_on(person, kind):
    ann, ben = await person("ann"), await person("ben", kind)
    room = await ann.direct_chat(ben.user)
    await ben.accept_invite(await ben.wait_for_invitation())
    pinned = await ann.say(room, "old")
    await ben.wait_for(room, "old")
    path = f"/_matrix/client/v3/rooms/{room}/state/m.room.pinned_events/"
    await ann.must("PUT", path, {"pinned": [pinned]})
    phone = person.also(await ben.new_device())
    assert phone.device != ben.device
    await phone.until(lambda: room in phone.rooms() or None)
    await ann.say(room, "new")
    assert (await phone.wait_for(room, "new")).body == "new"
    assert await phone.pinned(room) is None


async def test_a_plain_message_is_heard_as_plain(person):
    ann, ben = await person("ann"), await person("ben", MautrixPerson)
    room = await ann.direct_chat(ben.user)
    await ben.accept_invite(await ben.wait_for_invitation())
    await ann.say_in_clear(room, "for all to see")
    assert not (await ben.wait_for(room, "for all to see")).encrypted


async def test_devices_are_signed_as_asked_and_libolm_agrees(person):
    ann, ben = await person("ann"), await person("ben", MautrixPerson)
    unsigned = person.also(await ann.new_device(cross_sign=False))
    signed = person.also(await ann.new_device())
    assert await ben.vouched_for(ann.user, ann.device)
    assert await ben.vouched_for(ann.user, signed.device)
    assert not await ben.vouched_for(ann.user, unsigned.device)
