"""What a person typed can never become markup; times and lengths read as the voice asks."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import times
from bot.text.markup import BadMarkup, Bold, Text, Typed, as_html, parse, plain, slot
from bot.text.render import clean

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
LONDON, KOLKATA = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag if not attrs else f"{tag} with attributes")

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_free_text_is_only_ever_text(typed: str) -> None:
    tree = parse(f"<b>Task</b> {slot(0)} <c>!done 4</c>", {slot(0): (Text(clean(typed)),)})
    shown = Tags()
    shown.feed(as_html(tree, bare_words=False))
    shown.close()
    assert shown.tags == ["b", "code"]
    assert shown.text == plain(tree, bare_words=False).replace("`", "") or "`" in typed


@pytest.mark.parametrize(
    "sentence", ["<b>open", "closed</b>", "<b><c>crossed</b></c>", f"a slot {slot(3)} nobody fills"]
)
def test_a_sentence_that_is_not_well_formed_is_found(sentence: str) -> None:
    with pytest.raises(BadMarkup):
        parse(sentence, {})


def test_commands_lose_their_mark_in_a_direct_chat() -> None:
    tree = (Text("Try "), Typed((Text("!help"),)), Text(" "), Bold((Text("now"),)))
    assert plain(tree, bare_words=True) == "Try `help` now"
    assert as_html(tree, bare_words=False) == "Try <code>!help</code> <b>now</b>"


def test_what_hides_or_turns_text_is_removed() -> None:
    assert clean("a\u202eb\u2066c\u200bd\x00e\ue001f\n") == "abcdef"


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=5, minutes=20), "5 h 20 min"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (-timedelta(hours=1), "1 h"),
    ],
)
def test_lengths(span: timedelta, shown: str) -> None:
    assert times.length(span) == shown


def test_times() -> None:
    at = NOON + timedelta(hours=4)
    assert times.moment(at, LONDON, NOON, "en") == "Fri 27 Nov 16:00 (UTC+0), in 4 h"
    assert times.moment(at, KOLKATA, at + timedelta(hours=2), "en") == "Fri 27 Nov 21:30 (UTC+5:30), 2 h ago"
    assert times.absolute(at.replace(year=2027), LONDON, NOON, "en") == "Sat 27 Nov 2027 16:00"
    assert times.clock(at, LONDON, NOON, "en") == "16:00"
    assert times.clock(at + timedelta(days=1), LONDON, NOON, "en") == "Sat 28 Nov 16:00"
    assert times.day(at, LONDON, NOON, "en") == "Fri 27 Nov"
