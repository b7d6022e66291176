"""Free text with what looks like data about a person is refused; what task forces write every day is not."""

import pytest

from workflows.casework.screening import personal

RISKY = {
    "email": [
        "write to anna.k@example.org",
        "ANNA@EXAMPLE.ORG",
        "anna (at) example (dot) org",
        "contact: a+b@mail.example.co.uk tonight",
        "anna[at]example.org",
        "mail info@ngo.example about it",
        "a.b-c@sub.example.com",
        "forward to x_y@example.net",
    ],
    "phone": [
        "call +44 7700 900123",
        "+447700900123",
        "0044 7700 900123",
        "07700 900123",
        "07700900123 after six",
        "(020) 7946 0958",
        "020 7946 0958",
        "555-867-5309",
        "(555) 867-5309",
        "tel 867 5309",
        "whatsapp 7700900123",
        "+40 721 234 567",
        "+49 (0)30 901820",
        "mobile: 7700 900 123",
        "signal +1 555 867 5309",
    ],
    "birth-date": [
        "dob 3/4",
        "DOB: 03.04.2001",
        "born 12 May",
        "born on 3rd of June",
        "date of birth 2004-05-06",
        "12/05/1998",
        "1.2.2003",
        "2001-04-12",
        "12 May 2004",
        "3rd of June 2010",
        "May 12, 1999",
        "birthday is 4 July",
    ],
    "place": [
        "51.5074, -0.1278",
        "51.5074 N 0.1278 W",
        "at 44.4268,26.1025",
        "51°30' N",
        "///filled.count.soap",
        "geo:51.5,0.12",
        "maps.google.com/xyz",
        "see goo.gl/maps/abc",
    ],
    "document": [
        "passport 533401234",
        "passport no. AB123456",
        "AB1234567",
        "C01X0006H is no case but X1234567 is",
        "QQ 12 34 56 C",
        "078-05-1120",
        "id card number 12345678",
        "visa nr 123456",
        "9434765919",
        "GB29 NWBK 6016 1331 9268 19",
    ],
    "street": [
        "14 Harbour Road",
        "22b Baker Street",
        "5 New King's Close, please",
        "Rue de la Paix 12",
        "12 rue de Rivoli",
        "Hauptstraße 5",
        "Calle Mayor 3",
        "14 harbour road",
        "7 Old Court",
    ],
}
HARMLESS = [
    "call the embassy",
    "court",
    "court on Friday at 10",
    "needs an interpreter for Vietnamese",
    "2026/1187",
    "our reference 2026/1187",
    "CR-2026-004417",
    "ref HO 2026 118",
    "waiting for the Home Office",
    "extend until 27 Nov 16:00",
    "fri 16:00",
    "27 nov 2026 16:00",
    "2026-11-27 16:00",
    "deadline 1.12.2026",
    "12/12/2026 hearing",
    "task 4 first",
    "C-7F3K2/4 comes first",
    "2 interpreters, 3 officers",
    "40 beds free until Monday",
    "shelter full, asked 2 others",
    "asked 3 times",
    "no answer since 14:00",
    "P1 because of minors",
    "duty officer was changed",
    "form 12b is missing",
    "section 52 of the Act",
    "28 CFR 94.115",
    "22 U.S.C. 7105",
    "article 13 applies",
    "the person asked for time to think",
    "not before Sun 27 Dec",
    "second attempt on Tuesday",
    "legal aid asked for 10 working days",
    "budget 1,500 approved",
    "1 500 EUR for travel",
    "room 4 is booked",
    "level 2 of the ladder",
    "see our own record",
    "waiting list, place 12",
    "medical visit moved to Thursday",
    "transport at 06:30 from the station",
    "train 1187 at 9:45",
    "road closed because of snow",
    "the street team will go",
    "close the file afterwards",
    "court building is closed",
    "on the way, 20 min",
    "part A sent, part B on Monday",
    "24 h notice given",
    "90 days from the grant",
    "version 3.2 of the form",
    "agreed with the prosecutor",
    "needs a female interpreter",
    "accepted",
    "declined for now",
    "handover at 18:00",
    "joint visit with health",
    "asked the hotline 116 000",
    "waits for the translation (30 pages)",
    "ask again in 2 d",
    "2 witnesses in court",
    "2 officers will close the file",
    "20 min drive",
    "30 min by road",
    "4 teams on the square",
]


def test_there_are_sixty_of_each():
    assert sum(map(len, RISKY.values())) >= 60
    assert len(set(HARMLESS)) >= 60


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in RISKY.items() for text in texts])
def test_risky_text_is_refused_as_what_it_is(code, text):
    assert personal(text) == code


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_passes(text):
    assert personal(text) is None


@pytest.mark.parametrize("ref", ["2026/1187", "1234567890", "AB1234567", "020 7946 0958 11", "NRM-0012345", "0044771"])
def test_a_reference_may_be_a_long_number(ref):
    assert personal(ref, reference=True) is None


@pytest.mark.parametrize("ref", ["a@example.org", "12/05/1998", "14 Harbour Road", "51.5074, -0.1278"])
def test_a_reference_is_no_place_for_the_rest(ref):
    assert personal(ref, reference=True) is not None
