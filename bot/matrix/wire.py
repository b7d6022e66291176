"""One question to the homeserver and what its answer means: try again, never, or done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp

from workflows.values.delivery import Hold, NotYet, Rejected

CLIENT = "/_matrix/client/v3"
LONGEST_WAIT = timedelta(minutes=5)  # what a homeserver may ask of us; longer is capped and asked again

# Refused for now: the account, not the request, is what the homeserver minds (practice for 401 and locked accounts).
NOT_OUR_REQUEST = frozenset(
    {
        "M_UNKNOWN_TOKEN",
        "M_MISSING_TOKEN",
        "M_USER_LOCKED",
        "M_USER_SUSPENDED",
        "M_USER_DEACTIVATED",
        "M_CONSENT_NOT_GIVEN",
        "M_RESOURCE_LIMIT_EXCEEDED",
    }
)
CODE = re.compile(r"[A-Z][A-Z_]{2,40}")

Json = dict[str, Any]


class Wire(Protocol):
    """The logged-in connection: one request, one answer, no retry of its own."""

    async def raw(self, method: str, path: str, body: Json | None = None) -> tuple[int, Any]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 where nothing did: then nobody knows whether the request was carried out."""

    status: int
    body: Json = field(default_factory=dict)
    rows: tuple[Any, ...] = ()  # where the answer is a list
    unasked: bool = False  # no connection was made: the request surely never left

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def code(self) -> str:
        """The homeserver's `errcode`, or nothing: a proxy in between answers without one."""
        code = self.body.get("errcode")
        return code if isinstance(code, str) and CODE.fullmatch(code) else ""

    @property
    def ambiguous(self) -> bool:
        """The request may have been carried out although no one said so."""
        return self.status in {0, 408} or self.status >= 500

    def failure(self) -> NotYet | Rejected:
        """What a refusal means for whoever asked. Codes only; the homeserver's prose is not kept."""
        if self.status == 429 or self.code == "M_LIMIT_EXCEEDED":
            return NotYet("limited", Hold.SERVER, self._asked_wait(), unsaid=True)
        if self.status == 0:
            return NotYet("unreachable", Hold.SERVER, unsaid=self.unasked)
        if self.status == 401 or self.code in NOT_OUR_REQUEST:
            return NotYet("account", Hold.SERVER, unsaid=True)
        if self.status == 413:
            return Rejected("too-large")
        if 400 <= self.status < 500 and self.status != 408 and self.code:
            return Rejected(self.code.removeprefix("M_").lower().replace("_", "-"))
        return NotYet(f"http-{self.status}", Hold.SERVER)

    def _asked_wait(self) -> timedelta | None:
        wait = self.body.get("retry_after_ms")
        if not isinstance(wait, int | float) or isinstance(wait, bool) or not wait > 0:
            return None
        return min(timedelta(milliseconds=min(wait, 1e9)), LONGEST_WAIT)


def with_wait(status: int, headers: Mapping[str, str], body: Json) -> Json:
    """The wait that a refusal's header asks for, where its body names none (a proxy's 429; the field is deprecated)."""
    seconds = headers.get("Retry-After", "")
    if status != 429 or "retry_after_ms" in body or not re.fullmatch("[0-9]{1,6}", seconds):
        return body
    return {**body, "retry_after_ms": int(seconds) * 1000}


async def ask(wire: Wire, method: str, path: str, body: Json | None = None) -> Answer:
    """Put one request. Never raises for what the network does."""
    try:
        status, answer = await wire.raw(method, path, body)
    except aiohttp.ClientConnectorError:
        return Answer(0, unasked=True)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Answer(0)
    if isinstance(answer, list):
        return Answer(status, rows=tuple(answer))
    return Answer(status, answer if isinstance(answer, dict) else {})


def at(*parts: str) -> str:
    """A path of the client-server API, each part percent-encoded: `at("rooms", room, "state")`."""
    return "/".join((CLIENT, *(quote(part, safe="") for part in parts)))
