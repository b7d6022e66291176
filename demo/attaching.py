"""Sending a file as a phone does: encrypted on the device, uploaded, and named in an encrypted message."""

import io
import secrets

from nio import UploadResponse

from demo.people import Person, RefusedByServer


async def attach(person: Person, room: str, name: str, content: bytes, *, kind: str = "application/yaml") -> str:
    """Encrypt `content`, upload it, and say so in `room`; the event id. Raises RefusedByServer."""
    uploaded, keys = await person.client.upload(
        io.BytesIO(content), content_type=kind, filename=secrets.token_hex(8), encrypt=True, filesize=len(content)
    )
    if not isinstance(uploaded, UploadResponse) or keys is None:
        raise RefusedByServer(f"upload: {uploaded}")
    message = {
        "msgtype": "m.file",
        "body": name,
        "filename": name,
        "info": {"size": len(content), "mimetype": kind},
        "file": {"url": uploaded.content_uri, **keys},
        "m.mentions": {},
    }
    return await person.send(room, "m.room.message", message)
