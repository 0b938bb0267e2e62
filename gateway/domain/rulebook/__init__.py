"""The law as data: versioned rulebooks (TOML), validated when they are loaded.

`2026-1.toml` is the rulebook itself; a lawyer reads and changes that file, not this code.
"""

from gateway.domain.rulebook.book import Rulebook, RulebookVersion, spelt
from gateway.domain.rulebook.general import AssessmentBasis, ClosedBy, CountsIf
from gateway.domain.rulebook.procedure import (
    NOTHING,
    AgreedBy,
    AnswerOption,
    AskedBy,
    CalendarRule,
    Consults,
    ExtensionRule,
    NotifyScope,
    Procedure,
    Requirement,
    Unanswered,
)
from gateway.domain.rulebook.shelf import (
    Shelf,
    load_rulebook,
    read_rulebook,
    rulebook_in_force,
    shipped_rulebooks,
)

__all__ = [
    "NOTHING",
    "AgreedBy",
    "AnswerOption",
    "AskedBy",
    "AssessmentBasis",
    "CalendarRule",
    "ClosedBy",
    "Consults",
    "CountsIf",
    "ExtensionRule",
    "NotifyScope",
    "Procedure",
    "Requirement",
    "Rulebook",
    "RulebookVersion",
    "Shelf",
    "Unanswered",
    "load_rulebook",
    "read_rulebook",
    "rulebook_in_force",
    "shipped_rulebooks",
    "spelt",
]
