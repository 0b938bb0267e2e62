"""The index of the contract: `commands.json`, which `tools.commands` makes.

A node may have another version of the contract. What counts is the node's: an operation that it
does not have is refused by name (`gateway.cli.contract.call`), and so is a field, by the node.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from gateway.cli.lazy import CommandPlace

_NOUNS = "gateway.cli.contract.nouns"
_BESIDE = {
    "case": "gateway.cli.case.commands:app",
    "classification": "gateway.cli.letter.classification:app",
    "consultation": "gateway.cli.consultation.commands:app",
    "denial": "gateway.cli.denial:app",
    "inbox": "gateway.cli.case.inbox:app",
    "job": "gateway.cli.job.commands:app",
    "licence": "gateway.cli.case.licence:app",
    "notice": "gateway.cli.notice:app",
    "officer": "gateway.cli.officer:app",
    "report": "gateway.cli.report.commands:app",
    "report data": "gateway.cli.report.data:app",
    "report open": "gateway.cli.report.open_register:app",
    "retention": "gateway.cli.register.retention:app",
    "review": "gateway.cli.review:app",
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
        keys: Fields of a pair.
        default: What is sent where nothing is given.
        off: Name of the flag that says no; empty: there is none.
        all: Place that is true, in place of a list, where ``all`` is given.
        false: Place that is false where it is given.
        word: What a flag gives.
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
    keys: tuple[str, ...] = ()
    default: Any = None
    off: str = ""
    all: str = ""
    false: str = ""
    word: str = ""
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
        files: Forms in which a list can be saved.
        view: Address of the view that shows the thing, as it stands afterwards where it is an act.
        more: Command that prints the whole view.
        of: Address of the thing that is changed as it was read, or not at all.
        writes: Whether a file is answered.
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
    files: tuple[str, ...] = ()
    view: str = ""
    more: str = ""
    of: str = ""
    writes: bool = False
    waits: bool = False
    asks: bool = False
    preview: str = ""
    said: dict[str, str] = {}  # noqa: RUF012 - read only
    secret: str = ""
    slow: str = ""

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


def pair_of(parameter: CommandField) -> str:
    """Return how a pair is written: ``DENIAL=ANSWER``."""
    return "=".join(each.removesuffix("_id").upper() for each in parameter.keys)


def help_of(noun: str) -> str:
    """Return what a noun is."""
    return str(_index()[noun]["help"])


def operation(noun: str, verb: str) -> Command:
    """Return the operation of a command, e.g. of ``notice`` and ``show``."""
    its = dict(_index()[noun]["commands"][verb])
    for name in ("args", "opts"):
        its[name] = tuple(CommandField(**each) for each in its.get(name, ()))
    return Command(**its)
