"""One Decision into one transaction: rows, what is to be said, what is withdrawn, and the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.gateway import Content, Kind
from bot.service.known import Known, bumped
from bot.service.letters import as_payload, write
from bot.service.live_directory import put_live
from bot.service.same_row import row_key
from storage.cache import changed
from storage.posts import Lane, OutboxRow, PostClass, PostKind, PostState
from storage.unit_of_work import UnitOfWork
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.ladders import calendar_for, next_check
from workflows.language.template import Template
from workflows.values.effects import (
    Decision,
    NotePage,
    OpenRoom,
    Page,
    ReadSettings,
    Reply,
    Saved,
    SendFixed,
    Settle,
    ShowBoard,
    Tell,
    TellPerson,
)
from workflows.values.ids import CaseId, EventId, OutboxId, RoomId, TaskId, TemplateId, UserId
from workflows.values.model import (
    Case,
    ClockKind,
    ConfirmCode,
    Dialogue,
    HandleRow,
    Member,
    Pin,
    Room,
    RoomKind,
    RoomState,
    Seat,
    Task,
    TaskStatus,
    Told,
)
from workflows.values.notices.base import Notice
from workflows.values.person_changes import PersonChange
from workflows.values.versions import Version, VersionState

QUIET = frozenset({TaskStatus.DONE, TaskStatus.DROPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The question that a decision answers: who asked and where the answer goes."""

    actor: UserId | None = None  # None: the bot itself, by its clock or by what Matrix told it
    event: EventId | None = None
    room: RoomId | None = None
    thread: EventId | None = None
    case: CaseId | None = None
    inbox: int | None = None
    as_what: str = "reply"  # one answer of a kind to one event


@dataclass(slots=True, kw_only=True)
class Stored:
    """What a transaction holds, for those who keep things in memory. To be believed only after its commit."""

    saved: list[Saved] = field(default_factory=list)  # rows as they now are
    added: list[OutboxRow] = field(default_factory=list)
    withdrawn: list[OutboxId] = field(default_factory=list)
    gathering: list[RoomId] = field(default_factory=list)  # whose waiting board has something new to show
    next_checks: list[datetime] = field(default_factory=list)
    reading: list[Origin] = field(default_factory=list)  # who wants the settings read again
    live: dict[TemplateId, Template] = field(default_factory=dict)  # templates that new cases are opened with now


class Commit:
    """Applies one decision to one unit of work. Knows rooms and cases as they were before it."""

    def __init__(self, uow: UnitOfWork, known: Known, moment: Moment, origin: Origin, wall: datetime) -> None:
        self._uow, self._known = uow, known
        self._moment, self._origin, self._wall = moment, origin, wall
        self._fresh: dict[CaseId, CaseSnapshot] = {}  # cases with this decision's rows in them
        self._rooms: dict[RoomId, Room] = {}
        self._drawn = 0
        self.stored = Stored()

    async def apply(self, decision: Decision) -> None:
        await self._save(decision.save)
        for effect in decision.effects:
            match effect:
                case Settle():
                    await self._settle(effect)
                case Page(told=told):
                    await self._page(told)
                case NotePage():
                    await self._note(effect)
                case Reply(notice=notice):
                    await self._reply(notice)
                case Tell():
                    await self._tell(effect)
                case TellPerson():
                    await self._tell_person(effect)
                case ShowBoard():
                    await self._show_board(effect)
                case OpenRoom(room=room):
                    row = self._row(room, PostKind.CREATE, PostClass.NOTICE)
                    attempt = self._room(room).attempt
                    self._add(row, lane=Lane.CREATE, key=f"create:{room}:{attempt}", payload={"attempt": attempt})
                case SendFixed():
                    row = self._row(effect.room, PostKind.FIXED, PostClass.REPLY)
                    self._add(row, key=effect.key, person=effect.user, payload={"fixed": effect.text})
                case ReadSettings():
                    self.stored.reading.append(replace(self._origin, inbox=None))
                case _:
                    assert_never(effect)
        if self.stored.added:
            new = await self._uow.outbox.add(self.stored.added)
            there = (row for row in self.stored.added if row.id not in new)
            self.stored.gathering += [row.room for row in there if row.kind is PostKind.BOARD]
            self.stored.added = [row for row in self.stored.added if row.id in new]
        if decision.audit:
            await self._uow.audit.append(
                decision.audit, actor=self._origin.actor, now=self._moment.now, via_event=self._origin.event
            )

    # rows

    async def _save(self, rows: tuple[Saved, ...]) -> None:
        rows = tuple({row_key(row): row for row in rows}.values())  # the last word on a row counts
        await self._freshen(rows)
        tasks = {row.id: row for row in rows if isinstance(row, Task)}
        for row in rows:
            # another priority, another ladder; a period that protects begins or ends: every clock is read anew
            if isinstance(row, Case) or (isinstance(row, Task) and row.clock is ClockKind.PROTECTED):
                fresh = self._fresh[row.id if isinstance(row, Case) else row.case]
                confirms = fresh.case.priority_confirm_by is not None  # what is over keeps that in mind as well
                for task in fresh.tasks:
                    if task.version and (confirms or task.status not in QUIET):
                        tasks.setdefault(task.id, task)
        await self._uow.cases.save([row for row in rows if isinstance(row, Case)])
        await self._uow.rooms.save([row for row in rows if isinstance(row, Room)])
        await self._uow.members.save([row for row in rows if isinstance(row, Member)])
        await self._uow.seats.save([row for row in rows if isinstance(row, Seat)])
        checks = [(task, self._next_check(task)) for task in tasks.values()]
        await self._uow.tasks.save(checks)
        self.stored.next_checks.extend(at for _, at in checks if at is not None)
        await self._uow.handles.save([row for row in rows if isinstance(row, HandleRow)])
        await self._uow.pins.save([row for row in rows if isinstance(row, Pin)])
        await self._uow.codes.save([row for row in rows if isinstance(row, ConfirmCode)])
        await self._uow.dialogues.save([row for row in rows if isinstance(row, Dialogue)])
        await self._save_versions([row for row in rows if isinstance(row, Version)])
        if people := [row for row in rows if isinstance(row, PersonChange)]:
            await self._uow.person_changes.save(people)
            await put_live(self._uow, self._known.directory_with(people))
        others = [row for row in rows if not isinstance(row, Task)]
        self.stored.saved.extend(bumped(row) for row in (*others, *tasks.values()))

    async def _save_versions(self, rows: list[Version]) -> None:
        await self._uow.versions.save(rows)
        for row in rows:
            if row.state is VersionState.LIVE:
                self.stored.live[row.template] = replace(await self._uow.versions.content(row.hash), hash=row.hash)

    async def _freshen(self, rows: Iterable[Saved]) -> None:
        """The cases these rows belong to, with the rows in them: what next checks are computed from."""
        for row in rows:
            if isinstance(row, Room):
                self._rooms[row.id] = row
            if isinstance(row, Case) and not row.version:
                self._fresh[row.id] = CaseSnapshot(
                    case=row,
                    template=self._known.templates[row.template],
                    ladders=self._moment.directory.ladders,
                    rooms=(), members=(), seats=(), tasks=(),
                )  # fmt: skip
        for row in rows:
            case = self._case_of(row)
            if case is None:
                continue
            if case not in self._fresh:
                kept = await self._uow.snapshots.case(case)
                if kept is None:
                    raise LookupError("a row of a case that is not kept")
                self._fresh[case] = kept
            before = self._fresh[case]
            fresh = self._fresh[case] = changed(before, row)
            if fresh.case.template_hash != before.case.template_hash:  # it took up the live version
                self._fresh[case] = replace(fresh, template=self._known.templates[fresh.case.template])

    def _case_of(self, row: Saved) -> CaseId | None:
        match row:
            case Case(id=case):
                return case
            case Room(case=case) | Seat(case=case) | Task(case=case) | HandleRow(case=case):
                return case
            case Member(room=room):
                return self._room(room).case
            case _:
                return None

    def _next_check(self, task: Task) -> datetime | None:
        case = self._fresh[task.case]
        return next_check(task, case, calendar_for(case.case, self._moment.directory))

    # what is said

    def _room(self, room: RoomId) -> Room:
        return self._rooms.get(room) or self._known.rooms[room]

    def _row(self, room: RoomId, kind: PostKind, cls: PostClass, *, case: CaseId | None = None) -> OutboxRow:
        self._drawn += 1
        case = case or self._room(room).case
        return OutboxRow(
            id=OutboxId(self._moment.draw.uuid(f"outbox-{self._drawn}")),
            room=room,
            kind=kind,
            cls=cls,
            created_at=self._wall,
            case_ids=(case,) if case else (),
        )

    def _add(self, row: OutboxRow, **changes: object) -> OutboxRow:
        row = replace(row, **changes)  # type: ignore[arg-type]
        self.stored.added.append(row)
        return row

    async def _snapshot(self, case: CaseId | None) -> CaseSnapshot | None:
        if case is None:
            return None
        return self._fresh.get(case) or await self._uow.snapshots.case(case)

    async def _reply(self, notice: Notice) -> None:
        origin = self._origin
        if origin.room is None:
            return
        room = self._room(origin.room)
        chat = room.kind is RoomKind.DIRECT
        content = write(
            notice,
            room,
            known=self._known,
            moment=self._moment,
            case=await self._snapshot(origin.case or room.case),
            kind=Kind.TEXT if chat else Kind.NOTICE,
            reply_to=None if chat else origin.event,
            thread=None if chat else origin.thread,
        )
        key = f"{origin.as_what}:{origin.event}" if origin.event else None
        self._frozen(room.id, PostKind.REPLY, PostClass.REPLY, content, key=key, case=origin.case)

    async def _tell(self, effect: Tell) -> None:
        room = self._room(effect.room)
        kind = Kind.TEXT if effect.wakes else Kind.NOTICE
        case = await self._snapshot(effect.case or room.case)
        content = write(effect.notice, room, known=self._known, moment=self._moment, case=case, kind=kind)
        self._frozen(room.id, PostKind.NOTICE, PostClass.NOTICE, content, key=effect.key, case=effect.case)
        if effect.edits:
            self.stored.added[-1] = replace(self.stored.added[-1], edit_of=effect.edits)

    async def _tell_person(self, effect: TellPerson) -> None:
        chat = self._moment.standing.chats.get(effect.user)
        for row in self._rooms.values():  # a chat that becomes ready in this very decision
            if row.kind is RoomKind.DIRECT and row.person == effect.user and row.state is RoomState.OPEN:
                chat = row.id
        if chat is None or effect.user in self._moment.standing.frozen:
            if effect.otherwise:
                await self._tell(Tell(room=effect.otherwise, notice=effect.notice, case=effect.case, key=effect.key))
            return
        case = await self._snapshot(effect.case)
        room = self._room(chat)
        content = write(effect.notice, room, known=self._known, moment=self._moment, case=case, kind=Kind.TEXT)
        self._frozen(chat, PostKind.REPLY, PostClass.REPLY, content, key=effect.key, case=effect.case)

    def _frozen(
        self, room: RoomId, kind: PostKind, cls: PostClass, content: Content, *, key: str | None, case: CaseId | None
    ) -> None:
        """A row whose words are fixed already."""
        self._add(
            self._row(room, kind, cls, case=case),
            state=PostState.FROZEN,
            frozen_at=self._wall,
            key=key,
            payload=as_payload(content),
        )

    async def _show_board(self, effect: ShowBoard) -> None:
        case = await self._snapshot(effect.case)
        rooms = case.rooms if case else tuple(self._rooms.values())
        for room in rooms:
            meant = effect.room in (None, room.id) and room.kind in (RoomKind.JOINT, RoomKind.SUPPORT)
            if meant and room.state in (RoomState.OPEN, RoomState.CLOSED):
                if effect.anew:
                    await self._uow.outbox.renew_board(room.id)
                payload = {"anew": effect.anew or room.board is None}
                self._add(self._row(room.id, PostKind.BOARD, PostClass.BOARD), payload=payload)

    # pages

    async def _page(self, told: Told) -> None:
        chat = self._moment.standing.chats.get(told.target)
        passed = told.passed or (None if chat else "no-chat")
        row = None
        if passed is None and chat is not None:
            row = replace(
                self._row(chat, PostKind.PAGE, PostClass.PAGE, case=told.case),
                person=told.target,
                task=told.task,
                episode=told.episode,
                payload={"level": told.level, "telling": told.telling.value},
            )
        new = await self._uow.told.add([replace(told, passed=passed, outbox=row.id if row else None)])
        if new and row:
            self.stored.added.append(row)
            await self._show_handle(told.task, told.case, frozenset({told.target}))

    async def _note(self, effect: NotePage) -> None:
        """Its number is good for everybody who may read it there."""
        self._add(
            self._row(effect.room, PostKind.NOTICE, PostClass.NOTICE, case=effect.case),
            task=effect.task,
            episode=effect.episode,
            payload={"note": effect.level},
        )
        await self._show_handle(effect.task, effect.case, self._known.roster(effect.room))

    async def _show_handle(self, task: TaskId, case: CaseId, people: frozenset[UserId]) -> None:
        handle = await self._uow.handles.assign(task, case, people, self._moment.now)
        self.stored.saved.append(handle)

    async def _settle(self, effect: Settle) -> None:
        self.stored.withdrawn.extend(await self._uow.outbox.withdraw_pages(effect.task, effect.episode))
        if effect.outcome is None:
            return
        for note in await self._uow.outbox.notes(effect.task, effect.episode):  # copies in rooms, sent or on their way
            room = self._room(note.room)
            case = await self._snapshot(effect.case)
            content = write(effect.outcome, room, known=self._known, moment=self._moment, case=case)
            self._frozen(
                note.room, PostKind.NOTICE, PostClass.NOTICE, content,
                key=f"outcome:{note.id}:{self._origin.event or self._moment.now.isoformat()}", case=effect.case,
            )  # fmt: skip
            self.stored.added[-1] = replace(self.stored.added[-1], edit_of=note.id)
