"""A session in a process of its own, to be cut off at any moment: what it stores is one line of a file each time."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.gateway import Batch, Message
from bot.matrix.credentials import DataFolder
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession
from bot.matrix.trust import Trust
from tests.server.listening import PASSWORD, QUICK, NobodyPinned
from workflows.values.ids import EventId, IdentityKey, UserId


class Ledger:
    """Each batch is one line, written and synced at once: the last whole line says where to go on."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._cursor = next((record["cursor"] for record in reversed(records(path)) if record["cursor"]), None)

    async def cursor(self) -> str | None:
        return self._cursor

    async def known(self, event: EventId) -> bool:
        return False

    async def receive(self, batch: Batch) -> None:
        heard = [(value.event, value.body) for value in batch.incoming if isinstance(value, Message)]
        self._append({"cursor": batch.cursor, "heard": heard})

    async def readable_now(self, message: Message) -> None:
        self._append({"cursor": None, "heard": [(message.event, message.body)]})

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        return

    def _append(self, record: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(record).encode() + b"\n")
        os.fsync(self._file)


def records(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a ledger."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


async def main(url: str, user: str, folder: Path, ledger: Path) -> None:
    receiver = Ledger(ledger)
    settings = LoginSettings(homeserver=url, user=UserId(user), password=PASSWORD)
    session = MatrixSession(
        settings, DataFolder(folder), receiver, lambda c: Trust(c, NobodyPinned(), receiver), pace=QUICK
    )
    await session.start()
    await session.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
