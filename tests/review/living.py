"""Random valid templates, as YAML goes through the real reader; random directories; and what may happen in a case."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from config.directory import directory_of, parts_of
from config.located import read, read_bytes
from config.mistakes import Mistake
from config.template_files import Shelf
from tests.cast import OPENED
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.values.directory import Absence, Directory
from workflows.values.ids import JurisdictionId, TaskForceId, TemplateId, UserId

SETTINGS = Path(__file__).parent.parent / "scenarios" / "settings"
NAME, FORCE, GERMANY = TemplateId("made-up"), TaskForceId("rivers"), JurisdictionId("DE")

ROLES: dict[str, Any] = {
    "lead_role": {"types": ["police"], "opener": True, "lead": True, "asked": "opening"},
    "support_role": {"types": ["ngo"], "where": "support", "asked": "opening"},
    "health": {"types": ["health"]},
    "prosecutor": {"types": ["prosecution"], "per": "countries"},
    "spare": {"types": ["guardian"], "optional": True},  # nobody of the directory fills it
}
FIELDS: dict[str, Any] = {
    "minor": {"label": "Minor", "values": ["yes", "no"]},
    "rg": {"label": "Decision", "values": ["positive", "negative"]},
    "t0": {"label": "Moment", "moment": True},
    "ends": {"label": "End", "moment": True},
    "sites": {"label": "Sites", "most": 3},
    "met": {"label": "Met", "least": 0, "most": 99},
    "countries": {"label": "Countries", "values": ["DE", "RO"], "many": True},
}
STAGES = {"support": ["intake", "recovery", "closed"], "justice": ["intake", "proceedings"]}
CALM = ["accommodation", "notification", "record", "review", "referral"]
ATOMS = [
    "minor == yes", "minor != yes", "minor is not set", "rg == positive", "rg is set", "t0 is set",
    "countries in [RO]", "jurisdiction in [DE]", "jurisdiction in [GB]",
]  # fmt: skip
SPANS = ["15m", "4h", "24h", "3d", "2wd", "8wh", "1w"]


def one_of(*values: Any) -> SearchStrategy[Any]:
    return st.sampled_from(values)


@st.composite
def templates_as_data(draw: DrawFn) -> dict[str, Any]:
    """A template that is right in most respects, often in all."""
    tasks: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        tasks.append(_task(draw, f"T{number}", tasks))
    owners = {task["owner"] for task in tasks}
    return {
        "id": str(NAME), "version": 1, "title": "Made up", "review_by": "2027-06-30", "person": "none",
        "support": False, "jurisdictions": ["*"], "priority": draw(one_of("P2", "P2", "P3", "P4")),
        "roles": {name: role for name, role in ROLES.items() if name in owners or role.get("asked")},
        "fields": FIELDS, "stages": STAGES, "ask": draw(one_of([], [], ["t0"], ["minor"])),
        "tasks": tasks, "on": [_event(draw, tasks) for _ in range(draw(st.integers(0, 3)))],
        "sources": {"S1": "[A] made up"},
    }  # fmt: skip


def _task(draw: DrawFn, code: str, before: list[dict[str, Any]]) -> dict[str, Any]:
    clock = draw(one_of("deadline", "deadline", "deadline", "watch", "protected", "expiry", "scheduled"))
    owner = draw(one_of("lead_role", "lead_role", "support_role", "health", "spare", "prosecutor"))
    if clock == "protected":
        owner = draw(one_of("support_role", "health"))
    task: dict[str, Any] = {"id": code, "title": f"Do {code}", "owner": owner, "clock": clock, "basis": "default"}
    kinds = [*CALM, "statement"] if owner == "lead_role" else CALM
    task["kind"] = {"watch": "authority_decision", "protected": "protected_period"}.get(clock) or draw(one_of(*kinds))
    if owner == "prosecutor":
        task["per"] = "countries"
    elif draw(st.integers(0, 9)) == 0:
        task["per"] = draw(one_of("countries", "sites"))
    if draw(st.booleans()) and clock not in ("protected", "expiry"):
        task["results"] = ["yes", "no", "later"]
        if draw(st.integers(0, 3)) == 0:
            task["again"] = ["later"]
    others = [other["id"] for other in before]
    if draw(st.booleans()):
        task["from"] = _anchor(draw, before)
    if others and draw(st.integers(0, 3)) == 0:
        task["depends"] = sorted({draw(one_of(*others)) for _ in range(2)})
    if draw(st.integers(0, 2)) == 0:
        task["when"] = _condition(draw, before)
    if draw(st.booleans()) and owner == "support_role":
        task["where"] = "joint"
    if draw(st.integers(0, 4)) == 0:
        task["ladder"] = draw(one_of("P2", "P3", "P4"))
    if draw(st.integers(0, 4)) == 0:
        shares = [["75%"], ["50%", "15m"]] if clock in ("deadline", "watch") else []
        task["remind"] = draw(one_of(["10m"], ["15m", "5m"], *shares))
    if draw(st.integers(0, 5)) == 0 and clock not in ("protected", "expiry"):
        task["gate"] = draw(one_of(True, "minor != no"))
    if draw(st.integers(0, 7)) == 0 and clock == "deadline":
        task["asks"] = ["met"]
    task |= _clock(draw, clock)
    return task


def _clock(draw: DrawFn, clock: str) -> dict[str, Any]:
    span = draw(one_of(*SPANS))
    match clock:
        case "deadline":
            found: dict[str, Any] = draw(one_of({"due": span}, {"due": span}, {"due": "at_once"}, {"until": "ends"}))
            if "until" not in found and draw(st.integers(0, 4)) == 0:
                found = {**found, "every": draw(one_of("4h", "7d", "1wd"))}
                if draw(st.booleans()):
                    found |= {"then_every": "24h", "then_after": "24h"}
            return found
        case "watch":
            return draw(one_of({"due": span}, {"due": span, "chase_every": "2wd"}, {"chase_every": "1d"}))
        case "protected":
            return {"min": draw(one_of("2d", "30d", "5wd")), "blocks": ["statement"]}
        case "expiry":
            length = draw(one_of({"lasts": "2d"}, {"lasts": "90d"}, {"until": "ends"}))
            renewals = draw(one_of({}, {"renewals": {"most": 1, "by": "30d"}}, {"renewals": {"by": "asked"}}))
            return {**length, **renewals}
        case _:
            moment = draw(one_of("t0", "t0", "opened", "rg=positive"))
            return {"from": moment, "offset": draw(one_of("-21d", "-24h", "0h", "+90m", "+10wd", "-2wd"))}


def _anchor(draw: DrawFn, before: list[dict[str, Any]]) -> Any:
    known = ["opened", "minor", "rg=positive", "rg=negative", "t0", *(task["id"] for task in before)]
    known += [f"{task['id']}=yes" for task in before if "results" in task]
    first = draw(one_of(*known))
    return [first, draw(one_of("rg=positive", "minor=yes"))] if draw(st.integers(0, 5)) == 0 else first


def _condition(draw: DrawFn, before: list[dict[str, Any]]) -> str:
    atoms = [*ATOMS, *(f"{task['id']} is set" for task in before)]
    atoms += [f"{task['id']} == yes" for task in before if "results" in task]
    first = draw(one_of(*atoms))
    match draw(st.integers(0, 4)):
        case 0:
            return f"{first} and {draw(one_of(*atoms))}"
        case 1:
            return f"{first} or {draw(one_of(*atoms))}"
        case 2:
            return f"not ({first})"
        case _:
            return str(first)


def _event(draw: DrawFn, tasks: list[dict[str, Any]]) -> dict[str, Any]:
    what = draw(
        one_of(
            {"set": {"rg": "positive"}},
            {"set": {"rg": "negative"}},
            {"set": {"t0": "now"}},
            {"set": {"minor": "yes"}},
            {"stage": {"support": "recovery"}},
            {"stage": {"justice": "proceedings"}},
            {"tell": "lead"},
        )
    )  # fmt: skip
    return {"when": _condition(draw, tasks), **what}


class Made:
    """Data, and the template it is; None where it does not pass check."""

    def __init__(self, data: dict[str, Any], template: Template | None) -> None:
        self.data, self.template = data, template

    def __repr__(self) -> str:
        told = {key: self.data[key] for key in ("priority", "ask", "tasks", "on")}
        return json.dumps(told).replace('{"id"', '\n  {"id"')


class Around:
    """A directory, and what of it is not as usual."""

    def __init__(self, directory: Directory, odd: tuple[str, ...]) -> None:
        self.directory, self.odd = directory, odd

    def __repr__(self) -> str:
        return " ".join(self.odd) or "everybody is there"


@st.composite
def templates(draw: DrawFn) -> Made:
    """A template, placed where the directory is."""
    data = draw(templates_as_data())
    found: list[Mistake] = []
    made = Shelf().template(read_bytes(json.dumps(data).encode(), "made-up.yaml"), found)
    return Made(data, placed(made, whole_directory().jurisdictions) if made else None)


@cache
def whole_directory() -> Directory:
    """The one of the scenarios."""
    found: list[Mistake] = []
    parts = parts_of(read(SETTINGS / "directory.yaml"), found)
    known = directory_of(parts, OPENED, found) if parts else None
    assert known is not None, found
    return known


@st.composite
def directories(draw: DrawFn) -> Around:
    """Germany's agencies and their people: some away, some agencies without anybody, leads who join or do not."""
    whole = whole_directory()
    networked = draw(st.booleans())
    force = replace(whole.task_forces[FORCE], templates=(NAME,), networked=networked)
    people = dict(whole.people)
    odd = [] if networked else ["centralised"]
    for user in draw(st.lists(one_of(*MAY_BE_ODD), max_size=3, unique=True)):
        gone = draw(st.booleans())
        odd.append(f"{user} {'gone' if gone else 'away'}")
        person = people.pop(user)
        if not gone:
            people[user] = replace(person, absences=(Absence(start=OPENED, end=OPENED.replace(month=12)),))
    return Around(replace(whole, people=people, task_forces={FORCE: force}), tuple(odd))


MAY_BE_ODD = tuple(
    UserId(f"@{name}:example.org")
    for name in ("north-support", "north-health", "north-prosecutor", "south-prosecutor", "north-police.deputy",
                 "rivers.lead")
)  # fmt: skip
MOVES = (
    "done {n}", "done {n} {result}", "done {n} {result}", "done {n} {result} 2d", "done {n} met 4", "undo",
    "drop {n} not needed", "reopen {n} slip", "take {n} 1h", "later {n} 2h court", "give {n} {agency}", "lift {n}",
    "block {n} by {agency}", "unblock {n}", "due {n} 3h sooner", "renew {n}", "renew {n} {date}", "chase {n}",
)  # fmt: skip
SETTINGS_OF_A_CASE = (
    "set rg positive", "set rg negative", "set minor yes", "set minor no", "set t0 {date}", "set t0 now",
    "set ends {date}", "set countries RO", "set countries RO DE", "set sites 3", "set sites 1", "set met 7",
    "stage support recovery done", "stage justice proceedings done", "stage support intake back",
)  # fmt: skip
THE_REST = (
    "why {n}", "show {n}", "take {n} 3d", "task add look again due 2h", "task add take a statement due 2h", "board",
    "list", "mine", "who", "priority P1", "priority P3", "case close", "case reopen", "confirm {code}", "operation go",
    "operation status", "operation abort safety", "operation ready", "case invite north-health",
    "case remove north-health gone", "take all 1h",
)  # fmt: skip
DATES = ("2026-11-20", "2026-11-28 09:00", "2026-12-05", "2027-01-15 12:00")

Deed = tuple[str, int, str, int]  # what: `say` or `pass`; who; the line; which task, or how many minutes


@st.composite
def deeds(draw: DrawFn) -> Deed:
    """Somebody types something, or time passes."""
    if draw(st.integers(0, 2)) == 0:
        minutes = draw(one_of(1, 15, 60, 200, 24 * 60, 3 * 24 * 60, 40 * 24 * 60))
        return "pass", 0, "", minutes
    lines = draw(one_of(MOVES, MOVES, MOVES, SETTINGS_OF_A_CASE, SETTINGS_OF_A_CASE, THE_REST))
    line = draw(one_of(*lines)).replace("{result}", draw(one_of("yes", "no", "later", "odd")))
    line = line.replace("{date}", draw(one_of(*DATES)))
    line = line.replace("{agency}", draw(one_of("north-health", "north-support", "south-police")))
    return "say", draw(st.integers(0, 9)), line, draw(st.integers(1, 8))
