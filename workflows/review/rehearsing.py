"""One case in memory that lives by the real rules: what people type, rooms, time that passes, and all that was said.

No database, no network and no clock: `hear` says what a line comes to, chance is drawn from `seed`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from workflows.casework import arrivals
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, Moment, Standing
from workflows.escalation.bundles import Waiting, compose, note
from workflows.escalation.ladders import calendar_for, check, next_check
from workflows.language.template import Template
from workflows.review.transcript import Line, LineKind
from workflows.values.directory import Directory, Person
from workflows.values.effects import Decision, NotePage, Page, Reply, Tell, TellPerson
from workflows.values.facts import Invited, Joined, Left, Readable, RoomOpened
from workflows.values.ids import Draw, Handle, MatrixRoomId, RoomId, TaskId, TemplateId, UserId
from workflows.values.model import (
    Case,
    CaseState,
    Dialogue,
    HandleRow,
    Member,
    Presence,
    Room,
    RoomKind,
    RoomState,
    Seat,
    Task,
    Told,
)
from workflows.values.notices.base import Refused

ADMINS = RoomId("admins")
A_BREATH = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed, and where."""

    by: Person
    room: Room
    text: str


Hear = Callable[[Typed, DeskSnapshot, Moment], Decision | None]
"""The decision on one line, None where it is not meant for the bot. Raises Refused."""


class Standstill(RuntimeError):
    """Something is due, and looking at it changes nothing: the clock would never pass that moment."""


@dataclass(slots=True, kw_only=True)
class Rehearsal:
    """A case from its opening on. `absent`: people who never come into its rooms; the others come at once."""

    directory: Directory
    templates: Mapping[TemplateId, Template]
    now: datetime
    hear: Hear
    seed: bytes = b"rehearsal"
    absent: frozenset[UserId] = frozenset()
    case: CaseSnapshot | None = None
    lines: list[Line] = field(default_factory=list)
    told: dict[tuple[object, ...], Told] = field(default_factory=dict)
    dialogues: dict[tuple[UserId, RoomId], Dialogue] = field(default_factory=dict)
    _drawn: int = 0
    _keys: set[str] = field(default_factory=set)

    # people

    def says(self, user: UserId, text: str, room: Room | None = None) -> bool:
        """One line in a room, or in the direct chat. False where it was refused; the transcript says why."""
        if self.case and any(line.at == self.now and line.kind is LineKind.TYPED for line in self.lines[-50:]):
            self.now += (
                A_BREATH  # nobody types two lines in one instant, and what is done at once is taken back at once
            )
        place, person = room or self.chat(user), self.directory.people[user]
        kind = None if place.kind is RoomKind.DIRECT else place.kind
        self.lines.append(Line(at=self.now, kind=LineKind.TYPED, who=user, room=kind, text=text))
        dialogue = self.dialogues.get((user, place.id))
        try:
            decision = self.hear(
                Typed(by=person, room=place, text=text), self._desk(user, place, dialogue), self.moment()
            )
        except Refused as no:
            self.lines.append(Line(at=self.now, kind=LineKind.ANSWER, who=user, room=kind, notice=no.notice))
            return False
        if decision is not None:
            self.apply(decision, user, kind)
        return decision is not None

    def chat(self, user: UserId) -> Room:
        """The direct chat with somebody."""
        return Room(
            id=_chat(user), kind=RoomKind.DIRECT, state=RoomState.OPEN, nonce="", name="Caseroom", person=user,
            matrix_id=MatrixRoomId(f"!{user}"),
        )  # fmt: skip

    def place_of(self, user: UserId, kind: RoomKind = RoomKind.JOINT) -> Room | None:
        """The room of that kind, if somebody sits in it; None: they type in their direct chat."""
        room = self.case.room(kind) if self.case else None
        there = self.case.joined(room.id) if self.case and room else frozenset()
        return room if room is not None and room.state is RoomState.OPEN and user in there else None

    def _desk(self, user: UserId, room: Room, dialogue: Dialogue | None) -> DeskSnapshot:
        case = self.snapshot()
        cases = (case,) if case is not None and (room.case is not None or self._concerns(user, case)) else ()
        return DeskSnapshot(cases=cases, dialogue=dialogue, templates=self.templates)

    def _concerns(self, user: UserId, case: CaseSnapshot) -> bool:
        seated = any(seat.user == user for seat in case.live_seats)
        paged = any(user in handle.shown_to for handle in case.handles)
        return seated or paged or self.directory.is_lead(user, case.case.task_force)

    # time

    def moment(self) -> Moment:
        """Now. Each turn draws from a seed of its own."""
        self._drawn += 1
        return Moment(
            now=self.now,
            draw=Draw(self.seed + str(self._drawn).encode(), self.now),
            directory=self.directory,
            standing=Standing(
                chats={user: _chat(user) for user in self.directory.people},
                leads_rooms={force: RoomId(f"leads:{force}") for force in self.directory.task_forces},
                admins_room=ADMINS,
            ),
        )

    def due(self) -> datetime | None:
        """When something of the case has to be looked at next."""
        case = self.snapshot()
        if case is None:
            return None
        calendar = calendar_for(case.case, self.directory)
        return min((at for task in case.tasks if (at := next_check(task, case, calendar)) is not None), default=None)

    def passes(self, until: datetime) -> None:
        """Let time pass, looking whenever something is due. Raises Standstill."""
        while (at := self.due()) is not None and at <= until:
            self.now = max(self.now, at)
            self.look()
            if self.due() == at:
                raise Standstill(f"due at {at.isoformat()}, looked at {self.now.isoformat()}, and still due")
        self.now = max(self.now, until)

    def look(self) -> Decision:
        """What is due now."""
        case = self.snapshot()
        if case is None:
            return Decision()
        decision = check(case, self.moment())
        self.apply(decision)
        return decision

    # what follows

    def snapshot(self) -> CaseSnapshot | None:
        """The case with what was told of the present episodes."""
        if self.case is None:
            return None
        live = {(task.id, task.episode) for task in self.case.tasks}
        return replace(self.case, told=tuple(row for row in self.told.values() if (row.task, row.episode) in live))

    def apply(self, decision: Decision, user: UserId | None = None, kind: RoomKind | None = None) -> None:
        """Store and say what was decided; then rooms and members become what is wanted."""
        self._carry_out(decision, user, kind)
        self._converge()

    def _carry_out(self, decision: Decision, user: UserId | None = None, kind: RoomKind | None = None) -> None:
        for row in decision.save:
            self._save(row)
        pages: list[Told] = []
        for effect in decision.effects:
            match effect:
                case Reply(notice=notice):
                    self.lines.append(Line(at=self.now, kind=LineKind.ANSWER, who=user, room=kind, notice=notice))
                case Tell() if self._is_news(effect.key):
                    self._tell(effect)
                case TellPerson() if self._is_news(effect.key):
                    line = Line(at=self.now, kind=LineKind.PERSON, who=effect.user, notice=effect.notice)
                    self.lines.append(line)
                case Page(told=told):
                    pages += self._paged(told)
                case NotePage():
                    self._handle(effect.task, ())
                    self._note(effect)
                case _:
                    pass
        for target in dict.fromkeys(told.target for told in pages):
            self._page(target, [told for told in pages if told.target == target])

    def _is_news(self, key: str | None) -> bool:
        new = key is None or key not in self._keys
        self._keys |= {key} if key else set()
        return new

    def _save(self, row: object) -> None:
        if isinstance(row, Dialogue):
            self.dialogues.pop((row.person, row.room), None)
            if not row.over:
                self.dialogues[row.person, row.room] = row
        elif isinstance(row, Case) and self.case is None:
            self.case = CaseSnapshot(
                case=_kept(row), template=self.templates[row.template], ladders=self.directory.ladders,
                rooms=(), members=(), seats=(), tasks=(),
            )  # fmt: skip
        elif self.case is not None:
            before, self.case = self.case, _with(self.case, row)
            if self.case.case.template_hash != before.case.template_hash:  # it takes up another version
                self.case = replace(self.case, template=self.templates[self.case.case.template])

    def _tell(self, tell: Tell) -> None:
        rooms = {room.id: room.kind for room in self.case.rooms} if self.case else {}
        user = next((user for user in self.directory.people if _chat(user) == tell.room), None)
        if user is not None:
            self.lines.append(Line(at=self.now, kind=LineKind.PERSON, who=user, notice=tell.notice))
            return
        kind = rooms.get(tell.room, RoomKind.ADMINS if tell.room == ADMINS else RoomKind.LEADS)
        self.lines.append(Line(at=self.now, kind=LineKind.ROOM, room=kind, notice=tell.notice))

    def _paged(self, told: Told) -> list[Told]:
        key = (told.task, told.episode, told.level, told.telling, told.target, told.as_kind)
        if key in self.told:
            raise Standstill(f"told twice: {key}")
        self.told[key] = told
        if told.passed is not None:
            return []
        self._handle(told.task, (told.target,))
        return [told]

    def _handle(self, task: TaskId, shown_to: Iterable[UserId]) -> None:
        if self.case is None:
            return
        row = self.case.handle(task) or HandleRow(
            number=Handle(len(self.case.handles) + 1), task=task, case=self.case.case.id, shown_to=frozenset(),
            last_shown=self.now,
        )  # fmt: skip
        seen = replace(row, shown_to=row.shown_to | frozenset(shown_to), last_shown=self.now)
        others = tuple(other for other in self.case.handles if other.task != task)
        self.case = replace(self.case, handles=(*others, seen))

    def _page(self, target: UserId, pages: list[Told]) -> None:
        case = self.snapshot()
        person = self.directory.person(target)
        if case is None or person is None:
            return
        waiting = [
            Waiting(told=told, case=case, task=task, handle=handle.number)
            for told in pages
            if (task := case.task_by_id(told.task)) and (handle := case.handle(told.task))
        ]
        notice = compose(person, waiting, self.moment())
        if notice is not None:
            self.lines.append(Line(at=self.now, kind=LineKind.PAGE, who=target, notice=notice))

    def _note(self, effect: NotePage) -> None:
        case = self.snapshot()
        task, handle = (case.task_by_id(effect.task), case.handle(effect.task)) if case else (None, None)
        if case is not None and task is not None and handle is not None:
            said = note(task, case, handle.number, case.told, self.moment())
            self.lines.append(Line(at=self.now, kind=LineKind.ROOM, room=RoomKind.LEADS, notice=said))

    # rooms and members become what is wanted, at once

    def _converge(self) -> None:
        while self.case is not None and (fact := self._next_fact(self.case)) is not None:
            room = next(one for one in self.case.rooms if one.id == fact.room)
            user = getattr(fact, "user", None)
            member = next((m for m in self.case.members if (m.room, m.user) == (room.id, user)), None)
            if isinstance(fact, Invited | Left):
                kind = LineKind.INVITED if isinstance(fact, Invited) else LineKind.LEFT
                self.lines.append(Line(at=self.now, kind=kind, who=fact.user, room=room.kind))
            before = self.case
            self._carry_out(arrivals.on_fact(fact, self.snapshot(), room, member, self.moment()))
            if self.case == before:
                raise Standstill(f"{type(fact).__name__} changes nothing")

    def _next_fact(self, case: CaseSnapshot) -> RoomOpened | Invited | Joined | Left | Readable | None:
        for room in case.rooms:
            if room.state in (RoomState.WANTED, RoomState.CREATING):
                return RoomOpened(room=room.id, matrix_id=MatrixRoomId(f"!{room.kind}:{case.case.ref}"))
        usable = {room.id for room in case.rooms if room.state is RoomState.OPEN}
        closed = case.case.state is CaseState.CLOSED
        for member in case.members:
            room_id, user = member.room, member.user
            if not member.wanted and member.presence is not Presence.OUT:
                return Left(room=room_id, user=user, by_themselves=False)
            if closed or room_id not in usable or not member.wanted or member.declined:
                continue
            if member.presence is Presence.OUT:
                return Invited(room=room_id, user=user)
            if member.presence is Presence.INVITED and user not in self.absent:
                return Joined(room=room_id, user=user)
            if member.presence is Presence.JOINED and not member.briefed:
                return Readable(room=room_id, user=user)
        return None


def _chat(user: UserId) -> RoomId:
    return RoomId(f"chat:{user}")


def _kept(row: Case) -> Case:
    return replace(row, version=row.version + 1)


def _with(case: CaseSnapshot, row: object) -> CaseSnapshot:
    """The case with one row saved anew, its version one higher."""
    match row:
        case Case():
            return replace(case, case=_kept(row))
        case Room(id=id):
            return replace(case, rooms=(*(r for r in case.rooms if r.id != id), replace(row, version=row.version + 1)))
        case Member(room=room, user=user):
            others = tuple(m for m in case.members if (m.room, m.user) != (room, user))
            return replace(case, members=(*others, replace(row, version=row.version + 1)))
        case Seat():
            place = (row.agency, row.user, row.role)
            others_ = tuple(seat for seat in case.seats if (seat.agency, seat.user, seat.role) != place)
            return replace(case, seats=(*others_, replace(row, version=row.version + 1)))
        case Task(id=task):
            rows = [t for t in case.tasks if t.id != task]
            rows.append(replace(row, version=row.version + 1))
            return replace(case, tasks=tuple(sorted(rows, key=lambda t: t.number)))
        case HandleRow(task=task_):
            return replace(case, handles=(*(h for h in case.handles if h.task != task_), row))
        case _:
            return case
