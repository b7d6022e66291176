"""What follows when a message does not count: mostly silence and a trace, for a person of ours a fixed text.

Strangers are counted and kept in the audit log by the minute, one row for all of them, so that nobody can fill it.
"""

from collections import Counter
from datetime import timedelta

from bot.gateway import FixedText, Message
from bot.service.hearing import Deaf, Heard, Refusal
from bot.service.known import Known
from bot.service.observing import Observing
from storage.posts import Arrival, InboxItem, InboxState
from storage.unit_of_work import UnitOfWork
from workflows.casework import people
from workflows.casework.snapshots import Moment
from workflows.values.effects import NOTHING, Decision, Record, Reply, SendFixed
from workflows.values.facts import IdentitySeen
from workflows.values.ids import MatrixRoomId, UserId
from workflows.values.notices.service import AlreadyDoneAsSent

FIXED_AGAIN = 600.0  # seconds between two fixed texts to one person
EDITABLE = timedelta(minutes=10)  # of transport time: so long the edit of a refused command is heard as a new one


class Refusing:
    """Keeps the counters, the held messages, and the invitations to refuse."""

    def __init__(self, known: Known, observing: Observing) -> None:
        self._known, self._observing = known, observing
        self._held: dict[MatrixRoomId, list[InboxItem]] = {}
        self._fixed: dict[UserId, float] = {}
        self.counted: Counter[str] = Counter()  # since the last audit row
        self.unwanted: dict[MatrixRoomId, None] = {}  # rooms we are invited to and do not want

    def held(self, room: MatrixRoomId) -> list[InboxItem]:
        """Messages that came before their room was ready, in order."""
        return self._held.pop(room, [])

    def invitation(self, row: InboxItem) -> Decision:
        self._count("invitation")
        self.unwanted[row.room] = None
        return NOTHING

    def plaintext(self, row: InboxItem) -> Decision:
        """A message in clear in a room of ours has no effect, but for its trace."""
        if self._known.directory.person(row.sender) is None:
            self._count("plaintext")
            return NOTHING
        return Decision(audit=(Record(action="message.plaintext", object=row.event or "", decision="deny"),))

    def strangers(self) -> Decision:
        """One audit row for a minute of messages from nobody of ours. Clear `counted` once it is stored."""
        if not self.counted:
            return NOTHING
        fields = {why: str(number) for why, number in sorted(self.counted.items())}
        return Decision(audit=(Record(action="message.refused", object="strangers", decision="deny", fields=fields),))

    async def message(
        self, uow: UnitOfWork, row: InboxItem, message: Message, refusal: Refusal, moment: Moment
    ) -> Decision | None:
        """What a message that does not count leads to; None: hold it until its room is ready."""
        if refusal.person is None or refusal.why in (Deaf.STRANGER, Deaf.NOTICE, Deaf.UNKNOWN_ROOM):
            self._count(refusal.why)
            return NOTHING
        if refusal.why is Deaf.ROOM_NOT_OPEN:
            self._held.setdefault(row.room, []).append(row)
            return None
        trace = Decision(
            audit=(
                Record(
                    action="message.refused",
                    object=message.sender,
                    case=refusal.room.case if refusal.room else None,
                    decision="deny",
                    fields={"rule": refusal.why.value},
                ),
            )
        )
        match refusal.why:
            case Deaf.NO_IDENTITY:
                return trace + self._not_confirmed(message)
            case Deaf.OTHER_IDENTITY | Deaf.FROZEN if message.identity is not None:
                return trace + await self._other_identity(uow, message, refusal, moment)
            case _:
                return trace

    def _not_confirmed(self, message: Message) -> Decision:
        chat = self._known.standing.chats.get(message.sender)
        if chat is None or not self._fixed_text_is_due(message.sender):
            return NOTHING
        fixed = SendFixed(
            room=chat,
            user=message.sender,
            text=FixedText.DEVICE_NOT_CONFIRMED.value,
            key=f"fixed:device:{message.event}",
        )
        return Decision(effects=(fixed,))

    async def _other_identity(self, uow: UnitOfWork, message: Message, refusal: Refusal, moment: Moment) -> Decision:
        """The only sentence heard from a frozen identity is the code that its coordinator read out."""
        person, room, pin = refusal.person, refusal.room, self._known.pins.get(message.sender)
        seen = IdentitySeen(user=message.sender, identity=message.identity)
        if person is None or room is None or pin is None or message.identity is None:
            return NOTHING
        if room.person == message.sender and people.looks_like_code(message.body):
            code = await uow.codes.latest(message.sender)
            age = self._known.ages.of(code.code_hash, code.drawn_at) if code else timedelta()
            return people.on_code(message.body, seen, code, age, pin, person, room, moment)
        return await self._observing.fact(uow, seen, moment)

    async def edit(self, uow: UnitOfWork, message: Message, heard: Heard, moment: Moment) -> Decision | None:
        """An edit of a refused command counts as a new message (None); of one that was done it changes nothing.

        What is edited stands outside the ciphertext, so it must be a message of the same sender in the same room.
        """
        before = await uow.inbox.of_event(message.replaces) if message.replaces else None
        trace = Decision(
            audit=(
                Record(
                    action="message.refused",
                    object=message.sender,
                    case=heard.room.case,
                    decision="deny",
                    fields={"rule": "edit"},
                ),
            )
        )
        if before is None or before.sender != message.sender or before.room != message.room:
            return trace
        if before.state is InboxState.REFUSED and before.kind is Arrival.MESSAGE:
            age = self._known.ages.of(before.event or "", before.received_at)
            return None if age <= EDITABLE else trace
        if await uow.outbox.has_key(f"reply:{message.replaces}"):
            return trace + Decision(effects=(Reply(notice=AlreadyDoneAsSent()),))
        return trace

    def _fixed_text_is_due(self, user: UserId) -> bool:
        now = self._known.monotonic()
        if now - self._fixed.get(user, -FIXED_AGAIN) < FIXED_AGAIN:
            return False
        self._fixed[user] = now
        return True

    def _count(self, why: str) -> None:
        self.counted[why] += 1
