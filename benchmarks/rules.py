"""What the rules cost without a network: a preview, one decision in a small and in a large case, and a reload."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.figures import Bound, Section, median, percentile
from bot.cli.workflow_named import example_folder
from bot.cli.workflow_simulate import hear
from config.load import load, load_template, shipped_templates, template_from
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, Moment
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.review.planned import Supposed
from workflows.review.planning import plan
from workflows.review.rehearsing import Rehearsal, Typed
from workflows.values.directory import Directory
from workflows.values.ids import TemplateId, UserId
from workflows.values.model import Room

START: Final = datetime(2026, 11, 27, 10, tzinfo=UTC)
OPENER: Final = UserId("@reyes:example.org")
NAME: Final = TemplateId("made-up")
SMALL, LARGE = 20, 200  # tasks of one case
DECISIONS: Final = 200
TEMPLATES, PEOPLE, AGENCIES = 200, 500, 50
COPIED: Final = ("eu-referral-reflection", "jit-setup", "joint-operation", "uk-nrm-adult", "uk-nrm-child")
TYPES: Final = (
    "police", "ngo", "health", "legal_aid", "child_services", "prosecution", "social_services", "immigration",
    "guardian", "private_partner", "border",
)  # fmt: skip
CAPABILITIES: Final = ("legal_advice", "interpreting", "focal_point", "cross_border", "jit", "reception", "transport")
RELOADS: Final = 5
PLANS: Final = 50


def _timed(*works: Callable[[], object], times: int) -> tuple[list[float], ...]:
    """Milliseconds of the processor for each, in turn: a busy neighbour does not count."""
    samples: tuple[list[float], ...] = tuple([] for _ in works)
    for turn in range(-1, times):
        for work, taken in zip(works, samples, strict=True):
            began = time.process_time()
            work()
            if turn >= 0:
                taken.append((time.process_time() - began) * 1000)
    return samples


def _row(name: str, taken: list[float]) -> tuple[str, ...]:
    return (name, f"{median(taken):.2f} ms", f"{percentile(taken, 95):.2f} ms")


# a preview


def previewing() -> Section:
    """The largest shipped template, planned as a preview shows it, beside parsing its file."""
    path = max(shipped_templates().glob("*.yaml"), key=lambda one: len(one.read_text(encoding="utf-8")))
    text, template = path.read_text(encoding="utf-8"), load_template(path)
    directory = _with(template, load(example_folder(), START, {}).directory)
    supposed = Supposed(start=START, jurisdiction=next(iter(directory.jurisdictions)))
    parsed, planned = _timed(
        lambda: yaml.load(text, Loader=yaml.CSafeLoader), lambda: plan(template, directory, supposed), times=PLANS
    )
    return Section(
        "Preview",
        f"`{template.id}`, the largest shipped template, {len(template.tasks)} tasks: every due time, reminder and "
        f"escalation, beside what PyYAML with libyaml takes to parse the file. {PLANS} times each in turn.",
        ("", "median", "p95"),
        (_row("parsing the YAML", parsed), _row("the plan", planned)),
        (Bound("plan beside parsing", median(planned) / median(parsed), 5.0),),
    )


def _with(template: Template, directory: Directory) -> Directory:
    """Where every task force may open such cases."""
    forces = {
        id: replace(force, templates=(*force.templates, template.id)) for id, force in directory.task_forces.items()
    }
    return replace(directory, task_forces=forces)


# one event in a case


def deciding() -> Section:
    """`done` typed in a case of twenty tasks and in one of two hundred, everything that follows from it included."""
    directory = load(example_folder(), START, {}).directory
    small, large = (_event(_case_of(count, directory), directory) for count in (SMALL, LARGE))
    few, many = _timed(small, large, times=DECISIONS)
    return Section(
        "Deciding one event",
        f"`done` for one task, from the typed line to the decision, {DECISIONS} times each in turn. Some tasks wait "
        "for others, some hang on a field, as in the shipped templates.",
        ("", "median", "p95"),
        (_row(f"a case of {SMALL} tasks", few), _row(f"a case of {LARGE} tasks", many)),
        (Bound(f"{LARGE} beside {SMALL} tasks, median", median(many) / median(few), 3.0),),
    )


def _template_of(count: int, directory: Directory) -> Template:
    tasks: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        task: dict[str, Any] = {
            "id": f"N{number}", "title": f"Do number {number}", "owner": "first_responder", "kind": "record",
            "clock": "deadline", "due": "24h", "basis": "default",
        }  # fmt: skip
        if number % 5 == 0:
            task |= {"depends": [f"N{number - 1}"]}
        if number % 7 == 0:
            task |= {"when": "minor == yes"}
        tasks.append(task)
    data = {
        "id": NAME, "version": 1, "title": "Made up", "review_by": "2027-06-30", "person": "none", "support": False,
        "jurisdictions": ["GB-ENG"], "priority": "P3", "tasks": tasks,
        "roles": {"first_responder": {"types": ["police"], "opener": True, "lead": True}},
        "fields": {"minor": {"label": "Minor", "values": ["yes", "no"]}},
        "on": [{"when": "N1 is set", "tell": "lead"}],
    }  # fmt: skip
    return placed(template_from(json.dumps(data).encode(), f"{NAME}.yaml", {}), directory.jurisdictions)


def _case_of(count: int, directory: Directory) -> Rehearsal:
    template = _template_of(count, directory)
    case = Rehearsal(directory=_with(template, directory), templates={NAME: template}, now=START, hear=hear)
    case.says(OPENER, f"case open {NAME} GB-ENG P3")
    case.says(OPENER, "go")
    return case


def _event(play: Rehearsal, directory: Directory) -> Callable[[], object]:
    case, room, moment = play.snapshot(), play.place_of(OPENER), play.moment()
    if case is None or room is None:
        raise RuntimeError("the case did not open")
    return _done(case, room, moment, directory)


def _done(case: CaseSnapshot, room: Room, moment: Moment, directory: Directory) -> Callable[[], object]:
    typed = Typed(by=directory.people[OPENER], room=room, text="done 4")
    desk = DeskSnapshot(cases=(case,), templates={case.template.id: case.template})
    return lambda: hear(typed, desk, moment)


# reload


def reloading(folder: Path) -> Section:
    """All settings read and checked, beside what a plain YAML parser takes for the same files."""
    _lay_out(folder)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted(shipped_templates().glob("*.yaml"))]

    def parse() -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    parsed, loaded = _timed(parse, lambda: load(folder, START, {}), times=RELOADS)
    return Section(
        "Reload",
        f"{TEMPLATES} templates and {PEOPLE} people: `load` reads, checks and lints everything; beside it PyYAML with "
        f"libyaml only parses the same {len(texts)} files. {RELOADS} times each in turn.",
        ("", "median", "p95"),
        (_row("parsing the YAML", parsed), _row("load", loaded)),
        (Bound("load beside parsing", median(loaded) / median(parsed), 1.5),),
    )


def _lay_out(folder: Path) -> None:
    example = example_folder()
    templates = folder / "templates"
    templates.mkdir(parents=True)
    (folder / "settings.yaml").write_text((example / "settings.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    sources = [path for path in sorted(shipped_templates().glob("*.yaml")) if path.stem in COPIED]
    names = []
    for number in range(TEMPLATES):
        text = sources[number % len(sources)].read_text(encoding="utf-8")
        name = f"made-up-{number}"
        names.append(name)
        lines = [f"id: {name}" if line.startswith("id: ") else line for line in text.splitlines()]
        (templates / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["zone: Europe/London", "jurisdictions:"]
    lines += ["  - {id: GB-ENG, name: England, zone: Europe/London, holidays: {country: GB, subdivision: ENG}}"]
    lines += ["agencies:"]
    for number in range(AGENCIES):
        kind, able = TYPES[number % len(TYPES)], ", ".join(CAPABILITIES)
        lines += [f"  - {{id: agency-{number}, name: Agency {number}, type: {kind}, jurisdictions: [GB-ENG],"]
        lines += [f"     capabilities: [{able}]}}"]
    lines += ["people:"]
    for number in range(PEOPLE):
        role = ("liaison, coordinator", "deputy", "liaison")[number // AGENCIES % 3]
        seat = f"[{{agency: agency-{number % AGENCIES}, roles: [{role}]}}]"
        lines += [f'  - {{user: "@person-{number}:example.org", name: Person {number}, seats: {seat}}}']
    lines += ["task_forces:", "  - id: force", "    name: Force", "    jurisdictions: [GB-ENG]"]
    lines += ["    templates: [" + ", ".join([*names, *COPIED, "missing-child-uk"]) + "]"]
    lines += ["    agencies: [" + ", ".join(f"agency-{number}" for number in range(AGENCIES)) + "]"]
    lines += ['    leads: ["@person-0:example.org"]', '    committee: ["@person-1:example.org"]']
    lines += ['administrators: ["@person-2:example.org"]']
    (folder / "directory.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
