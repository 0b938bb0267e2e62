"""The modules of `comity_sdk.models`, one for each noun: which definition stands in which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tools.sdk.calls import MODELS, Call
from tools.sdk.contract import Contract
from tools.sdk.methods import Methods
from tools.sdk.models import Definitions
from tools.sdk.module_text import MADE, OWN, imports, module_docstring, text_of, used
from tools.sdk.nouns import MANY, NOUNS, PARTS, PROBLEMS, Noun, placed
from tools.sdk.spelling import snake

LONG = 500
"""Lines of definitions above which the words of a noun stand in a module of their own, and above
which then does what no operation takes or answers itself: the parts of what they do."""

WITHIN = ("parts", "inner_parts")
"""Modules of what the models of a noun are made of, and of what those are."""

APART = {
    "words": "Words of {noun}: states, kinds and ways, for the models of `{module}`.",
    "parts": "Parts of {noun}: what the models of `{module}` are made of.",
    "inner_parts": "Inner parts of {noun}: what the models of `{one}_parts` are made of.",
}
"""What stands in a module beside that of a noun."""

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
    nouns, named = placed(contract), _named(calls)
    for noun in (PROBLEMS, PARTS, *NOUNS):
        schemas = [name for name in contract.schemas if nouns[name] == noun]
        words = _defined(definitions, filter(definitions.is_enum, schemas))
        # What is no class of its own stands behind the classes that it is made from.
        others = sorted(
            (name for name in schemas if not definitions.is_enum(name)), key=definitions.is_union
        )
        names, lines = _defined(definitions, others)
        if len(words[1]) + len(lines) <= LONG:
            names, lines = words[0] + names, words[1] + lines
        elif words[0]:
            yield _apart(noun, "words", *words)
        first, *within = _layers(definitions, others, named)
        for what, layer in reversed([*zip(WITHIN, within, strict=False)]):
            yield _apart(noun, what, *_defined(definitions, layer))
        if within:
            names, lines = _defined(definitions, first)
        for alias, kind in _answers_without_model(noun, calls).items():
            names.append(alias)
            lines += ["", f"{alias} = {kind}"]
        if names:
            yield Section(noun.module, f"{noun.name.capitalize()}: {noun.said}.", names, lines)


def _named(calls: list[Call]) -> set[str]:
    """Return the models that operations themselves take or answer."""
    code = "\n".join(line for call in calls for line in Methods(call, sync=True).lines())
    aliases = " ".join(kind for call in calls for kind in call.aliases.values())
    return {*re.findall(rf"{re.escape(MODELS)}(\w+)", code), *re.findall(r"\w+", aliases)}


def _layers(definitions: Definitions, schemas: list[str], named: set[str]) -> list[list[str]]:
    """Return models in layers of no great length, each made of itself and those after it.

    Args:
        definitions: Of the contract.
        schemas: The models.
        named: Those that belong to the first layer.
    """
    layers = [schemas]
    while len(layers) <= len(WITHIN):
        lines = _defined(definitions, layers[-1])[1]
        within = _within(definitions, layers[-1], named)
        if len(lines) <= LONG or not within or len(within) == len(layers[-1]):
            break
        layers[-1:] = [[each for each in layers[-1] if each not in within], within]
        named = used(_defined(definitions, layers[-2])[1])
    return layers


def _within(definitions: Definitions, schemas: list[str], named: set[str]) -> list[str]:
    """Return the models that are not named, with all that they are made of."""
    of_name = {name: schema for schema in schemas for name in definitions.names(schema)}
    found = [each for each in schemas if named.isdisjoint(definitions.names(each))]
    for each in found:
        reads = used(definitions.lines(each)) & of_name.keys()
        found += {of_name[name]: None for name in reads if of_name[name] not in found}
    return [each for each in schemas if each in found]


def _answers_without_model(noun: Noun, calls: list[Call]) -> dict[str, str]:
    """Return the types of answers that are no model of their own, by the names they are given."""
    return {
        alias: kind for call in calls if call.noun == noun for alias, kind in call.aliases.items()
    }


def _apart(noun: Noun, what: str, names: list[str], lines: list[str]) -> Section:
    one = snake(noun.one)
    said = APART[what].format(noun=noun.name, module=noun.module, one=one)
    return Section(f"{one}_{what}", said, names, lines)


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
