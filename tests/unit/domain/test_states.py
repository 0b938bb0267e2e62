"""Who is a Member State on a day: a law file, and no code, says so."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from gateway.domain.authority import AuthorityCode
from gateway.domain.calendars import calendar_for
from gateway.domain.collective.tally import tally
from gateway.domain.lawfile import parse_law
from gateway.domain.states import State, States, StatesFile, shipped_states
from gateway.errors import LawError, Reason
from tests.support.law_texts import states_text
from tests.support.raising import refuses

SHIPPED = shipped_states()
TODAY = date(2026, 11, 28)
ACCESSION = states_text("EU-states/2027-1", "2027-06-01", "2028-01-01", "candidate = true")

ANOTHER = """candidate = true

[[state]]
code = "{code}"
country = "{country}"
time_zone = "Europe/Podgorica"
"""


def read(text: str) -> StatesFile:
    return parse_law("states.toml", text.encode(), StatesFile, reason=Reason.STATES_INVALID)


def later() -> States:
    """Comity's own file and the accession on top of it."""
    return SHIPPED.with_files([read(ACCESSION)])


def test_there_are_27_member_states_today_and_there_were_28() -> None:
    assert len(SHIPPED.members(TODAY).codes) == 27
    assert len(SHIPPED.members(date(2020, 12, 31)).codes) == 28
    assert "UK" not in SHIPPED.members(date(2021, 1, 1)).codes
    assert len(SHIPPED.members(date(2013, 6, 30)).codes) == 27  # before Croatia
    assert len(SHIPPED.members(date(2004, 4, 30)).codes) == 15


def test_greece_has_two_codes() -> None:
    assert SHIPPED.members(TODAY).of_country("GR") == "EL"
    assert SHIPPED.members(TODAY).of_country("EL") is None
    assert (SHIPPED.country_of("EL"), SHIPPED.code_of("GR")) == ("GR", "EL")
    assert (SHIPPED.country_of("XX"), SHIPPED.code_of("XX")) == ("XX", "XX")


def test_a_candidate_is_known_and_no_member_until_its_day() -> None:
    assert SHIPPED.get("ME") is not None
    assert SHIPPED.members(TODAY).of_country("ME") is None
    states = later()
    assert states.version == "EU-states/2027-1"
    assert states.members(date(2027, 12, 31)).of_country("ME") is None
    assert states.members(date(2028, 1, 1)).of_country("ME") == "ME"
    assert len(states.members(date(2028, 1, 1)).codes) == 28


def test_what_a_newer_file_leaves_out_stays_as_it_was() -> None:
    assert later().members(TODAY).codes == SHIPPED.members(TODAY).codes


def test_all_member_states_are_those_of_the_day() -> None:
    for day, count in ((TODAY, 26), (date(2028, 1, 1), 27)):
        found = tally(
            [], states=["DE"], all_states=later().members(day).codes, unanimous="requirement"
        )
        assert len(found.outside) == count
    assert "ME" in found.outside


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2028-01-01", "2028-01-01\nmember_until = 2027-01-01", "member_until"),
        ("member_from = 2028-01-01", "member_until = 2027-01-01", "member_until"),
        ("Europe/Podgorica", "Europe/Nowhere", "no time zone"),
        ('code = "ME"', 'code = "Montenegro"', "line 7"),
        ("2027-06-01", "2027-13-01", "not TOML"),
        ("EU-states/2027-1", "2027-1", "version"),
        ("candidate = true", ANOTHER.format(code="ME", country="MX"), "ME is there twice"),
        ("candidate = true", ANOTHER.format(code="XY", country="ME"), "ME is there twice"),
    ],
)
def test_a_wrong_file_is_refused_by_line(old: str, new: str, said: str) -> None:
    assert old in ACCESSION
    with refuses(LawError, Reason.STATES_INVALID, match=said):
        read(ACCESSION.replace(old, new, 1))


def test_a_state_without_a_day_is_no_member() -> None:
    assert not State(code="RS", time_zone="Europe/Belgrade", candidate=True).is_member(TODAY)


def test_populations_are_dated_and_stay_when_a_state_accedes() -> None:
    """27 figures that count from 2025 on; a file with a State alone takes none away."""
    assert SHIPPED.population(date(2024, 12, 31)) is None
    people = SHIPPED.population(TODAY)
    assert people is not None
    assert people.persons.keys() == SHIPPED.members(TODAY).codes
    assert 440_000_000 < sum(people.persons.values()) < 460_000_000
    assert not people.confirmed
    assert later().population(date(2027, 7, 1)) == people
    newer = (
        ACCESSION
        + """
[[population]]
counts_from = 2028-01-01
source = "A census of these tests"
confirmed = true
[population.persons]
ME = 600_000
"""
    )
    held = SHIPPED.with_files([read(newer)])
    assert held.population(date(2027, 12, 31)) == people
    assert held.population(date(2028, 1, 1)) is not None
    assert dict(held.population(date(2028, 1, 1)).persons) == {"ME": 600_000}  # type: ignore[union-attr]


def test_a_file_that_says_nothing_is_refused() -> None:
    with pytest.raises(LawError, match="give a state or a population"):
        read(ACCESSION[: ACCESSION.index("[[state]]")])


@pytest.mark.parametrize(
    ("code", "on", "not_yet"),
    [
        ("ME", date(2027, 12, 31), True),
        ("ME", date(2028, 1, 1), False),
        ("RS", date(2099, 1, 1), True),  # a candidate without a day
        ("UK", date(2026, 1, 1), False),  # it has been one, and left
        ("DE", TODAY, False),
        ("XX", TODAY, True),
    ],
)
def test_a_state_is_not_one_yet_before_its_accession(code: str, on: date, not_yet: bool) -> None:
    assert SHIPPED.with_files([read(ACCESSION)]).not_yet(code, on) is not_yet


def test_a_state_that_no_shipped_file_has_is_data_and_not_software() -> None:
    """Kosovo (XK): its authority's code, its calendar, its accession by a file (law M8)."""
    assert SHIPPED.get("XK") is None
    authority: TypeAdapter[str] = TypeAdapter(AuthorityCode)
    assert authority.validate_python("XK") == "XK"
    assert calendar_for("XK").why_not(date(2027, 2, 17)) == "Independence Day"
    text = """
version = "EU-states/2030-1"
in_force_from = 2030-01-01
source = "A treaty of this test"

[[state]]
code = "XK"
time_zone = "Europe/Belgrade"
member_from = 2030-07-01
"""
    file = parse_law("xk.toml", text.encode(), StatesFile, reason=Reason.STATES_INVALID)
    held = SHIPPED.with_files([file])
    assert held.not_yet("XK", date(2030, 6, 30))
    assert held.members(date(2030, 7, 1)).of_country("XK") == "XK"
