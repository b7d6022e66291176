"""The only way out for words: into encrypted rooms, to people on the roster, with keys for trusted devices alone.

The event type is part of the path, so that nothing this module sends can leave unencrypted whatever a homeserver
makes us believe about a room; nio's own sending is not used.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from vodozemac import DecodeException, MegolmDecryptionException

from bot.gateway import Content
from bot.matrix.client import Client
from bot.matrix.content import TXN, event_content
from bot.matrix.sharing import Sharing
from bot.matrix.wire import Answer, Json, Wire, ask, at
from workflows.values.delivery import Hold, NotYet, Outcome, Rejected, Sent
from workflows.values.ids import EventId, MatrixRoomId, UserId

ENCRYPTED: Final = "m.room.encrypted"
ATTEMPTS: Final = 3  # how often the world may move between sharing keys and sending before we come back later
PAGE: Final = 100
PAGES: Final = 100  # 10,000 messages of ours since one that is still on its way: no room of ours holds so many


class Gate:
    """Sends, or says why not. One message at a time in a room; rooms do not wait for each other."""

    def __init__(self, wire: Wire, client: Client, sharing: Sharing) -> None:
        self._wire = wire
        self._client = client
        self._sharing = sharing
        self._locks: dict[MatrixRoomId, asyncio.Lock] = {}
        self._encrypted: set[MatrixRoomId] = set()

    async def send(self, room: MatrixRoomId, content: Content, txn: str, *, roster: frozenset[UserId]) -> Outcome:
        if self._client.refusal is not None:
            return NotYet("account", Hold.SERVER, unsaid=True)
        async with self._locks.setdefault(room, asyncio.Lock()):
            for _ in range(ATTEMPTS):
                if (hold := await self._prepare(room, roster)) is not None:
                    return replace(hold, unsaid=True)
                if (hold := self._closed_to(room, roster)) is not None:
                    return replace(hold, unsaid=True)
                words = event_content(content, txn)
                encrypted = self._sharing.encrypt(room, self._joined(room), "m.room.message", words)
                if encrypted is not None:
                    return await self._put(room, encrypted, txn)
            return NotYet("unsettled", Hold.ROOM, unsaid=True)

    async def warm(self, room: MatrixRoomId, *, roster: frozenset[UserId]) -> None:
        """Share keys ahead of words."""
        async with self._locks.setdefault(room, asyncio.Lock()):
            await self._prepare(room, roster)

    def last_unreachable(self, room: MatrixRoomId) -> frozenset[UserId]:
        """Who had joined but could not read the last message: frozen, never confirmed, or without keys to claim."""
        return self._sharing.unreachable(room)

    def readable(self, room: MatrixRoomId, user: UserId) -> bool:
        """In the room, identity accepted, and a trusted device that a key can reach. `warm` makes it so."""
        return user in self._joined(room) and self._sharing.readable(user)

    async def find_sent(
        self, room: MatrixRoomId, txn: str, *, until: EventId | None = None
    ) -> EventId | NotYet | Rejected | None:
        """Our own event with this transaction id, looked for from the newest back to `until` or to the beginning.

        At the bound it is not said again: a page is then told to somebody else, everything else is given up.
        """
        only_ours = {"senders": [self._sharing.user], "types": [ENCRYPTED, "m.room.message"]}
        query = {"dir": "b", "limit": str(PAGE), "filter": json.dumps(only_ours)}
        for _ in range(PAGES):
            answer = await ask(self._wire, "GET", at("rooms", room, "messages") + "?" + urlencode(query))
            if not answer.ok:
                failure = answer.failure()
                return failure if isinstance(failure, NotYet) else NotYet("no-history", Hold.ROOM)
            for event in _events(answer):
                if self._is_ours(room, event, txn):
                    return EventId(str(event.get("event_id", "")))
                if until is not None and event.get("event_id") == until:
                    return None
            further = answer.body.get("end")
            if not isinstance(further, str):
                return None
            query["from"] = further
        return Rejected("history-too-long")

    async def _put(self, room: MatrixRoomId, encrypted: Json, txn: str) -> Outcome:
        self._client.talking += 1
        try:
            return await put_encrypted(self._wire, room, encrypted, txn)
        finally:
            self._client.talking -= 1

    async def _prepare(self, room: MatrixRoomId, roster: frozenset[UserId]) -> NotYet | None:
        if (hold := self._closed_to(room, roster)) is not None:
            return hold
        return await self._sharing.prepare(room, self._joined(room))

    def _closed_to(self, room: MatrixRoomId, roster: frozenset[UserId]) -> NotYet | None:
        """Why nothing may be said in the room now. Once seen encrypted, a room is never taken for anything else."""
        seen = self._client.rooms.get(room)
        if seen is None or self._client.olm is None:
            return NotYet("room-unknown", Hold.ROOM)
        if seen.encrypted:
            self._encrypted.add(room)
        elif room in self._encrypted:
            return NotYet("encryption-gone", Hold.ROOM)
        else:
            return NotYet("not-encrypted", Hold.ROOM)
        extra = {UserId(user) for user in seen.users} - roster - {self._sharing.user}
        return NotYet("not-on-roster", Hold.ROOM, people=tuple(sorted(extra))) if extra else None

    def _joined(self, room: MatrixRoomId) -> frozenset[UserId]:
        seen = self._client.rooms.get(room)
        users: dict[str, Any] = seen.users if seen is not None else {}
        return frozenset(UserId(user) for user, member in users.items() if not member.invited)

    def _is_ours(self, room: MatrixRoomId, event: Json, txn: str) -> bool:
        unsigned, content = event.get("unsigned"), event.get("content")
        if event.get("sender") != self._sharing.user:
            return False
        if isinstance(unsigned, dict) and unsigned.get("transaction_id") == txn:
            return True
        return isinstance(content, dict) and self._decrypted(room, content).get(TXN) == txn

    def _decrypted(self, room: MatrixRoomId, content: Json) -> Json:
        """The content of our own earlier event, or nothing where the key or the words are not what they should be."""
        olm, session_id = self._client.olm, str(content.get("session_id", ""))
        if olm is None or (session := olm.group_session(room, session_id)) is None:
            return {}
        try:
            plaintext, _ = session.decrypt(str(content.get("ciphertext", "")))
            payload = json.loads(plaintext)
        except (MegolmDecryptionException, DecodeException, ValueError):
            return {}
        inner = payload.get("content") if isinstance(payload, dict) else None
        return inner if isinstance(inner, dict) else {}


async def put_encrypted(wire: Wire, room: MatrixRoomId, content: Json, txn: str) -> Outcome:
    """Put one encrypted event; the same `txn` again gives the first event's id (Synapse: for 24 hours)."""
    return sent(await ask(wire, "PUT", at("rooms", room, "send", ENCRYPTED, txn), content))


def sent(answer: Answer) -> Outcome:
    """What a send came to."""
    event = answer.body.get("event_id")
    if answer.ok and isinstance(event, str) and event:
        return Sent(EventId(event))
    if answer.ok:
        return NotYet("no-event-id", Hold.SERVER)
    failure = answer.failure()
    return failure if isinstance(failure, NotYet | Rejected) else NotYet("unknown", Hold.SERVER)


def _events(answer: Answer) -> Iterator[Json]:
    chunk = answer.body.get("chunk")
    for event in chunk if isinstance(chunk, list) else ():
        if isinstance(event, dict):
            yield event
