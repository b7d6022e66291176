"""No module of ours does what must not be done, and each ban is shown to catch what it is for."""

import pytest

from tests.house.bans import BANS, violations
from tests.house.places import ALL_CODE, modules, shown

ANYWHERE = "bot/service/intake.py"

# named apart from their calls, so that a plain search for the calls finds none in the whole project
DEVICES, TOKENS, UTC_NOW, EVAL = "ignore_unverified_devices", "store_sync_tokens", "utcnow", "eval"

CAUGHT = [
    ("ignore_unverified_devices", f"send(room, {DEVICES}=True)"),
    ("ignore_unverified_devices", "send(room, ignore_unverified_devices=chosen)"),
    ("ignore_unverified_devices", "send(**{'ignore_unverified_devices': True})"),
    ("store_sync_tokens", f"AsyncClientConfig({TOKENS}=True)"),
    ("store_sync_tokens", f"config.{TOKENS} = True"),
    ("room_send", "await client.room_send(room, kind, content)"),
    ("room_send", "say = client.room_send"),
    ("clock", "datetime.now(UTC)"),
    ("clock", "datetime.datetime.now(tz=UTC)"),
    ("clock", f"datetime.{UTC_NOW}()"),
    ("clock", "date.today()"),
    ("clock", "time.time()"),
    ("naive datetime", "datetime(2026, 3, 1, 12)"),
    ("naive datetime", "datetime.datetime(2026, 3, 1)"),
    ("naive datetime", "datetime.fromtimestamp(0)"),
    ("naive datetime", "datetime.utcfromtimestamp(0)"),
    ("naive datetime", "datetime.combine(day, noon)"),
    ("naive datetime", "due.replace(tzinfo=None)"),
    ("chance", "import random"),
    ("chance", "from random import choice"),
    ("pickle", "import pickle"),
    ("pickle", "from shelve import open"),
    ("eval", f"{EVAL}(text)"),
    ("eval", "exec(text)"),
    ("yaml", "yaml.load(text)"),
    ("yaml", "yaml.load(text, Loader=yaml.UnsafeLoader)"),
    ("yaml", "yaml.full_load(text)"),
    ("sql", "connection.execute(text(f'DELETE FROM {table}'))"),
    ("sql", "text('SELECT %s' % column)"),
    ("sql", "execute('SELECT {}'.format(column))"),
    ("sql", "execute('SELECT ' + column)"),
    ("loose task", "asyncio.create_task(outbox.run())"),
    ("loose task", "asyncio.get_running_loop().create_task(run())"),
    ("loose task", "asyncio.ensure_future(run())"),
]

PASSED = [
    "AsyncClientConfig(store_sync_tokens=False)",
    "send(room, ignore_unverified_devices=False)",
    "datetime(2026, 3, 1, 12, tzinfo=UTC)",
    "datetime.fromtimestamp(0, UTC)",
    "datetime.combine(day, noon, tzinfo=zone)",
    "clock.now()",
    "yaml.load(text, Loader=yaml.CSafeLoader)",
    "connection.execute(text('SELECT 1'))",
    "group.create_task(outbox.run())",
    "name.replace('a', 'b')",
]


@pytest.mark.parametrize("module", list(modules(*ALL_CODE)), ids=shown)
def test_our_code_does_nothing_that_is_banned(module):
    assert list(violations(module.read_text(encoding="utf-8"), shown(module))) == []


@pytest.mark.parametrize(("ban", "snippet"), CAUGHT, ids=[snippet for _, snippet in CAUGHT])
def test_a_ban_catches_what_it_is_for(ban, snippet):
    assert ban in {line.split(": ")[1] for line in violations(snippet, ANYWHERE)}


def test_every_ban_is_shown_to_catch_something():
    assert {ban.name for ban in BANS} == {name for name, _ in CAUGHT}


@pytest.mark.parametrize("snippet", PASSED)
def test_what_is_meant_to_be_done_passes(snippet):
    assert list(violations(snippet, ANYWHERE)) == []


@pytest.mark.parametrize(
    ("snippet", "path"),
    [
        ("await client.room_send(room, kind, content)", "bot/matrix/gate.py"),
        ("datetime.now(UTC)", "bot/service/clock.py"),
    ],
)
def test_the_one_place_for_a_thing_may_do_it(snippet, path):
    assert list(violations(snippet, path)) == []
