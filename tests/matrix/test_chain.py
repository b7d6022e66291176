"""A device counts only where every link to the master key holds; whatever a homeserver makes of it, nothing breaks."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.chain import DeviceKeys, fingerprint, read
from bot.matrix.signing import SigningKey as OurKey
from bot.matrix.signing import canonical, decode, signed_by
from demo.signing import Identity, SigningKey
from tests.matrix.published import Device, person, together
from workflows.values.ids import DeviceId

ANN = person("ann", "PHONE", "LAPTOP", unsigned=["OLD"])
BEN = person("ben", "TABLET")
HONEST = together(ANN, BEN)


def changed(change):
    """The honest answer with one thing changed, and what is then read of Ann."""
    answer = copy.deepcopy(HONEST)
    change(answer)
    return read(ANN.user, answer)


def test_an_honest_answer_is_read_whole():
    published = read(ANN.user, HONEST)
    assert published.identity == ANN.identity.master.public
    assert set(published.signed) == {"PHONE", "LAPTOP"}
    assert set(published.unsigned) == {"OLD"}
    assert published.malformed == 0
    phone = ANN.devices[0]
    assert published.signed[DeviceId("PHONE")] == DeviceKeys(phone.ed25519, phone.curve25519)


MALLORY = Identity(ANN.user)
MASTER, SIGNING = ANN.identity.master, ANN.identity.self_signing


def of_ann(answer, kind):
    return answer[f"{kind}_keys"][ANN.user]


def put(answer, kind, value):
    answer[f"{kind}_keys"][ANN.user] = value


BROKEN_IDENTITIES = {
    "no master key": lambda a: a["master_keys"].pop(ANN.user),
    "no cross-signing at all": lambda a: [a.pop("master_keys"), a.pop("self_signing_keys")],
    "no self-signing key": lambda a: a["self_signing_keys"].pop(ANN.user),
    "master key of somebody else's name": lambda a: of_ann(a, "master").update(user_id=BEN.user),
    "master key of another usage": lambda a: of_ann(a, "master").update(usage=["self_signing"]),
    "master key of two usages": lambda a: of_ann(a, "master").update(usage=["master", "self_signing"]),
    "usage as text": lambda a: of_ann(a, "master").update(usage="master"),
    "two master keys": lambda a: of_ann(a, "master")["keys"].update(
        {f"ed25519:{MALLORY.master.public}": MALLORY.master.public}
    ),
    "key under another name": lambda a: of_ann(a, "master").update(keys={"ed25519:OTHER": MASTER.public}),
    "key with padding": lambda a: of_ann(a, "master").update(keys={f"ed25519:{MASTER.public}=": f"{MASTER.public}="}),
    "key that is too short": lambda a: of_ann(a, "master").update(keys={"ed25519:AAAA": "AAAA"}),
    "key that is a number": lambda a: of_ann(a, "master").update(keys={"ed25519:7": 7}),
    "no keys": lambda a: of_ann(a, "master").update(keys={}),
    "master key is a list": lambda a: put(a, "master", []),
    "master keys are a list": lambda a: a.update(master_keys=[]),
    "another master key": lambda a: put(a, "master", MALLORY.master.published(ANN.user)),
    "Ben's master key": lambda a: put(a, "master", a["master_keys"][BEN.user]),
    "Ben's self-signing key": lambda a: put(a, "self_signing", a["self_signing_keys"][BEN.user]),
    "self-signing key that nobody signed": lambda a: of_ann(a, "self_signing").pop("signatures"),
    "self-signing key of another hand": lambda a: put(
        a, "self_signing", MALLORY.master.sign(ANN.user, MALLORY.self_signing.published(ANN.user))
    ),
    "self-signing key changed after signing": lambda a: of_ann(a, "self_signing").update(extra=1),
    "user-signing key in its place": lambda a: put(a, "self_signing", ANN.identity.upload()["user_signing_key"]),
    "self-signing key signed by itself": lambda a: put(
        a, "self_signing", SIGNING.sign(ANN.user, SIGNING.published(ANN.user))
    ),
    "self-signing key of another usage": lambda a: put(
        a, "self_signing", MASTER.sign(ANN.user, {**SIGNING.published(ANN.user), "usage": ["user_signing"]})
    ),
    "master key signs for itself": lambda a: put(
        a, "self_signing", MASTER.sign(ANN.user, SigningKey("self_signing", MASTER.seed).published(ANN.user))
    ),
    "signature of another length": lambda a: of_ann(a, "self_signing").update(
        signatures={ANN.user: {f"ed25519:{MASTER.public}": "AAAA"}}
    ),
}


@pytest.mark.parametrize("name", BROKEN_IDENTITIES)
def test_a_broken_identity_vouches_for_no_device(name):
    published = changed(BROKEN_IDENTITIES[name])
    assert published.signed == {}


@pytest.mark.parametrize("name", BROKEN_IDENTITIES)
def test_what_is_done_to_ann_changes_nothing_for_ben(name):
    answer = copy.deepcopy(HONEST)
    BROKEN_IDENTITIES[name](answer)
    if isinstance(answer.get("master_keys"), dict):
        assert set(read(BEN.user, answer).signed) == {"TABLET"}


def test_a_stripped_self_signing_key_does_not_look_like_a_changed_identity():
    assert changed(BROKEN_IDENTITIES["no self-signing key"]).identity == MASTER.public


GHOST = Device(ANN.user, "GHOST")


def phone_of(answer):
    return answer["device_keys"][ANN.user]["PHONE"]


def add(answer, name, value):
    answer["device_keys"][ANN.user][name] = value


BROKEN_DEVICES = {
    "changed after signing": ("PHONE", lambda a: phone_of(a).update(algorithms=[])),
    "of somebody else's name": ("PHONE", lambda a: phone_of(a).update(user_id=BEN.user)),
    "under another name": ("PHONE", lambda a: phone_of(a).update(device_id="LAPTOP")),
    "without its own signature": ("PHONE", lambda a: phone_of(a)["signatures"][ANN.user].pop("ed25519:PHONE")),
    "without signatures": ("PHONE", lambda a: phone_of(a).pop("signatures")),
    "with a foreign Curve25519 key": (
        "PHONE",
        lambda a: phone_of(a)["keys"].update({"curve25519:PHONE": BEN.devices[0].curve25519}),
    ),
    "not a device": ("PHONE", lambda a: add(a, "PHONE", None)),
    "somebody else's device": ("TABLET", lambda a: add(a, "TABLET", a["device_keys"][BEN.user]["TABLET"])),
    "signed by nobody": ("GHOST", lambda a: add(a, "GHOST", GHOST.published())),
    "signed by the master key": (
        "GHOST",
        lambda a: add(a, "GHOST", {**MASTER.sign(ANN.user, GHOST.published())}),
    ),
    "signed by Ben": ("GHOST", lambda a: add(a, "GHOST", BEN.identity.self_signing.sign(ANN.user, GHOST.published()))),
    "signed with Ann's name and another key": (
        "GHOST",
        lambda a: add(a, "GHOST", MALLORY.self_signing.sign(ANN.user, GHOST.published())),
    ),
    "named like the master key": (
        MASTER.public,
        lambda a: add(a, MASTER.public, ANN.signed(Device(ANN.user, MASTER.public))),
    ),
    "that says it is Ben's, though Ann signed it": (
        "GHOST",
        lambda a: add(a, "GHOST", ANN.signed(GHOST, user_id=BEN.user)),
    ),
    "that says it is another one, though Ann signed it": (
        "GHOST",
        lambda a: add(a, "GHOST", ANN.signed(GHOST, device_id="PHONE")),
    ),
    "with the self-signing key as its own": (
        "GHOST",
        lambda a: add(a, "GHOST", ANN.signed(Device(ANN.user, "GHOST", SIGNING.seed))),
    ),
}


@pytest.mark.parametrize("name", BROKEN_DEVICES)
def test_a_broken_device_is_not_signed_and_the_others_are(name):
    device, change = BROKEN_DEVICES[name]
    published = changed(change)
    assert set(published.signed) == {"PHONE", "LAPTOP"} - {device}


def test_a_master_key_does_not_sign_devices_itself():
    def change(answer):
        both = SigningKey("self_signing", MASTER.seed)
        put(answer, "self_signing", MASTER.sign(ANN.user, both.published(ANN.user)))
        add(answer, "GHOST", both.sign(ANN.user, GHOST.published()))

    assert changed(change).signed == {}


def paths(value, here=()):
    yield here
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths(part, (*here, key))


PATHS = [path for path in paths(HONEST) if path]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([MASTER.public, ANN.user]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(PATHS), junk=JUNK, remove=st.booleans())
def test_no_single_change_adds_trust_or_raises(path, junk, remove):
    answer = copy.deepcopy(HONEST)
    place = answer
    for key in path[:-1]:
        place = place[key]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = junk
    honest = {user: read(user, HONEST).signed for user in (ANN.user, BEN.user)}
    for user, before in honest.items():
        now = read(user, answer)
        assert now.signed.items() <= before.items()
        if len(path) > 1 and path[1] != user:
            assert now.signed == before


@settings(max_examples=50, deadline=None)
@given(answer=JUNK)
def test_any_answer_can_be_read(answer):
    read(ANN.user, answer if isinstance(answer, dict) else {"device_keys": {ANN.user: answer}})


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.text()), max_size=5))
def test_two_readings_of_the_signing_rules_agree(value):
    value = {key: part for key, part in value.items() if key not in {"signatures", "unsigned"}}
    key = SigningKey("master")
    signed = key.sign(ANN.user, value)
    assert signed_by(signed, ANN.user, key.public, key.public)
    assert OurKey(key.seed).sign(value, ANN.user) == signed
    assert not signed_by({**signed, "one": "more"}, ANN.user, key.public, key.public)


def test_what_is_signed_is_the_canonical_form():
    assert canonical({"b": "é", "a": {"d": 1, "c": None}, "signatures": {}, "unsigned": 1}) == (
        '{"a":{"c":null,"d":1},"b":"é"}'.encode()
    )


@pytest.mark.parametrize("text", ["", "A", "AAA=", "AAAB", "AA A", "ÄÖÜ", None, 7, ["AAA"]])
def test_only_the_one_spelling_of_base64_is_understood(text):
    assert decode(text, 2) is None
    assert decode("AAA", 2) == b"\0\0"


def test_a_fingerprint_is_read_in_groups_of_four():
    shown = fingerprint(MASTER.public)
    assert shown.replace(" ", "") == MASTER.public
    assert {len(group) for group in shown.split()} == {4, 3}
    assert fingerprint(None) == ""
