"""The kinds of values that stand only in templates: conditions, anchors, offsets, codes, lists of one."""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from config.fields import SPAN, once_each, shown, span_of, whole_of, word_of, words, wrong
from workflows.language.conditions import KEYWORDS, LONGEST, BadCondition, Condition, parse
from workflows.language.template import Anchor, Offset, Remind, ValuesOf
from workflows.values.directory import AGENCY_TYPES, Span, SpanUnit

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CODE = re.compile(r"[A-Za-z0-9+-][A-Za-z0-9_+-]{0,39}")
_ANCHOR = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_]*)(?:\s*==?\s*(?P<value>[A-Za-z0-9_+-]+))?")
_SIGNED = re.compile(r"(?P<sign>[-+\u2212]?)\s*(?P<span>[0-9].*)")
_NOTHING = re.compile(r"0\s*[a-z]*")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,5})*")
_SHARE = re.compile(r"(?P<share>[0-9]{1,3})\s*%")
AT_ONCE = Span(0, SpanUnit.MINUTES)


def condition_of(value: Any) -> Condition:
    """A condition; the mistake says at which character of the text it is."""
    if not isinstance(value, str):
        wrong(f"{shown(value)} is not a condition", "write for example `minor == yes`")
    try:
        return _parsed(value)
    except BadCondition as bad:
        wrong(bad.what, bad.form, bad.at)


_parsed = lru_cache(maxsize=1000)(parse)  # what a template extends is read once more


def gate_of(value: Any) -> Condition | bool:
    """True, false, or while a condition holds."""
    return value if isinstance(value, bool) else condition_of(value)


def anchor_of(value: Any) -> Anchor:
    """What a clock counts from: `opened`, a field, `rg=positive`, a task, `N8=positive`."""
    match = _ANCHOR.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        wrong(f"{shown(value)} is nothing to count from", "write `opened`, a field as `rg=positive`, or a task as `N4`")
    return Anchor(match["name"], match["value"])


def due_of(value: Any) -> Span:
    """A length of time, or `at_once`."""
    return AT_ONCE if value == "at_once" else span_of(value)


def offset_of(value: Any) -> Offset:
    """So long before (`-21d`) or after (`+90m`) a moment; `0h` is the moment itself."""
    match = _SIGNED.fullmatch(value.strip()) if isinstance(value, str) else None
    if (value == 0 and not isinstance(value, bool)) or (match and _NOTHING.fullmatch(match["span"])):
        return Offset(Span(0, SpanUnit.HOURS))
    if match is None:
        wrong(f"{shown(value)} is neither before nor after", "write for example `-21d`, `+90m` or `0h`")
    return Offset(span_of(match["span"]), before=match["sign"] not in {"", "+"})


def remind_of(value: Any) -> Remind:
    """A share of the window (`75%`), or so long before it is due (`15m`)."""
    match = _SHARE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return Remind(before=span_of(value))
    share = int(match["share"])
    if not 0 < share < 100:
        wrong(f"{shown(value)} is not within the time", "write for example `75%`")
    return Remind(share=share)


def renewal_of(value: Any) -> Span | None:
    """For how long each time; `asked`: whoever renews it says until when."""
    return None if value == "asked" else span_of(value)


def name_of(value: Any) -> str:
    """The name of a field, task, role or stage, in small letters or as a task's id."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        wrong(f"{shown(value)} is not a name", "write small letters and `_`, as `located`")
    return value


def code_of(value: Any) -> str:
    """One value of a field: letters, digits, `_`, `+` and `-`, no word of conditions."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        quoted = f'"{value}"' if isinstance(value, int) else "positive"
        wrong(f"{shown(value)} is not a code", f"write one word as `positive` or `RO`, here for example `{quoted}`")
    if value in KEYWORDS:
        wrong(f"`{value}` has a meaning in conditions", "take another word")
    return value


def set_of(value: Any) -> str:
    """What an event sets a field to: a code, a whole number, or `now`."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else code_of(value)


def values_of(value: Any) -> ValuesOf | list[str]:
    """A list of codes, or `jurisdictions` or `languages` for those of the directory."""
    if isinstance(value, str) and value in set(ValuesOf):
        return ValuesOf(value)
    if not isinstance(value, list):
        wrong(f"{shown(value)} is no list of values", "write `[yes, no]`, or `jurisdictions` or `languages`")
    if not value:
        wrong("the list is empty", "write for example `[yes, no]`")
    return once_each([code_of(item) for item in value])


def place_of(value: Any) -> str:
    """A jurisdiction, or `*` for any."""
    if value != "*" and not (isinstance(value, str) and _PLACE.fullmatch(value)):
        wrong(f"{shown(value)} is not a jurisdiction's id", 'write for example `GB-ENG`, or `"*"` for any')
    return str(value)


def version_of(value: Any) -> int:
    """A whole number from 1 on."""
    if whole_of(value) == 0 or value > 1_000_000:
        wrong(f"{shown(value)} is no version", "begin with `1` and add one with each change")
    return int(value)


def as_list(value: Any) -> Any:
    """What stands alone counts as a list of one."""
    return value if isinstance(value, list) else [value]


def as_banner(value: Any) -> Any:
    """A line that stands alone is a banner without a source."""
    return value if isinstance(value, dict) else {"text": value}


CODE_SCHEMA = {"type": "string", "pattern": f"^{_CODE.pattern}$"}
CONDITION_SCHEMA = {"type": "string", "maxLength": LONGEST}

ConditionText = Annotated[Condition, PlainValidator(condition_of), WithJsonSchema(CONDITION_SCHEMA)]
Gate = Annotated[
    Condition | bool, PlainValidator(gate_of), WithJsonSchema({"anyOf": [{"type": "boolean"}, CONDITION_SCHEMA]})
]
AnchorText = Annotated[
    Anchor, PlainValidator(anchor_of), WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}( ?=.+)?$"})
]
DueText = Annotated[
    Span,
    PlainValidator(due_of),
    WithJsonSchema({"anyOf": [{"const": "at_once"}, SPAN]}),
]
OffsetText = Annotated[
    Offset,
    PlainValidator(offset_of),
    WithJsonSchema({"type": ["string", "integer"], "pattern": "^[-+]?[0-9]+ ?(m|h|d|w|wd|wh)$"}),
]
RemindText = Annotated[
    Remind, PlainValidator(remind_of), WithJsonSchema({"type": "string", "pattern": "^([0-9]+ ?%|[0-9]+ ?[mhdw]+)$"})
]
RenewalText = Annotated[
    Span | None,
    PlainValidator(renewal_of),
    WithJsonSchema({"anyOf": [{"const": "asked"}, SPAN]}),
]
Name = Annotated[str, PlainValidator(name_of), WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"})]
Code = Annotated[str, PlainValidator(code_of), WithJsonSchema(CODE_SCHEMA)]
SetTo = Annotated[str, PlainValidator(set_of), WithJsonSchema({"anyOf": [CODE_SCHEMA, {"type": "integer"}]})]
Values = Annotated[
    ValuesOf | list[str],
    PlainValidator(values_of),
    WithJsonSchema({"anyOf": [{"enum": list(ValuesOf)}, {"type": "array", "items": CODE_SCHEMA, "minItems": 1}]}),
]
PlaceOrAny = Annotated[
    str, PlainValidator(place_of), WithJsonSchema({"type": "string", "pattern": rf"^(\*|{_PLACE.pattern})$"})
]
Version = Annotated[int, PlainValidator(version_of), WithJsonSchema({"type": "integer", "minimum": 1})]

AgencyType = Annotated[str, word_of(AGENCY_TYPES), words(AGENCY_TYPES)]
