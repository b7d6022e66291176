"""A case that somebody is about to open: what is known so far, kept in the dialogue with them and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.casework.snapshots import Moment
from workflows.language.template import Template
from workflows.values.directory import Person, Priority, SeatRole
from workflows.values.ids import (
    WORDLESS,
    AgencyId,
    CaseId,
    CaseRef,
    FieldName,
    JurisdictionId,
    TaskForceId,
    TemplateId,
)

SPEAKERS = frozenset({SeatRole.LIAISON, SeatRole.DEPUTY})
"""Who may open a case for an agency."""
SAID = "said:"
"""Before the name of a field, where a draft is kept."""
NO_AGENCY = AgencyId("-")
"""Stands for a lead who opens a case without being of any of its agencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is None has not been settled yet. The ids are drawn once, so that the preview shows what will be."""

    case: CaseId
    ref: CaseRef
    codeword: str
    support_codeword: str
    asked: str = ""  # which question waits: template, agency, jurisdiction, force, a field, priority, preview, leave
    questions: int = 0  # so many were asked
    template: TemplateId | None = None
    agency: AgencyId | None = None  # of the opener; NO_AGENCY for a lead
    jurisdiction: JurisdictionId | None = None
    force: TaskForceId | None = None
    said: Mapping[FieldName, str] = field(default_factory=dict)  # codes, a number, a time in ISO 8601
    unknown: tuple[FieldName, ...] = ()  # was asked, and nobody knows yet
    linked: CaseRef | None = None  # the case that this one comes from
    priority: Priority | None = None
    language: str | None = None
    left_out: tuple[str, ...] = ()
    go: bool = False  # P1: without preview
    shown: str = ""  # who was named in the preview

    @property
    def name(self) -> str:
        return f"{self.codeword} · {self.ref}"

    def as_data(self) -> Mapping[str, str]:
        values = {
            "case": self.case, "ref": self.ref, "codeword": self.codeword, "support": self.support_codeword,
            "asked": self.asked, "template": self.template, "agency": self.agency, "jurisdiction": self.jurisdiction,
            "force": self.force, "unknown": " ".join(self.unknown), "linked": self.linked,
            "questions": str(self.questions) if self.questions else "",
            **{SAID + name: value for name, value in self.said.items()},
            "priority": self.priority.value if self.priority else None, "language": self.language,
            "left_out": " ".join(self.left_out), "go": "yes" if self.go else "", "shown": self.shown,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}


def of_data(data: Mapping[str, str]) -> Draft:
    """The draft that `as_data` wrote. Raises KeyError or ValueError for anything else."""
    return Draft(
        case=CaseId(data["case"]),
        ref=CaseRef(data["ref"]),
        codeword=data["codeword"],
        support_codeword=data["support"],
        asked=data.get("asked", ""),
        template=TemplateId(data["template"]) if "template" in data else None,
        agency=AgencyId(data["agency"]) if "agency" in data else None,
        jurisdiction=JurisdictionId(data["jurisdiction"]) if "jurisdiction" in data else None,
        force=TaskForceId(data["force"]) if "force" in data else None,
        questions=int(data.get("questions", "0")),
        said={FieldName(name.removeprefix(SAID)): value for name, value in data.items() if name.startswith(SAID)},
        unknown=tuple(FieldName(name) for name in data.get("unknown", "").split()),
        linked=CaseRef(data["linked"]) if "linked" in data else None,
        priority=Priority(data["priority"]) if "priority" in data else None,
        language=data.get("language"),
        left_out=tuple(data.get("left_out", "").split()),
        go="go" in data,
        shown=data.get("shown", ""),
    )


def new_draft(moment: Moment, taken: frozenset[CaseRef]) -> Draft:
    """A draft with a reference that is free, and two codewords that differ."""
    return Draft(
        case=CaseId(moment.draw.uuid("case")),
        ref=free_reference(moment, taken),
        codeword=moment.draw.codeword("joint"),
        support_codeword=_other_codeword(moment),
    )


def free_reference(moment: Moment, taken: frozenset[CaseRef]) -> CaseRef:
    """Random, without meaning, and not one of `taken`."""
    ref, attempt = moment.draw.reference(), 1
    while ref in taken:
        label, attempt = f"reference:{attempt}", attempt + 1
        ref = CaseRef("C-" + moment.draw.text(label, WORDLESS, 5))
    return ref


def _other_codeword(moment: Moment) -> str:
    first = moment.draw.codeword("joint")
    attempt = 0
    while (word := moment.draw.codeword(f"support:{attempt}")) == first:
        attempt += 1
    return word


@dataclass(frozen=True, slots=True)
class Place:
    """For which task force, agency and jurisdiction somebody could open a case."""

    force: TaskForceId
    agency: AgencyId
    jurisdiction: JurisdictionId


def places(template: Template, opener: Person, moment: Moment) -> tuple[Place, ...]:
    """Everywhere that `opener` may open a case by this template: as liaison or deputy of an agency, or as a lead."""
    directory = moment.directory
    speaks_for = [seat.agency for seat in opener.seats if seat.roles & SPEAKERS and seat.agency in directory.agencies]
    found: list[Place] = []
    for force in directory.task_forces.values():
        if template.id not in force.templates:
            continue
        shared = [jurisdiction for jurisdiction in force.jurisdictions if jurisdiction in template.jurisdictions]
        own = [agency for agency in speaks_for if agency in force.agencies]
        for agency in own:
            covered = directory.agencies[agency].jurisdictions
            found += [Place(force.id, agency, jurisdiction) for jurisdiction in shared if jurisdiction in covered]
        if not own and directory.is_lead(opener.user, force.id):
            found += [Place(force.id, NO_AGENCY, jurisdiction) for jurisdiction in shared]
    return tuple(found)


def fitting(draft: Draft, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places that what is settled already leaves."""
    return tuple(
        place
        for place in found
        if draft.agency in (None, place.agency)
        and draft.jurisdiction in (None, place.jurisdiction)
        and draft.force in (None, place.force)
    )
