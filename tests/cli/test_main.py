"""`python -m bot …` as operators type it: what it says and with which code it ends."""

import asyncio
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Never

import pytest
from typer.testing import CliRunner

from bot import VERSION
from bot.cli.main import app
from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.house.places import ROOT

OURS, ANOTHERS = bytes(32), bytes([7]) * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings as the first lines of the README make them."""
    made = tmp_path / "settings"
    shutil.copytree(ROOT / "config" / "example", made)
    (made / "secrets").mkdir(mode=0o700)
    (made / "secrets" / "master.key").write_text(b64encode(OURS).decode() + "\n")
    (made / "secrets" / "password").write_text("of the account\n")
    return made


def typed(folder: Path, *words: str) -> tuple[int, str, str]:
    """The exit code, and what stands on standard output and error."""
    done = CliRunner(env={**OURS_IN_THE_ENVIRONMENT, "CASEROOM_SETTINGS": str(folder)}).invoke(app, words)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout.strip(), done.stderr.strip()


OURS_IN_THE_ENVIRONMENT = {name: None for name in os.environ if name.startswith("CASEROOM_")}


def started(folder: Path, *words: str) -> tuple[int, str, str]:
    """The same of a process of its own: of what changes how the whole process behaves."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CASEROOM_")}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={**environ, "CASEROOM_SETTINGS": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_it_says_its_version(folder):
    assert started(folder, "version") == (0, VERSION, "")


def test_good_settings_end_with_what_there_is_and_warnings_stop_nothing(folder):
    code, said, _ = typed(folder, "check")
    *warnings, last = said.splitlines()
    assert (code, [line for line in warnings if " warning: " not in line or "secret" in line]) == (0, [])
    assert last.startswith("ok: 2 jurisdictions, 4 agencies")
    for name in ("password", "master.key"):
        (folder / "secrets" / name).unlink()
    code, said, _ = typed(folder, "check")
    assert code == 0
    assert [line.partition(" secret in ")[2].split()[0] for line in said.splitlines()[:2]] == [
        "CASEROOM_PASSWORD",
        "CASEROOM_MASTER_KEY",
    ]


def test_mistakes_are_said_by_check_and_by_run_alike(folder):
    settings = folder / "settings.yaml"
    settings.write_text(settings.read_text().replace("https://", "http://"))
    checked, ran = typed(folder, "check"), started(folder, "run")
    assert (checked[0], ran[0]) == (1, 2)
    assert "settings.yaml:6" in checked[1]
    assert checked[1] == ran[2]


def test_a_missing_secret_is_one_line(folder):
    (folder / "secrets" / "master.key").unlink()
    code, said, why = started(folder, "run")
    assert (code, said) == (2, "")
    assert why == f"there is no secret in CASEROOM_MASTER_KEY or {folder / 'secrets' / 'master.key'}"


def test_another_master_key_is_noticed_before_anything_else(folder):
    asyncio.run(_begin(folder / "data" / "caseroom.db"))
    (folder / "secrets" / "master.key").write_text(b64encode(ANOTHERS).decode())
    code, said, why = started(folder, "run")
    assert (code, said) == (2, "")
    assert why.startswith("This master key is not the one")


async def _begin(file: Path) -> None:
    file.parent.mkdir(mode=0o700)
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    await migrate(engine)
    store = Store(engine, Vault(OURS), decode_template=_nothing, decode_ladders=_nothing)
    await store.open()
    await store.close()


def _nothing(_: bytes) -> Never:
    raise LookupError


def test_an_identity_that_is_not_there_yet_is_said(folder):
    code, said, _ = typed(folder, "identity", "show")
    assert code == 1
    assert said == "There is no identity yet. The bot makes one at its first start."


@pytest.mark.parametrize(
    ("report", "age", "code", "said"),
    [
        ('{"ready": true}', 0, 0, "ready"),
        ('{"ready": false}', 0, 0, "alive, not ready"),
        ('{"ready": true}', 600, 1, "ready"),
        ("{", 0, 1, "no heartbeat"),
        ("[]", 0, 1, "no heartbeat"),
        (None, 0, 1, "no heartbeat"),
    ],
)
def test_health_is_a_heartbeat_that_is_not_old(folder, report, age, code, said):
    heartbeat = folder / "data" / "health"
    if report is not None:
        heartbeat.parent.mkdir()
        heartbeat.write_text(report)
        written = heartbeat.stat().st_mtime - age
        os.utime(heartbeat, (written, written))
    ended, line, _ = typed(folder, "health")
    assert ended == code
    assert line.startswith(said)


def test_health_names_the_mistakes_for_which_it_cannot_look(folder):
    heartbeat = folder / "data" / "health"
    heartbeat.parent.mkdir()
    heartbeat.write_text('{"ready": true}')
    settings = folder / "settings.yaml"
    settings.write_text(settings.read_text().replace("https://", "http://") + "\nsurprise: 1\n")
    asked, checked = typed(folder, "health"), typed(folder, "check")
    assert asked == (1, "", checked[1])
    assert len(asked[2].splitlines()) == 2
    assert "no heartbeat" not in asked[2]


def test_confirming_somebody_by_hand_says_why_it_cannot(folder):
    person = ("person", "enrol", "@reyes:example.org")
    asyncio.run(_begin(folder / "data" / "caseroom.db"))
    assert typed(folder, *person)[:2] == (1, "Nothing to confirm: Officer Reyes is not frozen.")
    assert typed(folder, "person", "enrol", "@nobody:example.org")[0] == 1
    (folder / "secrets" / "master.key").write_text(b64encode(ANOTHERS).decode())
    code, said, why = typed(folder, *person)
    assert (code, said) == (2, "")
    assert why.startswith("This master key is not the one")
