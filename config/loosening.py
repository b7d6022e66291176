"""Numbers of rules in a template that extends another: stricter as one likes, looser only for a given reason."""

from collections.abc import Iterator

from config.mistakes import Mistake
from config.shaping import Placed
from config.template_fields import AT_ONCE
from config.template_shapes import TaskShape
from config.templates import TemplateParts
from workflows.language.strictness import no_later, no_longer
from workflows.language.template import Basis, Loosened, Offset
from workflows.time.spans import format
from workflows.values.directory import Span


def loosened(base: TemplateParts, parts: TemplateParts, found: list[Mistake]) -> tuple[Loosened, ...]:
    """The numbers of rules that are looser here than in `base`, each with its reason; without one, a mistake."""
    kept: list[Loosened] = []
    for task in parts.tasks:
        rule = base.by_id.get(task.shape.id)
        reason = task.shape.looser_because
        looser = list(_looser(rule.shape, task.shape)) if rule and rule.shape.basis is Basis.RULE else []
        if reason is None:
            found.extend(_refused(task, *one) for one in looser)
            continue
        if not looser:
            what = f"nothing of a rule is looser in `{task.shape.id}`"
            found.append(task.mistake(what, "leave `looser_because` out", "looser_because"))
        kept.extend(Loosened(task=task.shape.id, was=was, now=now, reason=reason) for _, was, now, _ in looser)
    return tuple(kept)


def _refused(task: Placed[TaskShape], key: str, was: str, now: str, strict: str) -> Mistake:
    what = f"the rule of `{task.shape.id}` says {was}, and this is looser or cannot be compared: {now}"
    return task.mistake(what, f"write {strict}, or say why in `looser_because`", key)


def _looser(rule: TaskShape, here: TaskShape) -> Iterator[tuple[str, str, str, str]]:
    """Key, what the rule says, what is said here, and what would be as strict, of all that is not surely so."""
    if rule.clock is not here.clock:
        yield "clock", f"`{rule.clock}`", f"`{here.clock}`", f"`{rule.clock}`"
        return
    if rule.anchors != here.anchors:
        yield "from", _anchors(rule), _anchors(here), _anchors(rule)
    for key, old, new in (("due", rule.due, here.due), ("lasts", rule.lasts, here.lasts)):
        if old is not None and (new is None or not no_longer(new, old)):
            yield key, _said(old), _said(new), f"{_said(old)} or less"
    if rule.least is not None and (here.least is None or not no_longer(rule.least, here.least)):
        least = _said(rule.least)
        yield "min", f"{least} (more is stricter)", _said(here.least), f"{least} or more"
    if rule.offset is not None and (here.offset is None or not no_later(here.offset, rule.offset)):
        yield "offset", _offset(rule.offset), _offset(here.offset), f"{_offset(rule.offset)} or an earlier moment"
    if rule.every is not None and (here.every is None or not no_longer(here.every, rule.every)):
        yield "every", _said(rule.every), _said(here.every), f"{_said(rule.every)} or less"
    if rule.until is not None and here.until != rule.until:
        yield "until", f"`{rule.until}`", f"`{here.until}`" if here.until else "nothing", f"`{rule.until}`"
    if rule.lasts is not None and _renewed_more(rule, here):
        yield "renewals", "fewer or shorter renewals", "more", "fewer or shorter ones"


def _renewed_more(rule: TaskShape, here: TaskShape) -> bool:
    old, new = rule.renewals, here.renewals
    if new is None or (old is not None and old == new):
        return False
    if old is None:
        return True
    more = old.most is not None and (new.most is None or new.most > old.most)
    return more or (old.by is not None and (new.by is None or not no_longer(new.by, old.by)))


def _said(span: Span | None) -> str:
    if span is None:
        return "nothing"
    return "`at_once`" if span == AT_ONCE else f"`{format(span)}`"


def _offset(offset: Offset | None) -> str:
    return f"`{'-' if offset.before else '+'}{format(offset.span)}`" if offset else "nothing"


def _anchors(shape: TaskShape) -> str:
    return "from " + ", ".join(
        f"`{anchor.name}={anchor.value}`" if anchor.value else f"`{anchor.name}`" for anchor in shape.anchors
    )
