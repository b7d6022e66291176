"""The shipped protocols: which rows they carry and leave out, what is law in them; and each lint that guards them."""

from pathlib import Path
from typing import Any

import pytest

from config.load import load_template, shipped_templates
from config.located import read
from config.mistakes import Mistake, Mistakes
from tests.config.folders import pointed_at
from workflows.language.conditions import parse
from workflows.language.template import Anchor, Basis, Template
from workflows.time.spans import format
from workflows.values.directory import POLICE_TYPES, Priority
from workflows.values.model import ClockKind, Where

UK, US, MISSING = "uk-nrm-adult", "us-foreign-minor-24h", "missing-child"
LINTS: Any = read(Path(__file__).parent / "lints.yaml").data["edits"]

ROWS = {
    UK: "N1 N2 N3 N4 N5a N5b N6 N7 N8 N9 N10 N11 N12 N13 N14 N15 N16 N17 N18 N19",
    US: "M1 M2 M3 M4 M5 M6 M7 M8 M9 M10 M11 M12 M13 M14",
    MISSING: "X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 X13 X14 X15",
}
LEFT_OUT = {
    UK: "N10 N11 N12 N14 N15 N16 N17 N19",
    US: "M5 M11",
    MISSING: "X9 X11 X12 X13 X14 X15",
}
LAW = {UK: {}, US: {"M2": "24h"}, MISSING: {"X2": "2h", "X3": "24h"}}
GUIDANCE = {UK: {"N8": "5wd"}, US: {}, MISSING: {}}


def shipped(name: str) -> Template:
    return load_template(shipped_templates() / f"{name}.yaml")


def test_these_are_the_protocols_that_come_with_the_bot():
    assert {path.stem for path in shipped_templates().glob("*.yaml")} == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_protocol_is_a_task_or_said_to_be_left_out(name):
    template = shipped(name)
    assert template.left_out == tuple(LEFT_OUT[name].split())
    assert {task.id for task in template.tasks} | set(template.left_out) == set(ROWS[name].split())


@pytest.mark.parametrize("name", ROWS)
def test_every_row_left_out_says_why(name):
    text = (shipped_templates() / f"{name}.yaml").read_text(encoding="utf-8")
    for row in LEFT_OUT[name].split():
        assert f"\n  - {row} # " in text


@pytest.mark.parametrize("name", ROWS)
def test_only_confirmed_numbers_are_shown_as_law_or_guidance(name):
    template = shipped(name)
    for basis, rows in ((Basis.RULE, LAW), (Basis.GUIDE, GUIDANCE)):
        found = {task.id: format(task.due) for task in template.tasks if task.basis is basis and task.due}
        assert found == rows[name]
        for code in found:
            task = template.task(code)
            assert task is not None
            assert task.sources
            assert not template.to_be_confirmed(task)


@pytest.mark.parametrize("name", ROWS)
def test_every_anchor_is_asked_at_opening_or_another_task_s_end(name):
    template = shipped(name)
    codes = {task.id for task in template.tasks}
    assert {anchor.name for task in template.tasks for anchor in task.anchors} <= {"opened", *template.ask, *codes}
    assert len(template.ask) <= 1
    for task in template.tasks:
        assert {anchor.name for anchor in task.anchors} & codes <= set(task.depends)


@pytest.mark.parametrize("name", ROWS)
def test_no_police_type_may_sit_in_the_support_only_room(name):
    for role in shipped(name).roles.values():
        assert role.where is Where.JOINT or (role.types and not POLICE_TYPES.intersection(role.types))


def test_the_first_hours_of_an_adult_s_case_have_a_ladder_of_their_own():
    template = shipped(UK)
    first = {task.id for task in template.tasks if task.ladder is Priority.P2}
    assert first == {"N1", "N2", "N3", "N4", "N5a", "N5b", "N6", "N7"}
    assert {task.ladder for task in template.tasks if task.id not in first} == {Priority.P3}


def test_the_reasonable_grounds_decision_is_watched_from_the_referral_on():
    task = shipped(UK).task("N8")
    assert task is not None
    assert (task.clock, task.anchors, task.results) == (ClockKind.WATCH, (Anchor("N5a"),), ("positive", "negative"))
    assert task.chase_every is not None
    assert format(task.chase_every) == "2wd"


def test_yes_and_no_are_answers_and_no_booleans():
    template = shipped(UK)
    consent, referral, notification = (template.task(code) for code in ("N4", "N5a", "N5b"))
    assert consent is not None
    assert consent.results == ("yes", "no", "needs_time", "capacity_concern")
    assert referral is not None
    assert referral.when == parse("N4 == yes")
    assert notification is not None
    assert notification.when == parse("N4 == no")


def test_support_work_is_for_the_support_only_room_unless_all_must_see_it():
    where = {task.id: task.where for task in shipped(UK).tasks}
    assert {code for code, place in where.items() if place is Where.SUPPORT} == {"N13", "N18"}
    assert not shipped(MISSING).has_support_room


# each lint, by one edit of a shipped protocol


def edited(tmp_path: Path, *edits: tuple[str, str], name: str = UK) -> tuple[Mistake, ...]:
    path = tmp_path / f"{name}.yaml"
    text = (shipped_templates() / path.name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    try:
        load_template(path)
    except Mistakes as mistakes:
        return mistakes.found
    return ()


@pytest.mark.parametrize("edit", LINTS, ids=lambda edit: edit["what"][:60])
def test_one_mistake_in_a_template_is_one_line_with_a_correct_form(tmp_path, edit):
    (mistake,) = edited(tmp_path, (edit["old"], edit["new"]), name=edit["file"])
    assert mistake.what.startswith(edit["what"])
    assert mistake.form.startswith(edit["form"])
    assert pointed_at(mistake).startswith(edit["at"])


def test_tasks_that_wait_for_each_other_are_named_in_a_circle(tmp_path):
    edits = [
        ("depends: [N1, N3]", "depends: [N1, N8]"),
        ("kind: medical_offer\n", "kind: medical_offer\n    depends: [N7]\n"),
    ]
    (mistake,) = edited(tmp_path, *edits)
    assert mistake.what == "tasks wait for each other: N4 -> N8 -> N5a -> N4"
    (alone,) = edited(tmp_path, ("depends: [N1, N3]", "depends: [N4]"))
    assert alone.what == "tasks wait for each other: N4 -> N4"


@pytest.mark.parametrize("kind", ["statement", "interview", "arrest", "charge"])
def test_support_never_waits_for_cooperation_not_even_through_other_tasks(tmp_path, kind):
    found = edited(tmp_path, ("kind: record", f"kind: {kind}"), ("depends: [N1]\n", "depends: [N9]\n"))
    assert [(mistake.what, mistake.form) for mistake in found] == [
        (f"support task `N6` waits for {kind}", "let support start by itself"),
        (f"support task `N7` waits for {kind}", "let support start by itself"),
    ]


def test_a_child_is_protected_without_waiting_for_consent(tmp_path):
    edits = [("kind: rights_information", "kind: consent"), ("due: 12h\n", "due: 12h\n    depends: [M13]\n")]
    (mistake,) = edited(tmp_path, *edits, name=US)
    assert mistake.what == "`M12` waits for a consent task"


@pytest.mark.parametrize(
    ("kind", "offer"),
    [
        ("safety", "safety"),
        ("medical_offer", "a medical offer"),
        ("interpreter", "an interpreter"),
        ("legal_advice", "legal advice"),
        ("compensation_information", "information on compensation"),
    ],
)
def test_a_support_template_offers_all_that_a_person_needs(tmp_path, kind, offer):
    (mistake,) = edited(tmp_path, (f"kind: {kind}", "kind: other"))
    assert mistake.what == f"the template offers no task for {offer}"


def test_an_adult_is_asked_and_told_of_rights(tmp_path):
    told = {mistake.what for mistake in edited(tmp_path, ("kind: consent", "kind: other"))}
    assert told == {
        "the template offers no task for information on rights",
        "the template never asks for the adult's consent",
    }


@pytest.mark.parametrize("title", ["Look at the target", "After the raid", "A rescued person", "The runaway"])
def test_a_title_with_a_word_that_hurts_is_refused_with_another(tmp_path, title):
    (mistake,) = edited(tmp_path, ("title: Offer urgent medical help", f"title: {title}"))
    assert mistake.what.endswith("is a word to avoid in titles")
    assert mistake.form.startswith("say ")


def test_one_agency_leads(tmp_path):
    (none,) = edited(tmp_path, (", lead: true", ""))
    assert none.what == "0 roles lead the case, it needs one"
    (two,) = edited(tmp_path, ("    opener: true", "    opener: true\n    lead: true"))
    assert two.what == "2 roles lead the case, it needs one"
    (openers,) = edited(tmp_path, ("{types: [police], lead: true}", "{types: [police], lead: true, opener: true}"))
    assert openers.what == "2 roles are the opener's"
