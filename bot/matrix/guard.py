"""What nio 0.26 gets wrong about hostile or broken input, mended in subclasses: nothing of nio is patched in place."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from nio.crypto import InboundGroupSession, Olm
from nio.responses import KeysClaimResponse, KeysQueryResponse

ONE_TIME_KEYS = "signed_curve25519"
REFILL_BELOW = 26  # of nio's 50: half, so that one upload follows twenty-five new sessions and not each of them
WEDGED_KEPT = 200
MEGOLM = "m.megolm.v1.aes-sha2"
SEALED = {"algorithm", "ciphertext", "sender_key", "device_id", "session_id", "m.relates_to"}
TO_DEVICE_IN_CLEAR = ("m.room.encrypted", "m.room_key.withheld", "m.key.verification.")


class LeavesInClear(RuntimeError):
    """Somebody tried to send words without encrypting them: a fault of ours. Nothing has left."""


def silence() -> None:
    """nio logs what events say at WARNING and ERROR (`events/misc.py`), peewee logs rows: neither may be heard."""
    for name in ("nio", "peewee"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def check_wire(method: str, path: str, data: str | bytes | None, in_clear: Iterable[Mapping[str, Any]] = ()) -> None:
    """Look at a request as it leaves: what goes into a room or to a device is encrypted, or one of the fixed texts.

    nio sends plaintext without an error where its room cache or its store is missing. Raises LeavesInClear.
    """
    parts = [unquote(part) for part in path.partition("?")[0].split("/")]
    if method.upper() in {"GET", "HEAD"}:
        return
    if "sendToDevice" in parts:
        kind = _after(parts, "sendToDevice")
        if not kind.startswith(TO_DEVICE_IN_CLEAR):
            raise LeavesInClear("a message to a device")
    elif "send" in parts[5:]:
        kind, content = _after(parts, "send"), _object(data)
        sealed = content.get("algorithm") == MEGOLM and content.keys() <= SEALED
        fixed = kind == "m.room.message" and any(content == dict(text) for text in in_clear)
        if not (fixed or (kind == "m.room.encrypted" and sealed)):
            raise LeavesInClear("an event of a room")


def _after(parts: list[str], name: str) -> str:
    place = parts.index(name) + 1
    return parts[place] if place < len(parts) else ""


def _object(data: str | bytes | None) -> dict[str, Any]:
    try:
        content = json.loads(data or "")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


class Ratchet(Olm):  # type: ignore[misc]
    """nio's encryption machine, made safe against what other people's devices and the homeserver send it.

    `dropped` counts what was not usable, by code. `fresh` are the room keys (room, session) that came since it was
    last emptied, `wedged` the devices (user, curve25519) that sent what could not be decrypted.
    """

    def __init__(self, user: str, device: str, store: Any, dropped: Counter[str]) -> None:
        self.dropped = dropped
        self.fresh: set[tuple[str, str]] = set()
        self.wedged: set[tuple[str, str]] = set()
        self.wants_fallback = True
        self._by_id: dict[str, InboundGroupSession] = {}
        super().__init__(user, device, store)
        self.wants_fallback = not self.account.shared

    def load(self) -> None:
        super().load()
        self._by_id = {session.id: session for session in self.inbound_group_store}

    def group_session(self, room: str, session_id: str) -> InboundGroupSession | None:
        """The room key with this id: found without the sender's key, which events need no longer carry (MSC3700)."""
        session = self._by_id.get(session_id)
        return session if session is not None and session.room_id == room else None

    # Our own keys

    def count_keys(self, on_server: int, unused_fallback: Iterable[str] | None) -> None:
        """What a sync said of our keys. nio takes a count of 0 for no news and never uploads again."""
        self.uploaded_key_count = on_server
        if unused_fallback is not None and ONE_TIME_KEYS not in unused_fallback:
            self.wants_fallback = True

    @property
    def should_upload_keys(self) -> bool:
        return not self.account.shared or self.wants_fallback or self._runs_low

    @property
    def _runs_low(self) -> bool:
        return self.uploaded_key_count is not None and self.uploaded_key_count < REFILL_BELOW

    def share_keys(self) -> dict[str, Any]:
        """The body of the next upload. The private halves are saved first: after a crash between upload and answer the
        homeserver holds keys that nio no longer has, and refuses every later upload."""
        content: dict[str, Any] = super().share_keys() if not self.account.shared or self._runs_low else {}
        if self.wants_fallback:
            content["fallback_keys"] = self._fallback_keys()
        self.save_account()
        return content

    def _fallback_keys(self) -> dict[str, Any]:
        """Used when the one-time keys run out (MSC2732), which nio knows nothing of."""
        account = self.account._account
        if not account.fallback_key:
            account.generate_fallback_key()
        keys = {}
        for key_id, public in account.fallback_key.items():
            key: dict[str, Any] = {"key": public.to_base64(), "fallback": True}
            signature = self.sign_json(key)
            key["signatures"] = {self.user_id: {f"ed25519:{self.device_id}": signature}}
            keys[f"{ONE_TIME_KEYS}:{key_id}"] = key
        return keys

    def shared(self, on_server: int) -> None:
        """The homeserver has what `share_keys` gave."""
        self.account.shared = True
        self.wants_fallback = False
        self.uploaded_key_count = on_server
        self.mark_keys_as_published()
        self.save_account()

    # Keys of others

    def _mark_device_for_unwedging(self, sender: str, sender_key: object) -> None:
        """Only remembered here: nio forgets devices that it does not know yet. `unwedge` asks for them first."""
        if isinstance(sender_key, str) and len(self.wedged) < WEDGED_KEPT:
            self.wedged.add((sender, sender_key))

    def verify_json(self, json: dict[str, Any], user_key: str, user_id: str, device_id: str) -> bool:
        """As in nio, but a malformed key is no signature instead of an exception out of the whole answer."""
        try:
            return bool(super().verify_json(dict(json), user_key, user_id, device_id))
        except (ValueError, TypeError, AttributeError, KeyError):
            self.dropped["malformed-keys"] += 1
            return False

    def _handle_key_query(self, response: KeysQueryResponse) -> None:
        """One person's malformed devices cost nobody else theirs."""
        changed: dict[str, Any] = {}
        for user, devices in response.device_keys.items():
            usable = {name: keys for name, keys in devices.items() if _usable(keys)}
            self.dropped["malformed-keys"] += len(devices) - len(usable)
            part = KeysQueryResponse({user: usable}, {})
            try:
                super()._handle_key_query(part)
            except (ValueError, TypeError, AttributeError, KeyError):
                self.dropped["malformed-keys"] += 1
            else:
                changed.update(part.changed)
        response.changed = changed

    def _handle_key_claiming(self, response: KeysClaimResponse) -> None:
        """One device's malformed one-time key costs nobody else theirs."""
        for user, devices in response.one_time_keys.items():
            for device, keys in devices.items():
                try:
                    super()._handle_key_claiming(KeysClaimResponse({user: {device: keys}}, {}))
                except (ValueError, TypeError, AttributeError, KeyError, StopIteration):
                    self.dropped["malformed-one-time-key"] += 1

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        """Take a room key. Kept is the one that was first, or reads further back from the same sender: nio lets any
        later copy, from anybody, take its place."""
        try:
            session = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
        except (ValueError, TypeError):
            self.dropped["malformed-room-key"] += 1
            return
        if session.id != session_id:
            self.dropped["malformed-room-key"] += 1
            return
        known = self._by_id.get(session_id)
        if known is not None:
            if (known.sender_key, known.ed25519, known.room_id) != (sender_key, sender_fp_key, room_id):
                self.dropped["room-key-conflict"] += 1
                return
            if known.first_known_index <= session.first_known_index:
                return
        self._by_id[session_id] = session
        self.inbound_group_store.add(session)
        self.save_inbound_group_session(session)
        self.fresh.add((room_id, session_id))


def _usable(keys: object) -> bool:
    if not isinstance(keys, dict) or not isinstance(keys.get("keys"), dict):
        return False
    name = keys.get("unsigned", {}).get("device_display_name", "") if isinstance(keys.get("unsigned", {}), dict) else 0
    return isinstance(name, str) and all(isinstance(key, str) for key in keys["keys"].values())
