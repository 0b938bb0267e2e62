"""The types of letter, gathered from the modules that declare their contents.

Whatever node, evidence or laboratory asks of a type it asks here; what a letter then does is said
at the functions that take it (`gateway.casework.records.correspondence.takes`). Which procedure and
which kind of notice a role may open is the rulebook's.
"""

from __future__ import annotations

from collections.abc import Mapping

# These declare types of letter, by `LetterRule` above the classes of their contents.
from gateway.domain import correspondence, notice  # noqa: F401
from gateway.domain.annual import submission  # noqa: F401
from gateway.domain.base import Model
from gateway.domain.consultation import contents  # noqa: F401
from gateway.domain.letter import LetterType
from gateway.domain.letter_rule import DECLARED, LetterRule, Reversal

LETTER_RULES: Mapping[LetterType, LetterRule] = {kind: DECLARED[kind] for kind in LetterType}
"""One rule a type; a type without one stops the start."""

_TYPE_OF = {rule.content: kind for kind, rule in LETTER_RULES.items()}

RECALLABLE = frozenset(
    kind for kind, rule in LETTER_RULES.items() if rule.undone is not Reversal.NO
)
"""What its sender may recall."""

CORRECTABLE = frozenset(
    kind for kind, rule in LETTER_RULES.items() if rule.undone is Reversal.CORRECTED
)
"""What its sender may correct; a correction is corrected by the next one of the same letter."""


def letter_type_of(content: Model) -> LetterType:
    """Return the type of the letter whose part 0 a content is."""
    return _TYPE_OF[type(content)]
