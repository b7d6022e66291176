"""Our Matrix client: nio's, with every request looked at as it leaves and every hostile answer survived."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext
from typing import Any

import aiohttp
from nio import AsyncClient, AsyncClientConfig
from nio.store import SqliteStore

from bot.matrix.guard import Ratchet, check_wire, silence
from bot.matrix.wire import with_wait

REQUEST_SECONDS = 30.0
NOT_ACCEPTED = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_LOCKED", "M_USER_DEACTIVATED"})
WHOAMI = "/_matrix/client/v3/account/whoami"
DOORWAY = frozenset({WHOAMI, "/_matrix/client/v3/login"})  # what may be asked before we are accepted


@dataclass(frozen=True, slots=True)
class Refusal:
    """The homeserver does not accept our token. `soft`: the device is still there, a new login may go on with it."""

    code: str
    soft: bool


class Quiet(aiohttp.ClientConnectionError):
    """Nothing is sent before the homeserver accepts our token, and while it no longer does."""


class Client(AsyncClient):  # type: ignore[misc]
    """One logged-in device with its crypto store.

    `dropped` counts, by code, what came in and could not be used. `withheld` says why a room key (room, session) does
    not come. `listeners` are called with each to-device event that is not encrypted, as it came. nio neither retries
    nor waits by itself here: each request is made once, and 429 is an answer like others.
    """

    olm: Ratchet | None
    store: Any

    def __init__(
        self,
        homeserver: str,
        user: str,
        folder: Path,
        *,
        proxy: str | None = None,
        ssl: SSLContext | None = None,
    ) -> None:
        silence()
        self.dropped: Counter[str] = Counter()
        self.withheld: dict[tuple[str, str], str] = {}
        self.listeners: list[Callable[[dict[str, Any]], None]] = []
        self.refusal: Refusal | None = Refusal("M_MISSING_TOKEN", soft=True)
        self.inviters: dict[str, str] = {}
        self.talking = 0  # how many messages of ours are on their way now
        self._in_clear: list[dict[str, Any]] = []
        config = AsyncClientConfig(
            store=SqliteStore,
            store_sync_tokens=False,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=REQUEST_SECONDS,
        )
        address = homeserver.rstrip("/")
        super().__init__(address, user, store_path=str(folder), config=config, ssl=ssl, proxy=proxy)

    def unlock(self, user: str, device: str, pickle_key: str) -> None:
        """Open the crypto store of this device, made when missing, with our machine instead of nio's.

        `pickle_key` is 32 random bytes in hex: nio derives the real key by one plain hash.
        """
        self.user_id, self.device_id = user, device
        if self.store is None:
            name = f"crypto-{device}.db"
            self.store = SqliteStore(user, device, self.store_path, pickle_key, name)
            self.olm = Ratchet(self.user_id, self.device_id, self.store, self.dropped)
            self.encrypted_rooms = self.store.load_encrypted_rooms()

    def permit_in_clear(self, content: Mapping[str, Any]) -> None:
        """Let exactly this content pass unencrypted: the one door, for a fixed text without any variable."""
        self._in_clear.append(dict(content))

    async def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        trace_context: Any = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> aiohttp.ClientResponse:
        """Every request of nio's and ours passes here, once. Raises LeavesInClear, Quiet and what aiohttp raises."""
        check_wire(method, path, data, self._in_clear)
        if self.refusal is not None and path.partition("?")[0] not in DOORWAY:
            raise Quiet
        token = (headers or {}).get("Authorization")
        response: aiohttp.ClientResponse = await super().send(method, path, data, headers, trace_context, timeout)
        if response.status in {401, 403} and token:
            await self._note_refusal(response, token)
        return response

    async def raw(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> tuple[int, Any]:
        """One request of ours, authenticated, without a retry: its status and its JSON.

        `path` starts with `/_matrix/`, percent-encoded, query included. Raises aiohttp.ClientError, TimeoutError or
        OSError where no whole answer came; a refusal whose body is no JSON gives an empty object.
        """
        headers = {"Content-Type": "application/json"}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        data = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        async with await self.send(method, path, data, headers, timeout=seconds) as response:
            try:
                answer = json.loads(await response.read())
            except (ValueError, RecursionError):
                if response.status == 200:
                    raise aiohttp.ClientPayloadError("the answer is not JSON") from None
                answer = {}
            if isinstance(answer, dict):
                answer = with_wait(response.status, response.headers, answer)
            return response.status, answer

    def forget(self, room: str) -> None:
        """We are no longer in this room: nothing may be sent into it, and its key ends."""
        self.rooms.pop(room, None)
        self.inviters.pop(room, None)
        if self.olm is not None:
            self.olm.outbound_group_sessions.pop(room, None)

    async def _note_refusal(self, response: aiohttp.ClientResponse, token: str) -> None:
        try:
            answer = json.loads(await response.read())
        except (ValueError, RecursionError):
            return
        code = answer.get("errcode") if isinstance(answer, dict) else None
        if code in NOT_ACCEPTED and token == f"Bearer {self.access_token}":
            self.refusal = Refusal(str(code), soft=answer.get("soft_logout") is True)
