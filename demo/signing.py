"""A person's cross-signing identity, as any Matrix client makes one: three keys, each vouching for the next.

Written for itself from the specification (client-server API, "Cross-signing"), so that the bot's own reading
of it is checked by somebody else's.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Json = dict[str, Any]


def canonical(value: Mapping[str, Any]) -> bytes:
    bare = {key: part for key, part in value.items() if key not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key of an identity."""

    usage: str
    seed: bytes = field(repr=False, default_factory=lambda: secrets.token_bytes(32))

    @property
    def public(self) -> str:
        return unpadded(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def published(self, user: str) -> Json:
        return {"user_id": user, "usage": [self.usage], "keys": {f"ed25519:{self.public}": self.public}}

    def sign(self, user: str, value: Json) -> Json:
        """`value` with the signature of this key added to those it carries."""
        signature = unpadded(Ed25519PrivateKey.from_private_bytes(self.seed).sign(canonical(value)))
        signatures = {signer: dict(marks) for signer, marks in value.get("signatures", {}).items()}
        signatures.setdefault(user, {})[f"ed25519:{self.public}"] = signature
        return {**value, "signatures": signatures}


@dataclass(frozen=True, slots=True)
class Identity:
    """The three keys of one person."""

    user: str
    master: SigningKey = field(default_factory=lambda: SigningKey("master"))
    self_signing: SigningKey = field(default_factory=lambda: SigningKey("self_signing"))
    user_signing: SigningKey = field(default_factory=lambda: SigningKey("user_signing"))

    def upload(self) -> Json:
        """The body of `POST /keys/device_signing/upload`."""
        parts = (("self_signing_key", self.self_signing), ("user_signing_key", self.user_signing))
        signed = {name: self.master.sign(self.user, key.published(self.user)) for name, key in parts}
        return {"master_key": self.master.published(self.user), **signed}

    def sign_device(self, device_keys: Json) -> Json:
        """The device's keys, signed, as `/keys/signatures/upload` wants them."""
        bare = {key: part for key, part in device_keys.items() if key not in ("signatures", "unsigned")}
        return self.self_signing.sign(self.user, bare)
