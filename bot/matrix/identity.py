"""The bot's own identity: three keys that vouch for its device, made once and kept, recovered, reset only on demand.

Clients neither send keys to an unsigned device nor show what it says (MSC4153). A changed identity looks to people
like somebody else in the bot's place, so whatever is found on the homeserver is never replaced by itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.matrix import secret_storage
from bot.matrix.chain import DeviceKeys, Published, cross_signing_key, device_keys, read
from bot.matrix.client import Client
from bot.matrix.keeping import SECRETS, IdentityFile, Kept, Keys, Sealed
from bot.matrix.secret_storage import RecoveryKey, Unreadable
from bot.matrix.signing import Json
from bot.matrix.wire import Answer, Wire, ask, at
from workflows.values.ids import DeviceId, IdentityKey, UserId

PASSWORD_STAGE: Final = "m.login.password"  # noqa: S105
BROWSER_STAGES: Final = ("m.oauth", "org.matrix.cross_signing_reset")  # MSC4312
TIMES_TO_APPROVE: Final = 3


class IdentityProblem(Exception):
    """Why the identity cannot be used: a code, and a web address where somebody has to approve it.

    Codes: `unreachable`, `refused-...`, `password-needed`, `password-wrong`, `approval-needed`, `recovery-needed`
    (the account has an identity that is not kept here), `identity-replaced` (somebody published another one in
    the place of ours), `other-account`, `sealed`, `device-not-uploaded`, `device-differs`, `not-taken`,
    `nothing-to-recover`, `secrets-differ`, and those of secret_storage.Unreadable.
    """

    def __init__(self, code: str, address: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.address = address


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """The device that we run on, from its own keys and not from the homeserver's word."""

    user: UserId
    device: DeviceId
    keys: DeviceKeys
    sign: Callable[[Json], str]  # an object -> its signature with the device's key, base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with the identity after a start, a recovery or a reset."""

    identity: IdentityKey
    created: bool = False
    signed: bool = False  # our device was signed just now
    stored: bool | None = None  # secret storage has the keys; None: it could not be asked
    recovery_waiting: bool = False  # the recovery key has not been shown to anybody yet


def own_device(client: Client) -> OwnDevice:
    """Our device as the open crypto store knows it."""
    if client.olm is None:
        raise RuntimeError("the crypto store is not open")
    keys = client.olm.account.identity_keys
    return OwnDevice(
        UserId(client.user_id),
        DeviceId(client.device_id),
        DeviceKeys(ed25519=keys["ed25519"], curve25519=keys["curve25519"]),
        client.olm.sign_json,
    )


async def ensure(wire: Wire, device: OwnDevice, file: IdentityFile, *, password: str | None = None) -> Standing:
    """At each start, after the device's keys were uploaded: make the identity where there is none, else check it.

    A second start uploads nothing. Raises IdentityProblem.
    """
    kept, shown = _load(file, device), await _own_keys(wire, device)
    if shown.master is None:
        return await _publish_first(wire, device, file, kept, password)
    if kept is not None and kept.next_keys is not None and shown.fits(kept.next_keys):
        kept = _turned(kept, kept.next_keys)
        file.save(kept)
    if kept is None or (not kept.published and not shown.fits(kept.keys)):
        raise IdentityProblem("recovery-needed")
    if not shown.fits(kept.keys):
        raise IdentityProblem("identity-replaced")
    if not kept.published:
        kept = replace(kept, published=True)
        file.save(kept)
    return await _finish(wire, device, file, kept, created=False)


async def recover(wire: Wire, device: OwnDevice, file: IdentityFile, typed: str) -> Standing:
    """Take the published identity back out of secret storage, and sign this device with it. Raises IdentityProblem."""
    shown = await _own_keys(wire, device)
    if shown.master is None:
        raise IdentityProblem("nothing-to-recover")
    keys = await _from_storage(wire, device.user, typed)
    if not shown.fits(keys):
        raise IdentityProblem("secrets-differ")
    kept = Kept(user=device.user, keys=keys, published=True, stored=True)
    file.save(kept)
    return await _finish(wire, device, file, kept, created=False)


async def prove(wire: Wire, user: UserId, typed: str) -> IdentityKey:
    """Which identity this recovery key would bring back: the one that is published. Changes nothing.

    Raises IdentityProblem.
    """
    keys = await _from_storage(wire, user, typed)
    if not (await _shown_keys(wire, user)).fits(keys):
        raise IdentityProblem("secrets-differ")
    return keys.identity


async def reset(
    wire: Wire,
    device: OwnDevice,
    file: IdentityFile,
    *,
    password: str | None = None,
    approve: Callable[[str], Awaitable[None]] | None = None,
) -> Standing:
    """Replace the identity by a new one. Everybody who had verified the bot is warned by their client.

    `approve` is given the address where the account's owner approves it in a browser (Matrix Authentication
    Service), and returns when that was done. Raises IdentityProblem; the old identity then stands.
    """
    before = _load(file, device)
    keys = Keys.new()
    file.save(replace(before, next_keys=keys) if before else Kept(user=device.user, keys=keys))
    try:
        await _upload(wire, device, keys, password, approve)
        if not (await _own_keys(wire, device)).fits(keys):
            raise IdentityProblem("not-taken")
    except IdentityProblem as problem:
        if problem.code != "unreachable":  # it may have been taken: the next start sees which one is published
            file.save(before) if before else file.erase()
        raise
    kept = _turned(before, keys) if before else Kept(user=device.user, keys=keys, published=True)
    file.save(kept)
    return await _finish(wire, device, file, kept, created=True)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Our own keys as the homeserver shows them now. `master` is the raw object, None where there is none."""

    user: UserId
    master: Any
    self_signing: Any
    user_signing: Any
    device: Any
    published: Published

    def fits(self, keys: Keys) -> bool:
        objects = (self.master, self.self_signing, self.user_signing)
        expected = (keys.master, keys.self_signing, keys.user_signing)
        usages = ("master", "self_signing", "user_signing")
        return all(
            cross_signing_key(value, self.user, usage) == key.public
            for value, usage, key in zip(objects, usages, expected, strict=True)
        )


async def _own_keys(wire: Wire, device: OwnDevice) -> _Shown:
    return await _shown_keys(wire, device.user, device.device)


async def _shown_keys(wire: Wire, user: UserId, device: DeviceId | None = None) -> _Shown:
    answer = await ask(wire, "POST", at("keys", "query"), {"device_keys": {user: []}})
    if not answer.ok:
        raise _problem(answer)

    def part(kind: str) -> Any:
        found = answer.body.get(kind)
        return found.get(user) if isinstance(found, dict) else None

    devices = part("device_keys")
    own = devices.get(device) if isinstance(devices, dict) else None
    keys = (part("master_keys"), part("self_signing_keys"), part("user_signing_keys"))
    return _Shown(user, *keys, own, read(user, answer.body))


async def _publish_first(
    wire: Wire, device: OwnDevice, file: IdentityFile, kept: Kept | None, password: str | None
) -> Standing:
    created = kept is None or not kept.published
    if kept is None:
        kept = Kept(user=device.user, keys=Keys.new(), recovery=RecoveryKey.new())
    kept = replace(kept, next_keys=None)
    file.save(kept)
    try:
        await _upload(wire, device, kept.keys, None, None)
    except IdentityProblem as problem:
        if problem.code != "password-needed":
            raise
        if (await _own_keys(wire, device)).master is not None:  # another instance was quicker: never replace it
            raise IdentityProblem("recovery-needed") from None
        await _upload(wire, device, kept.keys, password, None)
    kept = replace(kept, published=True)
    file.save(kept)
    return await _finish(wire, device, file, kept, created=created)


async def _finish(wire: Wire, device: OwnDevice, file: IdentityFile, kept: Kept, *, created: bool) -> Standing:
    """Sign our device where it is not signed, and fill secret storage where we have not yet."""
    signed = await _sign_device(wire, device, kept.keys)
    if not kept.stored:
        key = kept.recovery or RecoveryKey.new()
        kept = replace(kept, recovery=key)
        file.save(kept)
        refused = await secret_storage.store(wire, device.user, key, kept.keys.secrets())
        kept = replace(kept, stored=refused is None)
        file.save(kept)
        stored: bool | None = kept.stored
    else:
        stored = await secret_storage.holds(wire, device.user, SECRETS)
    return Standing(
        identity=kept.keys.identity,
        created=created,
        signed=signed,
        stored=stored,
        recovery_waiting=kept.recovery is not None,
    )


async def _sign_device(wire: Wire, device: OwnDevice, keys: Keys) -> bool:
    """Sign our device with the self-signing key, and the master key with our device. False: it was signed."""
    shown = await _own_keys(wire, device)
    if not shown.fits(keys):
        raise IdentityProblem("not-taken")
    if shown.published.signed.get(device.device) == device.keys:
        return False
    if shown.device is None:
        raise IdentityProblem("device-not-uploaded")
    if device_keys(shown.device, device.user, device.device) != device.keys:
        raise IdentityProblem("device-differs")  # never sign what only the homeserver says is ours
    bare = {key: value for key, value in shown.device.items() if key not in {"signatures", "unsigned"}}
    master = keys.public(device.user)["master_key"]
    mark = {device.user: {f"ed25519:{device.device}": device.sign(dict(master))}}
    body: Json = {
        device.user: {
            device.device: keys.self_signing.sign(bare, device.user),
            keys.master.public: {**master, "signatures": mark},
        }
    }
    answer = await ask(wire, "POST", at("keys", "signatures", "upload"), body)
    if not answer.ok:
        raise _problem(answer)
    shown = await _own_keys(wire, device)
    if not shown.fits(keys) or shown.published.signed.get(device.device) != device.keys:
        raise IdentityProblem("not-taken")
    return True


async def _upload(
    wire: Wire,
    device: OwnDevice,
    keys: Keys,
    password: str | None,
    approve: Callable[[str], Awaitable[None]] | None,
) -> None:
    """Publish three keys, proving who we are where the homeserver asks for it. Raises IdentityProblem."""
    path, body = at("keys", "device_signing", "upload"), dict(keys.public(device.user))
    answer = await ask(wire, "POST", path, body)
    for _ in range(TIMES_TO_APPROVE):
        if answer.status != 401 or "flows" not in answer.body:
            break
        stages = _stages(answer.body)
        address = _address(answer.body)
        if password is not None and PASSWORD_STAGE in stages:
            who = {"type": "m.id.user", "user": device.user}
            proof = {"type": PASSWORD_STAGE, "identifier": who, "password": password}
            answer = await ask(wire, "POST", path, {**body, "auth": {**proof, "session": answer.body.get("session")}})
            if answer.status == 401:
                raise IdentityProblem("password-wrong")
        elif address and approve is not None:
            await approve(address)
            answer = await ask(wire, "POST", path, body)
        else:
            raise IdentityProblem("approval-needed" if address else "password-needed", address)
    if not answer.ok:
        raise _problem(answer)


def _stages(body: Json) -> set[str]:
    flows = body.get("flows")
    found: set[str] = set()
    for flow in flows if isinstance(flows, list) else []:
        stages = flow.get("stages") if isinstance(flow, dict) else None
        if isinstance(stages, list) and len(stages) == 1:
            found.add(str(stages[0]))
    return found


def _address(body: Json) -> str:
    """Where the account's owner approves a reset in a browser, if the homeserver names a place."""
    params = body.get("params")
    for stage in BROWSER_STAGES:
        named = params.get(stage) if isinstance(params, dict) else None
        if isinstance(named, dict) and isinstance(named.get("url"), str):
            return str(named["url"])
    return ""


async def _from_storage(wire: Wire, user: UserId, typed: str) -> Keys:
    try:
        found = await secret_storage.fetch(wire, user, RecoveryKey.typed(typed), SECRETS)
    except Unreadable as problem:
        raise IdentityProblem(problem.code) from None
    keys = Keys.from_secrets(found)
    if keys is None:
        raise IdentityProblem("secret-damaged")
    return keys


def _load(file: IdentityFile, device: OwnDevice) -> Kept | None:
    try:
        kept = file.load()
    except Sealed:
        raise IdentityProblem("sealed") from None
    if kept is not None and kept.user != device.user:
        raise IdentityProblem("other-account")
    return kept


def _turned(before: Kept, keys: Keys) -> Kept:
    """After a reset was taken: the new keys, and a recovery key of their own still to come."""
    return Kept(user=before.user, keys=keys, published=True)


def _problem(answer: Answer) -> IdentityProblem:
    if answer.ambiguous or answer.status == 429:
        return IdentityProblem("unreachable")
    return IdentityProblem(f"refused-{answer.code.lower() or answer.status}")
