"""Every noun that is declared, and the tables of their lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.nouns.case import CASE
from gateway.nouns.consultation import CONSULTATION, PAST_CONSULTATION
from gateway.nouns.declared import Noun, NounList
from gateway.nouns.denial import DENIAL
from gateway.nouns.letter import INFORMED, LETTER, ROUND, WAITING_ACT
from gateway.nouns.licence import LICENCE
from gateway.nouns.notice import NOTICE, REVIEW
from gateway.nouns.task import TASK

NOUNS: Final[tuple[Noun, ...]] = (
    CASE,
    TASK,
    LICENCE,
    INFORMED,
    CONSULTATION,
    PAST_CONSULTATION,
    LETTER,
    ROUND,
    DENIAL,
    NOTICE,
    REVIEW,
    WAITING_ACT,
)

TABLES: Final[Mapping[str, NounList[Any]]] = {
    each.listed.name: each.listed for each in NOUNS if each.listed and each.listed.columns
}
"""By the name of the table."""
