"""What the settings say of contents of documents: where they lie, and what they must pass.

Node, backup and restore agree on it here.
"""

from __future__ import annotations

from gateway.documents.content_folder import store_in
from gateway.documents.content_store import ContentStore
from gateway.documents.inspection import Scrutiny
from gateway.documents.scanner import ContentScanner
from gateway.documents.type_policy import FILE, read_types
from gateway.errors import Reason
from gateway.settings import Settings

OUTGOING = "outgoing"
"""Folder of what is sent to the storage, within that of documents."""


def content_store(settings: Settings) -> ContentStore:
    """Return where whole contents lie by the settings.

    Raises:
        InputError: SETTING_INVALID; the file of the access key cannot be read, or others may read
            it, or what speaks to such storage is not installed.
    """
    folder = settings.path(settings.documents)
    if not settings.documents_bucket:
        return store_in(folder)
    try:
        from gateway.documents.s3_store import Bucket, ObjectStore  # noqa: PLC0415 - an extra
    except ImportError as exc:
        raise Reason.SETTING_INVALID.error(
            "documents_bucket: what speaks to S3-compatible storage is not installed",
            remedy="Install comity[s3], and start the node again.",
        ) from exc
    name, _, prefix = settings.documents_bucket.partition("/")
    bucket = Bucket(
        name=name,
        prefix=f"{prefix}/{settings.authority}",  # two nodes never sweep each other's contents
        endpoint=settings.documents_endpoint,
        region=settings.documents_region,
        key_id=settings.documents_key_id,
        secret=settings.file("documents_secret_file", secret=True).strip(),
    )
    return ObjectStore(folder / OUTGOING, bucket)


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
