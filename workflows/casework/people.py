"""Whose identity is believed: the first one seen; another one freezes the person until a code read out by phone."""

import hashlib
import hmac
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from workflows.casework import telling
from workflows.casework.covering import stand_in
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import Person
from workflows.values.effects import NOTHING, Decision, Effect, Record, SendFixed, ShowBoard, Tell, TellPerson
from workflows.values.facts import IdentitySeen
from workflows.values.ids import IdentityKey, RoomId, TaskForceId, UserId
from workflows.values.model import CaseState, ConfirmCode, Pin, PinState, Room
from workflows.values.notices.base import PersonName
from workflows.values.notices.people import CodeRight, CodeUsed, CodeWrong, IdentityAccepted, IdentityFrozen

KEYS_CHANGED = "keys-changed"
"""The fixed text for somebody whose identity is not the accepted one; the same word as in bot.gateway.FixedText."""
CODE_DIGITS = 12
CODE_LIVES = timedelta(minutes=10)
"""In transport time: how long a code may be typed after it was drawn."""
CODE = re.compile(r"\d{12}")
SPACED = re.compile(r"[\s.,-]+")


def fingerprint(identity: IdentityKey) -> str:
    """A public key as people compare it: in groups of four."""
    return " ".join(identity[at : at + 4] for at in range(0, len(identity), 4))


def on_identity(
    seen: IdentitySeen, pin: Pin | None, person: Person, cases: Collection[CaseSnapshot], moment: Moment
) -> Decision:
    """A person's published identity was looked up. `cases`: where they hold a seat.

    The first one is accepted, and the administrators are told its fingerprint. Any other freezes the person: nothing is
    sent to them and nothing of theirs is heard but a code, and their cover takes over in the same decision.
    """
    identity = seen.identity
    if identity is None or (pin is not None and pin.identity == identity and pin.state is PinState.ACCEPTED):
        return NOTHING
    if pin is None:
        return _accepted_first(identity, person, moment)
    if pin.state is PinState.FROZEN:
        return _seen_again(identity, pin, person, moment)
    return _frozen(identity, pin, person, cases, moment)


def _accepted_first(identity: IdentityKey, person: Person, moment: Moment) -> Decision:
    pin = Pin(user=person.user, identity=identity, state=PinState.ACCEPTED, since=moment.now, how="first_use")
    notice = IdentityAccepted(PersonName(person.user), person.user, fingerprint(identity))
    return Decision(
        save=(pin,),
        effects=telling.administrators(notice, moment, key=f"first-use:{person.user}"),
        audit=(
            Record(action="identity.accepted", object=person.user, fields={"identity": identity, "how": "first_use"}),
        ),
    )


def _seen_again(identity: IdentityKey, pin: Pin, person: Person, moment: Moment) -> Decision:
    """Somebody frozen shows yet another identity: a code is always for the newest."""
    if identity == (pin.seen or pin.identity):
        return NOTHING
    return Decision(
        save=(replace(pin, seen=identity),),
        effects=_fixed(identity, pin, person, moment),
        audit=(Record(action="identity.seen", object=person.user, decision="deny", fields={"identity": identity}),),
    )


def _frozen(
    identity: IdentityKey, pin: Pin, person: Person, cases: Collection[CaseSnapshot], moment: Moment
) -> Decision:
    frozen = replace(pin, state=PinState.FROZEN, since=moment.now, seen=identity)
    covered, cover = take_over(person.user, cases, moment)
    key = f"frozen:{person.user}:{identity}:{pin.version}"
    notice = IdentityFrozen(PersonName(person.user), (), tuple(map(PersonName, cover)))
    told: tuple[Effect, ...] = ()
    for force, refs in _refs_by_force(cases).items():
        told += telling.leads(force, replace(notice, refs=refs), moment, key=f"{key}:{force}", but=person.user)
    told += telling.coordinators(person, replace(notice, coordinator=True), moment, key=key)
    return (
        Decision(
            save=(frozen,),
            audit=(
                Record(
                    action="identity.frozen", object=person.user, decision="deny",
                    fields={"identity": identity, "accepted": pin.identity},
                ),
            ),
        )
        + covered
        + Decision(effects=(*_fixed(identity, pin, person, moment), *told))
    )  # fmt: skip


def take_over(user: UserId, cases: Collection[CaseSnapshot], moment: Moment) -> tuple[Decision, tuple[UserId, ...]]:
    """In each open case: what `user` held is let go, and their agency's cover is seated. Also who that is."""
    decision, people = NOTHING, dict[UserId, None]()
    for case in cases:
        if case.case.state is CaseState.CLOSED:
            continue
        seats = tuple(seat for seat in case.live_seats if seat.user == user)
        cover = stand_in(case, user, seats, moment)
        people |= dict.fromkeys(cover.people)
        decision += Decision(save=cover.save, effects=cover.effects, audit=cover.audit)
        if cover.save:
            decision += Decision(effects=(ShowBoard(case=case.case.id),))
    return decision, tuple(people)


def _refs_by_force(cases: Collection[CaseSnapshot]) -> dict[TaskForceId, tuple[str, ...]]:
    """Each task force hears of its own cases only."""
    found: dict[TaskForceId, tuple[str, ...]] = {}
    for case in cases:
        if case.case.state is not CaseState.CLOSED:
            force = case.case.task_force
            found[force] = (*found.get(force, ()), case.case.ref)
    return found


def _fixed(identity: IdentityKey, pin: Pin, person: Person, moment: Moment) -> tuple[Effect, ...]:
    chat = moment.standing.chats.get(person.user)
    if chat is None:
        return ()
    key = f"{KEYS_CHANGED}:{person.user}:{identity}:{pin.version}"
    return (SendFixed(room=chat, user=person.user, text=KEYS_CHANGED, key=key),)


# the code


def looks_like_code(text: str) -> bool:
    return CODE.fullmatch(_digits(text)) is not None


def code_hash(code: str, salt: str) -> str:
    """What is kept of a code. It lives ten minutes and three tries; scrypt makes a stolen row useless for as long."""
    digest = hashlib.scrypt(code.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=32)
    return f"{salt}${digest.hex()}"


def on_code(
    text: str,
    seen: IdentitySeen,
    code: ConfirmCode | None,
    age: timedelta,
    pin: Pin,
    person: Person,
    room: Room,
    moment: Moment,
) -> Decision:
    """The one sentence that is heard from an identity that is not accepted, in its owner's direct chat.

    `age`: since the code was drawn, in transport time. The code must have been drawn for this very identity.
    """
    if room.person != person.user or pin.state is not PinState.FROZEN or not looks_like_code(text):
        return NOTHING
    if code is None or code.used or code.tries_left < 1 or age > CODE_LIVES:
        return _unheard(person, "no-code")
    if code.user != person.user or code.identity != seen.identity:
        return _unheard(person, "other-identity")
    salt = code.code_hash.partition("$")[0]
    if not hmac.compare_digest(code_hash(_digits(text), salt), code.code_hash):
        return _wrong(code, person)
    row = replace(code, used=True)
    accepted = replace(pin, identity=code.identity, state=PinState.ACCEPTED, since=moment.now, how="code", seen=None)
    return Decision(
        save=(accepted, row),
        effects=(
            TellPerson(user=code.asked_by, notice=CodeUsed(PersonName(person.user))),
            Tell(room=room.id, notice=CodeRight(), key=f"confirmed:{row.user}:{row.drawn_at.isoformat()}", wakes=True),
        ),
        audit=(
            Record(
                action="identity.accepted", object=person.user,
                fields={"identity": code.identity, "how": "code", "asked_by": code.asked_by},
            ),
        ),
    )  # fmt: skip


def on_operator(
    identity: IdentityKey, pin: Pin | None, person: Person, room: RoomId | None, moment: Moment
) -> Decision:
    """An operator of the server confirms the identity that froze somebody, where nobody else can be asked."""
    if pin is None or pin.state is not PinState.FROZEN or (pin.seen or pin.identity) != identity:
        return _unheard(person, "operator-too-late")
    accepted = replace(pin, identity=identity, state=PinState.ACCEPTED, since=moment.now, how="operator", seen=None)
    key = f"confirmed:{person.user}:{pin.version}"
    told = (Tell(room=room, notice=CodeRight(), key=key, wakes=True),) if room else ()
    fields = {"identity": identity, "how": "operator"}
    return Decision(
        save=(accepted,),
        effects=told,
        audit=(Record(action="identity.accepted", object=person.user, fields=fields),),
    )


def _wrong(code: ConfirmCode, person: Person) -> Decision:
    left = code.tries_left - 1
    return Decision(
        save=(replace(code, tries_left=left),),
        effects=(TellPerson(user=code.asked_by, notice=CodeWrong(PersonName(person.user), left)),),
        audit=(Record(action="code.wrong", object=person.user, decision="deny", fields={"left": str(left)}),),
    )


def _unheard(person: Person, why: str) -> Decision:
    return Decision(audit=(Record(action="code.refused", object=person.user, decision="deny", fields={"rule": why}),))


def _digits(text: str) -> str:
    return SPACED.sub("", text)
