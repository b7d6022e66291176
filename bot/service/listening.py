"""From a row of the inbox to a decision: who came and went, who invites us, what was typed and whether it counts."""

from bot.service.answering import Answering
from bot.service.commit import Origin
from bot.service.hearing import Deaf, Refusal, hear
from bot.service.intake import message_of
from bot.service.known import Known
from bot.service.looking import Looking
from bot.service.observing import Observing
from bot.service.proposing import Proposing
from bot.service.refusing import Refusing
from storage.posts import Arrival, InboxItem, InboxState
from storage.unit_of_work import UnitOfWork
from workflows.casework.snapshots import Moment
from workflows.values.effects import NOTHING, Decision, Record, Reply
from workflows.values.facts import IdentitySeen
from workflows.values.model import Pin
from workflows.values.notices.base import Refused

Heeded = tuple[Decision, Origin, InboxState]
"""What follows, where the answer goes, and as what the row ends; where the origin names no row, it waits on."""


class Listening:
    """Answers what came in, one row after the other."""

    def __init__(
        self,
        known: Known,
        answering: Answering,
        observing: Observing,
        refusing: Refusing,
        looking: Looking,
        proposing: Proposing,
    ) -> None:
        self._known, self._answering, self._observing = known, answering, observing
        self._refusing, self._looking, self._proposing = refusing, looking, proposing

    async def heed(self, uow: UnitOfWork, row: InboxItem, moment: Moment) -> Heeded:
        quiet = Origin(inbox=row.id)
        match row.kind:
            case Arrival.MEMBER:
                return await self._observing.member(uow, row, moment), quiet, InboxState.DONE
            case Arrival.IDENTITY:
                return await self._observing.identity(uow, row, moment), quiet, InboxState.DONE
            case Arrival.INVITE:
                decision = await self._observing.invitation(row, moment)
                if decision is None:
                    return self._refusing.invitation(row), quiet, InboxState.REFUSED
                return decision, quiet, InboxState.DONE
            case Arrival.PLAINTEXT:
                self._looking.unheard.note(self._known.room_of(row.room), row)
                return self._refusing.plaintext(row), quiet, InboxState.REFUSED
            case Arrival.UNREADABLE:
                self._looking.unreadable(row)
                return NOTHING, Origin(), InboxState.UNREADABLE  # it stays, and waits for its key
            case Arrival.MESSAGE:
                self._looking.readable(row)
                self._known.ages.note(row.event or "")
                return await self._message(uow, row, moment)

    async def _message(self, uow: UnitOfWork, row: InboxItem, moment: Moment) -> Heeded:
        message = message_of(row)
        heard = hear(message, self._known)
        first = NOTHING
        if isinstance(heard, Refusal) and heard.why is Deaf.NOT_PINNED and message.identity:
            seen = IdentitySeen(user=message.sender, identity=message.identity)
            first = await self._observing.fact(uow, seen, moment)
            pin = next((row for row in first.save if isinstance(row, Pin)), None)
            heard = hear(message, self._known, pin)
        if isinstance(heard, Refusal):
            self._looking.unheard.note(heard.room, row, heard.why)
            decision = await self._refusing.message(uow, row, message, heard, moment)
            held = decision is None  # its room is not ready: asked again when it is
            origin = Origin(inbox=None if held else row.id, actor=message.sender)
            return first + (decision or NOTHING), origin, InboxState.REFUSED
        origin = Origin(
            actor=message.sender,
            event=message.event,
            room=heard.room.id,
            thread=message.thread,
            case=heard.room.case,
            inbox=row.id,
        )
        if message.replaces is not None:
            again = await self._refusing.edit(uow, message, heard, moment)
            if again is not None:
                return first + again, origin, InboxState.DONE
        try:
            if message.file is not None:
                self._proposing.look_at(row, message, message.file, heard, moment)
                return first, Origin(actor=message.sender), InboxState.NEW
            decision = await self._answering.answer(uow, message, heard, moment)
        except Refused as no:
            refusal = Record(
                action="command.refused",
                object=heard.room.id,
                case=heard.room.case,
                decision="deny",
                fields={"notice": type(no.notice).__name__},
            )
            no_answer = Decision(effects=(Reply(notice=no.notice),), audit=(refusal,))
            ended = self._answering.question_ended(message, heard)
            return first + ended + no_answer, origin, InboxState.REFUSED
        if decision is None:
            return first, origin, InboxState.REFUSED  # nothing was carried out: an edit may still make a command of it
        if message.replaces is not None:
            await uow.inbox.corrected(message.replaces)
        return first + decision, origin, InboxState.DONE
