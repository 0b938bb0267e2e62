"""Control codes, and what the lists say about them, as versioned data."""

from gateway.domain.controls.codes import (
    ancestors,
    category,
    entry,
    group,
    is_within,
    normalise_code,
)
from gateway.domain.controls.listfile import Corrigendum, ListFile, ListKind, Moved
from gateway.domain.controls.lists import (
    CodeList,
    ControlList,
    Controls,
    CyberGroup,
    DestinationGroup,
    ListRule,
    read_controls,
    shipped_controls,
)

__all__ = [
    "CodeList",
    "ControlList",
    "Controls",
    "Corrigendum",
    "CyberGroup",
    "DestinationGroup",
    "ListFile",
    "ListKind",
    "ListRule",
    "Moved",
    "ancestors",
    "category",
    "entry",
    "group",
    "is_within",
    "normalise_code",
    "read_controls",
    "shipped_controls",
]
