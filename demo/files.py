"""Files as clients send them: encrypted before they are uploaded, their key inside the encrypted message."""

import json
from typing import Any
from urllib.parse import quote

from nio.crypto.attachments import encrypt_attachment

from demo.people import Person, RefusedByServer


async def send_file(person: Person, room: str, name: str, content: bytes, *, size: int | None = None) -> str:
    """Upload a file and send it into the room; its event id. `size` is what is said of it, else the truth.

    Raises RefusedByServer.
    """
    sealed, opens = encrypt_attachment(content)
    headers = {
        "Authorization": f"Bearer {person.client.access_token}",
        "Content-Type": "application/octet-stream",
    }
    path = f"/_matrix/media/v3/upload?filename={quote(name)}"
    async with await person.client.send("POST", path, sealed, headers) as response:
        answer: Any = json.loads(await response.text() or "{}")
    if "content_uri" not in answer:
        raise RefusedByServer(f"upload: {response.status} {answer.get('errcode')}")
    words = {
        "msgtype": "m.file",
        "body": name,
        "filename": name,
        "info": {"size": len(content) if size is None else size, "mimetype": "application/yaml"},
        "file": {**opens, "url": answer["content_uri"]},
    }
    return await person.send(room, "m.room.message", words)
