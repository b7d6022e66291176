"""What a preview is made for, as people type it: `minor=yes`, `t0=2026-12-18 05:00`, `sent=+3d`, `N4=no@+3h`."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from workflows.casework.reading import values_for
from workflows.language.template import FieldKind, Template, TemplateField
from workflows.review.planned import Ending, Setting
from workflows.time.calendar import Calendar
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Directory
from workflows.values.ids import FieldName

LOCAL = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
SEPARATORS = re.compile(r"[,\s]+")


class BadSupposition(ValueError):
    """What was typed cannot be supposed of this template. `form` is something that can be."""

    def __init__(self, what: str, form: str) -> None:
        super().__init__(what)
        self.what, self.form = what, form


def read_setting(typed: str, template: Template, directory: Directory, start: datetime, calendar: Calendar) -> Setting:
    """`FIELD=VALUE[,VALUE][@WHEN]`; of a moment, `FIELD=WHEN`. Without `@` it is recorded at the start.

    Raises BadSupposition.
    """
    name, between, rest = typed.partition("=")
    field = template.fields.get(FieldName(name.strip()))
    if field is None or not between:
        known = ", ".join(template.fields) or "none"
        raise BadSupposition(f"`{name.strip()}` is no field of {template.id}", f"its fields: {known}")
    value, _, later = rest.strip().partition("@")
    at = read_when(later, start, calendar) if later else start
    if field.kind is FieldKind.MOMENT:
        return Setting(field=field.name, since=read_when(value, start, calendar), at=at)
    return Setting(field=field.name, values=_values(value, field, directory), since=at, at=at)


def read_ending(typed: str, template: Template, start: datetime, calendar: Calendar) -> Ending:
    """`TASK[:INSTANCE][=RESULT]@WHEN`. Raises BadSupposition."""
    what, between, when = typed.partition("@")
    named, _, result = what.strip().partition("=")
    code, _, instance = named.strip().partition(":")
    by_code: Mapping[str, str] = {row.id.casefold(): row.id for row in template.tasks}
    row = template.task(by_code.get(code.casefold(), ""))
    if row is None:
        raise BadSupposition(f"`{code}` is no task of {template.id}", f"its tasks: {', '.join(by_code.values())}")
    if not between:
        raise BadSupposition(f"it is not said when {row.id} ends", f"write for example `{row.id}@+3h`")
    result = result.strip()
    if result and result not in row.results:
        named_results = ", ".join(row.results) or "none"
        raise BadSupposition(f"{row.id} does not end with `{result}`", f"its results: {named_results}")
    return Ending(
        code=row.id, at=read_when(when, start, calendar), result=result or None, instance=instance.strip() or None
    )


def read_when(typed: str, start: datetime, calendar: Calendar) -> datetime:
    """`+3h` and `-2h` from the start, or a local time: `2026-12-18 05:00`. Raises BadSupposition."""
    text = typed.strip()
    try:
        if text[:1] in ("+", "-"):
            span = parse_span(text[1:])
            return calendar.add(start, span) if text[0] == "+" else calendar.before(start, span)
        return read_local(text, calendar)
    except (BadSpan, ValueError):
        raise BadSupposition(f"`{text}` is no time", "write `+3h`, or `2026-12-18 05:00`") from None


def read_local(typed: str, calendar: Calendar) -> datetime:
    """`2026-11-27T16:00`, local time of the calendar's zone, as UTC. Raises ValueError."""
    match = LOCAL.fullmatch(typed.strip())
    if match is None:
        raise ValueError(typed)
    return calendar.moment(date.fromisoformat(match["day"]), time(int(match["hour"]), int(match["minute"])))


def _values(typed: str, field: TemplateField, directory: Directory) -> tuple[str, ...]:
    values = tuple(filter(None, SEPARATORS.split(typed.strip())))
    if field.kind is FieldKind.COUNT:
        if len(values) != 1 or not values[0].isdecimal() or not field.least <= int(values[0]) <= field.most:
            raise BadSupposition(f"`{typed}` is no number for {field.name}", f"from {field.least} to {field.most}")
        return (str(int(values[0])),)
    allowed = values_for(field, directory)
    if not values or (len(values) > 1 and field.kind is FieldKind.CODE):
        raise BadSupposition(f"{field.name} has one value", f"one of {', '.join(allowed)}")
    for value in values:
        if allowed and value not in allowed:
            raise BadSupposition(f"`{value}` is no value of {field.name}", f"one of {', '.join(allowed)}")
    return values
