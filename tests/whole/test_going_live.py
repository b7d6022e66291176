"""A template goes live from an encrypted room, by two real clients; an operator reloads beside the running bot."""

import asyncio
import subprocess
import sys

import pytest

from demo.bot import ROOT
from tests.whole.installation import Installation, files
from tests.whole.sending_templates import (
    FIRST,
    NAME,
    SECOND,
    administrators,
    answered,
    live_number,
    next_version,
    sends,
    shown_code,
    waiting,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_administrators_put_a_template_live_from_their_room(running: Installation) -> None:
    at, room = running, await administrators(running)
    number, content = next_version(at)
    said = await answered(at, await sends(at, content, room), room)
    assert f"quiet version {number}, sent by Administrator Adler" in said
    code = await shown_code(at, room)
    assert code in said
    await at.says(FIRST, f"!workflow confirm quiet {code}", "nobody puts quiet live alone", room)
    assert live_number(at) < number
    await at.says(SECOND, f"!workflow confirm quiet {code}", "is live, by Administrator Adler", room)
    assert live_number(at) == number
    kept = at.rows("SELECT template_hash FROM case_ WHERE ref = ?", at.case.ref)
    assert kept != at.rows("SELECT hash FROM live WHERE name = 'template:quiet'")  # the running case keeps its own
    await at.sound()


async def test_a_file_with_mistakes_is_answered_by_line(running: Installation) -> None:
    at, room = running, await administrators(running)
    _, content = next_version(at)
    said = await answered(at, await sends(at, content.replace(b"owner: first_responder", b"owner: nobody"), room), room)
    assert said.replace("\u2068", "").splitlines()[1].startswith(f"{NAME}:")
    assert waiting(at) == []
    await at.sound()


async def test_an_operator_reloads_beside_the_running_bot(running: Installation) -> None:
    at, room = running, await administrators(running)
    directory = at.settings / "directory.yaml"
    before = directory.read_text(encoding="utf-8")
    mark = len(at.people[FIRST].heard)
    try:
        directory.write_text(before.replace("Administrator Bianchi", "Administrator Bianchi II"), encoding="utf-8")
        code, said = await reloaded(at)
        assert (code, "Administrator Bianchi II" in said) == (0, True), said
        await at.people[FIRST].wait_for(room, "Administrator Bianchi II", since=mark)
        directory.write_text(before.replace("type: police", "type: polcie", 1), encoding="utf-8")
        code, said = await reloaded(at)
        assert code == 1
        assert "directory.yaml:" in said
        assert "did you mean `police`?" in said
    finally:
        directory.write_text(before, encoding="utf-8")
    assert (await reloaded(at))[0] == 0
    await at.sound()


async def reloaded(at: Installation) -> tuple[int, str]:
    command = [sys.executable, "-m", "bot", "config", "reload", "--settings", str(at.settings)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


async def test_neither_log_nor_files_tell_what_was_sent(running: Installation) -> None:
    at = running
    assert NAME.removesuffix(".yaml") not in at.bot.last_lines(100_000)
    assert "Look at the case again" not in at.bot.last_lines(100_000)
    for path in files(at.data):
        assert NAME.removesuffix(".yaml").encode() not in path.read_bytes(), path
