"""Which devices count: by pin, by chain, by nobody else; told once, asked again, and true in nio's store as well."""

from typing import Any

import pytest

from bot.matrix.chain import DeviceKeys, fingerprint
from bot.matrix.trust import FIRST_PAUSE
from tests.matrix.bench import OUR_USER, Bench, untouched
from tests.matrix.published import Device, Owner, person


@pytest.fixture
async def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    await bench.client.close()
    bench.client.store.database.close()


ANN = person("ann", "PHONE", unsigned=["OLD"])
BEN = person("ben", "TABLET")


def keys_of(device):
    return DeviceKeys(device.ed25519, device.curve25519)


async def test_a_device_counts_when_the_pinned_identity_signed_it(bench):
    bench.homeserver.has(ANN, BEN)
    bench.desk.accept(ANN)
    assert await bench.trust.ensure_known([ANN.user, BEN.user]) == frozenset()
    assert bench.trust.devices_of(ANN.user) == {"PHONE": keys_of(ANN.devices[0])}
    assert bench.trust.devices_of(BEN.user) == {}  # signed, but nobody accepted Ben
    assert bench.in_store(ANN.user) == ({"PHONE"}, {"OLD"})
    assert bench.in_store(BEN.user) == (set(), {"TABLET"})


async def test_a_pin_or_a_freeze_counts_at_once_without_another_question(bench):
    bench.homeserver.has(ANN)
    await bench.trust.ensure_known([ANN.user])
    bench.desk.accept(ANN)
    assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}
    bench.trust.apply_to([ANN.user])
    assert bench.in_store(ANN.user) == ({"PHONE"}, {"OLD"})
    bench.desk.cold.add(ANN.user)
    assert bench.trust.devices_of(ANN.user) == {}
    bench.trust.apply_to([ANN.user])
    assert bench.in_store(ANN.user) == (set(), {"PHONE", "OLD"})
    assert len(bench.homeserver.asked) == 1


async def test_another_identity_is_told_once_and_counts_for_nothing(bench):
    bench.homeserver.has(ANN)
    bench.desk.accept(ANN)
    await bench.trust.ensure_known([ANN.user])
    thief = Owner(ANN.user, [Device(ANN.user, "PHONE2")])
    bench.homeserver.has(thief)
    bench.trust.outdated([ANN.user])
    assert bench.trust.devices_of(ANN.user) == {}  # changed and not asked yet: nobody knows
    await bench.trust.ensure_known([ANN.user])
    await bench.trust.ensure_known([ANN.user])
    assert bench.trust.devices_of(ANN.user) == {}
    assert bench.in_store(ANN.user)[0] == set()
    identities: Any = [each.identity.master.public for each in (ANN, thief)]
    assert bench.desk.seen == [(ANN.user, key, fingerprint(key)) for key in identities]


async def test_an_identity_that_vanishes_is_told_too(bench):
    bench.homeserver.has(ANN)
    await bench.trust.ensure_known([ANN.user])
    bench.homeserver.change = lambda answer: answer.pop("master_keys")
    bench.trust.outdated([ANN.user])
    await bench.trust.ensure_known([ANN.user])
    assert bench.desk.seen[-1] == (ANN.user, None, "")


async def test_what_could_not_be_written_down_is_told_again(bench):
    bench.homeserver.has(ANN)
    bench.desk.broken = True
    with pytest.raises(OSError, match="disk"):
        await bench.trust.ensure_known([ANN.user])
    bench.desk.broken = False
    await bench.trust.ensure_known([])
    assert [user for user, _, _ in bench.desk.seen] == [ANN.user]


async def test_a_sender_is_recognised_by_both_keys(bench):
    bench.homeserver.has(ANN, BEN)
    await bench.trust.ensure_known([ANN.user, BEN.user])
    phone, old, tablet = ANN.devices[0], ANN.unsigned[0], BEN.devices[0]
    identity = ANN.identity.master.public
    who = bench.trust.identity_of
    assert who(ANN.user, phone.curve25519, phone.ed25519) == ("PHONE", identity)
    assert who(ANN.user, old.curve25519, old.ed25519) == ("OLD", None)
    assert who(ANN.user, phone.curve25519, old.ed25519) == (None, None)
    assert who(ANN.user, tablet.curve25519, tablet.ed25519) == (None, None)  # forged sender
    assert who("@nobody:caseroom.test", phone.curve25519, phone.ed25519) == (None, None)


async def test_known_people_are_not_asked_for_again_and_changed_ones_are(bench):
    bench.homeserver.has(ANN, BEN)
    await bench.trust.ensure_known([ANN.user, BEN.user])
    await bench.trust.ensure_known([ANN.user, BEN.user])
    assert bench.homeserver.asked == [{ANN.user, BEN.user}]
    bench.client.olm.users_for_key_query.add(BEN.user)  # as nio notes it from a sync
    await bench.trust.ensure_known([])
    assert bench.homeserver.asked[1:] == [{BEN.user}]
    assert not bench.client.olm.users_for_key_query


async def test_a_change_while_the_question_is_under_way_is_asked_about_again(bench):
    bench.homeserver.has(ANN)
    bench.desk.accept(ANN)
    bench.homeserver.meanwhile = lambda: bench.trust.outdated([ANN.user])
    assert await bench.trust.ensure_known([ANN.user]) == {ANN.user}
    assert bench.trust.devices_of(ANN.user) == {}
    bench.homeserver.meanwhile = lambda: None
    assert await bench.trust.ensure_known([ANN.user]) == frozenset()
    assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}


FAR = Owner("@far:agency.test", [Device("@far:agency.test", "PHONE")])


async def test_a_server_that_is_away_is_asked_again_later_and_holds_up_nobody(bench):
    bench.homeserver.has(ANN, FAR)
    bench.desk.accept(ANN, FAR)
    bench.homeserver.away.add("agency.test")
    assert await bench.trust.ensure_known([ANN.user, FAR.user]) == {FAR.user}
    assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}
    assert await bench.trust.ensure_known([ANN.user, FAR.user]) == {FAR.user}
    assert len(bench.homeserver.asked) == 1
    bench.now += FIRST_PAUSE
    await bench.trust.ensure_known([FAR.user])
    bench.now += FIRST_PAUSE  # by now it waits twice as long
    await bench.trust.ensure_known([FAR.user])
    assert len(bench.homeserver.asked) == 2
    bench.homeserver.away.clear()
    bench.now += FIRST_PAUSE
    assert await bench.trust.ensure_known([FAR.user]) == frozenset()
    assert set(bench.trust.devices_of(FAR.user)) == {"PHONE"}


async def test_while_a_change_cannot_be_looked_at_no_keys_go_out_and_commands_are_still_heard(bench):
    bench.homeserver.has(FAR)
    bench.desk.accept(FAR)
    await bench.trust.ensure_known([FAR.user])
    bench.homeserver.away.add("agency.test")
    bench.client.olm.users_for_key_query.add(FAR.user)
    await bench.trust.ensure_known([FAR.user])
    assert not bench.client.olm.users_for_key_query  # nio asks nobody by itself
    phone = FAR.devices[0]
    assert bench.trust.devices_of(FAR.user) == {}
    assert bench.trust.identity_of(FAR.user, phone.curve25519, phone.ed25519)[0] == "PHONE"


@pytest.mark.parametrize("status", [0, 401, 429, 500])
async def test_a_homeserver_that_does_not_answer_is_left_alone_for_a_moment(bench, status):
    bench.homeserver.has(ANN)
    bench.homeserver.status = status
    assert await bench.trust.ensure_known([ANN.user]) == {ANN.user}
    assert await bench.trust.ensure_known([ANN.user]) == {ANN.user}
    assert len(bench.homeserver.asked) == 1
    assert bench.desk.seen == []
    bench.now += FIRST_PAUSE
    bench.homeserver.status = 200
    assert await bench.trust.ensure_known([ANN.user]) == frozenset()


@pytest.mark.parametrize(
    "junk",
    [
        lambda a: a.update(device_keys=[]),
        lambda a: a["device_keys"].update({BEN.user: []}),
        lambda a: a["device_keys"][BEN.user].update(TABLET=7),
        lambda a: a["device_keys"][BEN.user]["TABLET"].update(keys={"ed25519:TABLET": "short"}),
        lambda a: a["device_keys"][BEN.user]["TABLET"]["keys"].update({"curve25519:TABLET": "!"}),
        lambda a: a["device_keys"][BEN.user]["TABLET"].update(unsigned="a"),
        lambda a: a["device_keys"][BEN.user]["TABLET"].update(signatures=[]),
        lambda a: a["device_keys"][BEN.user].update({"": {}}),
        lambda a: a["master_keys"].update({BEN.user: "x"}),
        lambda a: a.update(failures="x"),
        lambda a: a.update(failures={7: 7}),
        lambda a: a["device_keys"].update({"@stranger:caseroom.test": {"X": {}}}),
    ],
)
async def test_what_is_malformed_hides_nobody_else(bench, junk):
    bench.homeserver.has(ANN, BEN)
    bench.desk.accept(ANN, BEN)
    bench.homeserver.change = junk
    missing = await bench.trust.ensure_known([ANN.user, BEN.user])
    if not missing:
        assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}
    bench.homeserver.change = untouched
    bench.now += FIRST_PAUSE
    bench.trust.outdated([ANN.user, BEN.user])
    await bench.trust.ensure_known([ANN.user, BEN.user])
    assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}
    assert set(bench.trust.devices_of(BEN.user)) == {"TABLET"}


async def test_only_one_person_has_a_key_and_it_is_the_one_who_had_it(bench):
    thief = Owner("@aaa:caseroom.test", [Device("@aaa:caseroom.test", "COPY", curve25519=ANN.devices[0].curve25519)])
    bench.homeserver.has(ANN, thief)
    bench.desk.accept(ANN, thief)
    await bench.trust.ensure_known([ANN.user])
    await bench.trust.ensure_known([thief.user])
    assert set(bench.trust.devices_of(ANN.user)) == {"PHONE"}
    assert bench.trust.devices_of(thief.user) == {}
    assert bench.trust.dropped["key-of-another-device"] == 1
    restarted = bench.another()
    await restarted.ensure_known([thief.user, ANN.user])
    assert set(restarted.devices_of(ANN.user)) == {"PHONE"}
    assert restarted.devices_of(thief.user) == {}


async def test_where_two_appear_at_once_with_one_key_neither_has_it(bench):
    one = person("one", "A")
    two = Owner("@two:caseroom.test", [Device("@two:caseroom.test", "B", curve25519=one.devices[0].curve25519)])
    bench.homeserver.has(one, two)
    bench.desk.accept(one, two)
    await bench.trust.ensure_known([one.user, two.user])
    assert bench.trust.devices_of(one.user) == bench.trust.devices_of(two.user) == {}


async def test_a_key_that_its_owner_gave_up_is_free(bench):
    shared = ANN.devices[0].curve25519
    before = Owner(ANN.user, [Device(ANN.user, "PHONE", curve25519=shared)])
    bench.homeserver.has(before)
    await bench.trust.ensure_known([ANN.user])
    before.devices.clear()
    after = Owner(BEN.user, [Device(BEN.user, "TABLET", curve25519=shared)])
    bench.homeserver.has(after)
    bench.desk.accept(after)
    bench.trust.outdated([ANN.user])
    await bench.trust.ensure_known([ANN.user, BEN.user])
    assert set(bench.trust.devices_of(BEN.user)) == {"TABLET"}


async def test_nio_is_given_the_signed_keys_whatever_it_was_shown_before(bench):
    """First the server shows a device of its own making; nio keeps such keys and refuses the true ones later."""
    ghost = Device(ANN.user, "PHONE")
    bench.homeserver.has(Owner(ANN.user, [], [ghost]))
    bench.desk.accept(ANN)
    await bench.trust.ensure_known([ANN.user])
    assert bench.in_store(ANN.user) == (set(), {"PHONE"})
    bench.homeserver.has(ANN)
    bench.trust.outdated([ANN.user])
    await bench.trust.ensure_known([ANN.user])
    held = bench.client.device_store[ANN.user]["PHONE"]
    assert DeviceKeys(held.ed25519, held.curve25519) == keys_of(ANN.devices[0])
    loaded = bench.client.store.load_device_keys()[ANN.user]["PHONE"]
    assert DeviceKeys(loaded.ed25519, loaded.curve25519) == keys_of(ANN.devices[0])
    assert bench.in_store(ANN.user) == ({"PHONE"}, {"OLD"})


async def test_only_the_very_keys_that_were_signed_are_verified_in_nio(bench):
    bench.homeserver.has(ANN)
    bench.desk.accept(ANN)
    await bench.trust.ensure_known([ANN.user])
    bench.client.device_store[ANN.user]["PHONE"].curve25519 = BEN.devices[0].curve25519
    bench.trust.apply_to([ANN.user])
    assert bench.in_store(ANN.user) == (set(), {"PHONE", "OLD"})


async def test_a_device_that_was_missing_from_one_answer_comes_back(bench):
    bench.homeserver.has(ANN)
    bench.desk.accept(ANN)
    await bench.trust.ensure_known([ANN.user])
    bench.homeserver.change = lambda answer: answer["device_keys"][ANN.user].clear()
    bench.trust.outdated([ANN.user])
    await bench.trust.ensure_known([ANN.user])
    assert bench.trust.devices_of(ANN.user) == {}
    assert bench.in_store(ANN.user)[0] == set()
    bench.homeserver.change = untouched
    bench.trust.outdated([ANN.user])
    await bench.trust.ensure_known([ANN.user])
    assert [device.id for device in bench.client.device_store.active_user_devices(ANN.user)] == ["PHONE"]
    assert bench.in_store(ANN.user)[0] == {"PHONE"}


async def test_our_own_account(bench):
    account = bench.ours("STRAY")
    twin = Device(OUR_USER, "CASEROOM-0000000002")
    account.devices.append(twin)
    bench.homeserver.has(account)
    await bench.trust.ensure_known([OUR_USER])
    assert not bench.trust.own_device_signed()  # who we are was not said yet
    assert bench.trust.devices_of(OUR_USER) == {}
    bench.trust.we_are(account.identity.master.public)
    await bench.trust.ensure_known([OUR_USER])
    assert bench.trust.own_device_signed()
    assert bench.trust.devices_of(OUR_USER) == {twin.name: keys_of(twin)}
    assert bench.trust.foreign_devices() == {"STRAY"}
    assert bench.in_store(OUR_USER) == ({twin.name}, {"STRAY"})
    assert bench.desk.seen == []  # the bot is nobody's liaison


async def test_our_own_identity_in_other_hands_is_not_ours(bench):
    account = bench.ours()
    bench.homeserver.has(account)
    bench.trust.we_are(ANN.identity.master.public)
    await bench.trust.ensure_known([OUR_USER])
    assert not bench.trust.own_device_signed()
    assert bench.trust.devices_of(OUR_USER) == {}


async def test_our_own_key_belongs_to_nobody_else(bench):
    ours = bench.client.olm.account.identity_keys["curve25519"]
    thief = Owner(ANN.user, [Device(ANN.user, "COPY", curve25519=ours)])
    bench.homeserver.has(thief)
    bench.desk.accept(thief)
    await bench.trust.ensure_known([ANN.user])
    assert bench.trust.devices_of(ANN.user) == {}


async def test_many_people_are_asked_for_in_parts(bench):
    users = [f"@person{number}:caseroom.test" for number in range(600)]
    await bench.trust.ensure_known(users)
    assert [len(part) for part in bench.homeserver.asked] == [250, 250, 100]
