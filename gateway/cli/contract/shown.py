"""What a command of the contract prints for people: lists, views, and things without a view."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from gateway.cli.output import out, print_json, print_next, print_table
from gateway.cli.view import ListReader, land, on, show_head, show_view, word
from gateway.domain.acts import TaskKind, heading_of
from gateway.domain.waiting_act import WaitingKind
from gateway.views.words import spelt_out, worded_kinds

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient
    from gateway.cli.contract.call import CommandCall
    from gateway.cli.contract.index import Command

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
_SPELT = "spelt"  # kind of a value of a thing: codes are spelt out, for no table says more
_CENTS = "_cents"
_OF_TWO = frozenset({"before", "after", "recomputed"})
_FIELD, _BRACKETS = re.compile(r"\{(.*?)\}"), re.compile(r"\[(.*?)\]")
_WORDED = {"language", "text"}
_DIGEST = re.compile(r"^([0-9a-f]{12})[0-9a-f]{52}$")  # in a table its beginning is enough
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def show_answer(client: NodeClient, wanted: Command, sent: CommandCall, answer: Any) -> None:
    """Print an answer for a person.

    Args:
        client: The node.
        wanted: What was called.
        sent: What was sent.
        answer: What the node answered.
    """
    if wanted.waits and show_waiting(client, answer):
        return
    if wanted.table:
        print_table(wanted.title, answer["columns"], answer["rows"], empty=wanted.empty)
        print_next(dict(answer))
    elif wanted.columns:
        _show_list(client, wanted, answer)
    elif wanted.said:
        known = {**sent.named, **sent.query, **(sent.body or {}), **(answer or {}), **sent.said}
        words = next(its for field, its in wanted.said.items() if not field or known.get(field))
        out.print(
            _filled(ListReader(client), known, words), soft_wrap=True, markup=False, highlight=False
        )
    elif wanted.view and wanted.method == "GET":
        show_view(answer)
    elif wanted.view and (named := sent.name_of(wanted.view, answer)):
        show_head(client.get(sent.at(wanted.view, answer)), f"comity {wanted.more} {named}")
    elif wanted.writes and "octets" not in answer:
        print_json(answer)
    elif wanted.writes:
        named = " ".join(map(str, sent.named.values()))
        out.print(f"{named}: {answer['file']}", soft_wrap=True, markup=False, highlight=False)
    elif answer is None:
        out.print("Done.")
    else:
        show_thing(client, answer)


def show_waiting(client: NodeClient, answer: Mapping[str, Any]) -> bool:
    """Say of an act that it waits, where that is what a node answered; return whether it is.

    Args:
        client: The node.
        answer: What it answered to an act that may wait.
    """
    if answer.get("kind") not in set(WaitingKind) or "draft" not in answer:
        return False
    from gateway.cli.client import path_of

    number = answer["number"]
    view = client.get(path_of("waiting-acts", number, "view"))
    show_head(view, f"comity waiting show {number}")
    out.print("Nothing was sent yet: a second officer agrees or refuses.")
    return True


def show_before(client: NodeClient, wanted: Command, sent: CommandCall) -> None:
    """Print what an act is about, and what it does, before a person is asked.

    Args:
        client: The node.
        wanted: What is to be called.
        sent: What is to be sent.
    """
    if wanted.preview:
        show_thing(client, client.get(sent.at(wanted.preview)))
    elif wanted.view and (named := sent.name_of(wanted.view)):
        show_head(client.get(sent.at(wanted.view)), f"comity {wanted.more} {named}")
    out.print(wanted.help, soft_wrap=True, markup=False)
    if sent.body:
        show_thing(client, sent.body)


# --- lists ---


def _show_list(client: NodeClient, wanted: Command, answer: Any) -> None:
    """Print a list; of an answer in which one lies, its other fields first."""
    rows = answer["items"] if not wanted.rows else answer
    if wanted.rows not in {"", "."}:
        way = wanted.rows.split(".")
        rows = reduce(getitem, way, answer)
        show_thing(client, _without(answer, way))
    reading = ListReader(client)
    heads = [reading.when(head) if kind == "instant" else head for head, _, kind in wanted.columns]
    lines = [
        [_placed(reading, each, place, kind) for _, place, kind in wanted.columns] for each in rows
    ]
    print_table(wanted.title, heads, lines, empty=wanted.empty)
    if not wanted.rows:
        print_next(dict(answer))


def _without(answer: Any, way: Sequence[str]) -> Any:
    """Return an answer without the list at a place in it."""
    if len(way) == 1:
        return {name: each for name, each in answer.items() if name != way[0]}
    return {**answer, way[0]: _without(answer[way[0]], way[1:])}


def _placed(reading: ListReader, element: Any, place: str, kind: str) -> str:
    if kind == "way":
        return f"{'to' if element['ours'] else 'from'} {element[place]}"
    if kind == "answered":
        return (
            f"{sum(each['answer'] is not None for each in element[place])} of {len(element[place])}"
        )
    found = _found(element, place) if place else element
    if "{" in kind:
        several = found if isinstance(found, list) else [found] if found else []
        return "\n".join(_filled(reading, each, kind) for each in several)
    return _cell(reading, found, kind)


def _filled(reading: ListReader, element: Any, text: str) -> str:
    """Return a text with fields of an element; what stands in brackets only where they are set."""

    def value(place: str) -> str:
        at, _, kind = place.partition(":")
        return _cell(reading, _found(element, at) if at else element, kind)

    def part(found: re.Match[str]) -> str:
        set_ = (value(each) not in {"", "0"} for each in _FIELD.findall(found[1]))
        return found[1] if all(set_) else ""

    def named(found: re.Match[str]) -> str:
        return value(found[1])

    return _FIELD.sub(named, _BRACKETS.sub(part, text))


def _found(element: Any, places: str) -> Any:
    """Return the first value at one of some places, parted by ``|``; ``&`` joins two."""
    if "&" in places:
        return "/".join(str(_found(element, each)) for each in places.split("&"))
    value = None
    for place in places.split("|"):
        value = element
        for part in place.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value not in (None, ""):
            return value
    return value


def _cell(reading: ListReader, value: Any, kind: str) -> str:
    """Return a value in words, as a cell of a list shows it."""
    if kind in _COUNTED:
        return _COUNTED[kind](value)
    if isinstance(value, list | tuple):
        between = "\n" if value and isinstance(value[0], Mapping) else ", "
        return between.join(_cell(reading, each, kind) for each in value)
    if isinstance(value, Mapping):
        return _mapping(reading, value, kind)
    if value is None or value == "":
        return ""
    in_words = reading.end_of if kind == "end" else _in_words(kind)
    return _plain(reading, value, spells=kind == _SPELT) if in_words is None else in_words(value)


def _mapping(reading: ListReader, value: Mapping[str, Any], kind: str) -> str:
    """Return an object in a cell: who said what, its values, or with their names (``named``)."""
    if kind == "named":
        said = {name: _cell(reading, each, "") or "not yet" for name, each in value.items()}
        return ", ".join(" ".join(each) for each in said.items())
    if value.get("text"):
        said_by = f"{value['by']}: " if "by" in value else ""
        return said_by + _cell(reading, value["text"], kind)
    return ": ".join(str(each) for each in value.values() if each)


def _plain(reading: ListReader, value: Any, *, spells: bool) -> str:
    """Return a value as a person reads it, by what it looks like."""
    if isinstance(value, bool):
        return "yes" if value else "no" if spells else ""
    text = str(value)
    if _INSTANT.match(text):
        return reading.at(text)
    if spells and _CODE.fullmatch(text):
        return spelt_out(text)
    return on(text) if _DAY.fullmatch(text) else text


def age_in_words(seconds: int) -> str:
    """Return how old something is: ``3 h``."""
    for size, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _found_complete(log: Mapping[str, Any]) -> str:
    if log["own"]:
        return "own log"
    return "never found complete" if log["age_s"] is None else f"{age_in_words(log['age_s'])} ago"


_COUNTED: Mapping[str, Callable[[Any], str]] = {
    "found_complete": _found_complete,
    "count": lambda found: str(len(found)),
    "stale": lambda registers: ", ".join(e["origin"] for e in registers if not e["fresh"]),
}
"""What is said of a whole list."""

_WORDS: Mapping[str, Callable[[Any], str]] = {
    "country": land,
    "key": spelt_out,
    "short": lambda digest: str(digest)[:16],
    "age": age_in_words,
    "given": lambda _: "yes",
    TaskKind.__name__: heading_of,
}
"""Words of values, by their kind."""


def _in_words(kind: str) -> Callable[[Any], str] | None:
    """Return what words a value of a kind; None where its looks decide."""
    if kind in _WORDS or not kind[:1].isupper():
        return _WORDS.get(kind)
    known = worded_kinds().get(kind)
    return partial(word, known) if known else spelt_out


# --- things without a view ---


def tell(data: Any, *, as_json: bool, client: NodeClient | None = None, said: str = "") -> None:
    """Print what a command has found: as JSON for programs, for a person by its fields.

    Args:
        data: What it found.
        as_json: Whether a program reads it.
        client: The node that answered; None: the command needed none.
        said: What a person reads first.
    """
    if as_json:
        print_json(data)
        return
    if said:
        out.print(said, soft_wrap=True, markup=False, highlight=False)
    show_thing(client, data)


def show_thing(client: NodeClient | None, thing: Any) -> None:
    """Print a thing that has no view: its fields by name, and what it lists below.

    Args:
        client: The node; None: it is the answer of none.
        thing: What it answered.
    """
    reading = ListReader(client)
    facts, lists = list[tuple[str, str]](), list[tuple[str, Sequence[Any]]]()
    for name, value in _leaves(thing).items():
        if isinstance(value, list | tuple) and value and _is_row(value[0]):
            lists.append((name, value))
        elif value not in (None, "", [], (), {}):
            facts.append((spelt_out(name), _cell(reading, value, _SPELT)))
    if facts:
        print_table("", ("What", "Is"), facts)
    for name, rows in lists:
        lines = [
            {head: _cell(reading, its, "") for head, its in _leaves(row).items()} for row in rows
        ]
        heads = list(dict.fromkeys(head for each in lines for head, said in each.items() if said))
        print_table(
            spelt_out(name),
            [spelt_out(each) for each in heads],
            [[_DIGEST.sub(r"\1", each.get(head, "")) for head in heads] for each in lines],
        )


def _is_row(value: Any) -> bool:
    """Return whether an element of a list has fields; a text in a language is words."""
    return isinstance(value, Mapping) and value.keys() != _WORDED


def _leaves(thing: Any) -> dict[str, Any]:
    """Return the fields of a thing and of what lies in it, each by its own name.

    A name that stands twice with another value has the name of what it lies in before it; so
    has what was before and after, for one of them may be missing.
    """
    found: dict[str, Any] = {}
    if isinstance(thing, list):
        return {"what": thing}
    for name, value in thing.items():
        inner = {name: value}
        if name.endswith(_CENTS):
            said = None if value is None else f"EUR {value / 100:,.2f}"
            inner = {name.removesuffix(_CENTS): said}
        elif isinstance(value, Mapping) and "text" not in value:
            inner = _leaves(value)
        for each, its in inner.items():
            is_known = name not in _OF_TWO and found.get(each, its) == its
            found[each if is_known else f"{name} {each}"] = its
    return found
