"""The index of commands, as the contract and the table of names make it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.api.app import WITH_OWN
from tools.commands.fields import NO, FieldShapes, meant
from tools.commands.rule import noun_of, verb_of
from tools.sdk.contract import PREFIX, ROOT, Contract, Schema

NAMES = Path(__file__).with_name("names.toml")
INDEX = ROOT / "gateway" / "cli" / "contract" / "commands.json"
PAGE = ROOT / "docs" / "cli.md"
BEGIN, END = "<!-- made by tools.commands -->", "<!-- end of what is made -->"
_JSON = "application/json"
_TABLES = "/tables/{table}"
_OWN = re.compile(r"\}/(view|page)$")  # behind the contract: may change with any version
_PARAMETER = re.compile(r"\{(\w+)\}")
_COLUMNS = 8  # what a terminal of 100 characters has room for
_SIMPLE = frozenset({"text", "integer", "number", "day", "instant", "choice", "flag"})


class CommandIndex:
    """Makes the index.

    Args:
        contract: The contract.
        names: The table: what its file holds.
    """

    def __init__(self, contract: Contract, names: Mapping[str, Any]) -> None:
        self._contract = contract
        self._shapes = FieldShapes(contract)
        self._nouns: Mapping[str, str] = names["nouns"]
        self._arguments: Mapping[str, str] = names["arguments"]
        self._by_hand = frozenset(names["by_hand"]["operations"])
        self._shows: Mapping[str, str] = names["shows"]
        self._aliases: Mapping[str, str] = names["aliases"]
        self._names: Mapping[str, Mapping[str, Any]] = names["operations"]
        self._at = {
            (method.upper(), path.removeprefix(PREFIX)): operation
            for path, method, operation in contract.operations()
        }
        self._items = dict(self._shown_items())
        (table,) = (
            each["schema"]["enum"]
            for each in self._at["GET", _TABLES]["parameters"]
            if each["name"] == "table"
        )
        self._tables = frozenset(table)

    def made(self) -> dict[str, Any]:
        """Return the index: for each noun its help and its commands.

        Raises:
            ValueError: Two operations have one name, or the table names what there is not.
        """
        found: dict[str, Any] = {
            noun: {"help": said, "commands": {}} for noun, said in self._nouns.items()
        }
        unknown = self._by_hand.union(self._names) - {
            each["operationId"] for each in self._at.values()
        }
        if unknown:
            raise ValueError(f"no operation of the contract: {sorted(unknown)}")
        for (method, path), operation in self._at.items():
            said = self._names.get(operation["operationId"], {})
            for each in (said, *said.get("also", ())):
                self._add(found, method, path, operation, each)
        for its in found.values():  # how a noun is read comes first
            its["commands"] = dict(sorted(its["commands"].items(), key=_is_act))
        _say_what_shows(found, self._shows)
        return found

    def _add(
        self,
        found: Mapping[str, Any],
        method: str,
        path: str,
        operation: Schema,
        said: Mapping[str, Any],
    ) -> None:
        """Add a command to its noun; nothing where the noun is not made from the contract."""
        noun, _, verb = self._name(method, path, operation, said).rpartition(" ")
        if noun not in found:
            return
        commands = found[noun]["commands"]
        command = self._command(method, path, operation, said)
        if verb not in commands:
            commands[verb] = command
        elif "needs" in said:
            _add_way(commands[verb], command)
        else:
            raise ValueError(f"two commands `{noun} {verb}`: {operation['operationId']}")

    def _name(self, method: str, path: str, operation: Schema, said: Mapping[str, Any]) -> str:
        """Return noun and verb; nothing where no command is made."""
        if operation["operationId"] in self._by_hand:
            return ""
        if "name" in said:
            return str(said["name"])
        item = path.removesuffix("/view")
        is_beside = item != path and ("GET", item) in self._at  # `show` prints it
        if is_beside or path.rsplit("/", 1)[-1] in {"upload", "contents"}:
            return ""
        lists = self._page_of(operation) is not None
        verb = verb_of(method, item, operation["operationId"], lists=lists)
        noun = noun_of(path)
        return f"{self._aliases.get(noun, noun)} {verb}"

    def _command(
        self, method: str, path: str, operation: Schema, said: Mapping[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": operation["operationId"],
            "method": method,
            "path": path,
            "help": said.get("help", operation["description"].partition("\n\n")[0]),
            **self._takes(path, operation, said),
            **self._answers(method, path, operation, said),
        }
        if _OWN.search(path):
            found["own"] = True
        if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
            found["of"] = said.get("of", self._held(path))
        if "said" in said:
            found["said"] = said["said"] if isinstance(said["said"], dict) else {"": said["said"]}
        for name in (
            "secret",
            "preview",
            "asks",
            "empty",
            "slow",
            "needs",
            "rows",
            "ends",
            "within",
        ):
            if name in said:
                found[name] = said[name]
        later = operation["responses"].get("202", {}).get("content", {}).get(_JSON, {})
        if self._shapes.resolved(later.get("schema", {}))[1] == "WaitingAct":
            found["waits"] = True
        return found

    # --- what it takes ---

    def _takes(self, path: str, operation: Schema, said: Mapping[str, Any]) -> dict[str, Any]:
        given: Sequence[str] = [each.rstrip("?") for each in said.get("arguments", ())]
        elsewhere = {
            *said.get("options", ()),
            *(each.partition(":")[2] for each in said.get("fixed", ())),
        }
        named = [each for each in _PARAMETER.findall(path) if each not in elsewhere]
        places = [*(each for each in named if each not in given), *given]
        args, options = self._parted(operation, said, places)
        body = operation.get("requestBody", {}).get("content", {}).get(_JSON)
        if body is not None and not self._shapes.shape(body["schema"]).is_many:
            file = {"name": "file", "to": f"body:{said.get('whole', '')}", "type": "json"}
            file["help"] = said.get("file", "The whole as JSON; - is the standard input.")
            if "file" in places:
                args["file"] = {**file, "required": True}
            elif "whole" in said or (
                not given and not {"contents", "only"} & {*said} and _has_several(options)
            ):
                options.append(file)
        further = [{"name": name, **its} for name, its in said.get("more", {}).items()]
        args |= {each["name"]: each for each in further if each["name"] in places}
        options += [each for each in further if each["name"] not in places]
        taken_by_place = [args[each] for each in places]
        found = {
            "args": taken_by_place,
            "opts": sorted(options, key=_place_in_help),
            "fixed": said.get("fixed"),
        }
        taken = [each["name"] for each in (*taken_by_place, *options)]
        if len({*taken} | _TAKEN) < len(taken) + len(_TAKEN):
            raise ValueError(f"{operation['operationId']}: two options have one name: {taken}")
        return {name: each for name, each in found.items() if each}

    def _parted(
        self, operation: Schema, said: Mapping[str, Any], places: Sequence[str]
    ) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
        """Return what is given by place, by its field, and the options."""
        named: Mapping[str, str] = said.get("options", {})
        only = {*said["only"], *places} if "only" in said else None
        args: dict[str, dict[str, Any]] = {}
        options: list[dict[str, Any]] = []
        for each in self._all(operation, {**said, "kept": [*said.get("kept", ()), *places]}):
            name = each["name"]
            if each["to"] in said.get("fixed", {}):
                continue
            if only is not None and name not in only:
                continue
            self._say(each, said)
            if each["to"].startswith("path:") and name in named and "needs" in said:
                each.pop("required", None)
            if name in args and each["to"].startswith("body:"):
                if each.get("required"):  # what the address names, the body must name too
                    args[name]["also"] = each["to"]
            elif name in places:
                args[name] = {**each, "name": self._argument(each), "required": True}
                if f"{name}?" in said.get("arguments", ()):
                    args[name].pop("required")
            elif "file" not in places or name in named:
                options.append(_tidy({**each, **self._called(name, named)}))
        return args, [each for each in options if each["name"]]

    def _say(self, option: dict[str, Any], said: Mapping[str, Any]) -> None:
        """Change an option to what the table says of it."""
        name = option["name"]
        if name in said.get("defaults", {}):
            option["default"] = said["defaults"][name]
            option.pop("required", None)
        if name in said.get("contents", ()):
            option["type"] = "contents"
        if name in said.get("says", {}):
            option["help"] = said["says"][name]
        if name in said.get("written", {}):
            option.update({"type": "written", **said["written"][name]})
        if name in said.get("types", {}):
            option["type"] = said["types"][name]

    def _argument(self, field: Mapping[str, Any]) -> str:
        """Return what an argument is called: words, a file, or as its field."""
        name: str = field["name"]
        if field.get("type") == "words" or name == "text":
            return "words"
        if field.get("type") in {"json", "contents"}:
            return "file"
        return self._arguments.get(name, name.removesuffix("_id"))

    def _called(self, field: str, names: Mapping[str, str]) -> dict[str, Any]:
        """Return how an option for a field is called: ``denial_id`` gives ``denial``."""
        on, _, set_too = names.get(field, field.removesuffix("_id")).partition("|")
        on, _, off = on.partition("/")
        found: dict[str, Any] = {"name": on, **({"off": off} if off else {})}
        if set_too:
            word, _, place = set_too.partition("=")
            found[word] = place if word in {"word", "null"} else f"body:{place}"
        if "word" in found:
            found |= {"type": "flag", "choices": []}
        return found

    def _all(self, operation: Schema, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for each in operation.get("parameters", ()):
            if each["in"] not in {"path", "query"}:
                continue
            must = {"required": True} if each.get("required") else {}
            told = {**each["schema"], "description": each.get("description", "")}
            option = self._shapes.option(told)
            if each["in"] == "query":
                option.pop("default", None)  # the node's own, and no wish of somebody
            name = each["name"]
            yield {"name": name, "to": f"{each['in']}:{name}", **option, **meant(name), **must}
        body = operation.get("requestBody", {}).get("content", {}).get(_JSON)
        if body is not None:
            yield from self._shapes.fields(body["schema"], said)

    # --- what it answers ---

    def _answers(
        self, method: str, path: str, operation: Schema, said: Mapping[str, Any]
    ) -> dict[str, Any]:
        content = _content(operation)
        element = self._page_of(operation, said.get("rows", ""))
        if element is not None and "said" not in said:
            title = said.get("title", operation["summary"].partition(" ")[2].capitalize())
            if path.removeprefix("/") in self._tables:
                return {"title": title, "table": _TABLES.replace("/{table}", path)}
            columns = said.get("columns") or self._columns(element)
            made = [[head, *self._placed(element, at)] for head, at in columns.items()]
            return {"title": title, "columns": made}
        if (content and _JSON not in content) or "writes" in said:
            return {"writes": said.get("writes", "file")}
        if "view" in said:
            return {"view": said["view"]} if said["view"] else {}
        view = self._view(path, content.get(_JSON, {}).get("schema", {}))
        return {"view": view} if view else {}

    def _view(self, path: str, answer: Schema) -> str:
        """Return the address of the view that shows what an operation answers, or stands at."""
        if path.endswith("/view"):
            return path
        _, name = self._shapes.resolved(answer)
        if name in self._items:
            return self._items[name]
        at = path.find("}")
        item = path[: at + 1]
        return f"{item}/view" if at > 0 and ("GET", f"{item}/view") in self._at else ""

    def _shown_items(self) -> Iterator[tuple[str, str]]:
        """Yield the schema of each thing that has a view, with the address of that."""
        for (method, path), operation in self._at.items():
            if method == "GET" and ("GET", f"{path}/view") in self._at:
                schema = _content(operation).get(_JSON, {}).get("schema", {})
                _, name = self._shapes.resolved(schema)
                fields = self._shapes.properties(schema)
                if all(each in fields for each in _PARAMETER.findall(path)):
                    yield name, f"{path}/view"

    def _held(self, path: str) -> str:
        """Return the address of the thing that a conditional act changes."""
        ways = [path[: each.end()] for each in _PARAMETER.finditer(path)]
        return next((each for each in ways if ("GET", each) in self._at), path)

    def _page_of(self, operation: Schema, rows: str = "") -> Schema | None:
        """Return what a list is of: a page's elements, or those that lie in an answer."""
        schema = _content(operation).get(_JSON, {}).get("schema", {})
        found, name = self._shapes.resolved(schema)
        if found.get("type") == "array" and rows == ".":
            return found["items"]  # type: ignore[no-any-return]
        if rows:
            for part in rows.split("."):
                schema = self._shapes.properties(schema)[part]
            return self._shapes.resolved(schema)[0]["items"]  # type: ignore[no-any-return]
        if not name.startswith("PageOf"):
            return None
        element: Schema = found["properties"]["items"]["items"]
        return element

    def _columns(self, element: Schema) -> dict[str, str]:
        fields = self._shapes.properties(element)
        plain = [each for each, its in fields.items() if self._shapes.shape(its).type in _SIMPLE]
        return {each.replace("_", " ").capitalize(): each for each in plain[:_COLUMNS]}

    def _placed(self, element: Schema, said: str) -> tuple[str, str]:
        """Return where a column's values stand, and their kind; of a code, its table of words."""
        at, _, kind = said.partition(":")
        if not at:
            return at, kind
        schema = element
        for part in re.split(r"[|&]", at)[0].split("."):
            fields = self._shapes.properties(schema)
            if part not in fields:
                raise ValueError(f"{at} is no field of {self._shapes.resolved(element)[1]}")
            schema = fields[part]
        shape = self._shapes.shape(schema)
        if not kind:
            kind = shape.name if shape.type == "choice" else shape.type
        return at, "country" if kind == "text" and part in _LANDS else kind


_TAKEN = frozenset({"node", "token", "as_json", "save", "yes", "xlsx", "csv"})
_LANDS = frozenset({"destination", "country"})


def _add_way(command: dict[str, Any], other: dict[str, Any]) -> None:
    """Add another operation to a command, which is called where what it needs is given."""
    needs = {*command["needs"], *other["needs"]}
    for kind in ("args", "opts"):
        known = {each["name"] for each in (*command.get("args", ()), *command.get("opts", ()))}
        further = [each for each in other.pop(kind, ()) if each["name"] not in known]
        command.setdefault(kind, []).extend(further)
        for each in command[kind]:
            if each["name"] in needs:
                each.pop("required", None)
    command["opts"].sort(key=_place_in_help)
    command.setdefault("ways", []).append(other)


def _is_act(command: tuple[str, dict[str, Any]]) -> bool:
    return command[0] not in {"list", "show"}


def _has_several(options: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a body has so many fields that a file may be easier."""
    fields = [each["to"] for each in options if each["to"].startswith("body:")]
    return len(fields) > 1 + ("body:language" in fields)


def _place_in_help(option: Mapping[str, Any]) -> int:
    """Return where an option stands: what is needed first, how a list is parted last."""
    last = ("language", "file", "limit", "after")
    if option["name"] in last:
        return 2 + last.index(option["name"])
    return 0 if option.get("required") else 1


def _tidy(option: dict[str, Any]) -> dict[str, Any]:
    """Return an option whose flag that says no has a name."""
    if option.get("off") == NO:
        return {**option, "off": f"no-{option['name'].replace('_', '-')}"}
    return option


def _say_what_shows(found: Mapping[str, Any], shown_by_hand: Mapping[str, str]) -> None:
    """Add to each act with a view the words of the command that prints the whole of it.

    Raises:
        ValueError: There is no such command.
    """
    commands = [
        (f"{noun} {verb}", each)
        for noun, its in found.items()
        for verb, each in its["commands"].items()
        if "view" in each
    ]
    shows = {**shown_by_hand}
    for words, each in commands:
        if each["method"] == "GET":
            shows.setdefault(each["view"], words)
    for words, each in commands:
        if each["method"] != "GET" and "said" not in each:
            if each["view"] not in shows:
                raise ValueError(f"{words}: no command shows {each['view']}")
            each["more"] = shows[each["view"]]


def _content(operation: Schema) -> Schema:
    answers = operation["responses"]
    good: Schema = next(answers[each] for each in ("200", "201", "202", "204") if each in answers)
    content: Schema = good.get("content", {})
    return content


def made() -> dict[Path, str]:
    """Return the files that are made: the index, and the page that lists its commands."""
    names = tomllib.loads(NAMES.read_text("utf-8"))
    index = CommandIndex(Contract(WITH_OWN.document()), names).made()
    return {INDEX: _as_written(index), PAGE: page_with(PAGE.read_text("utf-8"), index)}


def _as_written(index: Mapping[str, Any]) -> str:
    """Return the index as its file has it, one command a line."""
    nouns = []
    for noun, its in index.items():
        lines = ",\n".join(
            f"{json.dumps(verb)}:{json.dumps(each, ensure_ascii=False, separators=(',', ':'))}"
            for verb, each in its["commands"].items()
        )
        nouns.append(
            f'{json.dumps(noun)}:{{"help":{json.dumps(its["help"])},"commands":{{\n{lines}}}}}'
        )
    return "{" + ",\n".join(nouns) + "}\n"


def page_with(page: str, index: Mapping[str, Any]) -> str:
    """Return the page of the command line with a row for each command of the index.

    Args:
        page: docs/cli.md; what stands between its two marks is made here.
        index: The index.
    """
    rows = ["| command | what it does |", "|---|---|"]
    for noun, its in index.items():
        for verb, each in its["commands"].items():
            rows.append(f"| `{noun} {verb}{_taken(each)}` | {_cell(each['help'])} |")
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n" + "\n".join(rows) + f"\n{END}{rest.split(END)[1]}"


def _taken(command: Mapping[str, Any]) -> str:
    """Return what a command takes, as a page shows it: ``NUMBER --reason [--file]``."""
    args = [(each["name"].upper(), "required" in each) for each in command.get("args", ())]
    shown = [f" {name}" if must else f" [{name}]" for name, must in args]
    for each in command.get("opts", ()):
        if each["name"] not in {"limit", "after", "language"}:
            names = [each["name"], each["off"]] if "off" in each else [each["name"]]
            option = "\\|".join(f"--{name.rstrip('_').replace('_', '-')}" for name in names)
            shown.append(f" {option}" if each.get("required") else f" [{option}]")
    return "".join(shown)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
