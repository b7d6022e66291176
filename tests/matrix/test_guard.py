"""Words leave encrypted or not at all; keys of others are taken carefully, and ours are kept before they are given."""

import json
import logging
from collections import Counter

import pytest
import vodozemac
from nio.responses import KeysClaimResponse, KeysQueryResponse

from bot.matrix.client import Client
from bot.matrix.guard import MEGOLM, LeavesInClear, Ratchet, check_wire

ROOM = "!room:server"
SEND = "/_matrix/client/v3/rooms/%21room%3Aserver/send"
SEALED = {"algorithm": MEGOLM, "ciphertext": "x", "sender_key": "k", "device_id": "d", "session_id": "s"}
FIXED = {"msgtype": "m.text", "body": "This room is not encrypted."}


@pytest.fixture
def client(tmp_path):
    client = Client("http://127.0.0.1:1", "@bot:server", tmp_path)
    client.unlock("@bot:server", "CASEROOM-01", "00" * 32)
    yield client
    client.store.database.close()


def again(client):
    """The same device after a restart."""
    return Ratchet(client.user_id, client.device_id, client.store, Counter())


REFUSED = [
    ("PUT", f"{SEND}/m.room.message/1", {"msgtype": "m.text", "body": "words"}),
    ("put", f"{SEND}/m.room.message/1?a=b", {"msgtype": "m.text", "body": "words"}),
    ("PUT", f"{SEND}/m%2Eroom%2Emessage/1", {"msgtype": "m.text", "body": "words"}),
    ("PUT", f"{SEND}/m.reaction/1", {"m.relates_to": {"key": "ok"}}),
    ("PUT", f"{SEND}/m.room.encrypted/1", {"msgtype": "m.text", "body": "words"}),
    ("PUT", f"{SEND}/m.room.encrypted/1", SEALED | {"body": "words"}),
    ("PUT", f"{SEND}/m.room.encrypted/1", None),
    ("PUT", f"{SEND}/m.room.message/1", FIXED | {"body": "This room is not encrypted: C-7F3K2"}),
    ("PUT", f"{SEND}/m.room.message/1", FIXED | {"format": "x"}),
    ("PUT", "/_matrix/client/v3/sendToDevice/m.room_key/1", {"messages": {}}),
    ("PUT", "/_matrix/client/v3/sendToDevice/m.forwarded_room_key/1", {"messages": {}}),
    ("PUT", "/_matrix/client/v3/rooms/!r/%73end/m.room.message/1", {"body": "words"}),
]
PASSED = [
    ("PUT", f"{SEND}/m.room.encrypted/1", SEALED),
    ("PUT", f"{SEND}/m.room.encrypted/1", SEALED | {"m.relates_to": {"rel_type": "m.replace"}}),
    ("PUT", f"{SEND}/m.room.message/1", FIXED),
    ("PUT", "/_matrix/client/v3/sendToDevice/m.room.encrypted/1", {"messages": {}}),
    ("PUT", "/_matrix/client/v3/sendToDevice/m.room_key.withheld/1", {"messages": {}}),
    ("PUT", "/_matrix/client/v3/rooms/!r/state/m.room.name/", {"name": "HERON"}),
    ("POST", "/_matrix/client/v3/keys/upload", {}),
    ("GET", "/_matrix/client/v3/sync?since=1", None),
]


@pytest.mark.parametrize(("method", "path", "body"), REFUSED)
def test_what_is_not_encrypted_does_not_leave(method, path, body):
    with pytest.raises(LeavesInClear):
        check_wire(method, path, None if body is None else json.dumps(body), [FIXED])


@pytest.mark.parametrize(("method", "path", "body"), PASSED)
def test_what_may_leave_leaves(method, path, body):
    check_wire(method, path, None if body is None else json.dumps(body), [FIXED])


async def test_the_client_itself_stops_what_may_not_leave(client):
    client.refusal = None
    with pytest.raises(LeavesInClear):
        await client.raw("PUT", f"{SEND}/m.room.message/1", FIXED)
    client.permit_in_clear(FIXED)
    with pytest.raises(OSError, match="Cannot connect"):  # it would have left, were anybody there
        await client.raw("PUT", f"{SEND}/m.room.message/1", FIXED)
    await client.close()


def test_nio_and_peewee_are_not_heard(client, caplog):
    for name in ("nio", "nio.events.misc", "peewee"):
        logging.getLogger(name).critical("what somebody said")
    assert caplog.records == []


# Our keys


def test_secrets_are_saved_before_their_public_halves_are_given(client):
    given = client.olm.share_keys()
    survivor = again(client)
    kept = survivor.account.one_time_keys["curve25519"].values()
    assert {key["key"] for key in given["one_time_keys"].values()} <= set(kept)
    assert [key.to_base64() for key in survivor.account._account.fallback_key.values()] == [
        key["key"] for key in given["fallback_keys"].values()
    ]


def test_a_fallback_key_is_signed_and_says_what_it_is(client):
    ((name, key),) = client.olm.share_keys()["fallback_keys"].items()
    assert name.startswith("signed_curve25519:")
    assert key["fallback"] is True
    ours = client.olm.account.identity_keys["ed25519"]
    assert client.olm.verify_json(key, ours, "@bot:server", "CASEROOM-01")
    assert not client.olm.verify_json(key | {"fallback": False}, ours, "@bot:server", "CASEROOM-01")


@pytest.mark.parametrize(
    ("on_server", "unused", "wanted"),
    [
        (50, ["signed_curve25519"], False),
        (26, ["signed_curve25519"], False),
        (25, ["signed_curve25519"], True),
        (0, ["signed_curve25519"], True),
        (50, [], True),
        (50, None, False),
    ],
)
def test_keys_are_uploaded_when_they_run_low_or_the_fallback_was_used(client, on_server, unused, wanted):
    client.olm.share_keys()
    client.olm.shared(50)
    assert not client.olm.should_upload_keys
    client.olm.count_keys(on_server, unused)
    assert client.olm.should_upload_keys is wanted
    if wanted:
        content = client.olm.share_keys()
        assert len(content.get("one_time_keys", {})) == (50 - on_server)
        assert ("fallback_keys" in content) is (unused == [])


# Keys of others


def a_device(user, device, **spoilt):
    account = vodozemac.Account()
    keys = {
        f"ed25519:{device}": account.ed25519_key.to_base64(),
        f"curve25519:{device}": account.curve25519_key.to_base64(),
    }
    content = {"user_id": user, "device_id": device, "algorithms": [MEGOLM], "keys": keys}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    content["signatures"] = {user: {f"ed25519:{device}": account.sign(canonical.encode()).to_base64()}}
    return {device: content | spoilt}, account


SPOILT = [
    {"keys": {"ed25519:M1": "short", "curve25519:M1": "short"}},
    {"keys": {"ed25519:M1": 5, "curve25519:M1": "short"}},
    {"keys": []},
    {"signatures": "none"},
    {"signatures": {"@mallory:server": {"ed25519:M1": "short"}}},
    {"signatures": {"@mallory:server": []}},
    {"unsigned": "Mallory's phone"},
    {"unsigned": {"device_display_name": ["x"]}},
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_malformed_device_keys_cost_only_their_owner(client, spoilt):
    mallory, _ = a_device("@mallory:server", "M1", **spoilt)
    ana, _ = a_device("@ana:server", "A1")
    client.olm.handle_response(KeysQueryResponse({"@mallory:server": mallory, "@ana:server": ana}, {}))
    assert client.device_store["@ana:server"].keys() == {"A1"}
    assert client.device_store["@mallory:server"].keys() == set()


@pytest.mark.parametrize("key", [{}, {"signed_curve25519:A": {}}, {"signed_curve25519:A": {"key": "short"}}])
def test_a_malformed_one_time_key_costs_only_its_owner(client, key):
    (mallory, _), (ana, account) = a_device("@mallory:server", "M1"), a_device("@ana:server", "A1")
    client.olm.handle_response(KeysQueryResponse({"@mallory:server": mallory, "@ana:server": ana}, {}))
    account.generate_one_time_keys(1)
    ((name, public),) = account.one_time_keys.items()
    good = {"key": public.to_base64()}
    good["signatures"] = {
        "@ana:server": {"ed25519:A1": account.sign(json.dumps(good, separators=(",", ":")).encode()).to_base64()}
    }
    claimed = {"@mallory:server": {"M1": key}, "@ana:server": {"A1": {f"signed_curve25519:{name}": good}}}
    client.olm.handle_response(KeysClaimResponse(claimed, {}))
    assert client.olm.session_store.get(account.curve25519_key.to_base64())


def test_a_room_key_stays_with_whom_it_came_from_first(client):
    """nio keeps room keys by their id alone on disk: a member who passes a key on would take its owner's place."""
    group = vodozemac.GroupSession()
    early = group.session_key.to_base64()
    group.encrypt(b"one")
    late = group.session_key.to_base64()
    give = client.olm.create_group_session

    give("ana-key", "ana-ed", ROOM, group.session_id, late)
    give("mallory-key", "mallory-ed", ROOM, group.session_id, early)
    give("ana-key", "ana-ed", "!another:server", group.session_id, early)
    for machine in (client.olm, again(client)):
        kept = machine.group_session(ROOM, group.session_id)
        assert (kept.sender_key, kept.ed25519, kept.first_known_index) == ("ana-key", "ana-ed", 1)
        assert machine.group_session("!another:server", group.session_id) is None
    assert client.dropped["room-key-conflict"] == 2

    give("ana-key", "ana-ed", ROOM, group.session_id, early)
    give("ana-key", "ana-ed", ROOM, group.session_id, late)
    for machine in (client.olm, again(client)):
        assert machine.group_session(ROOM, group.session_id).first_known_index == 0


@pytest.mark.parametrize("key", ["", "AgAAAA", "no base64 !", 5, None])
def test_a_malformed_room_key_is_counted(client, key):
    client.olm.create_group_session("k", "e", ROOM, "id", key)
    assert client.dropped["malformed-room-key"] == 1
    assert client.olm.fresh == set()
