"""The questions before a case is opened, the preview, and what follows."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, Notice, PersonName, Said
from workflows.values.notices.versions import OpenedPastReview


@dataclass(frozen=True, slots=True)
class OptionWord(Notice):
    """One numbered answer in words of ours."""

    choice: int
    word: str


@dataclass(frozen=True, slots=True)
class OptionPriority(Notice):
    choice: int
    priority: str


@dataclass(frozen=True, slots=True)
class OptionLeaveAgency(Notice):
    choice: int
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class OptionLeavePerson(Notice):
    choice: int
    person: PersonName
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class WhichTemplate(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class WhichOwnAgency(Notice):
    """The opener is of several agencies that may open this."""

    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class WhichJurisdiction(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class WhichTaskForce(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class WhenWasIt(Notice):
    """A free answer: the moment from which legal limits run. `anchor` is its name in the template."""

    anchor: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class WhenWillItBe(Notice):
    """A free answer: a moment around which tasks are scheduled; it may not be fixed yet."""

    label: str


@dataclass(frozen=True, slots=True)
class WhatIsIt(Notice):
    """A field that is asked: one of `options`, or as `example` says. `kind`: code, codes, count."""

    label: str
    kind: str
    options: tuple[Notice, ...]
    values: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class OpeningField(Notice):
    """What was said of a field, in the preview."""

    inline: ClassVar[bool] = True

    label: str
    value: str | None
    at: Absolute | None
    past: bool


@dataclass(frozen=True, slots=True)
class BadPastTime(Notice):
    """`code`: one of workflows.casework.anchors.BadPast."""

    code: str
    typed: Said


@dataclass(frozen=True, slots=True)
class HowUrgent(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class OpeningReady(Notice):
    """The preview: nothing is saved, nobody has been asked. `fields`: what was said of the case."""

    name: str  # `HERON · C-7F3K2`
    template: str
    jurisdiction: str
    priority: str
    agencies: tuple[AgencyName, ...]
    unfilled: tuple[str, ...] = ()
    fields: tuple[OpeningField, ...] = ()
    left_out: int = 0
    leads: bool = False  # they join every case of this task force
    changed: bool = False  # who is available is not the same as a moment ago
    overdue: OpenedPastReview | None = None  # the template should have been looked at by now


@dataclass(frozen=True, slots=True)
class WhomToLeaveOut(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class NobodyToLeaveOut(Notice):
    """Only the opener's own place is left."""


@dataclass(frozen=True, slots=True)
class NoSuchTemplate(Notice):
    """`here` are the templates that the asker can open."""

    typed: Said
    here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CannotOpenHere(Notice):
    """Known words, but no task force of the asker works with this template there."""

    typed: Said
    here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CannotOpen(Notice):
    """The asker is neither a liaison of an agency that opens cases nor a lead."""


@dataclass(frozen=True, slots=True)
class NobodyToInvite(Notice):
    """No agency of the task force can play any role now."""

    left_out: int


@dataclass(frozen=True, slots=True)
class OpeningStopped(Notice):
    """Nothing was saved, nobody was asked."""


@dataclass(frozen=True, slots=True)
class CaseOpened(Notice):
    """`joins`: whether the opener is among those who are invited. `confirm`: a lead has yet to confirm the P1."""

    name: str
    unfilled: tuple[str, ...] = ()
    told: bool = False  # somebody could be told of the roles that no one fills
    joins: bool = True
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class OpenedForLeads(Notice):
    """A line in the leads' room."""

    ref: str
    template: str
    jurisdiction: str
    priority: str
    by: PersonName


@dataclass(frozen=True, slots=True)
class RolesUnfilled(Notice):
    """To a lead: which roles no one fills."""

    ref: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmPriority(Notice):
    """To a lead: somebody who is not a lead set P1. `until` is when it falls to P2."""

    ref: str
    by: PersonName
    until: Absolute
