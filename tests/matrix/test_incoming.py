"""What one event becomes: only the inside of its ciphertext counts, and its sender is who the keys say."""

import json

import pytest
import vodozemac

from bot.gateway import FileSent, Invitation, MemberChange, Membership, Message, Plaintext, Unreadable
from bot.matrix.client import Client
from bot.matrix.guard import MEGOLM
from bot.matrix.incoming import Opened, invitation, read
from bot.matrix.trust import Trust
from tests.matrix.published import person, together
from workflows.values.ids import DeviceId, EventId, MatrixRoomId, UserId

US, ROOM = UserId("@bot:caseroom.test"), MatrixRoomId("!room:caseroom.test")
EVENT = EventId("$event")
ANA = person("ana", "PHONE", unsigned=("TABLET",))
MALLORY = person("mallory", "LAPTOP")
PHONE, TABLET = ANA.devices[0], ANA.unsigned[0]


class World:
    """The bot's client in a room, and Ana's and Mallory's keys as the homeserver publishes them."""

    def __init__(self, folder):
        self.client = Client("http://127.0.0.1:1", US, folder)
        self.client.unlock(US, "CASEROOM-01", "00" * 32)
        self.trust = Trust(self.client, self, self, wire=self)
        self.group = vodozemac.GroupSession()

    async def raw(self, method, path, body=None):
        return 200, together(ANA, MALLORY)

    async def identity_seen(self, user, identity, fingerprint):
        return

    def pinned(self, user):
        return None

    def frozen(self, user):
        return False

    def shared_by(self, device):
        key = self.group.session_key.to_base64()
        assert self.client.olm is not None
        self.client.olm.create_group_session(device.curve25519, device.ed25519, ROOM, self.group.session_id, key)

    def sealed(self, content, *, kind="m.room.message", room=ROOM, sender=ANA.user, beside=None, raw=None):
        payload = json.dumps({"type": kind, "content": content, "room_id": room}) if raw is None else raw
        envelope = {
            "algorithm": MEGOLM,
            "session_id": self.group.session_id,
            "ciphertext": self.group.encrypt(payload.encode()).to_base64(),
        }
        return event("m.room.encrypted", envelope | (beside or {}), sender=sender)

    def read(self, source):
        return read(self.client, self.trust, ROOM, source)


@pytest.fixture
async def world(tmp_path):
    world = World(tmp_path)
    await world.trust.ensure_known({ANA.user, MALLORY.user})
    yield world
    world.client.store.database.close()


def event(kind, content, *, sender=ANA.user, **more):
    plain = {"type": kind, "event_id": "$event", "sender": sender, "origin_server_ts": 1, "content": content}
    return plain | more


def text(body, **more):
    return {"msgtype": "m.text", "body": body, **more}


def test_a_message_of_a_vouched_device(world):
    world.shared_by(PHONE)
    world.group.encrypt(b"an earlier one")
    assert world.read(world.sealed(text("!done 4"))) == Message(
        event=EVENT,
        room=ROOM,
        sender=ANA.user,
        body="!done 4",
        identity=ANA.identity.master.public,
        device=DeviceId("PHONE"),
        session=world.group.session_id,
        index=1,
    )


@pytest.mark.parametrize(
    ("device", "sender", "name", "vouched"),
    [
        (PHONE, ANA.user, "PHONE", True),
        (TABLET, ANA.user, "TABLET", False),
        (PHONE, MALLORY.user, None, False),
        (MALLORY.devices[0], ANA.user, None, False),
    ],
    ids=["signed", "unsigned", "Ana's key as Mallory", "Mallory's key as Ana"],
)
def test_the_keys_say_who_it_is(world, device, sender, name, vouched):
    world.shared_by(device)
    message = world.read(world.sealed(text("hello"), sender=sender))
    assert (message.device, message.identity is not None) == (name, vouched)


def test_a_key_that_somebody_passed_on_proves_nothing(world):
    world.shared_by(PHONE)
    world.client.olm.group_session(ROOM, world.group.session_id).forwarding_chain.append("somebody")
    message = world.read(world.sealed(text("hello")))
    assert (message.device, message.identity) == (None, None)


@pytest.mark.parametrize(
    ("content", "beside", "expected"),
    [
        (text("a"), {}, {"body": "a"}),
        (text("a", msgtype="m.notice"), {}, {"body": "a", "notice": True}),
        (text("> <@x:y> b\n\na"), {}, {"body": "a"}),
        (
            text("* a", **{"m.new_content": text("a")}),
            {"m.relates_to": {"rel_type": "m.replace", "event_id": "$first"}},
            {"body": "a", "replaces": "$first"},
        ),
        (
            text("* a", **{"m.new_content": text("a"), "m.relates_to": {"rel_type": "m.replace", "event_id": "$in"}}),
            {"m.relates_to": {"rel_type": "m.replace", "event_id": "$out"}},
            {"body": "a", "replaces": "$in"},
        ),
        (text("a"), {"m.relates_to": {"rel_type": "m.replace", "event_id": "$first"}}, {"body": "a", "replaces": None}),
        (text("a"), {"m.relates_to": {"rel_type": "m.thread", "event_id": "$root"}}, {"thread": "$root"}),
        (text("a"), {"m.relates_to": {"rel_type": "m.thread", "event_id": 5}}, {"thread": None}),
        (text("a"), {"m.relates_to": "x"}, {"body": "a"}),
        (text("a"), {"body": "beside the ciphertext", "msgtype": "m.notice"}, {"body": "a", "notice": False}),
        (text("a", **{"m.mentions": {"user_ids": [MALLORY.user]}}), {}, {"mentions": (MALLORY.user,)}),
        (text("a\ud800b\0c"), {}, {"body": "a?b\ufffdc"}),
        (text("a", **{"m.mentions": {"user_ids": ["@a\0:b", "@a:\ud800"]}}), {}, {"mentions": ()}),
        (text("a"), {"m.relates_to": {"rel_type": "m.thread", "event_id": "$\0"}}, {"thread": None}),
    ],
)
def test_what_a_message_says(world, content, beside, expected):
    world.shared_by(PHONE)
    message = world.read(world.sealed(content, beside=beside))
    assert {name: getattr(message, name) for name in expected} == expected


@pytest.mark.parametrize(
    "content",
    [
        text("* a", **{"m.new_content": text("a")}),
        text(5),
        text("a", msgtype="m.image"),
        text("!done 4", msgtype="m.emote"),
        text(
            "* !done 4",
            **{
                "m.new_content": text("!done 4", msgtype="m.emote"),
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$a"},
            },
        ),
        {"msgtype": "m.text"},
        text("* a", **{"m.new_content": {"body": "a"}, "m.relates_to": {"rel_type": "m.replace", "event_id": "$a"}}),
    ],
    ids=["edit cut off", "number", "picture", "emote", "edit to an emote", "no body", "edit without a kind"],
)
def test_what_is_no_message(world, content):
    world.shared_by(PHONE)
    assert world.read(world.sealed(content)) is None


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"session_id": "another"}, "no-session"),
        ({"ciphertext": "AwgAEgA"}, "malformed"),
        ({"ciphertext": "not base64 !"}, "malformed"),
        ({"ciphertext": 5}, "malformed"),
        ({"session_id": None}, "malformed"),
        ({"session_id": "\0"}, "malformed"),
        ({"algorithm": "m.megolm.v2"}, "malformed"),
    ],
)
def test_what_cannot_be_read_is_said(world, spoil, code):
    world.shared_by(PHONE)
    value = world.read(world.sealed(text("a"), beside=spoil))
    assert isinstance(value, Unreadable)
    assert (value.code, value.event, value.sender) == (code, "$event", ANA.user)
    assert world.client.dropped[f"unreadable:{code}"] == 1


@pytest.mark.parametrize(
    "raw",
    ["[]", "5", "{", "[" * 5000, '{"type": "m.room.message", "content": {}}', '{"room_id": "!room:caseroom.test"}'],
    ids=["list", "number", "cut", "deep", "no room", "no type"],
)
def test_an_inside_that_is_malformed_is_not_read(world, raw):
    world.shared_by(PHONE)
    assert world.read(world.sealed({}, raw=raw)).code == "malformed"


def test_a_ciphertext_for_another_room_is_not_read(world):
    world.shared_by(PHONE)
    assert world.read(world.sealed(text("a"), room="!another:caseroom.test")).code == "malformed"


def test_what_was_said_before_we_were_given_the_key(world):
    early = world.sealed(text("a"))
    world.shared_by(PHONE)
    assert world.read(early).code == "before-our-time"


def test_steps_of_a_verification_are_opened(world):
    world.shared_by(PHONE)
    opened = world.read(world.sealed({"from_device": "PHONE"}, kind="m.key.verification.ready"))
    assert isinstance(opened, Opened)
    assert (opened.kind, opened.content, opened.device) == (
        "m.key.verification.ready",
        {"from_device": "PHONE"},
        "PHONE",
    )


NOTHING = [
    event("m.reaction", {"m.relates_to": {"key": "ok"}}),
    event("m.room.redaction", {}),
    event("m.room.encrypted", {}),
    event("m.room.message", {}),
    event("m.room.message", text("ours"), sender=US),
    event("m.room.name", {"name": "x"}, state_key=""),
    event("m.room.message", text("state"), state_key=""),
    event("m.room.member", {"membership": "knock"}, state_key="@a:b"),
    event("m.room.member", {"membership": ["join"]}, state_key="@a:b"),
    event("m.room.member", {"membership": "join"}, state_key="nobody"),
    {"type": "m.room.message"},
    {"type": 5, "event_id": "$a", "sender": "@a:b", "content": text("a")},
    event("m.room.message", text("a"), sender="somebody"),
    event("m.room.message", "text"),
    event("m.room.message", text("a"), event_id="$\0"),
    event("m.room.message", text("a"), sender="@a\0:b"),
    event("m.room.member", {"membership": "join"}, state_key="@a\ud800:b"),
]


@pytest.mark.parametrize("source", NOTHING)
def test_what_is_nothing_to_us(world, source):
    assert world.read(source) is None


def test_plaintext_and_members(world):
    assert world.read(event("m.room.message", text("!done 4"))) == Plaintext(event=EVENT, room=ROOM, sender=ANA.user)
    gone = event("m.room.member", {"membership": "leave"}, state_key="@ben:x", sender=MALLORY.user)
    assert world.read(gone) == MemberChange(
        event=EVENT, room=ROOM, user=UserId("@ben:x"), membership=Membership.LEAVE, by=MALLORY.user
    )


def stripped(*extra, **content):
    us = {"type": "m.room.member", "state_key": US, "sender": ANA.user, "content": {"membership": "invite", **content}}
    return {"invite_state": {"events": [us, *extra]}}


ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}


@pytest.mark.parametrize(
    ("part", "encrypted", "direct"),
    [
        (stripped(), False, False),
        (stripped(ENCRYPTED, is_direct=True), True, True),
        (stripped(ENCRYPTED | {"content": {"algorithm": "rot13"}}, is_direct="yes"), False, False),
    ],
)
def test_an_invitation(world, part, encrypted, direct):
    assert invitation(world.client, ROOM, part) == Invitation(
        room=ROOM, inviter=ANA.user, encrypted=encrypted, direct=direct
    )


@pytest.mark.parametrize(
    "part", [{}, {"invite_state": 5}, stripped(membership="ban"), {"invite_state": {"events": [5]}}]
)
def test_what_is_no_invitation(world, part):
    assert invitation(world.client, ROOM, part) is None


ATTACHED = {
    "msgtype": "m.file",
    "body": "a.yaml",
    "info": {"size": 12},
    "file": {
        "url": "mxc://caseroom.test/abc",
        "key": {"k": "a2V5"},
        "iv": "aXY",
        "hashes": {"sha256": "aGFzaA"},
    },
}


def test_a_file_is_a_message_without_words(world):
    world.shared_by(PHONE)
    message = world.read(world.sealed(ATTACHED))
    assert isinstance(message, Message)
    assert message.body == ""
    assert message.file == FileSent(
        url="mxc://caseroom.test/abc", name="a.yaml", size=12, key="a2V5", iv="aXY", sha256="aGFzaA"
    )


@pytest.mark.parametrize("kind", ["m.image", "m.audio", "m.video", "m.location"])
def test_other_attachments_are_nothing(world, kind):
    world.shared_by(PHONE)
    assert world.read(world.sealed({**ATTACHED, "msgtype": kind})) is None
    assert world.read(world.sealed({**ATTACHED, "file": {}})) is None
