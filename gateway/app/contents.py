"""Where the settings put contents of documents: node, backup and restore agree on it here."""

from __future__ import annotations

from gateway.documents.content_folder import store_in
from gateway.documents.content_store import ContentStore
from gateway.settings import Settings


def content_store(settings: Settings) -> ContentStore:
    """Return where whole contents lie by the settings."""
    return store_in(settings.path(settings.documents))
