"""What a homeserver's refusal means: to be tried again, never again, and how long it asks us to wait."""

from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.matrix.wire import LONGEST_WAIT, Answer, ask, at, with_wait
from workflows.values.delivery import Hold, NotYet, Rejected


def later(why, wait=None):
    return NotYet(why, Hold.SERVER, wait)


def refused(code, **more):
    return {"errcode": code, "error": "the words of the homeserver", **more}


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (403, refused("M_FORBIDDEN"), Rejected("forbidden")),
        (404, refused("M_NOT_FOUND"), Rejected("not-found")),
        (413, refused("M_TOO_LARGE"), Rejected("too-large")),
        (413, {}, Rejected("too-large")),
        (400, refused("M_BAD_JSON"), Rejected("bad-json")),
        (403, refused("M_INVITE_BLOCKED"), Rejected("invite-blocked")),
        (401, refused("M_UNKNOWN_TOKEN"), later("account")),
        (403, refused("M_USER_LOCKED"), later("account")),
        (403, refused("M_RESOURCE_LIMIT_EXCEEDED"), later("account")),
        (429, refused("M_LIMIT_EXCEEDED", retry_after_ms=1500), later("limited", timedelta(seconds=1.5))),
        (429, refused("M_LIMIT_EXCEEDED", retry_after_ms=9e99), later("limited", LONGEST_WAIT)),
        (429, refused("M_LIMIT_EXCEEDED", retry_after_ms=-5), later("limited")),
        (429, refused("M_LIMIT_EXCEEDED", retry_after_ms="soon"), later("limited")),
        (429, refused("M_LIMIT_EXCEEDED", retry_after_ms=True), later("limited")),
        (429, {}, later("limited")),
        (500, refused("M_UNKNOWN"), later("http-500")),
        (502, {}, later("http-502")),
        (408, refused("M_UNKNOWN"), later("http-408")),
        (404, {}, later("http-404")),  # a proxy in between, not the homeserver
        (403, {"errcode": "<b>M_X</b>"}, later("http-403")),
        (403, {"errcode": ["M_X"]}, later("http-403")),
        (302, {}, later("http-302")),
        (0, {}, later("unreachable")),
    ],
)
def test_a_refusal_has_one_meaning(status, body, means):
    assert Answer(status, body).failure() == means


class Broken:
    """A connection that breaks."""

    def __init__(self, fault):
        self.fault = fault

    async def raw(self, method, path, body=None):
        raise self.fault


@pytest.mark.parametrize("fault", [aiohttp.ClientError(), TimeoutError(), ConnectionResetError()])
async def test_what_the_network_does_is_an_answer_and_no_exception(fault):
    answer = await ask(Broken(fault), "GET", "/")
    assert answer.ambiguous
    assert answer.failure() == later("unreachable")


@pytest.mark.parametrize(
    ("answer", "surely"),
    [
        (Answer(429), True),
        (Answer(401, refused("M_UNKNOWN_TOKEN")), True),
        (Answer(0, unasked=True), True),
        (Answer(0), False),
        (Answer(502), False),
        (Answer(500, refused("M_UNKNOWN")), False),
    ],
)
def test_only_what_surely_never_left_may_be_said_in_other_words(answer, surely):
    assert answer.failure().unsaid is surely


async def test_without_a_connection_nothing_was_asked():
    key = ConnectionKey("server.test", 443, True, True, None, None, None)
    assert (await ask(Broken(aiohttp.ClientConnectorError(key, OSError())), "GET", "/")).unasked
    assert not (await ask(Broken(aiohttp.ServerDisconnectedError()), "GET", "/")).unasked


def test_names_from_outside_cannot_leave_their_place_in_a_path():
    path = at("rooms", "!a/../b?c#d:test", "state", "m.room.member", "@x/y:test")
    assert path == "/_matrix/client/v3/rooms/%21a%2F..%2Fb%3Fc%23d%3Atest/state/m.room.member/%40x%2Fy%3Atest"


@pytest.mark.parametrize(
    ("status", "header", "body", "wait"),
    [
        (429, "30", {}, 30_000),
        (429, "30", {"retry_after_ms": 5}, 5),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", {}, None),
        (429, "", {}, None),
        (503, "30", {}, None),
    ],
)
def test_a_wait_may_stand_in_the_header_alone(status, header, body, wait):
    assert with_wait(status, {"Retry-After": header} if header else {}, body).get("retry_after_ms") == wait
