#!/usr/bin/env python3
"""Files an application with a document, follows the feed of events, and says what was answered.

`python main.py APPLICATION.json DOCUMENT STATE.json`; the node is `COMITY_ADDRESS`, the token
`COMITY_TOKEN`. All that calls the node is `comity_client`, which openapi-python-client makes from
the contract. The state holds the case and the cursor: begun again, the program goes on where it
was.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, NoReturn

from comity_client import AuthenticatedClient
from comity_client.api.cases import file_application, get_case
from comity_client.api.documents import add_to_upload, get_upload_offset
from comity_client.api.events import list_events
from comity_client.models import (
    ApplicationInput,
    ConsultationAnswer,
    ConsultationState,
    DocumentInput,
    DocumentNoun,
    Problem,
)
from comity_client.types import UNSET, File

WAIT_S: Final = 25  # of the 30 that a node holds a request on which nothing happens
PIECE_OCTETS: Final = 8 * 2**20  # at most 64 MiB; a smaller one is sent again sooner
OPEN: Final = {
    ConsultationState.REQUESTED,
    ConsultationState.RUNNING,
    ConsultationState.CLOSING,
    ConsultationState.UNCONFIRMED,
}


class State:
    """What the program knows of its case, in a file that is whole at every moment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        held: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.case_id: str | None = held.get("case_id")
        self.key: str = held.get("key") or str(uuid.uuid4())
        self.cursor: str | None = held.get("cursor")

    def keep(self) -> None:
        """Write it beside the file, and give it the file's name."""
        beside = self.path.with_suffix(".new")
        held = {"case_id": self.case_id, "key": self.key, "cursor": self.cursor}
        beside.write_text(json.dumps(held), "utf-8")
        beside.replace(self.path)


def tell(**said: object) -> None:
    """Print one line for whoever reads along."""
    print(json.dumps(said), flush=True)  # noqa: T201


def refuse(problem: Problem | None) -> NoReturn:
    """End with what the node says: its reason is stable, its remedy is for a person."""
    if problem is None:
        sys.exit("an answer that the contract does not declare")
    sys.exit(f"{problem.reason}: {problem.detail} {problem.remedy}")


def file(client: AuthenticatedClient, state: State, form: Path, contents: bytes) -> str:
    """File the application with its document, once under the key that the state holds."""
    application = ApplicationInput.from_dict(json.loads(form.read_text("utf-8")))
    document = DocumentInput.from_dict(
        {
            "kind": "end_use_statement",
            "title": "End-use statement",
            "language": "en",
            "sha256": hashlib.sha256(contents).hexdigest(),
            "size_bytes": len(contents),
            "media_type": "application/pdf",
        }
    )
    application.documents = [document]
    filed = file_application.sync(client=client, body=application, idempotency_key=state.key)
    if filed is None or isinstance(filed, Problem):
        refuse(filed)
    case_id: str = filed.case_id
    tell(filed=case_id, state=filed.state)
    return case_id


def put(client: AuthenticatedClient, case_id: str, contents: bytes) -> None:
    """Put the document's contents, and go on where an earlier run was cut off."""
    sha256 = hashlib.sha256(contents).hexdigest()
    named = DocumentNoun.CASES, case_id, sha256
    held = get_upload_offset.sync_detailed(*named, client=client)
    if held.status_code is not HTTPStatus.NO_CONTENT:
        sys.exit(f"{held.status_code}: the node does not say how much it has")
    offset = int(held.headers["Upload-Offset"])
    complete = held.headers["Upload-Complete"] == "?1"
    while not complete:
        piece = contents[offset : offset + PIECE_OCTETS]
        complete = offset + len(piece) == len(contents)
        put = add_to_upload.sync(
            *named,
            client=client,
            body=File(payload=io.BytesIO(piece)),
            upload_offset=offset,
            upload_complete=f"?{int(complete)}",
        )
        if isinstance(put, Problem):
            refuse(put)
        offset += len(piece)
    tell(document=sha256)


def answered(client: AuthenticatedClient, case_id: str) -> bool:
    """Say what was answered, once nobody is awaited any more."""
    case = get_case.sync(case_id, client=client)
    if case is None or isinstance(case, Problem):
        refuse(case)
    if not case.consultations or any(each.state in OPEN for each in case.consultations):
        return False
    for each in case.consultations:
        word = each.answer.answer if isinstance(each.answer, ConsultationAnswer) else None
        tell(answered=each.consulted, state=each.state, answer=word)
    return True


def main(form: Path, document: Path, kept: Path) -> None:
    """File, put, and follow until the answers are there."""
    client = AuthenticatedClient(
        base_url=os.environ["COMITY_ADDRESS"], token=os.environ["COMITY_TOKEN"], timeout=60
    )
    contents, state = document.read_bytes(), State(kept)
    state.keep()  # the key, before it is used
    if state.case_id is None:
        state.case_id = file(client, state, form, contents)
        state.keep()
    put(client, state.case_id, contents)
    concerned = True  # after a restart as well: what was read may not have been acted on
    while not (concerned and answered(client, state.case_id)):
        given = list_events.sync_detailed(
            client=client, wait=WAIT_S, after=UNSET if state.cursor is None else state.cursor
        )
        if given.parsed is None or isinstance(given.parsed, Problem):
            refuse(given.parsed)
        for event in given.parsed:
            tell(happened=event.type_, subject=event.subject)
        concerned = any(event.data.case_id == state.case_id for event in given.parsed)
        state.cursor = given.headers["Comity-Cursor"]
        state.keep()


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:4]))
