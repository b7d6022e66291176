"""What a person's client could read, and waiting for it: the same for every kind of client."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

MARK = "org.caseroom.mark"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message as a client could read it. `at` is what the homeserver says (UTC)."""

    room: str
    sender: str
    event: str
    body: str
    formatted: str | None
    msgtype: str
    at: datetime
    encrypted: bool
    replaces: str | None = None
    reply_to: str | None = None
    thread: str | None = None
    mentions: tuple[str, ...] = ()
    edited: bool = False


def heard_from(source: Mapping[str, Any], *, room: str, encrypted: bool) -> Heard | None:
    """Read a decrypted (or plain) event; None where it is no message. Malformed fields count as absent."""
    content = source.get("content")
    if source.get("type") != "m.room.message" or not isinstance(content, dict):
        return None
    relation = content.get("m.relates_to")
    relation = relation if isinstance(relation, dict) else {}
    replaces = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
    shown = content.get("m.new_content") if replaces else content
    shown = shown if isinstance(shown, dict) else content
    body = shown.get("body")
    if not isinstance(body, str):
        return None
    answered = relation.get("m.in_reply_to")
    mentions = shown.get("m.mentions")
    users = mentions.get("user_ids") if isinstance(mentions, dict) else None
    return Heard(
        room=room,
        sender=str(source.get("sender")),
        event=str(source.get("event_id")),
        body=body,
        formatted=shown.get("formatted_body"),
        msgtype=str(shown.get("msgtype")),
        at=datetime.fromtimestamp(int(source.get("origin_server_ts", 0)) / 1000, tz=UTC),
        encrypted=encrypted,
        replaces=replaces,
        reply_to=answered.get("event_id") if isinstance(answered, dict) else None,
        thread=relation.get("event_id") if relation.get("rel_type") == "m.thread" else None,
        mentions=tuple(str(user) for user in users) if isinstance(users, list) else (),
    )


class Hearing:
    """One client's memory: `heard` is everything in order of arrival, edits and own messages included."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.heard: list[Heard] = []
        self.marks: set[str] = set()  # what this client told itself, to know how far it has come
        self._events: set[str] = set()
        self._news = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    def view(self, room: str) -> list[Heard]:
        """The room as a screen shows it: edits by the same sender applied, in place."""
        shown: dict[str, Heard] = {}
        for message in self.heard:
            if message.room != room:
                continue
            original = shown.get(message.replaces or "")
            if message.replaces is None:
                shown[message.event] = message
            elif original is not None and original.sender == message.sender:
                shown[original.event] = replace(
                    original,
                    body=message.body,
                    formatted=message.formatted,
                    msgtype=message.msgtype,
                    mentions=message.mentions,
                    edited=True,
                )
        return list(shown.values())

    async def wait_for(
        self,
        room: str,
        wanted: Callable[[Heard], bool] | str,
        timeout: float = 15,  # noqa: ASYNC109
        *,
        since: int = 0,
    ) -> Heard:
        """The first message of somebody else in `room` that fits; a string fits where it stands in the body.

        `since` is a place in `heard` (`len(person.heard)` before asking). Raises TimeoutError after `timeout`
        seconds, naming what was heard instead.
        """

        def fits(message: Heard) -> bool:
            if message.room != room or message.sender == self.user:
                return False
            return wanted in message.body if isinstance(wanted, str) else wanted(message)

        def probe() -> Heard | None:
            return next((message for message in self.heard[since:] if fits(message)), None)

        try:
            return await self.until(probe, timeout)
        except TimeoutError as late:
            lines = [f"  {message.sender}: {message.body}" for message in self.heard if message.room == room]
            said = "\n".join(lines[-8:]) or "  nothing"
            raise TimeoutError(f"{self.user} waited {timeout} s in {room} for {wanted!r}; heard:\n{said}") from late

    async def until(self, probe: Callable[[], Found | None], timeout: float = 15) -> Found:  # noqa: ASYNC109
        """What `probe` finds, asked again after each sync. Raises TimeoutError, or what ended the client."""
        async with asyncio.timeout(timeout):
            while (found := probe()) is None:
                if self._listening is not None and self._listening.done():
                    self._listening.result()
                await self._news.wait()
        return found

    def hear(self, message: Heard | None) -> None:
        if message is not None and message.event not in self._events:
            self._events.add(message.event)
            self.heard.append(message)

    def note_marks(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Take in to-device events, once all else is taken in that came with them."""
        self.marks.update(str(event["content"].get("mark")) for event in events if event["type"] == MARK)

    def tell(self) -> None:
        """Something may have changed: whoever waits looks again."""
        self._news.set()
        self._news = asyncio.Event()

    async def _stop_listening(self) -> None:
        """End the listening. One cancellation may be lost: a time-out of the library at the same moment swallows it."""
        if self._listening is None:
            return
        while not self._listening.done():
            self._listening.cancel()
            await asyncio.wait({self._listening}, timeout=1.0)
        await asyncio.gather(self._listening, return_exceptions=True)
