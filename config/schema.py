"""What may stand in a template as a JSON Schema (draft 2020-12), made from the shapes, for editors.

A schema sees one file and no names; what refers to what is checked by `workflow check`.
"""

import json
import re
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from config.located import read_bytes
from config.shapes import LadderShape, Shape
from config.template_shapes import ALONE, EventShape, FieldShape, RoleShape, TaskShape, TemplateShape

SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
SHAPES: Final[tuple[type[Shape], ...]] = (TemplateShape, RoleShape, FieldShape, TaskShape, EventShape, LadderShape)
INSIDE: Final = {"roles": "role", "fields": "field", "ladders": "ladder"}  # mappings, by what stands in them
LISTS: Final = {"tasks": "task", "on": "event"}
ALWAYS: Final = ["id", "version"]  # whatever is extended


def template_schema() -> dict[str, Any]:
    """The schema of a template file."""
    _, made = models_json_schema([(shape, "validation") for shape in SHAPES], ref_template="#/$defs/{model}")
    parts = {_called(name): _plain(part) for name, part in made["$defs"].items()}
    top = parts.pop("template")
    needed = {name: part.pop("required", []) for name, part in {**parts, "template": top}.items()}
    for key, name in INSIDE.items():
        top["properties"][key]["additionalProperties"] = {"$ref": f"#/$defs/{name}"}
    for key, name in LISTS.items():
        top["properties"][key]["items"] = {"$ref": f"#/$defs/{name}"}
    banner = top["properties"]["banners"]
    banner["items"] = {"anyOf": [parts["banner"]["properties"]["text"], banner["items"]]}
    for name in parts.keys() - {"task", "field"}:
        if needed[name]:
            parts[name]["required"] = needed[name]
    parts["task"]["required"] = ["id"]
    return {
        "$schema": SCHEMA,
        "title": "Caseroom workflow template",
        **top,
        "required": ALWAYS,
        "if": {"not": {"required": ["extends"]}},
        "then": {
            "required": needed["template"],
            "properties": {
                "tasks": {"items": {"required": needed["task"]}},
                "fields": {"additionalProperties": {"required": needed["field"]}},
            },
        },
        "$defs": _used(parts, top),
    }


def _used(parts: dict[str, Any], top: Any) -> dict[str, Any]:
    """The parts that something refers to, directly or through others."""
    left, used = [top], set[str]()
    while left:
        fresh = set(re.findall(r"#/\$defs/(\w+)", json.dumps(left.pop()))) - used
        used |= fresh
        left.extend(parts[name] for name in fresh)
    return {name: part for name, part in sorted(parts.items()) if name in used}


def schema_page() -> str:
    """The schema as it is kept in docs/."""
    return json.dumps(template_schema(), indent=2, ensure_ascii=False) + "\n"


def _called(model: str) -> str:
    """`TaskShape` is a `task`, `ClockKind` a `clock_kind`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.removesuffix("Shape")).lower()


def _plain(part: Any) -> Any:
    """Without what pydantic adds for programs, and examples as the values that they are in YAML."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    found: dict[str, Any] = {}
    for key, value in part.items():
        if key == "properties":
            found[key] = {name: _plain(inner) for name, inner in value.items()}
        elif key == "$ref":
            found[key] = "#/$defs/" + _called(value.rpartition("/")[2])
        elif key == "examples":
            found[key] = [read_bytes(f"x: {one}".encode(), "example").data["x"] for one in value]
        elif key not in {"title", "default"}:
            found[key] = _plain(value)
    if found.pop(ALONE, False):
        about = {key: found.pop(key) for key in ("description", "examples")}
        return {**about, "anyOf": [found["items"], found]}
    return found
