"""Who holds the key to what the bot says: room sessions are given to trusted devices of joined people, and to no other.

Stands in for nio's own sharing, which also gives keys to people who are only invited, never gives a key to a device
whose Olm session came late (matrix-nio marks it as shared), and can send while a key query is still under way.
"""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from nio import KeysClaimResponse
from nio.crypto import OlmDevice
from nio.crypto.sessions import OutboundGroupSession

from bot.matrix.client import Client
from bot.matrix.guard import Ratchet
from bot.matrix.recipe import MEGOLM
from bot.matrix.trust import Trust
from bot.matrix.wire import Json, Wire, ask, at
from workflows.values.delivery import Hold, NotYet
from workflows.values.ids import DeviceId, MatrixRoomId, UserId

CLAIM_MILLISECONDS: Final = 3000  # how long a homeserver may look for one-time keys on other servers
CLAIM_AGAIN: Final = 60.0  # seconds before a device that had none is asked again
DEVICES_A_REQUEST: Final = 50

Seat = tuple[UserId, DeviceId]


@dataclass(slots=True)
class _Holders:
    """One Megolm session and who was given it. `offered` counts attempts too: whoever may have it."""

    session: OutboundGroupSession
    offered: set[Seat] = field(default_factory=set)
    given: dict[Seat, str] = field(default_factory=dict)  # device -> id of the Olm session that carried the key
    withheld: set[Seat] = field(default_factory=set)  # told once that they get none


class Sharing:
    """The outbound sessions of every room. Nothing here sends words."""

    def __init__(self, wire: Wire, client: Client, trust: Trust, user: UserId) -> None:
        self.user = user
        self._wire = wire
        self._client = client
        self._trust = trust
        self._holders: dict[MatrixRoomId, _Holders] = {}
        self._unreachable: dict[MatrixRoomId, frozenset[UserId]] = {}
        self._asked: dict[Seat, float] = {}

    @property
    def _olm(self) -> Ratchet:
        if self._client.olm is None:
            raise RuntimeError("the crypto store is not open")
        return self._client.olm

    def unreachable(self, room: MatrixRoomId) -> frozenset[UserId]:
        """Who had joined and could not be given the key the last time it was shared."""
        return self._unreachable.get(room, frozenset())

    def readable(self, user: UserId) -> bool:
        """Whether a key could reach one trusted device of this person at once."""
        return any(self._olm_session(device) for device in self._devices(user))

    async def prepare(self, room: MatrixRoomId, joined: Collection[UserId]) -> NotYet | None:
        """Give the room's key to every trusted device of those who joined; None when words may follow.

        People of another server that does not answer are left out; where our own does not, nothing is sent.
        A new session is made when somebody who may hold the present one is not among them any more. People whom
        nothing can reach are left out and remembered, as long as anybody is left to read.
        """
        people = set(joined) - {self.user}
        unknown = await self._trust.ensure_known({*people, self.user}) - {self.user}
        if any(_server(user) == _server(self.user) for user in unknown):
            return NotYet("keys-unknown", Hold.SERVER)
        devices = [device for user in (*sorted(people), self.user) for device in self._devices(user)]
        claimed = await self.claim(devices)
        late = frozenset(user for user in people if not self.readable(user))
        self._unreachable[room] = late
        if people == late:
            who = tuple(sorted(people))
            return NotYet("no-reader", Hold.READERS, people=who) if claimed else NotYet("no-claim", Hold.SERVER)
        holders = self._session_for(room, {_seat(device) for device in devices})
        if not await self._give(room, holders, devices):
            return NotYet("keys-not-shared", Hold.SERVER)
        holders.session.shared = True
        await self._withhold(room, holders, people)
        return None

    def encrypt(self, room: MatrixRoomId, joined: Collection[UserId], kind: str, content: Json) -> Json | None:
        """The encrypted event, or None where the world moved since `prepare`: then prepare again.

        Nothing is awaited in here: what is checked is what is sent.
        """
        holders = self._holders.get(room)
        wanted = {_seat(device) for user in {*joined, self.user} for device in self._devices(user)}
        if holders is None or not self._current(room, holders, wanted):
            return None
        encrypted: Json = self._olm.group_encrypt(room, {"type": kind, "content": content})
        if "m.relates_to" in content:
            encrypted["m.relates_to"] = content["m.relates_to"]
        return encrypted

    def seal(self, room: MatrixRoomId, session: OutboundGroupSession, content: Json) -> Json:
        """A message under a session of its own that no other message uses. We keep its key, to know it again."""
        keys = self._olm.account.identity_keys
        self._olm.create_group_session(keys["curve25519"], keys["ed25519"], room, session.id, session.session_key)
        session.mark_as_shared()
        payload = {"type": "m.room.message", "content": content, "room_id": room}
        return {
            "algorithm": MEGOLM,
            "sender_key": keys["curve25519"],
            "ciphertext": session.encrypt(json.dumps(payload)),
            "session_id": session.id,
            "device_id": self._client.device_id,
        }

    async def ensure_known(self, users: Collection[UserId]) -> None:
        """Bring what is known of these people's devices up to date."""
        await self._trust.ensure_known(users)

    async def claim(self, devices: Collection[OlmDevice]) -> bool:
        """Start Olm sessions with those devices that we have none with. Not all may have a key to give.

        Whether the homeserver could be asked.
        """
        now = asyncio.get_running_loop().time()
        wanted: dict[str, dict[str, str]] = {}
        for device in devices:
            asked = self._asked.get(_seat(device), -CLAIM_AGAIN)
            if not self._olm_session(device) and now - asked >= CLAIM_AGAIN:
                wanted.setdefault(device.user_id, {})[device.id] = "signed_curve25519"
        if not wanted:
            return True
        body = {"one_time_keys": wanted, "timeout": CLAIM_MILLISECONDS}
        answer = await ask(self._wire, "POST", at("keys", "claim"), body)
        if not answer.ok:
            return False
        self._olm.handle_response(KeysClaimResponse(_claimed(answer.body, wanted), {}))
        for device in devices:
            if not self._olm_session(device):
                self._asked[_seat(device)] = now
        return True

    async def to_devices(self, kind: str, messages: Mapping[Seat, Json]) -> bool:
        """Send to-device events; whether the homeserver took them."""
        body: dict[str, dict[str, Json]] = {}
        for (user, device), content in messages.items():
            body.setdefault(user, {})[device] = content
        path = at("sendToDevice", kind, uuid4().hex)
        return (await ask(self._wire, "PUT", path, {"messages": body})).ok

    def room_key(self, room: MatrixRoomId, session: OutboundGroupSession, device: OlmDevice) -> Json | None:
        """The key of `session` from its present index on, encrypted for one device; None without an Olm session."""
        olm_session = self._olm_session(device)
        if olm_session is None:
            return None
        key = {"algorithm": MEGOLM, "room_id": room, "session_id": session.id, "session_key": session.session_key}
        encrypted: Json = self._olm._olm_encrypt(olm_session, device, "m.room_key", key)
        return encrypted

    def known_devices(self, user: UserId) -> tuple[OlmDevice, ...]:
        """Every device the account has, trusted or not, this one left out."""
        devices = self._client.device_store.active_user_devices(user)
        return tuple(device for device in devices if _seat(device) != (self.user, self._client.device_id))

    def _devices(self, user: UserId) -> list[OlmDevice]:
        """The trusted devices, where nio holds the very keys that were signed.

        nio keeps the first keys it was shown for a device id and refuses others later; a homeserver that shows nio
        keys of its own first and the signed ones afterwards gains nothing.
        """
        trusted = self._trust.devices_of(user)
        return [
            device
            for device in self.known_devices(user)
            if (keys := trusted.get(DeviceId(device.id))) is not None
            and (keys.ed25519, keys.curve25519) == (device.ed25519, device.curve25519)
        ]

    def _olm_session(self, device: OlmDevice) -> Any:
        return self._olm.session_store.get(device.curve25519)

    def _session_for(self, room: MatrixRoomId, wanted: set[Seat]) -> _Holders:
        holders = self._holders.get(room)
        if holders is None or not self._current(room, holders, wanted):
            self._olm.create_outbound_group_session(room)
            holders = self._holders[room] = _Holders(self._olm.outbound_group_sessions[room])
        return holders

    def _current(self, room: MatrixRoomId, holders: _Holders, wanted: set[Seat]) -> bool:
        """Neither replaced by nio (somebody left, a device changed) nor worn out nor held by somebody unwanted."""
        same = self._olm.outbound_group_sessions.get(room) is holders.session
        return same and not holders.session.expired and holders.offered <= wanted

    async def _give(self, room: MatrixRoomId, holders: _Holders, devices: Iterable[OlmDevice]) -> bool:
        """Give the key to those who have not got it, or whose Olm session is a new one (theirs may have broken)."""
        missing = [
            device
            for device in devices
            if (olm_session := self._olm_session(device)) and holders.given.get(_seat(device)) != olm_session.id
        ]
        for start in range(0, len(missing), DEVICES_A_REQUEST):
            messages: dict[Seat, Json] = {}
            carried: dict[Seat, str] = {}
            for device in missing[start : start + DEVICES_A_REQUEST]:
                if (message := self.room_key(room, holders.session, device)) is not None:
                    messages[_seat(device)] = message
                    carried[_seat(device)] = self._olm_session(device).id
            holders.offered |= set(messages)
            if not await self.to_devices("m.room.encrypted", messages):
                return False
            holders.given |= carried
        return True

    async def _withhold(self, room: MatrixRoomId, holders: _Holders, people: Iterable[UserId]) -> None:
        """Tell devices that nobody vouches for why they cannot read (`m.room_key.withheld`), once a session."""
        trusted = {_seat(device) for user in people for device in self._devices(user)}
        strange = {_seat(device) for user in people for device in self.known_devices(user)} - trusted
        if not (untold := strange - holders.withheld):
            return
        holders.withheld |= untold
        content = {
            "algorithm": MEGOLM,
            "room_id": room,
            "session_id": holders.session.id,
            "sender_key": self._olm.account.identity_keys["curve25519"],
            "code": "m.unverified",
        }
        await self.to_devices("m.room_key.withheld", dict.fromkeys(untold, content))


def _seat(device: OlmDevice) -> Seat:
    return UserId(device.user_id), DeviceId(device.id)


def _server(user: UserId) -> str:
    return user.partition(":")[2]


def _claimed(body: Json, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Json]]:
    """The keys among the answer that were asked for."""
    given = body.get("one_time_keys")
    found: dict[str, dict[str, Json]] = {}
    for user, names in wanted.items():
        devices = given.get(user) if isinstance(given, dict) else None
        for name in names:
            key = devices.get(name) if isinstance(devices, dict) else None
            if isinstance(key, dict) and key:
                found.setdefault(user, {})[name] = key
    return found
