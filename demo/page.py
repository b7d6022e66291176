"""The page that shows each person's chats as they saw them: one file, no script, nothing from outside."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.hearing import Heard

CODE = re.compile(r"`([^`]+)`")
STYLE = """
:root { color-scheme: light dark; --paper: #f4f5f2; --card: #ffffff; --ink: #1d2321; --soft: #5c6662; --line: #d9ded9;
  --bot: #e8efe9; --me: #dfe8f3; --mark: #2f5d50; }
@media (prefers-color-scheme: dark) { :root { --paper: #151917; --card: #1d2321; --ink: #e7ece9; --soft: #9ba7a1;
  --line: #303936; --bot: #25302b; --me: #243140; --mark: #8fc7b1; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 78rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .2rem } p { margin: .2rem 0 }
.soft { color: var(--soft) }
nav { display: flex; flex-wrap: wrap; gap: .4rem .9rem; margin-top: .8rem } a { color: var(--mark) }
ol.steps { columns: 20rem 3; column-gap: 2.8rem; padding-left: 1.6rem; margin: 1rem 0 }
ol.steps li { break-inside: avoid }
.chats { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem;
  align-items: start; margin-top: .8rem }
.chat { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; overflow: hidden }
.chat h3 { margin: 0; padding: .6rem .9rem; font-size: .95rem; border-bottom: 1px solid var(--line) }
.chat .lines { padding: .7rem; display: flex; flex-direction: column; gap: .5rem }
.said { max-width: 92%; padding: .45rem .7rem; border-radius: .7rem; background: var(--bot); align-self: flex-start;
  overflow-wrap: anywhere }
.said.me { background: var(--me); align-self: flex-end } .said.notice { border-left: 3px solid var(--line) }
.who { font-size: .78rem; color: var(--soft); display: flex; gap: .6rem; justify-content: space-between }
code { background: color-mix(in srgb, var(--ink) 9%, transparent); border-radius: .25rem; padding: 0 .25rem }
"""


@dataclass(frozen=True, slots=True)
class Chat:
    """One room as one person's client could read it."""

    name: str
    kind: str
    said: Sequence[Heard]


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person, on which client, and their chats."""

    user: str
    name: str
    agency: str
    client: str
    chats: Sequence[Chat]


def page(
    viewers: Sequence[Viewer], steps: Sequence[str], names: dict[str, str], told: Callable[[datetime], datetime]
) -> str:
    """The whole page. `told` gives the story's time of a real one."""
    links = " ".join(f'<a href="#{_id(v.user)}">{html.escape(v.name)}</a>' for v in viewers)
    listed = "".join("<li>" + CODE.sub(r"<code>\1</code>", html.escape(step)) + "</li>" for step in steps)
    shown = "".join(_viewer(viewer, names, told) for viewer in viewers)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Caseroom: one case as its people saw it</title><style>{STYLE}</style></head><body>"
        "<header><h1>One case, as its people saw it</h1>"
        '<p class="soft">A fictional case, played on a real homeserver with real end-to-end encryption. '
        "Each column is what that person's own client could decrypt; times are the story's.</p>"
        f"<nav>{links}</nav><ol class=steps>{listed}</ol></header><main>{shown}</main></body></html>"
    )


def _viewer(viewer: Viewer, names: dict[str, str], told: Callable[[datetime], datetime]) -> str:
    chats = "".join(_chat(chat, viewer.user, names, told) for chat in viewer.chats)
    return (
        f'<section id="{_id(viewer.user)}"><h2>{html.escape(viewer.name)}</h2>'
        f'<p class="soft">{html.escape(viewer.agency)} · {html.escape(viewer.client)}</p>'
        f'<div class="chats">{chats}</div></section>'
    )


def _chat(chat: Chat, me: str, names: dict[str, str], told: Callable[[datetime], datetime]) -> str:
    lines = "".join(_line(heard, me, names, told) for heard in chat.said)
    title = f'<h3>{html.escape(chat.name)} <span class="soft">{html.escape(chat.kind)}</span></h3>'
    return f'<div class="chat">{title}<div class="lines">{lines}</div></div>'


def _line(heard: Heard, me: str, names: dict[str, str], told: Callable[[datetime], datetime]) -> str:
    kinds = " ".join(
        kind for kind, is_so in (("me", heard.sender == me), ("notice", heard.msgtype == "m.notice")) if is_so
    )
    body = heard.formatted or html.escape(heard.body).replace("\n", "<br>")
    time = f"{told(heard.at):%a %d %b %H:%M}"
    edited = " · edited" if heard.edited else ""
    who = html.escape(names.get(heard.sender, heard.sender))
    return f'<div class="said {kinds}"><div class="who"><span>{who}{edited}</span><span>{time}</span></div>{body}</div>'


def _id(user: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in user)
