"""What a room has to look like before a word goes into it, and what createRoom is told so that it does. Pure.

Room state is never encrypted, so nothing here says anything about a case (the plan's name is a codeword).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.gateway import RoomPlan

Json = dict[str, Any]

NONCE: Final = "net.caseroom.nonce"
MEGOLM: Final = "m.megolm.v1.aes-sha2"
CREATOR_ABOVE_ALL: Final = "12"  # from this room version on, the creator stands above every power level

BOT: Final = 100
MODERATOR: Final = 50
LOCKED: Final = 150  # above what even a compromised administrator of a server can be given by us

NAMING: Final = ("m.room.name", "m.room.topic", "m.room.avatar", "m.room.pinned_events", "m.room.canonical_alias")
SAFETY: Final = (
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.power_levels",
    "m.room.join_rules",
    "m.room.guest_access",
    "m.room.server_acl",
    "m.room.tombstone",
)
ALONGSIDE: Final = ("m.space.child", "m.space.parent", "m.call.member", "im.vector.modular.widgets", "m.widget")


def creation(plan: RoomPlan, *, bot: str, version: str | None) -> Json:
    """The body of createRoom. `version` None: an old server, where the creator has a level like anybody else."""
    body: Json = {
        "room_alias_name": plan.alias_localpart,
        "visibility": "private",
        "preset": "private_chat",
        "name": plan.name,
        "topic": plan.topic,
        "is_direct": plan.direct is not None,
        "creation_content": {"m.federate": plan.federate, NONCE: plan.nonce},
        "initial_state": [{"type": kind, "state_key": "", "content": content} for kind, content in _FITTING.items()],
        "power_level_content_override": power(plan.moderators, bot=bot, closed=False, version=version),
    }
    if version is not None:
        body["room_version"] = version
    return body


_FITTING: Final[Mapping[str, Json]] = {
    "m.room.encryption": {"algorithm": MEGOLM},
    "m.room.history_visibility": {"history_visibility": "joined"},
    "m.room.guest_access": {"guest_access": "forbidden"},
    "m.room.join_rules": {"join_rule": "invite"},
}


def power(moderators: Mapping[Any, int], *, bot: str, closed: bool, version: str | None) -> Json:
    """The power levels of a room of ours. Nobody but the bot names, invites or removes; `closed`: nor speaks."""
    top = LOCKED if version is not None else BOT
    users = {str(user): min(level, MODERATOR) for user, level in moderators.items() if user != bot}
    if version is None:
        users[bot] = BOT
    return {
        "users": users,
        "users_default": 0,
        "events_default": BOT if closed else 0,
        "state_default": BOT,
        "invite": BOT,
        "kick": BOT,
        "ban": BOT,
        "redact": MODERATOR,
        "notifications": {"room": BOT},
        "events": dict.fromkeys(NAMING, BOT) | dict.fromkeys(ALONGSIDE, BOT) | dict.fromkeys(SAFETY, top),
    }


class RoomState:
    """The current state of one room, as the server tells it. Everything in it may be forged or malformed."""

    def __init__(self, events: Iterable[Any]) -> None:
        self._events: dict[tuple[str, str], Json] = {}
        for event in events:
            if isinstance(event, dict) and isinstance(event.get("type"), str):
                self._events[event["type"], str(event.get("state_key", ""))] = event

    def content(self, kind: str, key: str = "") -> Json:
        content = self._events.get((kind, key), {}).get("content")
        return content if isinstance(content, dict) else {}

    def has(self, kind: str) -> bool:
        return (kind, "") in self._events

    def creator(self) -> str:
        return str(self._events.get(("m.room.create", ""), {}).get("sender", ""))

    def version(self) -> str | None:
        """The room version if its creator stands above all levels, else None."""
        version = str(self.content("m.room.create").get("room_version", "1"))
        return version if version.isdecimal() and int(version) >= int(CREATOR_ABOVE_ALL) else None

    def ours(self, *, bot: str, nonce: str) -> bool:
        """Made by this bot for exactly this purpose."""
        return self.creator() == bot and self.content("m.room.create").get(NONCE) == nonce

    def encrypted(self) -> bool:
        return self.content("m.room.encryption").get("algorithm") == MEGOLM

    def unfit(self, *, bot: str) -> str | None:
        """Why no word may go into the room (a code), or None.

        Members are those of default power and anybody up to moderator; a person above that made the room or was
        made its administrator by whoever did, and is told apart by the roster, not here.
        """
        if not self.encrypted():
            return "not-encrypted"
        if self.content("m.room.history_visibility").get("history_visibility") != "joined":
            return "history-not-joined"
        if self.content("m.room.guest_access").get("guest_access", "forbidden") != "forbidden":
            return "guests-allowed"
        if self.content("m.room.join_rules").get("join_rule") != "invite":
            return "not-invite-only"
        return None if self._members_are_bound(bot) else "members-can-change-state"

    def _members_are_bound(self, bot: str) -> bool:
        levels = self.content("m.room.power_levels")
        if not levels:
            return False
        events = levels.get("events")
        events = events if isinstance(events, dict) else {}
        state_default = _level(levels.get("state_default"), MODERATOR)
        needed = [_level(events.get(kind), state_default) for kind in (*NAMING, *SAFETY)]
        needed += [state_default, _level(levels.get("invite"), 0)]
        return self._highest_member(levels, bot) < min(needed)

    def _highest_member(self, levels: Json, bot: str) -> int:
        users = levels.get("users")
        given = users.items() if isinstance(users, dict) else ()
        members = [_level(level, 0) for user, level in given if user != bot]
        return max((_level(levels.get("users_default"), 0), *(at for at in members if at <= MODERATOR)))


def locked_power(levels: Json) -> Json:
    """Somebody else's power levels, changed so that only an administrator invites or changes the room."""
    events = levels.get("events")
    kept = events if isinstance(events, dict) else {}
    raised = {kind: max(_level(kept.get(kind), BOT), BOT) for kind in (*NAMING, *SAFETY)}
    return {
        **levels,
        "invite": BOT,
        "state_default": max(_level(levels.get("state_default"), BOT), BOT),
        "events": {**kept, **raised},
    }


def fitting(state: RoomState) -> dict[str, Json]:
    """Which state events have to be sent to make somebody else's encrypted room fit; power levels come last."""
    changes = {
        kind: content
        for kind, content in _FITTING.items()
        if kind != "m.room.encryption" and state.content(kind) != content
    }
    levels = state.content("m.room.power_levels")
    if (wanted := locked_power(levels)) != levels:
        changes["m.room.power_levels"] = wanted
    return changes


def _level(value: Any, otherwise: int) -> int:
    """A power level as old rooms may write it: a number, or a number in a string."""
    if isinstance(value, bool):
        return otherwise
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.strip().lstrip("-").isdecimal() else otherwise
