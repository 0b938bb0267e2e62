"""The modules of `comity_sdk.operations`, one for each noun, and those of `awaited` within it.

A noun's module has the table of its operations and the class that waits for them; its namesake in
`awaited`, the class whose operations are to be awaited.
"""

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

WAITED_FOR, AWAITED = f"{OWN}.operations", f"{OWN}.operations.awaited"
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

    def waited_for(self) -> str:
        """Return its module: the table, and the class that waits."""
        table = [f"{self.table}: dict[str, Operation] = {{"]
        table += [f"    {row}," for call in self.calls for row in call.rows()]
        head = self._head(
            "The table says of each its address and what it answers.",
            f"`{AWAITED}.{self.noun.module}` has them to be awaited.",
        )
        return self._module(head, [*table, "}", "", ""], "", "waited for")

    def awaited(self) -> str:
        """Return the module of its class whose operations are awaited."""
        head = self._head(f"Each as in `{WAITED_FOR}.{self.noun.module}`, to be awaited.")
        return self._module(head, [], "Async", "awaited")

    def _module(self, head: list[str], before: list[str], way: str, said: str) -> str:
        lines = [*before, f"class {self.class_of(way)}({way}Caller):"]
        lines += [f'    """Operations of {self.noun.name}, to be {said}."""']
        for call in self.calls:
            lines += ["", *Methods(call, sync=not way).lines()]
        return text_of([*head, *self._imports(lines), *([""] if before else ["", ""]), *lines])

    def _head(self, *said: str) -> list[str]:
        return module_docstring(
            f"Operations of {self.noun.name}: {self.noun.said}.",
            " ".join((MADE, *said, f"`{WAITED_FOR}` says what `key` and `of` are.")),
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
    waiting = {f"operations/{each.noun.module}.py": each.waited_for() for each in sections}
    awaited = {f"operations/awaited/{each.noun.module}.py": each.awaited() for each in sections}
    return {
        "operations/__init__.py": _all_of(sections),
        **waiting,
        "operations/awaited/__init__.py": _all_awaited(sections),
        **awaited,
    }


def _all_of(sections: list[Section]) -> str:
    """Return the module that holds the table of all operations and the class that waits."""
    lines = module_docstring(
        "Every operation of a node's interface as a typed method, a module for each noun.",
        f"{MADE} `{AWAITED}` has them to be awaited. {KEY_AND_OF}",
    )
    origins = {"Operation": ORIGINS["Operation"]}
    for each in sections:
        names = (each.table, each.class_of(""))
        origins |= dict.fromkeys(names, f"{WAITED_FOR}.{each.noun.module}")
    lines += [*imports(origins, origins), "", "OPERATIONS: dict[str, Operation] = {"]
    lines += [*(f"    **{each.table}," for each in sections), "}", "", ""]
    return text_of([*lines, *_class(sections, "", "waited for")])


def _all_awaited(sections: list[Section]) -> str:
    """Return the module that holds the class whose operations are awaited."""
    lines = module_docstring(
        "Every operation of a node's interface, to be awaited, a module for each noun.",
        f"{MADE} `{WAITED_FOR}` says what each takes.",
    )
    origins = {each.class_of("Async"): f"{AWAITED}.{each.noun.module}" for each in sections}
    lines += [*imports(origins, origins), "", ""]
    return text_of([*lines, *_class(sections, "Async", "awaited")])


def _class(sections: list[Section], way: str, said: str) -> list[str]:
    bases = [f"    {each.class_of(way)}," for each in sections]
    return [f"class {way}Operations(", *bases, "):", f'    """Every operation, to be {said}."""']
