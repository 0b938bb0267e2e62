"""Who is a Member State on a day: a law file, so that an accession needs no other software.

Wherever a rule says "all Member States" or "another Member State" it asks here with the day that
counts for it. What a day of the past was asked stays as it was: a file has every date, and a
later one adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.base import Day, Model
from gateway.domain.lawfile import read_law, shipped
from gateway.errors import Reason

_Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


@cache
def _packed_zones() -> frozenset[str]:
    """Return the names of the zones that the package of them has."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def _all_zones() -> frozenset[str]:
    """Return the names of all zones; to find them walks thousands of files."""
    return frozenset(available_timezones())


class State(Model):
    """One State.

    Attributes:
        code: As the Commission writes it; begins the codes of its authorities.
        country: Its ISO 3166 code where that is another one.
        time_zone: IANA name of its capital's zone.
        member_from: First day as a Member State; absent: it is none.
        member_until: Last day on which Union law applied to it as to a Member State.
        candidate: Whether it may become one; its authorities can then be observers.
    """

    code: _Code
    country: _Code | None = None
    time_zone: str
    member_from: Day | None = None
    member_until: Day | None = None
    candidate: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.time_zone not in _packed_zones() and self.time_zone not in _all_zones():
            raise ValueError(f"there is no time zone {self.time_zone!r}")
        if self.member_until is not None and (
            self.member_from is None or self.member_until < self.member_from
        ):
            raise ValueError("member_until has no member_from before it")
        return self

    def is_member(self, on: date) -> bool:
        """Say whether it is a Member State on a day."""
        return (
            self.member_from is not None
            and self.member_from <= on
            and (self.member_until is None or on <= self.member_until)
        )


class Population(Model):
    """How many people live in each Member State, for a majority that counts them.

    Attributes:
        counts_from: First day on which these figures count; later ones take their place.
        source: Where the figures are from.
        confirmed: Whether they were compared with what was published.
        persons: Of each State, by code.
    """

    counts_from: Day
    source: str = Field(min_length=1, max_length=1000)
    confirmed: bool = False
    persons: Mapping[_Code, Annotated[int, Field(ge=1, le=2_000_000_000)]] = Field(min_length=1)


class StatesFile(Model):
    """One version of the States, or of their populations, or of both.

    Attributes:
        version: As the directory names it.
        in_force_from: Of several that are held, the one with the latest such day counts.
        source: Where the dates are from.
        populations: How many people live in each, from which day on.
        digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    version: Annotated[str, StringConstraints(pattern=r"^EU-states/[0-9]{4}-[0-9]{1,3}$")]
    in_force_from: Day
    source: str = Field(min_length=1, max_length=1000)
    states: tuple[State, ...] = Field(default=(), alias="state", max_length=100)
    populations: tuple[Population, ...] = Field(default=(), alias="population", max_length=100)
    digest: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [each.code for each in self.states]
        countries = [each.country or each.code for each in self.states]
        twice = {each for each in codes if codes.count(each) > 1}
        twice |= {each for each in countries if countries.count(each) > 1}
        if twice:
            raise ValueError(f"{', '.join(sorted(twice))} is there twice")
        if not self.states and not self.populations:
            raise ValueError("it says nothing: give a state or a population")
        return self


class MemberStates:
    """The Member States of one day.

    Args:
        codes: Of each the code, by its country in ISO 3166.
    """

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._codes = dict(codes)
        self.codes = frozenset(codes.values())

    def of_country(self, country: str) -> str | None:
        """Return the code of the Member State that a country is, or None for another one."""
        return self._codes.get(country)


class States:
    """The States as they are held: the newest file, and of what it lacks the older ones.

    Args:
        files: In any order; at least one.
    """

    def __init__(self, files: Iterable[StatesFile]) -> None:
        held = self._files = sorted(files, key=lambda file: file.in_force_from)
        self.version = held[-1].version
        self.digest = held[-1].digest
        self._by_code = {each.code: each for file in held for each in file.states}
        self._by_country = {each.country or each.code: each for each in self._by_code.values()}
        counted = (each for file in held for each in file.populations)
        self._populations = sorted(counted, key=lambda each: each.counts_from)

    def with_files(self, files: Iterable[StatesFile]) -> States:
        """Return the same with further files, whose States go before those of older ones."""
        return States((*self._files, *files))

    def members(self, on: date) -> MemberStates:
        """Return the Member States of a day."""
        return MemberStates(
            {each.country or each.code: each.code for each in self.known if each.is_member(on)}
        )

    def not_yet(self, code: str, on: date) -> bool:
        """Say whether a State has not become a Member State by a day; one that left has been one.

        Args:
            code: Of the State; one that is not known is none.
            on: The day, in Brussels.
        """
        found = self.get(code)
        return found is None or found.member_from is None or on < found.member_from

    def population(self, on: date) -> Population | None:
        """Return the populations that count on a day, or None where none are held yet."""
        found = [each for each in self._populations if each.counts_from <= on]
        return found[-1] if found else None

    def code_of(self, country: str) -> str:
        """Return a State's code by its country; of another, and a former one, the country's."""
        found = self._by_country.get(country)
        return country if found is None or found.member_until is not None else found.code

    def country_of(self, code: str) -> str:
        """Return the ISO 3166 code of a State; of what is not known, what was given."""
        found = self._by_code.get(code)
        return code if found is None else found.country or code

    def get(self, code: str) -> State | None:
        """Return a State by its code, or None where it is not known."""
        return self._by_code.get(code)

    @property
    def known(self) -> tuple[State, ...]:
        """Every State that is known, members or not, by code."""
        return tuple(self._by_code[code] for code in sorted(self._by_code))


@cache
def shipped_states() -> States:
    """Return the States as they come with Comity.

    Raises:
        LawError: A shipped file does not hold together.
    """
    return States(
        read_law(entry, StatesFile, reason=Reason.STATES_INVALID)
        for entry in shipped("gateway.domain.states", "states-")
    )
