"""The people of the demo and the tests are real clients: two libraries, both ways, each with its own keys."""

import pytest

from demo.mautrix_people import MautrixPerson
from demo.people import Person, RefusedByServer
from demo.signing import Identity

PASSWORD = "correct horse battery"  # noqa: S105


class Gathering:
    """People with accounts of their own, who all leave in the end."""

    def __init__(self, homeserver, folder):
        self.homeserver, self.folder, self.people = homeserver, folder, []

    async def __call__(self, name, kind=Person):
        localpart = f"{name}-{self.folder.name}".replace("_", "-").lower()
        user = await self.homeserver.register(localpart, PASSWORD)
        places = (self.folder,) if kind is Person else ()
        return self.also(await kind.login(self.homeserver.url, user, PASSWORD, *places))

    def also(self, person):
        self.people.append(person)
        return person


@pytest.fixture
async def person(homeserver, tmp_path):
    gathering = Gathering(homeserver, tmp_path)
    yield gathering
    for each in gathering.people:
        await each.close()


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


async def test_a_reset_identity_is_another_one(person):
    ann = await person("ann")
    before = ann.identity.master.public
    await ann.reset_identity()
    published = await ann.must("POST", "/_matrix/client/v3/keys/query", {"device_keys": {ann.user: []}})
    assert list(published["master_keys"][ann.user]["keys"].values()) == [ann.identity.master.public]
    assert ann.identity.master.public != before


async def test_refusals_are_said(person, homeserver, tmp_path):
    ann = await person("ann")
    with pytest.raises(RefusedByServer, match="login"):
        await Person.login(homeserver.url, ann.user, "wrong", tmp_path)
    with pytest.raises(RefusedByServer, match="join: 4"):
        await ann.accept_invite("!nowhere:caseroom.test")


async def test_waiting_in_vain_says_what_was_heard_instead(person):
    ann, ben = await person("ann"), await person("ben")
    room = await ann.direct_chat(ben.user)
    await ben.accept_invite(await ben.wait_for_invitation())
    await ann.say(room, "something else")
    await ben.wait_for(room, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await ben.wait_for(room, "the answer", timeout=0.2)


def test_a_seed_is_never_shown():
    identity = Identity("@ann:caseroom.test")
    assert str(identity.master.seed) not in repr(identity)
