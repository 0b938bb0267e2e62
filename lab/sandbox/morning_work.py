"""Work for the officers of a member whose console is opened: all of it filed, sent and received.

The demo ends with a decided case, so that its officers have nothing to do. What is brought here
takes the ways of life: a national system files an application, which is examined; another member
files one of which the goods lie here, asks us, and writes a note beside its question. The
Commission licenses nothing: a member notifies it of a general authorisation that it is to publish.

What was brought is written down step by step beside the sandbox's state, so that a command that
was cut off is taken further by the next one, and desks are opened in any order.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, TypeVar

from gateway.casework.permissions import OfficerRole
from gateway.cli.client import NodeClient, path_of
from gateway.domain.case import CaseState
from gateway.errors import UnavailableError
from lab.sandbox.supervisor import Sandbox

APPLICATION: Final = Path(__file__).resolve().parents[2] / "examples" / "application.json"
FILE: Final = "morning.json"
"""In the sandbox's folder: what was brought to whom."""

_ACCOUNTS: Final = {
    OfficerRole.SYSTEM: "licensing system of the sandbox",
    OfficerRole.OFFICER: "colleague of the sandbox",
    OfficerRole.DECIDER: "second officer of the sandbox",
}
_COMMISSION: Final = "EU"
_EVERY_S: Final = 0.5

_WITHIN_S: Final = 300.0
_NOTE: Final = {
    "language": "en",
    "text": "The exporter asks for a decision before its contract lapses.",
}
_MEASURE: Final = {
    "language": "en",
    "text": "A national general authorisation for repairs under warranty was issued.",
}


def bring_work(sandbox: Sandbox, code: str) -> None:
    """See that a member's officers have open work; once in the life of a sandbox.

    Args:
        sandbox: Its processes, which run. One command at a time brings work to it.
        code: The member.

    Raises:
        UnavailableError: A node does not examine or deliver in time.
    """
    brought = _Brought(sandbox, code)
    others = [each for each in sandbox.members if each not in {code, _COMMISSION}]
    if code == _COMMISSION:
        if others:
            _publish(sandbox, others[0], brought)
        return
    _apply(code, brought)
    if others:
        _ask(sandbox, others[0], code, brought)


class _Brought:
    """Steps that were taken for a member, and desks that take them, as written down."""

    def __init__(self, sandbox: Sandbox, code: str) -> None:
        self._sandbox, self._file, self._code = sandbox, sandbox.folder / FILE, code

    def once(self, step: str, take: Callable[[], str]) -> str:
        """Take a step that was not taken yet; return what it made, then or now."""
        return self._kept(f"{self._code}: {step}", take)

    def desk(self, code: str, role: OfficerRole) -> NodeClient:
        """Return the desk of an account of that role, which is made where it is not there yet."""

        def made() -> str:
            name = _ACCOUNTS[role]
            with self._sandbox.client(code) as administrator:
                if any(each["name"] == name for each in administrator.walk("/officers")):
                    answer = administrator.post("/officers/tokens", {"name": name})
                else:
                    answer = administrator.post("/officers", {"name": name, "role": str(role)})
            return str(answer["token"])

        return self._sandbox.client(code, self._kept(f"{code}: token of the {role}", made))

    def _kept(self, key: str, make: Callable[[], str]) -> str:
        if (known := self._held().get(key)) is not None:
            return known
        made = make()  # what that keeps itself is read again
        fresh = self._file.with_suffix(".new")
        fresh.touch(mode=0o600)  # tokens are in it
        fresh.write_text(json.dumps(self._held() | {key: made}, indent=2), "utf-8")
        fresh.replace(self._file)
        return made

    def _held(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        held: dict[str, str] = json.loads(self._file.read_text("utf-8"))
        return held


def _apply(code: str, brought: _Brought) -> None:
    """File an application at a member, and wait until it is examined."""

    def examined() -> str:
        with brought.desk(code, OfficerRole.SYSTEM) as system:
            _until(lambda: _examined(system, number), "the examination of an application")
        return number

    own = _application(code, lies_in=code, reference="MORNING-1")
    number = brought.once("filed", lambda: _filed(brought.desk(code, OfficerRole.SYSTEM), own))
    brought.once("examined", examined)


def _ask(sandbox: Sandbox, asking: str, code: str, brought: _Brought) -> None:
    """File an application at another member, which asks this one and notes a call."""

    def noted() -> str:
        with brought.desk(asking, OfficerRole.OFFICER) as officer:
            talk = _until(lambda: _asked(officer, number, code), f"the question to {code}")
            note = {"at": sandbox.clock.now().isoformat(), "channel": "telephone", "text": [_NOTE]}
            officer.post("/letters/notes", {"conversation_id": talk, "note": note})
        return talk

    theirs = _application(asking, lies_in=code, reference=f"MORNING-{code}")
    number = brought.once(
        "their application", lambda: _filed(brought.desk(asking, OfficerRole.OFFICER), theirs)
    )
    brought.once("noted", noted)


def _publish(sandbox: Sandbox, sender: str, brought: _Brought) -> None:
    """Have a member notify what the Commission is to publish, and wait until it has it."""

    def published() -> str:
        today = sandbox.clock.now().date().isoformat()
        draft = {
            "kind": "12(6)",
            "authorisations": [f"{sender}-WARRANTY"],
            "text": [_MEASURE],
            "at": today,
            "effective_from": today,
        }
        with brought.desk(sender, OfficerRole.OFFICER) as officer:
            sent = officer.post("/notices", draft)
        if "stands_on" not in sent:  # one officer alone may send it
            return str(sent["number"])
        with brought.desk(sender, OfficerRole.DECIDER) as second:
            agreed = second.post(f"/waiting-acts/{sent['number']}/agreement")
        return str(agreed["result"])

    def received() -> str:
        with brought.desk(_COMMISSION, OfficerRole.OFFICER) as officer:
            _until(
                lambda: any(each["subject"] == number for each in officer.walk("/tasks")),
                f"the notice {number}",
            )
        return number

    number = brought.once("notified", published)
    brought.once("received", received)


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
    with client:
        return str(client.post("/applications", application)["case_id"])


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
