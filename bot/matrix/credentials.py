"""The folder of one installation: who may use it, and the secrets in it. All of it is for its owner alone."""

import fcntl
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from workflows.values.ids import DeviceId, UserId

# Ten or more of these: what Matrix Authentication Service accepts in a device scope.
DEVICE_ID = re.compile(r"[A-Za-z0-9-]{10,64}")


class SessionRefused(Exception):
    """The bot cannot speak as the account it is set up for. The text is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are on the homeserver. The device stays the same for ever; `token` is None before the first login."""

    user: UserId
    device: DeviceId
    token: str | None = None


def new_device() -> DeviceId:
    """The name of a device that nobody has yet."""
    return DeviceId("CASEROOM-" + secrets.token_hex(5).upper())


class DataFolder:
    """Holds the lock from `open` to `close`. A second process is refused at once: two on one crypto store would
    each forget the other's keys."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def open(self) -> None:
        """Make the folder private and lock it. Raises SessionRefused where another process has it."""
        os.umask(0o077)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise SessionRefused(f"Another process is using {self.path}; only one bot may run on it.") from None
        self._lock = lock

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def credentials(self) -> Credentials | None:
        """Who we were when we ran last; None before the first start. Raises SessionRefused where it cannot be read."""
        path = self.path / "credentials.json"
        if not path.exists():
            return None
        try:
            kept = json.loads(path.read_text())
            user, device, token = kept["user"], kept["device"], kept["token"]
        except (ValueError, KeyError, TypeError):
            user = device = token = None
        if not (isinstance(user, str) and isinstance(device, str) and isinstance(token, str | None)):
            raise SessionRefused(f"{path} is damaged; restore it from the backup of this folder.")
        return Credentials(UserId(user), DeviceId(device), token)

    def keep(self, credentials: Credentials) -> None:
        """Write down who we are, so that it survives a power cut."""
        self._write("credentials.json", json.dumps(asdict(credentials)))

    def pickle_key(self) -> str:
        """What encrypts the crypto store: 32 random bytes in hex, drawn once. SessionRefused where it is lost."""
        path = self.path / "crypto.key"
        if path.exists():
            key = path.read_text().strip()
            if len(key) != 64:
                raise SessionRefused(f"{path} is damaged; restore it from the backup of this folder.")
            return key
        if any(self.path.glob("crypto-*.db")):
            raise SessionRefused(f"{path} is missing, and without it the keys beside it cannot be read.")
        key = secrets.token_hex(32)
        self._write("crypto.key", key)
        return key

    def _write(self, name: str, text: str) -> None:
        fresh = self.path / f"{name}.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / name)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
