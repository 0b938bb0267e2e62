"""What the settings say of contents of documents: where they lie, and what they must pass.

Node, backup and restore agree on it here.
"""

from __future__ import annotations

from gateway.documents.content_folder import store_in
from gateway.documents.content_store import ContentStore
from gateway.documents.inspection import Scrutiny
from gateway.documents.scanner import ContentScanner
from gateway.documents.type_policy import FILE, read_types
from gateway.settings import Settings


def content_store(settings: Settings) -> ContentStore:
    """Return where whole contents lie by the settings."""
    return store_in(settings.path(settings.documents))


def scrutiny(settings: Settings) -> Scrutiny:
    """Return what contents must pass by the settings and the folder of the node.

    Raises:
        LawError: TEMPLATE_INVALID; the installation's policy of types does not hold together.
    """
    place = settings.path(FILE)
    read_types(place)  # a node with a wrong policy does not start
    scanner = None
    if settings.scanner:
        scanner = ContentScanner(settings.scanner, settings.scanner_within_s)
    return Scrutiny(policy=lambda: read_types(place), scanner=scanner)
