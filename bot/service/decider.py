"""The one task that decides: questions in order, each answered in one transaction, never by the network.

A question is decided again when what it looked at had changed; a fault of ours is answered with a reference and goes to
the log, and the next question is taken.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from bot.kill_points import passing
from bot.service import faults
from bot.service.answering import Answering
from bot.service.catching_up import CatchingUp
from bot.service.clock import Clocks
from bot.service.commit import Commit, Origin, Stored
from bot.service.known import Known
from bot.service.listening import Listening
from bot.service.looking import Chore, Looking
from bot.service.observing import Observing
from bot.service.proposing import Proposing
from bot.service.questions import (
    BoardPosted,
    FileRead,
    FromInbox,
    FromMatrix,
    Look,
    Pinned,
    Question,
    Reload,
    Unreached,
)
from bot.service.reading_settings import ORDER
from bot.service.refusing import Refusing
from bot.service.reloading import Reloading, outcome_of
from bot.service.undecided import NOT_READY, Undecided
from storage.errors import Stale, Taken, Unsure, WrongState, is_serialization_failure
from storage.posts import InboxItem, InboxState
from storage.unit_of_work import Store, UnitOfWork
from workflows.casework.snapshots import Moment
from workflows.values.effects import NOTHING, Decision, Reply, Tell
from workflows.values.facts import RoomFailed
from workflows.values.ids import CaseId, Draw, MatrixRoomId
from workflows.values.model import Room
from workflows.values.notices.service import Broken, BrokenForAdministrators

TRIES = 5
DATABASE_AGAIN = 1.0  # seconds until a database that is away is asked again


class Decider:
    """Answers questions one after the other.

    `stored` is called with what commits hold, `reread` where memory and database may differ: after a commit of which
    nobody knows whether it was made, before anything else is decided.
    """

    def __init__(
        self,
        *,
        store: Store,
        known: Known,
        clocks: Clocks,
        answering: Answering,
        observing: Observing,
        refusing: Refusing,
        looking: Looking,
        reloading: Reloading,
        proposing: Proposing,
        stored: Callable[[Stored], None],
        reread: Callable[[], Awaitable[None]],
    ) -> None:
        self._store, self._known, self._clocks = store, known, clocks
        self._observing, self._refusing, self._looking = observing, refusing, looking
        self._reloading, self._proposing = reloading, proposing
        self._listening = Listening(known, answering, observing, refusing, looking, proposing)
        self._stored, self._catching_up = stored, CatchingUp(store, reread)
        self._questions: asyncio.Queue[Question] = asyncio.Queue()
        self._undecided = Undecided(store, known)
        self._look_waits, self.looked_at = False, clocks.monotonic()  # when a look last went through
        self.caught_up = asyncio.Event()  # what came in, and fell due, before the start is decided

    def ask(self, question: Question) -> None:
        if isinstance(question, Look):
            if self._look_waits:
                return
            self._look_waits = True
        if isinstance(question, FromInbox):
            self._undecided.asked(question.row)
        self._questions.put_nowait(question)

    @property
    def waiting(self) -> int:
        return self._questions.qsize()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.answer(await self._questions.get())

    async def recall(self) -> None:
        """Ask again about everything that came in and was not decided, then what is due. Before anything new comes."""
        for row in await self._undecided.all():
            self.ask(FromInbox(row))
        async with self._store.read() as uow:
            for row in await uow.inbox.unreadable():
                self._looking.unreadable(row)
        self.ask(Look())

    async def settle(self) -> None:
        """Answer what waits now, and what that leads to."""
        while not self._questions.empty():
            await self.answer(self._questions.get_nowait())

    async def answer(self, question: Question) -> None:
        """While the database is away, the question waits and nothing overtakes it."""
        if isinstance(question, Look):
            self._look_waits = False
            await self._look()
            self.caught_up.set()
            return
        answered = False
        while not answered:
            answered = await self._answered(question)
        if isinstance(question, FromInbox):
            self._undecided.answered(question.row)

    async def _answered(self, question: Question) -> bool:
        """False where not even the fault could be stored."""
        fault: Exception | None = None
        for _ in range(TRIES):
            try:
                await self._turn(question)
            except WrongState:  # what it is about was settled before
                return True
            except (Stale, Taken, Unsure) as changed:
                fault = changed
            except Exception as ours:  # noqa: BLE001 - one bad question must not stop the others
                fault = ours
                if not is_serialization_failure(ours):
                    break
            else:
                return True
        return fault is None or await self._broken(question, fault)

    def moment(self) -> Moment:
        now = self._clocks.now()
        return Moment(
            now=now,
            draw=Draw(secrets.token_bytes(32), now),
            directory=self._known.directory,
            standing=self._known.standing,
            empty_after=self._known.empty_after,
        )

    async def _turn(self, question: Question) -> None:
        async with self._catching_up.work() as uow:
            moment = self.moment()
            decision, origin, state = await self._decide(uow, question, moment)
            commit = Commit(uow, self._known, moment, origin, self._clocks.wall())
            await commit.apply(decision)
            if origin.inbox is not None:
                await uow.inbox.finish(origin.inbox, state)
            await self._end_row(uow, question)
            passing("decided")
            await uow.commit()
        passing("committed")
        if isinstance(question, Reload):
            self._reloading.stored(question)
            self.ask(Look())  # deadlines are reckoned anew where the calendars may be others
        self._remember(commit.stored)

    async def _end_row(self, uow: UnitOfWork, question: Question) -> None:
        """The outbox row whose attempt brought this news ends with what follows from it. Raises WrongState."""
        match question:
            case FromMatrix(fact=RoomFailed(why=why), outbox=row) if row is not None:
                await uow.outbox.dead(row, why)
            case FromMatrix(outbox=row) if row is not None:
                await uow.outbox.sent(row, None, self._clocks.wall())
            case BoardPosted(outbox=row, event=event):
                await uow.outbox.sent(row, event, self._clocks.wall())
            case Unreached(outbox=row, why=why):
                await uow.outbox.dead(row, why)
                await uow.told.passed([row], why)

    def _learn(self, stored: Stored) -> None:
        rooms = [(self._known.rooms.get(row.id), row) for row in stored.saved if isinstance(row, Room)]
        self._known.remember(stored.saved)
        for before, now in rooms:
            self._release(before.matrix_id if before else None, now)
        if stored.live:
            self._known.learn(self._known.filed, {**self._known.written, **stored.live})
        self._looking.remember(stored.next_checks)

    def _release(self, before: MatrixRoomId | None, room: Room) -> None:
        """What waited for this room is asked about, whatever became of the room."""
        ready = {room.matrix_id} if room.state not in NOT_READY else set()
        for matrix_id in {before} - {room.matrix_id} | ready:
            for row in self._refusing.held(matrix_id) if matrix_id else ():
                self.ask(FromInbox(row))

    def _remember(self, stored: Stored) -> None:
        self._learn(stored)
        self._stored(stored)

    async def _decide(self, uow: UnitOfWork, question: Question, moment: Moment) -> tuple[Decision, Origin, InboxState]:
        match question:
            case FromInbox(row=row):
                return await self._listening.heed(uow, row, moment)
            case FromMatrix(fact=fact):
                return await self._observing.fact(uow, fact, moment), Origin(), InboxState.DONE
            case BoardPosted() | Pinned() | Unreached():
                return await self._looking.settled(uow, question, moment), Origin(), InboxState.DONE
            case FileRead():
                return await self._proposing.decide(uow, question, moment)
            case Reload():
                return *await self._reloading.decide(uow, question, moment), InboxState.DONE
            case Look():
                return NOTHING, Origin(), InboxState.DONE

    # by the clock

    async def _look(self) -> None:
        """Everything that is due. What it says is offered at the end: all that is late at once is one message."""
        stored: list[Stored] = []
        try:
            await self._catching_up.now()
            async for due in self._looking.due():
                try:
                    stored.append(await self._check(due))
                except (Stale, Unsure):
                    await self._catching_up.now()
                except Exception as fault:  # noqa: BLE001 - one bad case must not keep the others from being looked at
                    if not is_serialization_failure(fault):
                        await self._fault_of_a_case(due, fault)
                        self._looking.put_off(due)
            for chore in await self._looking.house(self.moment()):
                await self._store_one(chore)
            for row in await self._undecided.left_lying():
                self.ask(FromInbox(row))
            self.looked_at = self._clocks.monotonic()
        except Exception as fault:  # noqa: BLE001 - tried again by the next ring, five seconds later at most
            faults.note("look", fault)
        for one in stored:
            self._stored(one)
        self._looking.set_alarm()

    async def _check(self, due: CaseId) -> Stored:
        async with self._catching_up.work() as uow:
            moment = self.moment()
            decision, rest = await self._looking.check(uow, due, moment)
            commit = Commit(uow, self._known, moment, Origin(case=due), self._clocks.wall())
            await commit.apply(decision)
            await uow.tasks.reschedule(rest)
            passing("due-decided")
            await uow.commit()
        passing("due-committed")
        self._learn(commit.stored)
        return commit.stored

    async def _store_one(self, chore: Chore) -> None:
        async with self._catching_up.work() as uow:
            commit = Commit(uow, self._known, self.moment(), chore.origin, self._clocks.wall())
            await commit.apply(chore.decision)
            if chore.inbox is not None:
                await uow.inbox.finish(chore.inbox, chore.state)
            if chore.order is not None:
                await uow.meta.forget(chore.order)
            if chore.mark is not None:
                await uow.meta.set(*chore.mark)
            await uow.commit()
        chore.then()
        self._remember(commit.stored)

    # faults of ours

    async def _broken(self, question: Question, fault: Exception) -> bool:
        """Say so to who asked; a row that cannot even be answered ends in silence. False: the database is away."""
        reference = faults.note(type(question).__name__, fault)
        if isinstance(question, Reload):
            return await self._answer_broken(question, Broken(reference))
        if not isinstance(question, FromInbox | FileRead):
            return True  # found out again: by the room as it is, or by the row of the outbox
        for answer in (faults.apology(question.row, reference, self._known), NOTHING):
            try:
                await self._put_away(question.row, answer)
            except WrongState:
                return True
            except Exception as worse:  # noqa: BLE001 - then without a word
                faults.note("apology", worse)
            else:
                return True
        await asyncio.sleep(DATABASE_AGAIN)
        return False

    async def _answer_broken(self, question: Reload, notice: Broken) -> bool:
        said = Decision(effects=(Reply(notice=notice),)) if question.asked is not None else NOTHING
        mark = outcome_of(question.order, notice, self.moment()) if question.order is not None else None
        order = ORDER + question.order if question.order is not None else None
        try:
            await self._store_one(Chore(decision=said, origin=question.asked or Origin(), order=order, mark=mark))
        except Exception as worse:  # noqa: BLE001 - the database is away: then it is decided again
            faults.note("apology", worse)
            await asyncio.sleep(DATABASE_AGAIN)
            return False
        return True

    async def _put_away(self, row: InboxItem, answer: Decision) -> None:
        room = self._known.room_of(row.room)
        origin = Origin(event=row.event, room=room.id if room else None)
        await self._store_one(Chore(decision=answer, origin=origin, inbox=row.id, state=InboxState.REFUSED))

    async def _fault_of_a_case(self, case: CaseId, fault: Exception) -> None:
        """Its deadlines are not looked at now: that must not stay between the bot and its log."""
        reference, admins = faults.note("check", fault), self._known.standing.admins_room
        if admins is None:
            return
        key = f"fault:check:{case}:{self._clocks.now().date()}"
        told = Tell(room=admins, notice=BrokenForAdministrators(reference, "check"), key=key)
        await self._store_one(Chore(decision=Decision(effects=(told,))))
