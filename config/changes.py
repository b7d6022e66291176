"""What another directory, or other settings, would change: one typed notice for each entry that differs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from config.fields import WEEKDAYS
from config.settings import Secret, Settings
from workflows.values.directory import (
    Agency,
    AgencySeat,
    Directory,
    Hours,
    Jurisdiction,
    Ladder,
    Person,
    Span,
    TaskForce,
)
from workflows.values.ids import AgencyId, UserId
from workflows.values.notices.base import Absolute, Notice, Said
from workflows.values.notices.directory import (
    AdministratorsChanged,
    AwayChanged,
    DirectoryChanges,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    FieldChanged,
    FieldIs,
    FlagChanged,
    ListChanged,
    SettingChanged,
)

T = TypeVar("T", Person, Agency, TaskForce, Jurisdiction)
SHOWN = 12


def listed(changes: Sequence[Notice], most: int = SHOWN) -> DirectoryChanges:
    """The changes as one notice: `most` lines, then how many more there are."""
    return DirectoryChanges(tuple(changes[:most]), max(len(changes) - most, 0))


def directory_changes(before: Directory, after: Directory) -> tuple[Notice, ...]:
    """A notice for each person, agency, task force, jurisdiction and ladder that is new, gone or different.

    People come first, in the order of the directories. Holidays are compared only in the years that both know.
    """
    found: list[Notice] = []
    found += _entries("person", before.people, after.people, _Words(before, after).person)
    found += _entries("agency", before.agencies, after.agencies, _Words(before, after).agency)
    found += _entries("task-force", before.task_forces, after.task_forces, _Words(before, after).task_force)
    found += _entries("jurisdiction", before.jurisdictions, after.jurisdictions, _Words(before, after).jurisdiction)
    found += _ladders(before, after)
    more, fewer = _difference(before.administrators, after.administrators)
    if more or fewer:
        words = _Words(before, after)
        found.append(AdministratorsChanged(_said(words.people(more)), _said(words.people(fewer))))
    for field in ("default_zone", "admins_room"):
        found += _setting(field, getattr(before, field), getattr(after, field))
    return tuple(found)


def settings_changes(before: Settings, after: Settings) -> tuple[Notice, ...]:
    """A notice for each setting that differs, paths as seen from the folder of their own settings."""
    names = (field.name for field in fields(Settings) if field.name != "folder")
    return tuple(
        notice
        for field in names
        for notice in _setting(field, _plain(getattr(before, field), before), _plain(getattr(after, field), after))
    )


def _setting(field: str, before: object, after: object) -> Iterator[Notice]:
    if before != after:
        yield SettingChanged(field, _value(before), _value(after))


def _plain(value: Any, settings: Settings) -> object:
    """As people wrote it; of a secret only where it is kept."""
    if isinstance(value, Secret):
        value = value.file or value.variable
    if isinstance(value, Path):
        return str(value.relative_to(settings.folder)) if value.is_relative_to(settings.folder) else str(value)
    if isinstance(value, str):
        return value.replace(f"{settings.folder}/", "")
    if isinstance(value, tuple):
        return " ".join(value)
    return f"{value // timedelta(minutes=1)} min" if isinstance(value, timedelta) else value


def _entries(
    kind: str,
    before: Mapping[Any, T],
    after: Mapping[Any, T],
    differing: Callable[[T | None, T], Iterator[Notice]],
) -> Iterator[Notice]:
    for id, old in before.items():
        if id not in after:
            yield EntryRemoved(kind, id, Said(old.name))
    for id, new in after.items():
        known = before.get(id)
        if known is None:
            yield EntryAdded(kind, id, Said(new.name), _is_now(differing(None, new)))
        elif known != new and (changes := tuple(differing(known, new))):
            yield EntryChanged(kind, id, Said(new.name), changes)


def _is_now(notices: Iterable[Notice]) -> tuple[FieldIs, ...]:
    return tuple(one for one in notices if isinstance(one, FieldIs))


class _Words:
    """The differences of entries, in the words of both directories."""

    def __init__(self, before: Directory, after: Directory) -> None:
        self._before, self._after = before, after

    def person(self, old: Person | None, new: Person) -> Iterator[Notice]:
        yield from self._seats(old.seats if old else (), new.seats, is_new=old is None)
        if old is None:
            yield from _fields_of({"languages": _listed(new.languages), "zone": new.zone})
            return
        yield from _changed("name", old.name, new.name)
        yield from _more_or_fewer("languages", old.languages, new.languages)
        yield from _changed("zone", old.zone, new.zone)
        for absence in new.absences:
            if absence not in old.absences:
                yield AwayChanged(Absolute(absence.start), Absolute(absence.end))
        for absence in old.absences:
            if absence not in new.absences:
                yield AwayChanged(Absolute(absence.start), Absolute(absence.end), over=True)

    def _seats(self, old: Iterable[AgencySeat], new: Iterable[AgencySeat], *, is_new: bool) -> Iterator[Notice]:
        before, after = ({seat.agency: _listed(seat.roles) for seat in seats} for seats in (old, new))
        for agency in (*after, *(agency for agency in before if agency not in after)):
            was, now, name = before.get(agency), after.get(agency), Said(self.agency_name(agency))
            if is_new and now:
                yield FieldIs("seat", Said(now), name)
            elif was != now:
                yield FieldChanged("seat", _said(was), _said(now), name)

    def agency(self, old: Agency | None, new: Agency) -> Iterator[Notice]:
        if old is None:
            yield from _fields_of(
                {
                    "type": new.type,
                    "jurisdictions": _listed(new.jurisdictions),
                    "capabilities": _listed(new.capabilities),
                    "languages": _listed(new.languages),
                    "hours": _hours(new.hours),
                    "phone": new.phone,
                }
            )
            return
        for field in ("name", "type", "phone"):
            yield from _changed(field, getattr(old, field), getattr(new, field))
        yield from _changed("hours", _hours(old.hours), _hours(new.hours))
        for field in ("jurisdictions", "capabilities", "languages", "synonyms"):
            yield from _more_or_fewer(field, getattr(old, field), getattr(new, field))

    def task_force(self, old: TaskForce | None, new: TaskForce) -> Iterator[Notice]:
        if old is None:
            yield from _fields_of(
                {
                    "jurisdictions": _listed(new.jurisdictions),
                    "templates": _listed(new.templates),
                    "agencies": ", ".join(map(self.agency_name, new.agencies)),
                    "leads": self.people(new.leads),
                    "deputies": self.people(new.deputies),
                }
            )
            return
        for field in ("name", "room"):
            yield from _changed(field, getattr(old, field), getattr(new, field))
        for field in ("jurisdictions", "templates"):
            yield from _more_or_fewer(field, getattr(old, field), getattr(new, field))
        yield from _more_or_fewer("agencies", map(self.agency_name, old.agencies), map(self.agency_name, new.agencies))
        for field, before, after in (
            ("leads", old.leads, new.leads),
            ("deputies", old.deputies, new.deputies),
            ("committee", old.committee, new.committee),
        ):
            more, fewer = _difference(before, after)
            if more or fewer:
                yield ListChanged(field, _said(self.people(more)), _said(self.people(fewer)))
        if old.on_call != new.on_call:
            yield FieldChanged("on_call", _said(self.people(old.on_call)), _said(self.people(new.on_call)))
        if old.networked != new.networked:
            yield FlagChanged("networked", new.networked)

    def jurisdiction(self, old: Jurisdiction | None, new: Jurisdiction) -> Iterator[Notice]:
        if old is None:
            yield from _fields_of({"zone": new.zone, "hours": _hours(new.hours)})
            return
        for field in ("name", "zone"):
            yield from _changed(field, getattr(old, field), getattr(new, field))
        yield from _changed("hours", _hours(old.hours), _hours(new.hours))
        first, last = _both_know(old, new)
        before, after = ({day for day in one.holidays if first <= day <= last} for one in (old, new))
        yield from _more_or_fewer("holidays", map(str, before), map(str, after))

    def agency_name(self, agency: AgencyId) -> str:
        known = self._after.agencies.get(agency) or self._before.agencies.get(agency)
        return known.name if known else agency

    def people(self, users: Iterable[UserId]) -> str:
        both = {**self._before.people, **self._after.people}
        return ", ".join(both[user].name if user in both else user for user in users)


def _both_know(old: Jurisdiction, new: Jurisdiction) -> tuple[date, date]:
    """The days for which both calendars were made: they are expanded for the years around the day they were read."""
    first = max((min(one.holidays, default=date.min) for one in (old, new)), default=date.min)
    return date(first.year, 1, 1), min(old.holidays_until, new.holidays_until)


def _ladders(before: Directory, after: Directory) -> Iterator[Notice]:
    for priority in dict.fromkeys((*before.ladders, *after.ladders)):
        old, new = before.ladders.get(priority), after.ladders.get(priority)
        if new is None:
            yield EntryRemoved("ladder", priority, Said(priority))
        elif old is None:
            yield EntryAdded("ladder", priority, Said(priority), tuple(_fields_of({"levels": _levels(new)})))
        elif changes := tuple(_ladder(old, new)):
            yield EntryChanged("ladder", priority, Said(priority), changes)


def _ladder(old: Ladder, new: Ladder) -> Iterator[Notice]:
    yield from _changed("levels", _levels(old), _levels(new))
    yield from _changed("remind_at", _percents(old), _percents(new))
    yield from _changed(
        "remind_before", ", ".join(map(_span, old.remind_before)), ", ".join(map(_span, new.remind_before))
    )
    if old.working_time != new.working_time:
        yield FlagChanged("working_time", new.working_time)
    yield from _changed("repeat", f"{old.repeat // timedelta(minutes=1)}m", f"{new.repeat // timedelta(minutes=1)}m")


def _levels(ladder: Ladder) -> str:
    return "; ".join(f"{_span(level.after)} {', '.join(level.tell)}" for level in ladder.levels)


def _percents(ladder: Ladder) -> str:
    return ", ".join(f"{percent}%" for percent in ladder.remind_at)


def _span(span: Span) -> str:
    return f"{span.amount}{span.unit}"


def _hours(hours: Hours) -> str:
    if hours.always:
        return "always"
    cut_off = f", cut-off {hours.cut_off:%H:%M}" if hours.cut_off else ""
    return f"{' '.join(WEEKDAYS[day] for day in sorted(hours.days))} {hours.opens:%H:%M}-{hours.closes:%H:%M}{cut_off}"


def _fields_of(values: Mapping[str, str | None]) -> Iterator[FieldIs]:
    return (FieldIs(field, Said(value)) for field, value in values.items() if value)


def _changed(field: str, before: str | None, after: str | None) -> Iterator[Notice]:
    if before != after:
        yield FieldChanged(field, _said(before), _said(after))


def _more_or_fewer(field: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Notice]:
    more, fewer = _difference(sorted(before), sorted(after))
    if more or fewer:
        yield ListChanged(field, _said(", ".join(more)), _said(", ".join(fewer)))


N = TypeVar("N", bound=str)


def _difference(before: Iterable[N], after: Iterable[N]) -> tuple[tuple[N, ...], tuple[N, ...]]:
    """What came, and what went."""
    old, new = tuple(before), tuple(after)
    return tuple(one for one in new if one not in old), tuple(one for one in old if one not in new)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _said(text: str | None) -> Said | None:
    return Said(text) if text else None


def _value(value: object) -> Said | None:
    words = {True: "true", False: "false"}
    if value is None:
        return None
    return Said(words[value] if isinstance(value, bool) else str(value))
