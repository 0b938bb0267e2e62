"""Words for codes. Those of a code of the domain stand at the code (`gateway.domain.base.Worded`).

The words are identifiers of gettext catalogues, in English. Keys of a rulebook are not here:
their words are the rulebook's own.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module

import gateway.domain
from gateway.domain.base import Worded
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES


@cache
def worded_kinds() -> Mapping[str, type[StrEnum]]:
    """Return each kind of code that has words, by its name."""
    for each in pkgutil.walk_packages(gateway.domain.__path__, "gateway.domain."):
        import_module(each.name)
    kinds: list[type[StrEnum]] = [LetterType, *Worded.__subclasses__()]
    return {kind.__name__: kind for kind in kinds}


def words_of(code: StrEnum) -> str:
    """Return the words of a code; of one that has none, the code in words."""
    if isinstance(code, LetterType):
        return LETTER_RULES[code].words
    return code.words if isinstance(code, Worded) else spelt_out(code)


def spelt_out(code: str) -> str:
    """Return a key as words, where nothing says better ones: ``spare_parts``, spare parts."""
    return code.replace(".", ": ").replace("_", " ").capitalize()
