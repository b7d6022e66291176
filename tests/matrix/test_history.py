"""A gap is filled page by page, in order, to its end; and it ends, whatever the homeserver answers."""

from urllib.parse import parse_qs, urlparse

import pytest

from bot.matrix.history import MOST_PAGES, fill
from workflows.values.ids import MatrixRoomId

ROOM = MatrixRoomId("!room:server")


class Pages:
    """A homeserver that has these pages between the positions 0, 1, 2 ..."""

    def __init__(self, *pages, **last):
        self.pages, self.last, self.asked = pages, last, []

    async def raw(self, method, path, body=None):
        query = {name: values[0] for name, values in parse_qs(urlparse(path).query).items()}
        self.asked.append(query)
        page = self.pages[int(query["from"]) % len(self.pages)]
        if isinstance(page, int):
            return page, {"errcode": "M_FORBIDDEN"} if page == 403 else {}
        more = {"end": str(int(query["from"]) + 1)} if int(query["from"]) + 1 < len(self.pages) else self.last
        return 200, {"chunk": page, **more}


def events(*names):
    return [{"event_id": f"${name}"} for name in names]


def names(filled):
    return "".join(event["event_id"].removeprefix("$") for event in filled.events)


@pytest.mark.parametrize(
    ("pages", "last", "found", "why"),
    [
        ([events("a", "b")], {}, "ab", None),
        ([events("a", "b"), events("c"), events("d")], {}, "abcd", None),
        ([events("a"), events("b")], {"end": "until"}, "ab", None),
        ([events("a"), events("b"), []], {"end": "99"}, "ab", None),
        ([events("a"), events("b", "y", "z")], {}, "ab", None),
        ([events("a"), [5, None, "x", {"event_id": "$b"}]], {}, "ab", None),
        ([events("a"), "nothing"], {}, "a", None),
        ([events("a"), events("b")], {"end": 7}, "ab", None),
        ([events("a"), 502], {}, "a", "http-502"),
        ([403], {}, "", "M_FORBIDDEN"),
    ],
)
async def test_the_pages_of_a_gap(pages, last, found, why):
    server = Pages(*pages, **last)
    filled = await fill(server, ROOM, "0", "until", frozenset({"$y", "$z"}))
    assert (names(filled), filled.why) == (found, why)
    assert all(query["dir"] == "f" and query["to"] == "until" for query in server.asked)


async def test_a_homeserver_that_stands_still_is_left():
    server = Pages(events("a"), end="0")
    assert names(await fill(server, ROOM, "0", "until", frozenset())) == "a"


async def test_a_homeserver_without_an_end_is_left():
    class Endless(Pages):
        async def raw(self, method, path, body=None):
            self.asked.append(path)
            return 200, {"chunk": events(str(len(self.asked))), "end": str(len(self.asked))}

    server = Endless()
    filled = await fill(server, ROOM, "0", "until", frozenset())
    assert (len(filled.events), filled.why) == (MOST_PAGES, "too-long")
