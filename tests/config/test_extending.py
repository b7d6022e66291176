"""A template that extends another: what is taken over, what is the file's own, what may be looser."""

from pathlib import Path

import pytest

from config.lint import MOST_TASKS
from config.load import template_from
from config.mistakes import Mistake, Mistakes
from config.shaping import MOST_TOLD
from config.template_files import Shelf, shipped_templates
from workflows.language.conditions import parse
from workflows.language.template import Anchor, Basis, Loosened, Template, TemplateTask
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.ids import FieldName, RoleName, TemplateId
from workflows.values.model import Lane

HERE = Path(__file__).parent / "broken"
GOOD = (HERE / "good.yaml").read_bytes()
HEAD = "id: ours\nversion: 3\nextends: good\n"


def extended(text: str, base: bytes = GOOD) -> Template:
    return template_from((HEAD + text).encode(), "ours.yaml", {"good": base})


def row(template: Template, code: str) -> TemplateTask:
    found = template.task(code)
    assert found is not None
    return found


BASE = template_from(GOOD, "good.yaml", {})


def test_with_nothing_of_its_own_it_is_the_other_under_its_own_name_and_version():
    made = extended("")
    assert (made.id, made.version, made.extends) == ("ours", 3, "good")
    assert made.tasks == BASE.tasks
    assert made.roles == BASE.roles
    assert made.hash != BASE.hash


def test_a_task_is_merged_key_by_key_and_null_takes_a_key_away():
    task = row(extended("tasks: [{id: T4, due: 12h, rule_text: null, title: Ask}]\n"), "T4")
    assert task.due == Span(12, SpanUnit.HOURS)
    assert (task.title, task.rule_text) == ("Ask", None)
    assert task.results == ("yes", "no", "needs_time")
    assert task.duty is Basis.RULE


def test_roles_and_fields_are_merged_by_name():
    made = extended(
        "roles: {speaker: {optional: true}, guide: {types: [guardian], asked: opening}}\n"
        "fields: {rg: {label: Our decision}, seen: {label: Seen, moment: true}}\n"
    )
    speaker = made.roles[RoleName("speaker")]
    assert (speaker.types, speaker.capability, speaker.optional) == (("ngo",), "interpreting", True)
    assert made.roles[RoleName("guide")].types == ("guardian",)
    assert made.fields[FieldName("rg")].values == ("positive", "negative")
    assert made.fields[FieldName("rg")].label == "Our decision"
    assert FieldName("seen") in made.fields


def test_a_role_can_be_taken_away_and_what_named_it_is_told():
    with pytest.raises(Mistakes) as mistakes:
        extended("roles: {partner: null}\n")
    assert [str(one) for one in mistakes.value.found] == [
        "good.yaml:142:12 there is no role `partner`; known: case_lead, responder, speaker, support"
    ]
    assert RoleName("speaker") not in extended("roles: {speaker: null}\n").roles


def test_sources_and_ladders_are_merged_by_key_and_events_are_added():
    made = extended(
        'sources: {S1: "[A] Our act", S3: "[A] Our manual"}\n'
        "ladders: {P2: {levels: [{after: 0h, tell: [owner]}]}}\n"
        "tasks: [{id: T4, source: [S1, S3]}]\n"
        "on: [{when: rg == negative, tell: lead}]\n"
    )
    assert made.sources == {"S1": "[A] Our act", "S2": BASE.sources["S2"], "S3": "[A] Our manual"}
    assert set(made.ladders) == {Priority.P1, Priority.P2}
    assert made.events[:2] == BASE.events
    assert [event.when for event in made.events[2:]] == [parse("rg == negative")]


def test_everything_else_replaces():
    made = extended("jurisdictions: [GB]\nstages: {support: [recovery, closed]}\nask: [met]\nbanners: [Our line]\n")
    assert made.jurisdictions == ("GB",)
    assert made.ask == ("met",)
    assert [banner.text for banner in made.banners] == ["Our line"]
    assert dict(made.stages) == {Lane.SUPPORT: ("recovery", "closed")}


def test_new_tasks_stand_at_the_end_or_where_after_says():
    plain = "title: Look again, owner: case_lead, kind: record, clock: deadline, due: 1d"
    rows = ("id: T20", "id: T21, after: T2", "id: T22, after: T21")
    made = extended("tasks: [" + ", ".join(f"{{{row}, {plain}}}" for row in rows) + "]\n")
    assert [task.id for task in made.tasks][:5] == ["T1", "T2", "T21", "T22", "T3"]
    assert made.tasks[-1].id == "T20"


@pytest.mark.parametrize(
    "many", ["tasks:\n" + "- {after: T1}\n" * (MOST_TASKS + 1), "without: [" + "T1, " * (MOST_TASKS + 1) + "T1]\n"]
)
def test_more_tasks_than_anybody_works_by_are_one_mistake_before_any_is_looked_at(many):
    with pytest.raises(Mistakes) as mistakes:
        extended(many)
    (one,) = mistakes.value.found
    assert str(one).startswith("ours.yaml:")
    assert f"there are more than {MOST_TASKS} tasks" in str(one)


def test_of_very_many_mistakes_the_first_are_told():
    with pytest.raises(Mistakes) as mistakes:
        extended("tasks:\n" + "- {after: N1}\n" * MOST_TASKS)
    assert len(mistakes.value.found) == MOST_TOLD


def test_whether_it_is_only_to_be_extended_is_not_taken_over():
    base = GOOD.replace(b"version: 1\n", b"version: 1\nabstract: true\n", 1)
    assert template_from(base, "good.yaml", {}).abstract
    assert not extended("", base).abstract


def test_what_extends_what_extends_another_has_all_of_both():
    middle = b"id: middle\nversion: 1\nextends: good\ntasks: [{id: T3, due: 2h}]\n"
    made = template_from(
        b"id: top\nversion: 1\nextends: middle\ntasks: [{id: T3, title: Find somebody who speaks}]\n",
        "top.yaml",
        {"good": GOOD, "middle": middle},
    )
    task = row(made, "T3")
    assert (task.due, task.title) == (Span(2, SpanUnit.HOURS), "Find somebody who speaks")
    assert made.extends == TemplateId("middle")


# a rule is made looser


def test_a_rule_may_be_made_stricter_without_a_reason():
    assert extended("tasks: [{id: T9, min: 45d}, {id: T10, lasts: 80d}, {id: T11, offset: +1d}]\n").loosened == ()
    assert extended("tasks: [{id: T10, lasts: 2160h}]\n").loosened == ()  # as long, in hours


def test_a_rule_that_is_made_looser_with_a_reason_is_kept_with_it():
    made = extended("tasks: [{id: T9, min: 14d, looser_because: Our law says so}]\n")
    (kept,) = made.loosened
    assert kept == Loosened(task="T9", was="`30d` (more is stricter)", now="`14d`", reason="Our law says so")


def test_calling_a_rule_a_default_does_not_make_it_one():
    with pytest.raises(Mistakes, match="the rule of `T10` says `90d`"):
        extended("tasks: [{id: T10, lasts: 120d, basis: default}]\n")


def test_a_number_that_is_no_rule_may_be_anything():
    assert row(extended("tasks: [{id: T3, due: 9d}]\n"), "T3").due == Span(9, SpanUnit.DAYS)


def test_a_reason_is_not_taken_over():
    middle = b"id: middle\nversion: 1\nextends: good\ntasks: [{id: T9, min: 14d, looser_because: Our law}]\n"
    others = {"good": GOOD, "middle": middle}
    assert template_from(b"id: top\nversion: 1\nextends: middle\n", "top.yaml", others).loosened == ()
    with pytest.raises(Mistakes, match="the rule of `T9` says `14d`"):
        template_from(b"id: top\nversion: 1\nextends: middle\ntasks: [{id: T9, min: 7d}]\n", "top.yaml", others)


def test_a_file_with_the_name_of_a_shipped_one_is_compared_with_that():
    text = (shipped_templates() / "us-foreign-minor-24h.yaml").read_text(encoding="utf-8")
    assert template_from(text.encode(), "ours.yaml", {}).loosened == ()
    looser = text.replace("due: 24h # calendar", "due: 48h # calendar", 1)
    assert looser != text
    with pytest.raises(Mistakes, match="the rule of `M2` says `24h`"):
        template_from(looser.encode(), "ours.yaml", {})
    reason = looser.replace("due: 48h #", "looser_because: Ours\n    due: 48h #", 1)
    (kept,) = template_from(reason.encode(), "ours.yaml", {}).loosened
    assert (kept.task, kept.was, kept.now) == ("M2", "`24h`", "`48h`")


def test_a_deployment_s_own_variant_of_a_shipped_one_reads_it_from_the_shelf(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("id: ours\nversion: 1\nextends: missing-child\nwithout: [X4]\n", encoding="utf-8")
    shelf, found = Shelf(), list[Mistake]()
    shelf.add([tmp_path, shipped_templates()], found)
    document = shelf.documents["ours"]
    assert document is not None
    made = shelf.template(document, found)
    assert made is not None
    assert made.task("X4") is None
    assert row(made, "X5").anchors == (Anchor("opened"),)
