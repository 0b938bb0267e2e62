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
    CodeCheck,
    CodeList,
    ControlList,
    Controls,
    CyberGroup,
    DestinationGroup,
    Labels,
    Limit,
    ListException,
    ListRule,
    ListVersion,
    read_controls,
    shipped_controls,
    shipped_controls_on,
)
from gateway.domain.controls.shelf import ControlLists, Known, ListDifference

__all__ = [
    "CodeCheck",
    "CodeList",
    "ControlList",
    "ControlLists",
    "Controls",
    "Corrigendum",
    "CyberGroup",
    "DestinationGroup",
    "Known",
    "Labels",
    "Limit",
    "ListDifference",
    "ListException",
    "ListFile",
    "ListKind",
    "ListRule",
    "ListVersion",
    "Moved",
    "ancestors",
    "category",
    "entry",
    "group",
    "is_within",
    "normalise_code",
    "read_controls",
    "shipped_controls",
    "shipped_controls_on",
]
