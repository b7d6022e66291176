"""A person whose client is another one: mautrix on libolm, which shares no line of cryptography with nio.

Older clients still run libolm, so what the bot says has to be readable there. This needs the development packages
`mautrix` and `python-olm`; importing it without them fails and says so.
"""

import asyncio
import json
import logging
import secrets
import warnings
from typing import Any, cast
from urllib.parse import quote

from demo.hearing import Heard, Hearing, heard_from

try:
    from mautrix.crypto import OlmMachine
    from mautrix.crypto.store import MemoryCryptoStore, StateStore
except ImportError as missing:
    raise ImportError(
        "A person on libolm needs the development packages mautrix and python-olm, and python-olm"
        " has no wheel for Python 3.13 and later: run this on 3.11 or 3.12, with `make .venv`."
    ) from missing

from mautrix.api import Method
from mautrix.client import Client
from mautrix.client.encryption_manager import DecryptionDispatcher
from mautrix.client.state_store import MemoryStateStore
from mautrix.errors import DecryptionError, MatrixRequestError
from mautrix.types import (
    CrossSigningUsage,
    DeviceID,
    EncryptedEvent,
    EventType,
    FilterID,
    RoomID,
    SigningKey,
    SyncToken,
    TOFUSigningKey,
    UserID,
)

Json = dict[str, Any]
TIMELINE = FilterID(json.dumps({"room": {"timeline": {"limit": 1000}}, "presence": {"types": []}}))
LONG_POLL = 20_000  # milliseconds


class _Rooms(MemoryStateStore, StateStore):  # type: ignore[misc]
    """Which rooms are encrypted, and who is in them."""

    async def find_shared_rooms(self, user_id: UserID) -> list[RoomID]:
        return [room for room, members in self.members.items() if user_id in members]


class _Keys(MemoryCryptoStore):
    """mautrix 0.21 writes to a tuple when it sees an identity for the second time; this store replaces it."""

    async def put_cross_signing_key(self, user_id: UserID, usage: CrossSigningUsage, key: SigningKey) -> None:
        known = self._cross_signing_keys.setdefault(user_id, {})
        first = known[usage].first if usage in known else key
        known[usage] = TOFUSigningKey(key=key, first=first)


class MautrixPerson(Hearing):
    """One person on one libolm device: the same words as `demo.people.Person`, as far as they go."""

    def __init__(self, client: Client, machine: OlmMachine, rooms: _Rooms, password: str) -> None:
        super().__init__(str(client.mxid))
        self.client = client
        self.recovery_key: str | None = None
        self.unreadable: dict[str, Json] = {}
        self._machine = machine
        self._state = rooms
        self._password = password
        self._joined: dict[str, set[str]] = {}
        self._invited: dict[str, str] = {}
        self._shared_with: dict[str, set[str]] = {}
        self._since: SyncToken | None = None
        self._sending = asyncio.Lock()

    @classmethod
    async def login(
        cls,
        homeserver: str,
        user: str,
        password: str,
        *,
        cross_sign: bool = True,
        recovery_key: str | None = None,
    ) -> "MautrixPerson":
        """Log in as a new device, kept in memory only.

        With `cross_sign` it is signed: by the identity in secret storage where the recovery key is given, else
        by a new one. Raises what mautrix raises where the homeserver refuses.
        """
        logging.getLogger("mau").setLevel(logging.CRITICAL)  # it logs what people say
        rooms = _Rooms()
        client = Client(mxid=UserID(user), base_url=homeserver, state_store=rooms)
        try:
            await client.login(identifier=UserID(user), password=password, device_name="a person's older phone")
            machine = OlmMachine(client, _Keys(user, secrets.token_hex(16)), rooms)
            await machine.load()
            client.crypto = machine
            client.remove_dispatcher(DecryptionDispatcher)  # decrypted here, so that it can be tried again
            person = cls(client, machine, rooms, password)
            await machine.share_keys(0)
            if cross_sign and recovery_key is not None:
                await machine.verify_with_recovery_key(recovery_key)
                person.recovery_key = recovery_key
            elif cross_sign:
                person.recovery_key = await machine.generate_recovery_key()
            await person._sync(timeout=0)
        except BaseException:
            await client.api.session.close()
            raise
        person._listening = asyncio.create_task(person._listen(), name=f"sync of {user}")
        return person

    @property
    def device(self) -> str:
        return str(self.client.device_id)

    async def say(self, room: str, text: str, *, html: str | None = None, msgtype: str = "m.text") -> str:
        """Send an encrypted message to every device in the room, those invited included; its event id."""
        content: Json = {"msgtype": msgtype, "body": text, "m.mentions": {}}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        async with self._sending:
            await self._share_keys(room)
            sent = await self._machine.encrypt_megolm_event(RoomID(room), EventType.ROOM_MESSAGE, content)
            path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.encrypted/{secrets.token_hex(8)}"
            return str((await self.must("PUT", path, sent.serialize()))["event_id"])

    async def ask(self, room: str, text: str, timeout: float = 15) -> Heard:  # noqa: ASYNC109
        """Say something and wait for the next message of somebody else in that room."""
        mark = len(self.heard)
        await self.say(room, text)
        return await self.wait_for(room, lambda _: True, timeout, since=mark)

    async def direct_chat(self, other: str) -> str:
        """A new encrypted chat with `other`; both have full power. Returns the room id."""
        locked = {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        plan = {"preset": "trusted_private_chat", "is_direct": True, "invite": [other]}
        path = "/_matrix/client/v3/createRoom"
        room = str((await self.must("POST", path, {**plan, "initial_state": [locked]}))["room_id"])
        await self.until(lambda: self._joined.get(room))
        return room

    def invitations(self) -> dict[str, str]:
        """Rooms that this person is invited to, and who invites."""
        return dict(self._invited)

    async def wait_for_invitation(self, inviter: str | None = None, timeout: float = 15) -> str:  # noqa: ASYNC109
        """The room of the first open invitation (by `inviter`, where given)."""

        def probe() -> str | None:
            return next((room for room, by in self._invited.items() if inviter in (None, by)), None)

        return await self.until(probe, timeout)

    async def accept_invite(self, room: str) -> None:
        """Join, and wait until the room has come down the sync."""
        await self.must("POST", f"/_matrix/client/v3/rooms/{quote(room)}/join", {})
        await self.until(lambda: self._joined.get(room))

    def rooms(self) -> list[str]:
        """The rooms that this person has joined."""
        return list(self._joined)

    async def members(self, room: str) -> set[str]:
        """Who has joined the room, as the server says now."""
        return set((await self.must("GET", f"/_matrix/client/v3/rooms/{quote(room)}/joined_members"))["joined"])

    async def pinned(self, room: str) -> str | None:
        """The newest pinned message as this client can read it, edits applied; None where it cannot."""
        base = f"/_matrix/client/v3/rooms/{quote(room)}"
        status, state = await self.raw("GET", f"{base}/state/m.room.pinned_events/")
        if status != 200 or not state.get("pinned"):
            return None
        event = str(state["pinned"][-1])
        if all(message.event != event for message in self.heard):
            status, found = await self.raw("GET", f"{base}/event/{quote(event)}")
            if status == 200:
                await self._take(room, found)
        return next((message.body for message in self.view(room) if message.event == event), None)

    async def new_device(self, *, cross_sign: bool = True) -> "MautrixPerson":
        """Log in again, as another phone; signed by the same identity or by nobody."""
        return await MautrixPerson.login(
            str(self.client.api.base_url),
            self.user,
            self._password,
            cross_sign=cross_sign,
            recovery_key=self.recovery_key if cross_sign else None,
        )

    async def vouched_for(self, user: str, device: str) -> bool:
        """Whether libolm's side finds the chain device, self-signing key, master key of `user` whole."""
        found = await self._machine.get_or_fetch_device(UserID(user), DeviceID(device))
        return found is not None and (await self._machine.resolve_trust(found)).name.startswith("CROSS_SIGNED")

    async def close(self) -> None:
        """Stop listening and let go of the network. The device stays logged in."""
        await self._stop_listening()
        await self.client.api.session.close()

    async def raw(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """Any request under this person's token: status and answer."""
        try:
            return 200, await self.must(method, path, body)
        except MatrixRequestError as refused:
            return refused.http_status, {"errcode": refused.errcode}

    async def must(self, method: str, path: str, body: Json | None = None) -> Json:
        """As `raw`, but a refusal raises what mautrix raises."""
        answer: Json = await self.client.api.request(Method(method), path.lstrip("/"), body, retry_count=0)
        return answer

    async def _share_keys(self, room: str) -> None:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/members"
        seen = (await self.must("GET", path))["chunk"]
        members = {str(event["state_key"]) for event in seen if event["content"]["membership"] in ("join", "invite")}
        if self._shared_with.get(room) != members:
            await self._machine.crypto_store.remove_outbound_group_session(RoomID(room))
        session = await self._machine.crypto_store.get_outbound_group_session(RoomID(room))
        if session is None or session.expired or not session.shared:
            await self._machine.share_group_session(RoomID(room), [UserID(user) for user in members])
            self._shared_with[room] = members

    async def _listen(self) -> None:
        while True:
            try:
                await self._sync(timeout=LONG_POLL)
            except MatrixRequestError:
                await asyncio.sleep(1)

    async def _sync(self, *, timeout: int) -> None:  # noqa: ASYNC109
        answer = await self.client.sync(since=self._since, filter_id=TIMELINE, timeout=timeout)
        self._since = answer["next_batch"]
        await asyncio.gather(*self.client.handle_sync(answer), return_exceptions=True)
        rooms = answer.get("rooms", {})
        for room, invited in rooms.get("invite", {}).items():
            events = invited.get("invite_state", {}).get("events", [])
            senders = [event["sender"] for event in events if event.get("state_key") == self.user]
            self._invited[room] = str(senders[-1]) if senders else ""
        for room in rooms.get("leave", {}):
            self._invited.pop(room, None)
            self._joined.pop(room, None)
        for room, joined in rooms.get("join", {}).items():
            self._invited.pop(room, None)
            self._joined.setdefault(room, {self.user})
            for event in joined.get("timeline", {}).get("events", []):
                await self._take(room, event)
        for event in list(self.unreadable.values()):
            await self._take(event["room_id"], event)
        self.tell()

    async def _take(self, room: str, event: Json) -> None:
        if event.get("type") != "m.room.encrypted":
            self.hear(heard_from(event, room=room, encrypted=False))
            return
        sealed = EncryptedEvent.deserialize(cast(Any, {**event, "room_id": room}))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of fields that its own code reads
                decrypted = await self._machine.decrypt_megolm_event(sealed)
        except (DecryptionError, ValueError, KeyError):
            self.unreadable[event["event_id"]] = {**event, "room_id": room}
            return
        self.unreadable.pop(event["event_id"], None)
        self.hear(heard_from(decrypted.serialize(), room=room, encrypted=True))
