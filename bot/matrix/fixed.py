"""The fixed texts: the only words that may reach a device nobody vouches for, and the only plaintext ever sent."""

from typing import Any, Final

from nio.crypto.sessions import OutboundGroupSession

from bot.gateway import FixedText, Kind
from bot.matrix.client import Client
from bot.matrix.content import TXN
from bot.matrix.gate import put_encrypted, sent
from bot.matrix.sharing import Seat, Sharing
from bot.matrix.wire import Json, Wire, ask, at
from bot.text.fixed import FIXED_TEXTS
from workflows.values.delivery import Hold, NotYet, Outcome, Rejected
from workflows.values.ids import DeviceId, MatrixRoomId, UserId

IN_CLEAR: Final[Json] = {
    "msgtype": Kind.TEXT.value,
    "body": FIXED_TEXTS[FixedText.NOT_ENCRYPTED],
    "m.mentions": {},
}


async def say_not_encrypted(wire: Wire, room: MatrixRoomId, txn: str) -> Outcome:
    """The one plaintext. It takes nothing that could become part of what is said."""
    return sent(await ask(wire, "PUT", at("rooms", room, "send", "m.room.message", txn), IN_CLEAR))


class FixedTexts:
    """Sends one of the fixed texts into a direct chat, to every device of its person and to nobody else."""

    def __init__(self, wire: Wire, client: Client, sharing: Sharing) -> None:
        self._wire = wire
        self._client = client
        self._sharing = sharing
        client.permit_in_clear(IN_CLEAR)

    async def send(self, room: MatrixRoomId, user: UserId, text: FixedText, txn: str) -> Outcome:
        seen = self._client.rooms.get(room)
        if seen is None or self._client.olm is None:
            return NotYet("room-unknown", Hold.ROOM)
        if text is FixedText.NOT_ENCRYPTED:
            if seen.encrypted:
                return Rejected("encrypted")
            return await say_not_encrypted(self._wire, room, txn)
        if (hold := self._not_a_direct_chat(seen, user)) is not None:
            return hold
        await self._sharing.ensure_known({user})
        return await self._to_every_device(room, user, FIXED_TEXTS[text], txn)

    def _not_a_direct_chat(self, seen: Any, user: UserId) -> NotYet | None:
        if not seen.encrypted:
            return NotYet("not-encrypted", Hold.ROOM)
        if extra := {UserId(name) for name in seen.users} - {user, self._sharing.user}:
            return NotYet("not-on-roster", Hold.ROOM, people=tuple(sorted(extra)))
        member = seen.users.get(user)
        return NotYet("no-reader", Hold.PERSON, people=(user,)) if member is None or member.invited else None

    async def _to_every_device(self, room: MatrixRoomId, user: UserId, body: str, txn: str) -> Outcome:
        """Under a session that carries this one event and is then forgotten, so that its key opens nothing else."""
        session = OutboundGroupSession()
        devices = self._sharing.known_devices(user)
        await self._sharing.claim(devices)
        messages: dict[Seat, Json] = {}
        for device in devices:
            if (message := self._sharing.room_key(room, session, device)) is not None:
                messages[user, DeviceId(device.id)] = message
        if not messages:
            return NotYet("no-reader", Hold.PERSON, people=(user,))
        if not await self._sharing.to_devices("m.room.encrypted", messages):
            return NotYet("keys-not-shared", Hold.SERVER)
        return await put_encrypted(self._wire, room, self._encrypt(room, session, body, txn), txn)

    def _encrypt(self, room: MatrixRoomId, session: OutboundGroupSession, body: str, txn: str) -> Json:
        content = {"msgtype": Kind.TEXT.value, "body": body, "m.mentions": {}, TXN: txn}
        return self._sharing.seal(room, session, content)
