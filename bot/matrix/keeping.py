"""The bot's three cross-signing keys, and the sealed file in the data folder that keeps them."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.secret_storage import RecoveryKey
from bot.matrix.signing import KEY_SIZE, Json, SigningKey, decode, encode
from workflows.values.ids import IdentityKey, UserId

HEADER: Final = b"caseroom identity 1\n"
NONCE_SIZE: Final = 12
USAGES: Final = ("master", "self_signing", "user_signing")
SECRETS: Final = tuple(f"m.cross_signing.{usage}" for usage in USAGES)


class Sealed(Exception):
    """The file is there and cannot be opened with this installation key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The three keys of an identity: the master key vouches for the other two."""

    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def new(cls) -> "Keys":
        return cls(*(SigningKey(secrets.token_bytes(KEY_SIZE)) for _ in USAGES))

    @classmethod
    def from_secrets(cls, found: dict[str, str]) -> "Keys | None":
        """From secret storage; None where one of the three is missing or no key."""
        seeds = [decode(found.get(name, "").rstrip("="), KEY_SIZE) for name in SECRETS]
        whole = [SigningKey(seed) for seed in seeds if seed is not None]
        return cls(*whole) if len(whole) == len(SECRETS) else None

    @property
    def identity(self) -> IdentityKey:
        return IdentityKey(self.master.public)

    def secrets(self) -> dict[str, str]:
        """As secret storage keeps them: base64 of each seed under its name."""
        keys = (self.master, self.self_signing, self.user_signing)
        return {name: encode(key.seed) for name, key in zip(SECRETS, keys, strict=True)}

    def public(self, user: UserId) -> dict[str, Json]:
        """The body of `POST /keys/device_signing/upload`: three public keys, two of them signed by the master key."""
        keys = (self.master, self.self_signing, self.user_signing)
        bare = {
            usage: {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
            for usage, key in zip(USAGES, keys, strict=True)
        }
        signed = {usage: self.master.sign(value, user) for usage, value in bare.items() if usage != "master"}
        return {"master_key": bare["master"], **{f"{usage}_key": value for usage, value in signed.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the file says. It is always written before anything is uploaded that it describes."""

    user: UserId
    keys: Keys
    next_keys: Keys | None = None  # of a reset that has not been seen to succeed
    recovery: RecoveryKey | None = None  # until an administrator has written it down
    published: bool = False
    stored: bool = False  # secret storage on the homeserver has the three keys


class IdentityFile:
    """`identity.sealed` in the data folder: AES-GCM under a key derived from the installation key, mode 0600."""

    def __init__(self, folder: Path, installation_key: bytes) -> None:
        """`installation_key`: at least 32 random bytes."""
        if len(installation_key) < 32:
            raise ValueError("an installation key has at least 32 bytes")
        self.path = folder / "identity.sealed"
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=HEADER).derive(installation_key)
        self._cipher = AESGCM(derived)

    def load(self) -> Kept | None:
        """None where there is no file yet. Raises Sealed where it was made with another key, or is damaged."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        start = len(HEADER) + NONCE_SIZE
        try:
            opened = self._cipher.decrypt(data[len(HEADER) : start], data[start:], data[: len(HEADER)])
            return _kept(json.loads(opened))
        except (InvalidTag, ValueError, KeyError, TypeError):
            raise Sealed from None

    def save(self, kept: Kept) -> None:
        """Replace the file whole: after a crash it is either the old or the new one."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        data = HEADER + nonce + self._cipher.encrypt(nonce, json.dumps(_plain(kept)).encode(), HEADER)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def erase(self) -> None:
        """Forget an identity that was never published."""
        self.path.unlink(missing_ok=True)


def _plain(kept: Kept) -> dict[str, Any]:
    return {
        "user": kept.user,
        "keys": kept.keys.secrets(),
        "next_keys": kept.next_keys.secrets() if kept.next_keys else None,
        "recovery": encode(kept.recovery.secret) if kept.recovery else None,
        "published": kept.published,
        "stored": kept.stored,
    }


def _kept(plain: dict[str, Any]) -> Kept:
    keys = Keys.from_secrets(plain["keys"])
    recovery = decode(plain["recovery"], KEY_SIZE)
    if keys is None:
        raise ValueError("no keys")
    return Kept(
        user=UserId(plain["user"]),
        keys=keys,
        next_keys=Keys.from_secrets(plain["next_keys"]) if plain["next_keys"] else None,
        recovery=RecoveryKey(recovery) if recovery else None,
        published=plain["published"],
        stored=plain["stored"],
    )
