"""LT6: every name that a task, a condition or an event uses is there, and can be what is asked of it."""

import re
from collections.abc import Iterator

from config.fields import did_you_mean
from config.lint.names import JURISDICTION, OPENED, values_in
from config.located import Loc
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import EventShape, TaskShape
from config.templates import TemplateParts
from workflows.language.conditions import Condition, Is, leaves
from workflows.language.template import Anchor, FieldKind, ValuesOf

CODED = {FieldKind.CODE, FieldKind.CODES}
PATTERNS = {ValuesOf.JURISDICTIONS: (r"[A-Z]{2}(-[A-Z0-9]{1,5})*", "RO"), ValuesOf.LANGUAGES: (r"[a-z]{2,3}", "ro")}


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    seen: dict[str, Placed[TaskShape]] = {}
    for task in parts.tasks:
        code = task.shape.id
        if code in seen:
            line = seen[code].mistake("", "").line
            yield task.mistake(f"task `{code}` stands twice, first in line {line}", "give it an id of its own", "id")
        seen.setdefault(code, task)
        yield from _task(task, parts)
    told: list[object] = []
    for event in parts.events:
        written = parts.document.at(event.loc)
        if written in told:
            yield event.mistake("this event stands twice", "keep one of them")
        told.append(written)
        yield from _event(event, parts)
    if parts.top.shape.extends is None and parts.top.shape.without:
        form = "name the template in `extends`"
        yield parts.top.mistake("tasks are taken out of nothing", form, "without")


def _task(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = task.shape
    for number, anchor in enumerate(shape.anchors):
        yield from _anchor(task, number, anchor, parts)
    for number, code in enumerate(shape.depends):
        if code not in parts.task_ids:
            yield task.mistake(f"there is no task `{code}`", did_you_mean(code, parts.task_ids), "depends", number)
    if shape.when is not None:
        yield from condition((*task.loc, "when"), shape.when, parts)
    if not isinstance(shape.gate, bool):
        yield from condition((*task.loc, "gate"), shape.gate, parts)
    yield from _of_kind(task, "until", shape.until, {FieldKind.MOMENT}, "a time", parts)
    yield from _of_kind(task, "per", shape.per, {FieldKind.CODES, FieldKind.COUNT}, "several values or a count", parts)
    for number, name in enumerate(shape.asks):
        yield from _of_kind(task, "asks", name, {FieldKind.COUNT}, "a count", parts, number)
    for key, some in (("again", shape.again), ("green", shape.green)):
        for number, result in enumerate(some):
            if result not in shape.results:
                what = f"`{shape.id}` never has the result `{result}`"
                yield task.mistake(what, did_you_mean(result, shape.results), key, number)
    if shape.again and not set(shape.results) - set(shape.again):
        yield task.mistake(f"no result ends `{shape.id}`", "leave one of the results out of `again`", "again")
    if shape.green and shape.gate is False:
        yield task.mistake("only a gate can be green", "add `gate: true`, or leave `green` out", "green")
    if shape.after is not None:
        yield task.mistake("only a template with `extends` says where a task stands", "leave `after` out", "after")


def _of_kind(
    task: Placed[TaskShape],
    key: str,
    name: str | None,
    wanted: set[FieldKind],
    said: str,
    parts: TemplateParts,
    *inside: int,
) -> Iterator[Mistake]:
    if name is None:
        return
    if name not in parts.field_names:
        yield task.mistake(f"there is no field `{name}`", did_you_mean(name, parts.field_names), key, *inside)
    elif name in parts.fields and parts.kinds[name] not in wanted:
        fitting = [other for other, kind in parts.kinds.items() if kind in wanted]
        form = f"name a field with {said}" + (f", as `{fitting[0]}`" if fitting else "")
        yield task.mistake(f"`{name}` is not a field with {said}", form, key, *inside)


def _anchor(task: Placed[TaskShape], number: int, anchor: Anchor, parts: TemplateParts) -> Iterator[Mistake]:
    known = {OPENED, *parts.field_names, *parts.task_ids}
    if anchor.name not in known:
        form = did_you_mean(anchor.name, known) + "; a time that people set stands in `fields`"
        yield task.mistake(f"there is no anchor `{anchor.name}`", form, "from", number)
    elif anchor.value is not None:
        opened = ("a case is opened once", "write `opened`")
        wrong = opened if anchor.name == OPENED else _value(anchor.name, anchor.value, parts)
        if wrong:
            yield task.mistake(*wrong, "from", number)


def condition(loc: Loc, tree: Condition, parts: TemplateParts) -> Iterator[Mistake]:
    """What a condition asks that cannot be, each at its place within the text."""
    written = parts.document.at(loc)
    typed = written if isinstance(written, str) else ""
    for leaf in leaves(tree):
        known = {*parts.field_names, *parts.task_ids, JURISDICTION}
        if leaf.name not in known:
            what = f"there is no field or task `{leaf.name}`"
            yield parts.document.mistake(loc, what, did_you_mean(leaf.name, known), into=_at(typed, leaf.name))
        elif isinstance(leaf, Is) and (leaf.name != JURISDICTION or _own(loc, parts)):
            for value in leaf.values:
                if wrong := _value(leaf.name, value, parts):
                    yield parts.document.mistake(loc, *wrong, into=_at(typed, leaf.name, value))


def _own(loc: Loc, parts: TemplateParts) -> bool:
    """Whether it stands in the file itself: what is extended may also ask for places that are left out here."""
    return parts.document.place(loc)[0] == parts.document.path


def _at(typed: str, *words: str) -> int:
    """Where the words stand, one after the other."""
    at = 0
    for number, word in enumerate(words):
        match = re.compile(rf"(?<![\w+-]){re.escape(word)}(?![\w+-])").search(typed, at + bool(number))
        at = match.start() if match else at
    return at


def _value(name: str, value: str, parts: TemplateParts) -> tuple[str, str] | None:
    """What is wrong with a value of a field or a result of a task, and the correct form."""
    if name == JURISDICTION:
        covered = any(
            place == "*" or f"{place}-".startswith(f"{value}-") or f"{value}-".startswith(f"{place}-")
            for place in parts.top.shape.jurisdictions
        )
        return None if covered else (f"the template is not for `{value}`", "it is for " + _listed(parts))
    if name in parts.task_ids:
        results = values_in(parts, name)
        if results is None or value in results:
            return None
        again = parts.by_id[name].shape.again
        what = f"task `{name}` never ends with `{value}`" + (", which puts it off" if value in again else "")
        return what, did_you_mean(value, results)
    field = parts.fields.get(name)
    if field is None or (parts.kinds[name] in CODED and field.shape.values is None):
        return None  # what is wrong with it is told at the field
    match parts.kinds[name]:
        case FieldKind.MOMENT:
            return f"`{name}` is a time and has no values", f"write `{name}` alone, or `{name} is set`"
        case FieldKind.COUNT:
            least, most = field.shape.least or 0, field.shape.most or 0
            fits = value.isascii() and value.isdigit() and least <= int(value) <= most
            return None if fits else (f"`{name}` is never `{value}`", f"write a number from {least} to {most}")
    if isinstance(field.shape.values, ValuesOf):
        pattern, example = PATTERNS[field.shape.values]
        return (
            None if re.fullmatch(pattern, value) else (f"`{name}` is never `{value}`", f"write for example `{example}`")
        )
    values = field.shape.values or []
    return None if value in values else (f"`{name}` is never `{value}`", did_you_mean(value, values))


def _listed(parts: TemplateParts) -> str:
    return ", ".join(parts.top.shape.jurisdictions)


def _event(event: Placed[EventShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = event.shape
    yield from condition((*event.loc, "when"), shape.when, parts)
    if not (shape.sets or shape.stage or shape.tell or shape.offer):
        yield event.mistake("nothing happens here", "add `set`, `stage`, `tell` or `offer`")
    for name, value in shape.sets.items():
        if name not in parts.field_names:
            what, form = f"there is no field `{name}`", did_you_mean(name, parts.field_names)
            yield event.document.mistake((*event.loc, "set", name), what, form, key=True)
        elif name in parts.fields:
            moment = parts.kinds[name] is FieldKind.MOMENT
            if moment and value != "now":
                yield event.mistake(f"`{name}` is a time", f"write `{{{name}: now}}`", "set", name)
            elif not moment and (wrong := _value(name, value, parts)):
                yield event.mistake(*wrong, "set", name)
    for lane, stage in (
        ("support", shape.stage and shape.stage.support),
        ("justice", shape.stage and shape.stage.justice),
    ):
        stages = {str(one): all_of for one, all_of in parts.lanes.items()}
        if stage and lane not in stages:
            form = "add it to `stages`, or leave it out here"
            yield event.mistake(f"there is no lane `{lane}` in `stages`", form, "stage", lane)
        elif stage and stage not in stages[lane]:
            what = f"there is no stage `{stage}` in lane `{lane}`"
            yield event.mistake(what, did_you_mean(stage, stages[lane]), "stage", lane)
    for number, name in enumerate(shape.offer):
        if name == parts.top.shape.id:
            yield event.mistake("the template offers itself", "name another one", "offer", number)
