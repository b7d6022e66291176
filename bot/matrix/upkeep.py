"""What our device owes others after a sync: keys to start sessions with, and new sessions where one is broken."""

import secrets

from nio.responses import KeysClaimResponse

from bot.matrix.client import Client
from bot.matrix.guard import ONE_TIME_KEYS
from bot.matrix.incoming import Vouching
from bot.matrix.wire import ask, at
from workflows.values.ids import UserId

MENDED_AT_ONCE = 5
MEND_AGAIN = 3600.0  # seconds: one new session an hour with the same device, as other clients do


async def upload_keys(client: Client) -> None:
    """Give the homeserver what it lacks of our keys. Trouble is left to the next sync."""
    olm = client.olm
    if olm is None or not olm.should_upload_keys:
        return
    answer = await ask(client, "POST", at("keys", "upload"), olm.share_keys())
    if answer.ok:
        count = answer.body.get("one_time_key_counts")
        on_server = count.get(ONE_TIME_KEYS) if isinstance(count, dict) else None
        olm.shared(on_server if isinstance(on_server, int) else 0)
    elif answer.status == 400:  # it has other keys by these names, from a life that our store does not remember
        client.dropped["keys-refused"] += 1
        olm.mark_keys_as_published()
        olm.save_account()


class Mending:
    """Starts a new session with a device whose messages to us could not be decrypted.

    Only with people of our rooms and once an hour a device: anybody may send us what cannot be decrypted.
    """

    def __init__(self, client: Client, trust: Vouching) -> None:
        self._client = client
        self._trust = trust
        self._tried: dict[tuple[str, str], float] = {}

    async def mend(self, now: float) -> None:
        """Take a few of the broken sessions. `now` is monotonic, in seconds. Trouble is left to the next failure."""
        olm = self._client.olm
        if olm is None or not olm.wedged:
            return
        broken, olm.wedged = olm.wedged, set()
        near = {user for room in self._client.rooms.values() for user in room.users}
        self._tried = {pair: at for pair, at in self._tried.items() if now - at < MEND_AGAIN}
        due = sorted(pair for pair in broken if pair[0] in near and pair not in self._tried)
        for user, sender_key in due[:MENDED_AT_ONCE]:
            self._tried[user, sender_key] = now
            await self._mend(user, sender_key)
        olm.wedged.update(due[MENDED_AT_ONCE:])

    async def _mend(self, user: str, sender_key: str) -> None:
        client, olm = self._client, self._client.olm
        await self._trust.ensure_known({UserId(user)})
        device = olm.device_store.device_from_sender_key(user, sender_key) if olm else None
        if olm is None or device is None:
            return
        wanted = {"one_time_keys": {user: {device.id: ONE_TIME_KEYS}}}
        answer = await ask(client, "POST", at("keys", "claim"), wanted)
        claimed = answer.body.get("one_time_keys")
        mine = claimed.get(user) if answer.ok and isinstance(claimed, dict) else None
        if not isinstance(mine, dict) or not isinstance(mine.get(device.id), dict):
            client.dropped["session-not-mended"] += 1
            return
        olm.wedged_devices.append(device)  # so that nio queues an empty message, which makes the new session known
        olm.handle_response(KeysClaimResponse({user: {device.id: mine[device.id]}}, {}))
        olm.wedged_devices.clear()
        waiting, olm.outgoing_to_device_messages = olm.outgoing_to_device_messages, []
        for message in waiting:
            path = at("sendToDevice", message.type, secrets.token_hex(16))
            await ask(client, "PUT", path, message.as_dict())
            client.dropped["session-mended"] += 1
