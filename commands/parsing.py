"""From a line to the typed arguments of its command, field by field.

A field takes as many words as it understands; `Rest` takes all that are left. A field with the metadata
`after("by")` is found by the word before it.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from commands.arguments import Context, NotThis, Unclear, When, Words
from commands.converters import CONVERTERS
from commands.spec import AnyCommand, Rest
from commands.words import Line, fold
from workflows.values.notices.base import Notice, Refused, Said
from workflows.values.notices.words import BadTime, MissingWord, TooManyWords, UnknownAgency


def parse(command: AnyCommand, line: Line, context: Context) -> Any:
    """The arguments of `command` from the words after its name (and after the task or case it is about).

    Raises Refused, or Unclear with options that are the whole rest of the line.
    """
    hints = get_type_hints(command.args)
    values: dict[str, Any] = {}
    puzzles: list[Notice] = []  # what was tried as something optional and was not that
    end = _take_named(command, hints, line.words, context, values, puzzles)
    at = 0
    for each in fields(command.args):
        if "after" in each.metadata:
            continue
        optional = each.default is not MISSING
        if at == end:
            if not optional:
                raise Refused(MissingWord(command.usage, command.example))
            continue
        try:
            values[each.name], count = _convert(hints[each.name], line.words, at, end, context, command)
            at += count
        except NotThis as no:
            if not optional:
                raise Refused(no.notice) from None
            puzzles.append(no.notice)
        except Refused as no:
            if isinstance(no.notice, BadTime) and no.notice.code == "negative" and "backwards" in each.metadata:
                raise Refused(each.metadata["backwards"]) from None
            raise
    if at < end and puzzles:
        raise Refused(next((one for one in puzzles if isinstance(one, UnknownAgency)), puzzles[0]))
    if at < end:
        raise Refused(TooManyWords(Said(" ".join(line.words[at:end])[:40]), command.usage))
    return command.args(**values)


def takes_free_text(command: AnyCommand) -> bool:
    """Whether a command needs words that may be any."""
    hints = get_type_hints(command.args)
    return any(hints[each.name] is Rest and each.default is MISSING for each in fields(command.args))


def _take_named(
    command: AnyCommand,
    hints: Mapping[str, Any],
    words: Words,
    context: Context,
    values: dict[str, Any],
    puzzles: list[Notice],
) -> int:
    """Fill the fields that stand after a word of their own, from the end of the line; where the others end."""
    named = {word: each for each in fields(command.args) for word in each.metadata.get("after", ())}
    end = len(words)
    for place in range(len(words) - 2, -1, -1):
        each = named.get(fold(words[place]))
        if each is None or each.name in values:
            continue
        try:
            value, count = _convert(hints[each.name], words, place + 1, end, context, command)
        except NotThis as no:
            puzzles.append(no.notice)
            continue
        if place + 1 + count < end:
            if _bare(hints[each.name]) == When:
                raise Refused(TooManyWords(Said(" ".join(words[place + 1 + count : end])[:40]), command.usage))
            continue
        values[each.name], end = value, place
    return end


def _convert(kind: Any, words: Words, start: int, end: int, context: Context, command: AnyCommand) -> tuple[Any, int]:
    try:
        return CONVERTERS[_bare(kind)](words[start:end], context, command)
    except Unclear as unclear:
        before, behind = words[:start], words[start + unclear.count :]
        whole = [" ".join((*before, option, *behind)) for option in unclear.options]
        raise Unclear(unclear.question, whole, len(words)) from None


def _bare(kind: Any) -> Any:
    """`When | None` -> `When`."""
    options = [option for option in get_args(kind) if option is not NoneType]
    if not options or get_origin(kind) not in (Union, UnionType):
        return kind
    return reduce(or_, options)
