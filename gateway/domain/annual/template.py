"""The template of a year: what is collected, how it is counted, what is published, and when not.

Recommendation (EU) 2024/214 as versioned data. A new year, a new item group or a stricter
rule of disclosure is a new file; the call for data carries it to the Member States, so that
all count by the same one. A wrong template is refused with the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.annual.accountability import INDICATORS
from gateway.domain.annual.cells import At
from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeTree, Key
from gateway.domain.annual.template_checks import (
    check_behind,
    check_keys,
    check_link,
    check_table,
    check_view,
)
from gateway.domain.base import Model

Words = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RecordKind(StrEnum):
    """What an authority has records of; a table collects one kind."""

    AUTHORISATION = "authorisation"
    APPLICATION = "application"
    REGISTRATION = "registration"  # a user of a general licence who has registered
    USE = "use"  # exports reported under general and global licences
    DENIAL = "denial"  # every decision of Article 16(1)
    PROHIBITION = "prohibition"  # transit, Article 7


class Measure(StrEnum):
    """What a cell says."""

    NUMBER = "number"
    VALUE = "value"


class Sums(Model):
    """A dimension over which the measures of a table add up, and why others do not.

    Attributes:
        bounds: Measures that do not add up, and of which a total is all the same no less than
            any part and no more than all parts: what counts twice counts once in the total.
    """

    dimension: Key
    measures: tuple[Measure, ...] = ()
    bounds: tuple[Measure, ...] = ()
    reason: Words

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if set(self.measures) & set(self.bounds):
            raise ValueError("bounds: a measure that adds up is bound by its sum")
        return self


class CollectedTable(Model):
    """A table that every Member State fills.

    Attributes:
        section: Section of the Recommendation's annex.
        dimensions: Its dimensions, in the order of a cell's codes; the origin is none of them.
        sums: For every dimension which measures add up to the level above. Validation,
            disclosure control and attackers use only those.
        cyber_only: Only records of cyber-surveillance items (Article 2(20)) count.
        contributors: Whether rules of contributors and dominance apply.
    """

    key: Key
    title: Title
    section: Title
    article: Title
    records: RecordKind
    dimensions: tuple[Key, ...] = Field(min_length=1, max_length=5)
    measures: tuple[Measure, ...] = Field(min_length=1)
    sums: tuple[Sums, ...]
    cyber_only: bool = False
    contributors: bool = True

    def adds_up(self, dimension: str, measure: Measure) -> bool:
        """Say whether a measure adds up over a dimension; over Member States all do."""
        if dimension == ORIGIN:
            return True
        return any(each.dimension == dimension and measure in each.measures for each in self.sums)

    def bounds(self, dimension: str, measure: Measure) -> bool:
        """Say whether parts bound the total of a measure over a dimension, and it them."""
        return any(each.dimension == dimension and measure in each.bounds for each in self.sums)


class LinkEnd(Model):
    """Figures of a table; dimensions neither in `at` nor in `Link.along` are taken in total."""

    table: Key
    at: Mapping[Key, At] = Field(default_factory=dict)


class Link(Model):
    """What a reader knows of figures of two tables: one thing is counted in both.

    Attributes:
        more: The figures that are the same, or no less.
        less: The others.
        along: Dimensions that both tables have, compared code by code; Member States always are.
        without: By dimension a code of `more` under which `less` counts nothing: it bounds what
            `more` counts under all other codes.
        same: They are the same figure; otherwise what `less` counts is among what `more` counts.
    """

    key: Key
    more: LinkEnd
    less: LinkEnd
    along: tuple[Key, ...] = ()
    without: Mapping[Key, At] = Field(default_factory=dict)
    measures: tuple[Measure, ...] = Field(min_length=1)
    same: bool = False
    reason: Words


class Axis(Model):
    """One axis of a published table: a dimension and the levels that it shows."""

    dimension: Key
    levels: tuple[Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]*)$")], ...] = (
        Field(min_length=1, max_length=6)
    )


class Chart(StrEnum):
    """How a published table is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    HEAT = "heat"
    MAP = "map"
    NONE = "none"


class View(Model):
    """A published table: a collected one, seen along two axes.

    Attributes:
        number: Number in the report, e.g. ``4.2``.
        fixed: Codes of other dimensions; those that are left out are taken in total.
    """

    key: Key
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    title: Title
    section: Title
    table: Key
    fixed: Mapping[Key, At] = Field(default_factory=dict)
    rows: Axis
    columns: Axis
    measures: tuple[Measure, ...] = Field(min_length=1)
    chart: Chart = Chart.NONE


class IndicatorUnit(StrEnum):
    """What an indicator of administration or enforcement is given in."""

    COUNT = "count"
    PERSONS = "persons"
    EURO = "euro"
    YES_NO = "yes_no"
    TEXT = "text"


class Indicator(Model):
    """One question on administration, enforcement or human rights (Article 26(2)).

    Attributes:
        public: Shown by Member State.
        summed: And as a total of the Union.
        computed: What the gateway computes of its own cases, as a first answer.
        group_only: Its total is for the Coordination Group and is not published.
        behind: The indicator that counts those whom it is a sum of, each of whom it would show:
            of fines, the penalties. It is shown where `Disclosure.min_contributors` stand behind.
    """

    key: Key
    title: Title
    section: Title
    unit: IndicatorUnit
    public: bool = True
    summed: bool = False
    computed: Key | None = None
    group_only: bool = False
    behind: Key | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.group_only and (self.public or not self.summed):
            raise ValueError("group_only: what the Group is told is summed and not public")
        if self.computed is not None and self.computed not in INDICATORS:
            raise ValueError(f"computed: the gateway knows no {self.computed}")
        return self


class Narrative(Model):
    """A section in words.

    Attributes:
        by_states: Written by every Member State; otherwise by the Commission services.
    """

    key: Key
    title: Title
    section: Title
    by_states: bool = True


class YearOf(StrEnum):
    """The day by whose year something counts."""

    DECISION = "decision"
    RECEIPT = "receipt"  # of an application
    NOTIFICATION = "notification"


class Counted(StrEnum):
    """What becomes of a licence that was changed later in the year."""

    AS_DECIDED = "as_decided"
    AS_AMENDED = "as_amended"
    LEFT_OUT = "left_out"


class ExchangeRate(StrEnum):
    """Which rate turns another currency into euro."""

    DAY_OF_DECISION = "day_of_decision"
    END_OF_YEAR = "end_of_year"


class Counting(Model):
    """The counting rules; each has its text in `rules`, which is printed with the tables.

    Attributes:
        authorisations_by: Day by whose year a licence counts.
        applications_by: The same of an application.
        pending: Outcome of an application that was decided after the end of its year.
        denials_by: The same of denials and prohibitions.
        amended: Of a licence that was amended within the year.
        annulled: Of a licence that was annulled within the year.
        exchange_rate: ECB reference rate of which day.
        several: Code of destination for a value that is not divided between destinations.
        rules: The rules in words, in the order in which they are printed.
    """

    authorisations_by: YearOf = YearOf.DECISION
    applications_by: YearOf = YearOf.RECEIPT
    pending: At = "pending"
    denials_by: YearOf = YearOf.NOTIFICATION
    amended: Counted = Counted.AS_AMENDED
    annulled: Counted = Counted.LEFT_OUT
    exchange_rate: ExchangeRate = ExchangeRate.DAY_OF_DECISION
    several: At
    rules: tuple[Words, ...] = Field(min_length=1)


Share = Annotated[Decimal, Field(gt=0, le=1)]


class Disclosure(Model):
    """When a cell is held back (docs/domain.md section 12, Regulation (EC) No 223/2009).

    Attributes:
        min_contributors: A cell with fewer exporters is suppressed.
        dominance: So is one of whose value a single exporter has more than this share.
        protection: The interval in which an attacker can place a suppressed value reaches on
            either side at least this share of the value, and of the largest exporter's part.
        number_protection: The same for numbers: at least so many on either side together.
        p_percent: Nobody who has a part of a shown value, with whom he pools, may come closer to
            the largest part than this share of it; left out: no such rule.
        pooling: So many exporters may pool what they know; each by himself where it is 1. Two
            more stand behind every figure that is shown.
        one_state: An exporter has his authorisations of one Member State, so that those of two
            are not the same: at the Union's level exporters add up, and the largest part is the
            largest that one State knows.
        differences: What two linked tables or two editions differ by is held back like a cell,
            where too few exporters stand behind it.
        states_read: A Member State, which knows its own figures, may place those of the others no
            more narrowly than anybody else.
        merge: Dimensions whose small codes are merged with a neighbour before suppressing.
        reasons: Why, in words; printed with the tables.
    """

    min_contributors: int = Field(ge=1, le=20)
    dominance: Share
    protection: Share
    number_protection: int = Field(ge=1, le=10)
    p_percent: Share | None = None
    pooling: int = Field(default=1, ge=1, le=2)
    one_state: bool = False
    differences: bool = False
    states_read: bool = False
    merge: tuple[Key, ...] = ()
    reasons: tuple[Words, ...] = Field(min_length=1)

    @property
    def least_behind(self) -> int:
        """So many exporters at least stand behind a figure that is shown.

        Whoever pool know their own parts; of two others or more they learn the sum only.
        """
        if self.pooling == 1:
            return self.min_contributors
        return max(self.min_contributors, self.pooling + 2)


class Schedule(Model):
    """Days of a collection, counted from the call; an officer may set other dates in it.

    Attributes:
        submit_days: Until submissions are due.
        reminders: Reminders, in days from the due day: -14 is before it, 7 after.
        answer_days: Until a question is answered.
        clear_days: Until tables are cleared in the confidentiality round.
    """

    submit_days: int = Field(ge=1, le=366)
    reminders: tuple[Annotated[int, Field(ge=-180, le=180)], ...] = Field(max_length=12)
    answer_days: int = Field(ge=1, le=180)
    clear_days: int = Field(ge=1, le=180)


class Template(Model):
    """A template, validated as a whole.

    Attributes:
        version: E.g. ``2024/214/2025-3``: the Recommendation, the year, the edition.
        year: The year that is reported on.
        unverified: What was not read in the authentic text, in words.
        digest: SHA-256 of the file; set when it is read.
    """

    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z/_-]{3,40}$")]
    title: Title
    source: Words
    year: int = Field(ge=2000, le=2100)
    published: date
    unverified: tuple[Words, ...] = ()
    lists: tuple[CodeTree, ...] = Field(min_length=1)
    table: tuple[CollectedTable, ...] = Field(min_length=1, max_length=60)
    link: tuple[Link, ...] = Field(default=(), max_length=60)
    view: tuple[View, ...] = Field(min_length=1, max_length=100)
    indicator: tuple[Indicator, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    counting: Counting
    disclosure: Disclosure
    schedule: Schedule
    digest: str = ""

    @cached_property
    def _lists(self) -> dict[str, CodeTree]:
        return {each.key: each for each in self.lists}

    @cached_property
    def _tables(self) -> dict[str, CollectedTable]:
        return {each.key: each for each in self.table}

    def code_list(self, dimension: str) -> CodeTree:
        """Return the values of a dimension.

        Raises:
            KeyError: The template has no such dimension.
        """
        return self._lists[dimension]

    def collected(self, key: str) -> CollectedTable:
        """Return a collected table.

        Raises:
            KeyError: The template has no such table.
        """
        return self._tables[key]

    def views_of(self, table: str) -> tuple[View, ...]:
        """Return the published tables that show a collected one."""
        return tuple(each for each in self.view if each.table == table)

    def patterns(self, table: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Say which cells of a table are asked for, so that every view can be filled.

        Returns:
            For each pattern and each of the table's dimensions the levels that are wanted
            (``*`` is the total), or one code after ``=`` where a view fixes it.
        """
        found: dict[tuple[tuple[str, ...], ...], None] = {}
        for view in self.views_of(table):
            axes = {
                view.rows.dimension: view.rows.levels,
                view.columns.dimension: view.columns.levels,
            }
            pattern = tuple(
                axes.get(name) or ((f"={view.fixed[name]}",) if name in view.fixed else (TOTAL,))
                for name in self.collected(table).dimensions
            )
            found.setdefault(pattern)
        return tuple(found)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        check_keys(self)
        for table in self.table:
            check_table(self, table)
        for link in self.link:
            check_link(self, link)
        for view in self.view:
            check_view(self, view)
        check_behind(self)
        for dimension in self.disclosure.merge:
            if dimension not in self._lists:
                raise ValueError(f"disclosure.merge: {dimension} is no dimension")
        if not any(self.counting.several in each for each in self.lists):
            raise ValueError(f"counting.several: {self.counting.several} is in no code list")
        return self
