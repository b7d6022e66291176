"""`python -m bot init`: what it writes is accepted at once, what is there stays, what is abandoned leaves nothing."""

import shlex
import stat
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import answers
from bot.cli.answers import Unfit
from bot.cli.main import app
from bot.cli.ourselves import python_m_bot
from config.beginning import Beginning, Member, Place, directory_text, only_zone, place_named, settings_text
from config.fields import Text
from config.load import load
from tests.config.folders import NOW
from tests.house.places import ROOT
from workflows.values.ids import UserId

FLAGS = [
    ("--homeserver", "https://matrix.example.org"),
    ("--user", "@caseroom:example.org"),
    ("--jurisdiction", "GB-ENG"),
    ("--task-force", "Harbour Task Force"),
    ("--lead", "@morgan:example.org, Lead Morgan"),
    ("--agency", "City Police, police, @reyes:example.org, Officer Reyes"),
    ("--agency", "Harbour Support, ngo, @ferreira:example.org"),
    ("--administrator", "@adler:example.org, Administrator Adler"),
]
TYPED = [
    "",  # nothing is suggested
    "http://matrix.example.org",  # refused: not on this machine
    "https://matrix.example.org",
    "",  # the suggested account
    "passport",
    "",  # a password
    "",
    "England",
    "uk",
    "gb-eng",
    "",  # the suggested zone
    "us-ca",
    "America/Los_Angles",
    "America/Los_Angeles",
    "",
    "Harbour Task Force",
    "",
    "morgan",
    "@morgan:example.org",
    "Lead Morgan",
    "City Police, police, @reyes:example.org, Officer Reyes",
    "City Police",
    "polise",
    "police",
    "English",
    "",  # the suggested language
    "@reyes:example.org",
    "",
    "city police",  # is there already
    "Harbour Support",
    "ngo",
    "en, ro",
    "@ferreira:example.org",
    "Advocate Ferreira",
    "",
    "@adler:example.org",
    "",
    "@lindqvist:example.org",
    "",
    "",
    "uk-nrm-adlut",
    "uk-nrm-adult",
]


def typed(*words: str, answers: str = "") -> tuple[int, str, str]:
    """The exit code, and what stands on standard output and error."""
    done = CliRunner().invoke(app, words, input=answers)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout, done.stderr


def flags(*without: str) -> list[str]:
    return [word for flag, value in FLAGS if flag not in without for word in (flag, value)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_flags_alone_write_what_check_accepts(tmp_path):
    folder = tmp_path / "new" / "settings"
    code, said, _ = typed("init", str(folder), *flags())
    assert code == 0
    assert f"{folder} is written. ok: 1 jurisdiction, 2 agencies, 4 people" in said
    assert f"(umask 077 && cat > {folder}/secrets/password)" in said
    assert f"Start it:  {python_m_bot()} run --settings {folder}" in said
    assert typed("check", "--settings", str(folder))[0] == 0
    assert (mode(folder / "secrets"), mode(folder / "secrets" / "master.key")) == (0o700, 0o600)
    assert len(b64decode((folder / "secrets" / "master.key").read_text())) == 32
    assert [path.name for path in folder.parent.iterdir()] == ["settings"]
    directory = load(folder, NOW, environ={}).directory
    assert directory.is_administrator(UserId("@adler:example.org"))
    assert [person.name for person in directory.people.values()] == [
        "Lead Morgan",
        "Administrator Adler",
        "Officer Reyes",
        "Ferreira",
    ]


def test_the_command_of_the_page_on_deployment_works(tmp_path):
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    command = page.partition("python -m bot init --homeserver")[2].partition("```")[0].replace("\\\n", " ")
    code, said, why = typed("init", str(tmp_path / "settings"), "--homeserver", *shlex.split(command))
    assert (code, why) == (0, "")
    assert "ok: 2 jurisdictions, 2 agencies, 5 people" in said


def test_every_master_key_is_another(tmp_path):
    keys = set()
    for name in ("one", "two"):
        assert typed("init", str(tmp_path / name), *flags())[0] == 0
        keys.add((tmp_path / name / "secrets" / "master.key").read_text())
    assert len(keys) == 2


def test_each_answer_is_checked_as_it_is_typed(tmp_path):
    folder = tmp_path / "settings"
    code, said, _ = typed("init", str(folder), answers="\n".join(TYPED) + "\n")
    assert code == 0, said
    for refusal in (
        "write `https://matrix.example.org`",
        "write `password` or `token`",
        "an answer is needed here; write for example `https://matrix.example.org`",
        'an answer is needed here; write "@name:example.org"',
        "`England` is not a jurisdiction's id; did you mean `GB-ENG`?",
        "`UK` is not its code in ISO 3166; write `GB`, or a part as `GB-ENG`",
        "a name has no `@` and no `,`; write it alone, for example `City Police`",
        "`English` is not a language code of ISO 639; write `en`",
        "did you mean `America/Los_Angeles`?",
        'write "@name:example.org"',
        "did you mean `police`?",
        "there is an agency `city-police` already",
        "did you mean `uk-nrm-adult`?",
    ):
        assert refusal in said
    assert "England; public holidays: GB ENG" in said
    directory = load(folder, NOW, environ={}).directory
    assert {place.zone for place in directory.jurisdictions.values()} == {"Europe/London", "America/Los_Angeles"}
    assert directory.administrators == ("@adler:example.org", "@lindqvist:example.org")
    assert [sorted(one.languages) for one in directory.agencies.values()] == [["en"], ["en", "ro"]]
    assert "1 task force, 1 template; holidays" in said
    assert "Its workflows: uk-nrm-adult\n" in said
    (force,) = directory.task_forces.values()
    assert (force.id, force.templates) == ("harbour-task-force", ("uk-nrm-adult",))


@pytest.mark.parametrize("count", [0, 1, 8, len(TYPED) - 1])
def test_who_stops_in_the_middle_leaves_nothing_behind(tmp_path, count):
    code, _, why = typed("init", str(tmp_path / "settings"), answers="".join(f"{line}\n" for line in TYPED[:count]))
    assert (code, why.strip()) == (1, "Aborted.")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_named_and_kept(tmp_path):
    (tmp_path / "directory.yaml").write_text("ours\n")
    code, _, why = typed("init", str(tmp_path), *flags())
    assert (code, why) == (2, f"{tmp_path} holds directory.yaml. Nothing was changed: name another folder.\n")
    assert (tmp_path / "directory.yaml").read_text() == "ours\n"
    assert typed("init", str(tmp_path / "directory.yaml"), *flags())[0] == 2


def test_an_empty_folder_is_used(tmp_path):
    assert typed("init", str(tmp_path), *flags())[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["directory.yaml", "secrets", "settings.yaml"]


REFUSED = [
    (["--homeserver"], [], "still to be given: --homeserver; without any option, init asks"),
    (["--lead", "--agency"], [], "still to be given: --lead, --agency; without any option, init asks"),
    (["--jurisdiction"], ["--jurisdiction", "US-CA"], "`US` has several time zones; write for example `US-CA=America"),
    (["--jurisdiction"], ["--jurisdiction", "XX"], "`XX` has no time zone that is known; write for example `XX=Euro"),
    (["--user"], ["--user", "@Caseroom:example.org"], 'write "@caseroom:example.org"'),
    ([], ["--agency", "city police, ngo, @x:example.org"], "there is an agency `city-police` already"),
    ([], ["--agency", "Health East"], "write `City Police, police, @reyes:example.org, Officer Reyes`"),
    (["--task-force"], ["--task-force", "警察"], "has no letter from a to z"),
    ([], ["--language", "english"], "`english` is not a language code of ISO 639; write `en`"),
    ([], ["--template", "us-foreign-minor-24h"], "`us-foreign-minor-24h` is not among them"),
]


@pytest.mark.parametrize(
    ("places", "more", "languages"),
    [
        (["GB-ENG"], [], ["en"]),
        (["RO"], [], ["ro"]),
        (["BE"], [], ["de", "fr", "nl"]),
        (["GB-ENG"], ["--language", "en vi", "--language", "ti"], ["en", "ti", "vi"]),
    ],
)
def test_every_agency_speaks_a_language_so_that_no_task_waits_for_one(tmp_path, places, more, languages):
    asked = [word for place in places for word in ("--jurisdiction", place)]
    assert typed("init", str(tmp_path / "settings"), *flags("--jurisdiction"), *asked, *more)[0] == 0
    agencies = load(tmp_path / "settings", NOW, environ={}).directory.agencies.values()
    assert [sorted(one.languages) for one in agencies] == [languages, languages]
    checked = typed("check", "--settings", str(tmp_path / "settings"))[1]
    assert "can never begin" not in checked


NAMED = [("england", ("GB-ENG",)), ("Englnd", ("GB-ENG",)), ("Georgia", ("GE", "US-GA")), ("Romania", ("RO",))]


@pytest.mark.parametrize(("name", "codes"), NAMED)
def test_who_knows_only_the_name_of_a_jurisdiction_is_given_its_code(name, codes):
    with pytest.raises(Unfit) as unfit:
        answers.place(name, NOW)
    assert " or ".join(f"`{code}`" for code in codes) + "?" in str(unfit.value)


@pytest.mark.parametrize(("without", "more", "why"), REFUSED)
def test_a_flag_that_cannot_be_used_is_one_line(tmp_path, without, more, why):
    code, said, error = typed("init", str(tmp_path / "settings"), *flags(*without), *more)
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert why in error
    assert list(tmp_path.iterdir()) == []


def test_what_check_would_refuse_is_not_written(tmp_path):
    both = ["--lead", "@morgan:example.org", "--lead", "@morgan:example.org"]
    code, _, error = typed("init", str(tmp_path / "settings"), *flags("--lead"), *both)
    assert code == 1
    assert f"{tmp_path}/settings/directory.yaml:" in error
    assert error.endswith("Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_token_in_place_of_a_password(tmp_path):
    secret = tmp_path / "token"
    secret.write_text("of the account\n")
    folder = tmp_path / "settings"
    code, said, _ = typed("init", str(folder), *flags(), "--token-file", str(secret))
    assert code == 0
    assert f"1. The token is read from {secret}." in said
    settings = load(folder, NOW, environ={}).settings
    assert settings.token is not None
    assert settings.token.file == secret


PLACES = [
    ("GB-ENG", "England", "Europe/London", ("GB", "ENG")),
    ("GB", "United Kingdom", "Europe/London", ("GB", None)),
    ("DE-BY", "Bayern", "Europe/Berlin", ("DE", "BY")),
    ("RO", "Romania", "Europe/Bucharest", ("RO", None)),
    ("GB-LND", "GB-LND", "Europe/London", ("GB", None)),
]


@pytest.mark.parametrize(("code", "name", "zone", "days"), PLACES)
def test_a_code_suggests_name_zone_and_holidays(code, name, zone, days):
    assert answers.place(code, NOW) == Place(id=code, name=name, zone=zone, holidays=days)


def test_where_clocks_of_a_country_differ_no_zone_is_suggested():
    assert [only_zone(country, NOW) for country in ("US", "ES", "AU", "XX")] == [None] * 4


NAMES = st.text(min_size=1, max_size=40)


@given(NAMES, NAMES, NAMES)
def test_any_names_that_are_accepted_are_read_back_as_they_were(tmp_path_factory, agency, person, force):
    try:
        accepted = answers.name(agency), answers.checked(Text, person), answers.name(force)
    except Unfit:
        return
    beginning = Beginning(
        homeserver="https://matrix.example.org",
        user="@caseroom:example.org",
        secret_file="secrets/password",  # noqa: S106
        by_token=False,
        places=(place_named("GB-ENG", "Europe/London"),),
        task_force=accepted[2],
        members=(Member(name=accepted[0], type="police", user="@reyes:example.org", person=accepted[1]),),
        leads=(("@morgan:example.org", accepted[1]),),
        administrators=(("@adler:example.org", accepted[1]),),
        templates=("uk-nrm-adult",),
    )
    folder = tmp_path_factory.mktemp("settings")
    (folder / "settings.yaml").write_text(settings_text(beginning), encoding="utf-8")
    (folder / "directory.yaml").write_text(directory_text(beginning), encoding="utf-8")
    directory = load(folder, NOW, environ={}).directory
    assert {known.name for known in directory.agencies.values()} == {accepted[0]}
    assert {known.name for known in directory.people.values()} == {accepted[1]}
    assert {known.name for known in directory.task_forces.values()} == {accepted[2]}
