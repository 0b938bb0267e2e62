"""What the lists say about a code or a destination, as versioned data.

`controls-*.toml` holds Annex IV by reference to codes of Annex I, the destinations of
EU001 and the cyber-surveillance groups of Recommendation (EU) 2024/2659. The texts of the
annexes are not here: where an entry counts only in part, its note says so and an officer
reads the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Protocol, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from gateway.domain.authority import CountryCode
from gateway.domain.base import Model
from gateway.domain.controls.codes import ancestors, is_within, normalise_code
from gateway.domain.controls.listfile import Corrigendum, Moved, SearchWords, normal_code
from gateway.domain.lawfile import read_law, shipped
from gateway.errors import Reason


def _normal(code: str) -> str:
    # A whole category stands alone, as in Annex IV Part II.
    return code if code in "0123456789" else normal_code(code)


ListedCode = Annotated[str, AfterValidator(_normal)]
"""A normalised code, or a category's digit for the whole of it."""


class Limit(Model):
    """What must be measured of an item for an entry to mean it.

    Attributes:
        names: How the parameter may be called, in lower case and with spaces.
        at_least: The least value that is meant.
        below: The value below which it is meant.
        unit: Of the value; `Controls.units` says which others are read.
    """

    names: tuple[str, ...] = Field(min_length=1)
    at_least: Decimal | None = None
    below: Decimal | None = None
    unit: str

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.below is None):
            raise ValueError("a limit is at_least or below a value, and not both")
        return self

    @property
    def says(self) -> str:
        """The limit in words, for reasons."""
        bound = f"below {self.below}" if self.at_least is None else f"at least {self.at_least}"
        return f"{self.names[0]} {bound} {self.unit}"

    def met(self, value: Decimal) -> bool:
        """Return whether a value in the limit's unit is one that is meant."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.below is not None and value < self.below


class ListException(Model):
    """A case in which a list does not control what its entries name.

    Attributes:
        key: By which an application claims it, and an entry allows it.
        says: What must be so, in our words.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    article: str = Field(min_length=1, max_length=200)
    says: str = Field(min_length=1, max_length=500)


class ListRule(Model):
    """One entry of a list that refers to codes of Annex I.

    Attributes:
        code: The code, with everything below it.
        parts: Parts of the annex in which it stands.
        in_part: Whether only some of the items under the code are meant.
        excluded: Codes below that are not meant.
        note: What is meant, in our words; the annex's text decides.
        limit: What can be measured of an item that is meant; all of them hold.
        unless: Keys of the exceptions that may be claimed for it.
    """

    code: ListedCode
    parts: tuple[str, ...] = ()
    in_part: bool = False
    excluded: tuple[ListedCode, ...] = ()
    note: str = Field(default="", max_length=500)
    limit: tuple[Limit, ...] = ()
    unless: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _part_is_explained(self) -> Self:
        if self.in_part and not self.note:
            raise ValueError("an entry that counts in part needs a note")
        return self

    def covers(self, code: str) -> bool:
        """Return whether a normalised code lies within this entry."""
        return is_within(code, self.code) and not any(is_within(code, x) for x in self.excluded)


class CodeList(Model):
    """A named list of rules about codes, e.g. Annex IV."""

    key: str
    title: str
    article: str
    rule: tuple[ListRule, ...] = Field(min_length=1)
    exception: tuple[ListException, ...] = ()

    @model_validator(mode="after")
    def _exceptions_known(self) -> Self:
        known = {each.key for each in self.exception}
        for rule in self.rule:
            if unknown := set(rule.unless) - known:
                raise ValueError(f"{rule.code}: {min(unknown)!r} is no exception of this list")
        return self

    def find(self, code: str) -> ListRule | None:
        """Return the nearest rule that covers a normalised code, or None."""
        covering = [rule for rule in self.rule if rule.covers(code)]
        return max(covering, key=lambda rule: len(rule.code), default=None)

    def below(self, code: str) -> tuple[ListRule, ...]:
        """Return the rules that lie below a code that is itself not covered.

        A classification that stops too early (``5A004``) cannot tell whether the list
        applies; whoever decides must be told.
        """
        if self.find(code) is not None:
            return ()
        return tuple(rule for rule in self.rule if is_within(rule.code, code))


class DestinationGroup(Model):
    """A named group of destinations, e.g. those of EU001.

    Attributes:
        note: What is to be verified, or left to the text of the annex.
    """

    key: str
    title: str
    article: str
    note: str = Field(default="", max_length=500)
    countries: frozenset[CountryCode] = Field(min_length=1)


class CyberGroup(Model):
    """A group of cyber-surveillance items, as the annual report counts them.

    Attributes:
        codes: Codes of Annex I that are such items, with everything below them.
        related: Codes that are related to the group but reach beyond it.
        words: Other words by which people look for such items, with spaces between them.
    """

    key: str
    label: str
    codes: tuple[ListedCode, ...] = ()
    related: tuple[ListedCode, ...] = ()
    words: SearchWords = ""


class ListVersion(Model):
    """A version of Annex I that is known by name and date, whether its codes are held or not.

    Attributes:
        version: CELEX number and date of the consolidation.
        act: The act that made it.
        in_force_from: First day on which it holds.
        note: What is to be verified.
    """

    version: str = Field(min_length=1, max_length=40)
    act: str = Field(min_length=1, max_length=200)
    in_force_from: date
    note: str = Field(default="", max_length=500)


class AdoptedAct(Model):
    """An act that changes Annex I and is not known to be in force.

    Attributes:
        adopted: The day of its adoption.
        note: What is known of it, and what to do.
    """

    act: str = Field(min_length=1, max_length=200)
    adopted: date
    note: str = Field(default="", max_length=500)


class Territories(Model):
    """Territories with a code of their own that are counted with a State by some.

    Attributes:
        belongs_to: The State of each territory.
    """

    article: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=500)
    belongs_to: dict[CountryCode, CountryCode]


class Labels(Model):
    """Our own short labels of what the places in a code mean.

    Attributes:
        category: By the first character.
        group: By the second.
        series: By the third: where the control comes from.
    """

    category: dict[str, str]
    group: dict[str, str]
    series: dict[str, str]

    def of(self, code: str) -> tuple[str, str, str]:
        """Return the labels of a normalised code; empty where there is none."""
        tables = (self.category, self.group, self.series)
        return tuple(t.get(c, "") for t, c in zip(tables, code, strict=False))  # type: ignore[return-value]


Named = TypeVar("Named", CodeList, DestinationGroup)


class Controls(Model):
    """One version of what the lists say.

    Attributes:
        version: Consolidated version of the Regulation whose annexes are meant.
        as_of: Date of that version.
        in_force_from: Cases that begin on this day or later are looked at by it; absent:
            from `as_of`.
        units: Of each unit that a limit names, what one of another unit is in it.
        territories: Territories that some count with a State.
        history: Versions of Annex I, known by name and date.
        adopted: Acts that change Annex I and are not known to be in force.
        corrigenda: Corrections of versions, which act back.
        moved: Codes that an act put elsewhere.
        labels: Our labels of the places in a code.
        digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    version: str = Field(min_length=1, max_length=40)
    as_of: date
    in_force_from: date | None = None
    units: dict[str, dict[str, Decimal]] = Field(default={})
    territories: Territories | None = None
    history: tuple[ListVersion, ...] = ()
    adopted: tuple[AdoptedAct, ...] = ()
    corrigenda: tuple[Corrigendum, ...] = Field(alias="corrigendum", default=())
    moved: tuple[Moved, ...] = ()
    labels: Labels = Labels(category={}, group={}, series={})
    lists: tuple[CodeList, ...] = Field(alias="list", min_length=1)
    destinations: tuple[DestinationGroup, ...] = Field(alias="destination_group", min_length=1)
    cyber_groups: tuple[CyberGroup, ...] = Field(alias="cyber_group", min_length=1)
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        for named in (self.lists, self.destinations, self.cyber_groups):
            keys = [item.key for item in named]
            if len(set(keys)) != len(keys):
                raise ValueError("a key is used twice")
        return self

    @property
    def begins(self) -> date:
        """The day from which it counts."""
        return self.in_force_from or self.as_of

    def exception(self, key: str) -> ListException | None:
        """Return an exception of any list by its key, or None."""
        known = (each for held in self.lists for each in held.exception)
        return next((each for each in known if each.key == key), None)

    def state_of_territory(self, country: str) -> str:
        """Return the State with which a territory is counted by some, else the country."""
        return self.territories.belongs_to.get(country, country) if self.territories else country

    def code_list(self, key: str) -> CodeList:
        """Return a list by its key, e.g. ``annex_iv``.

        Raises:
            LawError: LIST_INVALID; no such list is held.
        """
        return self._named(self.lists, key)

    def destination_group(self, key: str) -> DestinationGroup:
        """Return a group of destinations by its key, e.g. ``EU001``.

        Raises:
            LawError: LIST_INVALID; no such group is held.
        """
        return self._named(self.destinations, key)

    def in_annex_iv(self, code: str) -> ListRule | None:
        """Return the rule of Annex IV that covers a normalised code, or None.

        A rule with ``in_part`` covers the code as far as its note says.
        """
        return self.code_list("annex_iv").find(code)

    def added_by_union(self, code: str) -> ListRule | None:
        """Return the rule of the 500-series that covers a normalised code, or None."""
        return self.code_list("union_500").find(code)

    def cyber_group(self, code: str) -> CyberGroup | None:
        """Return the cyber-surveillance group that a normalised code belongs to, or None."""
        return next((g for g in self.cyber_groups if _any_within(code, g.codes)), None)

    def related_cyber_group(self, code: str) -> CyberGroup | None:
        """Return the group to which a code that is in none is at least related, or None."""
        if self.cyber_group(code) is not None:
            return None
        return next((g for g in self.cyber_groups if _any_within(code, g.related)), None)

    def not_held(self, begin: Iterable[date]) -> tuple[AdoptedAct, ...]:
        """Return the acts after whose adoption no list that is held begins.

        Args:
            begin: First days of the versions of Annex I that are held.
        """
        newest = max(begin, default=date.min)
        return tuple(each for each in self.adopted if newest < each.adopted)

    def _named(self, named: tuple[Named, ...], key: str) -> Named:
        for item in named:
            if item.key == key:
                return item
        raise Reason.LIST_INVALID.error(
            "list {key} is not part of {version}",
            remedy="Name one of: {named}.",
            list=key[:40],
            key=repr(key[:40]),
            version=self.version,
            named=", ".join(item.key for item in named),
        )


def _any_within(code: str, codes: tuple[str, ...]) -> bool:
    return any(is_within(code, ancestor) for ancestor in codes)


class CodeCheck(Protocol):
    """Checks a code in the list that counts for it."""

    def check(self, text: str, *, version: str = "") -> str:
        """Return a code, normalised; raise where the list of that version has none such."""
        ...


class ControlList(Model):
    """The codes of one version of a control list, as somebody gave them.

    Comity ships codes of Annex I and none of its text (`shipped_lists`).

    Attributes:
        version: As classifications name it.
        as_of: First day on which it holds.
        codes: Normalised codes.
        not_used: Codes that stand in it as "Not used": a placeholder controls nothing.
    """

    version: str
    as_of: date
    codes: frozenset[str]
    not_used: frozenset[str] = frozenset()

    @classmethod
    def of(cls, version: str, as_of: date, codes: Iterable[str]) -> Self:
        """Build a list from codes in any spelling.

        Raises:
            InputError: CODE_UNKNOWN; one of them is no control code.
        """
        return cls(version=version, as_of=as_of, codes=frozenset(map(normalise_code, codes)))

    def check(self, text: str, *, version: str = "") -> str:
        """Return a code, normalised, if the list holds it.

        Args:
            text: The code as written.
            version: Version under which it was classified; of another version than this
                one only the spelling is checked.

        Raises:
            InputError: CODE_UNKNOWN; the remedy names the nearest code above it, if any.
        """
        code = normalise_code(text)
        if code in self.codes or version not in ("", self.version):
            return code
        nearest = next((above for above in ancestors(code) if above in self.codes), None)
        stands = 'reads "Not used"' if code in self.not_used else "is not"
        raise Reason.CODE_UNKNOWN.error(
            "code: {code} {stands} in {version} of {as_of}",
            remedy="The nearest code there is {nearest}." if nearest else "Check the code.",
            code=code,
            stands=stands,
            version=self.version,
            as_of=self.as_of.isoformat(),
            nearest=nearest,
        )


def read_controls(path: Traversable) -> Controls:
    """Read and validate one file of control lists.

    Raises:
        LawError: LIST_INVALID; file, line and field are named.
    """
    return read_law(path, Controls, reason=Reason.LIST_INVALID)


@cache
def shipped_controls() -> Controls:
    """Return the newest lists that come with Comity."""
    return _all_shipped()[-1]


def shipped_controls_on(day: date) -> Controls:
    """Return the lists by which a case is looked at that began on a day.

    The oldest hold for whatever began before all of them.
    """
    held = _all_shipped()
    return next((each for each in reversed(held) if each.begins <= day), held[0])


@cache
def _all_shipped() -> tuple[Controls, ...]:
    held = (read_controls(file) for file in shipped("gateway.domain.controls", "controls-"))
    return tuple(sorted(held, key=lambda each: each.begins))
