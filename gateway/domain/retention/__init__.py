"""How long what the gateway holds is kept: classes and periods as data."""

from gateway.domain.retention.retention_file import (
    Deleted,
    HeldFile,
    HoldDraft,
    HoldReason,
    KeptFile,
    RetentionClass,
    RetentionFile,
    RetentionLine,
    RetentionShown,
    WhyKept,
    shipped_retention,
)

__all__ = [
    "Deleted",
    "HeldFile",
    "HoldDraft",
    "HoldReason",
    "KeptFile",
    "RetentionClass",
    "RetentionFile",
    "RetentionLine",
    "RetentionShown",
    "WhyKept",
    "shipped_retention",
]
