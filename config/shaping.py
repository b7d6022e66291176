"""Checking a part of a file against its shape: each mistake with its place and a correct form, and what is left of it.

A part with mistakes is looked at once more without them, so that one wrong key does not hide what else is wrong.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.fields import OURS, did_you_mean, nearest, shown
from config.located import Document, Loc, Value
from config.mistakes import Mistake
from config.shapes import Shape

S = TypeVar("S", bound=Shape)

MOST_TOLD = 200  # mistakes in one part, or in one file after which no further part is looked at


@dataclass(frozen=True, slots=True)
class Placed(Generic[S]):
    """A part that has its shape, and where it stands."""

    shape: S
    loc: Loc
    document: Document

    def says(self, key: str) -> bool:
        """Whether anything stands under `key`, even what could not be used."""
        written = self.document.at(self.loc)
        return isinstance(written, dict) and written.get(key) is not None

    def mistake(self, what: str, form: str, *inside: str | int) -> Mistake:
        """A mistake in this part, at `inside` it."""
        return self.document.mistake((*self.loc, *inside), what, form)


def shaped(document: Document, loc: Loc, model: type[S], found: list[Mistake]) -> Placed[S] | None:
    """The part of `document` at `loc` as a `model`, mistakes added to `found`; None where nothing usable is left."""
    return _shaped(document, loc, document.at(loc), model, found)


def _shaped(document: Document, loc: Loc, raw: Value, model: type[S], found: list[Mistake]) -> Placed[S] | None:
    if not isinstance(raw, dict):
        found.append(document.mistake(loc, f"{shown(raw)} is not a mapping", "write lines of the form `key: value`"))
        return None
    if (known := document.shapes.get((id(raw), model))) is not None:
        return Placed(known, loc, document)
    try:
        document.shapes[id(raw), model] = shape = model.model_validate(raw)
        return Placed(shape, loc, document)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    misspelt = {
        (*detail["loc"][:-1], _meant(model, detail)) for detail in errors if detail["type"] == "extra_forbidden"
    }
    found.extend(
        _mistake(document, loc, model, detail)
        for detail in errors[:MOST_TOLD]
        if detail["type"] != "missing" or detail["loc"] not in misspelt
    )
    try:
        return Placed(model.model_validate(_without(raw, errors)), loc, document)
    except ValidationError:
        return None


def each(document: Document, loc: Loc, model: type[S], found: list[Mistake]) -> Iterator[Placed[S]]:
    """Each item of the list, or value of the mapping, at `loc`, as `shaped`."""
    inside = document.at(loc)
    parts: Iterable[tuple[str | int, Value]] = ()
    if isinstance(inside, list):
        parts = enumerate(inside)
    elif isinstance(inside, dict):
        parts = inside.items()
    for key, raw in parts:
        if len(found) > MOST_TOLD:
            break
        if (part := _shaped(document, (*loc, key), raw, model, found)) is not None:
            yield part


def _without(raw: dict[str, Value], errors: list[ErrorDetails]) -> dict[str, Value]:
    """A copy without what is wrong; from the end of lists, so that places stay true."""
    copy = deepcopy(raw)
    wrong = [error["loc"] for error in errors if error["type"] != "missing"]
    for *path, last in sorted(wrong, key=_from_the_end, reverse=True):
        around: Any = copy
        for part in path:
            around = around.get(part) if isinstance(around, dict) else around[part] if _has(around, part) else None
        if isinstance(around, dict):
            around.pop(last, None)
        elif _has(around, last):
            del around[last]
    return copy


def _from_the_end(loc: Loc) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (-1, part) for part in loc]


def _has(around: Any, place: Any) -> bool:
    return isinstance(around, list) and isinstance(place, int) and place < len(around)


def _mistake(document: Document, loc: Loc, model: type[Shape], detail: ErrorDetails) -> Mistake:
    inside = detail["loc"]
    around, field = _walk(model, inside)
    here, name = (*loc, *inside), next((part for part in reversed(inside) if isinstance(part, str)), "")
    form = f"write `{name}: {field.examples[0]}`" if field is not None and field.examples else "see config/example"
    match detail["type"]:
        case "missing":
            return document.mistake(here, f"`{name}` is missing", form.replace("write", "add", 1))
        case "extra_forbidden":
            return document.mistake(here, f"there is no `{name}` here", did_you_mean(name, _keys(around)), key=True)
        case kind if kind == OURS:
            context = detail["ctx"]
            what = f"`{name}`: {context['what']}" if name else context["what"]
            return document.mistake(here, what, context["form"], into=context["at"])
        case "too_short":
            return document.mistake(here, f"`{name}` is empty", form)
    return document.mistake(here, f"`{name}`: {shown(detail['input'])} does not fit here", form)


def _meant(model: type[Shape], detail: ErrorDetails) -> str | None:
    """The key that an unknown one was likely meant to be."""
    around, _ = _walk(model, detail["loc"])
    return nearest(str(detail["loc"][-1]), _keys(around))


def _keys(shape: type[BaseModel]) -> list[str]:
    return [info.alias or key for key, info in shape.model_fields.items()]


def _walk(model: type[Shape], inside: Loc) -> tuple[type[BaseModel], FieldInfo | None]:
    """The shape that holds the last key of the path, and that key's field."""
    around: type[BaseModel] = model
    field: FieldInfo | None = None
    for part in inside:
        if isinstance(part, int):
            continue
        if field is not None:
            inner = _shape_in(field.annotation)
            if inner is None:  # a key of a mapping that has any keys
                break
            around = inner
        field = next((info for key, info in around.model_fields.items() if part == (info.alias or key)), None)
    return around, field


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """The shape within `list[Shape]`, `Shape | None` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((shape for inner in get_args(annotation) if (shape := _shape_in(inner))), None)
