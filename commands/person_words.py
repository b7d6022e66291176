"""Words about people of the directory: whom, as what, for which agency, since when. From words to types."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NewType

from commands.arguments import Context, NotThis, Words
from commands.languages import languages
from commands.spec import AnyCommand, Turn
from commands.words import TRAILING, fold
from workflows.casework.absences import Period
from workflows.casework.agency_people import editable
from workflows.time.dates import MONTHS, WEEKDAYS, Ambiguous, BadWhen, parse_when
from workflows.values.directory import Agency, SeatRole
from workflows.values.ids import AgencyId, UserId
from workflows.values.notices.base import AgencyName, Refused, Said
from workflows.values.notices.words import (
    BadTime,
    NotOneOf,
    OnePersonOnly,
    UnknownAgency,
    UnknownPerson,
)

Whom = NewType("Whom", UserId)  # by mention or Matrix id; in the directory or not
Own = NewType("Own", AgencyId)  # an agency whose people the asker may change


@dataclass(frozen=True, slots=True)
class Roles:
    """What somebody is for an agency."""

    roles: frozenset[SeatRole]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Languages, by code."""

    codes: frozenset[str]


NO_LANGUAGE = Spoken(frozenset())
NO_ROLES = Roles(frozenset())
ROLES = frozenset(SeatRole)
MATRIX_ID = re.compile(r"@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.\-]{1,200}(:[0-9]{1,5})?")
CLOCK = re.compile(r"[0-9]{1,2}(:|\.)[0-9]{2}|[0-9]{1,2}([:.][0-9]{2})?(am|pm)|noon|now")
UNTIL = frozenset({"to", "until", "till", "-"})
AND = frozenset({"and", "&", "+"})
NO_NAMES = frozenset({*SeatRole, *WEEKDAYS, *MONTHS, "as", "for", "from", "today", "tomorrow", "now"})
SHOWN = 8


def named_in(turn: Turn) -> frozenset[UserId]:
    """Everybody whom a line names: by mention, by Matrix id, and whoever says it."""
    typed = (UserId(word.strip(TRAILING)) for word in turn.typed.split() if MATRIX_ID.fullmatch(word.strip(TRAILING)))
    return frozenset((turn.actor.user, *turn.mentions, *typed))


def whom(words: Words, context: Context, command: AnyCommand) -> tuple[Whom, int]:
    """The one person who is mentioned, or whose Matrix id stands there: never by a display name."""
    mentions = context.turn.mentions
    if len(mentions) > 1:
        raise Refused(OnePersonOnly())
    typed = words[0].strip(TRAILING)
    if not mentions:
        if MATRIX_ID.fullmatch(typed) and typed != context.turn.ourselves:
            return Whom(UserId(typed)), 1
        if words[0].startswith("@"):
            raise Refused(UnknownPerson(Said(words[0][:40])))
        raise NotThis(UnknownPerson(Said(" ".join(words)[:40])))
    if words[0].startswith("["):
        ends = (number for number, word in enumerate(words, 1) if word.rstrip(TRAILING).endswith(")"))
        return Whom(mentions[0]), next(ends, len(words))
    if words[0].startswith("@"):
        return Whom(mentions[0]), 1
    others = (number for number, word in enumerate(words) if fold(word) in NO_NAMES or word[0].isdigit())
    return Whom(mentions[0]), next(others, len(words)) or 1  # what a client shows in place of the mention


def roles(words: Words, context: Context, command: AnyCommand) -> tuple[Roles, int]:
    """`liaison`, `deputy and coordinator`."""
    found: list[SeatRole] = []
    count = 0
    for number, word in enumerate(words, 1):
        typed = fold(word.strip(TRAILING))
        if typed in AND and found:
            continue
        if typed not in ROLES:
            break
        found.append(SeatRole(typed))
        count = number
    if not found:
        raise NotThis(NotOneOf(Said(words[0][:20]), tuple(SeatRole)))
    return Roles(frozenset(found)), count


def spoken(words: Words, context: Context, command: AnyCommand) -> tuple[Spoken, int]:
    """`ro en`, `Romanian and English`."""
    codes, count = languages(words)
    if not codes:
        raise NotThis(NotOneOf(Said(words[0][:20]), ("en", "ro", "Tigrinya")))
    return Spoken(codes), count


def own_agency(words: Words, context: Context, command: AnyCommand) -> tuple[Own, int]:
    """By id, name or synonym, of those whose people the asker may change."""
    directory = context.turn.moment.directory
    mine = [directory.agencies[id] for id in editable(context.turn.actor, directory)]
    for count in range(len(words), 0, -1):
        typed = _plain(" ".join(words[:count]))
        for agency in mine:
            if typed in _names(agency):
                return Own(agency.id), count
    raise NotThis(
        UnknownAgency(Said(" ".join(words[:3])[:30]), None, tuple(AgencyName(one.id) for one in mine[:SHOWN]))
    )


def period(words: Words, context: Context, command: AnyCommand) -> tuple[Period, int]:
    """`fri to mon`, `21 dec until 3 jan`, `tomorrow`, `fri 12:00 to 18:00`, `until mon`: days are meant whole."""
    folded = [fold(word) for word in words]
    begun = folded[:1] == ["from"]
    now = context.turn.moment.now
    today = context.calendar.day_of(now)
    cut = next((place for place, word in enumerate(folded) if word in UNTIL), None)
    first = words[begun:cut]
    start: date | datetime = _moment(first, today, context) if first else now
    if cut is None:
        return Period(start, start), len(words)
    last = words[cut + 1 :]
    if not last:
        raise Refused(BadTime("unknown", Said(" ".join(words)[:30]), "fri to mon"))
    since = start if not isinstance(start, datetime) else context.calendar.day_of(start)
    return Period(start, _moment(last, since, context)), len(words)


def _moment(words: Words, since: date, context: Context) -> date | datetime:
    """A day, or a moment where a time of day stands there; the first one from the day `since` on. Raises NotThis."""
    if [fold(word) for word in words] == ["now"]:
        return context.turn.moment.now
    calendar = context.calendar
    try:
        found = parse_when(words, calendar.moment(since, time(0)), calendar)
    except BadWhen as bad:
        notice = BadTime(bad.code, Said(bad.typed[:30]), "fri to mon" if bad.code == "unknown" else bad.hint)
        if bad.code == "unknown":
            raise NotThis(notice) from None
        raise Refused(notice) from None
    if isinstance(found, Ambiguous):
        if fold(words[0]) == "next":
            raise Refused(BadTime("unknown", Said(" ".join(words)[:30]), "27 nov"))
        found = found.choices[0]
    return found if any(CLOCK.fullmatch(fold(word)) for word in words) else calendar.day_of(found)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _names(one: Agency) -> frozenset[str]:
    return frozenset(map(_plain, (one.id, one.name, *one.synonyms)))


CONVERTERS: dict[Any, Any] = {
    Whom: whom,
    Own: own_agency,
    Roles: roles,
    Spoken: spoken,
    Period: period,
}
