"""Who a message means is found in what its writer wrote, and in nothing that was quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.mentions import MOST_MENTIONS, mentioned, without_quote

ANA, BEN = "@ana:one.example", "@ben:two.example"


def link(user):
    return f'<a href="https://matrix.to/#/{user}">somebody</a>'


@pytest.mark.parametrize(
    ("content", "users"),
    [
        ({}, ()),
        ({"m.mentions": {"user_ids": [ANA, BEN, ANA]}}, (ANA, BEN)),
        ({"m.mentions": {"user_ids": [BEN]}, "formatted_body": link(ANA) + link(BEN)}, (BEN, ANA)),
        ({"formatted_body": link("%40ana%3Aone.example")}, (ANA,)),
        ({"formatted_body": link(ANA + "?via=one.example")}, (ANA,)),
        ({"formatted_body": '<a href="matrix:u/ana:one.example">Ana</a>'}, (ANA,)),
        ({"formatted_body": f"<mx-reply><blockquote>{link(ANA)}</blockquote></mx-reply>{link(BEN)}"}, (BEN,)),
        ({"formatted_body": '<a href="https://matrix.to.example/#/@ana:one.example">x</a>'}, ()),
        ({"formatted_body": '<a href="https://matrix.to/#/!room:one.example">x</a><a>y</a><a href>z</a>'}, ()),
        ({"body": f"hello {ANA}"}, ()),
        ({"m.mentions": {"user_ids": "@ana:one.example"}, "formatted_body": 5}, ()),
        ({"m.mentions": {"user_ids": [5, None, "ana", "@ana", "@a b:c", BEN]}}, (BEN,)),
        ({"m.mentions": [ANA]}, ()),
    ],
)
def test_mentions(content, users):
    assert mentioned(content) == users


def test_one_message_means_a_bounded_number_of_people():
    assert len(mentioned({"m.mentions": {"user_ids": [f"@u{n}:x" for n in range(2000)]}})) == MOST_MENTIONS


@given(st.text(alphabet="<>/abm x-reply\"'=&;#:@.!?", max_size=200))
def test_any_markup_is_survived(text):
    assert all(user.startswith("@") for user in mentioned({"formatted_body": text}))


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("!done 4", "!done 4"),
        ("> <@ana:x> what is late?\n\n!done 4", "!done 4"),
        ("> <@ana:x> one\n> two\n\n!done 4\nwith a note", "!done 4\nwith a note"),
        ("> * <@ana:x> waves\n\nhello", "hello"),
        ("> a quote of my own\nhello", "> a quote of my own\nhello"),
        ("> <@ana:x> nothing after", ""),
        ("hello\n> <@ana:x> in between", "hello\n> <@ana:x> in between"),
    ],
)
def test_the_quote_of_an_answer_is_no_part_of_it(body, own):
    assert without_quote(body) == own
