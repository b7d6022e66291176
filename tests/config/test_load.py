"""The example loads; each mistake that can be made in it is one line with its place and a correct form."""

from pathlib import Path
from typing import Any

import pytest

from config.ladders import DEFAULTS
from config.load import shipped_templates
from config.located import read
from config.shapes import (
    AbsenceShape,
    AgencyShape,
    DirectoryShape,
    HolidaysShape,
    HoursShape,
    JurisdictionShape,
    LadderShape,
    LevelShape,
    PagerShape,
    PersonShape,
    SeatShape,
    SettingsShape,
    TaskForceShape,
)
from config.template_shapes import (
    BannerShape,
    EventShape,
    FieldShape,
    MovesShape,
    RenewalsShape,
    RoleShape,
    StagesShape,
    TaskShape,
    TemplateShape,
)
from tests.config.folders import NOW, example, loaded, mistakes, pointed_at, said
from workflows.time.calendar import calendar_of
from workflows.values.directory import SeatRole
from workflows.values.ids import JurisdictionId, UserId

HADDAD = UserId("@haddad:example.org")
D, S = "directory.yaml", "settings.yaml"

EDITS: Any = read(Path(__file__).parent / "edits.yaml").data["edits"]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["what"][:60])
def test_one_mistake_is_one_line_at_its_place_with_a_correct_form(tmp_path, edit):
    (mistake,) = mistakes(example(tmp_path, (edit["file"], edit["old"], edit["new"])))
    assert mistake.path == str(tmp_path / edit["file"])
    assert mistake.what.startswith(edit["what"])
    assert mistake.form.startswith(edit["form"])
    assert pointed_at(mistake).startswith(edit["at"])


def test_all_mistakes_of_all_files_are_told_in_one_run(tmp_path):
    chosen = {edit["old"]: (edit["file"], edit["old"], edit["new"]) for edit in EDITS if edit["old"] in ONCE}
    lines = said(example(tmp_path, *chosen.values()))
    assert len(lines) == len(ONCE)
    assert lines == sorted(lines, key=lambda line: (line.split(":")[0], int(line.split(":")[1])))


ONCE = {"type: ngo", "cut_off: 16:00", '"+44 20 7946 0001"', "repeat: 15m", "empty_rooms_after: 30d"}


def test_the_example_loads_whole(tmp_path):
    configuration: Any = loaded(example(tmp_path))
    directory, settings = configuration.directory, configuration.settings
    assert list(directory.agencies) == ["city-police", "harbour-support", "health-east", "legal-aid-south"]
    assert [person.name for person in directory.seated("city-police", SeatRole.LIAISON)] == ["Officer Reyes"]
    assert directory.leads_of("harbour") == ("@morgan:example.org", "@lindqvist:example.org")
    assert directory.is_administrator("@adler:example.org")
    assert directory.ladders == DEFAULTS
    assert set(configuration.templates) == {path.stem for path in shipped_templates().glob("*.yaml")}
    assert configuration.templates["uk-nrm-adult"].jurisdictions == ("GB-ENG", "GB-WLS")
    assert settings.master_key.file == tmp_path / "secrets/master.key"
    assert settings.health_file == tmp_path / "data/health"
    assert settings.database_url({}) == f"sqlite+aiosqlite:///{tmp_path}/data/caseroom.db"


def test_holidays_are_known_for_six_years_and_no_longer(tmp_path):
    england = loaded(example(tmp_path)).directory.jurisdictions[JurisdictionId("GB-ENG")]
    days = {day.isoformat() for day in england.holidays}
    assert {"2025-12-25", "2026-12-24", "2026-12-28", "2032-12-27"} <= days
    assert england.holidays_until.isoformat() == "2032-12-31"
    assert not calendar_of(england).is_working(NOW.replace(month=12, day=28))


def test_a_jurisdiction_may_count_the_day_of_the_trigger(tmp_path):
    for typed, counted in (("true", True), ("false", False)):
        known = loaded(example(tmp_path / typed, (D, "day_zero: true", f"day_zero: {typed}"))).directory.jurisdictions
        assert known[JurisdictionId("GB-ENG")].day_zero is counted
        assert calendar_of(known[JurisdictionId("GB-ENG")]).day_zero is counted
        assert known[JurisdictionId("GB-WLS")].day_zero


def test_days_of_absence_are_whole_days_in_the_person_s_zone(tmp_path):
    edit = (D, "{from: 2026-12-21, to: 2027-01-03}", "{from: 2026-07-01, to: 2026-07-02 14:00}")
    (absence,) = loaded(example(tmp_path, edit)).directory.people[HADDAD].absences
    assert absence.start.isoformat() == "2026-06-30T23:00:00+00:00"
    assert absence.end.isoformat() == "2026-07-02T13:00:00+00:00"
    (whole,) = loaded(example(tmp_path / "again")).directory.people[HADDAD].absences
    assert whole.end.isoformat() == "2027-01-04T00:00:00+00:00"


def test_two_task_forces_may_not_both_be_meant(tmp_path):
    second = """
  - id: second
    name: Second Task Force
    jurisdictions: [GB-WLS]
    templates: [uk-nrm-adult]
    agencies: [city-police]
    leads: ["@morgan:example.org"]

administrators"""
    (mistake,) = mistakes(example(tmp_path, (D, "\nadministrators", second)))
    assert mistake.what == "`city-police` opening `uk-nrm-adult` in GB-WLS may mean `harbour` or `second`"
    assert pointed_at(mistake) == "city-police]"


def test_a_ladder_on_which_nobody_stands_is_refused(tmp_path):
    edits = [
        (D, '    committee: ["@okafor:example.org"]\n', ""),
        (D, "      - {after: 0h, tell: [owner, deputy]}\n      - {after: 2h, tell: [task_force_lead]}\n", ""),
    ]
    (mistake,) = mistakes(example(tmp_path, *edits))
    assert mistake.what == "nobody of `harbour` is on any level of ladder P2"
    assert pointed_at(mistake) == "harbour"


NOBODY_AFTER = "no level after it reaches anybody, so only the leads' room hears of it"


@pytest.mark.parametrize(
    ("levels", "hear"),
    [
        (
            ("committee", "task_force_lead"),
            {1: "the next level that reaches somebody is told at once", 3: NOBODY_AFTER},
        ),
        (("task_force_lead", "committee"), {2: NOBODY_AFTER, 3: NOBODY_AFTER}),
    ],
)
def test_of_a_level_that_reaches_nobody_it_is_said_who_hears_instead(tmp_path, levels, hear):
    rows = "".join(f"      - {{after: {n}h, tell: [{kind}]}}\n" for n, kind in enumerate(levels))
    old = "      - {after: 0h, tell: [owner, deputy]}\n      - {after: 2h, tell: [task_force_lead]}\n"
    folder = example(tmp_path, (D, '    committee: ["@okafor:example.org"]\n', ""), (D, old, rows))
    found = [one for one in loaded(folder).warnings if "of ladder P2" in one.what]
    assert {one.what: one.form for one in found} == {
        f"level {level} of ladder P2 reaches nobody of `harbour`": f"{form}; name people, for example a `committee`"
        for level, form in hear.items()
    }


def test_a_ladder_that_tells_the_leads_alone_reaches_somebody(tmp_path):
    alone = "      - {after: 2h, tell: [task_force_lead]}\n"
    both = "      - {after: 0h, tell: [owner, deputy]}\n" + alone
    assert said(example(tmp_path, (D, both, alone))) == []


def test_a_ladder_may_be_what_counts_working_days(tmp_path):
    folder = example(tmp_path, (D, "    holidays: {country: GB, subdivision: WLS}", "    hours: always"))
    (folder / "templates").mkdir()
    text = (shipped_templates() / "uk-nrm-adult.yaml").read_text(encoding="utf-8")
    (folder / "templates/ours.yaml").write_text(text.replace("wd\n", "d\n"), encoding="utf-8")
    assert [mistake.what for mistake in mistakes(folder)] == [
        "`GB-WLS` is open always, and `uk-nrm-adult` counts working days there"
    ]


def test_a_jurisdiction_that_is_always_open_is_fine_where_nothing_counts_working_days(tmp_path):
    scotland = "  - {id: GB-SCT, name: Scotland, zone: Europe/London, hours: always}\n\nagencies:"
    assert said(example(tmp_path, (D, "\nagencies:", scotland))) == []


def test_what_follows_from_a_mistake_is_not_told_as_another(tmp_path):
    """Without their seats nobody would be a liaison: that is not said while a person cannot be read."""
    edit = (D, "      - {agency: city-police, roles: [liaison]}", "      - {agency: city-police, rolls: [liaison]}")
    assert [line.split(" ", 1)[1] for line in said(example(tmp_path, edit))] == [
        "there is no `rolls` here; did you mean `roles`?",
    ]


def test_what_cannot_be_seen_is_not_printed(tmp_path):
    (mistake,) = mistakes(example(tmp_path, (D, "name: City Police", 'name: City Police\n    "a\\e[31m\\u202e": 1')))
    assert "`a?[31m?`" in str(mistake)


def test_both_files_missing_are_both_told(tmp_path):
    assert [line.split(" ", 1)[0] for line in said(tmp_path)] == ["directory.yaml:1:1", "settings.yaml:1:1"]


@pytest.mark.parametrize(
    "content", ["", "zone: 1", "a: [", "jurisdictions: 3\nagencies: {}\npeople: []\ntask_forces: x"]
)
def test_a_directory_of_which_little_is_left_is_refused_and_no_more(tmp_path, content):
    folder = example(tmp_path)
    (folder / D).write_text(content, encoding="utf-8")
    assert all(line.startswith(D) for line in said(folder))
    assert said(folder)


SHAPES = [
    AbsenceShape, AgencyShape, DirectoryShape, HolidaysShape, HoursShape, JurisdictionShape, LadderShape, LevelShape,
    PagerShape, PersonShape, SeatShape, SettingsShape, TaskForceShape, BannerShape, EventShape, FieldShape, MovesShape,
    RenewalsShape, RoleShape, StagesShape, TaskShape, TemplateShape,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_key_has_a_correct_form(shape):
    assert [key for key, info in shape.model_fields.items() if not info.examples] == []
