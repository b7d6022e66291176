"""LT2: where numbers come from. What was not read is never shown as law."""

import re
from collections.abc import Iterator

from config.fields import did_you_mean
from config.located import Loc
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import BannerShape, TaskShape
from config.templates import TemplateParts
from workflows.language.template import Basis

_MARKED = re.compile(r"\[(?P<mark>[A-C])\] \S.*")
READ = "[A]"


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    sources = parts.top.shape.sources
    for name, text in sources.items():
        if not _MARKED.fullmatch(text):
            what = f"source `{name}` does not say how well it is known"
            form = "begin with [A] it was read, [B] it was found, [C] background knowledge"
            yield parts.top.mistake(what, form, "sources", name)
    for task in parts.tasks:
        yield from _task(task, parts)
    for number, banner in enumerate(parts.top.shape.banners):
        yield from _banner(number, banner, parts)
    if parts.whole:
        used = {name for task in parts.tasks for name in task.shape.source}
        used |= {name for banner in parts.top.shape.banners for name in banner.source}
        for name in sources:
            here: Loc = ("sources", name)
            if name not in used and parts.document.place(here)[0] == parts.document.path:
                what, form = f"nothing names source `{name}`", "name it at a task or a banner, or take it out"
                yield parts.document.mistake(here, what, form, key=True).as_warning()


def _task(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape, sources = task.shape, parts.top.shape.sources
    for number, name in enumerate(shape.source):
        if name not in sources:
            yield task.mistake(f"there is no source `{name}`", did_you_mean(name, sources), "source", number)
    for key, basis in (("basis", shape.basis), ("duty", shape.duty)):
        if basis is None or basis is Basis.DEFAULT:
            continue
        said = f"`{shape.id}` is said to be a {basis}"
        if not shape.source:
            form = "add `source: S01` and list it in `sources`, or write `basis: default`"
            yield task.mistake(f"{said} and names no source", form, key)
        elif key == "basis" and all(_unread(sources.get(name, READ)) for name in shape.source):
            form = "name a source that was read, marked [A], or write `basis: default`"
            yield task.mistake(f"{said}, and no source of it was read", form, key)
    if shape.duty is not None and shape.basis is not Basis.DEFAULT:
        what = f"number and duty of `{shape.id}` are both said to be no default"
        yield task.mistake(what, "leave `duty` out: `basis` covers both", "duty")


def _unread(source: str) -> bool:
    match = _MARKED.fullmatch(source)
    return match is not None and f"[{match['mark']}]" != READ


def _banner(number: int, banner: BannerShape, parts: TemplateParts) -> Iterator[Mistake]:
    for place, name in enumerate(banner.source):
        if name not in parts.top.shape.sources:
            form = did_you_mean(name, parts.top.shape.sources)
            what = f"there is no source `{name}`"
            yield parts.top.mistake(what, form, "banners", number, "source", place)
