"""A wire that can be listened to and cut: it stands between the bot and a real homeserver, on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import ClientSession, ClientTimeout, web

Json = dict[str, Any]
Change = Callable[[Any], Any]

KEPT = {"authorization", "content-type", "accept"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it passed. `path` is decoded and without its query, which stands in `query`."""

    method: str
    path: str
    body: Any
    query: Mapping[str, str]
    token: str = field(default="", repr=False)

    def sends(self) -> bool:
        """Whether it puts a message event into a room."""
        return self.method == "PUT" and "/send/" in self.path

    def event_type(self) -> str:
        return self.path.partition("/send/")[2].partition("/")[0]


@dataclass(slots=True)
class Rule:
    """What happens once to the next request that fits: its answer is lost, replaced, changed or waits for `held`.

    A GET is fitted when its answer passes, too: what waits for news while the rule is made, or ends, is no exception.
    """

    method: str
    part: str
    lose: bool = False
    instead: tuple[int, Any] | None = None
    change: Change | None = None
    held: asyncio.Event | None = None
    cut: bool = False  # half of the answer is missing, and nothing says so
    token: str | None = None  # with this access token alone
    times: int = 1
    met: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, request: Request) -> bool:
        if self.token is not None and request.token != self.token:
            return False
        return self.times > 0 and request.method == self.method and self.part in request.path


class Proxy:
    """Passes everything on, keeps what passed, and does to some of it what the rules say."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.url = ""
        self.seen: list[Request] = []
        self.rules: list[Rule] = []

    def rule(self, method: str, part: str, **what: Any) -> Rule:
        """Add a rule; see Rule. Its `met` says that it was applied."""
        self.rules.append(rule := Rule(method, part, **what))
        return rule

    def sent(self) -> list[Request]:
        """All that was put into rooms."""
        return [request for request in self.seen if request.sends()]

    def asked(self, method: str, part: str) -> list[Request]:
        return [request for request in self.seen if request.method == method and part in request.path]

    def _apply(self, request: Request, which: Callable[[Rule], bool] = lambda _: True) -> Rule | None:
        rule = next((rule for rule in self.rules if rule.fits(request) and which(rule)), None)
        if rule is not None:
            rule.times -= 1
            rule.met.set()
        return rule

    async def handle(self, session: ClientSession, incoming: web.BaseRequest) -> web.StreamResponse:
        data = await incoming.read()
        request = Request(
            incoming.method,
            unquote(incoming.path),
            json.loads(data) if data else None,
            dict(incoming.query),
            incoming.headers.get("Authorization", "").removeprefix("Bearer "),
        )
        self.seen.append(request)
        asks = request.method == "GET"
        rule = self._apply(request, lambda rule: not asks or rule.instead is not None)
        if rule is not None and rule.instead is not None:
            return web.json_response(rule.instead[1], status=rule.instead[0])
        headers = {name: value for name, value in incoming.headers.items() if name.lower() in KEPT}
        async with session.request(
            incoming.method, self.target + incoming.raw_path, data=data or None, headers=headers
        ) as answer:
            status, body = answer.status, await answer.read()
        if asks:
            rule = self._apply(request)
        if rule is not None and rule.instead is not None:
            return web.json_response(rule.instead[1], status=rule.instead[0])
        if rule is not None and rule.held is not None:
            await rule.held.wait()
        if rule is not None and rule.lose:
            assert incoming.transport is not None
            incoming.transport.abort()
        if rule is not None and rule.change is not None:
            body = json.dumps(rule.change(json.loads(body))).encode()
        if rule is not None and rule.cut:
            body = body[: len(body) // 2]
        return web.Response(status=status, body=body, content_type="application/json")


@asynccontextmanager
async def proxied(target: str) -> AsyncIterator[Proxy]:
    """A running proxy in front of `target`."""
    proxy = Proxy(target)
    async with ClientSession(timeout=ClientTimeout(total=120), auto_decompress=True) as session:

        async def handle(incoming: web.BaseRequest) -> web.StreamResponse:
            return await proxy.handle(session, incoming)

        runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server = site._server
        assert isinstance(server, asyncio.Server)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield proxy
        finally:
            await runner.cleanup()
