"""What another version of a template changes for new cases, in plain words; looser numbers of a rule come first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from workflows.language.conditions import text
from workflows.language.strictness import no_later, no_longer
from workflows.language.template import Basis, Loosened, Template, TemplateTask
from workflows.review import phrases
from workflows.values.model import Where
from workflows.values.notices import review as said
from workflows.values.notices import template_parts as part
from workflows.values.notices.base import Day, Notice, PersonName


def differences(before: Template | None, after: Template) -> tuple[Notice, ...]:
    """One line for each thing that becomes another, those that loosen a rule first. Empty: new cases see nothing.

    Version, owner's file and the order of the rows are no differences; wording of titles is.
    """
    reasons = tuple(_reasons(before, after))
    if before is None:
        lines: list[Notice] = [said.NewWorkflow(after.id, after.title, len(after.tasks))]
        lines += [said.TaskComes(phrases.task_line(row, after)) for row in after.tasks]
        return (*reasons, *lines)
    tasks = tuple(_tasks(before, after))
    first = tuple(line for line in tasks if isinstance(line, said.TaskChanges | said.TaskGoes) and line.loosened)
    rest = tuple(line for line in tasks if line not in first)
    return (*reasons, *first, *_top(before, after), *rest, *_parts(before, after))


def _reasons(before: Template | None, after: Template) -> Iterator[Notice]:
    """What the template itself says that it loosens against the one it extends, with the reason given."""
    known: tuple[Loosened, ...] = before.loosened if before is not None else ()
    for one in after.loosened:
        row = after.task(one.task)
        if one not in known:
            yield said.LoosenedRule(one.task, row.title if row else "", one.was, one.now, one.reason)


def loosened(before: TemplateTask, after: TemplateTask | None) -> frozenset[str]:
    """What of a rule becomes looser, by the names of `ROW`; all of it where the task is gone.

    Longer, shorter for what is protected, another beginning, or what cannot be compared: working time against calendar
    time. Also a number that is no longer said to be a rule.
    """
    if before.basis is not Basis.RULE:
        return frozenset()
    if after is None:
        return frozenset(ROW)
    found = {
        "number": after.basis is not Basis.RULE or not _as_strict(before, after),
        "begins": before.anchors != after.anchors,
        "clock": before.clock is not after.clock,
        "when": after.when is not None and before.when != after.when,
        "blocks": bool(set(before.blocks) - set(after.blocks)),
        "renewals": after.renewals is not None and before.renewals != after.renewals,
    }
    return frozenset(name for name, loose in found.items() if loose)


def _as_strict(before: TemplateTask, after: TemplateTask) -> bool:
    spans = ((after.due, before.due), (after.lasts, before.lasts), (before.least, after.least))
    given = (before.due, before.lasts, before.least)
    return (
        all(
            was is None or (short is not None and long is not None and no_longer(short, long))
            for was, (short, long) in zip(given, spans, strict=True)
        )
        and (before.offset is None or (after.offset is not None and no_later(after.offset, before.offset)))
        and before.until == after.until
    )


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
    for row in before.tasks:
        if after.task(row.id) is None:
            yield said.TaskGoes(row.id, row.title, bool(loosened(row, None)))


def _row(old: TemplateTask, before: Template, row: TemplateTask, after: Template) -> Iterator[Notice]:
    explained = {one.task for one in after.loosened}
    looser = frozenset() if row.id in explained else loosened(old, row)
    for what, told in ROW.items():
        was, now = told(old, before), told(row, after)
        if was != now:
            yield said.TaskChanges(row.id, row.title, *_told_apart(what, was, now), what in looser)


def _told_apart(what: str, was: Notice, now: Notice) -> tuple[str, Notice, Notice]:
    """Of a number and where it comes from only what differs."""
    if not (isinstance(was, part.Number) and isinstance(now, part.Number)):
        return what, was, now
    bare, new = replace(was, basis=None), replace(now, basis=None)
    if was.basis == now.basis:
        return what, bare, new
    if bare == new and was.basis is not None and now.basis is not None:
        return "basis", was.basis, now.basis
    return what, was, now


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
    "banner": lambda it: {one.text: phrases.banner(one, it) for one in it.banners},
    "source": lambda it: {name: part.Quoted(one) for name, one in it.sources.items()},
}
