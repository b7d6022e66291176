"""People with a Matrix client of their own: separately logged in, encrypted, cross-signed, trusting everybody.

The demo's story is played by them and the tests talk through them. Nothing here knows the bot: what a person
reads is what any client could have read.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nio import (
    AsyncClient,
    AsyncClientConfig,
    LoginResponse,
    MegolmEvent,
    RoomSendResponse,
    SyncResponse,
    ToDeviceEvent,
)
from nio.exceptions import EncryptionError
from nio.store import SqliteStore

from demo.hearing import MARK, Heard, Hearing, heard_from
from demo.signing import Identity, Json

TIMELINE = {
    "room": {"timeline": {"limit": 1000}, "state": {"lazy_load_members": False}},
    "presence": {"types": []},
}
LONG_POLL = 20_000  # milliseconds


class RefusedByServer(Exception):
    """The homeserver did not do what was asked; the text is its status and error code."""


class _Lenient(AsyncClient):  # type: ignore[misc]
    """A client that shrugs off what it cannot decrypt, as phones do."""

    def _handle_decrypt_to_device(self, to_device_event: ToDeviceEvent) -> ToDeviceEvent | None:
        try:
            decrypted: ToDeviceEvent | None = super()._handle_decrypt_to_device(to_device_event)
        except (ValueError, KeyError, EncryptionError):
            return None
        return decrypted


class Person(Hearing):
    """One person on one device. Make it with `login`, end it with `close`."""

    def __init__(self, client: AsyncClient, password: str, store: Path, identity: Identity | None) -> None:
        super().__init__(client.user_id)
        self.client = client
        self.identity = identity
        self.unreadable: dict[str, MegolmEvent] = {}
        self._password = password
        self._store = store
        self._sending = asyncio.Lock()

    @classmethod
    async def login(
        cls,
        homeserver: str,
        user: str,
        password: str,
        store: Path,
        *,
        cross_sign: bool = True,
        identity: Identity | None = None,
    ) -> "Person":
        """Log in as a new device whose keys are kept in `store` (a folder, made when missing).

        With `cross_sign` the device is signed: by `identity` where one is given, else by a new one that is
        published first. Without, it is a device that nobody vouches for. Raises RefusedByServer.
        """
        folder = store / secrets.token_hex(4)
        folder.mkdir(parents=True, mode=0o700)
        logging.getLogger("nio").setLevel(logging.CRITICAL)  # it logs what people say
        config = AsyncClientConfig(
            store=SqliteStore, pickle_key=secrets.token_hex(32), store_sync_tokens=False, request_timeout=60
        )
        client = _Lenient(homeserver, user, store_path=str(folder), config=config)
        answer = await client.login(password, device_name="a person's phone")
        if not isinstance(answer, LoginResponse):
            await client.close()
            raise RefusedByServer(f"login of {user}: {answer}")
        person = cls(client, password, store, identity)
        await client.keys_upload()
        if cross_sign and identity is None:
            await person.reset_identity()
        elif cross_sign:
            await person._sign_own_device()
        await person._sync(timeout=0, full_state=True)
        person._listening = asyncio.create_task(person._listen(), name=f"sync of {user}")
        return person

    @property
    def device(self) -> str:
        return str(self.client.device_id)

    async def say(
        self,
        room: str,
        text: str,
        *,
        html: str | None = None,
        msgtype: str = "m.text",
        mentions: Sequence[str] = (),
        reply_to: str | None = None,
        thread: str | None = None,
        replaces: str | None = None,
        txn: str | None = None,
    ) -> str:
        """Send an encrypted message to every device in the room; its event id. Raises RefusedByServer."""
        mentioned = {"user_ids": list(mentions)} if mentions else {}
        content: Json = {"msgtype": msgtype, "body": text, "m.mentions": mentioned}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if replaces is not None:
            relation: Json = {"rel_type": "m.replace", "event_id": replaces}
            edited = {"body": f"* {text}", "m.new_content": dict(content), "m.relates_to": relation}
            content = {**content, **edited}
        elif thread is not None:
            inner = {"m.in_reply_to": {"event_id": reply_to or thread}, "is_falling_back": reply_to is None}
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, **inner}
        elif reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, "m.room.message", content, txn=txn)

    async def send(self, room: str, kind: str, content: Json, *, txn: str | None = None) -> str:
        """Send any event, encrypted for every device in the room; its event id. Raises RefusedByServer."""
        await self.until(lambda: self.client.rooms.get(room))
        txn = txn or secrets.token_hex(16)
        async with self._sending:
            try:
                await self._trust_everybody(room)
                answer = await self.client.room_send(room, kind, content, tx_id=txn)
            except KeyError:  # nio loses its note of a sharing of keys to a sync in between
                await self._trust_everybody(room)
                answer = await self.client.room_send(room, kind, content, tx_id=txn)
        if not isinstance(answer, RoomSendResponse):
            raise RefusedByServer(f"send: {answer}")
        return str(answer.event_id)

    async def say_in_clear(self, room: str, text: str) -> str:
        """Send a message unencrypted, as a broken or hostile client would; its event id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/{secrets.token_hex(8)}"
        return str((await self.must("PUT", path, {"msgtype": "m.text", "body": text}))["event_id"])

    async def ask(self, room: str, text: str, timeout: float = 15) -> Heard:  # noqa: ASYNC109
        """Say something and wait for the next message of somebody else in that room."""
        mark = len(self.heard)
        await self.say(room, text)
        return await self.wait_for(room, lambda _: True, timeout, since=mark)

    async def direct_chat(self, other: str, *, encrypted: bool = True) -> str:
        """A new chat with `other`, as Element makes one: encrypted, both with full power. Its room id."""
        locked = {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        plan = {"preset": "trusted_private_chat", "is_direct": True, "invite": [other]}
        plan["initial_state"] = [locked] if encrypted else []
        room = str((await self.must("POST", "/_matrix/client/v3/createRoom", plan))["room_id"])
        await self.until(lambda: other in getattr(self.client.rooms.get(room), "users", ()) or None)
        return room

    def invitations(self) -> dict[str, str]:
        """Rooms that this person is invited to, and who invites."""
        return {room: str(seen.inviter) for room, seen in self.client.invited_rooms.items()}

    async def wait_for_invitation(self, inviter: str | None = None, timeout: float = 15) -> str:  # noqa: ASYNC109
        """The room of the first open invitation (by `inviter`, where given)."""

        def probe() -> str | None:
            return next((room for room, by in self.invitations().items() if inviter in (None, by)), None)

        return await self.until(probe, timeout)

    async def accept_invite(self, room: str) -> None:
        """Join, and wait until the room has come down the sync. Raises RefusedByServer."""
        await self.must("POST", f"/_matrix/client/v3/rooms/{quote(room)}/join", {})
        await self.until(lambda: self.client.rooms.get(room))

    async def caught_up(self) -> None:
        """Wait until this client has taken in everything that the homeserver has for it by now."""
        mark = secrets.token_hex(8)
        told = {"messages": {self.user: {self.device: {"mark": mark}}}}
        await self.must("PUT", f"/_matrix/client/v3/sendToDevice/{MARK}/{mark}", told)
        await self.until(lambda: mark in self.marks or None, timeout=60)

    async def leave(self, room: str) -> None:
        """Leave a room or decline its invitation."""
        await self.must("POST", f"/_matrix/client/v3/rooms/{quote(room)}/leave", {})
        self.client.invited_rooms.pop(room, None)

    def rooms(self) -> list[str]:
        """The rooms that this person has joined."""
        return list(self.client.rooms)

    async def members(self, room: str) -> set[str]:
        """Who has joined the room, as the server says now."""
        answer = await self.must("GET", f"/_matrix/client/v3/rooms/{quote(room)}/joined_members")
        return set(answer["joined"])

    async def pinned(self, room: str) -> str | None:
        """The newest pinned message as this client can read it, edits applied; None where it cannot."""
        status, state = await self.raw("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state/m.room.pinned_events/")
        if status != 200 or not state.get("pinned"):
            return None
        event = str(state["pinned"][-1])
        if all(message.event != event for message in self.heard):
            found = await self.client.room_get_event(room, event)
            if (fetched := getattr(found, "event", None)) is not None:
                self._take(room, fetched)
        return next((message.body for message in self.view(room) if message.event == event), None)

    async def new_device(self, *, cross_sign: bool = True) -> "Person":
        """Log in again, as another phone of the same person; signed by the same identity or by nobody."""
        identity = self.identity if cross_sign else None
        return await Person.login(
            self.client.homeserver, self.user, self._password, self._store, cross_sign=cross_sign, identity=identity
        )

    async def reset_identity(self) -> None:
        """Publish three new keys and sign this device with them. Raises RefusedByServer."""
        identity = Identity(self.user)
        body = identity.upload()
        path = "/_matrix/client/v3/keys/device_signing/upload"
        status, answer = await self.raw("POST", path, body)
        if status == 401:
            who = {"type": "m.id.user", "user": self.user}
            login = {"type": "m.login.password", "identifier": who, "password": self._password}
            await self.must("POST", path, {**body, "auth": {**login, "session": answer.get("session")}})
        elif status != 200:
            raise RefusedByServer(f"POST {path}: {status} {answer.get('errcode')}")
        self.identity = identity
        await self._sign_own_device()

    async def logout(self) -> None:
        """Remove this device from the account and end the client."""
        await self._stop_listening()
        await self.must("POST", "/_matrix/client/v3/logout", {})
        await self.close()

    async def close(self) -> None:
        """Stop listening and let go of network and store. The device stays logged in."""
        await self._stop_listening()
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()

    async def raw(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """Any request under this person's token: status and answer."""
        headers = {"Authorization": f"Bearer {self.client.access_token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        async with await self.client.send(method, path, data, headers) as response:
            answer: Any = json.loads(await response.text() or "{}")
            return response.status, answer if isinstance(answer, dict) else {"answer": answer}

    async def must(self, method: str, path: str, body: Json | None = None) -> Json:
        """As `raw`, but anything else than 200 raises RefusedByServer."""
        status, answer = await self.raw(method, path, body)
        if status != 200:
            raise RefusedByServer(f"{method} {path}: {status} {answer.get('errcode')}")
        return answer

    async def _sign_own_device(self) -> None:
        if self.identity is None:
            raise ValueError("no identity to sign with")
        published = await self.must(
            "POST", "/_matrix/client/v3/keys/query", {"device_keys": {self.user: [self.device]}}
        )
        signed = self.identity.sign_device(published["device_keys"][self.user][self.device])
        answer = await self.must(
            "POST", "/_matrix/client/v3/keys/signatures/upload", {self.user: {self.device: signed}}
        )
        if answer.get("failures"):
            raise RefusedByServer("the device's signature was not accepted")

    async def _trust_everybody(self, room: str) -> None:
        """Give keys to every device in the room, those that appeared a moment ago included."""
        olm, seen = self.client.olm, self.client.rooms[room]
        if not seen.members_synced:
            await self.client.joined_members(room)
        olm.update_tracked_users(seen)
        if self.client.should_query_keys:
            await self._query_keys()
        wanted = set()
        for user in seen.users:
            for device in self.client.device_store.active_user_devices(user):
                self.client.verify_device(device)
                if (user, device.id) != (self.user, self.device):
                    wanted.add((user, device.id))
        session = olm.outbound_group_sessions.get(room)
        if session is not None and session.shared and wanted - session.users_shared_with:
            self.client.invalidate_outbound_session(room)

    async def _query_keys(self) -> None:
        try:
            await self.client.keys_query()
        except (ValueError, KeyError):  # somebody's keys are malformed: go on without
            return

    async def _listen(self) -> None:
        while True:
            await self._sync(timeout=LONG_POLL, full_state=False)

    async def _sync(self, *, timeout: int, full_state: bool) -> None:  # noqa: ASYNC109
        answer = await self.client.sync(timeout=timeout, sync_filter=TIMELINE, full_state=full_state)
        if not isinstance(answer, SyncResponse):
            await asyncio.sleep(1)
            return
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self._query_keys()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()
        for room, joined in answer.rooms.join.items():
            for event in joined.timeline.events:
                self._take(room, event)
        for event in list(self.unreadable.values()):
            self._take(event.room_id, event)
        self.note_marks(event.source for event in answer.to_device_events)
        self.tell()

    def _take(self, room: str, event: Any) -> None:
        if isinstance(event, MegolmEvent):
            event.room_id = room
            try:
                decrypted = self.client.decrypt_event(event)
            except (EncryptionError, ValueError):
                self.unreadable[event.event_id] = event
                return
            self.unreadable.pop(event.event_id, None)
            event = decrypted
        self.hear(heard_from(event.source, room=room, encrypted=bool(event.decrypted)))
