"""How long what the gateway holds is kept: classes and periods as data."""

from gateway.domain.retention.retention_file import (
    Deleted,
    RetentionClass,
    RetentionFile,
    RetentionLine,
    RetentionShown,
    shipped_retention,
)

__all__ = [
    "Deleted",
    "RetentionClass",
    "RetentionFile",
    "RetentionLine",
    "RetentionShown",
    "shipped_retention",
]
