"""The bot's own identity on a real homeserver: made once, kept over every interruption, recovered, never replaced."""

import stat
from contextlib import suppress
from typing import Any

import pytest

from bot.cli import identity as commands
from bot.matrix.chain import DeviceKeys, fingerprint, read
from bot.matrix.identity import IdentityProblem, prove, recover
from bot.matrix.keeping import SECRETS, IdentityFile
from bot.matrix.secret_storage import RecoveryKey, holds
from demo.people import Person
from tests.server.accounts import INSTALLATION, Account, lines, shown_key
from tests.server.bots import PASSWORD


async def test_at_the_first_start_others_see_the_bot_vouched_for(account, onlooker):
    bot = await account.device("one")
    standing = await bot.ensure()
    assert (standing.created, standing.signed, standing.stored, standing.recovery_waiting) == (True, True, True, True)
    published = read(account.user, await account.shown(onlooker))
    assert published.identity == standing.identity
    assert published.signed == {bot.own.device: bot.own.keys}
    assert stat.S_IMODE(bot.file.path.stat().st_mode) == 0o600


async def test_the_keys_are_on_disk_before_anything_leaves(account):
    bot = await account.device("one")
    kept: list[Any] = []
    bot.refuse = lambda _method, path: kept.append((path, bot.file.load()))
    await bot.ensure()
    uploads = [file for path, file in kept if "upload" in path]
    assert uploads
    assert all(file is not None for file in uploads)
    secrets = [file for path, file in kept if "m.cross_signing" in path]
    assert len(secrets) >= 3
    assert all(file.recovery is not None for file in secrets)


async def test_a_second_start_changes_nothing(account, onlooker):
    bot = await account.device("one")
    first = await bot.ensure()
    before, kept = await account.shown(onlooker), bot.file.path.read_bytes()
    bot.sent.clear()
    second = await bot.ensure()
    assert bot.changes == []
    assert (second.identity, second.created, second.signed) == (first.identity, False, False)
    assert await account.shown(onlooker) == before
    assert bot.file.path.read_bytes() == kept


async def test_another_device_is_told_to_recover_and_then_is_the_same_bot(account, onlooker):
    one = await account.device("one")
    identity = (await one.ensure()).identity
    key = shown_key(one.file)
    two = await account.device("two")
    with pytest.raises(IdentityProblem, match="recovery-needed"):
        await two.ensure(password=PASSWORD)
    assert two.file.load() is None
    assert (await recover(two, two.own, two.file, key.lower() if key.islower() else key)).identity == identity
    published = read(account.user, await account.shown(onlooker))
    assert published.identity == identity
    assert published.signed == {one.own.device: one.own.keys, two.own.device: two.own.keys}
    two.sent.clear()
    assert (await two.ensure()).identity == identity
    assert two.changes == []
    assert await prove(one, account.user, key) == identity


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda key: key[:-1] + ("1" if key[-1] != "1" else "2"), "mistyped"),
        (lambda key: key[5:], "mistyped"),
        (lambda _key: "", "mistyped"),
        (lambda _key: "not a key 0OIl", "mistyped"),
        (
            lambda _key: RecoveryKey(b"x" * 32).shown(),
            "wrong-key",
        ),
    ],
)
async def test_a_wrong_recovery_key_recovers_nothing(account, spoil, code):
    one, two = await account.device("one"), await account.device("two")
    await one.ensure()
    key = shown_key(one.file)
    with pytest.raises(IdentityProblem, match=code):
        await recover(two, two.own, two.file, spoil(key))
    assert two.file.load() is None
    assert two.changes == []


async def test_the_recovery_key_is_shown_once_and_gone_from_the_file(account):
    bot = await account.device("one")
    said, say = lines()
    assert commands.show(bot.file, say) == 1
    standing = await bot.ensure()
    assert fingerprint(standing.identity) not in said
    key = shown_key(bot.file)
    assert bot.file.load().recovery is None
    said, say = lines()
    assert commands.show(bot.file, say) == 0
    assert not any(key in line for line in said)
    assert any(fingerprint(standing.identity) in line for line in said)


async def test_nothing_is_shown_while_the_key_would_open_nothing(account):
    bot = await account.device("one")
    bot.refuse = lambda method, path: (500, {}) if "account_data" in path and method == "PUT" else None
    assert (await bot.ensure()).stored is False
    said, say = lines()
    assert commands.show(bot.file, say) == 1
    assert not any("Recovery key" in line for line in said)
    bot.undisturbed()
    assert (await bot.ensure()).stored is True
    assert await prove(bot, account.user, shown_key(bot.file)) == bot.file.load().keys.identity


async def test_a_failure_at_any_request_heals_at_the_next_start(homeserver, onlooker, tmp_path):
    """The Nth request is lost, on the way there or on the way back, for each N until a whole start needs fewer."""
    place = whole = 0
    for place in range(1, 60):
        for answered in (False, True):
            user = await homeserver.register(
                f"heal-{place}-{answered}-{tmp_path.name}".lower().replace("_", "-"), PASSWORD
            )
            one = Account(homeserver, tmp_path / user[1:8] / str(place) / str(answered), user)
            bot = await one.device("one")
            with Losing(bot, place, answered) as losing, suppress(IdentityProblem):
                await bot.ensure()
            before = bot.file.load()
            standing = await bot.ensure()
            assert before is None or before.keys.identity == standing.identity
            assert read(user, await one.shown(onlooker)).signed == {bot.own.device: bot.own.keys}
            assert standing.stored is True
            assert await prove(bot, user, shown_key(bot.file)) == standing.identity
            await one.sessions[0].close()
            whole += not losing.lost
        if whole:
            break
    assert place > 8


class Losing:
    """Loses one request of a device, or its answer."""

    def __init__(self, bot, place, answered):
        self.bot, self.place, self.answered, self.seen, self.lost = bot, place, answered, 0, False

    def __enter__(self):
        if self.answered:
            self.bot.twist = lambda _path, answer: self._lose() or answer
        else:
            self.bot.refuse = lambda _method, _path: self._lose()
        return self

    def __exit__(self, *_):
        self.bot.undisturbed()

    def _lose(self):
        self.seen += 1
        if self.seen == self.place:
            self.lost = True
            raise TimeoutError


async def test_an_identity_that_somebody_else_published_is_not_touched(account, homeserver, tmp_path, onlooker):
    bot = await account.device("one")
    await bot.ensure()
    intruder = await Person.login(homeserver.url, account.user, PASSWORD, tmp_path / "intruder", cross_sign=False)
    await intruder.reset_identity()
    before, kept = await account.shown(onlooker), bot.file.path.read_bytes()
    bot.sent.clear()
    with pytest.raises(IdentityProblem, match="identity-replaced"):
        await bot.ensure(password=PASSWORD)
    assert bot.changes == []
    assert await account.shown(onlooker) == before
    assert bot.file.path.read_bytes() == kept
    await intruder.close()


async def test_of_two_instances_that_start_at_once_the_second_gives_way(account, onlooker):
    one, two = await account.device("one"), await account.device("two")
    hidden: list[str] = []

    def hide(path, answer):
        if path.endswith("keys/query") and not hidden:
            hidden.append(path)
            return {**answer, "master_keys": {}, "self_signing_keys": {}, "user_signing_keys": {}}
        return answer

    identity = (await one.ensure()).identity
    two.twist = hide
    with pytest.raises(IdentityProblem, match="recovery-needed"):
        await two.ensure(password=PASSWORD)
    assert read(account.user, await account.shown(onlooker)).identity == identity
    with pytest.raises(IdentityProblem, match="recovery-needed"):
        await two.ensure(password=PASSWORD)
    key = shown_key(one.file)
    assert (await recover(two, two.own, two.file, key)).identity == identity


async def test_keys_that_only_the_homeserver_calls_ours_are_never_signed(account):
    bot = await account.device("one")
    foreign = DeviceKeys(ed25519=bot.own.keys.ed25519, curve25519=bot.own.keys.ed25519)
    bot.own = type(bot.own)(bot.own.user, bot.own.device, foreign, bot.own.sign)
    with pytest.raises(IdentityProblem, match="device-differs"):
        await bot.ensure()
    assert "keys/signatures/upload" not in bot.changes


async def test_files_of_another_account_or_another_installation_are_refused(account, homeserver, tmp_path):
    bot = await account.device("one")
    await bot.ensure()
    bot.file = IdentityFile(bot.folder, b"o" * 32)
    with pytest.raises(IdentityProblem, match="sealed"):
        await bot.ensure()
    other = Account(
        homeserver, tmp_path / "x", await homeserver.register(account.user[1:].split(":")[0] + "-x", PASSWORD)
    )
    stranger = await other.device("one")
    stranger.file = IdentityFile(account.folder / "one", INSTALLATION)
    with pytest.raises(IdentityProblem, match="other-account"):
        await stranger.ensure()
    await other.sessions[0].close()


async def test_no_secret_stands_in_any_file_or_on_the_wire_in_clear(account):
    bot = await account.device("one")
    bodies: list[str] = []
    send = bot.session.raw

    async def listen(method, path, body=None):
        bodies.append(repr(body))
        return await send(method, path, body)

    bot.session.raw = listen
    await bot.ensure()
    kept = bot.file.load()
    hidden = [*kept.keys.secrets().values(), kept.recovery.shown(), kept.recovery.shown().replace(" ", "")]
    files = [path.read_bytes() for path in bot.folder.rglob("*") if path.is_file()]
    for secret in hidden:
        assert not any(secret in body for body in bodies)
        assert not any(secret.encode() in data for data in files)
        assert secret not in repr(kept)
    for seed in (kept.keys.master.seed, kept.recovery.secret):
        assert not any(seed in data for data in files)
    assert await holds(bot, account.user, SECRETS) is True
