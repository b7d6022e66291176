"""Secrets kept on the homeserver, readable only with the recovery key (client-server API, "Secret storage", "4S")."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.signing import Json
from bot.matrix.wire import Wire, ask, at

ALGORITHM: Final = "m.secret_storage.v1.aes-hmac-sha2"
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PREFIX: Final = b"\x8b\x01"


class Unreadable(Exception):
    """A secret cannot be read with this key, or is not there. `code` says why, without any content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The 32 bytes that open secret storage."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "RecoveryKey":
        return cls(secrets.token_bytes(32))

    @classmethod
    def typed(cls, text: str) -> "RecoveryKey":
        """From what a person typed, spaces anywhere. Raises Unreadable("mistyped")."""
        number = 0
        for letter in "".join(text.split()):
            if letter not in BASE58:
                raise Unreadable("mistyped")
            number = number * 58 + BASE58.index(letter)
        data = number.to_bytes(max((number.bit_length() + 7) // 8, 1), "big")
        if len(data) != 35 or not data.startswith(PREFIX) or _parity(data) != 0:
            raise Unreadable("mistyped")
        return cls(data[2:34])

    def shown(self) -> str:
        """For people: base58 in groups of four, with the parity byte that catches most slips."""
        data = PREFIX + self.secret
        number = int.from_bytes(data + bytes([_parity(data)]), "big")
        letters = ""
        while number:
            number, place = divmod(number, 58)
            letters = BASE58[place] + letters
        return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))

    def describe(self) -> Json:
        """The public description, by which a key can be checked before it is used."""
        proof = _encrypt(self.secret, "", bytes(32))
        return {"algorithm": ALGORITHM, "iv": proof["iv"], "mac": proof["mac"]}

    def fits(self, description: Mapping[str, Any]) -> bool:
        """Was this description made for this key?"""
        if description.get("algorithm") != ALGORITHM:
            return False
        try:
            proof = _encrypt(self.secret, "", bytes(32), _bytes(description["iv"]))
            return hmac.compare_digest(_bytes(proof["mac"]), _bytes(description["mac"]))
        except (KeyError, TypeError, ValueError):
            return False

    def encrypt(self, name: str, secret: str) -> Json:
        return _encrypt(self.secret, name, secret.encode())

    def decrypt(self, name: str, sealed: object) -> str:
        """Raises Unreadable("secret-damaged") where the seal is broken."""
        try:
            if not isinstance(sealed, dict):
                raise TypeError
            iv, ciphertext, mac = (_bytes(sealed[part]) for part in ("iv", "ciphertext", "mac"))
            aes, authentication = _keys(self.secret, name)
            if not hmac.compare_digest(hmac.digest(authentication, ciphertext, hashlib.sha256), mac):
                raise ValueError
            return _ctr(aes, iv, ciphertext).decode()
        except (KeyError, TypeError, ValueError):
            raise Unreadable("secret-damaged") from None


async def store(wire: Wire, user: str, key: RecoveryKey, contents: Mapping[str, str]) -> str | None:
    """Put secrets into storage under a new key and make it the default one. None, or the code of the refusal.

    The default is moved last: until then, readers find the old storage whole.
    """
    name = secrets.token_hex(16)
    parts: dict[str, Json] = {f"m.secret_storage.key.{name}": key.describe()}
    for secret_name, secret in contents.items():
        parts[secret_name] = {"encrypted": {name: key.encrypt(secret_name, secret)}}
    parts["m.secret_storage.default_key"] = {"key": name}
    for kind, content in parts.items():
        answer = await ask(wire, "PUT", at("user", user, "account_data", kind), content)
        if not answer.ok:
            return answer.code or f"http-{answer.status}"
    return None


async def fetch(wire: Wire, user: str, key: RecoveryKey, names: tuple[str, ...]) -> dict[str, str]:
    """Secrets from storage.

    Raises Unreadable: `no-storage`, `wrong-key`, `no-secret`, `secret-damaged` or `unreachable`.
    """
    default = await _account_data(wire, user, "m.secret_storage.default_key", "no-storage")
    name = str(default.get("key"))
    if not key.fits(await _account_data(wire, user, f"m.secret_storage.key.{name}", "no-storage")):
        raise Unreadable("wrong-key")
    found = {}
    for secret_name in names:
        encrypted = (await _account_data(wire, user, secret_name, "no-secret")).get("encrypted")
        sealed = encrypted.get(name) if isinstance(encrypted, dict) else None
        if sealed is None:
            raise Unreadable("no-secret")
        found[secret_name] = key.decrypt(secret_name, sealed)
    return found


async def holds(wire: Wire, user: str, names: tuple[str, ...]) -> bool | None:
    """Whether storage has these secrets under its default key, read or not; None where it cannot be asked."""
    try:
        name = str((await _account_data(wire, user, "m.secret_storage.default_key", "no-storage")).get("key"))
        for secret_name in names:
            encrypted = (await _account_data(wire, user, secret_name, "no-secret")).get("encrypted")
            if not isinstance(encrypted, dict) or name not in encrypted:
                return False
    except Unreadable as problem:
        return None if problem.code == "unreachable" else False
    return True


async def _account_data(wire: Wire, user: str, kind: str, missing: str) -> Json:
    answer = await ask(wire, "GET", at("user", user, "account_data", kind))
    if answer.ok:
        return answer.body
    raise Unreadable(missing if answer.status == 404 else "unreachable")


def _encrypt(secret: bytes, name: str, data: bytes, iv: bytes | None = None) -> dict[str, str]:
    aes, authentication = _keys(secret, name)
    if iv is None:
        drawn = bytearray(secrets.token_bytes(16))
        drawn[8] &= 0x7F  # bit 63 is cleared for clients whose counter has 64 bits
        iv = bytes(drawn)
    ciphertext = _ctr(aes, iv, data)
    mac = hmac.digest(authentication, ciphertext, hashlib.sha256)
    return {
        name: base64.b64encode(part).decode()
        for name, part in zip(("iv", "ciphertext", "mac"), (iv, ciphertext, mac), strict=True)
    }


def _keys(secret: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(secret)
    return both[:32], both[32:]


def _ctr(key: bytes, iv: bytes, data: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor().update(data)


def _bytes(text: str) -> bytes:
    """Base64 with or without padding: clients write both here."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity
