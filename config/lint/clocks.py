"""Each clock has what it needs and nothing that it does not know."""

from collections.abc import Iterator, Mapping

from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import TaskShape
from config.templates import TemplateParts
from workflows.values.directory import Span, SpanUnit
from workflows.values.model import ClockKind

KEYS: Mapping[str, tuple[str, frozenset[ClockKind]]] = {
    "min": ("least", frozenset({ClockKind.PROTECTED})),
    "blocks": ("blocks", frozenset({ClockKind.PROTECTED})),
    "lasts": ("lasts", frozenset({ClockKind.EXPIRY})),
    "renewals": ("renewals", frozenset({ClockKind.EXPIRY})),
    "offset": ("offset", frozenset({ClockKind.SCHEDULED})),
    "due": ("due", frozenset({ClockKind.DEADLINE, ClockKind.WATCH})),
    "until": ("until", frozenset({ClockKind.DEADLINE, ClockKind.WATCH, ClockKind.EXPIRY})),
    "chase_every": ("chase_every", frozenset({ClockKind.WATCH})),
    "every": ("every", frozenset({ClockKind.DEADLINE, ClockKind.WATCH, ClockKind.SCHEDULED})),
    "gate": ("gate", frozenset({ClockKind.DEADLINE, ClockKind.SCHEDULED, ClockKind.WATCH})),
    "again": ("again", frozenset({ClockKind.DEADLINE, ClockKind.WATCH, ClockKind.SCHEDULED})),
    "results": ("results", frozenset({ClockKind.DEADLINE, ClockKind.WATCH, ClockKind.SCHEDULED, ClockKind.EXPIRY})),
}  # which clocks know a key, and its name in the shape
SHORTEST = {"every": 60, "then_every": 60, "chase_every": 60}  # minutes


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    for task in parts.tasks:
        yield from _unknown(task)
        yield from _needed(task)
        yield from _again_and_again(task)
        yield from _reminders(task)


def _unknown(task: Placed[TaskShape]) -> Iterator[Mistake]:
    shape = task.shape
    for key, (attribute, clocks) in KEYS.items():
        if getattr(shape, attribute) and shape.clock not in clocks:
            if key == "chase_every":
                what = "only what an outside authority does is chased"
                yield task.mistake(what, "leave it out, or write `clock: watch`", key)
            else:
                listed = " or ".join(f"`clock: {clock}`" for clock in sorted(clocks))
                yield task.mistake(f"a {shape.clock} task has no `{key}`", f"leave it out, or write {listed}", key)


def _needed(task: Placed[TaskShape]) -> Iterator[Mistake]:
    shape, code = task.shape, task.shape.id
    match shape.clock:
        case ClockKind.DEADLINE if shape.due is None and not _says(task, "due", "until"):
            yield task.mistake(f"deadline `{code}` has no `due`", "add for example `due: 24h`")
        case ClockKind.WATCH if shape.chase_every is None and not _says(task, "due", "chase_every", "until"):
            yield task.mistake(f"watch `{code}` is never looked at", "add `due: 5wd` or `chase_every: 2wd`")
        case ClockKind.PROTECTED if not _says(task, "min"):
            yield task.mistake(f"protected `{code}` has no `min`", "add for example `min: 30d`")
        case ClockKind.PROTECTED if not _says(task, "blocks"):
            form = "add for example `blocks: [statement, removal]`"
            yield task.mistake(f"protected `{code}` protects from nothing", form)
        case ClockKind.EXPIRY if not _says(task, "lasts", "until"):
            yield task.mistake(
                f"`{code}` never lapses", "add `lasts: 90d`, or `until:` with a field that holds the end"
            )
        case ClockKind.SCHEDULED if shape.offset is None and not _says(task, "offset"):
            yield task.mistake(f"scheduled `{code}` has no `offset`", "add for example `offset: -2d`, or `0h`")
    spans = {"due": shape.due, "lasts": shape.lasts}
    for key, span in spans.items():
        if shape.until is not None and span is not None:
            yield task.mistake(f"`until` and `{key}` both say when", "keep one of them", "until")


def _says(task: Placed[TaskShape], *keys: str) -> bool:
    return any(map(task.says, keys))


def _again_and_again(task: Placed[TaskShape]) -> Iterator[Mistake]:
    shape = task.shape
    for key, other in (("then_every", "then_after"), ("then_after", "then_every")):
        if getattr(shape, key) is not None and (getattr(shape, other) is None or shape.every is None):
            missing = other if getattr(shape, other) is None else "every"
            yield task.mistake(f"`{key}` needs `{missing}`", f"add for example `{missing}: 24h`", key)
    for key, least in SHORTEST.items():
        span: Span | None = getattr(shape, key)
        if span is not None and span.unit is SpanUnit.MINUTES and span.amount < least:
            yield task.mistake(
                f"`{key}` comes more often than people can answer", f"write `{least // 60}h` or more", key
            )


def _reminders(task: Placed[TaskShape]) -> Iterator[Mistake]:
    shape = task.shape
    shares = [number for number, remind in enumerate(shape.remind or ()) if remind.share is not None]
    if shares and shape.clock in {ClockKind.SCHEDULED, ClockKind.PROTECTED}:
        form = "write so long before, as `2d`"
        yield task.mistake(f"a {shape.clock} task has no window of which to take a share", form, "remind", shares[0])
    for number, remind in enumerate(shape.remind or ()):
        window = shape.due or shape.lasts
        if remind.before is None or window is None or remind.before.unit is not window.unit:
            continue
        if remind.before.amount >= window.amount:
            what = "this reminder comes before there is anything to remind of"
            yield task.mistake(what, "write less than the whole time", "remind", number)
