"""Files that people send: read out of an event, fetched over authenticated media, opened in memory."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import EncryptionError

from bot.gateway import FileSent
from bot.matrix.absorb import within
from bot.matrix.client import Client
from bot.matrix.wire import Answer
from workflows.values.delivery import NotYet, Rejected

MEDIA: Final = "/_matrix/client/v1/media/download"  # authenticated, Matrix 1.11
MXC: Final = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")
OPENS: Final = re.compile(r"[A-Za-z0-9+/_-]{1,100}={0,2}")  # base64 of either alphabet
LONGEST_NAME: Final = 255
CHUNK: Final = 16_384


def file_in(content: Mapping[str, Any]) -> FileSent | None:
    """The file that a decrypted message carries; None where it names none that could be fetched.

    It has no key where the file itself was uploaded in clear.
    """
    sealed = within(content, "file")
    url = sealed.get("url") or content.get("url")
    name = content.get("filename") or content.get("body")
    if not isinstance(url, str) or not MXC.fullmatch(url) or not isinstance(name, str):
        return None
    size = within(content, "info").get("size")
    opens = (within(sealed, "key").get("k"), sealed.get("iv"), within(sealed, "hashes").get("sha256"))
    key, iv, sha256 = opens if all(isinstance(part, str) and OPENS.fullmatch(part) for part in opens) else ("", "", "")
    return FileSent(
        url=url,
        name="".join(letter for letter in name[:LONGEST_NAME] if letter.isprintable()),
        size=size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 1 << 53 else None,
        key=str(key),
        iv=str(iv),
        sha256=str(sha256),
    )


async def fetch(client: Client, file: FileSent, most: int) -> bytes | NotYet | Rejected:
    """The file, decrypted; never more than `most` bytes are taken, whatever its sender or the homeserver says of it."""
    address = MXC.fullmatch(file.url)
    if address is None:
        return Rejected("damaged")
    headers = {"Authorization": f"Bearer {client.access_token}"}
    try:
        async with await client.send("GET", f"{MEDIA}/{address[1]}/{address[2]}", None, headers) as response:
            if response.status != 200:
                return await _refused(response)
            sealed = await _counted(response, most)
    except aiohttp.ClientConnectorError:
        return Answer(0, unasked=True).failure()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Answer(0).failure()
    if sealed is None:
        return Rejected("too-large")
    try:
        return await asyncio.to_thread(decrypt_attachment, sealed, file.key, file.sha256, file.iv)
    except (EncryptionError, ValueError):
        return Rejected("damaged")


async def _counted(response: aiohttp.ClientResponse, most: int) -> bytes | None:
    taken = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        taken += chunk
        if len(taken) > most:
            return None
    return bytes(taken)


async def _refused(response: aiohttp.ClientResponse) -> NotYet | Rejected:
    try:
        body = await response.json(content_type=None)
    except (ValueError, RecursionError):
        body = {}
    return Answer(response.status, body if isinstance(body, dict) else {}).failure()
