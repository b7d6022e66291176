"""One sync is taken in whole or not at all, and what is broken in it costs only itself."""

import json
from collections import Counter

import pytest
import vodozemac
from nio.responses import KeysQueryResponse

from bot.matrix.absorb import absorb, changed_devices, only_from
from bot.matrix.client import Client
from bot.matrix.guard import MEGOLM, Ratchet
from demo.signing import unpadded
from tests.matrix.published import person

US, ANA = "@bot:caseroom.test", "@ana:caseroom.test"
ROOM = "!room:caseroom.test"


@pytest.fixture
def client(tmp_path):
    client = Client("http://127.0.0.1:1", US, tmp_path)
    client.unlock(US, "CASEROOM-01", "00" * 32)
    yield client
    client.store.database.close()


class Peer:
    """Ana's device: it can whisper a room key to ours."""

    def __init__(self, client):
        self.account = vodozemac.Account()
        given = client.olm.share_keys()
        client.olm.shared(50)
        self.ours = client.olm.account.identity_keys
        key = next(iter(given["one_time_keys"].values()))["key"]
        self.session = self.account.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(self.ours["curve25519"]),
            vodozemac.Curve25519PublicKey.from_base64(key),
        )
        self.group = vodozemac.GroupSession()

    def room_key(self):
        content = {
            "algorithm": MEGOLM,
            "room_id": ROOM,
            "session_id": self.group.session_id,
            "session_key": self.group.session_key.to_base64(),
        }
        payload = {
            "sender": ANA,
            "keys": {"ed25519": self.account.ed25519_key.to_base64()},
            "recipient": US,
            "recipient_keys": {"ed25519": self.ours["ed25519"]},
            "type": "m.room_key",
            "content": content,
        }
        kind, body = self.session.encrypt(json.dumps(payload).encode()).to_parts()
        sealed = {self.ours["curve25519"]: {"type": kind, "body": unpadded(body)}}
        return {
            "type": "m.room.encrypted",
            "sender": ANA,
            "content": {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": self.account.curve25519_key.to_base64(),
                "ciphertext": sealed,
            },
        }


def told(*events, **more):
    return {"to_device": {"events": list(events)}, **more}


def state(kind, content, key="", sender=ANA):
    return {
        "type": kind,
        "state_key": key,
        "sender": sender,
        "event_id": f"${kind}{key}",
        "origin_server_ts": 1,
        "content": content,
    }


def joined(*events, where="state"):
    return {"rooms": {"join": {ROOM: {where: {"events": list(events)}}}}}


def member(user, membership="join"):
    return state("m.room.member", {"membership": membership}, user, user)


ENCRYPTION = state("m.room.encryption", {"algorithm": MEGOLM})


class PowerCut(Exception):
    pass


def test_a_crash_in_the_middle_leaves_the_store_as_it_was(client):
    """nio saves the session before the room key that came in it: a crash between the two loses the key for good."""
    peer = Peer(client)
    key = peer.room_key()

    def cut(event):
        raise PowerCut

    client.listeners.append(cut)
    with pytest.raises(PowerCut):
        absorb(client, told(key, {"type": "m.key.verification.request", "sender": ANA, "content": {}}))
    survivor = Ratchet(US, "CASEROOM-01", client.store, Counter())
    assert survivor.group_session(ROOM, peer.group.session_id) is None
    assert survivor.session_store.get(peer.account.curve25519_key.to_base64()) is None

    client.olm, client.listeners = survivor, []
    absorb(client, told(key))
    assert survivor.group_session(ROOM, peer.group.session_id) is not None
    assert survivor.fresh == {(ROOM, peer.group.session_id)}


def test_a_one_time_key_that_was_used_is_gone_after_a_restart(client):
    """nio saves the account before it uses the key up, so it could be used again."""
    peer = Peer(client)
    key = peer.room_key()
    absorb(client, told(key))
    survivor = Ratchet(US, "CASEROOM-01", client.store, Counter())
    survivor.session_store._entries.clear()
    client.olm = survivor
    absorb(client, told(key))
    assert client.dropped["undecryptable-to-device"] == 1


def test_a_listener_that_stumbles_over_an_event_stops_nothing(client):
    def stumble(event):
        raise KeyError("content")

    client.listeners.append(stumble)
    absorb(client, told({"type": "m.key.verification.start"}))
    assert client.dropped["malformed-to-device"] == 1


def test_rooms_members_and_encryption(client):
    absorb(client, joined(member(US), member(ANA), ENCRYPTION))
    assert client.rooms[ROOM].encrypted
    assert set(client.rooms[ROOM].users) == {US, ANA}
    assert client.olm.users_for_key_query == {US, ANA}
    assert client.store.load_encrypted_rooms() == {ROOM}


def test_encryption_is_remembered_when_the_homeserver_leaves_it_out(client):
    absorb(client, joined(member(US), ENCRYPTION))
    client.rooms.clear()
    client.encrypted_rooms = client.store.load_encrypted_rooms()
    absorb(client, joined(member(US)))
    assert client.rooms[ROOM].encrypted


@pytest.mark.parametrize("membership", ["leave", "ban"])
def test_the_key_of_a_room_ends_when_somebody_goes(client, membership):
    absorb(client, joined(member(US), member(ANA), ENCRYPTION))
    client.olm.create_outbound_group_session(ROOM)
    client.olm.outbound_group_sessions[ROOM].shared = True
    absorb(client, joined(member(ANA, membership), where="timeline"))
    assert ROOM not in client.olm.outbound_group_sessions
    assert set(client.rooms[ROOM].users) == {US}


def test_a_room_that_we_left_is_forgotten(client):
    absorb(client, joined(member(US), ENCRYPTION))
    client.olm.create_outbound_group_session(ROOM)
    absorb(client, {"rooms": {"leave": {ROOM: {}}}})
    assert client.rooms == {}
    assert client.olm.outbound_group_sessions == {}


@pytest.mark.parametrize("how", ["changed", "left"])
def test_people_whose_devices_changed_are_asked_about(client, how):
    owner = person("ana", "PHONE")
    client.olm.handle_response(KeysQueryResponse(owner.answer()["device_keys"], {}))
    assert client.olm.users_for_key_query == set()
    absorb(client, {"device_lists": {how: [ANA, "@stranger:x", 5]}})
    assert client.olm.users_for_key_query == {ANA}
    assert (ANA in client.olm.tracked_users) is (how == "changed")


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"device_one_time_keys_count": {"signed_curve25519": 7}}, 7),
        ({"device_one_time_keys_count": {"signed_curve25519": 0}}, 0),
        ({"device_one_time_keys_count": {}}, 0),
        ({}, 0),
        ({"device_one_time_keys_count": {"signed_curve25519": "many"}}, 0),
    ],
)
def test_a_missing_count_of_keys_is_nought(client, body, count):
    absorb(client, body)
    assert client.olm.uploaded_key_count == count


BROKEN = [
    {},
    {"rooms": 5, "to_device": [], "device_lists": "x", "device_one_time_keys_count": []},
    {"rooms": {"join": [], "leave": 3, "invite": None}},
    {"rooms": {"join": {ROOM: 5, "!b:x": {"state": {"events": 5}, "timeline": []}}}},
    told(5, None, {}, {"type": "m.room.encrypted"}, {"type": "m.room.encrypted", "sender": 5, "content": {}}),
    told({"type": "m.room_key.withheld", "content": {"session_id": "s", "code": ["x"]}}),
    joined(state("m.room.member", {"membership": 5}, ANA), state("m.room.power_levels", {"users": []})),
    joined(state("m.room.create", {"room_version": 5}), state("m.room.encryption", {}), {"state_key": ""}),
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_is_broken_costs_only_itself(client, body):
    absorb(client, body)
    absorb(client, joined(member(US), ENCRYPTION))
    assert client.rooms[ROOM].encrypted


def test_why_a_key_is_withheld_is_bounded_in_kind_and_number(client):
    def withheld(number, code):
        content = {"room_id": ROOM, "session_id": str(number), "code": code}
        return {"type": "m.room_key.withheld", "sender": ANA, "content": content}

    absorb(client, told(withheld(1, "m.unverified"), withheld(2, "something <b>else</b>")))
    assert client.withheld == {(ROOM, "1"): "m.unverified", (ROOM, "2"): "other"}
    absorb(client, told(*(withheld(number, "m.unverified") for number in range(3000))))
    assert len(client.withheld) == 2000


def _said(*senders, **more):
    timeline = {"events": [{"sender": sender, "type": "m.room.encrypted"} for sender in senders]}
    return {"rooms": {"join": {"!room": {"timeline": timeline}}}, **more}


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        (_said("@bot:hs"), True),
        (_said("@bot:hs", "@bot:hs"), True),
        (_said("@bot:hs", "@pat:hs"), False),
        (_said("@pat:hs"), False),
        (_said(), False),
        ({}, False),
        (_said("@bot:hs", to_device={"events": [{"type": "m.room.encrypted"}]}), False),
        (_said("@bot:hs", device_lists={"changed": ["@pat:hs"]}), False),
        ({"rooms": {"invite": {"!new": {}}, "join": _said("@bot:hs")["rooms"]["join"]}}, False),
    ],
)
def test_a_sync_with_our_own_words_only_is_known(body, ours):
    assert only_from("@bot:hs", body) is ours


def test_whose_devices_changed_survives_what_is_no_list():
    assert changed_devices({"device_lists": {"changed": [ANA, 5], "left": ["@ben:hs"]}}) == {ANA}
    assert changed_devices({"device_lists": {"changed": "x"}}) == changed_devices({"device_lists": 5}) == set()
