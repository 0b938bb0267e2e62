"""Documents of the demo: put where they are named, come across, read on the other side."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from gateway.cli.client import path_of
from gateway.errors import StateError
from lab.demo.offices import Offices
from lab.sandbox.supervisor import wait_for

OPINION = "technical-opinion.pdf"
"""What France gives with its answer."""

_WITHIN_S = 90.0  # a node asks at once, and again after 5, 10, 20 seconds


class Papers:
    """The documents that the letters of the demo name.

    Args:
        offices: Who puts and reads them.
        folder: Where the files lie.
    """

    def __init__(self, offices: Offices, folder: Path) -> None:
        self._offices = offices
        self._files = {_digest(path): path for path in sorted(folder.glob("*.pdf"))}
        self._folder = folder
        self.carried: list[dict[str, Any]] = []

    def opinion(self) -> dict[str, Any]:
        """Return how France's answer names its document."""
        path = self._folder / OPINION
        return {
            "kind": "technical",
            "title": "Opinion of the technical service",
            "language": "fr",
            "sha256": _digest(path),
            "size_bytes": path.stat().st_size,
            "media_type": "application/pdf",
        }

    def file_of(self, document: dict[str, Any]) -> Path:
        """Return the file of a document.

        Raises:
            StateError: The folder has no file of its digest.
        """
        found = self._files.get(document["sha256"])
        if found is None:
            raise StateError(f"no file in {self._folder} is the document {document['title']}")
        return found

    def put(self, name: str, noun: str, number: str, document: dict[str, Any]) -> None:
        """Put the contents of a document.

        Args:
            name: Who puts them.
            noun: `cases` or `consultations`.
            number: Which of them names the document.
            document: As it is named there.
        """
        path = path_of(noun, number, "documents", document["sha256"], "upload")
        with self.file_of(document).open("rb") as octets:
            self._offices.of(name).put_contents(path, octets, document["size_bytes"])

    def read(self, name: str, to: str, conversation: str, document: dict[str, Any]) -> None:
        """Wait for the contents of a document, and read them on the other side.

        Args:
            name: Who reads them.
            to: Code of their authority.
            conversation: The consultation whose letter names the document.
            document: As it is named there.

        Raises:
            StateError: Other octets came than were put.
        """
        desk = self._offices.of(name)
        path = path_of("consultations", conversation, "documents", document["sha256"])

        def come() -> dict[str, Any] | None:
            shown: dict[str, Any] = desk.get(path)
            return shown if shown["held"] else None

        shown = wait_for(come, what=f"the contents of {document['title']}", within_s=_WITHIN_S)
        octets = b"".join(desk.stream(f"{path}/contents"))
        if hashlib.sha256(octets).hexdigest() != document["sha256"]:
            raise StateError(f"what came is not the document {document['title']}")
        self.carried.append(
            {
                "title": document["title"],
                "sha256": document["sha256"],
                "octets": len(octets),
                "from": shown["put_by"],
                "to": to,
            }
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
