"""Applying one sync to what nio remembers: devices, keys, rooms. Nothing in it can stop it, whoever sent it.

nio's own way fails as a whole on one malformed part, saves each row by itself and never leaves a room: not used.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nio import Event, MatrixRoom, RoomEncryptionEvent, RoomMemberEvent
from nio.events.to_device import OlmEvent, ToDeviceEvent
from nio.exceptions import EncryptionError, VerificationError

from bot.matrix.client import Client
from bot.matrix.guard import ONE_TIME_KEYS, Ratchet
from workflows.values.ids import MatrixRoomId, UserId

Json = Mapping[str, Any]
ROOM_ID = re.compile(r"![!-~]{1,254}")
SETTINGS = ("m.room.name", "m.room.power_levels")  # which only the bot sets
OLM = "m.olm.v1.curve25519-aes-sha2"
BROKEN = (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError, AssertionError)
WITHHELD_KEPT = 2000


def absorb(client: Client, body: Json) -> None:
    """Take in one sync answer, in one transaction of the crypto store, so that a crash keeps all of it or nothing.

    Never raises for what the answer says.
    """
    olm = client.olm
    if olm is None:
        raise RuntimeError("the crypto store is not open")
    with client.store.database.atomic():
        whispered = objects(within(body, "to_device").get("events"))
        for event in whispered:
            try:
                _take_to_device(client, olm, event)
            except BROKEN:
                client.dropped["malformed-to-device"] += 1
        if whispered:
            olm.save_account()  # nio uses a one-time key up after it has saved the account
        encrypted: set[str] = set()
        for room, part in rooms(body, "join"):
            _take_room(client, room, part, encrypted)
        for room, _ in rooms(body, "leave"):
            client.forget(room)
        if encrypted - client.encrypted_rooms:
            client.encrypted_rooms |= encrypted
            client.store.save_encrypted_rooms(encrypted)
        _take_key_news(client, olm, body)


def rooms(body: Json, how: str) -> Iterator[tuple[MatrixRoomId, Json]]:
    """The rooms of a sync answer under `join`, `invite` or `leave`, without what is no room."""
    for room, part in within(body, "rooms", how).items():
        if isinstance(room, str) and ROOM_ID.fullmatch(room) and isinstance(part, dict):
            yield MatrixRoomId(room), part


def only_from(user: str, body: Json) -> bool:
    """Whether a sync answer brought nothing but what this user said in rooms."""
    said = [event for _, part in rooms(body, "join") for event in objects(within(part, "timeline").get("events"))]
    elsewhere = (
        within(body, "to_device").get("events") or within(body, "rooms", "invite") or within(body, "device_lists")
    )
    return bool(said) and not elsewhere and all(event.get("sender") == user for event in said)


def changed_settings(found: Iterable[tuple[MatrixRoomId, Json]]) -> frozenset[MatrixRoomId]:
    """The rooms in which one of these events sets name or powers."""
    return frozenset(room for room, event in found if event.get("type") in SETTINGS)


def within(body: Json, *path: str) -> Json:
    """The object at this path; an empty one where there is none."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; whatever else stands there is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _take_to_device(client: Client, olm: Ratchet, event: dict[str, Any]) -> None:
    content = event.get("content")
    if event.get("type") != "m.room.encrypted":
        if event.get("type") == "m.room_key.withheld":
            _take_withheld(client, content)
        for listener in client.listeners:
            listener(event)
        return
    sender = event.get("sender")
    if not isinstance(content, dict) or content.get("algorithm") != OLM or not isinstance(sender, str):
        client.dropped["malformed-to-device"] += 1
        return
    try:
        parsed = ToDeviceEvent.parse_event(event)
        if isinstance(parsed, OlmEvent):
            olm.decrypt_event(parsed)
        else:
            client.dropped["malformed-to-device"] += 1
    except (*BROKEN, EncryptionError, VerificationError):
        # Bad base64, missing parts, a one-time key that is gone: in nio each of them ends the sync for good.
        client.dropped["undecryptable-to-device"] += 1
        olm._mark_device_for_unwedging(sender, content.get("sender_key"))


def _take_withheld(client: Client, content: Any) -> None:
    """Why a key does not come. It is not authenticated: it explains, and decides nothing."""
    if isinstance(content, dict) and isinstance(content.get("session_id"), str):
        code = str(content.get("code"))
        known = code if code in {"m.blacklisted", "m.unverified", "m.unauthorised", "m.unavailable"} else "other"
        client.withheld[str(content.get("room_id")), content["session_id"]] = known
        if len(client.withheld) > WITHHELD_KEPT:
            del client.withheld[next(iter(client.withheld))]


def _take_room(client: Client, room_id: str, part: Json, encrypted: set[str]) -> None:
    room = client.rooms.get(room_id)
    if room is None:
        room = client.rooms[room_id] = MatrixRoom(room_id, client.user_id, room_id in client.encrypted_rooms)
    for event in (*objects(within(part, "state").get("events")), *objects(within(part, "timeline").get("events"))):
        if isinstance(event.get("state_key"), str):
            try:
                _take_state(client, room, event, encrypted)
            except BROKEN:
                client.dropped["malformed-state"] += 1
    if room.encrypted and client.olm is not None:
        client.olm.update_tracked_users(room)


def _take_state(client: Client, room: MatrixRoom, event: dict[str, Any], encrypted: set[str]) -> None:
    parsed = Event.parse_event(event)
    if isinstance(parsed, RoomMemberEvent):
        if room.handle_membership(parsed):
            client.invalidate_outbound_session(room.room_id)
    else:
        if isinstance(parsed, RoomEncryptionEvent):
            encrypted.add(room.room_id)
        room.handle_event(parsed)


def _take_key_news(client: Client, olm: Ratchet, body: Json) -> None:
    count = within(body, "device_one_time_keys_count").get(ONE_TIME_KEYS, 0)
    unused = body.get("device_unused_fallback_key_types")
    olm.count_keys(count if isinstance(count, int) else 0, unused if isinstance(unused, list) else None)
    lists = within(body, "device_lists")
    moved = {*changed_devices(body), *_strings(lists.get("left"))}
    seen = {user for room in client.rooms.values() for user in room.users} if moved else set()
    olm.add_changed_users({user for user in moved if user in seen or user in olm.tracked_users})
    olm.tracked_users -= set(_strings(lists.get("left")))


def changed_devices(body: Json) -> frozenset[UserId]:
    """Whose devices or keys a sync answer calls changed."""
    return frozenset(UserId(user) for user in _strings(within(body, "device_lists").get("changed")))


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
