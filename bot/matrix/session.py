"""Our one conversation with the homeserver: what it says is read, stored by the receiver, and only then asked for more.

The position in the sync is the receiver's, saved with what was read. So a crash anywhere brings the same things again.
"""

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any
from urllib.parse import urlencode

from bot.gateway import Message, Receiver, Unreadable
from bot.matrix.absorb import absorb, only_from
from bot.matrix.client import Client
from bot.matrix.credentials import DataFolder, SessionRefused
from bot.matrix.history import read_again
from bot.matrix.incoming import Opened, Vouching
from bot.matrix.login import Attempt, Door, Login, LoginSettings
from bot.matrix.reading import Reading
from bot.matrix.upkeep import Mending, upload_keys
from bot.matrix.wire import LONGEST_WAIT, Answer, ask, at
from workflows.values.ids import EventId, MatrixRoomId

logger = logging.getLogger(__name__)

POSITION = re.compile(r"[!-~]{1,4000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long we wait for what, in seconds of monotonic time, and how much we take at once."""

    long_poll: float = 30.0  # the homeserver answers at once when there is news
    impatient_poll: float = 2.0  # while a sender could not be asked about
    answer: float = 30.0  # beyond the long poll, for a whole answer
    first_answer: float = 300.0  # with the state of every room in it
    own_echo: float = 0.1  # before the next sync, where one brought only our own words and more are on their way
    first_pause: float = 1.0
    longest_pause: float = 30.0
    token_again: float = 30.0
    timeline: int = 200  # events of one room in one sync; more of them are fetched from its history


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the session does. Times are monotonic, of the event loop; codes and numbers, never content."""

    speaking: bool
    refusal: str | None  # the errcode with which the homeserver refused our token
    last_sync: float | None
    failures: int  # in a row
    failure: str | None  # code of the last of them
    one_time_keys: int | None  # on the homeserver; fewer than 10 deserve an alarm
    waiting_for_keys: int
    rooms: int
    dropped: Mapping[str, int]


class MatrixSession:
    """Logs in once, and reads for as long as `run` runs."""

    def __init__(
        self,
        settings: LoginSettings,
        folder: DataFolder,
        receiver: Receiver,
        make_trust: Callable[[Client], Vouching],
        *,
        proxy: str | None = None,
        ssl: SSLContext | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.user = settings.user
        self.client = Client(settings.homeserver, settings.user, folder.path, proxy=proxy, ssl=ssl)
        self.trust = make_trust(self.client)
        self.raw = self.client.raw
        self.room_listeners: list[Callable[[Opened], None]] = []
        self._folder = folder
        self._receiver = receiver
        self._pace = pace or Pace()
        self._door = Door(self.client, folder, settings)
        self._reading = Reading(self.client, self.trust, receiver, self.room_listeners)
        self._mending = Mending(self.client, self.trust)
        self._accepted = asyncio.Event()
        self._stored = asyncio.Event()  # a new one after each sync
        self._reread = asyncio.Event()
        self._since: str | None = None
        self._primed = False
        self._last_sync: float | None = None
        self._failures = 0
        self._failure: str | None = None
        self._told = ""  # the last line for the operator, not to say it again each time

    async def start(self) -> None:
        """Take the folder and try to be accepted. At the very first start it waits for the homeserver.

        Later it returns although nobody answers or the token is refused, and `run` goes on trying: the rest of the bot
        shall decide and record meanwhile. Raises SessionRefused where the operator has to put something right.
        """
        self._folder.open()
        known = self._folder.credentials() is not None
        attempt = await self._enter()
        while attempt.login is Login.UNREACHABLE and not known:
            await self._pause(max(self._failed(attempt.code, attempt.line), attempt.wait))
            attempt = await self._enter()
        if attempt.login is Login.REFUSED and not known:
            raise SessionRefused(attempt.line)

    async def run(self) -> None:
        """Read until cancelled. Raises only what the receiver raises: what could not be stored comes again."""
        self._since = await self._receiver.cursor()
        while True:
            if self.client.refusal is not None:
                await self._get_accepted()
            else:
                await self._turn()

    async def close(self) -> None:
        """Let go of network, store and folder. The device stays logged in."""
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()
        self._folder.close()

    async def accepted(self) -> None:
        """Wait until the homeserver has accepted us and our device keys are published."""
        await self._accepted.wait()

    async def synced(self, room: MatrixRoomId | None = None) -> None:
        """Wait until this room has come down the sync; without a room, until the next sync has been stored."""
        if room is None:
            await self._stored.wait()
        while room is not None and room not in self.client.rooms:
            await self._stored.wait()

    def reread(self) -> None:
        """Read the token file again now, and end any pause."""
        self._door.try_all()
        self._reread.set()

    async def read_again(self, room: MatrixRoomId, events: Sequence[EventId]) -> tuple[Message | Unreadable, ...]:
        """Fetch what could not be read, or was not kept, once more. What still cannot be read waits for its key."""
        if self.client.olm is None:
            return ()
        found = await read_again(self.client, self.trust, room, events)
        for value, event in found:
            if isinstance(value, Unreadable):
                self._reading.remember(value, event)
        return tuple(value for value, _ in found)

    @property
    def health(self) -> Health:
        refusal, olm = self.client.refusal, self.client.olm
        return Health(
            speaking=refusal is None,
            refusal=refusal.code if refusal else None,
            last_sync=self._last_sync,
            failures=self._failures,
            failure=self._failure,
            one_time_keys=olm.uploaded_key_count if olm else None,
            waiting_for_keys=self._reading.waiting,
            rooms=len(self.client.rooms),
            dropped=dict(self.client.dropped),
        )

    async def _enter(self) -> Attempt:
        attempt = await self._door.enter()
        if attempt.login is Login.ACCEPTED:
            await self._publish_keys()
        return attempt

    async def _publish_keys(self) -> None:
        await upload_keys(self.client)
        if self.client.olm is not None and self.client.olm.account.shared:
            self._accepted.set()

    async def _get_accepted(self) -> None:
        """Our token is refused: nothing is said until it, or another of the same device, is accepted."""
        try:
            attempt = await self._enter()
        except SessionRefused as refused:
            attempt = Attempt(Login.REFUSED, "refused", str(refused))
        match attempt.login:
            case Login.ACCEPTED:
                self._worked()
            case Login.UNREACHABLE:
                await self._pause(max(self._failed(attempt.code, attempt.line), attempt.wait))
            case Login.REFUSED:
                self._failed(attempt.code, attempt.line)
                await self._pause(self._pace.token_again)

    async def _turn(self) -> None:
        """One sync: asked for, gaps filled, taken in, translated, stored."""
        answer = await self._ask()
        position = answer.body.get("next_batch")
        if not answer.ok or not isinstance(position, str) or not POSITION.fullmatch(position):
            code = answer.code or (f"http-{answer.status}" if answer.status else "unreachable")
            await self._pause(max(self._failed("bad-sync" if answer.ok else code), _asked(answer)))
            return
        gaps = await self._reading.fill_gaps(answer.body, self._since)
        if gaps is None:
            await self._pause(self._failed("gap"))
            return
        absorb(self.client, answer.body)
        await self._reading.take(answer.body, gaps, position, since=self._since, primed=self._primed)
        self._since, self._primed = position, True
        self._worked()
        self._stored.set()
        self._stored = asyncio.Event()
        await self._publish_keys()
        await self._mending.mend(self._last_sync or 0.0)
        if self.client.talking and only_from(self.user, answer.body):
            await asyncio.sleep(self._pace.own_echo)  # a sync for each of a hundred answers would slow them all

    async def _ask(self) -> Answer:
        """nio's own cursor stays empty: with one set and nothing new it would load no room at all."""
        wait = self._pace.long_poll if self._primed and not self._failures else 0.0
        if self._reading.impatient:
            wait = min(wait, self._pace.impatient_poll)
        query = {"timeout": int(wait * 1000), "filter": _filter(self._pace.timeline)}
        if self._since:
            query["since"] = self._since
        if not self._primed:
            query["full_state"] = "true"
        patience = wait + (self._pace.answer if self._primed else self._pace.first_answer)
        return await ask(_Patient(self.client, patience), "GET", f"{at('sync')}?{urlencode(query)}")

    def _worked(self) -> None:
        if self._failures:
            logger.info("syncing again after %d failures", self._failures)
        self._failures, self._failure, self._told = 0, None, ""
        self._last_sync = asyncio.get_running_loop().time()

    def _failed(self, code: str, line: str = "") -> float:
        """Note a failure; how long to pause: anything up to twice as long as before (full jitter)."""
        if line and line != self._told:
            logger.warning("not accepted: %s", line)
        elif not line and self._failure != code:
            logger.warning("no sync: %s", code)
        self._told = line
        self._failures, self._failure = self._failures + 1, code
        most = min(self._pace.longest_pause, self._pace.first_pause * 2.0 ** min(self._failures - 1, 20))
        return secrets.SystemRandom().uniform(0, most)

    async def _pause(self, seconds: float) -> None:
        self._reread.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._reread.wait()
        except TimeoutError:
            return


class _Patient:
    """The wire, with as much time for an answer as a long poll needs."""

    def __init__(self, client: Client, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    async def raw(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        return await self._client.raw(method, path, body, seconds=self._seconds)


def _filter(timeline: int) -> str:
    """Rooms, devices and keys are all that we want to hear of."""
    nothing = {"not_types": ["*"]}
    room = {
        "timeline": {"limit": timeline},
        "state": {"lazy_load_members": False},
        "ephemeral": nothing,
        "account_data": nothing,
    }
    return json.dumps({"room": room, "presence": nothing, "account_data": nothing}, separators=(",", ":"))


def _asked(answer: Answer) -> float:
    """How long the homeserver asked us to wait, in seconds, capped."""
    wait = getattr(answer.failure(), "wait", None) if not answer.ok else None
    return min(wait, LONGEST_WAIT).total_seconds() if wait else 0.0
