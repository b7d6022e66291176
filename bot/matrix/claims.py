"""Which device owns a Curve25519 key. Anybody can publish somebody else's, and the sessions are kept by that key.

A second claim can read nothing, but the sessions that it starts would take the place of the rightful ones.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from bot.matrix.chain import DeviceKeys, Published
from workflows.values.ids import DeviceId, UserId

Owner = tuple[UserId, DeviceId]


class Claims:
    """The owners so far. `owners` at the start are devices that were trusted before: they outrank newcomers."""

    def __init__(self, owners: Mapping[str, Owner]) -> None:
        self._owners = dict(owners)

    def enter(self, people: Mapping[UserId, Published]) -> dict[UserId, Published]:
        """What these people publish now, less the devices whose key is not theirs.

        The one who had a key keeps it. Where several appear at once with a key that nobody had, none gets it.
        """
        claims = {
            (user, name): keys.curve25519
            for user, published in people.items()
            for name, keys in {**published.unsigned, **published.signed}.items()
        }
        self._owners = {
            key: owner for key, owner in self._owners.items() if owner[0] not in people or claims.get(owner) == key
        }
        several = Counter(claims.values())
        for owner, key in claims.items():
            if several[key] == 1:
                self._owners.setdefault(key, owner)
        return {user: self._without(user, published) for user, published in people.items()}

    def _without(self, user: UserId, published: Published) -> Published:
        signed = self._rightful(user, published.signed)
        unsigned = self._rightful(user, published.unsigned)
        refused = len(published.signed) + len(published.unsigned) - len(signed) - len(unsigned)
        return replace(published, signed=signed, unsigned=unsigned, refused=refused) if refused else published

    def _rightful(self, user: UserId, devices: Mapping[DeviceId, DeviceKeys]) -> dict[DeviceId, DeviceKeys]:
        return {name: keys for name, keys in devices.items() if self._owners.get(keys.curve25519) == (user, name)}
