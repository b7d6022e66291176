"""`workflow preview`, `diff`, `list` and `show`, as an administrator types them."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.identity import WRONG_MASTER_KEY
from bot.cli.main import app
from bot.service.clock import real_time
from bot.service.going_live import at_start
from config.load import load, shipped_templates
from config.snapshots import decode_ladders, decode_template
from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.cli.test_main import ANOTHERS, OURS
from tests.config.folders import example

PREVIEW = ("workflow", "preview", "uk-nrm-adult", "--start", "2026-11-27T16:00", "--jurisdiction", "GB-ENG")
SHIPPED = shipped_templates() / "uk-nrm-adult.yaml"


def typed(*words: str) -> tuple[int, str]:
    """The exit code and all that was written, in one line."""
    done = CliRunner().invoke(
        app, words, env={"CASEROOM_SETTINGS": "", "CASEROOM_MASTER_KEY": "", "COLUMNS": "200", "TERM": "dumb"}
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The shipped template with one more hour and one less."""
    text = SHIPPED.read_text(encoding="utf-8")
    file = tmp_path / "uk-nrm-adult.yaml"
    file.write_text(text.replace("    due: 1h\n", "    due: 30m\n", 1), encoding="utf-8")
    return file


def test_a_preview_in_the_terminal():
    code, said = typed(*PREVIEW)
    assert code == 0
    assert "Opened Fri 27 Nov 16:00 (UTC+0) in England, P2, by Officer Reyes, for Harbour Task Force" in said
    assert "N1 Make the person safe" in said
    assert "Level 2 Fri 27 Nov 19:00: Deputy Lindqvist (task force lead)" in said


def test_what_is_supposed_changes_it():
    code, said = typed(*PREVIEW, "--done", "N4=no@+3h", "--priority", "P1")
    assert code == 0
    assert "P1, by Officer Reyes" in said
    assert "said to be done Fri 27 Nov" in said
    assert "(no)" in said


def test_a_preview_as_a_page(tmp_path):
    file = tmp_path / "page.html"
    code, said = typed(*PREVIEW, "--html", str(file))
    assert (code, said) == (0, f"written: {file}")
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_file_is_previewed_like_an_id(stricter):
    code, said = typed("workflow", "preview", str(stricter), "--start", "2026-11-27T16:00")
    assert code == 0
    assert "Fri 27 Nov 16:30" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "mionr=yes"), "`mionr` is no field of uk-nrm-adult; its fields: "),
        (("--done", "N4=maybe@+3h"), "N4 does not end with `maybe`; its results: yes, no"),
        (("--start", "tomorrow"), "`tomorrow` is no time; write `2026-11-27T16:00`"),
        (("--jurisdiction", "XX"), "the directory has no jurisdiction `XX`"),
        (("--force", "nobody"), "no task force of the directory works there: `nobody`"),
        (("--start", "2199-01-01T09:00"), ""),
    ],
)
def test_what_cannot_be_shown_is_one_line(words, said):
    code, found = typed(*PREVIEW, *words)
    assert code in (0, 1)
    assert found.startswith(said)
    assert "Traceback" not in found


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("uk-nrm-adlut", "there is no template `uk-nrm-adlut`; did you mean `uk-nrm-adult`?"),
        ("nosuch", "there is no template `nosuch`"),
        ("nowhere.yaml", "there is no file nowhere.yaml"),
        ("live:uk-nrm-adult", "say where the bot's settings are: --settings"),
    ],
)
def test_a_template_that_is_not_there(named, said):
    for verb in ("preview", "show"):
        assert typed("workflow", verb, named) == (1, said)


def test_the_same_file_changes_nothing():
    assert typed("workflow", "diff", "uk-nrm-adult", str(SHIPPED)) == (0, "Nothing changes for new cases.")


def test_a_difference_in_words(stricter):
    code, said = typed("workflow", "diff", "uk-nrm-adult", str(stricter))
    assert code == 1
    assert said.startswith("N1 Make the person safe")
    assert "time was within 1 hour" in said
    assert "is within 30 minutes" in said


def test_a_file_with_mistakes_says_them(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text("id: broken\n", encoding="utf-8")
    code, said = typed("workflow", "diff", "uk-nrm-adult", str(file))
    assert code == 1
    assert "broken.yaml:" in said


def test_a_template_and_a_task_in_plain_words():
    code, said = typed("workflow", "show", "us-foreign-minor-24h")
    assert code == 0
    assert "within 24 hours, by law (22 U.S.C. 7105(b), " in said
    code, said = typed("workflow", "show", "us-foreign-minor-24h", "m2")
    assert code == 0
    assert said.startswith("M2 Notify")
    assert typed("workflow", "show", "us-foreign-minor-24h", "M99")[0] == 1


def test_the_list():
    code, said = typed("workflow", "list")
    assert code == 0
    assert "us-foreign-minor-24h" in said
    assert "version 1" in said


# beside a bot that was started


async def started(folder: Path) -> None:
    """As after the first start with the settings of `folder`."""
    configuration = load(folder, real_time())
    (folder / "data").mkdir()
    engine = make_engine(f"sqlite+aiosqlite:///{folder / 'data' / 'caseroom.db'}")
    await migrate(engine)
    store = Store(engine, Vault(OURS), decode_template=decode_template, decode_ladders=decode_ladders)
    await store.open()
    await at_start(store, configuration.directory, configuration.templates, configuration.sources, real_time())
    await store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = example(tmp_path / "settings")
    (made / "secrets").mkdir()
    (made / "secrets" / "master.key").write_text(b64encode(OURS).decode())
    return made


def test_what_is_live_is_compared_with_a_file(folder, stricter):
    asyncio.run(started(folder))
    live = ("live:uk-nrm-adult", "--settings", str(folder))
    assert typed("workflow", "diff", live[0], str(SHIPPED), *live[1:]) == (0, "Nothing changes for new cases.")
    code, said = typed("workflow", "diff", live[0], str(stricter), *live[1:])
    assert (code, said.startswith("N1 Make the person safe")) == (1, True)
    assert typed("workflow", "show", "live:nothing", *live[1:])[1].startswith("there is no template `live:nothing`")


def test_the_folder_may_be_called_settings_as_everywhere_else(folder):
    assert typed("workflow", "list", "--settings", str(folder))[0] == 0
    assert typed(*PREVIEW, "--settings", str(folder))[0] == 0


def test_without_a_word_about_it_the_settings_are_those_beside(folder, monkeypatch):
    (folder / "templates").mkdir(exist_ok=True)
    text = SHIPPED.read_text(encoding="utf-8").replace("id: uk-nrm-adult", "id: uk-of-our-own", 1)
    (folder / "templates" / "uk-of-our-own.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    assert "uk-of-our-own" in typed("workflow", "list")[1]


def test_before_the_first_start_nothing_is_live(folder):
    said = "there is no database of this version; start the bot once"
    assert typed("workflow", "show", "live:uk-nrm-adult", "--settings", str(folder)) == (1, said)


def test_with_another_key_nothing_is_read(folder):
    asyncio.run(started(folder))
    (folder / "secrets" / "master.key").write_text(b64encode(ANOTHERS).decode())
    assert typed("workflow", "show", "live:uk-nrm-adult", "--settings", str(folder)) == (1, WRONG_MASTER_KEY)
