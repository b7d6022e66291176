"""Roles: who leads, who opens, who may sit in the support-only room, and that each has something to do."""

from collections.abc import Iterator

from config.fields import did_you_mean
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import RoleShape, TaskShape
from config.templates import TemplateParts
from workflows.language.template import RoleAsked
from workflows.values.directory import POLICE_TYPES
from workflows.values.model import Where


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    for name, role in parts.roles.items():
        yield from _role(name, role, parts)
    for task in parts.tasks:
        yield from _task(task, parts)
    if parts.whole:
        yield from _one_of_each(parts)
        yield from _idle(parts)


def _role(name: str, role: Placed[RoleShape], parts: TemplateParts) -> Iterator[Mistake]:
    if not (name.isascii() and name.islower() and name.isidentifier()) or name.startswith("_"):
        form = "write small letters and `_`, as `victim_support`"
        yield role.document.mistake(role.loc, f"`{name}` is not a role's name", form, key=True)
    shape = role.shape
    police = sorted(POLICE_TYPES.intersection(shape.types))
    if shape.where is Where.SUPPORT and (police or not shape.types):
        what = f"`{name}` sits in the support-only room, where {police[0] if police else 'any type'} may not be"
        yield role.mistake(what, "name types of support providers only, or write `where: joint`", "types")
    if shape.per is not None and shape.per not in parts.field_names:
        yield role.mistake(f"there is no field `{shape.per}`", did_you_mean(shape.per, parts.field_names), "per")
    if shape.per is not None and (shape.lead or shape.opener):
        what = f"`{name}` is one for each of `{shape.per}`, so it is not the one that leads or opens"
        yield role.mistake(what, "write `lead` and `opener` at a role without `per`", "per")


def _task(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    """LT6: the roles of a task exist, and fit it."""
    shape = task.shape
    if shape.owner not in parts.role_names:
        yield task.mistake(f"there is no role `{shape.owner}`", did_you_mean(shape.owner, parts.role_names), "owner")
    for number, name in enumerate(shape.contributes):
        if name not in parts.role_names:
            yield task.mistake(f"there is no role `{name}`", did_you_mean(name, parts.role_names), "with", number)
        elif name == shape.owner:
            yield task.mistake(f"`{name}` owns the task", "name others in `with`", "with", number)
    owner = parts.roles.get(shape.owner)
    if owner is None:
        return
    if shape.where is Where.SUPPORT and owner.shape.where is not Where.SUPPORT:
        form = "write `where: joint`, or give the role `where: support`"
        yield task.mistake(f"`{shape.owner}` does not sit in the support-only room", form, "where")
    if owner.shape.per is not None and shape.per != owner.shape.per:
        what = f"`{shape.owner}` is one for each of `{owner.shape.per}`, so its tasks are too"
        yield task.mistake(
            what, f"add `per: {owner.shape.per}`, or name another owner", "per" if shape.per else "owner"
        )


def _one_of_each(parts: TemplateParts) -> Iterator[Mistake]:
    leads = [name for name, role in parts.roles.items() if role.shape.lead]
    openers = [name for name, role in parts.roles.items() if role.shape.opener]
    if len(leads) != 1:
        yield parts.top.mistake(
            f"{len(leads)} roles lead the case, it needs one", "write `lead: true` at one role", "roles"
        )
    if len(openers) > 1:
        form = "write `opener: true` at one role at most"
        yield parts.top.mistake(f"{len(openers)} roles are the opener's", form, "roles")


def _roles_of(task: Placed[TaskShape]) -> set[str]:
    return {task.shape.owner, *task.shape.contributes}


def _idle(parts: TemplateParts) -> Iterator[Mistake]:
    if not all(_roles_of(task) <= parts.role_names for task in parts.tasks):
        return  # one may be meant
    busy = {name for task in parts.tasks for name in _roles_of(task)}
    for name, role in parts.roles.items():
        if name not in busy and role.shape.asked is not RoleAsked.OPENING and not role.shape.lead:
            what = f"`{name}` has no task, so nobody would know when to invite it"
            form = "write `asked: opening` if it has to be there, or take the role out"
            yield role.document.mistake(role.loc, what, form, key=True)
