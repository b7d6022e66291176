"""What another version of a template changes for new cases, in plain words; looser numbers of a rule come first."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflows.language.conditions import text
from workflows.language.template import Basis, Loosened, Template, TemplateTask
from workflows.review import phrases
from workflows.values.directory import Span, SpanUnit
from workflows.values.model import Where
from workflows.values.notices import review as said
from workflows.values.notices import template_parts as part
from workflows.values.notices.base import Day, Notice, PersonName

IN_MINUTES: Mapping[SpanUnit, int] = {
    SpanUnit.MINUTES: 1, SpanUnit.HOURS: 60, SpanUnit.DAYS: 1440, SpanUnit.WEEKS: 10080,
    SpanUnit.WORKING_HOURS: 60, SpanUnit.WORKING_DAYS: 1440,
}  # fmt: skip
LOOSENING = frozenset({"number", "blocks"})
WORKING = frozenset({SpanUnit.WORKING_HOURS, SpanUnit.WORKING_DAYS})


def differences(before: Template | None, after: Template) -> tuple[Notice, ...]:
    """One line for each thing that becomes another, those that loosen a rule first. Empty: new cases see nothing.

    Version, owner's file and the order of the rows are no differences; wording of titles is.
    """
    loosened = tuple(_loosened(before, after))
    if before is None:
        lines: list[Notice] = [said.NewWorkflow(after.id, after.title, len(after.tasks))]
        lines += [said.TaskComes(phrases.task_line(row, after)) for row in after.tasks]
        return (*loosened, *lines)
    tasks = tuple(_tasks(before, after))
    first = tuple(line for line in tasks if isinstance(line, said.TaskChanges) and line.loosened)
    rest = tuple(line for line in tasks if line not in first)
    return (*loosened, *first, *_top(before, after), *rest, *_parts(before, after))


def _loosened(before: Template | None, after: Template) -> Iterator[Notice]:
    """What the template itself says that it loosens against the one it extends, with the reason given."""
    known: tuple[Loosened, ...] = before.loosened if before is not None else ()
    for one in after.loosened:
        row = after.task(one.task)
        if one not in known:
            yield said.LoosenedRule(one.task, row.title if row else "", one.was, one.now, one.reason)


def loosens(before: TemplateTask, after: TemplateTask) -> bool:
    """Whether a number of a rule becomes looser: longer, shorter for a protected period, or no longer there.

    Working time against calendar time cannot be compared for sure: it counts as looser.
    """
    if before.basis is not Basis.RULE:
        return False
    pairs = ((before.due, after.due, False), (before.least, after.least, True), (before.lasts, after.lasts, False))
    return (
        any(was is not None and _looser(was, now, shorter) for was, now, shorter in pairs)
        or bool(set(before.blocks) - set(after.blocks))
        or (before.offset is not None and after.offset != before.offset)
    )


def _looser(was: Span, now: Span | None, shorter: bool) -> bool:
    if now is None:
        return True
    if (was.unit in WORKING) is not (now.unit in WORKING):
        return was != now
    old, new = (one.amount * IN_MINUTES[one.unit] for one in (was, now))
    return new < old if shorter else new > old


# the top


def _leads_join(of: Template) -> part.LeadsJoin:
    return part.LeadsJoin("force" if of.networked is None else "no" if of.networked else "yes")


TOP: Mapping[str, Callable[[Template], Notice]] = {
    "title": lambda it: part.Quoted(it.title),
    "owner": lambda it: part.Reviewer(PersonName(it.owner) if it.owner else None),
    "review_by": lambda it: part.DayWords(Day(it.review_by)),
    "jurisdictions": lambda it: part.Places(phrases.places(it.jurisdictions)),
    "priority": lambda it: part.Listed((it.priority.value,)),
    "person": lambda it: part.Listed((it.person if it.person != "none" else "nobody",)),
    "support": lambda it: part.Flag(it.support),
    "networked": _leads_join,
    "abstract": lambda it: part.Flag(it.abstract),
    "extends": lambda it: part.Listed((it.extends,) if it.extends else ()),
    "ask": lambda it: part.Listed(tuple(phrases.label(name, it) for name in it.ask)),
}


def _top(before: Template, after: Template) -> Iterator[Notice]:
    for kind, told in TOP.items():
        was, now = told(before), told(after)
        if was != now:
            yield said.PartChanges(kind, "", was, now)


# tasks


def _codes(codes: Iterable[str]) -> part.Listed:
    return part.Listed(phrases.words(codes))


def _begins(row: TemplateTask, it: Template) -> Notice:
    return part.Begins(phrases.begins(row, it))


def _when(row: TemplateTask, it: Template) -> Notice:
    return phrases.condition(row.when, it) if row.when is not None else part.Always()


def _gate_if(row: TemplateTask, it: Template) -> Notice:
    return part.Always() if isinstance(row.gate, bool) else phrases.condition(row.gate, it)


ROW: Mapping[str, Callable[[TemplateTask, Template], Notice]] = {
    "number": phrases.number,
    "begins": _begins,
    "title": lambda row, _: part.Quoted(row.title),
    "owner": lambda row, _: _codes((row.owner,)),
    "contributes": lambda row, _: _codes(row.contributes),
    "clock": lambda row, _: _codes((row.clock.value,)),
    "kind": lambda row, _: _codes((row.kind,)),
    "blocks": lambda row, _: _codes(row.blocks),
    "renewals": lambda row, _: phrases.renewable(row.renewals) if row.renewals else _codes(()),
    "again": lambda row, _: phrases.again(row.recurs) if row.recurs else _codes(()),
    "depends": lambda row, _: _codes(row.depends),
    "when": _when,
    "gate": lambda row, _: part.Flag(row.gate is not False),
    "gate_if": _gate_if,
    "green": lambda row, _: _codes(row.green),
    "results": lambda row, _: _codes(row.results),
    "put_off": lambda row, _: _codes(row.again),
    "asks": lambda row, it: part.Listed(tuple(phrases.label(name, it) for name in row.asks)),
    "chase": lambda row, _: phrases.span_or_none(row.chase_every) or _codes(()),
    "reminders": lambda row, _: phrases.reminders(row.remind),
    "ladder": lambda row, _: part.Listed((row.ladder.value,)) if row.ladder else part.CasePriority(),
    "rule": lambda row, _: part.Quoted(row.rule_text),
    "where": lambda row, _: part.Flag(row.where is Where.SUPPORT),
    "per": lambda row, it: part.Listed((phrases.label(row.per, it),) if row.per else ()),
    "banner": lambda row, _: part.Quoted(row.banner),
}
"""Everything that a row says, each as it is told."""


def _tasks(before: Template, after: Template) -> Iterator[Notice]:
    for row in after.tasks:
        if (old := before.task(row.id)) is None:
            yield said.TaskComes(phrases.task_line(row, after))
        elif old != row or before.sources != after.sources:
            yield from _row(old, before, row, after)
    yield from (said.TaskGoes(row.id, row.title) for row in before.tasks if after.task(row.id) is None)


def _row(old: TemplateTask, before: Template, row: TemplateTask, after: Template) -> Iterator[Notice]:
    explained = {one.task for one in after.loosened}
    for what, told in ROW.items():
        was, now = told(old, before), told(row, after)
        if was != now:
            looser = what in LOOSENING and loosens(old, row) and row.id not in explained
            yield said.TaskChanges(row.id, row.title, what, was, now, looser)


# roles, fields, and the rest


def _parts(before: Template, after: Template) -> Iterator[Notice]:
    for kind, parts in PARTS.items():
        was, now = parts(before), parts(after)
        for name, told in now.items():
            if name not in was:
                yield said.PartComes(kind, name, told)
            elif was[name] != told:
                yield said.PartChanges(kind, name, was[name], told)
        yield from (said.PartGoes(kind, name, told) for name, told in was.items() if name not in now)


def _events(of: Template) -> dict[str, Notice]:
    """Each by what it says: an event that changes is one that goes and one that comes."""
    return {f"{text(one.when)}: {phrases.event(one, of)}": phrases.event(one, of) for one in of.events}


PARTS: Mapping[str, Callable[[Template], Mapping[str, Notice]]] = {
    "role": lambda it: {phrases.word(name): phrases.role(one, it) for name, one in it.roles.items()},
    "field": lambda it: {phrases.word(name): phrases.field_in_words(one) for name, one in it.fields.items()},
    "stages": lambda it: {lane.value: _codes(stages) for lane, stages in it.stages.items()},
    "event": _events,
    "ladder": lambda it: {priority.value: phrases.ladder(one) for priority, one in it.ladders.items()},
    "banner": lambda it: {one.text: part.Quoted(one.text) for one in it.banners},
    "source": lambda it: {name: part.Quoted(one) for name, one in it.sources.items()},
}
