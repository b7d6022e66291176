"""What a workflow template is: a protocol as data. Read from YAML; a case keeps the one it was opened with."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.values.directory import Priority, Span
from workflows.values.ids import ContentHash, JurisdictionId, RoleName, TemplateId
from workflows.values.model import ClockKind, Where


class Basis(enum.StrEnum):
    """Where a number comes from; a default is never shown as law."""

    RULE = "rule"
    GUIDE = "guide"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRole:
    """A part that an agency plays. `types`: agency types that may fill it, best first; empty means any."""

    name: RoleName
    types: tuple[str, ...] = ()
    capability: str | None = None
    where: Where = Where.JOINT  # `support`: its people also sit in the support-only room
    opener: bool = False  # filled by the agency that opens the case, if its type fits
    lead: bool = False  # this role's agency leads the case
    optional: bool = False  # not named as missing when no one fills it


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTask:
    id: str
    title: str
    owner: RoleName
    kind: str
    clock: ClockKind
    due: Span | None  # None on a watch without a limit
    anchor: str = "opened"  # YAML `from`: opened, discovered, reported_missing, or another task's id (its end)
    depends: tuple[str, ...] = ()  # task ids that must be done
    when: str | None = None  # `N4=yes`: only when that task ended with this result
    results: tuple[str, ...] = ()  # codes `done` may carry; empty: none asked for
    chase_every: Span | None = None
    basis: Basis = Basis.DEFAULT
    rule_text: str | None = None
    source: str | None = None
    where: Where = Where.JOINT
    priority: Priority | None = None  # a ladder of its own (P2 for the first hours, P3 for the rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: TemplateId
    version: int
    title: str
    review_by: date
    jurisdictions: tuple[JurisdictionId, ...]
    priority: Priority
    roles: Mapping[RoleName, TemplateRole]
    tasks: tuple[TemplateTask, ...]
    hash: ContentHash
    anchors: tuple[str, ...] = ()  # asked for at opening, besides `opened`: at most one
    left_out: tuple[str, ...] = ()  # rows of the protocol that this version does not carry yet
    sources: Mapping[str, str] = field(default_factory=dict)

    def task(self, code: str) -> TemplateTask | None:
        return next((task for task in self.tasks if task.id == code), None)

    @property
    def has_support_room(self) -> bool:
        return any(role.where is Where.SUPPORT for role in self.roles.values())
