"""Ed25519 signatures over JSON as Matrix makes them (specification, appendices, "Signing JSON"), checked strictly."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Json = dict[str, Any]

KEY_SIZE = 32
SIGNATURE_SIZE = 64


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: canonical JSON without signatures and unsigned parts.

    Raises ValueError, TypeError or RecursionError where `value` has no such form.
    """
    bare = {key: part for key, part in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(bare, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def encode(data: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(data).decode().rstrip("=")


def decode(text: object, size: int) -> bytes | None:
    """Exactly `size` bytes from unpadded base64 in its one canonical spelling, else None.

    Keys are compared as text, so a second spelling of the same key is refused rather than understood.
    """
    if not isinstance(text, str):
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if len(data) == size and encode(data) == text else None


def is_key(text: object) -> TypeGuard[str]:
    """Is this a public key as Matrix spells it?"""
    return decode(text, KEY_SIZE) is not None


def signed_by(value: Mapping[str, Any], signer: str, name: str, key: str) -> bool:
    """Does `value` carry the signature `ed25519:<name>` of `signer`, made with the public `key`? Never raises."""
    try:
        signature = decode(value["signatures"][signer][f"ed25519:{name}"], SIGNATURE_SIZE)
        public = decode(key, KEY_SIZE)
        if signature is None or public is None:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(value))
    except (InvalidSignature, KeyError, TypeError, ValueError, RecursionError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key, kept as its 32-byte seed."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> str:
        return encode(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, value: Mapping[str, Any], signer: str) -> Json:
        """A copy of `value` with this key's signature beside those that it carries."""
        signature = encode(Ed25519PrivateKey.from_private_bytes(self.seed).sign(canonical(value)))
        signatures = {who: dict(marks) for who, marks in value.get("signatures", {}).items()}
        signatures.setdefault(signer, {})[f"ed25519:{self.public}"] = signature
        return {**value, "signatures": signatures}
