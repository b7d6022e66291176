"""The parts of a template as notices: spans, anchors, numbers with their basis, conditions, roles, ladders, events."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from workflows.language.conditions import All, Any, Condition, Is, IsSet, Not
from workflows.language.template import (
    OPENED,
    Anchor,
    Banner,
    Basis,
    Event,
    FieldKind,
    Recurrence,
    Remind,
    Renewals,
    Template,
    TemplateField,
    TemplateRole,
    TemplateTask,
    ValuesOf,
)
from workflows.values.directory import Ladder, Span
from workflows.values.ids import FieldName
from workflows.values.model import ClockKind, Where
from workflows.values.notices import template_parts as said
from workflows.values.notices.base import LanguageName, Notice, PlaceName
from workflows.values.notices.review import TaskInFull, TaskLine

UNCONFIRMED = "unconfirmed"
MARK = re.compile(r"^\[[ABC]\]\s*")
SHORT_SOURCE = re.compile(r"[:;]| \(\d{4}\)")
PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
JURISDICTION = "jurisdiction"  # the one name that conditions know without a field: the case's own
ANYWHERE = "*"
WRITTEN = {"ngo": "NGO"}  # codes that are written in another way


def word(code: str) -> str:
    """`first_responder` as people read it."""
    return WRITTEN.get(code) or code.replace("_", " ")


def words(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(word, codes))


def span(of: Span) -> said.SpanWords:
    return said.SpanWords(of.amount, of.unit.value)


def span_or_none(of: Span | None) -> said.SpanWords | None:
    return None if of is None else span(of)


def places(codes: Iterable[str]) -> tuple[PlaceName, ...]:
    """None where any place will do."""
    named = tuple(codes)
    return () if ANYWHERE in named else tuple(map(PlaceName, named))


def coded(value: str, field: TemplateField | None = None) -> said.Coded:
    """One value of a field: a country and a language by their names."""
    if field is not None and field.values_of is ValuesOf.LANGUAGES:
        return LanguageName(value)
    if PLACE.fullmatch(value) or (field is not None and field.values_of is ValuesOf.JURISDICTIONS):
        return PlaceName(value)
    return word(value)


def any_of(values: Sequence[str], field: TemplateField | None = None) -> said.AnyOf:
    shown = tuple(coded(value, field) for value in values)
    return said.AnyOf(shown[:-1], shown[-1])


def label(name: str, template: Template) -> str:
    """How people call a field."""
    field = template.fields.get(FieldName(name))
    return field.label if field is not None else word(name)


# times and their basis


def sources_in_words(codes: Iterable[str], template: Template, *, whole: bool = False) -> tuple[str, ...]:
    """Each source in words, without the mark that says how well it was read; in short up to its first stop."""
    texts = (MARK.sub("", template.sources.get(code, code)) for code in codes)
    return tuple(dict.fromkeys(text if whole else SHORT_SOURCE.split(text, maxsplit=1)[0].strip() for text in texts))


def basis(row: TemplateTask, template: Template) -> said.BasisWords:
    """Where the number of a task comes from. What was not read in its source is to be confirmed, never a rule.

    That is the duty, where the row has one of its own; else the number.
    """
    sources = sources_in_words(row.sources, template)
    if template.duty_to_be_confirmed(row):
        return said.BasisWords(row.basis.value, UNCONFIRMED, sources)
    if template.to_be_confirmed(row):
        return said.BasisWords(UNCONFIRMED, None, sources)
    duty = None if row.duty in (None, Basis.DEFAULT) else row.duty
    return said.BasisWords(row.basis.value, duty.value if duty else None, sources)


def number(row: TemplateTask, template: Template) -> said.Number:
    """The time of a task: how long, or when, with where that number comes from."""
    how_long = row.due or row.least or row.lasts or (row.offset.span if row.offset else None)
    at_once = how_long is not None and how_long.amount == 0
    counted = how_long is not None or row.until is not None
    return said.Number(
        clock=row.clock.value,
        span=None if at_once else span_or_none(how_long),
        at_once=at_once,
        before=row.offset is not None and row.offset.before,
        until=label(row.until, template) if row.until else None,
        basis=basis(row, template) if counted else None,
        by_owner=row.by_owner,
    )


def begins(row: TemplateTask, template: Template) -> tuple[said.From, ...]:
    """What its clock counts from."""
    return tuple(_from(anchor, template) for anchor in row.anchors)


def _from(anchor: Anchor, template: Template) -> said.From:
    if anchor == OPENED:
        return said.From("opened")
    if template.task(anchor.name) is not None:
        return said.From("result" if anchor.value else "end", anchor.name, word(anchor.value) if anchor.value else None)
    name = label(anchor.name, template)
    return said.From("value", name, word(anchor.value)) if anchor.value else said.From("moment", name)


def again(of: Recurrence) -> said.Again:
    later = said.AgainLater(span(of.then), span(of.after)) if of.then and of.after else None
    return said.Again(span(of.every), later)


def renewable(of: Renewals) -> said.Renewable:
    return said.Renewable(of.most or 0, span_or_none(of.by))


def remind_at(of: Remind) -> said.RemindAt:
    return said.RemindAt(of.share, span_or_none(of.before))


def reminders(of: tuple[Remind, ...] | None) -> said.Reminders:
    return said.Reminders(of is not None, tuple(map(remind_at, of or ())))


# conditions


def condition(of: Condition, template: Template, *, titles: bool = False) -> Notice:
    """In plain words, from the tree. `titles`: tasks are named with their titles."""
    return _condition(of, template, titles, negated=False, within=False)


def _condition(of: Condition, template: Template, titles: bool, *, negated: bool, within: bool) -> Notice:
    match of:
        case Is(name, values):
            return _is(name, values, template, titles, negated)
        case IsSet(name):
            if (row := template.task(name)) is not None:
                return said.IfTask(name, row.title if titles else None, None, negated)
            return said.IfFieldSet(label(name, template), negated)
        case Not(inner):
            return _condition(inner, template, titles, negated=not negated, within=within)
        case All(parts) | Any(parts):
            every = isinstance(of, All) is not negated  # not (a and b) = not a or not b
            joined: Callable[..., Notice] = said.Both if every else said.Either
            each = [_condition(part, template, titles, negated=negated, within=True) for part in parts]
            found = each[-1]
            for before in reversed(each[1:-1]):
                found = joined(before, found)
            return joined(each[0], found, within)
    assert_never(of)


def _is(name: str, values: tuple[str, ...], template: Template, titles: bool, negated: bool) -> Notice:
    field = template.fields.get(FieldName(name))
    if (row := template.task(name)) is not None and field is None:
        title = row.title if titles else None
        return said.IfTask(name, title, None if values == ("done",) else any_of(values), negated)
    if name == JURISDICTION and field is None:
        shown = tuple(map(PlaceName, values))
        return said.IfCaseIn(said.AnyOf(shown[:-1], shown[-1]), negated)
    return said.IfField(label(name, template), any_of(values, field), negated)


# roles, fields, ladders, events


def role(of: TemplateRole, template: Template) -> said.RoleInWords:
    return said.RoleInWords(
        words(of.types),
        capability=word(of.capability) if of.capability else None,
        support=of.where is Where.SUPPORT,
        opener=of.opener,
        lead=of.lead,
        optional=of.optional,
        asked=of.asked.value,
        per=label(of.per, template) if of.per else None,
    )


def field_in_words(of: TemplateField) -> said.FieldInWords:
    return said.FieldInWords(
        of.label,
        of.kind.value,
        tuple(coded(value, of) for value in of.values),
        of.values_of.value if of.values_of else None,
        of.least if of.kind is FieldKind.COUNT else 0,
        of.most,
        words(of.set_by),
    )


def ladder(of: Ladder) -> said.LadderWords:
    levels = tuple(
        said.LevelWords(
            span(level.after) if level.after.amount else None,
            tuple(said.ToldWords(kind.value) for kind in level.tell),
        )
        for level in of.levels
    )
    shares = (said.RemindAt(share=share) for share in of.remind_at)
    ahead = (said.RemindAt(before=span(one)) for one in of.remind_before)
    return said.LadderWords(levels, (*shares, *ahead), of.working_time)


def event(of: Event, template: Template) -> said.Happens:
    does: list[Notice] = []
    for name, value in of.sets.items():
        field = template.fields.get(name)
        moment = field is not None and field.kind is FieldKind.MOMENT
        does.append(said.Sets(label(name, template), None if moment else coded(value, field)))
    does += [said.Moves(lane.value, word(stage)) for lane, stage in of.stages.items()]
    does += [said.Tells()] if of.tell_lead else []
    does += [said.Offers(offered) for offered in of.offers]
    return said.Happens(condition(of.when, template), tuple(does))


def banner(of: Banner, template: Template) -> said.BannerWords:
    """A line on the board with what it rests on."""
    return said.BannerWords(of.text, sources_in_words(of.sources, template), template.unsure(of.sources))


# one task


def task_line(row: TemplateTask, template: Template, *, titles: bool = False) -> TaskLine:
    """A task in one line: what, who, from when and how long, with the basis beside the number, and when at all."""
    named = {anchor.name for anchor in row.anchors}
    return TaskLine(
        code=row.id,
        title=row.title,
        owner=word(row.owner),
        begins=begins(row, template),
        number=number(row, template),
        again=again(row.recurs) if row.recurs else None,
        chase=span_or_none(row.chase_every),
        after=tuple(code for code in row.depends if code not in named),
        when=condition(row.when, template, titles=titles) if row.when and not said_by_anchors(row) else None,
        per=label(row.per, template) if row.per else None,
    )


def said_by_anchors(row: TemplateTask) -> bool:
    """Whether its condition asks for nothing but what its clock counts from: `from: rg=positive`, `rg == positive`."""
    parts = row.when.any_of if isinstance(row.when, Any) else (row.when,)
    asked = {(part.name, part.values) for part in parts if isinstance(part, Is)}
    return len(asked) == len(parts) and asked == {
        (anchor.name, (anchor.value,)) for anchor in row.anchors if anchor.value is not None
    }


def task_in_full(row: TemplateTask, template: Template) -> TaskInFull:
    """All that the template says of one task."""
    return TaskInFull(
        template=template.id,
        line=task_line(row, template, titles=True),
        rule=row.rule_text,
        contributes=words(row.contributes),
        support=row.where is Where.SUPPORT,
        blocks=words(row.blocks),
        renewals=renewable(row.renewals) if row.renewals else None,
        reminders=reminders(row.remind) if row.remind is not None else None,
        ladder=row.ladder.value if row.ladder and row.clock is not ClockKind.PROTECTED else None,  # never late
        results=words(row.results),
        put_off=words(row.again),
        asks=tuple(label(name, template) for name in row.asks),
        gated=row.gate is not False,
        gate=None if isinstance(row.gate, bool) else condition(row.gate, template, titles=True),
        green=words(row.green),
        banner=row.banner,
        sources=tuple(map(said.Quoted, sources_in_words(row.sources, template, whole=True))),
    )
