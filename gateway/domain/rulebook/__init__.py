"""The law as data: versioned rulebooks (TOML), validated when they are loaded.

`2026-3.toml` is the rulebook itself; a lawyer reads and changes that file, not this code.
"""

from gateway.domain.rulebook.book import LawBook, Rulebook, RulebookVersion, spelt
from gateway.domain.rulebook.conditions import AssessmentBasis
from gateway.domain.rulebook.general import ClosedBy, CountsIf
from gateway.domain.rulebook.overlay import Overlay, Practice, parse_rulebook_or_overlay
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
    THE_REGULATION,
    NoticeInForce,
    Shelf,
    load_rulebook,
    parse_rulebook,
    read_rulebook,
    rulebook_in_force,
    shipped_rulebooks,
)

__all__ = [
    "NOTHING",
    "THE_REGULATION",
    "AgreedBy",
    "AnswerOption",
    "AskedBy",
    "AssessmentBasis",
    "CalendarRule",
    "ClosedBy",
    "Consults",
    "CountsIf",
    "ExtensionRule",
    "LawBook",
    "NoticeInForce",
    "NotifyScope",
    "Overlay",
    "Practice",
    "Procedure",
    "Requirement",
    "Rulebook",
    "RulebookVersion",
    "Shelf",
    "Unanswered",
    "load_rulebook",
    "parse_rulebook",
    "parse_rulebook_or_overlay",
    "read_rulebook",
    "rulebook_in_force",
    "shipped_rulebooks",
    "spelt",
]
