"""The protocols that come with the bot: every row and number as the protocol has it, and what of it is law."""

from pathlib import Path
from typing import Any

import pytest

from config.load import load_template, shipped_templates
from config.located import read
from workflows.language.template import Anchor, Basis, RoleAsked, Template, TemplateTask
from workflows.time.spans import format
from workflows.values.directory import POLICE_TYPES, Priority
from workflows.values.model import ClockKind, Where

PROTOCOLS: Any = read(Path(__file__).parent / "shipped.yaml").data
UK, US, CHILD = "uk-nrm-adult", "us-foreign-minor-24h", "uk-nrm-child"
OPERATION, EIO = "joint-operation", "cross-border-request-eio"


def shipped(name: str) -> Template:
    return load_template(shipped_templates() / f"{name}.yaml")


def row(name: str, code: str) -> TemplateTask:
    found = shipped(name).task(code)
    assert found is not None
    return found


def number(task: TemplateTask) -> str:
    """The one number of a row, as the protocol writes it."""
    if task.until is not None:
        return f"={task.until}"
    if task.offset is not None:
        sign = "-" if task.offset.before else "+" if task.offset.span.amount else ""
        return f"{sign}{format(task.offset.span)}".replace(" ", "")
    span = task.due or task.least or task.lasts
    return format(span).replace(" ", "") if span is not None else "-"


def codes(name: str, key: str) -> set[str]:
    return set(PROTOCOLS[name].get(key, "").split())


def test_these_are_the_protocols_that_come_with_the_bot():
    assert {path.stem for path in shipped_templates().glob("*.yaml")} == set(PROTOCOLS)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_row_of_the_protocol_is_a_task_with_its_number(name):
    said = dict(part.split() for part in PROTOCOLS[name]["numbers"].split(", "))
    template = shipped(name)
    assert {task.id: number(task) for task in template.tasks} == said


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_is_law_and_what_is_guidance_is_exactly_what_was_read_so(name):
    template = shipped(name)
    for basis, key in ((Basis.RULE, "law"), (Basis.GUIDE, "guide")):
        assert {task.id for task in template.tasks if task.basis is basis} == codes(name, key)
        duties = {task.id for task in template.tasks if task.duty is basis}
        assert duties - codes(name, "duty_unread") == codes(name, f"duty_{key}")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_was_not_read_is_to_be_confirmed_and_never_law(name):
    template = shipped(name)
    assert {task.id for task in template.tasks if template.to_be_confirmed(task)} == codes(name, "unread")
    for task in template.tasks:
        if template.to_be_confirmed(task):
            assert task.basis is Basis.DEFAULT
            assert (task.duty is not None) is (task.id in codes(name, "duty_unread"))
        elif task.basis is not Basis.DEFAULT or task.duty is not None:
            assert any(template.sources[source].startswith("[A]") for source in task.sources)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_no_police_type_may_sit_in_the_support_only_room(name):
    for role in shipped(name).roles.values():
        assert role.where is Where.JOINT or (role.types and not POLICE_TYPES.intersection(role.types))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_an_outside_authority_decides_is_watched(name):
    for task in shipped(name).tasks:
        if task.kind == "authority_decision":
            assert task.clock is ClockKind.WATCH


@pytest.mark.parametrize("name", PROTOCOLS)
def test_only_the_person_s_support_can_lift_a_protected_period(name):
    template = shipped(name)
    for task in template.tasks:
        if task.clock is ClockKind.PROTECTED:
            assert not POLICE_TYPES.intersection(template.roles[task.owner].types)
            assert {"statement", "removal", "cooperation_decision"} <= set(task.blocks)


def test_requests_have_what_all_requests_have_in_common_and_cannot_be_opened_themselves():
    base = shipped("cross-border-request")
    assert base.abstract
    for name in PROTOCOLS:
        if name.startswith("cross-border-request-"):
            template = shipped(name)
            assert not template.abstract
            assert template.extends == base.id
            assert [task.title for task in template.tasks if task.id in ("R1", "R2", "R3", "R6", "R7")] == [
                task.title for task in base.tasks if task.id in ("R1", "R2", "R3", "R6", "R7")
            ]
            assert template.events[: len(base.events)] == base.events


def test_the_first_hours_of_an_adult_s_case_have_a_ladder_of_their_own():
    template = shipped(UK)
    first = {task.id for task in template.tasks if task.ladder is Priority.P2}
    assert first == {"N1", "N2", "N3", "N4", "N5a", "N5b", "N6", "N7"}
    assert {task.ladder for task in template.tasks if task.id not in first} == {Priority.P3}


def test_rows_that_were_there_keep_their_numbers():
    assert [task.id for task in shipped(UK).tasks][:12] == "N1 N2 N3 N4 N5a N6 N7 N8 N9 N13 N18 N5b".split()
    assert [task.id for task in shipped(US).tasks][:6] == "M1 M2 M3 M4 M6 M7".split()
    assert [task.id for task in shipped("missing-child").tasks][:8] == "X1 X2 X3 X4 X5 X6 X7 X8".split()


def test_the_reasonable_grounds_decision_is_watched_from_the_referral_on():
    task = row(UK, "N8")
    assert (task.clock, task.anchors, task.results) == (ClockKind.WATCH, (Anchor("N5a"),), ("positive", "negative"))
    assert task.chase_every is not None
    assert format(task.chase_every) == "2wd"


def test_who_needs_time_is_asked_again_and_nothing_ends():
    for name, code in ((UK, "N4"), ("eu-referral-reflection", "E14"), ("us-adult-cp-tvisa", "A3")):
        assert row(name, code).again == ("needs_time",)


def test_a_negative_decision_of_either_kind_may_be_reconsidered():
    assert row(UK, "N17").anchors == (Anchor("rg", "negative"), Anchor("cg", "negative"))


def test_the_interim_letter_may_be_renewed_once_and_continued_presence_again_and_again():
    letter, presence = row(US, "M5").renewals, row("us-adult-cp-tvisa", "A7").renewals
    assert letter is not None
    assert (letter.most, letter.by and format(letter.by)) == (1, "30 d".replace(" ", ""))
    assert presence is not None
    assert presence.most is None
    extension = row("cross-border-request-preservation-eu", "R8").renewals
    assert extension is not None
    assert (extension.most, extension.by) == (None, None)


def test_an_operation_has_the_gates_of_its_protocol():
    template = shipped(OPERATION)
    gates = {task.id for task in template.tasks if task.gate is not False}
    assert gates == set("J2 J3a J3b J5 J6 J7 J8 J9 J10 J13 J15a J15b".split())
    assert {task.id for task in template.tasks if task.per == "countries"} == set(
        "J2 J3a J3b J5 J13 J15a J22a J22b JX".split()
    )
    assert row(OPERATION, "J15a").green == row(OPERATION, "J15b").green == ("go",)
    assert template.networked is False


def test_a_sitrep_is_counts_and_nothing_else():
    template = shipped(OPERATION)
    for code in ("J18a", "J18b", "J18c", "J18d"):
        asked = row(OPERATION, code).asks
        assert len(asked) == 6
        assert all(template.fields[name].most == 999 and template.fields[name].least == 0 for name in asked)


def test_support_work_is_for_the_support_only_room_unless_all_must_see_it():
    where = {task.id: task.where for task in shipped(UK).tasks}
    assert {code for code, place in where.items() if place is Where.SUPPORT} == {"N11", "N12", "N13", "N18", "N19"}
    assert not shipped("missing-child").has_support_room


def test_who_is_needed_only_later_is_not_asked_at_the_opening():
    reflection = shipped("eu-referral-reflection")
    later = {str(role.name) for role in reflection.roles.values() if role.asked is RoleAsked.NEEDED}
    assert {"focal_point", "child_services", "immigration"} <= later
    assert "victim_support" not in later


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_offered_template_ships(name):
    offered = {template for event in shipped(name).events for template in event.offers}
    assert offered <= set(PROTOCOLS)
