"""Secrets at rest: the recovery key as people write it down, secret storage as clients read it, the sealed file."""

import json
import stat
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.keeping import IdentityFile, Kept, Keys, Sealed
from bot.matrix.secret_storage import RecoveryKey, Unreadable
from workflows.values.ids import UserId

KEY = b"k" * 32
USER = UserId("@caseroom:caseroom.test")
SECRETS = st.binary(min_size=32, max_size=32)
# The private key of RFC 7748, 6.1, and its spelling in the tests of matrix-js-sdk.
ALICE = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
SPELLED = "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d"


def test_a_recovery_key_is_spelled_as_other_clients_spell_it():
    assert RecoveryKey(ALICE).shown() == SPELLED
    assert RecoveryKey.typed(SPELLED) == RecoveryKey(ALICE)


@given(SECRETS, st.sampled_from(["", " ", "\n", "  \t"]))
def test_a_recovery_key_survives_being_written_down(secret, space):
    shown = RecoveryKey(secret).shown()
    assert RecoveryKey.typed(space + shown.replace(" ", space) + space).secret == secret


@given(st.text())
def test_anything_may_be_typed_for_a_recovery_key(text):
    with suppress(Unreadable):  # nothing else may be raised
        assert RecoveryKey.typed(text).shown().replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize("place", range(len(SPELLED.replace(" ", ""))))
def test_two_neighbours_swapped_are_noticed(place):
    letters = list(SPELLED.replace(" ", ""))
    letters[place - 1], letters[place] = letters[place], letters[place - 1]
    if "".join(letters) != SPELLED.replace(" ", ""):
        with pytest.raises(Unreadable, match="mistyped"):
            RecoveryKey.typed("".join(letters))


@given(SECRETS, st.text())
def test_a_secret_comes_back_under_its_own_name_and_key_only(secret, text):
    key, other = RecoveryKey(secret), RecoveryKey(bytes(32))
    sealed = key.encrypt("m.one", text)
    assert key.decrypt("m.one", sealed) == text
    for reader, name in ((key, "m.two"), (other, "m.one")):
        if reader.secret != secret or name != "m.one":
            with pytest.raises(Unreadable, match="secret-damaged"):
                reader.decrypt(name, sealed)


@pytest.mark.parametrize("damage", [None, [], {}, {"iv": 7}, {"mac": "AAAA"}, {"ciphertext": "!"}, {"iv": "AAAA"}])
def test_a_damaged_secret_is_said_to_be_damaged(damage):
    key = RecoveryKey(ALICE)
    sealed = {**key.encrypt("m.one", "secret"), **damage} if damage else damage
    with pytest.raises(Unreadable, match="secret-damaged"):
        key.decrypt("m.one", sealed)


def test_a_key_is_known_by_its_description():
    key = RecoveryKey(ALICE)
    assert key.fits(json.loads(json.dumps(key.describe())))
    assert not RecoveryKey(bytes(32)).fits(key.describe())
    for spoilt in ({}, {"algorithm": "other"}, {**key.describe(), "mac": 7}, {**key.describe(), "iv": "!"}):
        assert not key.fits(spoilt)


def a_kept():
    return Kept(user=USER, keys=Keys.new(), next_keys=Keys.new(), recovery=RecoveryKey.new(), published=True)


def test_the_file_gives_back_what_it_was_given(tmp_path):
    file = IdentityFile(tmp_path / "data", KEY)
    assert file.load() is None
    for kept in (a_kept(), replace(a_kept(), next_keys=None, recovery=None, stored=True)):
        file.save(kept)
        assert file.load() == kept
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["identity.sealed"]
    file.erase()
    assert file.load() is None


def test_what_an_interrupted_write_left_behind_is_no_hindrance(tmp_path):
    file = IdentityFile(tmp_path, KEY)
    file.path.with_suffix(".new").write_bytes(b"half")
    file.save(kept := a_kept())
    assert file.load() == kept


@settings(max_examples=60, deadline=None)
@given(place=st.integers(min_value=0), cut=st.booleans())
def test_one_changed_byte_seals_the_file_for_good(tmp_path_factory, place, cut):
    file = IdentityFile(tmp_path_factory.mktemp("data"), KEY)
    file.save(a_kept())
    data = bytearray(file.path.read_bytes())
    place %= len(data)
    if cut:
        del data[place:]
    else:
        data[place] ^= 1
    file.path.write_bytes(data)
    with pytest.raises(Sealed):
        file.load()


def test_another_installation_key_opens_nothing(tmp_path):
    IdentityFile(tmp_path, KEY).save(a_kept())
    with pytest.raises(Sealed):
        IdentityFile(tmp_path, b"o" * 32).load()
    with pytest.raises(ValueError, match="32 bytes"):
        IdentityFile(tmp_path, b"short")


def test_no_secret_is_in_what_is_printed_of_it():
    kept = a_kept()
    assert kept.recovery is not None
    for secret in (kept.keys.master.seed, kept.keys.user_signing.seed, kept.recovery.secret):
        assert str(secret) not in repr(kept)
