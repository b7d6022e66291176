"""The bot's account on as many devices as a test needs, each with a wire that can be disturbed."""

from collections.abc import Callable
from typing import Any

from bot.cli import identity as commands
from bot.matrix.credentials import DataFolder
from bot.matrix.identity import ensure, own_device
from bot.matrix.keeping import IdentityFile
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession
from bot.matrix.trust import Trust
from tests.server.bots import PASSWORD, Memory

INSTALLATION = b"i" * 32


class Account:
    """The bot's account, on as many devices as a test needs."""

    def __init__(self, homeserver, folder, user):
        self.homeserver, self.folder, self.user = homeserver, folder, user
        self.sessions = []

    async def device(self, name):
        """Log in with a data folder of that name, keys uploaded: the device as it stands before `ensure`."""
        memory = Memory()
        settings = LoginSettings(homeserver=self.homeserver.url, user=self.user, password=PASSWORD)
        folder = DataFolder(self.folder / name)
        session = MatrixSession(settings, folder, memory, lambda client: Trust(client, memory, memory))
        await session.start()
        await session.accepted()
        self.sessions.append(session)
        return OnDevice(session, self.folder / name)

    async def shown(self, to):
        """What `/keys/query` says of the bot to somebody."""
        return await to.must("POST", "/_matrix/client/v3/keys/query", {"device_keys": {self.user: []}})


class OnDevice:
    """One device of the bot and the wire between; `refuse` may answer in the homeserver's place."""

    def __init__(self, session, folder):
        self.session, self.folder = session, folder
        self.own = own_device(session.client)
        self.file = IdentityFile(folder, INSTALLATION)
        self.sent = []
        self.undisturbed()

    def undisturbed(self):
        """From here on everything passes."""
        self.refuse: Callable[[str, str], Any] = lambda _method, _path: None
        self.twist: Callable[[str, Any], Any] = lambda _path, answer: answer

    async def raw(self, method, path, body=None):
        self.sent.append((method, path.removeprefix("/_matrix/client/v3/")))
        early = self.refuse(method, path)
        if early is not None:
            return early
        status, answer = await self.session.raw(method, path, body)
        return status, self.twist(path, answer)

    @property
    def changes(self):
        """What was asked for that changes anything."""
        return [path for method, path in self.sent if path != "keys/query" and method != "GET"]

    async def ensure(self, **wishes):
        return await ensure(self, self.own, self.file, **wishes)


def lines():
    """What a command says, and where it says it."""
    said: list[str] = []
    return said, said.append


def shown_key(file):
    """The recovery key as `bot identity show` prints it."""
    said, say = lines()
    assert commands.show(file, say) == 0
    return next(line.removeprefix("Recovery key ") for line in said if line.startswith("Recovery key"))
