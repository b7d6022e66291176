"""How times and lengths of time are written. Times come in aware and are shown in the reader's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def length(span: timedelta) -> str:
    """`40 min`, `2 h`, `5 h 20 min`, `3 d 4 h`: two units at most, rounded down; under a minute is `1 min`."""
    span = max(abs(span), MINUTE)
    days, rest = divmod(span, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def offset(at: datetime) -> str:
    """`UTC+0`, `UTC-5`, `UTC+5:30`, of an instant already in the reader's zone."""
    minutes = int((at.utcoffset() or timedelta()) / MINUTE)
    sign = "-" if minutes < 0 else "+"
    hours, minutes = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def absolute(at: datetime, zone: ZoneInfo, now: datetime, language: str) -> str:
    """`Fri 27 Nov 16:00`, with the year where it is not this one."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    pattern = "EEE d MMM HH:mm" if local.year == today.year else "EEE d MMM yyyy HH:mm"
    return str(format_datetime(at, pattern, tzinfo=zone, locale=language))


def moment(at: datetime, zone: ZoneInfo, now: datetime, language: str) -> str:
    """`Fri 27 Nov 16:00 (UTC+0), in 3 h`; `…, 2 h ago` for what is past."""
    distance = at - now
    relative = f"in {length(distance)}" if distance > timedelta() else f"{length(distance)} ago"
    return f"{absolute(at, zone, now, language)} ({offset(at.astimezone(zone))}), {relative}"


def clock(at: datetime, zone: ZoneInfo, now: datetime, language: str) -> str:
    """`14:22`, with its date when that is not today."""
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return absolute(at, zone, now, language)


def day(at: datetime | date, zone: ZoneInfo, now: datetime, language: str) -> str:
    """`Sun 27 Dec`, with the year where it is not this one."""
    local = at.astimezone(zone).date() if isinstance(at, datetime) else at
    pattern = "EEE d MMM" if local.year == now.astimezone(zone).year else "EEE d MMM yyyy"
    return str(format_date(local, pattern, locale=language))
