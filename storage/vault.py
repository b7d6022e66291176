"""Free text at rest: each case has a key of its own, wrapped by the master key; without it nothing can be read.

Sealed bytes are: version (1) | key id (16) | nonce (12) | AES-256-GCM. Bound to them, as associated data, are the
table, the column, the row and the case, so that sealed bytes moved elsewhere do not open.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import Erased, NotSealed, WrongMasterKey
from storage.types import SEAL_VERSION
from workflows.values.ids import CaseId

KEY_BYTES = 32
_ID, _NONCE = 16, 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed bytes belong."""

    table: str
    column: str
    row: str
    case: CaseId | None

    def bound(self, key: bytes) -> bytes:
        return SEAL_VERSION + key + "\0".join((self.table, self.column, self.row, self.case or "")).encode()


@dataclass(frozen=True, slots=True)
class Key:
    """One open key. `case` None: the installation's, for rows of no case or of several."""

    id: bytes
    case: CaseId | None
    cipher: AESGCM = field(repr=False)

    def seal(self, plain: bytes, place: Place) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return SEAL_VERSION + self.id + nonce + self.cipher.encrypt(nonce, plain, place.bound(self.id))

    def unseal(self, sealed: bytes, place: Place) -> bytes:
        """Raises NotSealed."""
        version, key, rest = sealed[:1], sealed[1 : 1 + _ID], sealed[1 + _ID :]
        if version != SEAL_VERSION or key != self.id:
            raise NotSealed(place.table)
        try:
            return self.cipher.decrypt(rest[:_NONCE], rest[_NONCE:], place.bound(key))
        except InvalidTag:
            raise NotSealed(place.table) from None


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as the database keeps it. `wrapped` None: destroyed."""

    id: str
    case: CaseId | None
    wrapped: bytes | None
    destroyed_at: datetime | None = None


class Vault:
    """The keys that are open in this process. Knows no database: `storage/keys.py` brings what is stored."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError("the master key has 32 bytes")
        self._master_key = master_key
        self._wrapping = AESGCM(self.derive("wrap"))
        self._open: dict[CaseId | None, Key] = {}
        self._destroyed: set[CaseId | None] = set()

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from which neither the master key nor another purpose's bytes can be told."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"caseroom " + purpose.encode()).derive(self._master_key)

    def new(self, case: CaseId | None) -> tuple[Key, WrappedKey]:
        """A key for `case`. It is of use only once its wrapped form is committed: then `keep` it."""
        plain, key_id, nonce = AESGCM.generate_key(256), secrets.token_bytes(_ID), secrets.token_bytes(_NONCE)
        wrapped = nonce + self._wrapping.encrypt(nonce, plain, _wrapping_place(key_id, case))
        return Key(key_id, case, AESGCM(plain)), WrappedKey(key_id.hex(), case, wrapped)

    def unwrap(self, stored: WrappedKey) -> Key:
        """Raises Erased, WrongMasterKey."""
        if stored.wrapped is None:
            raise Erased(stored.case)
        key_id, nonce = bytes.fromhex(stored.id), stored.wrapped[:_NONCE]
        try:
            plain = self._wrapping.decrypt(nonce, stored.wrapped[_NONCE:], _wrapping_place(key_id, stored.case))
        except InvalidTag:
            raise WrongMasterKey(stored.id) from None
        return Key(key_id, stored.case, AESGCM(plain))

    def keep(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._open[key.case] = key

    def forget(self, case: CaseId) -> None:
        """The key of `case` is destroyed: never open it again."""
        self._open.pop(case, None)
        self._destroyed.add(case)

    def is_destroyed(self, case: CaseId | None) -> bool:
        return case in self._destroyed

    def find(self, case: CaseId | None) -> Key | None:
        """The open key of `case`, if this process has it. Raises Erased."""
        if self.is_destroyed(case):
            raise Erased(case)
        return self._open.get(case)


def _wrapping_place(key_id: bytes, case: CaseId | None) -> bytes:
    return Place("case_key", "wrapped", key_id.hex(), case).bound(key_id)
