"""Where secrets are looked for, what the demo lays out, and what `check` says."""

import base64
from dataclasses import replace

import pytest

from bot.cli.check import check
from config.checking import missing_secrets
from config.load import load, shipped_templates
from config.mistakes import Mistakes
from config.settings import Secret, SecretMissing
from demo.task_forces import PLAYED, UNUSED, lay_out
from tests.config.folders import NOW, example, loaded, said
from workflows.language.placing import placed
from workflows.values.directory import SeatRole
from workflows.values.ids import ContentHash, JurisdictionId, TaskForceId, TemplateId

KEY = bytes(range(32))
SETTINGS = "settings.yaml"


def test_a_secret_is_read_from_its_file(tmp_path):
    (tmp_path / "password").write_text("open sesame\n")
    assert Secret("CASEROOM_PASSWORD", tmp_path / "password").read({}) == "open sesame"


def test_the_environment_goes_before_the_file(tmp_path):
    (tmp_path / "password").write_text("old")
    assert Secret("CASEROOM_PASSWORD", tmp_path / "password").read({"CASEROOM_PASSWORD": "new"}) == "new"


@pytest.mark.parametrize("content", [None, b"", b"  \n", b"\xff\xfe"])
def test_a_secret_that_is_not_there_is_said_without_its_value(tmp_path, content):
    if content is not None:
        (tmp_path / "password").write_bytes(content)
    with pytest.raises(SecretMissing, match=r"there is no secret in CASEROOM_PASSWORD or .*password"):
        Secret("CASEROOM_PASSWORD", tmp_path / "password").read({"CASEROOM_PASSWORD": " "})
    with pytest.raises(SecretMissing, match=r"CASEROOM_TOKEN$"):
        Secret("CASEROOM_TOKEN", None).read({})


def test_the_master_key_is_32_bytes(tmp_path):
    settings = loaded(example(tmp_path)).settings
    assert settings.master_key_bytes({"CASEROOM_MASTER_KEY": base64.b64encode(KEY).decode()}) == KEY
    for bad in ("c2hvcnQ=", "not base64!", base64.b64encode(KEY + b"x").decode()):
        with pytest.raises(SecretMissing, match="32 bytes in base64"):
            settings.master_key_bytes({"CASEROOM_MASTER_KEY": bad})


@pytest.mark.parametrize(
    ("line", "environ", "url"),
    [
        ("data: data", {}, "sqlite+aiosqlite:///{folder}/data/caseroom.db"),
        ("data: data\ndatabase: sqlite:///x/y.db", {}, "sqlite+aiosqlite:///{folder}/x/y.db"),
        ("data: data\ndatabase: sqlite+aiosqlite:////var/y.db", {}, "sqlite+aiosqlite:////var/y.db"),
        ("data: data\ndatabase: postgresql://db/caseroom", {}, "postgresql+asyncpg://db/caseroom"),
        ("data: data", {"CASEROOM_DATABASE_URL": "postgres://u:p@db/x"}, "postgresql+asyncpg://u:p@db/x"),
        ("data: data\ndatabase_file: url", {}, "postgresql+asyncpg://u:p@db/y"),
    ],
)
def test_the_database_is_named_by_one_url(tmp_path, line, environ, url):
    folder = example(tmp_path, (SETTINGS, "data: data", line))
    (folder / "url").write_text("postgresql://u:p@db/y\n")
    settings = load(folder, NOW, environ=environ).settings
    assert settings.database_url(environ) == url.format(folder=tmp_path)
    assert "p@db" not in repr(settings)


def test_a_token_or_the_environment_is_a_way_to_log_in_too(tmp_path):
    edit = (SETTINGS, "password_file: secrets/password", "token_file: secrets/token")
    settings = loaded(example(tmp_path, edit)).settings
    assert settings.token is not None
    assert settings.token.file == tmp_path / "secrets/token"
    folder = example(tmp_path / "other", (SETTINGS, "password_file: secrets/password", ""))
    assert load(folder, NOW, environ={"CASEROOM_PASSWORD": "x"}).settings.password.file is None


def test_a_pager_is_run_with_its_arguments(tmp_path):
    edit = (SETTINGS, "federate: false", "federate: false\npager:\n  command: [/bin/page, --now]")
    assert loaded(example(tmp_path, edit)).settings.pager_command == ("/bin/page", "--now")


def test_http_is_for_this_machine_alone(tmp_path):
    edit = (SETTINGS, "https://matrix.example.org", "http://127.0.0.1:8008/")
    assert loaded(example(tmp_path, edit)).settings.homeserver == "http://127.0.0.1:8008"


# templates of one's own


def test_a_template_of_the_folder_goes_before_the_shipped_one(tmp_path):
    folder = example(tmp_path)
    (folder / "templates").mkdir()
    text = (shipped_templates() / "uk-nrm-adult.yaml").read_text(encoding="utf-8")
    (folder / "templates/ours.yaml").write_text(text.replace("version: 1", "version: 7"), encoding="utf-8")
    assert loaded(folder).templates[TemplateId("uk-nrm-adult")].version == 7
    (folder / "templates/twice.yaml").write_text(text, encoding="utf-8")
    assert said(folder) == [
        "templates/twice.yaml:10:5 template `uk-nrm-adult` is also in ours.yaml; keep one of them, or change its id"
    ]


def test_a_template_that_cannot_be_read_is_not_told_as_unknown_too(tmp_path):
    folder = example(tmp_path)
    (folder / "templates").mkdir()
    (folder / "templates/uk-nrm-adult.yaml").write_text("a: [", encoding="utf-8")
    assert [line.split(" ")[0] for line in said(folder)] == ["templates/uk-nrm-adult.yaml:2:1"]


def test_a_country_in_a_template_covers_its_parts(tmp_path):
    old = "  - id: GB-WLS\n    name: Wales\n    zone: Europe/London\n    holidays: {country: GB, subdivision: WLS}\n"
    new = old + "  - {id: US-CA, name: California, zone: America/Los_Angeles}\n"
    configuration = loaded(example(tmp_path, ("directory.yaml", old, new)))
    there = {
        name: placed(template, configuration.directory.jurisdictions)
        for name, template in configuration.templates.items()
    }
    assert there[TemplateId("missing-child")].jurisdictions == ("US-CA",)
    assert there[TemplateId("uk-nrm-adult")].jurisdictions == ("GB-ENG", "GB-WLS")
    assert {name: template.hash for name, template in there.items()} == {
        name: template.hash for name, template in loaded(example(tmp_path / "plain")).templates.items()
    }  # another directory makes no other version of a template


def test_a_directory_may_name_a_template_that_is_live_and_hears_where_it_does_not_go_with_it(tmp_path):
    folder = example(tmp_path, ("directory.yaml", "templates: [uk-nrm-adult", "templates: [of-the-chat, uk-nrm-adult"))
    with pytest.raises(Mistakes, match="there is no template `of-the-chat`"):
        loaded(folder)
    adult = loaded(example(tmp_path / "plain")).templates[TemplateId("uk-nrm-adult")]
    live = replace(adult, id=TemplateId("of-the-chat"))
    assert TemplateId("of-the-chat") not in load(folder, NOW, {}, live={live.id: live}).templates
    elsewhere = replace(live, jurisdictions=(JurisdictionId("XX"),))
    (misfit,) = load(folder, NOW, {}, live={live.id: elsewhere}).misfits
    assert "warning: `of-the-chat` is for none of its jurisdictions" in str(misfit)


def test_what_is_live_never_keeps_the_bot_from_starting(tmp_path):
    folder = example(tmp_path)
    adult = loaded(folder).templates[TemplateId("uk-nrm-adult")]
    for changes in ({"jurisdictions": (JurisdictionId("DE"),)}, {"abstract": True}):
        found = load(folder, NOW, {}, live={adult.id: replace(adult, hash=ContentHash("other"), **changes)})
        assert found.misfits
        assert set(found.misfits) <= set(found.warnings)
        assert all(misfit.warning for misfit in found.misfits)
    (folder / "directory.yaml").write_text("jurisdictions: [", encoding="utf-8")
    with pytest.raises(Mistakes):
        load(folder, NOW, {}, live={adult.id: adult})


# the demo


def test_the_demo_has_one_task_force_for_the_story_and_one_that_nobody_uses(tmp_path):
    folder = lay_out(tmp_path / "settings", server="demo.localhost", homeserver="http://127.0.0.1:8008")
    configuration = loaded(folder)
    directory = configuration.directory
    assert configuration.settings.user == "@caseroom:demo.localhost"
    assert {user.split(":")[1] for user in directory.people} == {"demo.localhost"}
    assert set(directory.task_forces) == {PLAYED, UNUSED}
    assert len(directory.administrators) == 2
    played, unused = (directory.task_forces[TaskForceId(name)] for name in (PLAYED, UNUSED))
    assert not set(played.agencies) & set(unused.agencies)
    assert len(played.agencies) >= 5
    assert played.deputies
    assert played.committee
    assert unused.leads
    waiting = [directory.seated(agency, SeatRole.LIAISON) for agency in unused.agencies]
    assert len(waiting) == 3
    assert all(waiting)
    template = configuration.templates[played.templates[0]]
    types = {directory.agencies[agency].type for agency in played.agencies}
    assert {name for name, role in template.roles.items() if not set(role.types) & types} == set()


# the command


def test_check_says_in_one_line_what_is_there(tmp_path):
    lines: list[str] = []
    assert check(example(tmp_path), lines.append, now=NOW, warnings=False) == 0
    assert lines == [
        "ok: 2 jurisdictions, 4 agencies, 9 people, 1 task force, 1 template; holidays are known until 2032-12-31"
    ]


def test_a_start_without_its_secrets_is_told_before_it(tmp_path):
    folder = example(tmp_path)
    settings, key = loaded(folder).settings, base64.b64encode(bytes(32)).decode()

    def missing(**environ: str) -> list[tuple[int, str]]:
        found = missing_secrets(folder, settings, environ)
        assert all(one.warning and "the bot does not start without it" in one.form for one in found)
        return [(one.line, one.what) for one in found]

    no_password = f"there is no secret in CASEROOM_PASSWORD or {tmp_path}/secrets/password"
    no_key = f"there is no secret in CASEROOM_MASTER_KEY or {tmp_path}/secrets/master.key"
    assert [what for _, what in missing()] == [no_password, no_key]
    text = (folder / SETTINGS).read_text(encoding="utf-8").splitlines()
    assert [text[line - 1].partition(":")[0] for line, _ in missing()] == ["password_file", "master_key_file"]
    assert [what for _, what in missing(CASEROOM_MASTER_KEY=key)] == [no_password]
    (folder / "secrets").mkdir()
    (folder / "secrets" / "password").write_text("of the account\n")
    assert missing(CASEROOM_MASTER_KEY=key) == []
    assert [what for _, what in missing(CASEROOM_MASTER_KEY="c2hvcnQ=")] == ["the master key is not 32 bytes in base64"]


def test_a_token_and_the_address_of_a_database_are_secrets_too(tmp_path):
    lines = ("password_file: secrets/password", "token_file: secrets/token\ndatabase_file: secrets/url")
    folder = example(tmp_path, (SETTINGS, *lines))
    found = missing_secrets(folder, loaded(folder).settings, {})
    assert [one.what.split()[5] for one in found] == ["CASEROOM_TOKEN", "CASEROOM_MASTER_KEY", "CASEROOM_DATABASE_URL"]


def test_check_says_every_mistake_and_fails(tmp_path):
    lines: list[str] = []
    folder = example(tmp_path, (SETTINGS, "data: data", "dta: data"), ("directory.yaml", "type: ngo", "type: nog"))
    assert check(folder, lines.append) == 1
    assert lines == [
        f"{tmp_path}/directory.yaml:38:11 `type`: `nog` is not known here; did you mean `ngo`?",
        f"{tmp_path}/settings.yaml:15:1 there is no `dta` here; did you mean `data`?",
    ]
    with pytest.raises(Mistakes, match="did you mean `ngo`"):
        loaded(folder)
