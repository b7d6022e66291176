"""Who vouches for a device: one person's answer to `/keys/query`, read strictly and without any network.

A device counts as signed when the self-signing key signed it and the master key signed the self-signing key
(client-server API, "Cross-signing"). All of it comes through a homeserver that may lie, so whatever is not exactly
as a client makes it counts as absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.signing import is_key, signed_by
from workflows.values.ids import DeviceId, IdentityKey, UserId


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The two public keys of a device, unpadded base64."""

    ed25519: str
    curve25519: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one person publishes. `identity` is the master key, `signed` are the devices that its chain reaches."""

    identity: IdentityKey | None = None
    signed: Mapping[DeviceId, DeviceKeys] = field(default_factory=dict)
    unsigned: Mapping[DeviceId, DeviceKeys] = field(default_factory=dict)
    malformed: int = 0  # keys that are not as a client makes them
    refused: int = 0  # devices left out because their key is another device's


def read(user: UserId, answer: Mapping[str, Any]) -> Published:
    """One person's part of a `/keys/query` answer. Never raises: what is malformed is counted and left out."""
    malformed = 0
    master = cross_signing_key(_of(answer, "master_keys", user), user, "master")
    own = _of(answer, "self_signing_keys", user)
    signing = cross_signing_key(own, user, "self_signing")
    malformed += _of(answer, "master_keys", user) is not None and master is None
    if master is None or signing is None or signing == master or not signed_by(own, user, master, master):
        malformed += own is not None
        signing = None
    signed: dict[DeviceId, DeviceKeys] = {}
    unsigned: dict[DeviceId, DeviceKeys] = {}
    devices = _of(answer, "device_keys", user)
    for name, published in (devices if isinstance(devices, dict) else {}).items():
        keys = device_keys(published, user, name)
        if keys is None or name in {master, signing} or keys.ed25519 in {master, signing}:
            malformed += 1
        elif signing is not None and signed_by(published, user, signing, signing):
            signed[DeviceId(name)] = keys
        else:
            unsigned[DeviceId(name)] = keys
    return Published(
        identity=IdentityKey(master) if master else None, signed=signed, unsigned=unsigned, malformed=malformed
    )


def cross_signing_key(value: object, user: str, usage: str) -> str | None:
    """The one public key of a cross-signing key object that is `user`'s and for `usage` alone, else None."""
    if not isinstance(value, dict) or value.get("user_id") != user or value.get("usage") != [usage]:
        return None
    keys = value.get("keys")
    if not isinstance(keys, dict) or len(keys) != 1:
        return None
    ((name, key),) = keys.items()
    return key if is_key(key) and name == f"ed25519:{key}" else None


def device_keys(value: object, user: str, device: str) -> DeviceKeys | None:
    """The keys of a device object that says whose it is and carries its own signature, else None."""
    if not isinstance(value, dict) or value.get("user_id") != user or value.get("device_id") != device:
        return None
    keys = value.get("keys")
    if not isinstance(keys, dict):
        return None
    ed25519, curve25519 = keys.get(f"ed25519:{device}"), keys.get(f"curve25519:{device}")
    if not (is_key(ed25519) and is_key(curve25519) and signed_by(value, user, device, ed25519)):
        return None
    return DeviceKeys(ed25519, curve25519)


def fingerprint(identity: IdentityKey | None) -> str:
    """A master key for the eye and the phone: groups of four, as Matrix clients show keys. Nothing for None."""
    return " ".join(identity[place : place + 4] for place in range(0, len(identity), 4)) if identity else ""


def _of(answer: Mapping[str, Any], kind: str, user: UserId) -> Any:
    part = answer.get(kind)
    return part.get(user) if isinstance(part, dict) else None
