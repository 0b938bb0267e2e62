"""Which operations answer with a file, and of which media type, in one table.

The framework knows the type of a file only where a class of answers has it. The contract says
it, and tests of the interface look at each answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ANY: Final = "*/*"
"""The type that the contents of a document show themselves to be."""

_ZIP: Final = "application/zip"
_OCTETS: Final = "application/octet-stream"
_TEXT: Final = "text/plain"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FILES: Final[Mapping[str, str]] = {
    "exportCaseEvidence": _ZIP,
    "exportConsultationEvidence": _ZIP,
    "getDenialProof": _TEXT,
    "getDocumentContents": ANY,
    "getEntryProof": _TEXT,
    "getFraudProof": _OCTETS,
    "getNamedContents": ANY,
    "getYearForm": _XLSX,
}


def with_files(document: dict[str, Any]) -> None:
    """Write into an OpenAPI document which operations answer with a file.

    Args:
        document: Its operations have their pinned names.
    """
    for operations in document["paths"].values():
        for operation in operations.values():
            media = FILES.get(operation["operationId"])
            for status in operation["responses"].keys() & {"200", "206"} if media else ():
                content = operation["responses"][status].setdefault("content", {})
                binary = {} if media == _TEXT else {"format": "binary"}
                content[media] = {"schema": {"type": "string", **binary}}
