"""The people of the demo and the tests are real clients, with keys of their own."""

import pytest

from demo.people import Person, RefusedByServer
from demo.signing import Identity


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
