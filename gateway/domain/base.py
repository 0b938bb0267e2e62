"""What every domain model shares: frozen, strict about unknown fields, four states of a field.

A field that the law or the form knows is **given**, **withheld** (with a reason class),
**unknown** or **not applicable**. These are four different things on the wire, in the
register and in matching; `Stated` keeps them apart (docs/design.md section 4, Parts).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Generic, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

T = TypeVar("T")


class Worded(StrEnum):
    """A code with its words.

    Attributes:
        words: In English, a message of the catalogues; empty where nothing is said.
    """

    words: str

    def __new__(cls, code: str, words: str = "") -> Self:
        made = str.__new__(cls, code)
        made._value_, made.words = code, words
        return made


class Model(BaseModel):
    """Base of every domain model: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def made_from(cls, source: object, **other: object) -> Self:
        """Return what takes the fields of the same names from something else.

        Args:
            source: What has them.
            other: Fields that are otherwise, or that it has not.

        Raises:
            ValidationError: A field is missing.
        """
        taken = {
            name: getattr(source, name)
            for name in cls.model_fields
            if name not in other and hasattr(source, name)
        }
        return cls(**taken, **other)

    def _with(self, **fields: Any) -> Self:
        """Return the same with other fields, for methods that say what happened."""
        return self.model_copy(update=fields)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe what is written apart from what is read.

        What we write has every field, but one that is left out while it is empty, and may gain
        fields with a later version. What we read may leave out a field that has a default, and
        has no field that we do not know.
        """
        schema = handler(core)
        described = handler.resolve_ref_schema(schema)
        fields = {
            each.serialization_alias or each.alias or name: each
            for name, each in cls.model_fields.items()
        }
        properties = described.get("properties", {})
        for name, each in fields.items():
            if name in properties and _holds_decimal(each.annotation):
                properties[name] = _with_decimals(properties[name])
        if handler.mode == "serialization":
            described.pop("additionalProperties", None)
            described["required"] = [
                name for name in properties if name not in fields or not fields[name].exclude_if
            ]
        return schema


_DECIMAL = {
    "type": "string",
    "format": "decimal",
    "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$",
}
"""A decimal is text in JSON, so that no reader rounds it; a number is taken too."""


def _holds_decimal(annotation: Any) -> bool:
    return annotation is Decimal or any(_holds_decimal(each) for each in get_args(annotation))


def _with_decimals(said: JsonSchemaValue) -> JsonSchemaValue:
    """Return a schema in which a decimal has one form, as it is read and as it is written."""
    branches = said.get("anyOf")
    if branches is None:
        return said | _DECIMAL if said.get("type") == "string" else said
    left = [each for each in branches if each.get("type") not in {"number", "string"}]
    rest = {key: each for key, each in said.items() if key != "anyOf"}
    return rest | ({"anyOf": [_DECIMAL, *left]} if left else _DECIMAL)


FIRST_YEAR, LAST_YEAR = 1900, 2100
"""What a day or an instant lies within: beyond it calendars and clocks cannot count, and
somebody else's letter must not make them try."""


def _near(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a date lies in {FIRST_YEAR} to {LAST_YEAR}")


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs an offset, e.g. 2026-12-18T10:00:00+01:00")
    _near(value.year)
    return value.astimezone(UTC)


def _day(value: date) -> date:
    _near(value.year)
    return value


Instant = Annotated[datetime, AfterValidator(_aware)]
"""An instant in UTC; an input without an offset, or beyond 2100, is refused."""

Day = Annotated[date, AfterValidator(_day)]
"""A day that calendars can count with; one beyond 2100 is refused."""


def version_in_part(version: str) -> str:
    """Return the version of a thing as who is shown a part of it knows it, if any is known.

    One address then never has two answers under one version.
    """
    return f"{version}-part" if version else ""


class Withholding(Worded):
    """Reason classes for withholding a field or part (Arts 4(4), 5(4), 16(7), 23(5))."""

    COMMERCIAL = "commercial", "commercial"
    PERSONAL = "personal", "personal data"
    DEFENCE = "defence", "defence"
    FOREIGN_POLICY = "foreign_policy", "foreign policy"
    SECURITY = "security", "security"
    INVESTIGATION = "investigation", "investigation"


class Statement(Worded):
    """The four states of an optional field."""

    GIVEN = "given", ""
    WITHHELD = "withheld", "withheld"
    UNKNOWN = "unknown", "not known"
    NOT_APPLICABLE = "not_applicable", "not applicable"


class Stated(Model, Generic[T]):
    """A field in one of its four states.

    A bare value is taken as given, so that JSON may say ``"end_user": {...}`` or
    ``"end_user": {"state": "withheld", "reason": "security"}``.
    """

    state: Statement = Statement.UNKNOWN
    value: T | None = None
    reason: Withholding | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_value_is_given(cls, data: Any) -> Any:
        if data is None or data == {}:
            return {"state": Statement.UNKNOWN}
        if isinstance(data, Stated):
            return {"state": data.state, "value": data.value, "reason": data.reason}
        if isinstance(data, dict) and "state" in data and set(data) <= {"state", "value", "reason"}:
            return data
        return {"state": Statement.GIVEN, "value": data}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.state is Statement.GIVEN) != (self.value is not None):
            raise ValueError("a given field has a value, and only a given one")
        if (self.state is Statement.WITHHELD) != (self.reason is not None):
            raise ValueError("a withheld field names its reason class, and only a withheld one")
        return self

    @classmethod
    def given(cls, value: T) -> Self:
        """State a value."""
        return cls(state=Statement.GIVEN, value=value)

    @classmethod
    def withheld(cls, reason: Withholding) -> Self:
        """State that there is a value which is not shown, and the class of the reason."""
        return cls(state=Statement.WITHHELD, reason=reason)

    @classmethod
    def unknown(cls) -> Self:
        """State that the value is not known."""
        return cls(state=Statement.UNKNOWN)

    @classmethod
    def not_applicable(cls) -> Self:
        """State that there is no such thing in this transaction."""
        return cls(state=Statement.NOT_APPLICABLE)


def differing(before: Model, after: Model) -> tuple[str, ...]:
    """Return the paths at which two models differ, e.g. ``transaction.items[0].quantity``.

    A list that became longer or shorter is named whole.
    """
    return tuple(_paths("", before.model_dump(mode="json"), after.model_dump(mode="json")))


def _paths(path: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _paths(f"{path}.{name}" if path else name, before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _paths(f"{path}[{number}]", old, new)
    else:
        yield path
