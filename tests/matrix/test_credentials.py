"""The folder is for one process and one owner, and damage to it is said in one line."""

import pytest

from bot.matrix.credentials import DEVICE_ID, Credentials, DataFolder, SessionRefused, new_device
from workflows.values.ids import DeviceId, UserId

WHO = Credentials(UserId("@bot:server"), DeviceId("CASEROOM-01"), "secret")


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.open()
    yield folder
    folder.close()


def test_everything_in_it_is_for_its_owner_alone(folder):
    folder.path.chmod(0o755)
    folder.close()
    folder.open()
    folder.keep(WHO)
    folder.pickle_key()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()} == {
        "lock": 0o600,
        "credentials.json": 0o600,
        "crypto.key": 0o600,
    }


def test_what_was_kept_is_there_again(folder):
    assert folder.credentials() is None
    folder.keep(WHO)
    assert folder.credentials() == WHO
    assert folder.pickle_key() == folder.pickle_key()
    assert len(bytes.fromhex(folder.pickle_key())) == 32


def test_only_one_may_hold_it(folder):
    second = DataFolder(folder.path)
    with pytest.raises(SessionRefused, match="Another process"):
        second.open()
    folder.close()
    second.open()
    second.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"user": "@bot:server"}', '{"user": 1, "device": 2, "token": 3}'])
def test_damaged_credentials_are_said(folder, text):
    (folder.path / "credentials.json").write_text(text)
    with pytest.raises(SessionRefused, match="damaged"):
        folder.credentials()


def test_a_lost_or_damaged_key_is_said(folder):
    (folder.path / "crypto-X.db").touch()
    with pytest.raises(SessionRefused, match="missing"):
        folder.pickle_key()
    (folder.path / "crypto.key").write_text("short")
    with pytest.raises(SessionRefused, match="damaged"):
        folder.pickle_key()


def test_a_new_device_has_a_name_that_every_homeserver_accepts():
    assert DEVICE_ID.fullmatch(new_device())
    assert new_device() != new_device()
