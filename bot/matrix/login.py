"""How the bot becomes, and stays, the one device that it is: by a token of the operator's, or by a password.

It never logs out, never asks for a refresh token, and never goes on as another device: its keys belong to this one.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp

from bot.matrix.client import WHOAMI, Client, Refusal
from bot.matrix.credentials import DEVICE_ID, Credentials, DataFolder, SessionRefused, new_device
from bot.matrix.wire import LONGEST_WAIT, Answer, ask, at, with_wait
from workflows.values.delivery import NotYet
from workflows.values.ids import DeviceId, UserId

LIMITED = "M_LIMIT_EXCEEDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    """Where and as whom. `token_file` comes first and is read again whenever the homeserver refuses the token."""

    homeserver: str
    user: UserId
    device: DeviceId | None = None
    token: str | None = field(default=None, repr=False)  # goes first
    token_file: Path | None = None
    password: str | None = field(default=None, repr=False)
    device_name: str = "Caseroom"  # shown to people beside the device


class Login(StrEnum):
    """What an attempt to be accepted came to."""

    ACCEPTED = "accepted"
    UNREACHABLE = "unreachable"  # nobody answered, or with neither yes nor no: the token may well be good
    REFUSED = "refused"  # the operator has to act


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it, as a code for the log, and as one line for the operator."""

    login: Login
    code: str = ""
    line: str = ""
    wait: float = 0.0  # seconds that the homeserver asked for before the next one


REFUSALS = {
    "M_MISSING_TOKEN": "There is neither a token nor a password to log in with.",
    "M_UNKNOWN_TOKEN": "The token has expired, was revoked, or its device was removed: put another one of the same"
    " device into the token file.",
    "M_USER_LOCKED": "The account is locked on the homeserver, and its administrator has to unlock it.",
    "M_USER_DEACTIVATED": "The account was deactivated on the homeserver, and its administrator has to bring it back.",
    "M_CONSENT_NOT_GIVEN": "The homeserver wants its terms accepted for this account first.",
}


def away(answer: Answer) -> Attempt:
    """What it means that the homeserver said neither yes nor no. A token or a password is not to blame for it."""
    failure = answer.failure()
    if isinstance(failure, NotYet) and failure.why == "limited":
        wait = failure.wait.total_seconds() if failure.wait else 0.0
        least = "at least " if wait >= LONGEST_WAIT.total_seconds() else ""  # what is asked beyond that is not kept
        asked = f"to wait {least}{math.ceil(wait)} seconds" if wait else "to wait"
        return Attempt(Login.UNREACHABLE, "limited", f"The homeserver asks {asked} before the next login.", wait)
    if answer.status == 0:
        return Attempt(Login.UNREACHABLE, "unreachable", "The homeserver does not answer. It is tried again.")
    line = f"The homeserver cannot check logins now (HTTP {answer.status}). It is tried again."
    return Attempt(Login.UNREACHABLE, f"http-{answer.status}", line)


class Door:
    """Gets a client accepted by the homeserver, at start and whenever its token has died."""

    def __init__(self, client: Client, folder: DataFolder, settings: LoginSettings) -> None:
        self._client = client
        self._folder = folder
        self._settings = settings
        self._no_password = ""  # why the password is not tried again before an operator says so

    def try_all(self) -> None:
        """An operator has put something right: a password that was refused may be tried once more."""
        self._no_password = ""

    async def enter(self) -> Attempt:
        """Try each token that we have, then the password where that is right. ACCEPTED leaves the client able to speak.

        Raises SessionRefused where a token is good but belongs to another user or device, or to no device.
        """
        kept = self._folder.credentials()
        if kept is not None and kept.user != self._settings.user:
            raise SessionRefused(
                f"{self._folder.path} belongs to {kept.user}, and the settings say {self._settings.user}."
            )
        refusal = Refusal("M_MISSING_TOKEN", soft=True)
        for token in self._tokens(kept):
            answer = await self._whoami(token)
            if answer.status == 200:
                self._adopt(self._checked(answer, kept, token))
                return Attempt(Login.ACCEPTED)
            if answer.status not in {401, 403}:
                return away(answer)
            refusal = Refusal(answer.code or f"http-{answer.status}", soft=answer.body.get("soft_logout") is True)
            if refusal.code == "M_USER_LOCKED":  # says soft_logout too, and a new login would end the same way
                break
        else:
            # A hard logout may be somebody's decision, and it has removed the device: only people undo that.
            if self._settings.password is not None and refusal.soft:
                return await self._log_in(kept)
        self._client.refusal = refusal
        line = REFUSALS.get(refusal.code, f"The homeserver does not accept the token ({refusal.code}).")
        return Attempt(Login.REFUSED, refusal.code, line)

    def _tokens(self, kept: Credentials | None) -> list[str]:
        tokens = [self._settings.token] if self._settings.token else []
        if self._settings.token_file is not None:
            try:
                tokens.append(self._settings.token_file.read_text().strip())
            except OSError:
                if kept is None:
                    raise SessionRefused(f"The token file {self._settings.token_file} cannot be read.") from None
        if kept is not None and kept.token:
            tokens.append(kept.token)
        return [token for token in dict.fromkeys(tokens) if token]

    async def _whoami(self, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with await self._client.send("GET", WHOAMI, None, headers) as response:
                body: Any = await response.json(content_type=None)
                told = body if isinstance(body, dict) else {}
                return Answer(response.status, with_wait(response.status, response.headers, told))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer(0)

    def _checked(self, answer: Answer, kept: Credentials | None, token: str) -> Credentials:
        user, device = answer.body.get("user_id"), answer.body.get("device_id")
        wanted = kept.device if kept else self._settings.device
        if user != self._settings.user:
            raise SessionRefused(f"The token belongs to {user}, and the settings say {self._settings.user}.")
        if not isinstance(device, str) or not DEVICE_ID.fullmatch(device):
            raise SessionRefused(
                "The token belongs to no device of ten or more letters, digits or dashes; issue one with a device id."
            )
        if wanted is not None and device != wanted:
            raise SessionRefused(
                f"The token belongs to the device {device}, and this folder holds the keys of {wanted}."
            )
        return Credentials(self._settings.user, DeviceId(device), token)

    def _adopt(self, credentials: Credentials) -> None:
        if credentials != self._folder.credentials():
            self._folder.keep(credentials)
        self._client.unlock(credentials.user, credentials.device, self._folder.pickle_key())
        self._client.access_token = credentials.token or ""
        self._client.refusal = None

    async def _log_in(self, kept: Credentials | None) -> Attempt:
        if self._no_password:
            raise SessionRefused(self._no_password)
        device = kept.device if kept else self._settings.device or new_device()
        if not DEVICE_ID.fullmatch(device):
            raise SessionRefused("The device id of the settings must be ten or more letters, digits or dashes.")
        if kept is None:
            self._folder.keep(Credentials(self._settings.user, device))  # after a crash it is the same device again
        offered = await ask(self._client, "GET", at("login"))
        flows = offered.body.get("flows")
        if not offered.ok or not isinstance(flows, list):
            return away(offered)
        if not any(isinstance(flow, dict) and flow.get("type") == "m.login.password" for flow in flows):
            raise SessionRefused("The homeserver takes no passwords; issue a token for a device and name its file.")
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._settings.user},
            "password": self._settings.password,
            "device_id": device,
            "initial_device_display_name": self._settings.device_name,
        }
        answer = await ask(self._client, "POST", at("login"), body)
        if answer.status in {400, 401, 403} and answer.code != LIMITED:
            self._no_password = f"{self._why_not(answer)} It is not tried again before a restart or a SIGHUP."
            raise SessionRefused(self._no_password)
        token = answer.body.get("access_token")
        if not answer.ok or not isinstance(token, str):
            return away(answer)
        self._adopt(self._checked(answer, Credentials(self._settings.user, device), token))
        return Attempt(Login.ACCEPTED)

    def _why_not(self, answer: Answer) -> str:
        user = self._settings.user
        match answer.code:
            case code if code in REFUSALS:
                return REFUSALS[code]
            case _ if answer.status == 403:
                return f"The homeserver does not accept the password of {user}, or allows the account no other session."
            case _:
                return f"The homeserver does not accept the password of {user}."
