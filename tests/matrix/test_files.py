"""Files: what counts as one, and how little is believed of what a sender and a homeserver say about it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from nio.crypto.attachments import encrypt_attachment

from bot.gateway import FileSent
from bot.matrix.client import Client
from bot.matrix.files import fetch, file_in
from workflows.values.delivery import NotYet, Rejected

CONTENT = b"id: uk-nrm-adult\n" * 100
SEALED, OPENS = encrypt_attachment(CONTENT)
URL = "mxc://caseroom.test/abcDEF-_1"
FILE = FileSent(
    url=URL, name="a.yaml", size=len(CONTENT), key=OPENS["key"]["k"], iv=OPENS["iv"], sha256=OPENS["hashes"]["sha256"]
)
SENT = {
    "msgtype": "m.file",
    "body": "a.yaml",
    "info": {"size": len(CONTENT)},
    "file": {**OPENS, "url": URL},
}


def test_a_file_is_read_out_of_its_message():
    assert file_in(SENT) == FILE
    assert file_in({**SENT, "body": "the new one", "filename": "b.yaml"}) == replace(FILE, name="b.yaml")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {**SENT, "file": {}},
        {**SENT, "file": "mxc://caseroom.test/abc"},
        {**SENT, "file": {**OPENS, "url": "https://elsewhere.test/a"}},
        {**SENT, "file": {**OPENS, "url": "mxc://caseroom.test/../../v3/logout"}},
        {**SENT, "file": {**OPENS, "url": "mxc://caseroom.test/a?b"}},
        {**SENT, "body": 7},
    ],
)
def test_what_cannot_be_fetched_is_no_file(content):
    assert file_in(content) is None


@pytest.mark.parametrize("size", [None, "12", -1, True, 1 << 60, 1.5])
def test_a_size_that_is_none_is_not_believed(size):
    found = file_in({**SENT, "info": {"size": size}})
    assert found == replace(FILE, size=None)


@pytest.mark.parametrize(
    "file",
    [
        {"url": URL},
        {**OPENS, "url": URL, "key": {"k": "not base64!"}},
        {**OPENS, "url": URL, "key": 5},
        {**OPENS, "url": URL, "hashes": {}},
        {**OPENS, "url": URL, "iv": None},
    ],
)
def test_a_file_without_its_whole_key_counts_as_sent_in_clear(file):
    found = file_in({**SENT, "file": file})
    assert found is not None
    assert (found.key, found.iv, found.sha256) == ("", "", "")


def test_a_name_hides_nothing():
    found = file_in({**SENT, "body": "a\u202egnp.yaml\n" + "x" * 999})
    assert found is not None
    assert found.name.startswith("agnp.yaml")
    assert len(found.name) <= 255


Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(folder: Path, answer: Answering) -> AsyncIterator[tuple[Client, list[web.Request]]]:
    """A logged-in client and a homeserver that answers every request like this."""
    seen: list[web.Request] = []

    async def noted(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return await answer(request)

    house = web.Application()
    house.router.add_route("*", "/{path:.*}", noted)
    runner = web.AppRunner(house)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = Client(f"http://127.0.0.1:{port}", "@caseroom:caseroom.test", folder)
    client.access_token, client.refusal = "a token", None
    try:
        yield client, seen
    finally:
        await client.close()
        await runner.cleanup()


def always(status: int = 200, body: bytes = SEALED) -> Answering:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body)

    return answer


async def test_it_is_asked_for_with_our_token_over_authenticated_media(tmp_path):
    async with served(tmp_path, always()) as (client, seen):
        assert await fetch(client, FILE, 100_000) == CONTENT
    (request,) = seen
    assert request.path == "/_matrix/client/v1/media/download/caseroom.test/abcDEF-_1"
    assert request.headers["Authorization"] == "Bearer a token"


async def test_no_more_is_taken_than_asked_for(tmp_path):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(16_384))

    async with served(tmp_path, always()) as (client, _):
        assert await fetch(client, FILE, len(SEALED) - 1) == Rejected("too-large")
        assert await fetch(client, FILE, len(SEALED)) == CONTENT
    async with served(tmp_path / "again", endless) as (client, _):
        assert await fetch(client, replace(FILE, size=1), 100_000) == Rejected("too-large")


@pytest.mark.parametrize(
    "file",
    [
        replace(FILE, sha256="A" * 43),
        replace(FILE, sha256="A"),
        replace(FILE, key="A" * 10),
        replace(FILE, iv="AAAA"),
        replace(FILE, url="mxc://"),
    ],
)
async def test_what_does_not_fit_its_key_is_damaged(tmp_path, file):
    async with served(tmp_path, always()) as (client, _):
        assert await fetch(client, file, 100_000) == Rejected("damaged")


async def test_a_changed_byte_is_found(tmp_path):
    async with served(tmp_path, always(body=SEALED[:-1] + b"x")) as (client, _):
        assert await fetch(client, FILE, 100_000) == Rejected("damaged")


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (404, b'{"errcode": "M_NOT_FOUND"}', Rejected),
        (403, b'{"errcode": "M_FORBIDDEN"}', Rejected),
        (429, b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}', NotYet),
        (502, b"<html>", NotYet),
        (500, b"[]", NotYet),
    ],
)
async def test_a_refusal_is_for_now_or_for_good(tmp_path, status, body, outcome):
    async with served(tmp_path, always(status, body)) as (client, _):
        assert isinstance(await fetch(client, FILE, 100_000), outcome)


async def test_a_homeserver_that_is_away_is_asked_again(tmp_path):
    gone = Client("http://127.0.0.1:9", "@caseroom:caseroom.test", tmp_path / "gone")
    gone.access_token, gone.refusal = "a token", None
    assert isinstance(await fetch(gone, FILE, 100_000), NotYet)
    await gone.close()
