"""The index of the contract: `commands.json`, which `tools.commands` makes.

A node may have another version of the contract. What counts is the node's: an operation that it
does not have is refused by name (`gateway.cli.contract.call`), and so is a field, by the node.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from gateway.cli.lazy import CommandPlace
from gateway.errors import InputError
from gateway.named_acts import COMMANDS

_GIVEN = re.compile(r"[A-Z][A-Z0-9_]+")
_NAMED = re.compile(r"`(\w+)`")
_NOUNS = "gateway.cli.contract.nouns"
_BESIDE = {
    "case": "gateway.cli.case.judge:app",
    "consultation": "gateway.cli.consultation.commands:app",
    "denial": "gateway.cli.denial:app",
    "document": "gateway.cli.case.document:app",
    "evidence": "gateway.cli.evidence:app",
    "inbox": "gateway.cli.case.inbox:app",
    "notice": "gateway.cli.notice:app",
    "register": "gateway.cli.register.commands:app",
    "report": "gateway.cli.report.commands:app",
    "report data": "gateway.cli.report.data:app",
    "report open": "gateway.cli.report.open_register:app",
}
"""Of nouns of the contract the commands that are written by hand."""


class CommandField(NamedTuple):
    """An argument or an option.

    Attributes:
        name: As it is written, without dashes and with underscores; one at the end is not written.
        to: Where its value goes: ``path:``, ``query:`` or ``body:`` and a place; ``body:`` alone
            is the whole body.
        type: As `tools.commands.fields.FieldShape` has it; ``contents``: the text of a file.
        many: Whether it may be repeated; by place several are parted by ``|``.
        required: Whether the operation needs it.
        choices: Words that it may be.
        form: How an object is written, e.g. ``DENIAL=ANSWER``.
        pattern: Finds its fields in that, by their names.
        kinds: Types of those that are no text.
        split: What parts several that are written in one.
        by: Field by which two of them are one.
        default: What is sent where nothing is given.
        off: Name of the flag that says no; empty: there is none.
        all: Place that is true, in place of a list, where ``all`` is given.
        false: Place that is false where it is given.
        word: What a flag gives; of one with ``off``: the two, parted by a comma; with
            ``status.`` before it a field of the node's status.
        null: Word that stands for null.
        also: A second place of its value.
        most: Characters of a long text, at most.
        help: What it means.
    """

    name: str
    to: str
    type: str = "text"
    many: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    form: str = ""
    pattern: str = ""
    kinds: dict[str, str] = {}  # noqa: RUF012 - read only
    split: str = ""
    by: str = ""
    default: Any = None
    off: str = ""
    all: str = ""
    false: str = ""
    word: str = ""
    null: str = ""
    also: str = ""
    most: int = 0
    help: str = ""


class Command(NamedTuple):
    """A command, and the operation that it calls.

    Attributes:
        id: Of the operation.
        method: HTTP method.
        path: Address below the interface's, with its parameters in braces.
        help: What it does.
        args: Arguments in order.
        opts: Options.
        fixed: Values that the command itself gives, by their place.
        columns: Of a list: heading, place, and kind of each column.
        title: Of a list.
        empty: What is said of a list that holds nothing.
        table: Address of the list in words, below which it is had as a file; empty: there is none.
        own: Whether the contract does not have it: it is there for this command line alone.
        view: Address of the view that shows the thing, as it stands afterwards where it is an act.
        more: Command that prints the whole view.
        of: Address of the thing that is changed as it was read, or not at all.
        rows: Field of an answer that is shown as a list, with the other fields beside it; ``.``:
            the answer is the list.
        writes: What is answered is written: ``file``, ``json``; ``place``: the file is given by
            place; ``either``: or it is printed.
        ends: Field that says whether all holds, as the exit code does then.
        needs: What must be given for this operation, where a command has several.
        within: Field of the body in which lies what a command of several operations sends, but for
            what it needs.
        ways: The other operations of a command, each with what it has of its own.
        waits: Whether a second officer may have to agree.
        asks: Whether a person at a terminal is asked before it is done.
        preview: Address of what is shown before that; empty: the view.
        said: What a person is told afterwards in place of a view, with fields in braces; by the
            field of the answer that is set then, or by none.
        secret: Field of the answer that is shown once, and can be saved.
        slow: What a node does that may take minutes; empty: it answers at once.
    """

    id: str
    method: str
    path: str
    help: str
    args: tuple[CommandField, ...] = ()
    opts: tuple[CommandField, ...] = ()
    fixed: dict[str, Any] = {}  # noqa: RUF012 - read only
    columns: tuple[tuple[str, str, str], ...] = ()
    title: str = ""
    empty: str = "none"
    table: str = ""
    own: bool = False
    view: str = ""
    more: str = ""
    of: str = ""
    rows: str = ""
    writes: str = ""
    ends: str = ""
    needs: tuple[str, ...] = ()
    ways: tuple[dict[str, Any], ...] = ()
    within: str = ""
    waits: bool = False
    asks: bool = False
    preview: str = ""
    said: dict[str, str] = {}  # noqa: RUF012 - read only
    secret: str = ""
    slow: str = ""

    def way(self, given: Mapping[str, Any]) -> Command:
        """Return the operation that what is given is for.

        Raises:
            InputError: It is for none of them, or for several.
        """
        every = [self, *(Command(args=self.args, opts=self.opts, **each) for each in self.ways)]
        told = {name for each in every for name in each.needs if given[name] is not None}
        found = [each for each in every if {*each.needs} == told]
        if not found:
            named = {each.name for each in self.args}
            ways = [
                " with ".join(n.upper() if n in named else f"--{n}" for n in each.needs)
                for each in every
            ]
            raise InputError(
                "{field}: what it is about is named by one of {ways}",
                remedy="Give one of {ways}.",
                field=self.needs[0],
                ways=ways,
            )
        return found[0]

    @property
    def has_file(self) -> bool:
        """Return whether the body, or a part of it, may come from a file."""
        return any((each.name, each.type) == ("file", "json") for each in self.opts) or any(
            each.to == "body:" for each in self.args
        )

    @property
    def parameters(self) -> tuple[CommandField, ...]:
        """Return arguments and options."""
        return (*self.args, *self.opts)


@cache
def _index() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("gateway.cli.contract").joinpath("commands.json").read_bytes()
    )
    return found


def noun_places() -> dict[str, CommandPlace]:
    """Return the nouns of the index, each with its help."""
    return {noun: _group_place(noun) for noun in _index() if " " not in noun}


def _group_place(noun: str) -> CommandPlace:
    return CommandPlace(_NOUNS, "noun_group", help_of(noun), (noun, _BESIDE.get(noun, "")))


def verb_places(noun: str) -> dict[str, CommandPlace]:
    """Return the commands of a noun and the groups within it, each with its help."""
    verbs = {
        verb: CommandPlace(_NOUNS, "verb_command", each["help"], (noun, verb))
        for verb, each in _index()[noun]["commands"].items()
    }
    groups = {
        each.removeprefix(f"{noun} "): _group_place(each)
        for each in _index()
        if each.startswith(f"{noun} ")
    }
    return verbs | groups


def help_of(noun: str) -> str:
    """Return what a noun is."""
    return str(_index()[noun]["help"])


@cache
def _commands() -> dict[str, str]:
    """Return how each operation, and act of operators, that a remedy can name is done here."""
    found: dict[str, str] = {}
    for noun, its in _index().items():
        for verb, each in its["commands"].items():
            words = [_place_of(arg) for arg in each.get("args", ()) if arg.get("required")]
            for opt in each.get("opts", ()):
                if opt.get("required") and "default" not in opt:
                    name = opt["name"].strip("_")
                    words.append(f"--{name.replace('_', '-')} {name.upper()}")
            for way in (each, *each.get("ways", ())):
                found.setdefault(way["id"], " ".join((noun, verb, *words)))
    return {**found, **COMMANDS}


def _place_of(arg: Mapping[str, str]) -> str:
    """Return what stands for an argument: the name by which errors give it, where it is an id."""
    where, _, name = arg["to"].rpartition(":")
    return (name if where == "path" or name.endswith("_id") else arg["name"]).upper()


def commands_in(remedy: str, values: Mapping[str, str]) -> str:
    """Return a remedy with the command in place of each operation, and act of operators.

    Args:
        remedy: With their ids in backticks.
        values: That the error names; a command that takes one gets it.
    """

    def named(found: re.Match[str]) -> str:
        said = _commands().get(found[1])
        if said is None:
            return found[0]
        words = said.split()
        for place, word in enumerate(words):
            # The value of an option of its own name is for a person to choose.
            if not place or words[place - 1] != f"--{word.lower()}":
                words[place] = _GIVEN.sub(lambda it: values.get(it[0].lower(), it[0]), word)
        return f"`comity {shlex.join(words)}`"

    return _NAMED.sub(named, remedy)


def operation(noun: str, verb: str) -> Command:
    """Return the operation of a command, e.g. of ``notice`` and ``show``."""
    its = dict(_index()[noun]["commands"][verb])
    for name in ("args", "opts"):
        its[name] = tuple(CommandField(**each) for each in its.get(name, ()))
    return Command(**its)
