"""Opening a case: what is not said is asked, then who would be invited is shown, and only `go` makes it real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows.casework.asking import (
    MOST_QUESTIONS,
    Asking,
    answered,
    is_asked,
    known_of_it,
    places_of,
    question_of,
    roles_now,
    template_of,
)
from workflows.casework.creating import create, is_centralised
from workflows.casework.draft import NO_AGENCY, Draft, free_reference, places
from workflows.casework.matching import Match, Wanted, match
from workflows.casework.reading import values_for
from workflows.casework.review_dates import warning
from workflows.casework.seating import role_words
from workflows.values.directory import Priority
from workflows.values.effects import Decision, Reply
from workflows.values.ids import FieldName, TemplateId
from workflows.values.model import Dialogue
from workflows.values.notices.base import AgencyName, Notice, PersonName, Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.opening import (
    CannotOpen,
    CannotOpenHere,
    HowUrgent,
    NobodyToInvite,
    NobodyToLeaveOut,
    OpeningReady,
    OpeningStopped,
    OptionLeaveAgency,
    OptionLeavePerson,
    OptionPriority,
    OptionWord,
    WhichJurisdiction,
    WhichOwnAgency,
    WhichTaskForce,
    WhichTemplate,
    WhomToLeaveOut,
)
from workflows.values.notices.words import NotAnOption, OptionAgency

KIND = "open"
"""The kind of the dialogue that keeps a draft."""
GO = frozenset({"1", "go", "yes", "ok", "okay", "y"})
LEAVE_OUT = frozenset({"2", "leave out", "leave someone out", "leave"})
STOP = frozenset({"stop", "cancel", "no"})
BACK = frozenset({"0", "back", "nobody", "none"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: what it settles, by which words it may be given, and how it is shown."""

    value: Any
    words: tuple[str, ...]
    option: Notice


def propose(draft: Draft, asking: Asking) -> Decision:
    """The next question; the preview when nothing is open any more. Raises Refused."""
    for step in ("template", "agency", "jurisdiction", "force"):
        if getattr(draft, step) is None:
            choices = _choices(step, draft, asking)
            if not choices:
                raise Refused(_no_place(draft, asking))
            if len(choices) > 1:
                return _ask(draft, step, choices, asking)
            draft = _settled(draft, step, choices[0].value)
    template = template_of(draft, asking)
    if not places_of(draft, asking):
        raise Refused(_no_place(draft, asking))
    for name in template.ask:
        if (
            name not in draft.said
            and name not in draft.unknown
            and is_asked(draft, name, template, asking.moment.directory)
        ):
            return _keep(_asked(draft, name), question_of(template.fields[name], draft, asking), asking)
    if draft.priority is None and draft.questions >= MOST_QUESTIONS:
        draft = replace(draft, priority=template.priority)  # it stands in the preview, where it may be changed
    if draft.priority is None:
        return _ask(draft, "priority", _choices("priority", draft, asking), asking)
    found = _matched(draft, asking)
    at_once = draft.go and draft.priority is Priority.P1
    return _create(draft, found, asking) if at_once else _preview(draft, found, asking)


def _no_place(draft: Draft, asking: Asking) -> Notice:
    """Why this cannot be opened: there, or by this person at all."""
    if draft.jurisdiction is None:
        return CannotOpen()
    name = asking.moment.directory.jurisdictions[draft.jurisdiction].name
    return no_place(replace(draft, jurisdiction=None), asking, name)


def answer(draft: Draft, text: str, asking: Asking) -> Decision:
    """What follows from the answer to the question that waits. Raises Refused, and the question goes on waiting."""
    said = " ".join(text.casefold().split()).rstrip(".!,")
    if said in STOP and draft.asked != "preview" and said not in _values_asked_for(draft, asking):
        return _stopped(asking)
    match draft.asked:
        case "preview":
            return _answer_preview(draft, said, asking)
        case "leave":
            return _answer_leave(draft, said, asking)
        case name if draft.template is not None and name in template_of(draft, asking).ask:
            field = template_of(draft, asking).fields[FieldName(name)]
            return propose(answered(draft, field, text, asking), asking)
        case step:
            choices = _choices(step, draft, asking)
            return propose(_settled(draft, step, _picked(said, choices, text).value), asking)


def _values_asked_for(draft: Draft, asking: Asking) -> tuple[str, ...]:
    """What may answer the question for a field: `no` is one answer to whether somebody is a minor, and a language."""
    template = template_of(draft, asking) if draft.template is not None else None
    field = template.fields.get(FieldName(draft.asked)) if template is not None else None
    return tuple(value.casefold() for value in values_for(field, asking.moment.directory)) if field else ()


def no_place(draft: Draft, asking: Asking, typed: str) -> CannotOpenHere:
    """What the asker could have named in place of `typed`."""
    jurisdictions = asking.moment.directory.jurisdictions
    found = places_of(draft, asking)
    names = dict.fromkeys(jurisdictions[place.jurisdiction].name for place in found)
    return CannotOpenHere(Typed(typed[:30]), tuple(names))


def openable(asking: Asking) -> tuple[TemplateId, ...]:
    """The templates by which the asker can open a case somewhere."""
    live = asking.templates.values()
    return tuple(template.id for template in live if places(template, asking.person, asking.moment))


# the questions


def _choices(step: str, draft: Draft, asking: Asking) -> tuple[Choice, ...]:
    directory = asking.moment.directory
    if step == "template":
        return tuple(Choice(id, (id,), OptionWord(n, id)) for n, id in enumerate(openable(asking), 1))
    if step == "priority":
        return tuple(Choice(p, (p.value.casefold(),), OptionPriority(n, p.value)) for n, p in enumerate(Priority, 1))
    values = dict.fromkeys(getattr(place, step) for place in places_of(draft, asking))
    choices = []
    for number, value in enumerate(values, 1):
        if step == "jurisdiction":
            name = directory.jurisdictions[value].name
        elif step == "force":
            name = directory.task_forces[value].name
        elif value == NO_AGENCY:
            name = "as a lead"
        else:
            name = directory.agencies[value].name
        shown = step == "agency" and value != NO_AGENCY
        option = OptionAgency(number, AgencyName(value)) if shown else OptionWord(number, name)
        choices.append(Choice(value, (value.casefold(), name.casefold()), option))
    return tuple(choices)


QUESTIONS: Mapping[str, type[Any]] = {
    "template": WhichTemplate,
    "agency": WhichOwnAgency,
    "jurisdiction": WhichJurisdiction,
    "force": WhichTaskForce,
    "priority": HowUrgent,
}


def _ask(draft: Draft, step: str, choices: Sequence[Choice], asking: Asking) -> Decision:
    question = QUESTIONS[step](tuple(choice.option for choice in choices))
    return _keep(_asked(draft, step), question, asking)


def _asked(draft: Draft, step: str) -> Draft:
    """The draft with one question more; the same once more is not counted."""
    return replace(draft, asked=step, questions=draft.questions + (draft.asked != step))


def _keep(draft: Draft, question: Notice, asking: Asking) -> Decision:
    row = Dialogue(
        person=asking.person.user, room=asking.room, kind=KIND, data=draft.as_data(), asked_at=asking.moment.now
    )
    return Decision(save=(row,), effects=(Reply(notice=question),))


def _picked(said: str, choices: Sequence[Choice], typed: str) -> Choice:
    """By its number, or by its own words. Raises Refused."""
    for number, choice in enumerate(choices, 1):
        if said == str(number) or said in choice.words:
            return choice
    raise Refused(NotAnOption(Typed(typed[:20]), len(choices)))


def _settled(draft: Draft, step: str, value: Any) -> Draft:
    change: dict[str, Any] = {step: value}
    return replace(draft, **change)


# the preview


def _preview(draft: Draft, found: Match, asking: Asking, *, changed: bool = False) -> Decision:
    directory, template = asking.moment.directory, template_of(draft, asking)
    force, jurisdiction, priority = draft.force, draft.jurisdiction, draft.priority
    if force is None or jurisdiction is None or priority is None:
        raise ValueError("a preview of a draft with open questions")
    ready = OpeningReady(
        name=draft.name,
        template=template.id,
        jurisdiction=directory.jurisdictions[jurisdiction].name,
        priority=priority.value,
        agencies=tuple(map(AgencyName, found.agencies)),
        unfilled=tuple(map(role_words, found.unfilled)),
        fields=known_of_it(draft, asking),
        left_out=len(draft.left_out),
        leads=is_centralised(template, directory.task_forces[force]),
        changed=changed,
        overdue=warning(template, asking.moment),
    )
    return _keep(replace(draft, asked="preview", shown=_names(found)), ready, asking)


def _answer_preview(draft: Draft, said: str, asking: Asking) -> Decision:
    if said == "3" or said in STOP:
        return _stopped(asking)
    if not places_of(draft, asking):
        raise Refused(CannotOpen())
    found = _matched(draft, asking)
    if said in GO:
        return (
            _create(draft, found, asking)
            if _names(found) == draft.shown
            else _preview(draft, found, asking, changed=True)
        )
    if said in LEAVE_OUT:
        options = _leave_options(draft, found, asking)
        if not options:
            raise Refused(NobodyToLeaveOut())
        question = WhomToLeaveOut(tuple(choice.option for choice in options))
        return _keep(replace(draft, asked="leave"), question, asking)
    if said.upper() in Priority.__members__:
        return propose(replace(draft, priority=Priority(said.upper())), asking)
    word, _, whom = said.partition(" ")
    if word == "without":
        return _leave(draft, _whom(whom, _leave_options(draft, found, asking), asking), asking)
    raise Refused(NotAnOption(Typed(said[:20]), 3))


def _answer_leave(draft: Draft, said: str, asking: Asking) -> Decision:
    if said in BACK:
        return _preview(draft, _matched(draft, asking), asking)
    choices = _leave_options(draft, _matched(draft, asking), asking)
    return _leave(draft, _whom(said, choices, asking), asking)


def _leave(draft: Draft, whom: str, asking: Asking) -> Decision:
    after = replace(draft, left_out=tuple(dict.fromkeys((*draft.left_out, whom))))
    return _preview(after, _matched(after, asking), asking)


def _whom(said: str, choices: Sequence[Choice], asking: Asking) -> str:
    for user in asking.mentions:
        if any(choice.value == user for choice in choices):
            return user
    return str(_picked(said, choices, said).value)


def _leave_options(draft: Draft, found: Match, asking: Asking) -> tuple[Choice, ...]:
    """Agencies, then the people of those that send several. The opener's own place is not among them."""
    directory, opener = asking.moment.directory, asking.person.user
    choices: list[Choice] = []
    for agency in found.agencies:
        if found.people_of(agency) != (opener,):
            names = (agency.casefold(), directory.agencies[agency].name.casefold())
            choices.append(Choice(agency, names, OptionLeaveAgency(len(choices) + 1, AgencyName(agency))))
    for agency in found.agencies:
        people = found.people_of(agency)
        for user in people if len(people) > 1 else ():
            if user != opener:
                option = OptionLeavePerson(len(choices) + 1, PersonName(user), AgencyName(agency))
                choices.append(Choice(user, (user.casefold(),), option))
    return tuple(choices)


def _stopped(asking: Asking) -> Decision:
    return Decision(save=(_over(asking),), effects=(Reply(notice=OpeningStopped()),))


# making it real


def _create(draft: Draft, found: Match, asking: Asking) -> Decision:
    if draft.ref in asking.taken:
        draft = replace(draft, ref=free_reference(asking.moment, asking.taken))
    template, moment = template_of(draft, asking), asking.moment
    linked = asking.cases.get(draft.linked) if draft.linked is not None else None
    made = create(draft, found, template, asking.person, asking.room, moment, linked=linked)
    return Decision(save=(_over(asking),)) + made


def _over(asking: Asking) -> Dialogue:
    return Dialogue(
        person=asking.person.user, room=asking.room, kind=KIND, data={}, asked_at=asking.moment.now, over=True
    )


def _matched(draft: Draft, asking: Asking) -> Match:
    """Who would be asked now. Raises Refused where that is nobody."""
    force, jurisdiction, priority = draft.force, draft.jurisdiction, draft.priority
    if force is None or jurisdiction is None or priority is None:
        raise ValueError("a match for a draft with open questions")
    found = match(
        Wanted(
            template=template_of(draft, asking),
            force=asking.moment.directory.task_forces[force],
            jurisdiction=jurisdiction,
            priority=priority,
            opener=asking.person.user,
            opener_agency=None if draft.agency == NO_AGENCY else draft.agency,
            language=draft.language,
            left_out=frozenset(draft.left_out),
            roles=roles_now(draft, asking),
            values={name: tuple(text.split()) for name, text in draft.said.items()},
        ),
        asking.moment,
    )
    if not found.placed:
        raise Refused(NobodyToInvite(len(draft.left_out)))
    return found


def _names(found: Match) -> str:
    return " ".join(f"{place.role}={place.user}" for place in found.placed)
