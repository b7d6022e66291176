"""The floor: the least encrypted bot that matrix-nio allows, in a process of its own. It joins, decrypts, answers.

It trusts everybody, keeps nothing but its keys, and loses what comes while it is away or in a gap.
"""

import asyncio
import logging
import os
import sys
import threading
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText

LONG_POLL = 30_000  # milliseconds


async def main(homeserver: str, user: str, password: str, store: Path, timeline: int | None) -> None:
    """Answer every message with its own text. `timeline`: events of a room in one sync; None as the server likes."""
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    config = AsyncClientConfig(store_sync_tokens=False, encryption_enabled=True)
    client = AsyncClient(homeserver, user, store_path=str(store), config=config)
    await client.login(password)

    trusted: set[tuple[str, str]] = set()

    async def invited(room: MatrixRoom, _: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def trust_everybody(room: MatrixRoom) -> None:
        if not room.members_synced:
            await client.joined_members(room.room_id)
        if client.should_query_keys:
            await client.keys_query()
        for member in room.users:
            for device in client.device_store.active_user_devices(member):
                if (member, device.id) not in trusted:
                    client.verify_device(device)
                    trusted.add((member, device.id))

    async def said(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != user:
            content = {"msgtype": "m.notice", "body": event.body, "m.mentions": {}}
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": event.event_id}}
            await trust_everybody(room)
            await client.room_send(room.room_id, "m.room.message", content)

    client.add_event_callback(invited, InviteMemberEvent)
    client.add_event_callback(said, RoomMessageText)
    wide = {"room": {"timeline": {"limit": timeline}}} if timeline else None
    await client.sync_forever(timeout=LONG_POLL, sync_filter=wide, full_state=True)


def _end_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    address, account, secret, folder, *limit = sys.argv[1:]
    asyncio.run(main(address, account, secret, Path(folder), int(limit[0]) if limit else None))
