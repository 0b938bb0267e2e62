"""An example of each body and of each answer of the contract, from files that tests made.

`examples/` has a file an operation: where it is called, what is sent, and each answer to it.
`make examples` writes them from what tests sent and were answered; what differs from run to run
is a placeholder in them, and no secret is. A test sends each body to a node.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from gateway.api.problems import MEDIA_TYPE

# Which operations answer with a file, and of which media type, in one table.
#
# The framework knows the type of a file only where a class of answers has it. The contract says
# it, and tests of the interface look at each answer.

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
    "getTableAsCsv": "text/csv",
    "getTableAsWorkbook": _XLSX,
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


FOLDER: Final = Path(__file__).with_name("examples")

PROBLEMS: Final = Path(__file__).with_name("problem_examples.json")
"""An example of each problem, by its name under `components/responses`."""

_TEXTS: Final = ("application/json", "application/cloudevents-batch+json", "text/csv")


@cache
def examples() -> Mapping[str, dict[str, Any]]:
    """Return what each file says, by the operation that it is named after."""
    return {file.stem: json.loads(file.read_bytes()) for file in sorted(FOLDER.glob("*.json"))}


def with_examples(document: dict[str, Any]) -> None:
    """Write the examples into an OpenAPI document.

    Args:
        document: Its operations have their pinned names, their files and their problems.
    """
    for operation in operations_of(document):
        said = examples().get(operation["operationId"], {})
        for parameter in operation.get("parameters", ()):
            place = said.get(parameter["in"], {})
            if parameter["name"] in place:
                parameter["example"] = _read(parameter, place[parameter["name"]])
        body = operation.get("requestBody", {}).get("content", {}).get(_TEXTS[0])
        if body is not None and "body" in said:
            body["example"] = said["body"]
        for status, by_media in said.get("answers", {}).items():
            for media, value in by_media.items():
                operation["responses"][status]["content"][media]["example"] = value
    for name, problem in json.loads(PROBLEMS.read_bytes()).items():
        document["components"]["responses"][name]["content"][MEDIA_TYPE]["example"] = problem


def unexampled(document: dict[str, Any]) -> Iterator[str]:
    """Yield each body and each answer that could have an example and has none.

    Args:
        document: With the examples.
    """
    for operation in operations_of(document):
        places = {"body": operation.get("requestBody", {})}
        places |= {each: it for each, it in operation["responses"].items() if each.startswith("2")}
        for place, said in places.items():
            for media, content in said.get("content", {}).items():
                if media in _TEXTS and "example" not in content:
                    yield f"{operation['operationId']} {place} {media}"


def _read(parameter: Mapping[str, Any], text: str) -> str | int:
    """Return a value of an address as what its schema says that it is."""
    return int(text) if parameter["schema"].get("type") == "integer" else text


def operations_of(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation of an OpenAPI document."""
    for operations in document["paths"].values():
        yield from operations.values()
