"""People from CSV: what is read, what each bad row is answered with, and that nothing else of the file changes."""

import difflib
from pathlib import Path

import pytest

from config import bringing_in
from config.csv_import import MOST_ROWS, imported, rows_of
from config.mistakes import Mistakes
from tests.config.folders import NOW, example, loaded
from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId, UserId

HEADER = "user,name,agency,roles,languages,zone\n"
VEGA = "@vega:example.org,Officer Vega,city-police,liaison,ti en,Africa/Asmara\n"
REYES = "@reyes:example.org,Officer Reyes,city-police,liaison,,\n"
HADDAD = "@haddad:example.org,Sergeant Haddad,city-police,deputy coordinator,,\n"


@pytest.fixture
def folder(tmp_path):
    return example(tmp_path / "settings")


def a_file(folder: Path, content: str | bytes) -> Path:
    path = folder.parent / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def said(folder, content):
    """The mistakes in the file, as they are printed without its folder."""
    try:
        rows_of(a_file(folder, content), loaded(folder).directory)
    except Mistakes as mistakes:
        return [str(one).removeprefix(f"{folder.parent}/") for one in mistakes.found]
    return []


def made(folder, content, *, leavers=False):
    return bringing_in.draft(folder, a_file(folder, content), NOW, {}, leavers=leavers)


def lines_that_differ(draft):
    """Those that went, and those that came."""
    lines = list(difflib.ndiff(draft.old.decode().splitlines(), draft.new.decode().splitlines()))
    return tuple([line[2:] for line in lines if line.startswith(mark)] for mark in "-+")


@pytest.mark.parametrize(
    "content",
    [
        HEADER + VEGA,
        "\ufeff" + HEADER + VEGA,
        (HEADER + VEGA).replace("\n", "\r\n"),
        (HEADER + VEGA).replace(",", ";"),
        (HEADER + VEGA).replace(",", "\t"),
        HEADER + VEGA.replace("Officer Vega", '"Officer Vega"').replace("ti en", '"ti,en"'),
        HEADER + VEGA.replace("liaison", "Liaison").replace("ti en", "ti|en") + "\n,,,,,\n",
        "ROLES,zone,Languages,agency,Name,user\n"
        "liaison,Africa/Asmara,ti/en,city-police, Officer Vega ,@vega:example.org",
    ],
)
def test_the_same_row_in_all_its_forms(folder, content):
    (row,) = rows_of(a_file(folder, content), loaded(folder).directory)
    assert (row.user, row.name, row.agency, row.zone) == (
        "@vega:example.org", "Officer Vega", "city-police", "Africa/Asmara",
    )  # fmt: skip
    assert row.roles == {SeatRole.LIAISON}
    assert row.languages == {"ti", "en"}


COLUMNS = "begin with the line `user,name,agency,roles,languages,zone`"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("", [f"1:1 the column `{name}` is missing; {COLUMNS}" for name in ("agency", "name", "roles", "user")]),
        (HEADER, ["1:1 there is no row with a person; write a line for each person"]),
        (HEADER.replace("roles", "role") + VEGA, [
            f"1:1 the column `roles` is missing; {COLUMNS}",
            "1:1 there is no column `role`; did you mean `roles`?",
        ]),
        (HEADER.replace("zone", "user"), ["1:1 the column `user` stands twice; keep one of them"]),
        (HEADER + VEGA.replace("@vega", "@Vega"), [
            '2:1 `user`: `@Vega:example.org` is not a Matrix user id; write "@vega:example.org"'
        ]),
        (HEADER + VEGA.replace("@vega:example.org", ""), [
            '2:1 `user`: `` is not a Matrix user id; write "@name:example.org"'
        ]),
        (HEADER + REYES + VEGA.replace("liaison", "liason"), [
            "3:1 `roles`: `liason` is not known here; did you mean `liaison`?"
        ]),
        (HEADER + VEGA.replace("liaison", ""), ["2:1 `roles` is empty; write for example `liaison deputy`"]),
        (HEADER + VEGA.replace("city-police", "city-polise"), [
            "2:1 there is no agency `city-polise`; did you mean `city-police`?"
        ]),
        (HEADER + VEGA.replace("ti en", "tigrinya"), [
            "2:1 `languages`: `tigrinya` is not a language code of ISO 639; write for example `en`"
        ]),
        (HEADER + VEGA.replace("Africa/Asmara", "Asmara"), [
            "2:1 `zone`: there is no time zone `Asmara`; did you mean `Asia/Oral`?"
        ]),
        (HEADER + '"@two\nlines:example.org",a,city-police,liaison,,\n' + VEGA.replace("ti en", "?"), [
            '2:1 `user`: `@two\nlines:example.org` is not a Matrix user id; write "@name:example.org"'
            .replace("\n", "?"),
            "4:1 `languages`: `?` is not a language code of ISO 639; write for example `en`",
        ]),
        (HEADER + VEGA.replace("Officer Vega", "Officer, Vega"), [
            '2:1 this line has 7 fields, the first one has 6; write `""` around text that holds `,`'
        ]),
        (HEADER + 'x,"unclosed\n', [
            '2:1 this is not CSV (unexpected end of data); write `""` for a quote within quotes'
        ]),
        (HEADER + VEGA + VEGA, [
            "3:1 `@vega:example.org` stands twice for `city-police`, first in line 2; "
            "name all their roles in one line"
        ]),
        (HEADER + VEGA + VEGA.replace("city-police", "health-east").replace("Officer Vega", "Doctor Vega"), [
            "3:1 `@vega:example.org` has another `name` here than in line 2; write the same in each of their lines"
        ]),
        (HEADER.encode() + b"@vega:example.org,\xe9,city-police,liaison,,\n", [
            '2:1 the text is not UTF-8; save it as "CSV UTF-8"'
        ]),
        (HEADER + VEGA * 20_000, ["1:1 the file is larger than 1 MB; split it by agency"]),
    ],
)  # fmt: skip
def test_a_bad_row_is_one_clear_line(folder, content, lines):
    assert said(folder, content) == [f"people.csv:{line}" for line in lines]


def test_not_more_rows_than_can_be_looked_at(folder):
    rows = "".join(f"@p{n}:example.org,P{n},city-police,liaison\n" for n in range(MOST_ROWS + 9))
    lines = said(folder, "user,name,agency,roles\n" + rows)
    assert lines == [f"people.csv:{MOST_ROWS + 2}:1 there are more than 5000 people; split it by agency"]


def test_a_file_that_is_not_there(folder):
    with pytest.raises(Mistakes, match="cannot be read"):
        rows_of(folder / "nowhere.csv", loaded(folder).directory)


def test_somebody_new_is_some_lines_and_nothing_else_changes(folder):
    draft = made(folder, HEADER + VEGA + REYES + HADDAD)
    assert lines_that_differ(draft) == (
        [],
        [
            '  - user: "@vega:example.org"',
            "    name: Officer Vega",
            "    languages: [en, ti]",
            "    zone: Africa/Asmara",
            "    seats:",
            "      - {agency: city-police, roles: [liaison]}",
            "",
        ],
    )
    assert draft.people.leavers == ()
    text = draft.new.decode()
    assert text.index("@vega") > text.index("@castell")
    assert '\n\n  - user: "@vega:example.org"' in text
    assert text.index("@vega") < text.index("task_forces:")


def test_what_a_row_leaves_empty_stays(folder):
    assert not made(folder, HEADER + REYES + HADDAD).changes_anything


def test_changes_keep_the_comments_beside_them(folder):
    example(
        folder,
        (
            "directory.yaml",
            "      - {agency: city-police, roles: [liaison]}",
            "      - agency: city-police # of the harbour\n        roles: [liaison] # since May",
        ),
    )
    rows = REYES.replace("Officer Reyes", "Inspector Reyes: harbour").replace("liaison,,", "deputy,en ro,Europe/Dublin")
    draft = made(folder, HEADER + rows + HADDAD.replace("deputy coordinator", "liaison coordinator"))
    assert lines_that_differ(draft) == (
        [
            "    name: Officer Reyes",
            "    languages: [en, es]",
            "        roles: [liaison] # since May",
            "      - {agency: city-police, roles: [deputy, coordinator]}",
        ],
        [
            '    name: "Inspector Reyes: harbour"',
            "    languages: [en, ro]",
            "        roles: [deputy] # since May",
            "    zone: Europe/Dublin",
            "      - {agency: city-police, roles: [liaison, coordinator]}",
        ],
    )


def test_who_is_not_in_the_file_stays_unless_leavers_are_removed(folder):
    content = HEADER + REYES.replace("liaison", "liaison coordinator")
    haddad = (UserId("@haddad:example.org"), AgencyId("city-police"))
    stays = made(folder, content)
    assert stays.people.leavers == (haddad,)
    assert haddad[0] in stays.after.people
    gone = made(folder, content, leavers=True)
    assert haddad[0] not in gone.after.people
    assert "Haddad" not in gone.new.decode()
    assert "2026-12-21" not in gone.new.decode()


def test_a_leaver_with_another_seat_or_part_keeps_it(folder):
    seat = "    seats: [{agency: health-east, roles: [liaison]}, {agency: city-police, roles: [deputy]}]\n"
    lead = "    name: Lead Morgan # as colleagues see it, by role\n"
    example(
        folder,
        ("directory.yaml", lead, lead + "    seats:\n      - {agency: city-police, roles: [deputy]} # for a while\n"),
        ("directory.yaml", "    seats:\n      - {agency: health-east, roles: [liaison, coordinator]}\n", seat),
    )
    draft = made(folder, HEADER + REYES + HADDAD, leavers=True)
    people = draft.after.people
    assert people[UserId("@morgan:example.org")].seats == ()
    assert [seat.agency for seat in people[UserId("@brandt:example.org")].seats] == ["health-east"]
    assert "    seats: [{agency: health-east, roles: [liaison]}]" in draft.new.decode()


def test_a_second_seat_stands_below_the_first(folder):
    row = "@brandt:example.org,Nurse Brandt,harbour-support,deputy,,\n"
    draft = made(folder, HEADER + row)
    assert lines_that_differ(draft) == ([], ["      - {agency: harbour-support, roles: [deputy]}"])


def test_what_would_be_a_mistake_is_said_at_its_place_and_not_written(folder):
    before = (folder / "directory.yaml").read_bytes()
    with pytest.raises(Mistakes) as no:
        made(folder, HEADER + REYES.replace("liaison", "coordinator"))
    (mistake,) = no.value.found
    assert mistake.path == str(folder / "directory.yaml")
    assert mistake.what == "agency `city-police` has no liaison"
    assert (folder / "directory.yaml").read_bytes() == before


def test_a_list_on_one_line_is_left_alone(folder):
    text = (folder / "directory.yaml").read_text()
    start, end = text.index("people:"), text.index("task_forces:")
    people = ", ".join(
        f'{{user: "@{name}:example.org", name: {name}}}' for name in ("morgan", "lindqvist", "okafor", "adler")
    )
    seated = ", ".join(
        f'{{user: "@{agency}:example.org", name: x, seats: [{{agency: {agency}, roles: [liaison]}}]}}'
        for agency in ("city-police", "harbour-support", "health-east", "legal-aid-south")
    )
    (folder / "directory.yaml").write_text(f"{text[:start]}people: [{people}, {seated}]\n\n{text[end:]}")
    with pytest.raises(Mistakes, match="cannot be changed here"):
        made(folder, HEADER + VEGA)


def test_windows_line_ends_and_a_mark_in_front_stay(folder):
    path = folder / "directory.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    new = made(folder, HEADER + VEGA).new
    assert new.startswith(b"\xef\xbb\xbf#")
    assert new.count(b"\n") == new.count(b"\r\n")


def test_it_is_written_whole_with_its_rights(folder):
    path = folder / "directory.yaml"
    path.chmod(0o640)
    draft = made(folder, HEADER + VEGA)
    bringing_in.write(draft)
    assert path.read_bytes() == draft.new
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(file.name for file in folder.iterdir()) == ["directory.yaml", "settings.yaml"]
    assert loaded(folder).directory == draft.after


def test_what_somebody_else_wrote_meanwhile_is_not_lost(folder):
    draft = made(folder, HEADER + VEGA)
    path = folder / "directory.yaml"
    path.write_text(path.read_text() + "# by hand\n")
    with pytest.raises(Mistakes, match="changed by somebody else"):
        bringing_in.write(draft)
    assert path.read_text().endswith("# by hand\n")


def test_rows_come_into_the_directory_in_their_order(folder):
    directory = loaded(folder).directory
    rows = rows_of(a_file(folder, HEADER + VEGA + VEGA.replace("vega", "novak")), directory)
    assert list(imported(rows, directory, leavers=False).directory.people)[-2:] == [row.user for row in rows]
