"""Supporting documents by digest (document.proto)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.v1 import document_pb2 as pb
from gateway.domain.transaction import Document, DocumentKind, TranslationKind
from gateway.wire.faults import Fields
from gateway.wire.scalars import read_digest, same_names

KINDS = same_names(DocumentKind, pb.DocumentKind)
TRANSLATIONS = same_names(TranslationKind, pb.TranslationKind)


def to_pb(documents: Sequence[Document]) -> list[pb.Document]:
    """Write documents."""
    return [
        pb.Document(
            kind=KINDS.number[each.kind],
            title=each.title,
            language=each.language,
            sha256=bytes.fromhex(each.sha256),
            size_bytes=each.size_bytes,
            media_type=each.media_type,
            replaces=_replacement(each),
            translates=_translation(each),
        )
        for each in documents
    ]


def _replacement(document: Document) -> pb.DocumentReplacement | None:
    said = document.replaces
    if said is None:
        return None
    return pb.DocumentReplacement(of=bytes.fromhex(said.of), reason=said.reason)


def _translation(document: Document) -> pb.DocumentTranslation | None:
    said = document.translates
    if said is None:
        return None
    return pb.DocumentTranslation(
        of=bytes.fromhex(said.of),
        kind=TRANSLATIONS.number[said.kind],
        translator=said.translator,
    )


def list_to_pb(documents: Sequence[Document]) -> pb.DocumentList:
    """Write the content of a part of kind DOCUMENT."""
    return pb.DocumentList(documents=to_pb(documents))


def list_fields(documents: pb.DocumentList) -> list[Fields]:
    """Read the content of a part of kind DOCUMENT, not yet validated."""
    return fields(documents.documents)


def fields(documents: Iterable[pb.Document]) -> list[Fields]:
    """Read the fields of each document, not yet validated."""
    return [
        {
            "kind": KINDS.read(each.kind),
            "title": each.title,
            "language": each.language,
            "sha256": read_digest(each.sha256),
            "size_bytes": each.size_bytes,
            "media_type": each.media_type,
            "replaces": _replaces(each),
            "translates": _translates(each),
        }
        for each in documents
    ]


def _replaces(document: pb.Document) -> Fields | None:
    if not document.HasField("replaces"):
        return None
    return {"of": read_digest(document.replaces.of), "reason": document.replaces.reason}


def _translates(document: pb.Document) -> Fields | None:
    if not document.HasField("translates"):
        return None
    said = document.translates
    return {
        "of": read_digest(said.of),
        "kind": TRANSLATIONS.read(said.kind),
        "translator": said.translator,
    }
