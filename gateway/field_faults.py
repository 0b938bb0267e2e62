"""Says what is wrong with a field: each kind of pydantic's errors in our words, with a remedy.

Every border that reads what a person or another program wrote takes its words from here, so
that an officer reads one language, and a new kind of error of the library is noticed by a test
and not by an officer. What a value was is never repeated: it may be a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]

_SHOWN = 20  # faults that one message names

MOST_FAULTS = 100
"""Faults that are worded: what was sent may have hundreds of thousands, and a person mends some."""

_REMEDIES = 3  # a person mends so many at a time
_TEXT_OF_OURS = "Value error, "


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field.

    Attributes:
        place: Way to it through what was read.
        kind: Kind of the error, as pydantic names it.
        what: What is wrong, to be read after the name of the field.
        remedy: What a person can do.
    """

    place: Place
    kind: str
    what: str
    remedy: str

    @property
    def field(self) -> str:
        """The way to the field in one word, e.g. ``items.0.value``; empty for the whole."""
        return ".".join(str(part) for part in self.place)


class _Words(NamedTuple):
    what: str
    remedy: str


_DAY = "Write a day that there is, like 2026-12-31."
_INSTANT = "Write day, time and offset, like 2026-12-18T10:00:00+01:00."
_NUMBER = "Write a number in digits, like 12.5."
_WHOLE = "Write a whole number in digits, like 12."
_TEXT = "Write a text, in quotes."
_LIST = "Write a list, in square brackets."
_OBJECT = "Write an object, in braces, with the fields that it has."
_BOUND = "Write a number within the bound."
_ADDRESS = "Write it like https://gateway.example:7443."
_IDENTIFIER = "Copy it whole, like 0190c2a4-0000-7000-8000-000000000000."
_SHAPE = "Compare it with a form of docs/openapi.json."
_OTHER = _Words("is not what this field takes", _SHAPE)

_EMPTY = _Words("is empty", "Fill it in.")
_AT_LEAST = frozenset({"too_short", "string_too_short"})

_SAID: dict[str, _Words] = {}
"""For each kind of the library's errors what we say; filled below, a line a sentence."""


def _say(what: str, remedy: str, *kinds: str) -> None:
    _SAID.update(dict.fromkeys(kinds, _Words(what, remedy)))


_say("is missing", "Give it.", "missing", "missing_argument")
_say("is no field that is known here", "Remove it, or correct its name.", "extra_forbidden")
_say("is no JSON", "Look there and just before: a comma, a quote?", "json_invalid")
_say("is no JSON", "Send JSON, in UTF-8.", "json_type")
_say("must be left out", "Remove it.", "none_required", "missing_sentinel_error")
_say("must be more than {gt}", _BOUND, "greater_than")
_say("must be {ge} or more", _BOUND, "greater_than_equal")
_say("must be less than {lt}", _BOUND, "less_than")
_say("must be {le} or less", _BOUND, "less_than_equal")
_say("must be a multiple of {multiple_of}", "Write such a number.", "multiple_of")
_say("has fewer than {min_length} entries", "Give at least so many.", "too_short")
_say("has more than {max_length} entries", "Give fewer.", "too_long")
_say("has fewer than {min_length} characters", "Write more.", "string_too_short")
_say("has more than {max_length} characters", "Shorten it.", "string_too_long", "url_too_long")
_say("has fewer than {min_length} octets", "Fill it in.", "bytes_too_short")
_say("has more than {max_length} octets", "Shorten it.", "bytes_too_long")
_say("is none of {expected}", "Write one of them.", "enum", "literal_error")
_say("is none of {expected_tags}", "Write one of them.", "union_tag_invalid")
_say("does not say of which kind it is", "Say it in {discriminator}.", "union_tag_not_found")
_say("is no text", _TEXT, "string_type", "string_unicode", "string_not_ascii")
_say("is no text", _TEXT, "bytes_type", "bytes_invalid_encoding")
_say("is no list", _LIST, "list_type", "tuple_type", "set_type", "frozen_set_type", "deque_type")
_say("is no list", _LIST, "iterable_type", "iteration_error", "set_item_not_hashable")
_say("is no object", _OBJECT, "dict_type", "frozen_dict_type", "ordered_dict_type", "mapping_type")
_say("is no object", _OBJECT, "counter_type", "model_type", "model_attributes_type")
_say("is no object", _OBJECT, "dataclass_type", "named_tuple_type", "invalid_key")
_say("is neither true nor false", "Write true or false.", "bool_type", "bool_parsing")
_say("is no whole number", _WHOLE, "int_type", "int_parsing", "int_parsing_size", "int_from_float")
_say("is no number", _NUMBER, "float_type", "float_parsing", "decimal_type", "decimal_parsing")
_say("is no number", _NUMBER, "finite_number", "fraction_type", "fraction_parsing")
_say("is no number", _NUMBER, "complex_type", "complex_str_parsing")
_say("has more than {max_digits} digits", "Round it.", "decimal_max_digits")
_say("has more than {decimal_places} decimal places", "Round it.", "decimal_max_places")
_say("has too many digits before the point: {whole_digits}", "Correct it.", "decimal_whole_digits")
_say("is no day", _DAY, "date_type", "date_parsing")
_say("is no day", _DAY, "date_from_datetime_parsing", "date_from_datetime_inexact")
_say("does not lie in the past", "Write an earlier day.", "date_past", "datetime_past")
_say("does not lie in the future", "Write a later day.", "date_future", "datetime_future")
_say("is no time of day", "Write it like 10:00:00.", "time_type", "time_parsing")
_say("is no day and time", _INSTANT, "datetime_type", "datetime_parsing")
_say("is no day and time", _INSTANT, "datetime_object_invalid", "datetime_from_date_parsing")
_say("is no day and time", _INSTANT, "timezone_naive", "timezone_aware", "timezone_offset")
_say("is no length of time", "Write it like P10D.", "time_delta_type", "time_delta_parsing")
_say("is no address", _ADDRESS, "url_type", "url_parsing", "url_syntax_violation", "url_scheme")
_say("is no identifier", _IDENTIFIER, "uuid_type", "uuid_parsing", "uuid_version")
_say("is nested too deep", "Write it flatter.", "recursion_loop", "recursion_depth_exceeded")

_FORMS: Mapping[str, str] = {
    (
        r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$"
    ): "a line of text without signs that steer how it is shown|Licensing desk",
    r"^([0-9a-f]{2}){1,256}$": "a text of up to 256 octets in hexadecimal|01ff7f",
    r"^([0-9a-f]{2})+$": "a text of octets in hexadecimal, two characters each|01ff7f",
    r"^([0-9a-f]{2})*$": "a vector in hexadecimal, two characters an octet|01ff7f",
    r"^[0-9][A-E][0-9]{3}(\.([a-z]|[0-9]{1,2}))*$": "a control code|5A001.j.1",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "a language|de or zh-Hans",
    r"^\?[01]$": "the boolean of a header|?1",
    r"^[^\[\]:*?/\\]{0,31}$": "the name of a sheet, up to 31 characters|Denials",
    r"^[A-Z0-9_]{0,60}$": "a reason in capitals, or nothing|PEER_UNAVAILABLE",
    r"^[A-Z]{3}$": "a currency of three letters|EUR",
    r"^[0-9]{6,10}$": "a code of the Combined Nomenclature, 6 to 10 digits|85176200",
    r"^[0-9]{2,7}-[0-9]{2}-[0-9]$": "a CAS number|75-44-5",
    r"^[0-9a-f]{64}$": "a SHA-256, 64 digits of 0-9 and a-f|that of sha256sum",
    r"^([0-9a-f]{64})?$": "a SHA-256, 64 digits of 0-9 and a-f|that of sha256sum",
    r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$": (
        "an identifier|0190c2a4-0000-7000-8000-000000000000"
    ),
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-[0-9]{4}-[0-9]{5,}$": "the number of a denial|FR-2026-00017",
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-C-[0-9]{4}-[0-9]{5,}$": "the number of a case|DE-C-2026-00001",
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-N-[0-9]{4}-[0-9]{5,}$": "the number of a notice|DE-N-2026-00012",
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-K-[0-9]{4}-[0-9]{5,12}$": "the number of a round|DE-K-2026-00001",
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-W-[0-9]{4}-[0-9]{5,}$": (
        "the number of an act that waits for a second officer|EU-W-2026-00001"
    ),
    r"^[a-z]+/[a-z0-9.+-]{1,90}$": "a media type|application/pdf",
    r"^\.[a-z0-9]{1,10}$": "the ending of a file's name|.exe",
    r"\w": "a text with a letter or digit in it|Horizon",
    r"^(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*)$": (
        "a bucket, and a prefix in it|comity-documents/DE"
    ),
    r"^(|https?://[^/@?#\s]+)$": "an address without a path|https://storage.example:9000",
    r"^(|https?://[^@?#\s]+)$": "an address|https://login.example/realms/desk",
    r"^(RS256|PS256|ES256|EdDSA)( (RS256|PS256|ES256|EdDSA))*$": "a list of algorithms|ES256 EdDSA",
    r"^[A-Za-z0-9-]{1,40}$": "the name of a region|eu-central-1",
    r"^(|unix:/.+|tcp:.+:[0-9]{1,5})$": "the address of a scanner|unix:/run/clamav/clamd.ctl",
    r"^retention/[0-9]{4}-[0-9]+$": "a version of the retention periods|retention/2026-2",
    r"^[A-Z]{2}:[A-Z]{2}$": "a place, a colon and the State that is asked about it|XI:UK",
    r"^[a-z][a-z0-9-]{0,59}$": "the name of an act in small letters|ask-for-information",
    r"^[a-z][a-z0-9-]{0,39}$": "a key in small letters|australia-group",
    r"^[a-z][a-z0-9-]{1,39}$": "the code of a queue in small letters|cyber-surveillance",
    r"^[a-z0-9][a-z0-9-]{0,39}$": "a name in small letters, digits and hyphens|turkey-overdue",
    r"^[0-9][A-E]?$": "a category of Annex I, or one of its groups|5 or 5A",
    r"^(\*|@states|[A-Z]{2}(-[A-Z0-9]{2,8})?)$": "an authority, @states or *|FR or BE-VLG",
    r"^[A-Z]{2}(-[A-Z0-9]{2,8})?/[0-9]{4}-[0-9]{1,3}$": "a version of a calendar|FR/2026-1",
    r"^[0-9A-Za-z]{1,12}(\([0-9a-z]{1,3}\))*(\.[a-z0-9_]{2,40})?$": (
        "a kind of notice|4(4), as the rulebook has them"
    ),
    r"^[0-9]{1,2}[a-z]{0,2}(\([0-9a-z]{1,3}\))*$": "the key of an article|14(1)",
    r"^[a-z_]{2,40}$": "the name of a field|end_user",
    r"^[a-z][a-z0-9_]{1,39}$": "a key of the rulebook|end_user_known",
    r"^[a-z][a-z0-9_]{0,39}$": "a key of the template|denials",
    r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$": "a code of the template|0EC1",
    r"^(\*|[A-Za-z0-9][A-Za-z0-9_.+-]{0,39})$": "a code of the template, or *|0EC1",
    r"^(\*|[a-z][a-z0-9_]*)$": "a key of the template, or *|category",
    r"^[0-9]+(\.[0-9]+)*$": "the number of a table|6.3",
    r"^[0-9A-Za-z/_-]{3,40}$": "a version of the template|EU-2021-821/2025-1",
    r"^EU-R-[0-9]{4}(-[0-9]{1,3})?$": "the number of a collection|EU-R-2025",
    r"^[A-Za-z0-9.-]+/[0-9]{4}-[0-9]{1,3}$": "a version of a rulebook|EU-2021-821/2026-3",
    r"^[A-Za-z0-9.-]+$": "the name of a law|EU-2021-821",
    r"^[0-9]{1,2}(\([0-9a-z]{1,3}\))*$": "an article|21(4)",
    r"^EU-states/[0-9]{4}-[0-9]{1,3}$": "a version of the States|EU-states/2027-1",
    r"^[0-9]{4}-[0-9]{1,3}$": "a version of added days|2026-1",
    r"^[A-Z]{2}$": "a code of two letters|ME",
    r"^[A-Z][0-9]{1,2}$": "the code of a doubt|D2",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$": "the number of a licence|DE-L-2026-00001",
}
"""For each form that a field of the domain has, what it is and how it is written."""

_CHOICE = re.compile(r"\^\(([a-z_]+(?:\|[a-z_]+)*)\)\$")
_LINE = re.compile(r"at line (\d+) column (\d+)")


def faults_of(found: ValidationError | Sequence[Mapping[str, Any]]) -> tuple[FieldFault, ...]:
    """Return what is wrong, field by field, in our words; of the first `MOST_FAULTS` errors.

    A list that is called too short since what stands in it was refused is left out: it is no
    fault of its own, and its mending would mend nothing.

    Args:
        found: What the library raised, or its list of errors.
    """
    found = first_errors(found) if isinstance(found, ValidationError) else found[:MOST_FAULTS]
    places = [tuple(each["loc"]) for each in found]
    return tuple(
        _fault(each)
        for each in found
        if each["type"] != "too_short" or not _holds_another(tuple(each["loc"]), places)
    )


def first_errors(raised: ValidationError) -> list[ErrorDetails]:
    """Return the first `MOST_FAULTS` errors of the library, without what was sent."""
    return raised.errors(include_url=False, include_input=False)[:MOST_FAULTS]


def _holds_another(place: Place, places: Sequence[Place]) -> bool:
    return any(other != place and other[: len(place)] == place for other in places)


def _fault(found: Mapping[str, Any]) -> FieldFault:
    words = _words(found["type"], found.get("ctx") or {}, found["msg"])
    return FieldFault(tuple(found["loc"]), found["type"], words.what, words.remedy)


def _words(kind: str, context: Mapping[str, Any], message: str) -> _Words:
    if kind == "string_pattern_mismatch":
        return _form(context["pattern"])
    if kind == "json_invalid":
        at = _LINE.search(str(context.get("error", "")))
        said = _SAID[kind]
        return (
            said if at is None else _Words(f"{said.what} at line {at[1]}, column {at[2]}", said[1])
        )
    if kind in _OURS or kind not in KINDS:  # a check of ours said it, in a whole sentence
        return _Words(message.removeprefix(_TEXT_OF_OURS), "Correct it as is said there.")
    if kind in _AT_LEAST and context["min_length"] == 1:
        return _EMPTY
    said = _SAID.get(kind, _OTHER)
    plain = {name: str(value).replace("'", "") for name, value in context.items()}
    return _Words(said.what.format_map(plain), said.remedy.format_map(plain))


def _form(pattern: str) -> _Words:
    if choice := _CHOICE.fullmatch(pattern):
        return _Words(f"is none of {', '.join(choice[1].split('|'))}", "Write one of them.")
    what, _, example = _FORMS.get(pattern, "").partition("|")
    return _Words(f"is not {what}", f"Write it like {example}.") if what else _OTHER


def form_words(pattern: str) -> str:
    """Return what a field of a form is and how it is written, in a sentence; or nothing."""
    what, _, example = _FORMS.get(pattern, "").partition("|")
    return f"{what[:1].upper()}{what[1:]}, like {example}." if what else ""


def remedy_of(faults: Sequence[FieldFault]) -> str:
    """Return what a person can do about several faults, each with its field."""
    if len(faults) == 1:
        return faults[0].remedy
    told = dict.fromkeys(f"{each.field}: {each.remedy}" for each in faults[:_REMEDIES])
    return " ".join(told)


_OURS = frozenset({"value_error", "assertion_error"})
_OF_CODE = frozenset(
    {
        *("no_such_attribute", "needs_python_object", "frozen_field", "frozen_instance"),
        *("get_attribute_error", "dataclass_exact_type", "default_factory_not_called"),
        *("ellipsis_error", "is_instance_of", "is_subclass_of", "callable_type"),
        *("arguments_type", "unexpected_keyword_argument", "missing_keyword_only_argument"),
        *("unexpected_positional_argument", "missing_positional_only_argument"),
        "multiple_argument_values",
    }
)
"""Kinds that only a program brings about; whoever meets one reads `_OTHER`."""

KINDS = frozenset({*_SAID, *_OURS, *_OF_CODE, "string_pattern_mismatch"})
"""Every kind of the library's errors; a test compares it with the library."""
