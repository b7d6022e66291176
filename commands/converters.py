"""From words to values: one converter for each type that a command may ask for.

Each takes the words that are left and returns its value and how many words it understood. Raises Refused for what is
wrong, NotThis for what is no such thing at all, Unclear for what has several meanings.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from commands.arguments import Coded, Context, NotThis, Party, Reference, Unclear, When, Words
from commands.look_words import CONVERTERS as LOOKING_UP
from commands.person_words import CONVERTERS as ABOUT_PEOPLE
from commands.spec import AnyCommand, Rest, TaskWord
from commands.words import TRAILING, distance, fold, reference, task_word
from workflows.casework.screening import LONGEST_TEXT, personal
from workflows.time.dates import Ambiguous, BadWhen, take_when
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Agency, Priority
from workflows.values.ids import AgencyId, CaseRef, UserId
from workflows.values.notices.base import AgencyName, Moment, Refused, Said
from workflows.values.notices.service import WhichCase
from workflows.values.notices.words import (
    BadTime,
    ChooseAgency,
    ChooseTime,
    LooksPersonal,
    NotANumber,
    NotATaskNumber,
    NotOneOf,
    OnePersonOnly,
    OptionAgency,
    OptionTime,
    TextTooLong,
    UnknownAgency,
    UnknownPerson,
)

LONGEST_SPAN = 3  # words: `2 working days`
LONGEST_REFERENCE = 60
LONGEST_NAME = 5  # words of an agency's name
AGENCIES_SHOWN = 8

Converter = Callable[[Words, Context, AnyCommand], tuple[Any, int]]


def _task(words: Words, context: Context, command: AnyCommand) -> tuple[TaskWord, int]:
    named = task_word(words)
    if named is None:
        raise NotThis(NotATaskNumber(Said(words[0][:20]), command.example, context.open_here))
    return named


def when(words: Words, context: Context, command: AnyCommand) -> tuple[When, int]:
    """A span (`4h`, `2 h`, `3wd`) or a moment (`fri 16:00`, `27 nov 16:00`), from as many words as make sense."""
    for count in range(min(LONGEST_SPAN, len(words)), 0, -1):
        try:
            return parse_span(" ".join(words[:count]).rstrip(TRAILING)), count
        except BadSpan:
            continue
    try:
        found, count = take_when(words, context.turn.moment.now, context.calendar)
    except BadWhen as bad:
        notice = BadTime(bad.code, Said(bad.typed[:30]), bad.hint)
        if bad.code == "unknown":
            raise NotThis(notice) from None
        raise Refused(notice) from None
    if isinstance(found, Ambiguous):
        raise _which_time(found.choices, count, context)
    return found, count


def _which_time(choices: Sequence[datetime], count: int, context: Context) -> Unclear:
    zone = context.calendar.zone
    options = tuple(OptionTime(number, Moment(at)) for number, at in enumerate(choices, 1))
    return Unclear(ChooseTime(options), [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in choices], count)


def agency(words: Words, context: Context, command: AnyCommand) -> tuple[AgencyId, int]:
    """By id, name, synonym; by the beginning of a name or the type, if that is clear: here, else in the task force."""
    if words[0].startswith(("@", "[")):
        raise NotThis(UnknownPerson(Said(" ".join(words)[:40])))
    directory = context.turn.moment.directory
    known = {id: directory.agencies[id] for id in context.agencies_around}
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        typed = _plain(" ".join(words[:count]))
        exact = [one.id for one in known.values() if typed in _names(one)]
        if len(exact) == 1:
            return exact[0], count
        begun = exact or _begun(typed, [known[id] for id in context.agencies_here if id in known])
        begun = begun or _begun(typed, list(known.values()))
        if len(begun) == 1:
            return begun[0], count
        if begun:
            raise which_agency(begun, count)
    typed, said = _plain(words[0]), " ".join(words[:3])[:30]
    near = sorted((min(distance(typed, name) for name in _beginnings(one)), one.id) for one in known.values())
    if near and len(typed) > 3 and near[0][0] <= 2:
        raise Refused(UnknownAgency(Said(said), AgencyName(near[0][1])))
    around = tuple(AgencyName(id) for id in context.agencies_around[:AGENCIES_SHOWN])
    raise NotThis(UnknownAgency(Said(said), None, around))


def _begun(typed: str, agencies: Sequence[Agency]) -> list[AgencyId]:
    return [
        one.id
        for one in agencies
        if typed and (one.type == typed or any(name.startswith(typed + " ") for name in _names(one)))
    ]


def _whom(words: Words, context: Context) -> Unclear:
    """The question to whom, where a name with @ was typed and nobody mentioned. Raises NotThis: nobody to offer."""
    unknown = Said(words[0][:40])
    if not context.agencies_here:
        raise NotThis(UnknownPerson(unknown))
    return which_agency(context.agencies_here, len(words), unknown)


def which_agency(agencies: Sequence[AgencyId], count: int = 0, unknown: Said | None = None) -> Unclear:
    """The question to whom, or for which agency."""
    options = tuple(OptionAgency(number, AgencyName(id)) for number, id in enumerate(agencies, 1))
    return Unclear(ChooseAgency(options, unknown), list(agencies), count)


def person(words: Words, context: Context, command: AnyCommand) -> tuple[UserId, int]:
    """The one person who is mentioned: never by a display name, which anybody can choose."""
    mentions = context.turn.mentions
    if len(mentions) > 1:
        raise Refused(OnePersonOnly())
    if not mentions or not _may_be_named(mentions[0], context):
        raise NotThis(UnknownPerson(Said(" ".join(words)[:40]), bool(mentions)))
    if words[0].startswith("["):
        count = next(
            (number for number, word in enumerate(words, 1) if word.rstrip(TRAILING).endswith(")")), len(words)
        )
        return mentions[0], count
    return mentions[0], 1 if words[0].startswith("@") and ":" in words[0] else len(words)


def _may_be_named(user: UserId, context: Context) -> bool:
    """Somebody of the directory; where a case is meant, of its task force or of the case."""
    directory = context.turn.moment.directory
    if context.case is None or user not in directory.people:
        return user in directory.people
    force = context.case.case.task_force
    return (
        any(agency in context.agencies_around for agency in directory.agencies_of(user))
        or directory.is_lead(user, force)
        or any(member.user == user for member in context.case.members)
    )


def _party(words: Words, context: Context, command: AnyCommand) -> tuple[Party, int]:
    if not context.turn.mentions:
        if words[0].startswith("@"):
            raise _whom(words, context)
        found, count = agency(words, context, command)
        return Party(agency=found), count
    try:
        user, count = person(words, context, command)
    except NotThis as no:
        raise Refused(no.notice) from None
    around = context.agencies_around
    theirs = [id for id in context.turn.moment.directory.agencies_of(user) if id in around]
    here = [id for id in theirs if id in context.agencies_here] or theirs
    if not here:
        raise Refused(UnknownPerson(Said(" ".join(words)[:40]), mentioned=True))
    if len(here) > 1:
        raise which_agency(here, count)
    return Party(agency=here[0], person=user), count


def _party_or_task(words: Words, context: Context, command: AnyCommand) -> tuple[Party | TaskWord, int]:
    return task_word(words) or _party(words, context, command)


def _priority(words: Words, context: Context, command: AnyCommand) -> tuple[Priority, int]:
    typed = fold(words[0]).upper()
    if typed in Priority.__members__:
        return Priority(typed), 1
    raise NotThis(NotOneOf(Said(words[0][:20]), tuple(Priority)))


def _case(words: Words, context: Context, command: AnyCommand) -> tuple[CaseRef, int]:
    ref = reference(words[0])
    if ref is None:
        raise NotThis(WhichCase(command.usage))
    return ref, 1


def _number(words: Words, context: Context, command: AnyCommand) -> tuple[int, int]:
    typed = fold(words[0])
    if not re.fullmatch(r"\d{1,6}", typed):
        raise NotThis(NotANumber(Said(words[0][:20]), command.example))
    return int(typed), 1


def _word(words: Words, context: Context, command: AnyCommand) -> tuple[str, int]:
    return fold(words[0]), 1


def free_text(words: Words, context: Context, command: AnyCommand) -> tuple[Rest, int]:
    """All that is left: short, and nothing that looks like data about a person. Raises Refused."""
    said = " ".join(words)
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1].strip()
    if len(said) > LONGEST_TEXT:
        raise Refused(TextTooLong(LONGEST_TEXT, len(said)))
    if code := personal(said):
        raise Refused(LooksPersonal(code))
    return Rest(said), len(words)


def coded(words: Words, context: Context, command: AnyCommand) -> tuple[Coded, int]:
    """All that is left, as typed: the command reads it against the template of its case."""
    return Coded(" ".join(words)), len(words)


def own_reference(words: Words, context: Context, command: AnyCommand) -> tuple[Reference, int]:
    """A reference of an agency's own system, as it was typed but for a full stop. Raises Refused."""
    said = " ".join(words).strip("\"'").rstrip(".,;")
    if len(said) > LONGEST_REFERENCE:
        raise Refused(TextTooLong(LONGEST_REFERENCE, len(said)))
    if code := personal(said, reference=True):
        raise Refused(LooksPersonal(code))
    return Reference(said), len(words)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _beginnings(one: Agency) -> frozenset[str]:
    """Its names, and the first word of each: `harbor` is near to Harbour Support."""
    names = _names(one)
    return names | {name.partition(" ")[0] for name in names}


def _names(one: Agency) -> frozenset[str]:
    return frozenset(map(_plain, (one.id, one.name, *one.synonyms)))


CONVERTERS: Mapping[Any, Converter] = {
    TaskWord: _task,
    When: when,
    AgencyId: agency,
    UserId: person,
    Party: _party,
    Party | TaskWord: _party_or_task,
    Priority: _priority,
    CaseRef: _case,
    int: _number,
    str: _word,
    Rest: free_text,
    Coded: coded,
    Reference: own_reference,
    **ABOUT_PEOPLE,
    **LOOKING_UP,
}
