"""The made-up people of the tests: their agencies, task force, jurisdictions, ladders. Nobody here exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflows.values.directory import (
    Agency,
    AgencySeat,
    Hours,
    Jurisdiction,
    Ladder,
    Level,
    Person,
    Priority,
    SeatRole,
    Span,
    SpanUnit,
    TargetKind,
    TaskForce,
)
from workflows.values.ids import (
    AgencyId,
    CaseId,
    CaseRef,
    JurisdictionId,
    RoleName,
    RoomId,
    TaskForceId,
    TemplateId,
    UserId,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPENED = datetime(2026, 11, 27, 10, tzinfo=UTC)  # a Friday
NOON = OPENED + 2 * HOUR

ENGLAND, NEW_YORK = JurisdictionId("GB-ENG"), JurisdictionId("US-NY")
POLICE, HARBOUR = AgencyId("city-police"), AgencyId("harbour-support")
HEALTH, LEGAL = AgencyId("health-east"), AgencyId("legal-aid-south")
NORTH = TaskForceId("north")

PAT, POLICE_DEPUTY, POLICE_COORDINATOR = UserId("@pat:hs"), UserId("@pat.deputy:hs"), UserId("@pat.coordinator:hs")
HANA, HARBOUR_DEPUTY = UserId("@hana:hs"), UserId("@hana.deputy:hs")
HEATH = UserId("@heath:hs")  # the one person of Health East: it has no deputy
LENA, LEGAL_DEPUTY = UserId("@lena:hs"), UserId("@lena.deputy:hs")
MORGAN, LEAD_DEPUTY, CHAIR = UserId("@morgan:hs"), UserId("@morgan.deputy:hs"), UserId("@chair:hs")
ADMIN = UserId("@admin:hs")

CASE, REF, CODEWORD = CaseId("0190-case"), CaseRef("C-7F3K2"), "HERON"
JOINT_ROOM, SUPPORT_ROOM = RoomId("room-joint"), RoomId("room-support")
LEADS_ROOM, ADMINS_ROOM = RoomId("room-leads"), RoomId("room-admins")
RESPONDER, ACCOMMODATION = RoleName("first_responder"), RoleName("accommodation")
MEDICAL, LEGAL_ADVICE = RoleName("health"), RoleName("legal_aid")
SEATED: Mapping[AgencyId, tuple[UserId, RoleName]] = {
    POLICE: (PAT, RESPONDER),
    HARBOUR: (HANA, ACCOMMODATION),
    HEALTH: (HEATH, MEDICAL),
    LEGAL: (LENA, LEGAL_ADVICE),
}


def a_person(
    user: UserId,
    name: str = "",
    agency: AgencyId | None = None,
    role: SeatRole = SeatRole.LIAISON,
    **changes: Any,
) -> Person:
    seats = (AgencySeat(agency=agency, roles=frozenset({role})),) if agency else ()
    return replace(Person(user=user, name=name or user[1:].partition(":")[0], seats=seats), **changes)


PEOPLE = (
    a_person(PAT, "Pat (City Police)", POLICE),
    a_person(POLICE_DEPUTY, "Deputy of City Police", POLICE, SeatRole.DEPUTY),
    a_person(POLICE_COORDINATOR, "Coordinator of City Police", POLICE, SeatRole.COORDINATOR),
    a_person(HANA, "Hana (Harbour Support)", HARBOUR),
    a_person(HARBOUR_DEPUTY, "Deputy of Harbour Support", HARBOUR, SeatRole.DEPUTY),
    a_person(HEATH, "Heath (Health East)", HEALTH),
    a_person(LENA, "Lena (Legal Aid South)", LEGAL),
    a_person(LEGAL_DEPUTY, "Deputy of Legal Aid South", LEGAL, SeatRole.DEPUTY),
    a_person(MORGAN, "Lead Morgan"),
    a_person(LEAD_DEPUTY, "Deputy lead"),
    a_person(CHAIR, "Committee chair"),
    a_person(ADMIN, "Administrator"),
)


def an_agency(id: AgencyId, name: str, type: str, **changes: Any) -> Agency:
    return replace(Agency(id=id, name=name, type=type, jurisdictions=(ENGLAND,)), **changes)


AGENCIES = (
    an_agency(POLICE, "City Police", "police", phone="+44 1632 960100"),
    an_agency(HARBOUR, "Harbour Support", "ngo", capabilities=frozenset({"accommodation"}), synonyms=("harbour",)),
    an_agency(HEALTH, "Health East", "health"),
    an_agency(LEGAL, "Legal Aid South", "legal_aid"),
)

JURISDICTIONS = (
    Jurisdiction(
        id=ENGLAND,
        name="England",
        zone="Europe/London",
        hours=Hours(),
        holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}),
        holidays_until=date(2032, 12, 31),
    ),
    Jurisdiction(
        id=NEW_YORK,
        name="New York",
        zone="America/New_York",
        holidays=frozenset({date(2026, 11, 26), date(2026, 12, 25)}),
        holidays_until=date(2032, 12, 31),
    ),
)

TASK_FORCE = TaskForce(
    id=NORTH,
    name="North",
    jurisdictions=(ENGLAND,),
    templates=(TemplateId("uk-nrm-adult"),),
    agencies=(POLICE, HARBOUR, HEALTH, LEGAL),
    leads=(MORGAN,),
    deputies=(LEAD_DEPUTY,),
    committee=(CHAIR,),
)


def minutes(amount: int) -> Span:
    return Span(amount, SpanUnit.MINUTES)


def hours(amount: int) -> Span:
    return Span(amount, SpanUnit.HOURS)


def working_days(amount: int) -> Span:
    return Span(amount, SpanUnit.WORKING_DAYS)


_OWNERS = (TargetKind.OWNER, TargetKind.DEPUTY)
_LEADS = (TargetKind.LEAD_AGENCY, TargetKind.TASK_FORCE_LEAD)
LADDERS: Mapping[Priority, Ladder] = {
    Priority.P1: Ladder(
        levels=(
            Level(after=minutes(0), tell=_OWNERS),
            Level(after=minutes(15), tell=_LEADS),
            Level(after=minutes(30), tell=(TargetKind.COMMITTEE,)),
        ),
        remind_at=(50,),
        remind_before=(minutes(15),),
        repeat=15 * MINUTE,
    ),
    Priority.P2: Ladder(
        levels=(
            Level(after=minutes(0), tell=_OWNERS),
            Level(after=hours(2), tell=(TargetKind.TASK_FORCE_LEAD,)),
            Level(after=hours(8), tell=(TargetKind.COMMITTEE,)),
        ),
        remind_at=(75,),
    ),
    Priority.P3: Ladder(
        levels=(
            Level(after=minutes(0), tell=(TargetKind.OWNER,)),
            Level(after=working_days(1), tell=_LEADS),
            Level(after=working_days(3), tell=(TargetKind.COMMITTEE,)),
        ),
        remind_before=(working_days(1),),
        working_time=True,
    ),
    Priority.P4: Ladder(
        levels=(
            Level(after=minutes(0), tell=(TargetKind.OWNER,)),
            Level(after=working_days(5), tell=(TargetKind.TASK_FORCE_LEAD,)),
        ),
        working_time=True,
    ),
}
