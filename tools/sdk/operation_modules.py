"""The modules of `comity_sdk.operations`, one for each noun: its table and its two classes."""

from __future__ import annotations

from dataclasses import dataclass

from tools.sdk.calls import Call
from tools.sdk.methods import Methods
from tools.sdk.module_text import MADE, OWN, imports, module_docstring, text_of, used
from tools.sdk.nouns import NOUNS, Noun

ORIGINS = {
    "datetime": "datetime",
    **dict.fromkeys(("AsyncIterator", "Iterator", "Sequence"), "collections.abc"),
    **dict.fromkeys(("TYPE_CHECKING", "Any", "Literal"), "typing"),
    **dict.fromkeys(("AsyncCaller", "Caller", "File", "Json", "Operation"), f"{OWN}.calls"),
}
FOR_TYPES = {"models": OWN, "Model": f"{OWN}.base"}
"""What only types name: who calls in plain JSON loads no models."""

WAYS = ((True, "", "waited for"), (False, "Async", "awaited"))
KEY_AND_OF = (
    "`key` is the `Idempotency-Key` of an act; each call makes its own where none is given, and "
    "sends it with each try. `of` is what is changed, as it was read (or its version): it is "
    "changed as it was read or not at all."
)


@dataclass(frozen=True)
class Section:
    """The operations of one noun.

    Attributes:
        noun: Which.
        calls: Its operations, in the order of the contract.
    """

    noun: Noun
    calls: list[Call]

    @property
    def table(self) -> str:
        """Name of its table."""
        return self.noun.module.upper()

    def class_of(self, way: str) -> str:
        """Return the name of its class, of those that wait or of those that are awaited."""
        return f"{way}{self.noun.one}Operations"

    def text(self) -> str:
        """Return its module."""
        lines = [f"{self.table}: dict[str, Operation] = {{"]
        lines += [f"    {row}," for call in self.calls for row in call.rows()]
        lines.append("}")
        for sync, way, said in WAYS:
            lines += ["", "", f"class {self.class_of(way)}({way}Caller):"]
            lines += [f'    """Operations of {self.noun.name}, to be {said}."""']
            for call in self.calls:
                lines += ["", *Methods(call, sync).lines()]
        return text_of([*self._head(), *self._imports(lines), "", *lines])

    def _head(self) -> list[str]:
        return module_docstring(
            f"Operations of {self.noun.name}: {self.noun.said}.",
            f"{MADE} The table says of each its address and what it answers; "
            f"`{self.class_of('')}` wait for it, `{self.class_of('Async')}` are to be awaited. "
            "`comity_sdk.operations` says what `key` and `of` are.",
        )

    def _imports(self, lines: list[str]) -> list[str]:
        names = used(lines)
        for_types = imports(names, FOR_TYPES)
        if not for_types:
            return imports(names, ORIGINS)
        indented = [f"    {line}" for line in for_types if line]
        return [*imports(names | {"TYPE_CHECKING"}, ORIGINS), "", "if TYPE_CHECKING:", *indented]


def operation_modules(calls: list[Call]) -> dict[str, str]:
    """Return the modules of operations, by file."""
    by_hand = {call.name for call in calls if call.streams}
    sections = [
        Section(noun, [each for each in calls if each.noun == noun and each.name not in by_hand])
        for noun in NOUNS
    ]
    sections = [section for section in sections if section.calls]
    made = {f"operations/{each.noun.module}.py": each.text() for each in sections}
    return {"operations/__init__.py": _all_of(sections)} | made


def _all_of(sections: list[Section]) -> str:
    """Return the module that holds the table of all operations and the two classes."""
    lines = module_docstring(
        "Every operation of a node's interface as a typed method, a module for each noun.",
        f"{MADE} {KEY_AND_OF}",
    )
    origins = {"Operation": ORIGINS["Operation"]}
    for each in sections:
        names = (each.table, *(each.class_of(way) for _, way, _ in WAYS))
        origins |= dict.fromkeys(names, f"{OWN}.operations.{each.noun.module}")
    lines += [*imports(origins, origins), "", "OPERATIONS: dict[str, Operation] = {"]
    lines += [*(f"    **{each.table}," for each in sections), "}"]
    for _, way, said in WAYS:
        lines += ["", "", f"class {way}Operations("]
        lines += [*(f"    {each.class_of(way)}," for each in sections), "):"]
        lines += [f'    """Every operation, to be {said}."""']
    return text_of(lines)
