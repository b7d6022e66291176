"""What leaves the bot: on the wire, in its log and in its files no word that a person typed, no name, no reference."""

import json
import re
import stat

import pytest

from tests.whole.installation import PATIENCE, Installation, files, found

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Words that people type in this story and nobody else's code contains.
TITLE, REFERENCE, PUT_OFF, ASKED_IN, DROPPED, BESIDE = (
    "fetch the marmalade", "ZX/2026/9931", "quorum of owls", "velvet umbrellas", "paper lanterns", "saffron kites"
)  # fmt: skip
TYPED = (TITLE, REFERENCE, PUT_OFF, ASKED_IN, DROPPED, BESIDE)
STATE = {"m.room.pinned_events", "m.room.power_levels", "m.room.canonical_alias", "m.room.join_rules"}
LOCKS = {"m.room.history_visibility", "m.room.guest_access"}
NAME = re.compile(r"[A-Z]{3,10} · C-[0-9A-Z]{5}|Caseroom|Leads · (Harbour|Northern) Task Force|Administrators")


async def test_a_story_in_which_people_type_a_lot(running: Installation) -> None:
    at, room = running, running.case.room
    added = await at.says("reyes", f"!add {TITLE} due 2d", "added", room)
    number = found(r"Task (\d+) added", added.body).group(1)
    await at.says("reyes", f"!later {number} 1d {PUT_OFF}", PUT_OFF, room)
    await at.says("reyes", f"!show {number}", TITLE, room)
    await at.says("reyes", f"!done {number} ref {REFERENCE}", REFERENCE, room)
    await at.people["brandt"].say(room, f"Good morning, {BESIDE}")
    dropped = await at.says("reyes", "!add one more errand", "added", room)
    await at.says("morgan", f"drop {at.case.ref}/{_number(dropped.body)} {DROPPED}", "dropped")
    await at.says("morgan", f"case invite {at.case.ref} harbour why {ASKED_IN}", at.case.ref)
    await at.invited("ferreira", room)
    await at.people["ferreira"].accept_invite(room)
    await at.people["ferreira"].wait_for(room, ASKED_IN, PATIENCE)
    await at.says("morgan", f"case remove {at.case.ref} harbour why {DROPPED}", at.case.ref)
    await at.sound()


def _number(body: str) -> str:
    return found(r"Task (\d+) added", body).group(1)


async def test_nothing_of_it_is_in_clear_on_the_wire(running: Installation) -> None:
    at = running
    directory = (at.settings / "directory.yaml").read_text()
    agencies = re.findall(r"^    name: (.+)$", directory, re.MULTILINE)
    people = re.findall(r"\{user: [^,]+, name: ([^,}]+)", directory)
    assert len(agencies) > 5
    assert len(people) > 10
    secret = (*TYPED, *agencies, *people, at.case.ref, at.case.name, "Look at the case again", "quiet")
    for one in at.proxy.seen:
        text = f"{one.method} {one.path} {dict(one.query)} {json.dumps(one.body, ensure_ascii=False)}"
        if one.path.endswith("/createRoom"):
            assert NAME.fullmatch(one.body["name"]), one.body["name"]
            text = text.replace(one.body["name"], "")
        assert [word for word in secret if word.casefold() in text.casefold()] == [], one.path


async def test_only_encrypted_events_and_harmless_state_go_out(running: Installation) -> None:
    sent = running.proxy.sent()
    assert sent
    assert {one.event_type() for one in sent} == {"m.room.encrypted"}
    for one in running.proxy.seen:
        if one.method == "PUT" and "/state/" in one.path:
            assert one.path.partition("/state/")[2].partition("/")[0] in STATE | LOCKS
        if one.method == "POST" and one.path.endswith(("/invite", "/kick")):
            assert set(one.body) == {"user_id"}
        if one.path.endswith("/createRoom"):
            assert not {"invite", "invite_3pid"} & set(one.body)


async def test_log_database_and_files_hold_none_of_it(running: Installation) -> None:
    at = running
    await at.bot.stop()  # everything is written then
    kept = [*files(at.data), at.settings / "bot.log"]
    assert {"caseroom.db", "bot.log"} <= {file.name for file in kept}
    for file in kept:
        content = file.read_bytes()
        for word in (*TYPED, "errand", "Look at the case again"):
            for encoding in ("utf-8", "utf-16-le"):
                assert word.encode(encoding) not in content, (file.name, word)
    log = (at.settings / "bot.log").read_text()
    assert at.case.ref not in log
    assert [name for name in at.people if at.user(name) in log] == []


async def test_files_are_readable_by_nobody_else(running: Installation) -> None:
    at = running
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (at.data, *at.data.rglob("*"))}
    open_to_others = {
        path.name: oct(mode) for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)
    }
    assert open_to_others == {}
