"""From a template's YAML to the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from config.ladders import named_ladders
from config.located import Document
from config.mistakes import Mistake
from config.shaping import Placed, each, shaped
from config.snapshots import NOT_YET, hashed_template
from config.template_shapes import EventShape, FieldShape, RoleShape, StagesShape, TaskShape, TemplateShape
from workflows.language.conditions import Condition, holds, names
from workflows.language.template import (
    Banner,
    Event,
    FieldKind,
    Loosened,
    Recurrence,
    Renewals,
    RoleAsked,
    Template,
    TemplateField,
    TemplateRole,
    TemplateTask,
    ValuesOf,
)
from workflows.values.directory import Ladders
from workflows.values.ids import FieldName, JurisdictionId, RoleName, StageName, TemplateId, UserId
from workflows.values.model import Lane


@dataclass(frozen=True)
class TemplateParts:
    """What a template's file holds, part by part, as far as each is usable; `whole` if nothing had to be left out."""

    top: Placed[TemplateShape]
    roles: Mapping[str, Placed[RoleShape]]
    fields: Mapping[str, Placed[FieldShape]]
    tasks: tuple[Placed[TaskShape], ...]
    events: tuple[Placed[EventShape], ...]
    ladders: Ladders
    role_names: frozenset[str]  # usable or not
    field_names: frozenset[str]
    task_ids: frozenset[str]
    whole: bool

    @property
    def document(self) -> Document:
        return self.top.document

    @cached_property
    def by_id(self) -> Mapping[str, Placed[TaskShape]]:
        """The usable tasks; of two with one id the first."""
        found: dict[str, Placed[TaskShape]] = {}
        for task in self.tasks:
            found.setdefault(task.shape.id, task)
        return found

    @cached_property
    def kinds(self) -> Mapping[str, FieldKind]:
        """The kind of each usable field."""
        return {name: kind_of(field.shape) for name, field in self.fields.items()}

    @property
    def lanes(self) -> Mapping[Lane, tuple[str, ...]]:
        return lanes_of(self.top.shape.stages)


def parts_of(document: Document, found: list[Mistake]) -> TemplateParts | None:
    """The parts of a template; mistakes of shape added to `found`. None where the top itself is not usable."""
    before = len(found)
    top = shaped(document, (), TemplateShape, found)
    if top is None:
        return None
    listed = document.at(("tasks",))
    return TemplateParts(
        top,
        {str(part.loc[-1]): part for part in each(document, ("roles",), RoleShape, found)},
        {str(part.loc[-1]): part for part in each(document, ("fields",), FieldShape, found)},
        tuple(each(document, ("tasks",), TaskShape, found)),
        tuple(each(document, ("on",), EventShape, found)),
        named_ladders(document, found),
        _keys(document, "roles"),
        _keys(document, "fields"),
        frozenset(
            str(task.get("id")) for task in (listed if isinstance(listed, list) else ()) if isinstance(task, dict)
        ),
        whole=len(found) == before,
    )


def _keys(document: Document, section: str) -> frozenset[str]:
    named = document.at((section,))
    return frozenset(named if isinstance(named, dict) else ())


def lanes_of(shape: StagesShape | None) -> dict[Lane, tuple[str, ...]]:
    """The stages of the lanes that a template has."""
    named = {Lane.SUPPORT: shape.support, Lane.JUSTICE: shape.justice} if shape else {}
    return {lane: tuple(stages) for lane, stages in named.items() if stages}


def kind_of(shape: FieldShape) -> FieldKind:
    """What a field holds; of codes where nothing says so."""
    if shape.moment:
        return FieldKind.MOMENT
    if shape.most is not None:
        return FieldKind.COUNT
    return FieldKind.CODES if shape.many else FieldKind.CODE


def waits_for(shape: TaskShape, tasks: Iterable[str]) -> tuple[str, ...]:
    """The tasks that must have ended before its clock begins: those it depends on, and the one that it counts from."""
    anchor = shape.anchors[0].name if len(shape.anchors) == 1 else ""
    return tuple(dict.fromkeys((*shape.depends, *((anchor,) if anchor in tasks else ()))))


def template_of(parts: TemplateParts, loosened: tuple[Loosened, ...] = ()) -> Template:
    """The template, complete with its hash. Only for parts without a mistake."""
    top = parts.top.shape
    asked = _asked(parts)
    roles = {RoleName(name): _role(name, part.shape, asked[name]) for name, part in parts.roles.items()}
    template = Template(
        id=TemplateId(top.id),
        version=top.version,
        title=top.title,
        review_by=top.review_by,
        jurisdictions=tuple(map(JurisdictionId, top.jurisdictions)),
        priority=top.priority,
        roles=roles,
        tasks=tuple(_task(part.shape, parts.by_id, roles) for part in parts.tasks),
        hash=NOT_YET,
        owner=UserId(top.owner) if top.owner else None,
        extends=TemplateId(top.extends) if top.extends else None,
        abstract=top.abstract,
        person=top.person,
        support=top.support,
        networked=None if top.structure is None else top.structure == "networked",
        stages={lane: tuple(map(StageName, stages)) for lane, stages in parts.lanes.items()},
        fields={FieldName(name): _field(name, part.shape) for name, part in parts.fields.items()},
        ask=_asked_at_opening(parts),
        banners=tuple(Banner(banner.text, tuple(banner.source)) for banner in top.banners),
        ladders=parts.ladders,
        events=tuple(_event(part.shape) for part in parts.events),
        sources=dict(top.sources),
        loosened=loosened,
    )
    return hashed_template(template)


def _asked_at_opening(parts: TemplateParts) -> tuple[FieldName, ...]:
    """The fields that are asked for, a moment first."""
    moments = {name for name, part in parts.fields.items() if part.shape.moment}
    return tuple(FieldName(name) for name in sorted(parts.top.shape.ask, key=lambda name: name not in moments))


def _asked(parts: TemplateParts) -> Mapping[str, RoleAsked]:
    """When the agency of each role is invited: when needed, if all its tasks hang on what nobody knows at opening."""
    later = frozenset(parts.fields) - frozenset(parts.top.shape.ask)
    hanging: dict[str, bool] = {}

    def hangs(code: str) -> bool:
        if code in hanging or (part := parts.by_id.get(code)) is None:
            return hanging.get(code, False)
        hanging[code] = False  # of a circle, which is a mistake of its own
        shape = part.shape
        hanging[code] = (
            all(anchor.name in later for anchor in shape.anchors)
            or (shape.when is not None and _unknown(shape.when, later))
            or any(hangs(before) for before in waits_for(shape, parts.by_id))
        )
        return hanging[code]

    begins: dict[str, bool] = {}
    for code, part in parts.by_id.items():
        for role in (part.shape.owner, *part.shape.contributes):
            begins[role] = begins.get(role, False) or not hangs(code)
    return {
        name: part.shape.asked or (RoleAsked.OPENING if begins.get(name, True) else RoleAsked.NEEDED)
        for name, part in parts.roles.items()
    }


def _unknown(condition: Condition, later: frozenset[str]) -> bool:
    """Whether what becomes known later decides it."""
    return holds(condition, lambda _: None) is not True and not later.isdisjoint(names(condition))


def _role(name: str, shape: RoleShape, asked: RoleAsked) -> TemplateRole:
    return TemplateRole(
        name=RoleName(name),
        types=tuple(shape.types),
        capability=shape.capability,
        where=shape.where,
        opener=shape.opener,
        lead=shape.lead,
        optional=shape.optional,
        asked=asked,
        per=FieldName(shape.per) if shape.per else None,
    )


def _field(name: str, shape: FieldShape) -> TemplateField:
    listed = shape.values if isinstance(shape.values, list) else ()
    return TemplateField(
        name=FieldName(name),
        label=shape.label,
        kind=kind_of(shape),
        values=tuple(listed),
        values_of=shape.values if isinstance(shape.values, ValuesOf) else None,
        least=1 if shape.least is None else shape.least,
        most=shape.most or 0,
        set_by=tuple(map(RoleName, shape.set_by)),
    )


def _event(shape: EventShape) -> Event:
    moved = shape.stage
    lanes = {Lane.SUPPORT: moved.support, Lane.JUSTICE: moved.justice} if moved else {}
    return Event(
        when=shape.when,
        sets={FieldName(name): value for name, value in shape.sets.items()},
        stages={lane: StageName(stage) for lane, stage in lanes.items() if stage},
        tell_lead=shape.tell is not None,
        offers=tuple(map(TemplateId, shape.offer)),
    )


def _task(shape: TaskShape, tasks: Iterable[str], roles: Mapping[RoleName, TemplateRole]) -> TemplateTask:
    owner = RoleName(shape.owner)
    return TemplateTask(
        id=shape.id,
        title=shape.title,
        owner=owner,
        kind=shape.kind,
        clock=shape.clock,
        anchors=tuple(shape.anchors),
        due=shape.due,
        least=shape.least,
        blocks=tuple(shape.blocks),
        lasts=shape.lasts,
        until=FieldName(shape.until) if shape.until else None,
        renewals=Renewals(most=shape.renewals.most, by=shape.renewals.by) if shape.renewals else None,
        offset=shape.offset,
        recurs=Recurrence(every=shape.every, then=shape.then_every, after=shape.then_after) if shape.every else None,
        depends=waits_for(shape, tasks),
        when=shape.when,
        gate=shape.gate,
        green=tuple(shape.green),
        results=tuple(shape.results),
        again=tuple(shape.again),
        asks=tuple(map(FieldName, shape.asks)),
        chase_every=shape.chase_every,
        remind=None if shape.remind is None else tuple(shape.remind),
        ladder=shape.ladder,
        basis=shape.basis,
        duty=shape.duty,
        rule_text=shape.rule_text,
        sources=tuple(shape.source),
        where=shape.where or roles[owner].where,
        contributes=tuple(map(RoleName, shape.contributes)),
        per=FieldName(shape.per) if shape.per else None,
        banner=shape.banner,
        by_owner=shape.counted_by == "owner",
    )
