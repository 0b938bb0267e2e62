"""The typed methods that an operation becomes, once to wait for and once to await."""

from __future__ import annotations

from dataclasses import dataclass

from tools.sdk.calls import MODELS, Call
from tools.sdk.contract import Schema
from tools.sdk.spelling import WIDTH, docstring, snake, written

JSON = "application/json"
FORM = "multipart/form-data"


@dataclass(frozen=True)
class Methods:
    """The methods of one operation.

    Attributes:
        call: The operation.
        sync: Whether they wait; else they are awaited.
    """

    call: Call
    sync: bool

    def lines(self) -> list[str]:
        """Return its method, and for a list the one that walks it."""
        call = self.call
        kinds = " | ".join(dict.fromkeys(call.answers.values()))
        said = str(call.operation.get("description") or call.operation.get("summary") or "")
        said = said.split("\n\n", 1)[0]
        lines = self._method(call.name, said, kinds, frozenset())
        if call.pages:
            lines += ["", *self._walk(said, frozenset({"after"}))]
        return lines

    def _method(self, name: str, said: str, kinds: str, without: frozenset[str]) -> list[str]:
        given, handed = self._signature(without)
        word, wait = ("def", "") if self.sync else ("async def", "await ")
        called = _called(f"{wait}self._call", [written(name), *handed], len(kinds))
        return [
            *_header(word, name, given, kinds),
            *docstring(said, "        "),
            f"        answer: {kinds} = {called}",
            "        return answer",
        ]

    def _walk(self, said: str, without: frozenset[str]) -> list[str]:
        call = self.call
        item = call.types.type_of(call.page["properties"]["items"]["items"], MODELS)
        given, handed = self._signature(without)
        iterator = f"{'' if self.sync else 'Async'}Iterator[{item}]"
        called = _called("self._walk", [written(call.name), *handed], len(iterator))
        return [
            *_header("def", "walk_" + call.name.removeprefix("list_"), given, iterator),
            *docstring(f"Walk every element, page by page. {said}", "        "),
            f"        answer: {iterator} = {called}",
            "        return answer",
        ]

    def _signature(self, without: frozenset[str]) -> tuple[list[str], list[str]]:
        """Return the parameters of the method, and what it hands on."""
        given, handed = ["self"], []
        if places := {place["name"]: place["schema"] for place in self.call.places}:
            given += [f"{snake(name)}: {self._type(its)}" for name, its in places.items()]
            pairs = ", ".join(f"{written(name)}: {snake(name)}" for name in places)
            handed.append(f"places={{{pairs}}}")
        for parameter, argument in self._body():
            given.append(parameter)
            handed.append(argument)
        queries, headers = self._queries(without), self._headers()
        if queries:
            handed.append("query={" + ", ".join(pair for _, pair in queries) + "}")
        handed += [argument for _, argument in headers]
        if named := [parameter for parameter, _ in queries + headers]:
            given += ["*", *named]
        return given, handed

    def _type(self, schema: Schema) -> str:
        return self.call.types.type_of(schema, MODELS)

    def _body(self) -> list[tuple[str, str]]:
        body = self.call.body
        if JSON not in body:
            return [("file: File", "file=file")] if FORM in body else []
        kind = self._type(body[JSON]["schema"])
        loose = "Sequence[Model | Json]" if kind.startswith("list[") else f"{kind} | Json"
        required = self.call.operation["requestBody"].get("required", False)
        return [(f"body: {loose}" + ("" if required else " | None = None"), "body=body")]

    def _headers(self) -> list[tuple[str, str]]:
        known = {
            "idempotency-key": ("key: str | None = None", "key=key"),
            "if-match": ("of: Model | str | None = None", "of=of"),
        }
        return [pair for name, pair in known.items() if name in self.call.headers]

    def _queries(self, without: frozenset[str]) -> list[tuple[str, str]]:
        found = []
        for query in sorted(self.call.queries, key=lambda one: not one.get("required", False)):
            if query["name"] in without:
                continue
            name = snake(query["name"])
            kind = self._type(query["schema"]).replace("list[", "Sequence[")
            if not query.get("required", False):
                kind = kind.removesuffix(" | None") + " | None = None"
            found.append((f"{name}: {kind}", f"{written(query['name'])}: {name}"))
        return found


def _header(word: str, name: str, given: list[str], kind: str) -> list[str]:
    one = f"    {word} {name}({', '.join(given)}) -> {kind}:"
    if len(one) <= WIDTH:
        return [one]
    return [f"    {word} {name}(", *(f"        {each}," for each in given), f"    ) -> {kind}:"]


def _called(name: str, handed: list[str], kind_width: int) -> str:
    one = f"{name}({', '.join(handed)})"
    if len(one) <= WIDTH - len("        answer:  = ") - kind_width:
        return one
    return f"{name}(\n" + "".join(f"            {part},\n" for part in handed) + "        )"
