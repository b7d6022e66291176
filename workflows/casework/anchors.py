"""When something happened, as people type it: `now`, `2h ago`, `14:00`, `yesterday 16:00`. Never in the future."""

import re
from datetime import datetime, timedelta

from workflows.time.calendar import Calendar
from workflows.time.dates import Ambiguous, BadWhen, parse_when
from workflows.time.spans import BadSpan, parse_span

LONGEST_AGO = timedelta(days=180)
"""What is longer ago starts no clock of hours or days: it was rather mistyped."""

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NOW = frozenset({"now", "just now", "right now"})
TO_COME = frozenset({"tomorrow", "tmrw", "next", "in"})
CLOCK = re.compile(r"(?:^|\s)(?:[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?|[0-9]{1,2} ?[ap]m|noon)(?:\s|$)")
FILLERS = frozenset({"at", "on", "about", "around", "ca", "since"})


class BadPast(Exception):
    """No moment of the past could be read.

    Codes: `unknown`, `future`, `too-long-ago`, `no-clock` (a day without an hour), or one of BadWhen.
    """

    def __init__(self, code: str, typed: str) -> None:
        super().__init__(code)
        self.code, self.typed = code, typed


def parse_past(text: str, now: datetime, calendar: Calendar) -> datetime:
    """The latest moment, not after `now`, that `text` can mean; local times are those of `calendar`. Raises BadPast."""
    words = [word for word in text.casefold().replace(",", " ").split() if word not in FILLERS]
    typed = " ".join(words).rstrip(".!")
    if typed in NOW:
        return now
    found = _ago(typed, now, calendar) or _day(typed, now, calendar)
    if found < now - LONGEST_AGO:
        raise BadPast("too-long-ago", text)
    return found


def _ago(typed: str, now: datetime, calendar: Calendar) -> datetime | None:
    """`2h ago`, `2h`: so long before now. None for `9.30`, which is a time of day."""
    if CLOCK.search(typed):
        return None
    try:
        return calendar.before(now, parse_span(typed.removesuffix("ago").strip()))
    except BadSpan as mistake:
        if mistake.code in ("unknown", "unknown-unit", "no-unit") and not typed.endswith("ago"):
            return None
        raise BadPast(mistake.code, typed) from None


def _day(typed: str, now: datetime, calendar: Calendar) -> datetime:
    """A clock time, a weekday or a date: read as if asked a while ago, when what is past now was still to come."""
    if TO_COME & set(typed.split()):
        raise BadPast("future", typed)
    today = calendar.day_of(now)
    dated = typed.replace("yesterday", f"{today - DAY}").replace("today", f"{today}").replace("last ", "")
    code = "too-long-ago"
    for asked_at in (now - DAY, now - WEEK, now - LONGEST_AGO):
        try:
            found = parse_when(dated, asked_at, calendar)
        except BadWhen as mistake:
            if mistake.code != "past":
                raise BadPast(mistake.code, typed) from None
            continue
        choices = found.choices if isinstance(found, Ambiguous) else (found,)
        past = [at for at in choices if at <= now]
        if past and not CLOCK.search(typed):
            raise BadPast("no-clock", typed)
        if past:
            return past[-1]
        code = "future"
    raise BadPast(code, typed)
