"""Coordinators change their own agency's people, administrators anybody's: who may, what cannot be, what follows.

What is changed lies over the directory of the files (`config/overlay.py`). Whatever gives somebody a part, or takes one
away, is done only after a typed code.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from workflows.casework import telling
from workflows.casework.access import MAY, parts_of, refusal
from workflows.casework.cases import CODE_LENGTH, CONFIRM_KIND
from workflows.casework.leaving_an_agency import leave_cases
from workflows.casework.snapshots import Moment, PersonSnapshot
from workflows.language.template import Template
from workflows.values.directory import POLICE_TYPES, AgencySeat, Directory, Person, SeatRole
from workflows.values.effects import Decision, Effect, Record, Reply, TellPerson
from workflows.values.ids import WORDLESS, AgencyId, RoomId, UserId
from workflows.values.model import Dialogue, Where
from workflows.values.notices.base import AgencyName, Notice, PersonName, Refused, Said
from workflows.values.notices.directory import (
    DirectoryEdited,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    FieldChanged,
    FieldIs,
    PersonEdited,
    PersonNotEdited,
    PersonToConfirm,
    YourSeat,
)
from workflows.values.notices.words import UnknownPerson
from workflows.values.person_changes import ChangeOf, PersonChange

ADD, CHANGE, LEAVE = "add", "change", "leave"
PEOPLE = "person"
"""What the dialogue of a code is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of one person in one agency. `name` and `languages` are asked of somebody new only."""

    does: str
    user: UserId
    agency: AgencyId
    roles: frozenset[SeatRole] = frozenset()
    name: str = ""
    languages: frozenset[str] = frozenset()


def edit(
    wish: Wish,
    asker: Person,
    about: PersonSnapshot,
    templates: Collection[Template],
    room: RoomId,
    moment: Moment,
    *,
    confirmed: bool = False,
) -> Decision:
    """Ask for the code, or do it. Raises Refused, the second time as well: what was true may not be true any more."""
    person = _checked(wish, asker, templates, moment)
    if not confirmed and _is_dangerous(wish, person):
        return _ask(wish, person, asker, room, moment)
    change = _change(wish, asker, person, about, moment)
    if wish.does == LEAVE and person is not None:
        return Decision(save=(change,)) + _left(wish, asker, person, about, moment)
    return Decision(save=(change,)) + _seated(wish, asker, person, moment)


def wish_of(dialogue: Dialogue) -> Wish:
    """What a code was shown for."""
    data = dialogue.data
    return Wish(
        does=data["does"],
        user=UserId(data["user"]),
        agency=AgencyId(data["agency"]),
        roles=frozenset(map(SeatRole, data["roles"].split())),
        name=data["name"],
        languages=frozenset(data["languages"].split()),
    )


def editable(asker: Person, directory: Directory) -> tuple[AgencyId, ...]:
    """The agencies whose people somebody may change: those that they coordinate; all of them for administrators."""
    if directory.is_administrator(asker.user):
        return tuple(directory.agencies)
    return tuple(seat.agency for seat in asker.seats if SeatRole.COORDINATOR in seat.roles)


# whether it may be


def _checked(wish: Wish, asker: Person, templates: Collection[Template], moment: Moment) -> Person | None:
    """The person as the directory has them. Raises Refused."""
    directory = moment.directory
    if not MAY["person.add"] & parts_of(asker.user, directory, agency=wish.agency):
        raise Refused(refusal("person.add"))
    person = directory.person(wish.user)
    old = _roles(person, wish.agency)
    if why := _trouble(wish, asker, person, old, templates, directory):
        raise Refused(PersonNotEdited(why, Said(person.name if person else wish.user), AgencyName(wish.agency)))
    if person is None and wish.does != ADD:
        raise Refused(UnknownPerson(Said(wish.user[:40]), mentioned=True))
    return person


def _trouble(
    wish: Wish,
    asker: Person,
    person: Person | None,
    old: frozenset[SeatRole],
    templates: Collection[Template],
    directory: Directory,
) -> str | None:
    """Why it cannot be, as a code."""
    if wish.does == ADD and old:
        return "there-already"
    if wish.does == ADD and person is not None and not directory.is_administrator(asker.user):
        return "elsewhere"
    if wish.does != ADD and person is not None and not old:
        return "not-there"
    if wish.does == CHANGE and old == wish.roles:
        return "same"
    if {SeatRole.LIAISON, SeatRole.DEPUTY} <= wish.roles:
        return "both"
    if SeatRole.COORDINATOR in old - wish.roles and wish.user == asker.user:
        return "own-seat"
    for role in (SeatRole.COORDINATOR, SeatRole.LIAISON):
        if role in old - wish.roles and len(directory.seated(wish.agency, role)) == 1:
            return f"last-{role}"
    if wish.does == ADD and person is not None and _meets_police(wish.agency, person, templates, directory):
        return "police-and-support"
    return None


def _meets_police(agency: AgencyId, person: Person, templates: Collection[Template], directory: Directory) -> bool:
    """Whether somebody would sit for police and for an agency that plays a part in support-only rooms."""
    types = {directory.agencies[id].type for id in (agency, *(seat.agency for seat in person.seats))}
    support = {
        kind for one in templates for role in one.roles.values() if role.where is Where.SUPPORT for kind in role.types
    }
    return bool(types & POLICE_TYPES and types & (support - POLICE_TYPES))


def _is_dangerous(wish: Wish, person: Person | None) -> bool:
    """Whoever comes or goes; and who may do this from now on, or no longer."""
    coordinator = {SeatRole.COORDINATOR}
    return wish.does != CHANGE or bool((_roles(person, wish.agency) ^ wish.roles) & coordinator)


def _ask(wish: Wish, person: Person | None, asker: Person, room: RoomId, moment: Moment) -> Decision:
    code = moment.draw.text("confirm", WORDLESS, CODE_LENGTH)
    data = {
        "do": PEOPLE,
        "does": wish.does,
        "user": wish.user,
        "agency": wish.agency,
        "roles": " ".join(sorted(wish.roles)),
        "name": wish.name,
        "languages": " ".join(sorted(wish.languages)),
        "code": code,
    }
    name = Said(person.name if person else wish.name)
    question = PersonToConfirm(wish.does, name, wish.user, AgencyName(wish.agency), in_words(wish.roles), code)
    row = Dialogue(person=asker.user, room=room, kind=CONFIRM_KIND, data=data, asked_at=moment.now)
    return Decision(save=(row,), effects=(Reply(notice=question),))


# doing it


def _change(wish: Wish, asker: Person, person: Person | None, about: PersonSnapshot, moment: Moment) -> PersonChange:
    """The row, in the place of one that is there. It names who is known by such rows only: each of them, always."""
    new = PersonChange(agency=wish.agency, user=wish.user, what=ChangeOf.SEAT, by=asker.user, at=moment.now)
    seats = [one for one in about.changes if one.what is ChangeOf.SEAT]
    row = next((one for one in seats if one.agency == wish.agency), new)
    named = next((one for one in seats if one.name is not None), new)
    if person is None:
        named = replace(new, name=wish.name, languages=wish.languages)
    return replace(row, by=asker.user, at=moment.now, roles=wish.roles, name=named.name, languages=named.languages)


def _seated(wish: Wish, asker: Person, person: Person | None, moment: Moment) -> Decision:
    roles, old = in_words(wish.roles), in_words(_roles(person, wish.agency))
    name, agency = Said(person.name if person else wish.name), Said(moment.directory.agencies[wish.agency].name)
    change: Notice
    if person is None:
        change = EntryAdded("person", wish.user, name, (FieldIs("seat", Said(roles), agency),))
    else:
        seat = FieldChanged("seat", Said(old) if old else None, Said(roles), agency)
        change = EntryChanged("person", wish.user, name, (seat,))
    unseen = moment.standing.passed(wish.user) == "no-chat"
    edited = PersonEdited(wish.does, name, AgencyName(wish.agency), roles, unseen=unseen)
    told = () if wish.user == asker.user else _to_them(wish, asker, roles, moment)
    return Decision(
        effects=(Reply(notice=edited), *told, *_to_administrators(change, wish, asker, moment)),
        audit=(_record(wish, asker),),
    )


def _left(wish: Wish, asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> Decision:
    others = tuple(seat for seat in person.seats if seat.agency != wish.agency)
    stays = bool(others) or moment.directory.serves(wish.user)
    out = leave_cases(person, wish.agency, about.cases, moment)
    name = Said(person.name)
    reply = PersonEdited(wish.does, name, AgencyName(wish.agency), stays=stays, cover=out.cover, held=out.held)
    agency = Said(moment.directory.agencies[wish.agency].name)
    gone = FieldChanged("seat", Said(in_words(_roles(person, wish.agency))), None, agency)
    change: Notice = EntryRemoved("person", wish.user, name)
    if stays:
        change = EntryChanged("person", wish.user, name, (gone,))
    told = _to_them(wish, asker, None, moment) if stays else ()  # to who is not in the directory nothing is sent
    return (
        Decision(audit=(_record(wish, asker),))
        + out.decision
        + Decision(effects=(Reply(notice=reply), *told, *_to_administrators(change, wish, asker, moment)))
    )


def _to_them(wish: Wish, asker: Person, roles: str | None, moment: Moment) -> tuple[TellPerson, ...]:
    notice = YourSeat(AgencyName(wish.agency), roles, PersonName(asker.user))
    key = f"seat:{wish.agency}:{wish.user}:{moment.now.isoformat()}"
    return (TellPerson(user=wish.user, notice=notice, key=key),)


def _to_administrators(change: Notice, wish: Wish, asker: Person, moment: Moment) -> tuple[Effect, ...]:
    notice = DirectoryEdited(PersonName(asker.user), change)
    return telling.administrators(notice, moment, key=f"edited:{wish.agency}:{wish.user}:{moment.now.isoformat()}")


def _record(wish: Wish, asker: Person) -> Record:
    fields = {"agency": wish.agency, "roles": " ".join(sorted(wish.roles)), "asked_by": asker.user}
    return Record(action=f"person.{wish.does}", object=wish.user, fields=fields)


def _roles(person: Person | None, agency: AgencyId) -> frozenset[SeatRole]:
    seats: tuple[AgencySeat, ...] = person.seats if person else ()
    return next((seat.roles for seat in seats if seat.agency == agency), frozenset())


def in_words(roles: Collection[SeatRole]) -> str:
    """`liaison, coordinator`, in this order."""
    return ", ".join(role for role in SeatRole if role in roles)
