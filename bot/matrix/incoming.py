"""From an event of the homeserver to a value of the gateway. Here a sender is authenticated, and nowhere else.

An event counts only for what stood inside its ciphertext. Who sent it is decided by the keys that encrypted it, never
by what the homeserver writes beside it.
"""

import json
import logging
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import vodozemac

from bot.gateway import Incoming, Invitation, MemberChange, Membership, Message, Plaintext, Unreadable
from bot.matrix.absorb import BROKEN, objects, within
from bot.matrix.client import Client
from bot.matrix.files import file_in
from bot.matrix.guard import MEGOLM
from bot.matrix.mentions import mentioned, without_quote
from workflows.values.ids import DeviceId, EventId, IdentityKey, MatrixRoomId, UserId

logger = logging.getLogger(__name__)

Json = Mapping[str, Any]
# Printable ASCII, as the specification has them: what is stored must be storable, whoever made it up.
USER_ID = re.compile(r"@[!-9;-~]{1,250}:[!-~]{1,250}")
EVENT_ID = re.compile(r"\$[!-~]{1,254}")
NAME = re.compile(r"[!-~]{1,255}")
UNKNOWN_SENDER = "sender-unknown"
FILE = "m.file"
TEXTS = {"m.text", "m.notice"}  # "* Pat done 4" is told about somebody, it asks for nothing


class Vouching(Protocol):
    """Who vouches for a device: the part of trust that reading needs."""

    async def ensure_known(self, users: Collection[UserId]) -> frozenset[UserId]:
        """Ask for keys where that is needed; those of `users` whose keys could not be had now."""

    def outdated(self, users: Iterable[UserId]) -> None: ...
    def identity_of(
        self, user: UserId, sender_key: str, signing_key: str
    ) -> tuple[DeviceId | None, IdentityKey | None]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One decrypted event. `kind` and `content` stood inside the ciphertext; `relation` may not have."""

    event: EventId
    room: MatrixRoomId
    sender: UserId
    kind: str
    content: Json
    relation: Json
    session: str
    index: int
    sender_key: str
    device: DeviceId | None
    identity: IdentityKey | None


def read(client: Client, trust: Vouching, room: MatrixRoomId, event: Json) -> Incoming | Opened | None:
    """What an event of a room is to us; None where it is nothing: our own message, a reaction, malformed.

    Opened is given for what is encrypted but no message, such as the steps of a verification.
    """
    try:
        return _read(client, trust, room, event)
    except BROKEN as error:
        logger.warning("an event could not be read: %.64r, %s", event.get("event_id"), type(error).__name__)
        client.dropped["malformed-event"] += 1
        return None


def sender_unknown(value: Message | Opened) -> Unreadable:
    """It reads, but nobody could be asked yet whose device it is: it waits like one without a key."""
    return Unreadable(
        event=value.event, room=value.room, sender=value.sender, session=value.session, code=UNKNOWN_SENDER
    )


def sender_of(event: Json) -> UserId | None:
    """Who sent it, as the homeserver says."""
    sender = event.get("sender")
    return UserId(sender) if isinstance(sender, str) and USER_ID.fullmatch(sender) else None


def invitation(client: Client, room: MatrixRoomId, part: Json) -> Invitation | None:
    """An invitation, from the raw stripped state: nio drops from it whether the room is encrypted."""
    state = objects(within(part, "invite_state").get("events"))
    ours = [e for e in state if e.get("type") == "m.room.member" and e.get("state_key") == client.user_id]
    inviter = sender_of(ours[-1]) if ours else None
    if inviter is None or within(ours[-1], "content").get("membership") != "invite":
        client.dropped["malformed-invitation"] += 1
        return None
    encrypted = any(
        e.get("type") == "m.room.encryption" and within(e, "content").get("algorithm") == MEGOLM for e in state
    )
    direct = within(ours[-1], "content").get("is_direct") is True
    client.inviters[room] = inviter
    return Invitation(room=room, inviter=inviter, encrypted=encrypted, direct=direct)


def _read(client: Client, trust: Vouching, room: MatrixRoomId, event: Json) -> Incoming | Opened | None:
    sender, event_id, kind = sender_of(event), _event(event.get("event_id")), event.get("type")
    if sender is None or event_id is None or not isinstance(kind, str):
        client.dropped["malformed-event"] += 1
        return None
    if isinstance(event.get("state_key"), str):
        return _member(room, sender, event_id, event) if kind == "m.room.member" else None
    content = within(event, "content")
    if sender == client.user_id or not content:  # our own, or redacted
        return None
    if kind == "m.room.message":
        client.dropped["plaintext"] += 1
        return Plaintext(event=event_id, room=room, sender=sender)
    if kind != "m.room.encrypted":
        return None
    opened = _open(client, trust, room, sender, event_id, content)
    if isinstance(opened, Opened) and opened.kind == "m.room.message":
        return _message(client, opened)
    return opened


def _member(room: MatrixRoomId, sender: UserId, event: EventId, source: Json) -> MemberChange | None:
    user, membership = source["state_key"], within(source, "content").get("membership")
    if not USER_ID.fullmatch(user) or membership not in set(Membership):
        return None
    return MemberChange(event=event, room=room, user=UserId(user), membership=Membership(membership), by=sender)


def _open(
    client: Client, trust: Vouching, room: MatrixRoomId, sender: UserId, event: EventId, content: Json
) -> Opened | Unreadable:
    """Decrypt. nio's own way is not used: it believes the sender and the relations that the homeserver writes."""
    named = content.get("session_id")
    session_id = named if isinstance(named, str) and NAME.fullmatch(named) else None

    def unreadable(code: str) -> Unreadable:
        client.dropped[f"unreadable:{code}"] += 1
        return Unreadable(event=event, room=room, sender=sender, session=session_id, code=code)

    ciphertext = content.get("ciphertext")
    if content.get("algorithm") != MEGOLM or session_id is None or not isinstance(ciphertext, str):
        return unreadable("malformed")
    session = client.olm.group_session(room, session_id) if client.olm else None
    if session is None:
        why = client.withheld.get((room, session_id))
        return unreadable(f"withheld:{why}" if why else "no-session")
    try:
        index = vodozemac.MegolmMessage.from_base64(ciphertext).message_index()
        if index < session.first_known_index:
            return unreadable("before-our-time")
        plaintext, index = session.decrypt(ciphertext)
        payload = json.loads(plaintext)
    except (ValueError, RecursionError):
        return unreadable("malformed")
    if not isinstance(payload, dict) or payload.get("room_id") != room or not isinstance(payload.get("type"), str):
        return unreadable("malformed")
    device, identity = None, None
    if not session.forwarding_chain:
        device, identity = trust.identity_of(sender, session.sender_key, session.ed25519)
        device = device if device is not None and NAME.fullmatch(device) else None
    inner = within(payload, "content")
    return Opened(
        event=event,
        room=room,
        sender=sender,
        kind=payload["type"],
        content=inner,
        relation=within(inner, "m.relates_to") or within(content, "m.relates_to"),
        session=session_id,
        index=index,
        sender_key=session.sender_key,
        device=device,
        identity=identity if device is not None else None,
    )


def _message(client: Client, opened: Opened) -> Message | None:
    relation, content = opened.relation, opened.content
    edited = within(content, "m.new_content")
    original = _event(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else None
    if edited and original is None:  # somebody cut the relation off: as a message of its own it was never meant
        client.dropped["edit-without-original"] += 1
        return None
    said = edited or content
    body, kind = said.get("body"), said.get("msgtype")
    file = file_in(said) if kind == FILE and not edited else None
    if not isinstance(body, str) or (kind not in TEXTS and file is None):
        return None
    return Message(
        event=opened.event,
        room=opened.room,
        sender=opened.sender,
        body="" if file else without_quote(_storable(body)),
        identity=opened.identity,
        device=opened.device,
        session=opened.session,
        index=opened.index,
        mentions=mentioned(said),
        replaces=original if edited else None,
        thread=_event(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else None,
        notice=kind == "m.notice",
        file=file,
    )


def _event(value: object) -> EventId | None:
    return EventId(value) if isinstance(value, str) and EVENT_ID.fullmatch(value) else None


def _storable(text: str) -> str:
    """JSON can hold half characters and zero bytes, which no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
