"""What is asked of a case before it is opened: the fields of its template, and what their answers bring with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from workflows.casework.anchors import BadPast, parse_past
from workflows.casework.creating import fields_said, roles_that_begin
from workflows.casework.draft import Draft, Place, fitting, places
from workflows.casework.reading import VALUES_SHOWN, Reading, Said, TwoTimes, folded, lies_ahead, shown, values_for
from workflows.casework.snapshots import Moment
from workflows.language.template import FieldKind, RoleAsked, Template, TemplateField
from workflows.time.calendar import calendar_of
from workflows.values.directory import Directory, Person
from workflows.values.ids import CaseId, CaseRef, FieldName, RoleName, RoomId, TemplateId, UserId
from workflows.values.notices.base import Absolute, Notice, Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.opening import (
    BadPastTime,
    CannotOpen,
    OpeningField,
    OptionWord,
    WhatIsIt,
    WhenWasIt,
    WhenWillItBe,
)

NOT_YET = frozenset({"skip", "unknown", "not known", "not yet", "don't know", "dont know"})
MOST_QUESTIONS = 3
"""After so many no field is asked for, and the urgency is the template's own until somebody says otherwise."""
MOST_OPTIONS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who opens a case, where, and what is there to open it with."""

    person: Person
    room: RoomId
    moment: Moment
    templates: Mapping[TemplateId, Template]
    taken: frozenset[CaseRef] = frozenset()
    mentions: tuple[UserId, ...] = ()
    cases: Mapping[CaseRef, CaseId] = field(default_factory=dict)  # those that the opener sees


def is_asked(draft: Draft, name: FieldName, template: Template, directory: Directory) -> bool:
    """What was not said yet: a moment always; the rest only while it is no fourth question and has an answer."""
    field = template.fields[name]
    if name in draft.said or name in draft.unknown:
        return False
    if field.kind in (FieldKind.CODE, FieldKind.CODES) and not values_for(field, directory):
        return False
    return field.kind is FieldKind.MOMENT or draft.questions < MOST_QUESTIONS


def question_of(field: TemplateField, draft: Draft, asking: Asking) -> Notice:
    """How it is asked."""
    template = template_of(draft, asking)
    if field.kind is FieldKind.MOMENT:
        ahead = lies_ahead(field, template)
        return WhenWillItBe(field.label) if ahead else WhenWasIt(field.name, field.label)
    known = values_for(field, asking.moment.directory)
    words = known if field.kind is FieldKind.CODE and len(known) <= MOST_OPTIONS else ()
    options = tuple(OptionWord(number, word.replace("_", " ")) for number, word in enumerate(words, 1))
    shown = known[:VALUES_SHOWN] if field.kind is not FieldKind.COUNT else ()
    return WhatIsIt(field.label, field.kind.value, options, shown, _reading(draft, asking).example(field))


def answered(draft: Draft, field: TemplateField, text: str, asking: Asking) -> Draft:
    """The draft with the answer to the question for a field. Raises Refused."""
    if folded(text) in NOT_YET and (
        field.kind is not FieldKind.MOMENT or lies_ahead(field, template_of(draft, asking))
    ):
        return replace(draft, unknown=(*draft.unknown, field.name))
    known = values_for(field, asking.moment.directory)
    if field.kind is FieldKind.CODE and text.strip(" .").isdecimal() and 0 < int(text.strip(" .")[:3]) <= len(known):
        text = known[int(text.strip(" .")) - 1]
    return with_said(draft, field, text, asking)


def with_said(draft: Draft, field: TemplateField, text: str, asking: Asking) -> Draft:
    """The draft with what was said of a field. Raises Refused."""
    if field.kind is FieldKind.MOMENT and not lies_ahead(field, template_of(draft, asking)):
        try:
            said = read_past(text, fitting(draft, places_of(draft, asking))[0], asking.moment).isoformat()
        except BadPast as no:
            raise Refused(BadPastTime(no.code, Typed(text[:30]))) from None
    else:
        reading = _reading(draft, asking)
        try:
            found = reading.read(field, text.replace(",", " ").split())
        except TwoTimes as two:
            found = Said(since=next((at for at in two.choices if at > asking.moment.now), two.choices[0]))
        said = " ".join(found.values) or found.since.isoformat()
    return replace(draft, said={**draft.said, field.name: said})


def _reading(draft: Draft, asking: Asking) -> Reading:
    """How an answer is read: what may be typed is the value alone."""
    place = fitting(draft, places_of(draft, asking))[0]
    return Reading(
        template=template_of(draft, asking),
        directory=asking.moment.directory,
        calendar=calendar_of(asking.moment.directory.jurisdictions[place.jurisdiction]),
        now=asking.moment.now,
        form=lambda value: value,
    )


def read_past(text: str, place: Place, moment: Moment) -> datetime:
    """A moment of the past on the clock of the place. Raises BadPast."""
    return parse_past(text, moment.now, calendar_of(moment.directory.jurisdictions[place.jurisdiction]))


def known_of_it(draft: Draft, asking: Asking) -> tuple[OpeningField, ...]:
    """What was said of the case, for the preview."""
    template, found = template_of(draft, asking), []
    for name, value in fields_said(draft, template, asking.moment.now).items():
        field = template.fields[name]
        moment = field.kind is FieldKind.MOMENT
        words = None if moment else shown(field, value.values)
        past = moment and not lies_ahead(field, template)
        found.append(OpeningField(field.label, words, Absolute(value.since) if moment else None, past))
    return tuple(found)


def roles_now(draft: Draft, asking: Asking) -> frozenset[RoleName] | None:
    """The roles whose agencies are asked at opening; None for all. Others come when their first task begins."""
    template = template_of(draft, asking)
    if all(role.asked is RoleAsked.OPENING for role in template.roles.values()):
        return None
    begin = roles_that_begin(draft, template, asking.person, asking.moment)
    return frozenset(
        role.name for role in template.roles.values() if role.asked is RoleAsked.OPENING or role.name in begin
    )


def places_of(draft: Draft, asking: Asking) -> tuple[Place, ...]:
    """Where the asker may open it, as far as that is settled."""
    return fitting(draft, places(template_of(draft, asking), asking.person, asking.moment))


def template_of(draft: Draft, asking: Asking) -> Template:
    """Raises Refused where it is not live any more."""
    template = asking.templates.get(draft.template) if draft.template else None
    if template is None:
        raise Refused(CannotOpen())
    return template
