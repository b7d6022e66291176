"""What a new directory or other settings change, said in words."""

import pytest

from bot.text.render import Reader, render
from config.changes import directory_changes, listed, settings_changes
from config.load import load
from tests.config.folders import NOW, example, loaded


def said(notice, directory):
    body = render(notice, Reader(now=NOW, directory=directory, zone="Europe/London")).body
    return body.replace("\u2068", "").replace("\u2069", "")


def changes(folder, *edits):
    """The lines for the example after `edits`."""
    before = loaded(example(folder / "before")).directory
    after = loaded(example(folder / "after", *edits)).directory
    return [said(notice, after) for notice in directory_changes(before, after)]


def edited(old, new):
    return ("directory.yaml", old, new)


NEW_PERSON = """people:
  - user: "@vega:example.org"
    name: Officer Vega
    languages: [ti, en]
    seats: [{agency: city-police, roles: [liaison]}]
"""
BRANDT = """  - user: "@brandt:example.org"
    name: Nurse Brandt
    seats:
      - {agency: health-east, roles: [liaison, coordinator]}
"""
LINDQVIST, ADLER, MORGAN, OKAFOR = (f'"@{name}:example.org"' for name in ("lindqvist", "adler", "morgan", "okafor"))
NOBODY_ELSE = BRANDT.replace("brandt", "novak").replace("Brandt", "Novak")


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            edited("people:\n", NEW_PERSON),
            ["New person: Officer Vega (@vega:example.org) · liaison of City Police, speaks en, ti"],
        ),
        (
            edited(BRANDT, NOBODY_ELSE),
            [
                "Gone, person: Nurse Brandt (@brandt:example.org)",
                "New person: Nurse Novak (@novak:example.org) · coordinator, liaison of Health East",
            ],
        ),
        (
            edited("[deputy, coordinator]", "[coordinator]"),
            ["Sergeant Haddad (@haddad:example.org): now coordinator of City Police (was coordinator, deputy)"],
        ),
        (
            edited("languages: [en, es]", "languages: [en, ro]\n    zone: Europe/Bucharest"),
            ["Officer Reyes (@reyes:example.org): languages adds ro and drops es, time zone now Europe/Bucharest"],
        ),
        (
            edited("      - {from: 2026-12-21, to: 2027-01-03}", "      - {from: 2026-12-21, to: 2026-12-21}"),
            [
                "Sergeant Haddad (@haddad:example.org): away Mon 21 Dec 00:00 to Tue 22 Dec 00:00, "
                "no longer away Mon 21 Dec 00:00 to Mon 4 Jan 2027 00:00"
            ],
        ),
        (
            edited("name: Legal Aid South", 'name: Legal Aid\n    phone: "+44 20 7946 0009"'),
            ["Legal Aid (legal-aid-south): name now Legal Aid (was Legal Aid South), duty phone now +44 20 7946 0009"],
        ),
        (
            edited("days: [mon, tue, wed, thu], opens: 10:00", "days: [mon, tue], opens: 09:00"),
            ["Legal Aid South (legal-aid-south): hours now mon tue 09:00-16:00 (was mon tue wed thu 10:00-16:00)"],
        ),
        (
            edited("add: [2026-12-24]", "add: [2026-12-23]"),
            ["England (GB-ENG): holidays adds 2026-12-23 and drops 2026-12-24"],
        ),
        (
            edited("networked: true", "networked: false"),
            ["Harbour Task Force (harbour): leads join every case room"],
        ),
        (
            edited(f"deputies: [{LINDQVIST}]", f"deputies: [{LINDQVIST}, {OKAFOR}]"),
            ["Harbour Task Force (harbour): deputies adds Chair Okafor"],
        ),
        (
            edited("{after: 2h, tell: [task_force_lead]}", "{after: 1h, tell: [task_force_lead]}"),
            [
                "Ladder P2: levels now 0h owner, deputy; 1h task_force_lead; 8h committee "
                "(was 0h owner, deputy; 2h task_force_lead; 8h committee)"
            ],
        ),
        (
            edited(f"administrators: [{ADLER}]", f"administrators: [{ADLER}, {MORGAN}]"),
            ["Administrators: now also Lead Morgan"],
        ),
        (
            edited("zone: Europe/London # for people", "zone: Europe/Dublin # for people"),
            ["Setting default_zone: now Europe/Dublin (was Europe/London)"],
        ),
    ],
)
def test_each_difference_is_a_line(tmp_path, edit, lines):
    assert changes(tmp_path, edit) == lines


def test_the_same_directory_has_no_changes(tmp_path):
    assert changes(tmp_path) == []


def test_a_year_that_only_one_calendar_knows_is_no_difference(tmp_path):
    folder = example(tmp_path)
    before, after = (load(folder, when, environ={}).directory for when in (NOW, NOW.replace(year=NOW.year + 1)))
    assert before.hash != after.hash
    assert directory_changes(before, after) == ()


def test_many_changes_are_twelve_lines_and_a_number(tmp_path):
    people = "".join(f'  - {{user: "@p{n}:example.org", name: P{n}}}\n' for n in range(20))
    before = loaded(example(tmp_path / "before")).directory
    after = loaded(example(tmp_path / "after", edited("people:\n", f"people:\n{people}"))).directory
    lines = said(listed(directory_changes(before, after)), after).splitlines()
    assert len(lines) == 14
    assert lines[-1] == "and 8 more"


def test_settings_say_where_a_secret_is_and_never_what_it_is(tmp_path):
    before = loaded(example(tmp_path / "before"))
    after = loaded(
        example(
            tmp_path / "after",
            ("settings.yaml", "matrix.example.org", "chat.example.org"),
            ("settings.yaml", "secrets/password", "secrets/other"),
        )
    )
    lines = [said(notice, after.directory) for notice in settings_changes(before.settings, after.settings)]
    assert lines == [
        "Setting homeserver: now https://chat.example.org (was https://matrix.example.org)",
        "Setting password: now secrets/other (was secrets/password)",
    ]
