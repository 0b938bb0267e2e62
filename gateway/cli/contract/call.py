"""One command of the contract: what is given becomes a call, and the call's answer is printed."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.cli.contract.index import Command, CommandField
from gateway.cli.contract.shown import show_answer, show_before
from gateway.cli.options import document_of, instant, read_bytes, read_json, text_of
from gateway.cli.output import exit_of, print_json, waiting, write_file, write_private_file
from gateway.errors import Family, InputError, NotFoundError

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient


def call(wanted: Command, given: Mapping[str, Any]) -> None:
    """Call an operation, and print what the node answers.

    Args:
        wanted: The operation.
        given: What the command was called with, by name.

    Raises:
        ComityError: As the node says; or NOT_FOUND, where the node has no such operation.
    """
    from comity_sdk.client import TIMEOUT_S
    from gateway.cli.client import ProblemError, open_node

    wanted = wanted.way(given)
    longest = SLOW_S if wanted.slow else TIMEOUT_S
    client = open_node(given["node"], given["token"], timeout_s=longest)
    sent = CommandCall(client, wanted, given)
    as_json = bool(given["as_json"])
    if wanted.table:
        from gateway.cli.view import written

        files = {each: given[each] for each in ("xlsx", "csv")}
        if written(client, wanted.table, **files, as_json=as_json, **sent.query):
            return
    if wanted.asks and not (given["yes"] or as_json) and sys.stdin.isatty():
        show_before(client, wanted, sent)
        typer.confirm("Do it?", abort=True)
    in_words = "" if as_json or wanted.method != "GET" else wanted.table or wanted.view
    bar = waiting(wanted.slow, quiet=as_json) if wanted.slow else nullcontext()
    try:
        with bar:
            answer = (
                client.get(sent.at(in_words), **sent.query)
                if in_words
                else _called(client, wanted, sent)
            )
    except ProblemError as refused:
        _check_is_there(client, wanted, refused)
        raise
    if wanted.writes:
        answer = _written(given["out"], answer)
    if wanted.secret and given["save"] is not None:
        write_private_file(given["save"], f"{answer.pop(wanted.secret)}\n".encode())
    if as_json:
        print_json(answer)
    else:
        show_answer(client, wanted, sent, answer)
    if wanted.ends and answer[wanted.ends] != HOLDS:
        raise typer.Exit(exit_of(answer[wanted.ends]))


def _written(file: Path | None, answer: Any) -> Any:
    """Write what was answered, and return what is said of it; or return it, where it is printed.

    Raises:
        InputError: No file is named for what is not printed, or it cannot be written.
    """
    if file is None and not isinstance(answer, bytes):
        return answer
    if file is None:
        raise InputError("out: the answer is a file", remedy="Name where to write it: --out FILE.")
    if not isinstance(answer, bytes):
        answer = f"{json.dumps(answer, ensure_ascii=False, indent=1)}\n".encode()
    write_file(file, answer)
    return {"file": str(file.absolute()), "octets": len(answer)}


def _called(client: NodeClient, wanted: Command, sent: CommandCall) -> Any:
    if wanted.method == "GET":
        return client.get(sent.path, **sent.query)
    if wanted.method == "DELETE":
        return client.delete(sent.path, **sent.query)
    of = {"of": sent.at(wanted.of)} if wanted.of else {}
    return getattr(client, wanted.method.lower())(sent.path, sent.body, **of, **sent.query)


def _check_is_there(client: NodeClient, wanted: Command, refused: Any) -> None:
    """Check, of what a node did not find, that its own contract has the operation.

    Raises:
        NotFoundError: It has not: command and node are of different versions.
    """
    is_absent = refused.family == Family.NOT_FOUND or refused.metadata.get("field") == "method"
    if wanted.own or not is_absent:
        return
    from gateway.cli.client import ProblemError

    try:
        paths = client.get("/openapi.json")["paths"]
    except ProblemError:
        return
    known = {each.get("operationId") for its in paths.values() for each in its.values()}
    if wanted.id not in known:
        raise NotFoundError(
            "this node has no operation {operation}: it is of another version than this command",
            remedy="Use the command of the node's version; `comity doctor` and `comity --version` "
            "say both.",
            operation=wanted.id,
        ) from refused


SLOW_S = 900.0
"""Longest wait for an answer that takes a node long: disclosure control of the whole Union."""

TODAY = "today"
"""What stands for the day at the node."""

HOLDS = "holds"
"""What a verification came to that found nothing wrong."""

_STATUS = "status."

_NAMED = re.compile(r"\{(\w+)\}")


class CommandCall:
    """What is sent to a node for a command.

    Args:
        client: The node.
        wanted: The operation.
        given: What the command was called with, by name.

    Attributes:
        named: What its address names.
        query: Its query parameters.
        body: Its body; None: it has none.
        said: What only the words use that a person is told afterwards.

    Raises:
        InputError: A value is not what the option takes, or one is missing; names it.
    """

    def __init__(self, client: NodeClient, wanted: Command, given: Mapping[str, Any]) -> None:
        self._client, self._given = client, given
        self._within, self._needs = wanted.within, wanted.needs
        self.named: dict[str, str] = {}
        self.query: dict[str, Any] = {}
        self.said: dict[str, str] = {}
        has_fields = any(re.match("body:.", each.to) for each in wanted.parameters)
        self.body: Any = {} if has_fields else None
        for place, value in wanted.fixed.items():
            self._put(place, value)
        for each in sorted(wanted.parameters, key=lambda each: each.name != "file"):
            value = given[each.name]
            if value == TODAY:
                value = client.get("/status")["today"]
            if value is None or value == []:
                self._check_given(each)
            elif value != each.default or self._held(each) is None:
                self._put_each(each, value)
        for place, value in wanted.fixed.items():
            if isinstance(value, str):
                self._put(place, value.format_map(self.named))
        self.path = self.at(wanted.path)

    def at(self, path: str, answer: Mapping[str, Any] | None = None) -> str:
        """Return an address with what it names: of an answer, else of the command."""
        from gateway.cli.client import path_of

        known = {**self.named, **(answer or {})}
        ways = path.strip("/").split("/")
        return path_of(*(known[each[1:-1]] if each.startswith("{") else each for each in ways))

    def name_of(self, path: str, answer: Mapping[str, Any] | None = None) -> str:
        """Return what an address names: of an answer, else of the command; empty if of neither."""
        names = _NAMED.findall(path)
        known = {**self.named, **(answer or {})}
        return str(known[names[-1]]) if names and all(each in known for each in names) else ""

    def _put_each(self, parameter: CommandField, value: Any) -> None:
        if parameter.all and value == ["all"]:
            self._put(parameter.all, made=True)
            value = []
        if parameter.false:
            self._put(parameter.false, made=False)
        if parameter.word:
            value = parameter.word.split(",")[value is False]
        if isinstance(value, str) and value.startswith(_STATUS):
            value = self._client.get("/status")[value.removeprefix(_STATUS)]
        made = self._made(parameter, value)
        if parameter.by and (held := self._held(parameter)):
            made = _joined(held, made, parameter.by)
        for place in filter(None, (parameter.to, parameter.also)):
            is_within = self._within and parameter.name not in self._needs
            self._put(place.replace("body:", f"body:{self._within}.") if is_within else place, made)

    def _put(self, place: str, made: Any) -> None:
        where, _, name = place.partition(":")
        if where == "path":
            self.named[name] = made
        elif where == "say":
            self.said[name] = made.rstrip("/")
        elif where == "query":
            self.query[name] = made
        elif not name:
            self.body = made
        else:
            *way, last = name.split(".")
            self.body = self.body or {}
            held = self.body
            for each in way:  # ``answers[]``: the one element of a list
                made_of = held.setdefault(each.removesuffix("[]"), [{}] if each[-1] == "]" else {})
                held = made_of[0] if isinstance(made_of, list) else made_of
            held[last] = made

    def _held(self, parameter: CommandField) -> Any:
        """Return what the body has already where an option goes; None: nothing."""
        held = self.body
        for part in parameter.to.partition(":")[2].split("."):
            held = held.get(part) if isinstance(held, dict) else None
        return held

    def _check_given(self, parameter: CommandField) -> None:
        """Check that a file has what no option says.

        Raises:
            InputError: Neither has it.
        """
        in_body = parameter.to.startswith("body:")
        if parameter.required and in_body and self._held(parameter) is None:
            option = f"--{parameter.name.replace('_', '-')}"
            raise InputError(
                "{option} is missing",
                remedy="Give {option}, or a file that has {partition}.",
                field=parameter.name,
                option=option,
                partition=parameter.to.partition(":")[2],
            )

    def _made(self, parameter: CommandField, value: Any) -> Any:
        if parameter.null and value == parameter.null:
            return None
        if parameter.many or parameter.split:
            if isinstance(value, str):
                value = value.split(parameter.split or "|") if _parts(parameter) else [value]
            several = value if isinstance(value, list) else [value]
            return [self._one(parameter, each) for each in several]
        return self._one(parameter, value)

    def _one(self, parameter: CommandField, value: Any) -> Any:
        if parameter.type == "words":
            return {"language": self._given["language"], "text": value}
        if parameter.type == "document":
            return document_of(value, self._given["language"], parameter.kinds.get("kind", "other"))
        if parameter.type == "consultation":
            from gateway.cli.consultation.naming import consultation_id

            return consultation_id(self._client, value)
        if parameter.type == "written":
            return self._object(parameter, value)
        made = _MADE.get(parameter.type)
        return value if made is None else made(parameter, value)

    def _object(self, parameter: CommandField, text: str) -> dict[str, Any]:
        """Return the object that is written in one word."""
        found = re.fullmatch(parameter.pattern, text.strip(), re.DOTALL)
        if found is None:
            raise InputError(
                "{field}: {text} is not {form}",
                remedy="Write it as {form}, with no spaces around the sign.",
                field=parameter.name,
                text=repr(text[:60]),
                form=parameter.form,
            )
        return {
            name: self._one(parameter._replace(type=parameter.kinds.get(name, "text")), value)
            for name, value in found.groupdict().items()
            if value is not None
        }


def _word(words: tuple[str, ...], given: str) -> str:
    """Return a word as the contract has it: ``no-answer`` is written for ``no_answer``."""
    fit = given.replace("-", "_")
    return fit if fit in words and given not in words else given


def _parts(parameter: CommandField) -> bool:
    return bool(parameter.split) or parameter.type == "text"


def _joined(held: list[Any], more: list[Any], by: str) -> list[Any]:
    """Return objects of two lists, of which those with the same field are one."""
    found = {each[by]: each for each in held}
    for each in more:
        found[each[by]] = {**found.get(each[by], {}), **each}
    return [*found.values()]


_MADE: Mapping[str, Callable[[CommandField, Any], Any]] = {
    "integer": lambda _, text: int(text),
    "choice": lambda parameter, word: _word(parameter.choices, word),
    "digest": lambda _, path: hashlib.sha256(read_bytes(path)).hexdigest(),
    "json": lambda _, path: read_json(path),
    "contents": lambda _, path: text_of(path),
    "instant": lambda parameter, text: instant(text, parameter.name).isoformat(),
}
"""What is sent for what is written, by the type of the option."""
