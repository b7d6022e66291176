"""The pages that say what may stand in a template: for editors as a JSON Schema, for people as a list of every key."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.schema import LISTS, schema_page, template_schema
from config.shapes import LadderShape, LevelShape, Shape
from config.template_shapes import (
    BannerShape,
    EventShape,
    FieldShape,
    MovesShape,
    RenewalsShape,
    RoleShape,
    StagesShape,
    TaskShape,
    TemplateShape,
)
from workflows.language.kinds import CHILD, COOPERATION, FORBIDDEN, OTHERS, OUTSIDE, PERIODS, SUPPORT

KEYS_PAGE = Path("docs") / "template-keys.md"
SCHEMA_FILE = Path("docs") / "template.schema.json"
SECTIONS: tuple[tuple[str, str, type[Shape]], ...] = (
    ("The top", "template", TemplateShape),
    ("A role: `roles`, by name", "role", RoleShape),
    ("A field: `fields`, by name", "field", FieldShape),
    ("A task: the list `tasks`", "task", TaskShape),
    ("Renewals of a task", "renewals", RenewalsShape),
    ("An event: the list `on`", "event", EventShape),
    ("Where an event moves a lane: `stage`", "moves", MovesShape),
    ("Lanes: `stages`", "stages", StagesShape),
    ("A banner: the list `banners`", "banner", BannerShape),
    ("A ladder: `ladders`, by priority", "ladder", LadderShape),
    ("A level: the list `levels` of a ladder", "level", LevelShape),
)
PROTECTED_BY: tuple[tuple[Mapping[str, str], str], ...] = (
    (COOPERATION, "support never waits for it; a period may forbid it"),
    (FORBIDDEN, "a period may forbid it"),
    (SUPPORT, "never waits for cooperation; no period forbids it"),
    (CHILD, "a child's never waits for consent; no period forbids it"),
    (OUTSIDE, "is a `watch`, no deadline of the room"),
    (PERIODS, "is the period itself"),
    (OTHERS, ""),
)
KINDS_OPENING = """\
## Kinds of task: `kind`, and in `blocks`

Protection hangs on some of these words. One that is nearly one of those is refused, as it may be misspelt; another word
of your own is only warned of. In `blocks` a word stands here, or is the kind of a task of the same template."""
OPENING = """\
# Every key of a template

<!-- Made from config/template_shapes.py by `make docs`: change it there. -->

How to write one is told in [templates.md](templates.md). Keys in **bold** are needed. With `extends` only `id` and
`version` are, and `id` in each task: the rest is taken over. `null` takes a key away that was taken over.

- **A length of time** is `90m`, `4h`, `2d`, `1w` by the calendar, `3wd` working days, `8wh` working hours.
- **A condition** compares fields and results of tasks: `minor == yes and country in [RO, PL]`, `N4 != no`,
  `not (rg is set or cg is set)`, `jurisdiction == GB`. What is not known yet makes it wait.
"""


def keys_page() -> str:
    """Every key with what it is for and an example, Markdown."""
    schema = template_schema()
    parts = {**schema["$defs"], "template": schema}
    return "\n".join([OPENING, *(line for section in SECTIONS for line in _section(*section, parts)), *_kinds()])


def _kinds() -> Iterator[str]:
    yield f"{KINDS_OPENING}\n\n| Kind | What such a task is for | For the person's protection |\n|---|---|---|"
    for of, used in PROTECTED_BY:
        yield from (f"| `{kind}` | {about} | {used} |" for kind, about in of.items())
    yield ""


def write_template_pages(root: Path) -> None:
    """Write both pages below `root`, the folder of the project."""
    for page, text in ((KEYS_PAGE, keys_page()), (SCHEMA_FILE, schema_page())):
        (root / page).parent.mkdir(exist_ok=True)
        (root / page).write_text(text, encoding="utf-8")


def _section(title: str, name: str, shape: type[Shape], parts: dict[str, Any]) -> Iterator[str]:
    part = parts[name]
    yield f"## {title}\n\n{part['description']}\n"
    yield "| Key | What it is for | For example |"
    yield "|---|---|---|"
    for key, info in shape.model_fields.items():
        called = info.alias or key
        shown = f"**`{called}`**" if info.is_required() else f"`{called}`"
        written = str((info.examples or [""])[0]).replace("|", "\\|")
        yield f"| {shown} | {info.description} | {_example(called, written, name)} |"
    yield ""


def _example(key: str, written: str, part: str) -> str:
    return f"`{key}:` a list, below" if part == "template" and key in LISTS else f"`{key}: {written}`"
