"""Whatever people are brought into a file: it says what was meant, and its comments stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.csv_import import Row, imported
from config.directory import directory_of, parts_of
from config.located import read_bytes
from config.mistakes import Mistake
from config.people_in_yaml import with_people
from tests.config.folders import NOW
from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId, UserId

USERS = ("@reyes:example.org", "@haddad:example.org", "@castell:example.org", "@morgan:example.org", "@new:example.org")
AGENCIES = ("city-police", "health-east", "legal-aid-south")
SOMEBODY = st.builds(
    Row,
    line=st.just(2),
    user=st.sampled_from(USERS).map(UserId),
    name=st.sampled_from(("Officer Reyes", "O'Brien", 'the "new" one', "yes", "a: b # c", "Ștefan", "- x")),
    agency=st.sampled_from(AGENCIES).map(AgencyId),
    roles=st.frozensets(st.sampled_from(SeatRole), min_size=1),
    languages=st.sampled_from((frozenset(), frozenset({"no"}), frozenset({"ti", "en"}))),
    zone=st.sampled_from((None, "Europe/Dublin")),
)
SMALL = """# one
zone: Europe/London
jurisdictions: [{id: GB-ENG, name: England, zone: Europe/London}]
agencies: # two
  - {id: city-police, name: City Police, type: police, jurisdictions: [GB-ENG]}
  - {id: health-east, name: Health East, type: health, jurisdictions: [GB-ENG]}
  - {id: legal-aid-south, name: Legal Aid South, type: legal_aid, jurisdictions: [GB-ENG]}
people: # three
  - user: "@morgan:example.org"
    name: Lead Morgan # four

  - user: "@castell:example.org"
    name: Counsel Castell
SEATS
  # five
  - {user: "@reyes:example.org", name: Officer Reyes, seats: [{agency: city-police, roles: [liaison]}]} # six
task_forces: # seven
  - {id: a, name: A, jurisdictions: [GB-ENG], templates: [b], agencies: [city-police], leads: ["@morgan:example.org"]}
administrators: ["@morgan:example.org"]
"""
SEATS = {
    "block": """    seats:
      - agency: legal-aid-south # a
        roles:
          - liaison
          - coordinator
    languages: [en] # b
""",
    "flow": "    languages: [en]\n    seats: [{agency: legal-aid-south, roles: [liaison]}] # c\n",
    "last": """    seats:
      - {agency: legal-aid-south, roles: [liaison]}
      - {agency: health-east, roles: [deputy]}
""",
    "none": "    zone: Europe/London\n",
}


@pytest.mark.parametrize("seats", SEATS)
@given(rows=st.lists(SOMEBODY, min_size=1, max_size=5), leavers=st.booleans())
def test_the_edited_text_says_what_was_meant(seats, rows, leavers):
    text = SMALL.replace("SEATS\n", SEATS[seats])
    before = read_directory(text)
    after = imported(rows, before, leavers=leavers).directory
    edited = with_people(text, before.people, after.people)
    assert read_directory(edited).people == after.people
    around = ("one", "two", "three", "four", "five", "seven")
    assert [word for word in around if f"# {word}\n" not in edited] == []


def read_directory(text):
    found: list[Mistake] = []
    parts = parts_of(read_bytes(text.encode(), "directory.yaml"), found)
    assert parts is not None
    directory = directory_of(parts, NOW, found)
    assert found == []
    return directory
