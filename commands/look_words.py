"""What people look up with `who`: a capability, a type, an agency, or a procedure with a place, a time, a language."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commands.arguments import Context, NotThis, Words
from commands.languages import language, name_of
from commands.spec import AnyCommand, Place
from commands.words import TRAILING, fold, reference
from workflows.casework.looking_up import Agencies, Then
from workflows.casework.seating import role_words
from workflows.time.dates import FILLERS, Ambiguous, BadWhen, take_when
from workflows.values.directory import AGENCY_TYPES, Agency, TaskForce
from workflows.values.ids import AgencyId, CaseRef, JurisdictionId, TemplateId
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.looking_up import NothingFound
from workflows.values.notices.words import BadTime

AskedFor = CaseRef | Agencies | Then
LONGEST_PLACE = 4  # words of a jurisdiction's name
SPEAKS = frozenset({"speaks", "speaking", "language"})
EXAMPLES = 8


def asked_for(words: Words, context: Context, command: AnyCommand) -> tuple[AskedFor, int]:
    """The whole line. Raises NotThis for what is none of these, Refused for a time that cannot be."""
    if len(words) == 1 and (ref := reference(words[0])):
        return ref, 1
    visible = _visible(context)
    forces = _forces(context)
    templates = {str(name) for force in forces for name in force.templates}
    first = fold(words[0].strip(TRAILING))
    if first in templates:
        meant = tuple(force.id for force in forces if first in force.templates)
        return _then(TemplateId(first), meant, words[1:], context), len(words)
    typed = _plain(" ".join(words))
    if found := _agencies(typed, visible):
        return found, len(words)
    examples = sorted({role_words(word) for one in visible for word in (*one.capabilities, one.type)})
    shown = (*examples[:EXAMPLES], *sorted(templates)[:2])
    raise NotThis(NothingFound(Said(" ".join(words)[:40]), shown))


def _agencies(typed: str, visible: Sequence[Agency]) -> Agencies | None:
    """By id or name; then by capability or type; then by a synonym, or how a name begins."""
    by_name = [one for one in visible if typed in (_plain(one.id), _plain(one.name))]
    if by_name:
        return Agencies(kind="agency", word=by_name[0].name, found=_ids(by_name))
    word = typed.replace(" ", "_")
    if able := [one for one in visible if word in one.capabilities]:
        return Agencies(kind="capability", word=typed, found=_ids(able))
    if word in AGENCY_TYPES:
        return Agencies(kind="type", word=typed, found=_ids([one for one in visible if one.type == word]))
    if called := [one for one in visible if typed in map(_plain, one.synonyms)]:
        return Agencies(kind="agency", word=called[0].name, found=_ids(called))
    begun = [one for one in visible if typed and _plain(one.name).startswith(typed + " ")]
    return Agencies(kind="agency", word=begun[0].name, found=_ids(begun)) if begun else None


def _ids(agencies: Sequence[Agency]) -> tuple[AgencyId, ...]:
    return tuple(one.id for one in agencies)


def _then(template: TemplateId, forces: tuple[Any, ...], words: Words, context: Context) -> Then:
    place: JurisdictionId | None = None
    at: datetime | None = None
    spoken: str | None = None
    left = words
    while left:
        word = fold(left[0].strip(TRAILING))
        if word in SPEAKS and len(left) > 1:
            left = left[1:]
        elif place is None and (known := _place(left, context)):
            place, left = known[0], left[known[1] :]
        elif at is None and (moment := _moment(left, context)):
            at, left = moment[0], left[moment[1] :]
        elif spoken is None and (named := language(left)):
            spoken, left = named[0], left[named[1] :]
        else:
            raise NotThis(NothingFound(Said(" ".join(left)[:40]), ("GB-ENG", "at sun 03:00", "tigrinya")))
    return Then(
        template=template,
        forces=forces,
        jurisdiction=place,
        at=at,
        language=spoken,
        language_name=name_of(spoken) if spoken else None,
    )


def _place(words: Words, context: Context) -> tuple[JurisdictionId, int] | None:
    for count in range(min(LONGEST_PLACE, len(words)), 0, -1):
        typed = " ".join(fold(word.strip(TRAILING)) for word in words[:count])
        for known in context.turn.moment.directory.jurisdictions.values():
            if typed in (known.id.casefold(), known.name.casefold()):
                return known.id, count
    return None


def _moment(words: Words, context: Context) -> tuple[datetime, int] | None:
    """The earliest moment that may be meant: nothing happens at it. Raises Refused."""
    skipped = 1 if fold(words[0]) in FILLERS and len(words) > 1 else 0
    try:
        found, count = take_when(words[skipped:], context.turn.moment.now, context.calendar)
    except BadWhen as bad:
        if bad.code == "unknown":
            return None
        raise Refused(BadTime(bad.code, Said(bad.typed[:30]), bad.hint)) from None
    return (found.choices[0] if isinstance(found, Ambiguous) else found), count + skipped


def _visible(context: Context) -> tuple[Agency, ...]:
    """The agencies that may be spoken of here: of the case's task force in its room; of one's own; of all for leads."""
    directory = context.turn.moment.directory
    if _sees_all(context):
        return tuple(directory.agencies.values())
    return tuple(directory.agencies[id] for id in context.agencies_around)


def _forces(context: Context) -> tuple[TaskForce, ...]:
    directory, user = context.turn.moment.directory, context.turn.actor.user
    forces = directory.task_forces.values()
    if context.case is not None and context.turn.place is Place.CASE:
        return tuple(force for force in forces if force.id == context.case.case.task_force)
    if _sees_all(context):
        return tuple(forces)
    own = directory.agencies_of(user)
    return tuple(force for force in forces if any(agency in force.agencies for agency in own))


def _sees_all(context: Context) -> bool:
    directory, user = context.turn.moment.directory, context.turn.actor.user
    if context.turn.place is Place.CASE:
        return False
    return directory.is_administrator(user) or any(directory.is_lead(user, force) for force in directory.task_forces)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


CONVERTERS: dict[Any, Any] = {AskedFor: asked_for}
