"""A Trust over a real client with a real store: only the far end of the wire and the clock are stand-ins."""

from typing import Any

from bot.matrix.client import Client
from bot.matrix.trust import Trust
from tests.matrix.published import Device, person, together

OUR_USER = "@caseroom:caseroom.test"
OUR_DEVICE = "CASEROOM-0000000001"


def untouched(_answer):
    """A homeserver that tells what it has."""


class Homeserver:
    """The wire's far end: answers `/keys/query` about the people it has, and counts."""

    def __init__(self):
        self.people = {}
        self.away = set()
        self.status = 200
        self.asked = []
        self.change = untouched
        self.meanwhile = lambda: None

    def has(self, *people):
        self.people.update({each.user: each for each in people})

    async def raw(self, method, path, body=None):
        assert (method, path) == ("POST", "/_matrix/client/v3/keys/query")
        users = set(body["device_keys"])
        self.asked.append(users)
        self.meanwhile()
        if self.status == 0:
            raise TimeoutError
        here = [each for user, each in self.people.items() if user in users and user.partition(":")[2] not in self.away]
        answer = {"device_keys": {}, "failures": {server: {"status": 503} for server in self.away}} | together(*here)
        self.change(answer)
        return self.status, answer


class Desk:
    """Pins, and who hears of identities."""

    def __init__(self):
        self.pins, self.cold, self.seen, self.broken = {}, set(), [], False

    def pinned(self, user):
        return self.pins.get(user)

    def frozen(self, user):
        return user in self.cold

    async def identity_seen(self, user, identity, fingerprint):
        if self.broken:
            raise OSError("the disk is full")
        self.seen.append((user, identity, fingerprint))

    def accept(self, *people):
        self.pins.update({each.user: each.identity.master.public for each in people})


class Bench:
    """A Trust over a real client with a real store, a homeserver at the wire's end, and a clock to turn."""

    def __init__(self, folder):
        self.client: Any = Client("http://localhost:1", OUR_USER, folder)
        self.client.unlock(OUR_USER, OUR_DEVICE, "5" * 64)
        self.homeserver, self.desk, self.now = Homeserver(), Desk(), 1000.0
        self.trust = self.another()

    def another(self):
        """As after a restart: nothing in memory, the same store."""
        return Trust(self.client, self.desk, self.desk, wire=self.homeserver, monotonic=lambda: self.now)

    def ours(self, *unsigned):
        """The bot's own account: its device is signed, other devices as asked."""
        keys = self.client.olm.account.identity_keys
        account = person("caseroom", unsigned=unsigned)
        own: Any = Device(OUR_USER, OUR_DEVICE)
        shown = {
            "user_id": OUR_USER,
            "device_id": OUR_DEVICE,
            "algorithms": [],
            "keys": {f"ed25519:{OUR_DEVICE}": keys["ed25519"], f"curve25519:{OUR_DEVICE}": keys["curve25519"]},
        }
        mark = self.client.olm.sign_json(dict(shown))
        own.published = lambda: {**shown, "signatures": {OUR_USER: {f"ed25519:{OUR_DEVICE}": mark}}}
        account.devices.append(own)
        return account

    def in_store(self, user):
        """Which devices nio would give keys to, and which it would not."""
        devices = self.client.device_store[user].values()
        return (
            {device.id for device in devices if self.client.olm.is_device_verified(device)},
            {device.id for device in devices if self.client.olm.is_device_blacklisted(device)},
        )
