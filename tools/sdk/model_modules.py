"""The modules of `comity_sdk.models`, one for each noun: which definition stands in which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tools.sdk.calls import Call
from tools.sdk.contract import Contract
from tools.sdk.models import Definitions
from tools.sdk.module_text import MADE, OWN, imports, module_docstring, text_of, used
from tools.sdk.nouns import MANY, NOUNS, PARTS, PROBLEMS, Noun, placed
from tools.sdk.spelling import snake

WORDS_APART = 800
"""Lines of definitions above which the words of a noun stand in a module of their own."""

ORIGINS = {
    "datetime": "datetime",
    "StrEnum": "enum",
    **dict.fromkeys(("Annotated", "Any", "Literal"), "typing"),
    "Field": "pydantic",
    "Model": f"{OWN}.base",
}
ORDER = "Words come first, then models, each in the order of their names."


@dataclass(frozen=True)
class Section:
    """What stands in one module.

    Attributes:
        module: Its name.
        said: What it is of.
        names: That it gives.
        lines: Its code.
    """

    module: str
    said: str
    names: list[str]
    lines: list[str]

    @property
    def whole_name(self) -> str:
        """Name of the module as it is imported."""
        return f"{OWN}.models.{self.module}"

    def text(self, origins: Mapping[str, str]) -> str:
        """Return the module."""
        head = module_docstring(self.said, f"{MADE} {ORDER}")
        needed = imports(used(self.lines) - set(self.names), origins)
        return text_of([*head, *needed, "", *self.lines])


def model_modules(
    contract: Contract, definitions: Definitions, calls: list[Call]
) -> dict[str, str]:
    """Return the modules of models, by file."""
    sections = [*_sections(contract, definitions, calls)]
    origins = ORIGINS | {name: each.whole_name for each in sections for name in each.names}
    made = {f"models/{each.module}.py": each.text(origins) for each in sections}
    return {"models/__init__.py": _all_of(sections)} | made


def _sections(contract: Contract, definitions: Definitions, calls: list[Call]) -> Iterator[Section]:
    """Yield the modules, each after those that it imports from."""
    nouns = placed(contract)
    for noun in (PROBLEMS, PARTS, *NOUNS):
        schemas = [name for name in contract.schemas if nouns[name] == noun]
        words = _defined(definitions, filter(definitions.is_enum, schemas))
        # What is no class of its own stands behind the classes that it is made from.
        others = [name for name in schemas if not definitions.is_enum(name)]
        names, lines = _defined(definitions, sorted(others, key=definitions.is_union))
        for alias, kind in _answers_without_model(noun, calls).items():
            names.append(alias)
            lines += ["", f"{alias} = {kind}"]
        if len(words[1]) + len(lines) > WORDS_APART:
            yield _words_apart(noun, *words)
        else:
            names, lines = words[0] + names, words[1] + lines
        if names:
            yield Section(noun.module, f"{noun.name.capitalize()}: {noun.said}.", names, lines)


def _answers_without_model(noun: Noun, calls: list[Call]) -> dict[str, str]:
    """Return the types of answers that are no model of their own, by the names they are given."""
    return {
        alias: kind for call in calls if call.noun == noun for alias, kind in call.aliases.items()
    }


def _words_apart(noun: Noun, names: list[str], lines: list[str]) -> Section:
    said = f"Words of {noun.name}: states, kinds and ways, for the models of `{noun.module}`."
    return Section(f"{snake(noun.one)}_words", said, names, lines)


def _defined(definitions: Definitions, schemas: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the names that definitions give, and their lines."""
    names, lines = list[str](), list[str]()
    for schema in schemas:
        names += definitions.names(schema)
        lines += definitions.lines(schema)
    return names, lines


def _all_of(sections: list[Section]) -> str:
    """Return the module that gives every name of the others."""
    head = module_docstring(
        "What the interface of a node takes and answers, a module for each noun.",
        f"{MADE} Import from here: every name is there, whatever its module. What the operations "
        "of one noun alone take or answer stands in its module, what those of several do in the "
        f"module that comes first below, and what those of {MANY} or more do in "
        f"`{PARTS.module}`: a module needs only those before it. Which operation takes or gives a "
        "model says `comity_sdk.operations`. Fields and words that a newer node adds are kept as "
        "they come.",
    )
    lines = [*head, ""]
    for each in sections:
        lines += [f"# {each.said}", f"from {each.whole_name} import *"]
    return text_of(lines)
