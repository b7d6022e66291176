"""Whose devices count: asks for everybody's keys itself, follows who vouches for whom, and goes by the pins.

nio drops the cross-signing keys of `/keys/query` and believes any device that signs itself. Here a device counts when
the identity that is pinned for its owner vouches for it, and the owner is not frozen (MSC4153, with pins).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nio.crypto import OlmDevice
from nio.responses import KeysQueryResponse

from bot.gateway import Pins
from bot.matrix.chain import DeviceKeys, Published, fingerprint, read
from bot.matrix.claims import Claims
from bot.matrix.client import Client
from bot.matrix.wire import Wire, ask, at
from workflows.values.ids import DeviceId, IdentityKey, UserId

QUERY_TIMEOUT: Final = 5_000  # milliseconds that our homeserver may wait for other servers
FIRST_PAUSE: Final = 2.0  # seconds before a server that did not answer is asked again; doubled each time
LONGEST_PAUSE: Final = 300.0
LONGEST_PAUSE_AT_HOME: Final = 10.0  # without our own homeserver nobody is heard at all
MOST_AT_ONCE: Final = 250  # people in one question
EVERYBODY: Final = ""  # stands for our own homeserver when it gives no answer at all


class Watch(Protocol):
    """Who is told when somebody publishes another identity than before (`bot.gateway.Receiver` is one)."""

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None: ...


@dataclass(slots=True)
class _Pause:
    """A server that could not be asked, and when it is asked again (monotonic seconds)."""

    until: float
    attempts: int = 1


class Trust:
    """What everybody publishes, as far as it is known; kept in memory only, because the pins are what lasts.

    `dropped` counts, by code, what was published and could not be believed.
    """

    def __init__(
        self,
        client: Client,
        pins: Pins,
        watch: Watch,
        *,
        own: IdentityKey | None = None,
        wire: Wire | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`own`: see `we_are`."""
        self.dropped: Counter[str] = Counter()
        self._client = client
        self._pins = pins
        self._watch = watch
        self._own = own
        self._wire: Wire = wire or client
        self._monotonic = monotonic
        self._published: dict[UserId, Published] = {}
        self._current: set[UserId] = set()
        self._reported: dict[UserId, IdentityKey | None] = {}
        self._changes: Counter[UserId] = Counter()
        self._pauses: dict[str, _Pause] = {}
        self._claims: Claims | None = None
        self._untold: set[UserId] = set()
        self._asking = asyncio.Lock()

    @property
    def user(self) -> UserId:
        """The bot itself."""
        return UserId(str(self._client.user_id))

    def we_are(self, own: IdentityKey) -> None:
        """Our own master key, from our own keeping and not from the homeserver. Until it is said, nobody is us."""
        self._own = own
        self.outdated([self.user])

    def outdated(self, users: Iterable[UserId]) -> None:
        """These people's keys changed or are no longer followed for us: ask again before relying on them."""
        for user in users:
            self._changes[user] += 1
            self._current.discard(user)

    async def ensure_known(self, users: Collection[UserId]) -> frozenset[UserId]:
        """Ask for the keys of those not known or changed, and of everybody else who changed since.

        Gives those of `users` whose keys could not be had now: what is known of them may be out of date, and
        `devices_of` gives none of their devices. Raises nothing for what the network does; what the watch raises
        passes, and the change is then told again.
        """
        self._collect_changes()
        if self._wanted(users):
            async with self._asking:
                wanted = sorted(self._wanted(users))
                for place in range(0, len(wanted), MOST_AT_ONCE):
                    await self._ask(wanted[place : place + MOST_AT_ONCE])
        await self._report()
        return frozenset(users) - self._current

    def identity_of(
        self, user: UserId, sender_key: str, signing_key: str
    ) -> tuple[DeviceId | None, IdentityKey | None]:
        """Which device of `user` has both these keys, and whose identity vouches for it (None: nobody does).

        Says nothing of pins: whether that identity is the accepted one, the caller decides.
        """
        published = self._published.get(user)
        keys = DeviceKeys(ed25519=signing_key, curve25519=sender_key)
        if published is None:
            return None, None
        for name, known in published.signed.items():
            if known == keys:
                return name, published.identity
        return next((name for name, known in published.unsigned.items() if known == keys), None), None

    def devices_of(self, user: UserId) -> Mapping[DeviceId, DeviceKeys]:
        """The devices that count now, with the keys that are vouched for. For ourselves: our other instances."""
        published = self._published.get(user)
        if published is None or user not in self._current or published.identity is None:
            return {}
        if user == self.user:
            others = {name: keys for name, keys in published.signed.items() if name != self._client.device_id}
            return others if published.identity == self._own else {}
        accepted = self._pins.pinned(user) == published.identity and not self._pins.frozen(user)
        return published.signed if accepted else {}

    def identity(self, user: UserId) -> IdentityKey | None:
        """The master key that this person publishes, as far as it is known."""
        published = self._published.get(user)
        return published.identity if published else None

    def own_device_signed(self) -> bool:
        """Whether others see our device vouched for by our own identity. False until it was asked."""
        published = self._published.get(self.user)
        if published is None or self._own is None or published.identity != self._own or self._client.olm is None:
            return False
        ours = self._client.olm.account.identity_keys
        keys = DeviceKeys(ed25519=ours["ed25519"], curve25519=ours["curve25519"])
        return published.signed.get(DeviceId(self._client.device_id)) == keys

    def foreign_devices(self) -> frozenset[DeviceId]:
        """Devices of the bot's own account that our identity does not vouch for: somebody else is logged in."""
        published = self._published.get(self.user)
        if published is None:
            return frozenset()
        names = published.unsigned.keys() if published.identity == self._own else _all(published).keys()
        return frozenset(names) - {DeviceId(self._client.device_id)}

    def apply_to(self, users: Iterable[UserId]) -> None:
        """Write the verdict into nio's device store: verified with exactly these keys, or blacklisted."""
        if self._client.olm is None:
            return
        for user in users:
            trusted = self.devices_of(user)
            for device in list(self._client.device_store[user].values()):
                keys = DeviceKeys(ed25519=device.ed25519, curve25519=device.curve25519)
                if trusted.get(DeviceId(device.id)) == keys:
                    self._client.verify_device(device)
                else:
                    self._client.blacklist_device(device)

    def _collect_changes(self) -> None:
        """nio notes whose devices changed; the note becomes ours."""
        if self._client.olm is not None and self._client.olm.users_for_key_query:
            noted = [UserId(user) for user in self._client.olm.users_for_key_query]
            self._client.olm.users_for_key_query.clear()
            self.outdated(noted)

    def _wanted(self, users: Collection[UserId]) -> set[UserId]:
        now = self._monotonic()
        stale = ({*users} | self._changes.keys()) - self._current
        return {user for user in stale if not self._paused(user, now)}

    def _paused(self, user: UserId, now: float) -> bool:
        pauses = (self._pauses.get(_server(user)), self._pauses.get(EVERYBODY))
        return any(pause is not None and now < pause.until for pause in pauses)

    async def _ask(self, users: list[UserId]) -> None:
        before = {user: self._changes[user] for user in users}
        body = {"device_keys": {user: [] for user in users}, "timeout": QUERY_TIMEOUT}
        answer = await ask(self._wire, "POST", at("keys", "query"), body)
        devices = answer.body.get("device_keys") if answer.ok else None
        if not isinstance(devices, dict):
            self._pause({EVERYBODY})
            return
        failures = answer.body.get("failures")
        failed = failures.keys() if isinstance(failures, dict) else set()
        told = [user for user in users if devices.get(user) or _server(user) not in failed]
        self._pause({_server(user) for user in users} - {_server(user) for user in told})
        for server in {EVERYBODY, *map(_server, told)}:
            self._pauses.pop(server, None)
        if self._claims is None:
            self._claims = Claims(self._trusted_before())
        known = self._claims.enter({user: read(user, answer.body) for user in told})
        await self._feed(told, devices)
        for user, published in known.items():
            self.dropped["malformed-keys"] += published.malformed
            self.dropped["key-of-another-device"] += published.refused
            self._published[user] = published
            if self._changes[user] == before[user]:
                self._current.add(user)
                del self._changes[user]
            self._correct(user, published)
        self.apply_to(told)
        self._untold.update(user for user in told if self._is_news(user))

    async def _feed(self, users: list[UserId], devices: Mapping[str, Any]) -> None:
        """Let nio have the same answer, so that it can start sessions with these devices. No second question."""
        known = {user: part for user in users if isinstance(part := devices.get(user, {}), dict)}
        await self._client.receive_response(KeysQueryResponse(known, {}))

    def _correct(self, user: UserId, published: Published) -> None:
        """Make nio hold the keys that are vouched for.

        It keeps the first keys that it was shown for a device, whoever made them, and what was once missing from an
        answer stays deleted: a server could make a person unreachable for ever by one wrong answer.
        """
        held = self._client.device_store[user]
        mended = {}
        for name, keys in published.signed.items():
            device = held.get(name)
            same = device is not None and (device.ed25519, device.curve25519) == (keys.ed25519, keys.curve25519)
            if (user, name) != (self.user, self._client.device_id) and not (device and same and not device.deleted):
                keys_for_nio = {"ed25519": keys.ed25519, "curve25519": keys.curve25519}
                mended[name] = held[name] = OlmDevice(user, name, keys_for_nio)
        if mended and self._client.store is not None:
            self._client.store.save_device_keys({user: mended})

    def _trusted_before(self) -> dict[str, tuple[UserId, DeviceId]]:
        """Our own device, and what an earlier run wrote into nio's store as verified."""
        if self._client.olm is None:
            return {}
        owners = {
            str(device.curve25519): (UserId(device.user_id), DeviceId(device.id))
            for device in self._client.device_store
            if device.verified and not device.deleted
        }
        ours = self._client.olm.account.identity_keys["curve25519"]
        return {**owners, ours: (self.user, DeviceId(self._client.device_id))}

    def _is_news(self, user: UserId) -> bool:
        return user != self.user and (user not in self._reported or self._reported[user] != self.identity(user))

    async def _report(self) -> None:
        for user in sorted(self._untold):
            identity = self.identity(user)
            self._untold.discard(user)
            if not self._is_news(user):
                continue
            self._reported[user] = identity
            try:
                await self._watch.identity_seen(user, identity, fingerprint(identity))
            except BaseException:
                del self._reported[user]
                self._untold.add(user)
                raise

    def _pause(self, servers: Iterable[str]) -> None:
        now = self._monotonic()
        for server in servers:
            attempts = self._pauses[server].attempts + 1 if server in self._pauses else 1
            longest = LONGEST_PAUSE if server else LONGEST_PAUSE_AT_HOME
            wait = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), longest)
            self._pauses[server] = _Pause(now + wait, attempts)


def _server(user: UserId) -> str:
    return user.partition(":")[2]


def _all(published: Published) -> dict[DeviceId, DeviceKeys]:
    return {**published.signed, **published.unsigned}
