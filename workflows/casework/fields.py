"""Coded fields of a case: who sets them, to what, since when, and what follows. Each stands in the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework.access import Part, parts_of, require
from workflows.casework.events import without
from workflows.casework.keeping import kept
from workflows.casework.moving import Asked, is_at_once, start_of
from workflows.casework.needing import announced
from workflows.casework.reading import Reading, Said, shown, values_for
from workflows.casework.resettling import resettle
from workflows.casework.seating import role_words
from workflows.casework.settled import Resettled
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_in
from workflows.casework.transitions import RUNNING, last_move
from workflows.language.conditions import All, Condition, Is
from workflows.language.template import FieldKind, TemplateField
from workflows.values.effects import Decision, Effect, Record, Reply, Settle, ShowBoard
from workflows.values.ids import FieldName, RoomId, UserId
from workflows.values.model import CaseState, ClockKind, FieldValue, RoomKind, Task, TaskStatus, Where
from workflows.values.notices.base import Absolute, AgencyName, PersonName, Refused
from workflows.values.notices.fields import (
    FieldLine,
    FieldList,
    FieldSet,
    FieldShown,
    FieldUndone,
    FieldUnset,
    FieldWasSet,
    Follows,
    NoFields,
    NothingKnown,
    OnlyRolesSet,
    SameValue,
)
from workflows.values.notices.tasks import CaseIsClosed

SHOWN = 6  # tasks that begin, in an answer
FIELDS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Where the answer is read: the room, and whether tasks of the support-only room may be named there."""

    room: RoomId
    support: bool = False

    def sees(self, task: Task) -> bool:
        return task.where is Where.JOINT or self.support


def set_field(case: CaseSnapshot, name: FieldName, said: Said, asked: Asked, reader: Reader, why: str = "") -> Decision:
    """Write it, end the watch that waited for it, and settle the case. Raises Refused."""
    field = case.template.fields[name]
    _may_set(case, field, asked)
    old = case.case.fields.get(name)
    if old is not None and (old.values, old.since) == (said.values, said.since):
        raise Refused(SameValue(field.label, in_words(field, old), _since(field, old)))
    written = written_by(case, {name: said}, asked, _said_where(case, field, reader))
    watches = tuple(_ended_with(task, field, said, case, asked) for task in _watches(case, name, said.values))
    ended = {task.id: task for task, _ in watches}
    tasks = tuple(ended.get(task.id, task) for task in written.tasks)
    found = resettle(replace(written, tasks=tasks), asked.moment, asked.by, before=case)
    typed = " ".join((*said.values, *((f"{said.since:%Y-%m-%d}",) if said.since != asked.now else ())))
    again = f"{reading_for(case, field, asked).form(typed)} because …"
    found = kept(case, found, asked.by, asked.moment, why=why, form=again)
    value = in_words(field, written.case.fields[name])
    answer = FieldSet(
        ref=None if asked.in_room else case.case.ref,
        label=field.label,
        value=value,
        since=_since(field, written.case.fields[name]),
        watch=next((int(task.number) for task in ended.values() if reader.sees(task)), None),
        follows=follows(found, case, reader, asked.now, ended.values()),
        correct=form(field, asked, found.case),
        undo_until=asked.undo_until,
    )
    news = FieldWasSet(field.label, value, _since(field, written.case.fields[name]), PersonName(asked.by))
    return Decision(
        save=(found.case.case, *ended.values(), *found.saved),
        effects=(
            *(settle for _, settle in watches), *found.effects, *_announced(case, field, news, reader),
            ShowBoard(case=case.case.id), Reply(notice=answer),
        ),
        audit=(
            *written_records(case, {name: said}),
            *(Record(action="task.done", object=task.id, case=task.case, fields={"result": task.result or "",
                                                                                   "by": "field"})
              for task in ended.values()),
            *found.records,
        ),
    )  # fmt: skip


def unset_field(case: CaseSnapshot, name: FieldName, asked: Asked, reader: Reader, why: str = "") -> Decision:
    """Nothing is known of it after all. What began because of it waits again, as far as nobody has touched it."""
    field = case.template.fields[name]
    _may_set(case, field, asked)
    if name not in case.case.fields:
        raise Refused(NothingKnown(field.label))
    left = {known: value for known, value in case.case.fields.items() if known != name}
    changed = replace(case, case=replace(case.case, fields=left))
    about = "!unset" if asked.in_room else f"!unset {case.case.ref}"
    found = resettle(changed, asked.moment, asked.by, before=case)
    found = kept(case, found, asked.by, asked.moment, why=why, form=f"{about} {name} because …")
    answer = FieldUnset(
        ref=None if asked.in_room else case.case.ref,
        label=field.label,
        follows=follows(found, case, reader, asked.now),
        form=form(field, asked, case, case.case.fields[name]),
    )
    news = FieldWasSet(field.label, None, None, PersonName(asked.by))
    record = Record(action="case.unset", object=case.case.id, case=case.case.id, fields={"field": name})
    return Decision(
        save=(found.case.case, *found.saved),
        effects=(
            *found.effects, *_announced(case, field, news, reader, case.case.fields[name]),
            ShowBoard(case=case.case.id), Reply(notice=answer),
        ),
        audit=(record, *found.records),
    )  # fmt: skip


def written_by(
    case: CaseSnapshot, said: Mapping[FieldName, Said], asked: Asked, where: Where = Where.JOINT
) -> CaseSnapshot:
    """The case with these fields; each remembers what it took the place of."""
    before = case.case.fields
    fields = dict(before)
    for name, one in said.items():
        old = before.get(name)
        fields[name] = FieldValue(
            values=one.values, since=one.since, set_at=asked.now, set_by=asked.by,
            before=None if old is None else replace(old, before=None), where=where,
        )  # fmt: skip
    return replace(case, case=replace(case.case, fields=fields))


def written_records(case: CaseSnapshot, said: Mapping[FieldName, Said]) -> tuple[Record, ...]:
    return tuple(
        Record(
            action="case.set", object=case.case.id, case=case.case.id,
            fields={"field": name, "values": " ".join(one.values), "since": one.since.isoformat()},
        )
        for name, one in said.items()
    )  # fmt: skip


def show_field(case: CaseSnapshot, name: FieldName, asked: Asked, reader: Reader) -> Decision:
    """What it is, what it may be, and who sets it. Raises Refused."""
    require("case.status", case, asked.by, moment=asked.moment)
    case = _as_read(case, reader)
    field, value = case.template.fields[name], case.case.fields.get(name)
    notice = FieldShown(
        label=field.label,
        value=None if value is None else in_words(field, value),
        since=None if value is None else _since(field, value),
        by=PersonName(value.set_by) if value is not None and value.set_by is not None else None,
        values=values_for(field, asked.moment.directory),
        who=tuple(map(role_words, field.set_by)),
        form=form(field, asked, case),
    )
    return Decision(effects=(Reply(notice=notice),))


def list_fields(case: CaseSnapshot, asked: Asked, reader: Reader) -> Decision:
    """Every field of the case, those that are known where it is read first. Raises Refused."""
    require("case.status", case, asked.by, moment=asked.moment)
    case = _as_read(case, reader)
    values = case.case.fields
    fields = sorted(case.template.fields.values(), key=lambda field: field.name not in values)
    if not fields:
        raise Refused(NoFields())
    lines = []
    for field in fields[:FIELDS_SHOWN]:
        value = values.get(field.name)
        known = None if value is None else in_words(field, value)
        lines.append(FieldLine(field.name, field.label, known, None if value is None else _since(field, value)))
    open_one = next((field for field in fields if field.name not in values), fields[0])
    name = f"{case.case.codeword} · {case.case.ref}"
    notice = FieldList(name, tuple(lines), max(len(fields) - FIELDS_SHOWN, 0), form(open_one, asked, case))
    return Decision(effects=(Reply(notice=notice),))


def in_words(field: TemplateField, value: FieldValue) -> str | None:
    return shown(field, value.values)


def reading_for(case: CaseSnapshot, field: TemplateField, asked: Asked) -> Reading:
    """How a field of this case is read from what the asker types."""
    about = "!set" if asked.in_room else f"!set {case.case.ref}"
    return Reading(
        template=case.template,
        directory=asked.moment.directory,
        calendar=calendar_in(case.case, asked.moment),
        now=asked.now,
        form=lambda value: f"{about} {field.name} {value}",
    )


def form(field: TemplateField, asked: Asked, case: CaseSnapshot, value: FieldValue | None = None) -> str:
    """A whole command that sets it, as it may be typed where the answer is read: to `value`, else to another one."""
    reading, now = reading_for(case, field, asked), case.case.fields.get(field.name)
    if value is not None and value.values:
        return reading.form(" ".join(value.values))
    return reading.form(reading.example(field) if now is None else reading.other(field, now.values))


def may_set(case: CaseSnapshot, field: TemplateField, user: UserId, moment: Moment) -> bool:
    """A lead; else a member, of one of the roles that the field names if it names any."""
    parts = parts_of(user, moment.directory, case=case)
    if Part.LEAD in parts:
        return True
    roles = {seat.role for seat in case.live_seats if seat.user == user}
    return Part.MEMBER in parts and (not field.set_by or bool(roles & set(field.set_by)))


def follows(
    found: Resettled, case: CaseSnapshot, reader: Reader, now: datetime, ended: Iterable[Task] = ()
) -> Follows | None:
    """What came of a change, as far as it may be named where it is read; None where nothing did."""

    def seen(tasks: Iterable[Task]) -> list[Task]:
        return [task for task in tasks if reader.sees(task)]

    every = (*ended, *found.begun, *found.moved, *found.fallen, *found.waiting)
    begun, moved = seen(found.begun), seen(found.moved)
    in_room = any(room.id == reader.room for room in case.rooms)  # there it is a line of its own
    notice = Follows(
        started=tuple(start_of(task, found.case) for task in begun[:SHOWN]),
        more=max(len(begun) - SHOWN, 0),
        moved=tuple(int(task.number) for task in moved),
        past=tuple(
            int(task.number)
            for task in (*begun, *moved)
            if task.due is not None and task.due <= now and not is_at_once(task, found.case)
        ),
        not_needed=tuple(int(task.number) for task in seen(found.fallen)),
        waiting=tuple(int(task.number) for task in seen(found.waiting)),
        asked=() if in_room else tuple(AgencyName(one.agency) for one in found.invited if not one.here),
        hidden=len(every) - len(seen(every)),
    )
    return notice if notice != Follows() else None


def field_undone(case: CaseSnapshot, back: CaseSnapshot, name: FieldName, asked: Asked) -> FieldUndone:
    """What is said of a field that `undo` set back: what it is now in `back`."""
    field, value = case.template.fields[name], back.case.fields.get(name)
    ref = None if asked.in_room else case.case.ref
    if value is None:
        return FieldUndone(ref, field.label, None)
    return FieldUndone(ref, field.label, in_words(field, value), _since(field, value))


def restored(case: CaseSnapshot, names: tuple[FieldName, ...]) -> CaseSnapshot:
    """The case with these fields as they were before they were set last."""
    return replace(case, case=replace(case.case, fields=without(case.case.fields, names)))


def _as_read(case: CaseSnapshot, reader: Reader) -> CaseSnapshot:
    """The case with the fields of which something may be known where the answer is read."""
    known = {name: one for name, one in case.case.fields.items() if one.where is Where.JOINT or reader.support}
    return replace(case, case=replace(case.case, fields=known))


def _said_where(case: CaseSnapshot, field: TemplateField, reader: Reader) -> Where:
    """In the support-only room, as far as nobody but support roles sets the field; else it is for everybody."""
    roles = [case.template.roles.get(name) for name in field.set_by]
    theirs = roles and all(role is not None and role.where is Where.SUPPORT for role in roles)
    return Where.SUPPORT if theirs and _is_support_room(case, reader) else Where.JOINT


def _is_support_room(case: CaseSnapshot, reader: Reader) -> bool:
    room = case.room(RoomKind.SUPPORT)
    return room is not None and room.id == reader.room


def _announced(
    case: CaseSnapshot, field: TemplateField, news: FieldWasSet, reader: Reader, gone: FieldValue | None = None
) -> tuple[Effect, ...]:
    """To the joint room, unless it is for the support-only room alone; nobody is named who said it there."""
    if _said_where(case, field, reader) is Where.SUPPORT or (gone is not None and gone.where is Where.SUPPORT):
        return ()
    return announced(case, replace(news, by=None) if _is_support_room(case, reader) else news, reader.room)


def _may_set(case: CaseSnapshot, field: TemplateField, asked: Asked) -> None:
    require("case.set", case, asked.by, moment=asked.moment)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(case.case.ref))
    if not may_set(case, field, asked.by, asked.moment):
        raise Refused(OnlyRolesSet(field.label, tuple(map(role_words, field.set_by))))


def _since(field: TemplateField, value: FieldValue) -> Absolute | None:
    return None if field.kind is FieldKind.COUNT else Absolute(value.since)


def _watches(case: CaseSnapshot, name: FieldName, values: tuple[str, ...]) -> list[tuple[Task, str]]:
    """Open watches whose end with a result would have written this: people heard of it elsewhere."""
    found: dict[str, tuple[Task, str]] = {}
    for event in case.template.events:
        if event.sets.get(name) not in values:
            continue
        for leaf in (part for part in _and_parts(event.when) if isinstance(part, Is)):
            for task in case.tasks:
                if task.code == leaf.name and task.clock is ClockKind.WATCH and task.status in RUNNING:
                    found.setdefault(task.id, (task, leaf.values[0]))
    return list(found.values())


def _and_parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.all_of if isinstance(condition, All) else (condition,)


def _ended_with(
    watch: tuple[Task, str], field: TemplateField, said: Said, case: CaseSnapshot, asked: Asked
) -> tuple[Task, Settle]:
    task, result = watch
    move = last_move(task, "done", asked.by, asked.now)
    done = replace(
        task, status=TaskStatus.DONE, result=result, done_at=asked.now, done_by=asked.by, last=move,
        taken_by=None, taken_until=None, blocked_by=None, blocked_since=None,
    )  # fmt: skip
    return done, Settle(task=task.id, case=case.case.id, episode=task.episode)
