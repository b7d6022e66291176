"""Reading a scenario: a list of `at +3h this agency types that`, and of what has to come of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from config.fields import Id, Local, Once, PlaceId, Text, one_of, shown, text_of, word_of, wrong
from config.located import read
from config.mistakes import Mistake, Mistakes
from config.shapes import Shape, example
from config.shaping import Placed, each, shaped
from workflows.review.scenarios import Scenario, Step
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.ids import FieldName, JurisdictionId, TemplateId
from workflows.values.model import RoomKind

AT_START = Span(0, SpanUnit.HOURS)


def _ahead(value: Any) -> Span:
    """`+3h` after the start; `+0h` is the start itself."""
    text = text_of(value)
    if text in ("+0h", "+0m"):
        return AT_START
    try:
        return parse_span(text.removeprefix("+"))
    except BadSpan as mistake:
        wrong(f"{shown(value)} is no time after the start", f"write for example `+{mistake.hint.lstrip('+')}`")


def _texts(value: Any) -> list[str]:
    return [text_of(one) for one in value] if isinstance(value, list) else [text_of(value)]


Ahead = Annotated[Span, BeforeValidator(_ahead)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
BoardRoom = Annotated[str, word_of((RoomKind.JOINT.value, RoomKind.SUPPORT.value))]


class StepShape(Shape):
    at: Ahead = example("+3h")
    by: Text | None = example("harbour-support", default=None)
    types: Text | None = example('"done N2 accepted"', default=None)
    expect: Texts = example('"Task 2 done"', default=[])
    never: Texts = example('"paged"', default=[])
    board: BoardRoom | None = example("joint", default=None)


class ScenarioShape(Shape):
    """The top of a scenario; steps are looked at one by one."""

    template: Id | None = example("uk-nrm-adult", default=None)
    jurisdiction: PlaceId = example("GB-ENG")
    start: Local = example('"2026-11-27 10:00"')
    directory: Text | None = example("../my-settings", default=None)
    by: Text | None = example("city-police", default=None)
    priority: Annotated[Priority, BeforeValidator(one_of(Priority))] | None = example("P2", default=None)
    set: dict[str, Any] = example('{discovered: "-2h"}', default={})
    absent: Once[Text] = example("[health-east]", default=[])
    steps: list[Any] = example('[{at: +3h, by: city-police, types: "done N1"}]', default=[])
    until: Ahead | None = example("+14d", default=None)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario, and the folder with the directory it is played in; None: the example's."""

    scenario: Scenario
    folder: Path | None


def scenario_from(path: Path, template: str | None = None) -> ScenarioFile:
    """The scenario of a file; `template` goes before the one it names. Raises Mistakes."""
    document, found = read(path), list[Mistake]()
    top = shaped(document, (), ScenarioShape, found)
    steps = tuple(each(document, ("steps",), StepShape, found)) if top else ()
    if not found:
        found.extend(_wrong_steps(steps))
    if top is None or found:
        raise Mistakes(found)
    shape = top.shape
    named = template or shape.template
    if named is None:
        raise Mistakes([top.mistake("the scenario names no template", "add `template: uk-nrm-adult`")])
    scenario = Scenario(
        template=TemplateId(named),
        jurisdiction=JurisdictionId(shape.jurisdiction),
        start=shape.start,
        by=shape.by,
        priority=shape.priority,
        sets={FieldName(name): str(value) for name, value in shape.set.items()},
        absent=tuple(shape.absent),
        steps=tuple(map(_step, steps)),
        until=shape.until,
    )
    folder = path.parent / shape.directory if shape.directory else None
    return ScenarioFile(scenario, folder)


def _wrong_steps(steps: tuple[Placed[StepShape], ...]) -> list[Mistake]:
    found = []
    for step in steps:
        shape = step.shape
        if shape.types is None and shape.board is None and not shape.expect and not shape.never:
            found.append(step.mistake("nothing happens in this step", "add `types`, `expect`, `never` or `board`"))
        if shape.types is not None and shape.by is None:
            found.append(step.mistake("nobody types this", "add for example `by: city-police`", "types"))
    return found


def _step(step: Placed[StepShape]) -> Step:
    shape = step.shape
    return Step(
        at=shape.at,
        line=step.mistake("", "").line,
        by=shape.by,
        types=shape.types,
        expect=tuple(shape.expect),
        never=tuple(shape.never),
        board=RoomKind(shape.board) if shape.board else None,
    )
