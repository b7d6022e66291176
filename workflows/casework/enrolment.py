"""Who confirms a new identity by a code read out by phone, and how somebody's authority is ended."""

from dataclasses import replace

from workflows.casework import telling
from workflows.casework.access import MAY, parts_of, refusal
from workflows.casework.people import CODE_DIGITS, code_hash, fingerprint, take_over
from workflows.casework.seating import removed
from workflows.casework.snapshots import Moment, PersonSnapshot
from workflows.values.directory import Person
from workflows.values.effects import Decision, Effect, Record, Reply, TellPerson
from workflows.values.ids import DIGITS, AgencyId, IdentityKey, UserId
from workflows.values.model import CaseState, ConfirmCode, Member, Pin, PinState
from workflows.values.notices.base import AgencyName, PersonName, Refused
from workflows.values.notices.people import (
    AuthorityEnded,
    CodeDrawn,
    CodeHalf,
    CodeSent,
    NobodyToConfirm,
    NothingToEnrol,
    NotYourself,
    PersonRevoked,
    PersonShown,
)

UNSEEN = IdentityKey("")
"""Stands in the pin of somebody whose authority ended before any identity of theirs was seen."""
REVOKED = "revoked"
SALT = "abcdefghijklmnopqrstuvwxyz0123456789"


def draw(asker: Person, person: Person, about: PersonSnapshot, moment: Moment, *, private: bool) -> Decision:
    """A code for the newest identity of `person`, told to who coordinates their agency. Raises Refused.

    Where nobody but the person does, an administrator and a lead are given one half each. `private`: the answer goes to
    the asker's own chat, so that it may hold the code.
    """
    _may("person.enrol", asker, person, moment)
    identity = _to_confirm(person, about.pin)
    code = moment.draw.text("code", DIGITS, CODE_DIGITS)
    row = ConfirmCode(
        user=person.user,
        identity=identity,
        code_hash=code_hash(code, moment.draw.text("salt", SALT, 16)),
        asked_by=asker.user,
        drawn_at=moment.now,
    )
    key = f"code:{person.user}:{moment.now.isoformat()}"
    coordinators = telling.coordinators_of(person, moment)
    if asker.user in coordinators or _coordinates(asker, person, moment):
        effects = _to_asker(asker, person, code, key, private=private)
    elif coordinators:
        row = replace(row, asked_by=coordinators[0])
        effects = _to_coordinator(coordinators[0], person, code, key)
    else:
        effects = _in_halves(asker, person, code, key, moment)
    old = tuple(replace(one, used=True) for one in about.codes if not one.used)
    drawn = Record(
        action="code.drawn",
        object=person.user,
        fields={"identity": identity, "for": row.asked_by, "asked_by": asker.user},
    )
    return Decision(save=(*old, row), effects=effects, audit=(drawn,))


def revoke(asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> Decision:
    """End somebody's authority now: not believed, wanted nowhere, no seats; their cover takes over. Raises Refused."""
    _may("person.revoke", asker, person, moment)
    before = about.pin
    pin = Pin(user=person.user, identity=UNSEEN, state=PinState.FROZEN, since=moment.now, how=REVOKED)
    if before is not None:
        seen = before.seen or before.identity
        pin = replace(before, state=PinState.FROZEN, since=moment.now, how=REVOKED, seen=seen)
    chat = moment.standing.chats.get(person.user)
    members = tuple(_unwanted(member) for member in about.members if member.wanted and member.room != chat)
    seats = tuple(
        ended
        for case in about.cases
        for ended in removed((seat for seat in case.live_seats if seat.user == person.user), moment.now)
    )
    covered, cover = take_over(person.user, about.cases, moment)
    old = tuple(replace(one, used=True) for one in about.codes if not one.used)
    names = tuple(map(PersonName, cover))
    ended = Record(
        action="person.revoke", object=person.user, fields={"asked_by": asker.user, "rooms": str(len(members))}
    )
    told = _told_of_end(asker, person, about, moment)
    return (
        Decision(save=(pin, *old, *members, *seats), audit=(ended,))
        + covered
        + Decision(effects=(Reply(notice=PersonRevoked(PersonName(person.user), len(members), names)), *told))
    )


def show(asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> Decision:
    """How a person stands with the bot: whether they are believed and can be woken. Raises Refused."""
    _may("person.enrol", asker, person, moment, themselves=True)
    pin = about.pin
    key = (pin.seen or pin.identity) if pin else UNSEEN
    shown = PersonShown(
        person=PersonName(person.user),
        user=person.user,
        agencies=tuple(AgencyName(seat.agency) for seat in person.seats),
        state=pin.state.value if pin else "unseen",
        chat=person.user in moment.standing.chats,
        away=telling.absent(person, moment),
        fingerprint=fingerprint(key) if key else None,
    )
    return Decision(effects=(Reply(notice=shown),))


def _may(verb: str, asker: Person, person: Person, moment: Moment, *, themselves: bool = False) -> None:
    """The coordinator of one of the person's agencies, or an administrator; for nobody's own self. Raises Refused."""
    agencies: list[AgencyId | None] = [seat.agency for seat in person.seats] or [None]
    parts = frozenset().union(*(parts_of(asker.user, moment.directory, agency=agency) for agency in agencies))
    if not MAY[verb] & parts:
        raise Refused(refusal(verb))
    if asker.user == person.user and not themselves:
        raise Refused(NotYourself())


def _coordinates(asker: Person, person: Person, moment: Moment) -> bool:
    return any("coordinator" in parts_of(asker.user, moment.directory, agency=seat.agency) for seat in person.seats)


def _to_confirm(person: Person, pin: Pin | None) -> IdentityKey:
    """The identity that a code would be for. Raises Refused where there is none, or nothing to confirm."""
    identity = (pin.seen or pin.identity) if pin else UNSEEN
    if pin is not None and pin.state is PinState.ACCEPTED:
        raise Refused(NothingToEnrol(PersonName(person.user), "accepted"))
    if not identity:
        raise Refused(NothingToEnrol(PersonName(person.user), "unseen"))
    return identity


def _to_asker(asker: Person, person: Person, code: str, key: str, *, private: bool) -> tuple[Effect, ...]:
    notice = CodeDrawn(PersonName(person.user), _grouped(code, 4))
    if private:
        return (Reply(notice=notice),)
    told = TellPerson(user=asker.user, notice=notice, key=key)
    return (told, Reply(notice=CodeSent(PersonName(person.user), (PersonName(asker.user),))))


def _to_coordinator(coordinator: UserId, person: Person, code: str, key: str) -> tuple[Effect, ...]:
    told = TellPerson(user=coordinator, notice=CodeDrawn(PersonName(person.user), _grouped(code, 4)), key=key)
    return (told, Reply(notice=CodeSent(PersonName(person.user), (PersonName(coordinator),))))


def _in_halves(asker: Person, person: Person, code: str, key: str, moment: Moment) -> tuple[Effect, ...]:
    lead = next((user for user in _leads_over(person, moment) if user not in (asker.user, person.user)), None)
    if lead is None or moment.standing.passed(asker.user) is not None:
        raise Refused(NobodyToConfirm(PersonName(person.user)))
    middle = len(code) // 2
    who = PersonName(person.user)
    first = CodeHalf(who, _grouped(code[:middle], 3), 1, PersonName(lead))
    second = CodeHalf(who, _grouped(code[middle:], 3), 2, PersonName(asker.user))
    return (
        TellPerson(user=asker.user, notice=first, key=f"{key}:1"),
        TellPerson(user=lead, notice=second, key=f"{key}:2"),
        Reply(notice=CodeSent(who, (PersonName(asker.user), PersonName(lead)), halves=True)),
    )


def _leads_over(person: Person, moment: Moment) -> tuple[UserId, ...]:
    """Leads of the task forces in which the person works or leads, who can be told now."""
    agencies = {seat.agency for seat in person.seats}
    return tuple(
        user
        for force in moment.directory.task_forces.values()
        if agencies & set(force.agencies) or person.user in (*force.leads, *force.deputies, *force.on_call)
        for user in (*force.leads, *force.deputies)
        if telling.reachable(user, moment)
    )


def _told_of_end(asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> tuple[Effect, ...]:
    """Leads of their cases, and the administrators, hear that somebody's authority ended."""
    notice = AuthorityEnded(PersonName(person.user), PersonName(asker.user))
    key = f"revoked:{person.user}:{moment.now.isoformat()}"
    told = telling.administrators(notice, moment, key=key)
    forces = dict.fromkeys(case.case.task_force for case in about.cases if case.case.state is not CaseState.CLOSED)
    for force in forces:
        told += telling.leads(force, notice, moment, key=f"{key}:{force}", but=asker.user)
    return told


def _unwanted(member: Member) -> Member:
    return replace(member, wanted=False, power=0)


def _grouped(digits: str, size: int) -> str:
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))
