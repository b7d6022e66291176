"""Who a message means, and what of it its writer wrote: mentions found, quotes of the message answered left out."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from workflows.values.ids import UserId

MOST_MENTIONS = 50  # of one message; an event is at most 64 KiB
LINK = re.compile(r"https?://matrix\.to/#/(?P<who>[^/?#]+)|matrix:u/(?P<name>[^/?#]+)")
USER = re.compile(r"@[!-.0-9;-~]{1,250}:[!-.0-~]{1,250}")  # printable ASCII without a slash
QUOTE = re.compile(r"> (\* )?<@")


def mentioned(content: Mapping[str, Any]) -> tuple[UserId, ...]:
    """The people of an encrypted content: its `m.mentions`, then the links of its formatted body, each once."""
    listed = content.get("m.mentions")
    users = listed.get("user_ids") if isinstance(listed, dict) else None
    found = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
    formatted = content.get("formatted_body")
    if isinstance(formatted, str):
        links = _Links()
        links.feed(formatted)
        links.close()
        found += links.users
    return tuple(UserId(user) for user in dict.fromkeys(found) if USER.fullmatch(user))[:MOST_MENTIONS]


def without_quote(body: str) -> str:
    """The body without the lines in front that older clients quote from the message answered (`> <@somebody>`)."""
    if not QUOTE.match(body):
        return body
    lines = body.split("\n")
    own = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    if own < len(lines) and not lines[own].strip():
        own += 1
    return "\n".join(lines[own:])


class _Links(HTMLParser):
    """Collects the people that a formatted body links to, outside of the quote of an answered message."""

    def __init__(self) -> None:
        super().__init__()
        self.users: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mx-reply":
            self._quoted += 1
        link = LINK.match(dict(attrs).get("href") or "") if tag == "a" and not self._quoted else None
        if link:
            self.users.append(unquote(link["who"]) if link["who"] else "@" + unquote(link["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mx-reply":
            self._quoted = max(0, self._quoted - 1)
