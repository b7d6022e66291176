"""From a template's YAML to the template."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.located import Document
from config.mistakes import Mistake
from config.shapes import RoleShape, TaskShape, TemplateShape
from config.shaping import Placed, each, shaped
from config.snapshots import NOT_YET, hashed_template
from workflows.language.conditions import Is
from workflows.language.template import Anchor, FieldKind, Template, TemplateField, TemplateRole, TemplateTask
from workflows.values.ids import FieldName, JurisdictionId, RoleName, TemplateId

OPENED = "opened"


@dataclass(frozen=True, slots=True)
class TemplateParts:
    """What a template's file holds, part by part, as far as each is usable; `whole` if nothing had to be left out."""

    top: Placed[TemplateShape]
    roles: Mapping[str, Placed[RoleShape]]
    tasks: tuple[Placed[TaskShape], ...]
    role_names: frozenset[str]  # usable or not
    task_ids: frozenset[str]
    whole: bool

    def task(self, code: str) -> Placed[TaskShape] | None:
        return next((task for task in self.tasks if task.shape.id == code), None)


def parts_of(document: Document, found: list[Mistake]) -> TemplateParts | None:
    """The parts of a template; mistakes of shape added to `found`. None where the top itself is not usable."""
    before = len(found)
    top = shaped(document, (), TemplateShape, found)
    if top is None:
        return None
    roles = {str(part.loc[-1]): part for part in each(document, ("roles",), RoleShape, found)}
    tasks = tuple(each(document, ("tasks",), TaskShape, found))
    named, listed = document.at(("roles",)), document.at(("tasks",))
    return TemplateParts(
        top,
        roles,
        tasks,
        frozenset(named if isinstance(named, dict) else ()),
        frozenset(
            str(task.get("id")) for task in (listed if isinstance(listed, list) else ()) if isinstance(task, dict)
        ),
        whole=len(found) == before,
    )


def waits_for(shape: TaskShape, parts: TemplateParts) -> tuple[str, ...]:
    """The tasks that must be done before this one, those of `from` and `when` included."""
    named = (*shape.depends, *((shape.anchor,) if shape.anchor in parts.task_ids else ()), *condition_of(shape)[:1])
    return tuple(dict.fromkeys(named))


def condition_of(shape: TaskShape) -> tuple[str, ...]:
    """Task and result of `when: N4=yes`; empty where there is none."""
    return tuple(part.strip() for part in shape.when.split("=", 1)) if shape.when else ()


def template_of(parts: TemplateParts) -> Template:
    """The template, complete with its hash. Only for parts without a mistake."""
    top = parts.top.shape
    roles = {RoleName(name): _role(name, part.shape) for name, part in parts.roles.items()}
    template = Template(
        id=TemplateId(top.id),
        version=top.version,
        title=top.title,
        review_by=top.review_by,
        jurisdictions=tuple(map(JurisdictionId, top.jurisdictions)),
        priority=top.priority,
        roles=roles,
        tasks=tuple(_task(part.shape, parts, roles) for part in parts.tasks),
        hash=NOT_YET,
        person=top.person,
        support=top.support,
        fields={
            FieldName(name): TemplateField(name=FieldName(name), label=name.replace("_", " "), kind=FieldKind.MOMENT)
            for name in top.anchors
        },
        ask=tuple(map(FieldName, top.anchors)),
        sources=dict(top.sources),
        left_out=tuple(top.left_out),
    )
    return hashed_template(template)


def _role(name: str, shape: RoleShape) -> TemplateRole:
    return TemplateRole(
        name=RoleName(name),
        types=tuple(shape.types),
        capability=shape.capability,
        where=shape.where,
        opener=shape.opener,
        lead=shape.lead,
        optional=shape.optional,
    )


def _task(shape: TaskShape, parts: TemplateParts, roles: Mapping[RoleName, TemplateRole]) -> TemplateTask:
    owner = RoleName(shape.owner)
    return TemplateTask(
        id=shape.id,
        title=shape.title,
        owner=owner,
        kind=shape.kind,
        clock=shape.clock,
        due=shape.due,
        anchors=(Anchor(shape.anchor),),
        depends=waits_for(shape, parts),
        when=Is(condition_of(shape)[0], condition_of(shape)[1:]) if shape.when else None,
        results=tuple(shape.results),
        chase_every=shape.chase_every,
        basis=shape.basis,
        rule_text=shape.rule_text,
        sources=(shape.source,) if shape.source else (),
        where=shape.where or roles[owner].where,
        ladder=shape.priority,
    )
