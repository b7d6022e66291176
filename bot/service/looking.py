"""What the alarm clock asks: which tasks may have become due, and what else time alone decides."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.service.clock import AlarmClock, Clocks
from bot.service.commit import Origin
from bot.service.known import Known
from bot.service.questions import BoardPosted, Pinned, Unreached
from bot.service.recalling import ALIVE
from bot.service.refusing import Refusing
from bot.service.unheard import Unheard
from bot.service.weekly import Weekly
from storage.posts import InboxItem, InboxState
from storage.unit_of_work import Store, UnitOfWork
from workflows.casework import arrivals, chats, people
from workflows.casework.review_dates import reviews_due
from workflows.casework.snapshots import Moment
from workflows.escalation.ladders import calendar_for, check, next_check, undelivered
from workflows.values.effects import NOTHING, Decision, Record, Reply, Tell
from workflows.values.ids import CaseId, IdentityKey, TaskId, UserId
from workflows.values.model import Case, Task
from workflows.values.notices.base import Clock
from workflows.values.notices.service import CouldNotRead, NewerBoard

AT_ONCE = 100  # cases asked for at a time
A_MOMENT = timedelta(seconds=1)
ALIVE_EVERY = timedelta(seconds=30)  # domain time: what a stop is told by
ENROL = "enrol:"  # and a user id: the identity that an operator accepts for them
MINUTE = 60.0
UNREADABLE_SAID = 60.0  # seconds until a person hears that their message could not be read
UNREADABLE_KEPT = 600.0  # and until we stop trying
SAID_AGAIN = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """A decision that only time asked for. `inbox`: a row that ends with it; `then` is called once it is stored."""

    decision: Decision
    origin: Origin = field(default_factory=Origin)
    inbox: int | None = None
    order: str | None = None  # an operator's, carried out with it
    mark: tuple[str, str] | None = None  # a small fact to keep with it: that it was done
    state: InboxState = InboxState.EXPIRED  # as what that row ends
    then: Callable[[], None] = lambda: None

    @property
    def does_something(self) -> bool:
        return self.decision != NOTHING or any(one is not None for one in (self.inbox, self.order, self.mark))


class Looking:
    """Knows what is due next, and keeps the alarm set to it."""

    def __init__(self, store: Store, known: Known, clocks: Clocks, alarm: AlarmClock, refusing: Refusing) -> None:
        self._store, self._known, self._clocks = store, known, clocks
        self._alarm, self._refusing = alarm, refusing
        self._next: datetime | None = None
        self._put_off: dict[CaseId, float] = {}
        self._unreadable: dict[int, tuple[InboxItem, float]] = {}
        self._said: dict[UserId, float] = {}
        self.unheard = Unheard(known)
        self._weekly = Weekly(store, known)
        self._minute_at = float("-inf")  # at the first look
        self._alive_at: datetime | None = None
        self._reviewed_on: date | None = None  # when it was last looked which templates are past their review

    async def due(self) -> AsyncIterator[CaseId]:
        """Each case with something to check now, once, the longest waiting first."""
        now = self._clocks.monotonic()
        self._put_off = {case: until for case, until in self._put_off.items() if until > now}
        seen = set(self._put_off)
        while True:
            async with self._store.read() as uow:
                due = await uow.snapshots.due(self._clocks.now(), AT_ONCE + len(seen))
                self._next = await uow.snapshots.earliest()
            fresh = [case for case in due if case not in seen]
            if not fresh:
                return
            for case in fresh:
                yield case
            seen.update(fresh)

    def put_off(self, case: CaseId) -> None:
        """A fault of ours stands between us and this case: the others come first for a while."""
        self._put_off[case] = self._clocks.monotonic() + MINUTE

    async def check(
        self, uow: UnitOfWork, due: CaseId, moment: Moment
    ) -> tuple[Decision, list[tuple[TaskId, datetime | None]]]:
        """The decision for one case, and the next check of each task that it leaves as it was."""
        case = await uow.snapshots.case(due)
        if case is None:
            return NOTHING, []
        decision = check(case, moment)
        saved = {row.id for row in decision.save if isinstance(row, Task)}
        if any(isinstance(row, Case) for row in decision.save):
            return decision, []  # every task of the case is saved anew with it
        calendar = calendar_for(case.case, moment.directory)
        rest = [(task.id, next_check(task, case, calendar)) for task in case.tasks if task.id not in saved]
        self.remember([at for _, at in rest if at is not None])
        return decision, rest

    def remember(self, checks: Iterable[datetime]) -> None:
        """Times at which something may become due, as a commit stored them."""
        for at in checks:
            if self._next is None or at < self._next:
                self._next = at
                self._alarm.set(at)

    def set_alarm(self) -> None:
        """What is due still is what was put off, or came this very moment: no need to run in circles."""
        soon = self._clocks.now() + A_MOMENT
        self._alarm.set(self._next and max(self._next, soon))

    def unreadable(self, row: InboxItem) -> None:
        """Watch a message that cannot be read yet."""
        self._unreadable.setdefault(row.id, (row, self._clocks.monotonic()))

    def readable(self, row: InboxItem) -> None:
        self._unreadable.pop(row.id, None)

    async def house(self, moment: Moment) -> list[Chore]:
        """What else has to be done now."""
        now = self._clocks.monotonic()
        chores = self._about_unreadable(moment, now)
        if self._alive_at is None or abs(moment.now - self._alive_at) >= ALIVE_EVERY:
            self._alive_at = moment.now
            async with self._store.work() as uow:
                await uow.meta.set(ALIVE, moment.now.isoformat())
                await uow.commit()
        if now - self._minute_at >= MINUTE:
            first, self._minute_at = self._minute_at < 0, now
            chores.append(Chore(decision=self._refusing.strangers(), then=self._refusing.counted.clear))
            async with self._store.read() as uow:
                chores.append(Chore(decision=await self.unheard.news(uow, moment), then=self.unheard.stored))
            rooms, members = tuple(self._known.rooms.values()), self._known.members
            if first:
                chores.append(Chore(decision=arrivals.after_start(rooms, moment)))
            chores.append(Chore(decision=chats.ensure_rooms(rooms, members, moment)))
            chores.extend(await self._orders(moment))
            if self._reviewed_on != moment.now.date():
                reviewed = partial(setattr, self, "_reviewed_on", moment.now.date())
                chores.append(Chore(decision=reviews_due(self._known.templates.values(), moment), then=reviewed))
            if (due := await self._weekly.due(moment)) is not None:
                chores.append(Chore(decision=due[0], mark=due[1]))
        return [chore for chore in chores if chore.does_something]

    async def _orders(self, moment: Moment) -> list[Chore]:
        """What an operator asked for on the command line: whose new identity to accept."""
        async with self._store.read() as uow:
            wanted = await uow.meta.beginning(ENROL)
        chores = []
        for user, identity in wanted.items():
            person, decision = moment.directory.person(UserId(user)), NOTHING
            if person is not None:
                chat, pin = moment.standing.chats.get(person.user), self._known.pins.get(person.user)
                decision = people.on_operator(IdentityKey(identity), pin, person, chat, moment)
            chores.append(Chore(decision=decision, order=ENROL + user))
        return chores

    def _about_unreadable(self, moment: Moment, now: float) -> list[Chore]:
        chores = []
        for row, since in tuple(self._unreadable.values()):
            room = self._known.room_of(row.room)
            heard = room is not None and row.sender in self._known.roster(room.id)
            if now - since > UNREADABLE_KEPT or room is None or not heard:
                self._unreadable.pop(row.id, None)
                if moment.directory.person(row.sender) is None:  # one entry a minute for all of theirs
                    self._refusing.counted["unreadable"] += 1
                    self.unheard.note(room, row)
                    chores.append(Chore(decision=NOTHING, inbox=row.id))
                    continue
                trace = Record(action="message.unreadable", object=row.event or "", decision="deny")
                chores.append(Chore(decision=Decision(audit=(trace,)), inbox=row.id))
            elif now - since > UNREADABLE_SAID and now - self._said.get(row.sender, -SAID_AGAIN) > SAID_AGAIN:
                self._said[row.sender] = now
                said = Decision(effects=(Reply(notice=CouldNotRead(Clock(row.received_at))),))
                origin = Origin(event=row.event, room=room.id, case=room.case, as_what="unreadable")
                chores.append(Chore(decision=said, origin=origin))
        return chores

    async def settled(self, uow: UnitOfWork, question: BoardPosted | Pinned | Unreached, moment: Moment) -> Decision:
        """What an attempt of ours came to, where a row remembers it."""
        match question:
            case BoardPosted(room=room, outbox=outbox, event=event):
                row = self._known.rooms[room]
                newer = replace(row, board=outbox, wanted_pin=event, board_posted_at=moment.now)
                older = Tell(room=room, notice=NewerBoard(), edits=row.board, key=f"newer:{row.board}")
                return Decision(save=(newer,), effects=(older,) if row.board else ())
            case Pinned(room=room, event=event):
                return Decision(save=(replace(self._known.rooms[room], pinned=event),))
            case Unreached(outbox=outbox, user=user, why=why):
                trace = Record(action="page.dead", object=user, decision="deny", fields={"row": outbox, "why": why})
                decision = Decision(audit=(trace,))
                for told in await uow.told.of_outbox([outbox]):
                    case = await uow.snapshots.case(told.case, told=True)
                    decision += undelivered(case, told, why, moment) if case else NOTHING
                return decision
