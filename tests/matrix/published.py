"""People as `/keys/query` shows them, with real keys: made by the demo's own reading of the specification."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo.signing import Identity, SigningKey, unpadded


@dataclass
class Device:
    """A device with a real signing key; nothing here uses the Curve25519 key for more than its name."""

    user: str
    name: str
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    curve25519: str = field(default_factory=lambda: unpadded(secrets.token_bytes(32)))

    @property
    def ed25519(self):
        return unpadded(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def published(self, **claims):
        """As the device uploads it; `claims` are said in place of the truth, and signed."""
        bare = {
            "user_id": self.user,
            "device_id": self.name,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {f"ed25519:{self.name}": self.ed25519, f"curve25519:{self.name}": self.curve25519},
            **claims,
        }
        signed = SigningKey("device", self.seed).sign(self.user, bare)
        mark = signed["signatures"][self.user].pop(f"ed25519:{self.ed25519}")
        signed["signatures"][self.user][f"ed25519:{self.name}"] = mark
        return signed


@dataclass
class Owner:
    """A person with an identity, signed devices and others."""

    user: str
    devices: list[Device]
    unsigned: list[Device] = field(default_factory=list)
    identity: Identity = field(init=False)

    def __post_init__(self):
        self.identity = Identity(self.user)

    def answer(self):
        """This person's part of an answer, as a well-behaved homeserver gives it."""
        upload = self.identity.upload()
        signed = {device.name: self.signed(device) for device in self.devices}
        bare = {device.name: device.published() for device in self.unsigned}
        return {
            "device_keys": {self.user: {**signed, **bare}},
            "master_keys": {self.user: upload["master_key"]},
            "self_signing_keys": {self.user: upload["self_signing_key"]},
        }

    def signed(self, device, **claims):
        published = device.published(**claims)
        mark = self.identity.sign_device(published)["signatures"][self.user]
        published["signatures"][self.user].update(mark)
        return published


def person(localpart, *names, unsigned=()):
    """`person("ann", "PHONE")`: somebody with that one signed device."""
    user = f"@{localpart}:caseroom.test"
    return Owner(user, [Device(user, name) for name in names], [Device(user, name) for name in unsigned])


def together(*people):
    """One answer about several people."""
    answer: dict[str, dict[str, Any]] = {}
    for each in people:
        for kind, part in each.answer().items():
            answer.setdefault(kind, {}).update(copy.deepcopy(part))
    return answer
