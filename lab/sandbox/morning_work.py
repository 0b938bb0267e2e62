"""Work for the officers of a member whose console is opened: all of it filed, sent and received.

The demo ends with a decided case, so that its officers have nothing to do. What is brought here
takes the ways of life: a national system files an application, which is examined; another member
files one of which the goods lie here, asks us, and writes a note beside its question.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, TypeVar

from gateway.casework.office.permissions import OfficerRole
from gateway.cli.client import NodeClient, path_of
from gateway.domain.case import CaseState
from gateway.errors import UnavailableError
from lab.sandbox.supervisor import Sandbox

APPLICATION: Final = Path(__file__).resolve().parents[2] / "examples" / "application.json"
ACCOUNT: Final = "brings work"
"""The account that files; where it is there, work was brought before."""

_COMMISSION: Final = "EU"
_EVERY_S: Final = 0.5

_WITHIN_S: Final = 300.0
_NOTE: Final = {
    "language": "en",
    "text": "The exporter asks for a decision before its contract lapses.",
}


def bring_work(sandbox: Sandbox, code: str) -> None:
    """See that a member's officers have open work; once in the life of a sandbox.

    Args:
        sandbox: Its processes, which run.
        code: The member.

    Raises:
        UnavailableError: A node does not examine or deliver in time.
    """
    with sandbox.client(code) as administrator:
        if any(each["name"] == ACCOUNT for each in administrator.walk("/officers")):
            return
    with _account(sandbox, code, OfficerRole.SYSTEM) as system:
        number = _filed(system, _application(code, lies_in=code, reference="MORNING-1"))
        _until(lambda: _examined(system, number), "the examination of an application")
    asking = next((each for each in sandbox.members if each not in {code, _COMMISSION}), None)
    if asking is None:
        return
    with _account(sandbox, asking, OfficerRole.OFFICER) as officer:
        number = _filed(officer, _application(asking, lies_in=code, reference="MORNING-2"))
        talk = _until(lambda: _asked(officer, number, code), f"the question to {code}")
        at = sandbox.clock.now().isoformat()
        note = {"at": at, "channel": "telephone", "text": [_NOTE]}
        officer.post("/letters/notes", {"conversation_id": talk, "note": note})


def _account(sandbox: Sandbox, code: str, role: OfficerRole) -> NodeClient:
    """Return the desk of a new account."""
    with sandbox.client(code) as administrator:
        made = administrator.post("/officers", {"name": ACCOUNT, "role": str(role)})
    return sandbox.client(code, made["token"])


def _application(state: str, *, lies_in: str, reference: str) -> dict[str, Any]:
    """Return the application of the demo as an exporter of a State would file it."""
    found: dict[str, Any] = json.loads(APPLICATION.read_text("utf-8"))
    transaction = found["transaction"]
    transaction["exporter"]["country"] = state
    transaction["exporter"]["addresses"] = []
    transaction["exporter"]["identifiers"] = []
    transaction |= {"goods_located_in": [lies_in], "country_of_consignment": lies_in}
    transaction["state_of_declaration"] = lies_in
    for item in transaction["items"]:
        for each in item["classifications"]:
            each["authority"] = state
    return found | {"reference": reference, "documents": []}


def _filed(client: NodeClient, application: dict[str, Any]) -> str:
    client.post("/applications", application)
    return str(client.get("/cases", limit=1)["items"][0]["case_id"])


def _examined(client: NodeClient, number: str) -> bool:
    """Say whether a case was examined, which a system sees by its state: no hit is shown to it."""
    return bool(client.get(path_of("cases", number))["state"] != CaseState.FILED)


def _asked(client: NodeClient, number: str, code: str) -> str | None:
    """Return the conversation in which a member was asked, once it has the question."""
    talks = client.get(path_of("cases", number))["consultations"]
    found = (each for each in talks if each["consulted"] == code and each["state"] == "running")
    return next((str(each["conversation_id"]) for each in found), None)


T = TypeVar("T")


def _until(ask: Callable[[], T | None], what: str) -> T:
    """Ask until there is an answer."""
    ends = monotonic() + _WITHIN_S
    while not (found := ask()):
        if monotonic() > ends:
            raise UnavailableError(
                f"{what} did not come within {_WITHIN_S:.0f} s",
                remedy="Read the logs of the members in the sandbox's folder.",
            )
        sleep(_EVERY_S)
    return found
