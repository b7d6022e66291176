"""What is wrong with a template where it is used; nothing of it is in the file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from config.load import Configuration, load, load_template, shipped_templates
from tests.builders import a_moment
from tests.config.folders import EXAMPLE, NOW
from workflows.language.conditions import IsSet
from workflows.language.shelf import Shelf
from workflows.language.template import Event, Template
from workflows.review.checking import checked
from workflows.review.linting import Finding, counts_working_time, empty_levels, findings
from workflows.values.directory import Ladder, Level, Priority, Span, SpanUnit, TargetKind
from workflows.values.ids import RoleName, TaskForceId, TemplateId, UserId

ADULT, OTHER = TemplateId("uk-nrm-adult"), TemplateId("missing-child")
HARBOUR = TaskForceId("harbour")


@pytest.fixture(scope="module")
def here() -> Configuration:
    return load(EXAMPLE, NOW, {})


def told(template: Template, here: Configuration, **changes: Any) -> list[Finding]:
    directory = replace(here.directory, **changes)
    return list(findings(template, directory, {**here.templates, template.id: template}, NOW.date()))


def force(here: Configuration, **changes: Any) -> dict[str, Any]:
    return {"task_forces": {HARBOUR: replace(here.directory.task_forces[HARBOUR], **changes)}}


def about(found: Sequence[Finding], *part: str | int) -> list[str]:
    return [one.what for one in found if one.part[: len(part)] == part]


def alone(here: Configuration) -> Template:
    """The adult template, of which the example fills every role."""
    template = here.templates[ADULT]
    return replace(template, roles={name: replace(role, optional=True) for name, role in template.roles.items()})


def test_what_can_be_used_as_it_is_has_no_findings(here):
    assert told(alone(here), here) == []


def test_a_role_that_no_agency_of_the_task_force_can_fill_is_named_with_the_places(here):
    found = told(here.templates[ADULT], here)
    assert about(found, "roles", "health") == ["no agency of `harbour` can be `health` in GB-WLS"]
    assert about(found, "roles", "interpreter") == ["no agency of `harbour` can be `interpreter` in GB-ENG, GB-WLS"]
    assert about(found, "roles", "police_liaison") == []
    assert all(one.warning for one in found)
    (form,) = {one.form for one in found if one.part == ("roles", "interpreter")}
    assert form == "add one of type private_partner or ngo with `interpreting`, or write `optional: true`"


def test_police_never_fill_a_role_of_the_support_only_room(here):
    template = alone(here)
    role = replace(template.roles[RoleName("victim_support")], types=("police",), optional=False)
    found = told(replace(template, roles={role.name: role}), here)
    assert about(found) == ["no agency of `harbour` can be `victim_support` in GB-ENG, GB-WLS"]


def test_a_task_for_each_language_needs_a_directory_that_names_one(here):
    template = here.templates[TemplateId("joint-operation")]
    mute = {
        "agencies": {id: replace(one, languages=frozenset()) for id, one in here.directory.agencies.items()},
        "people": {id: replace(one, languages=frozenset()) for id, one in here.directory.people.items()},
    }
    assert about(told(template, here), "fields") == []
    (found,) = [one for one in told(template, here, **mute) if one.part == ("fields", "languages")]
    assert found.what == "the directory names no languages, so `J9` can never begin"
    assert (found.form, found.warning) == ("write `languages: [en]` at an agency", True)
    everyday = replace(template, tasks=tuple(row for row in template.tasks if row.id != "J9"))
    assert about(told(everyday, here, **mute), "fields") == []


def test_a_review_that_is_past_is_told_the_day_after(here):
    template = alone(here)
    assert told(replace(template, review_by=NOW.date()), here) == []
    (past,) = told(replace(template, review_by=NOW.date() - timedelta(days=1)), here)
    assert past.what == "`uk-nrm-adult` had to be looked at by 2026-11-23"
    assert past.warning


def test_an_owner_is_an_administrator(here):
    template = alone(here)
    assert told(replace(template, owner=UserId("@adler:example.org")), here) == []
    (found,) = told(replace(template, owner=UserId("@reyes:example.org")), here)
    assert found.part == ("owner",)


def ladder(*kinds: TargetKind) -> Ladder:
    return Ladder(levels=tuple(Level(after=Span(n, SpanUnit.HOURS), tell=(kind,)) for n, kind in enumerate(kinds)))


def test_a_level_on_which_nobody_stands_is_told_and_a_ladder_without_anybody_is_a_mistake(here):
    template = replace(alone(here), ladders={Priority.P1: ladder(TargetKind.OWNER, TargetKind.COMMITTEE)})
    assert told(template, here) == []
    nobody = force(here, committee=())
    (found,) = told(template, here, **nobody)
    assert (found.what, found.warning) == ("level 2 of ladder P1 reaches nobody of `harbour`", True)
    assert found.part == ("ladders", "P1", "levels", 1)
    assert found.form.startswith("no level after it reaches anybody, so only the leads' room hears of it; tell")
    (all_empty,) = told(replace(template, ladders={Priority.P1: ladder(TargetKind.COMMITTEE)}), here, **nobody)
    assert not all_empty.warning


@pytest.mark.parametrize("kind", TargetKind)
def test_somebody_of_the_example_stands_on_each_level(here, kind):
    assert empty_levels(ladder(kind), here.directory.task_forces[HARBOUR], here.directory) == ()


@pytest.mark.parametrize("kind", TargetKind)
def test_nobody_of_an_empty_task_force_does(here, kind):
    empty = replace(here.directory.task_forces[HARBOUR], agencies=(), leads=(), deputies=(), on_call=(), committee=())
    assert empty_levels(ladder(kind), empty, here.directory) == (0,)


def offering(here: Configuration, name: str) -> Template:
    return replace(alone(here), events=(Event(when=IsSet("N1"), offers=(TemplateId(name),)),))


@pytest.mark.parametrize(
    ("offered", "what", "warning"),
    [
        ("nothing", "there is no template `nothing` to offer", False),
        ("cross-border-request", "`cross-border-request` is only there to be extended and cannot be opened", False),
        ("us-foreign-minor-24h", "`us-foreign-minor-24h` is for none of the jurisdictions of `uk-nrm-adult`", False),
        ("missing-child-uk", "nobody could open the `missing-child-uk` that `harbour` is offered", True),
    ],
)
def test_an_offer_that_leads_nowhere_is_told(here, offered, what, warning):
    (found,) = told(offering(here, offered), here)
    assert (found.what, found.warning, found.part) == (what, warning, ("on", 0, "offer"))


def test_an_offer_that_somebody_can_open_is_fine(here):
    assert told(offering(here, "missing-child-uk"), here, **force(here, templates=(ADULT, "missing-child-uk"))) == []


def test_working_time_is_found_wherever_it_counts(here):
    template = load_template(shipped_templates() / "missing-child.yaml")
    plain = replace(template, tasks=tuple(row for row in template.tasks if row.ladder is Priority.P1), ladders={})
    ladders = {Priority.P1: ladder(TargetKind.OWNER)}
    assert not counts_working_time(replace(plain, tasks=plain.tasks[:2]), ladders)
    row = replace(plain.tasks[0], due=None, offset=None, lasts=Span(3, SpanUnit.WORKING_DAYS))
    assert counts_working_time(replace(plain, tasks=(row,)), ladders)


def test_a_template_that_no_task_force_uses_asks_for_nobody(here):
    template = replace(here.templates[ADULT], id=OTHER)
    assert told(template, here) == []


# what administrators read


def test_administrators_are_told_what_is_live_and_what_waits(here):
    moment = a_moment(directory=here.directory)
    answer = checked(None, here.templates, Shelf(), moment)
    assert answer.count == 1
    assert [(one.template, one.waits, one.warning) for one in answer.findings] == [(ADULT, False, True)] * 2
    assert checked(ADULT, here.templates, Shelf(), moment) == answer
    assert checked(TemplateId("uk-nrm-child"), here.templates, Shelf(), moment).findings == ()


def test_at_most_twelve_lines_are_shown_and_what_stops_comes_first(here):
    roles = {
        RoleName(f"r{n}"): replace(
            here.templates[ADULT].roles[RoleName("health")], name=RoleName(f"r{n}"), types=("border",)
        )
        for n in range(20)
    }
    template = replace(offering(here, "nothing"), roles=roles)
    answer = checked(None, {ADULT: template}, Shelf(), a_moment(directory=here.directory))
    assert (len(answer.findings), answer.more) == (12, 9)
    assert not answer.findings[0].warning
    assert "`" not in "".join(one.what + one.form for one in answer.findings)
