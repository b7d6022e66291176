"""Fields, what is asked at opening, and stages."""

from collections.abc import Iterator

from config.fields import did_you_mean
from config.lint.names import BUILT_IN
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import FieldShape
from config.templates import TemplateParts
from workflows.language.conditions import KEYWORDS

MOST_ASKED = 2  # besides a moment
LARGEST_COUNT = 100_000
MOST_EACH = 50  # tasks of one row; all of a case are compared with all


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    for name, field in parts.fields.items():
        yield from _field(name, field, parts)
    yield from _asked(parts)
    for lane, stages in parts.lanes.items():
        if len(stages) < 2:
            form = "write where a case begins and where it goes, as `[intake, closed]`"
            yield parts.top.mistake(f"lane `{lane}` has one stage, so nothing moves in it", form, "stages", lane)


def _field(name: str, field: Placed[FieldShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = field.shape
    if not (name.isascii() and name.islower() and name.isidentifier()) or name in KEYWORDS | BUILT_IN:
        what = f"`{name}` cannot be a field's name"
        yield field.document.mistake(field.loc, what, "write small letters and `_`, as `arrest_made`", key=True)
    kinds = [key for key in ("values", "moment", "most") if field.says(key)]
    if len(kinds) != 1:
        what = f"`{name}` is " + (" and ".join(kinds) + " at once" if kinds else "no kind of field")
        yield field.mistake(what, "write one of `values: [yes, no]`, `moment: true`, `most: 9`", *kinds[1:2])
        return
    if shape.many and kinds != ["values"]:
        yield field.mistake("only values may be several", "leave `many` out", "many")
    if shape.least is not None and kinds != ["most"]:
        yield field.mistake("only a count has a least", "leave `least` out, or add `most`", "least")
    if shape.most is not None and not (shape.least or 0) < shape.most <= LARGEST_COUNT:
        yield field.mistake(
            f"a count from {shape.least or 0} to {shape.most} is none", "write for example `most: 9`", "most"
        )
    elif (shape.most or 0) > MOST_EACH and any(task.shape.per == name for task in parts.tasks):
        what = f"`{name}` makes up to {shape.most} tasks of one"
        yield field.mistake(what, f"write `most: {MOST_EACH}` or less, or leave `per` out", "most")
    for number, role in enumerate(shape.set_by):
        if role not in parts.role_names:
            yield field.mistake(f"there is no role `{role}`", did_you_mean(role, parts.role_names), "set_by", number)


def _asked(parts: TemplateParts) -> Iterator[Mistake]:
    moments, others = 0, 0
    for number, name in enumerate(parts.top.shape.ask):
        field = parts.fields.get(name)
        if name not in parts.field_names:
            form = did_you_mean(name, parts.field_names)
            yield parts.top.mistake(f"there is no field `{name}`", form, "ask", number)
        if field is None:
            continue
        moments += field.shape.moment
        others += not field.shape.moment
        if field.shape.moment and moments == 2:
            yield parts.top.mistake("only one time is asked at opening", "keep one of them in `ask`", "ask", number)
        if not field.shape.moment and others == MOST_ASKED + 1:
            what = f"only {MOST_ASKED} fields besides a time are asked at opening"
            yield parts.top.mistake(what, "let people set the others later", "ask", number)
