"""How names, values and texts of the contract are written in Python."""

from __future__ import annotations

import json
import keyword
import re
import textwrap

WIDTH = 99
TAKEN = frozenset({"etag", "copy", "json", "dict", "schema", "construct", "validate"})
"""Names of the models' own base class."""


def snake(name: str) -> str:
    """Return a name of the contract as Python spells it."""
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", re.sub(r"\W+", "_", name)).lower()
    spaced = spaced.lstrip("_")
    taken = keyword.iskeyword(spaced) or spaced in TAKEN or spaced.startswith("model_")
    return f"{spaced}_" if taken else spaced


def class_name(reference: str) -> str:
    """Return the class of a schema that is referred to."""
    return re.sub(r"\W+", "_", reference.rsplit("/", 1)[-1])


def written(value: object) -> str:
    """Return a value as it is written in Python, words in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    return repr(value)


def docstring(text: str, indent: str = "") -> list[str]:
    """Return the lines of a docstring."""
    text = " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split()) or "As it says."
    if text.endswith('"'):
        text += " "
    one = f'{indent}"""{text}"""'
    if len(one) <= WIDTH:
        return [one]
    first, *rest = textwrap.wrap(text, WIDTH - len(indent) - 3, break_on_hyphens=False)
    return [f'{indent}"""{first}', *(indent + line for line in rest), f'{indent}"""']
