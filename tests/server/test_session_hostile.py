"""What a hostile person or homeserver sends: none of it stops the session, and what came beside it is still read."""

import json

import pytest
import vodozemac

from demo.signing import unpadded
from tests.server.listening import Cast, chat
from tests.server.proxy import proxied

OLM = "m.olm.v1.curve25519-aes-sha2"
CLIENT = "/_matrix/client/v3"


@pytest.fixture
async def cast(homeserver, tmp_path):
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


def olm(ours, kind, body):
    content = {"algorithm": OLM, "sender_key": "A" * 43, "ciphertext": {ours: {"type": kind, "body": body}}}
    return "m.room.encrypted", content


async def to_device(person, session, kind, content):
    path = f"{CLIENT}/sendToDevice/{kind}/{vodozemac.Account().curve25519_key.to_base64()[:8].replace('/', '-')}"
    await person.must("PUT", path, {"messages": {session.user: {session.client.device_id: content}}})


def a_prekey_message_for_a_key_that_is_gone(ours):
    """What a device writes that took a one-time key which our store does not remember."""
    stranger, lost = vodozemac.Account(), vodozemac.Account()
    lost.generate_one_time_keys(1)
    (key,) = lost.one_time_keys.values()
    session = stranger.create_outbound_session(vodozemac.Curve25519PublicKey.from_base64(ours), key)
    return session.encrypt(b"{}").to_parts()[1]


OURS = "OUR-KEY"  # stands for our Curve25519 key
HOSTILE = {
    "bad base64": olm(OURS, 0, "not base64 !"),
    "no body": ("m.room.encrypted", {"algorithm": OLM, "sender_key": "x", "ciphertext": {OURS: {"type": 0}}}),
    "no type": ("m.room.encrypted", {"algorithm": OLM, "sender_key": "x", "ciphertext": {OURS: {}}}),
    "wrong types": ("m.room.encrypted", {"algorithm": OLM, "sender_key": 7, "ciphertext": []}),
    "no ciphertext": ("m.room.encrypted", {"algorithm": OLM}),
    "other algorithm": ("m.room.encrypted", {"algorithm": "rot13", "ciphertext": "x"}),
    "short normal message": olm(OURS, 1, "AwoA"),
    "unknown kind": olm(OURS, 5, "AwoA"),
    "key request": ("m.room_key_request", {"action": "request", "requesting_device_id": 5}),
    "verification": ("m.key.verification.start", {"transaction_id": 1, "from_device": []}),
    "withheld": ("m.room_key.withheld", {"session_id": ["x"], "code": 3, "room_id": None}),
    "room key in clear": ("m.room_key", {"room_id": "!a", "session_id": "b", "session_key": "c"}),
    "empty": ("m.room.encrypted", {}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_message_to_our_device_costs_nobody_else_theirs(cast, name):
    """matrix-nio 0.26 raises out of `sync()` for several of these, with its position already moved on."""
    bot, ana, mallory = await cast.bot(), await cast.person("ana"), await cast.person("mallory")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        ours = session.client.olm.account.identity_keys["curve25519"]
    kind, content = json.loads(json.dumps(HOSTILE[name]).replace(OURS, ours))
    await to_device(mallory, session, kind, content)
    await ana.say(room, "!done 4")
    await to_device(mallory, session, kind, content)
    async with bot.listening() as session:
        message = await bot.notebook.says("!done 4")
        assert session.health.failures == 0
    assert message.identity == ana.identity.master.public
    assert bot.notebook.bodies == ["!done 4"]


async def test_a_one_time_key_that_is_gone_stops_nothing(cast):
    bot, ana, mallory = await cast.bot(), await cast.person("ana"), await cast.person("mallory")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        ours = session.client.olm.account.identity_keys["curve25519"]
        kind, content = olm(ours, 0, "")
        body = unpadded(a_prekey_message_for_a_key_that_is_gone(ours))
        content["ciphertext"][ours]["body"] = body
        await to_device(mallory, session, kind, content)
        await ana.say(room, "!done 4")
        await bot.notebook.says("!done 4")
        assert session.client.dropped["undecryptable-to-device"] == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content | {"session_key": "AgAAAA"},
        lambda content: content | {"session_id": "another"},
        lambda content: {k: v for k, v in content.items() if k != "session_key"},
        lambda content: content | {"room_id": 5},
    ],
    ids=["bad key", "another id", "no key", "no room"],
)
async def test_a_bad_room_key_is_dropped_and_the_next_is_taken(cast, spoil):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        await whisper(ana, session, "m.room_key", spoil(a_room_key(room)))
        ana.client.invalidate_outbound_session(room)
        await ana.say(room, "two")
        await bot.notebook.says("two")
        assert session.health.failures == 0


async def test_keys_for_nobody_are_refused(cast):
    """A payload without `recipient_keys` was a KeyError out of the sync."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        await whisper(ana, session, "m.room_key", a_room_key(room), without="recipient_keys")
        await ana.say(room, "two")
        await bot.notebook.says("two")
        assert session.health.failures == 0


def a_room_key(room):
    session = vodozemac.GroupSession()
    key = session.session_key.to_base64()
    return {"algorithm": "m.megolm.v1.aes-sha2", "room_id": room, "session_id": session.session_id, "session_key": key}


async def whisper(person, session, kind, content, *, without=""):
    """Send anything at all in a person's own Olm session with the bot."""
    machine = person.client.olm
    ours = session.client.olm.account.identity_keys
    payload = {
        "sender": person.user,
        "sender_device": person.device,
        "keys": {"ed25519": machine.account.identity_keys["ed25519"]},
        "recipient": session.user,
        "recipient_keys": {"ed25519": ours["ed25519"]},
        "type": kind,
        "content": content,
    }
    payload.pop(without, None)
    number, body = machine.session_store.get(ours["curve25519"]).encrypt(json.dumps(payload)).to_parts()
    kind, content = olm(ours["curve25519"], number, unpadded(body))
    content["sender_key"] = machine.account.identity_keys["curve25519"]
    await to_device(person, session, kind, content)


async def test_malformed_device_keys_of_one_member_cost_nobody_else_theirs(cast):
    bot, ana, mallory = await cast.bot(), await cast.person("ana"), await cast.person("mallory")
    for body in (
        {"keys": {f"ed25519:{mallory.device}": "short", f"curve25519:{mallory.device}": "x"}},
        {"keys": {f"ed25519:{mallory.device}": "A" * 43, f"curve25519:{mallory.device}": "A" * 43}},
    ):
        keys = {"user_id": mallory.user, "device_id": mallory.device, "algorithms": [OLM], "signatures": {}, **body}
        await mallory.raw("POST", f"{CLIENT}/keys/upload", {"device_keys": keys})
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.must("POST", f"{CLIENT}/rooms/{room}/invite", {"user_id": mallory.user})
        await mallory.accept_invite(room)
        await ana.say(room, "!done 4")
        message = await bot.notebook.says("!done 4")
        assert session.health.failures == 0
    assert message.identity == ana.identity.master.public


def spoilt(change):
    """Apply a change to the first sync answer that carries the word."""

    def apply(body):
        for room, part in body.get("rooms", {}).get("join", {}).items():
            change(room, part)
        return body

    return apply


BROKEN_ROOMS = {
    "a number among the events": lambda _, part: part["timeline"]["events"].insert(0, 5),
    "an event without a type": lambda _, part: part["timeline"]["events"].insert(
        0, {"event_id": "$x", "sender": "@a:b"}
    ),
    "state that is no state": lambda _, part: part["timeline"]["events"].insert(
        0, {"type": "m.room.member", "state_key": "@a:b", "sender": "@a:b", "event_id": "$x", "content": "no"}
    ),
    "powers that are words": lambda _, part: part["timeline"]["events"].insert(
        0,
        {
            "type": "m.room.power_levels",
            "state_key": "",
            "sender": "@a:b",
            "event_id": "$x",
            "origin_server_ts": 1,
            "content": {"users": "all", "ban": []},
        },
    ),
    "another member": lambda _, part: part["timeline"]["events"].insert(
        0,
        {
            "type": "m.room.member",
            "state_key": "",
            "sender": 7,
            "event_id": [],
            "origin_server_ts": "x",
            "content": {"membership": 5},
        },
    ),
    "a summary of nonsense": lambda _, part: part.update(summary=5, unread_notifications=[], ephemeral=None, state=3),
}


@pytest.mark.parametrize("name", BROKEN_ROOMS)
async def test_a_broken_part_of_a_sync_costs_only_itself(cast, name):
    """nio takes a body that fails its schema for an error and asks for the same one for ever."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", change=spoilt(BROKEN_ROOMS[name]), times=50)
        await ana.say(room, "!done 4")
        await bot.notebook.says("!done 4")
        assert session.health.failures == 0


async def test_a_forged_sender_is_nobody(cast):
    """A homeserver can write any sender beside a ciphertext; nio hands it on as that person's."""
    bot, ana, mallory = await cast.bot(), await cast.person("ana"), await cast.person("mallory")

    def forge(room, part):
        for event in part["timeline"]["events"]:
            if event["type"] == "m.room.encrypted" and event["sender"] == mallory.user:
                event["sender"] = ana.user

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        await ana.must("POST", f"{CLIENT}/rooms/{room}/invite", {"user_id": mallory.user})
        await mallory.accept_invite(room)
        await ana.say(room, "hello")
        await bot.notebook.says("hello")
        proxy.rule("GET", "/sync", change=spoilt(forge), times=50)
        await mallory.say(room, "!case close")
        message = await bot.notebook.says("!case close")
    assert message.sender == ana.user  # as the homeserver claims
    assert (message.device, message.identity) == (None, None)


async def test_relations_and_keys_beside_the_ciphertext_carry_nothing(cast):
    """An edit without new content inside the ciphertext is none, and the sender's key may be missing (MSC3700)."""
    bot, ana = await cast.bot(), await cast.person("ana")

    def rewrite(room, part):
        for event in part["timeline"]["events"]:
            if event["type"] == "m.room.encrypted":
                event["content"]["m.relates_to"] = {"rel_type": "m.replace", "event_id": "$another"}
                del event["content"]["sender_key"], event["content"]["device_id"]

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", change=spoilt(rewrite), times=50)
        await ana.say(room, "!done 4")
        message = await bot.notebook.says("!done 4")
    assert message.replaces is None
    assert message.identity == ana.identity.master.public


async def test_the_same_ciphertext_again_has_the_same_session_and_index(cast):
    """Replayed under another event id, also after a restart: the receiver can tell."""
    bot, ana = await cast.bot(), await cast.person("ana")

    def replay(room, part):
        events = part["timeline"]["events"]
        copies = [event | {"event_id": "$replayed"} for event in events if event["type"] == "m.room.encrypted"]
        events.extend(copies)

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", change=spoilt(replay), times=50)
        await ana.say(room, "!done 4")
        await bot.notebook.until(lambda: len(bot.notebook.messages) == 2)
    first, second = bot.notebook.messages
    assert (first.session, first.index) == (second.session, second.index)
    assert first.event != second.event


async def test_a_ciphertext_moved_to_another_room_is_not_read(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        one, other = await chat(ana, session, bot.notebook), await chat(ana, session, bot.notebook)

        def move(body):
            join = body.get("rooms", {}).get("join", {})
            if one in join:
                join[other] = join.pop(one)
            return body

        proxy.rule("GET", "/sync", change=move, times=50)
        await ana.say(one, "!done 4")
        unreadable = await bot.notebook.until(lambda: next(iter(bot.notebook.unreadable), None))
    assert unreadable.code == "no-session"
    assert bot.notebook.messages == []
