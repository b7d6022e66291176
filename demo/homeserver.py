"""A real Synapse on loopback, with SQLite, in a folder of its own: for demo, tests and benchmarks.

It runs from `.venv-synapse` as a process of its own and ends with the one that started it, however that ends.
"""

import asyncio
import atexit
import base64
import hashlib
import hmac
import os
import secrets
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import aiohttp
import yaml

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = ROOT / ".venv-synapse" / "bin" / "python"
LOOPBACK: Final = "127.0.0.1"
SECONDS_TO_START: Final = 120.0
SECONDS_TO_STOP: Final = 10.0
LINES_SHOWN: Final = 20

Limits = Literal["generous", "default"]

# Runs Synapse until its standard input closes, which the operating system does when the parent ends.
PROGRAM: Final = """
import os, sys, threading
def until_the_parent_ends():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=until_the_parent_ends, daemon=True).start()
from synapse.app.homeserver import main
main()
"""


class HomeserverError(Exception):
    """The homeserver did not start, has ended, or refused what was asked; its last lines are in the text."""


class Homeserver:
    """One Synapse. Its files, secrets and port stay the same at every start; no event loop owns it.

    `limits="default"` keeps the rate limits that Synapse ships; otherwise they are far out of the way.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        server_name: str = "caseroom.test",
        limits: Limits = "generous",
    ) -> None:
        self.folder = folder
        self.port = port or _free_port()
        self.server_name = server_name
        self.limits: Limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where its client API is, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the process is there; it may not answer yet."""
        return self._process is not None and self._process.poll() is None

    def user_id(self, localpart: str) -> str:
        """The full name of an account here, whether it exists or not."""
        return f"@{localpart}:{self.server_name}"

    async def start(self) -> None:
        """Start it and wait until it answers. Raises HomeserverError if it ends before or stays silent."""
        if self.running:
            return
        self._spawn()
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                while not await self._answers():  # noqa: ASYNC110 - another process answers
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self.kill()
            raise HomeserverError(f"Synapse did not answer within {SECONDS_TO_START:.0f} s.{self._tail()}") from None

    async def stop(self) -> None:
        """Ask it to end, and make it end after ten seconds."""
        await self._end(gently=True)

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        await self._end(gently=False)

    async def restart(self) -> None:
        """Stop and start on the same port with the same data."""
        await self.stop()
        await self.start()

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> str:
        """Make an account without logging it in; gives its full name. HomeserverError where it exists."""
        return str((await self._register(localpart, password, admin=admin))["user_id"])

    async def override_ratelimit(self, user_id: str) -> None:
        """Lift every limit on what one account does, as an operator does for the bot."""
        path = f"/_synapse/admin/v1/users/{quote(user_id)}/override_ratelimit"
        await self.as_admin("POST", path, {"messages_per_second": 0, "burst_count": 0})

    async def as_admin(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call an API as the server's administrator; raises HomeserverError unless it answers 200."""
        return await self._call(method, path, body, token=await self._admin_token())

    async def _register(self, localpart: str, password: str, *, admin: bool, log_in: bool = False) -> dict[str, Any]:
        path = "/_synapse/admin/v1/register"
        nonce = str((await self._call("GET", path))["nonce"])
        parts = (nonce, localpart, password, "admin" if admin else "notadmin")
        key = self._secret("registration").encode()
        mac = hmac.new(key, "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        body = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "admin": admin,
            "mac": mac,
            "inhibit_login": not log_in,
        }
        return await self._call("POST", path, body)

    async def _admin_token(self) -> str:
        token = self.folder / "admin.token"
        if not token.exists():
            answer = await self._register("server-administrator", secrets.token_urlsafe(24), admin=True, log_in=True)
            _write_private(token, str(answer["access_token"]))
        return token.read_text()

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, token: str | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with (
                aiohttp.ClientSession(headers=headers) as session,
                session.request(method, self.url + path, json=body) as response,
            ):
                answer: dict[str, Any] = await response.json()
        except aiohttp.ClientError as error:
            raise HomeserverError(f"{method} {path}: {error!r}{self._tail()}") from error
        if response.status != 200:
            raise HomeserverError(f"{method} {path}: {response.status} {answer.get('errcode')} {answer.get('error')}")
        return answer

    async def _answers(self) -> bool:
        if not self.running:
            code = self._process.returncode if self._process else None
            raise HomeserverError(f"Synapse ended with code {code}.{self._tail()}")
        try:
            async with aiohttp.ClientSession() as session, session.get(self.url + "/health") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    def _spawn(self) -> None:
        if not PYTHON.exists():
            raise HomeserverError(f"There is no {PYTHON.parent.parent.name}; build it with: make .venv-synapse")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(self.folder / "signing.key", f"ed25519 a_1 {self._secret('signing')}\n")
        _write_private(self.folder / "log.yaml", yaml.safe_dump(_log_configuration(self.folder)))
        _write_private(self.folder / "homeserver.yaml", yaml.safe_dump(self._configuration()))
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [str(PYTHON), "-I", "-c", PROGRAM, "--config-path", "homeserver.yaml"],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        atexit.register(self._process.kill)

    async def _end(self, *, gently: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if gently and process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, SECONDS_TO_STOP)
        process.kill()
        await asyncio.to_thread(process.wait)
        if process.stdin:
            process.stdin.close()
        atexit.unregister(process.kill)

    def _secret(self, name: str) -> str:
        """A secret of this server, drawn at its first use: 32 bytes in base64 without padding."""
        kept = self.folder / f"{name}.secret"
        if not kept.exists():
            _write_private(kept, base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="))
        return kept.read_text()

    def _tail(self) -> str:
        lines: list[str] = []
        for name in ("output.log", "homeserver.log"):
            log = self.folder / name
            if log.exists():
                lines += log.read_text(errors="replace").splitlines()
        return "".join("\n  " + line for line in lines[-LINES_SHOWN:])

    def _configuration(self) -> dict[str, Any]:
        return {
            "server_name": self.server_name,
            "public_baseurl": self.url + "/",
            "pid_file": str(self.folder / "homeserver.pid"),
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "bind_addresses": [LOOPBACK],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}},
            "media_store_path": str(self.folder / "media"),
            "log_config": str(self.folder / "log.yaml"),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": self._secret("registration"),
            "macaroon_secret_key": self._secret("macaroon"),
            "form_secret": self._secret("form"),
            "bcrypt_rounds": 4,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            **(_no_limits() if self.limits == "generous" else {}),
        }


def _no_limits() -> dict[str, Any]:
    """Rate limits that no test reaches; the names are those of Synapse's `config/ratelimiting.py`."""
    free = {"per_second": 10_000, "burst_count": 10_000}
    return {
        "rc_message": free,
        "rc_registration": free,
        "rc_login": {"address": free, "account": free, "failed_attempts": free},
        "rc_joins": {"local": free, "remote": free},
        "rc_joins_per_room": free,
        "rc_invites": {"per_room": free, "per_user": free, "per_issuer": free},
        "rc_room_creation": free,
        "rc_key_requests": free,
        "rc_profile": free,
        "rc_user_directory": free,
    }


def _log_configuration(folder: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "filename": str(folder / "homeserver.log"),
                "formatter": "line",
            }
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
