"""The people of the demo, each at a desk of an authority, and what they can see from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.cli.client import NodeClient, path_of
from gateway.domain.deadline import printed_last_instant
from lab.demo.telling import derivation_of
from lab.sandbox.supervisor import Sandbox

LICENSING_SYSTEM = "licensing system of BAFA"
_OFFICERS = {
    "DE": {"Brandt": "decider", "Vogel": "decider", LICENSING_SYSTEM: "system"},
    "FR": {"Moreau": "decider", "Lambert": "decider"},
    "NL": {"de Vries": "officer"},
    "EU": {"Keller": "officer", "Commission desk": "reader"},
}
_READERS = {"DE": "Brandt", "FR": "Moreau", "NL": "de Vries", "EU": "Commission desk"}


class Offices:
    """The desks of all members.

    Args:
        sandbox: The federation.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._clients: dict[str, NodeClient] = {}
        self.case_id = ""

    def open(self, header: Path) -> None:
        """Make everybody's account.

        Args:
            header: File for the licensing system's token, as the header that curl sends.
        """
        for code, officers in _OFFICERS.items():
            with self._sandbox.client(code) as administrator:
                for name, role in officers.items():
                    made = administrator.post("/officers", {"name": name, "role": role})
                    self._clients[name] = self._sandbox.client(code, made["token"])
                    if name == LICENSING_SYSTEM:
                        _keep_header(header, made["token"])

    def close(self) -> None:
        """Close all desks."""
        for client in self._clients.values():
            client.close()

    def of(self, name: str) -> NodeClient:
        """Return the desk of a person or system."""
        return self._clients[name]

    def case(self) -> dict[str, Any]:
        """Return the case as Germany sees it."""
        found: dict[str, Any] = self.of("Brandt").get(path_of("cases", self.case_id))
        return found

    def all_running(self) -> dict[str, Any] | None:
        """Return the case once both consultations run."""
        case = self.case()
        states = {each["consulted"]: each["state"] for each in case["consultations"]}
        return case if states == {"FR": "running", "NL": "running"} else None

    def when(self, code: str, *states: str) -> dict[str, Any] | None:
        """Return the case once the consultation of a member is in one of the states."""
        case = self.case()
        return case if consultation_of(case, code)["state"] in states else None

    def received_by_all(self, denial: str) -> dict[str, Any] | None:
        """Return a denial once every member has cosigned that it holds it."""
        shown: dict[str, Any] = self.of("Vogel").get(path_of("denials", denial))
        return None if shown["not_yet_received"] else shown

    def synchronise(self) -> None:
        """Have every member visit the others now."""
        for name in ("Moreau", "Brandt", "de Vries", "Keller"):
            self.of(name).post("/registers/sync")

    def agreed(self, *origins: str) -> dict[str, Any] | None:
        """Return what every member holds of every log, once all hold the same.

        Args:
            origins: Logs that must be among them.
        """
        held = {
            code: {
                log["origin"]: {"size": log["size"], "root": log["root"]}
                for log in self.of(name).walk("/registers")
                if log["size"]
            }
            for code, name in _READERS.items()
        }
        first = held["DE"]
        alike = all(each == first for each in held.values())
        return held if alike and set(origins) <= set(first) else None


def consultation_of(case: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the consultation of a member in a case."""
    found: dict[str, Any] = next(
        each for each in case["consultations"] if each["consulted"] == code
    )
    return found


def told(consultation: dict[str, Any]) -> dict[str, Any]:
    """Return a consultation as the demo's JSON has it (docs/design.md section 8)."""
    derivation = derivation_of(consultation)
    answered = consultation["answer"] is not None
    return {
        "conversation": consultation["conversation_id"],
        "authority": consultation["consulted"],
        "procedure": consultation["procedure"],
        "last_instant": printed_last_instant(derivation) if derivation is not None else None,
        "deadline": consultation["deadline"],
        "outcome": consultation["answer"]["answer"] if answered else consultation["state"],
        "by": "answer" if answered else "silence",
        "answer_timing": consultation["answer_timing"],
        "silence_meaning": consultation["silence_meaning"],
        "closed_by": consultation["closed_by"],
    }


def _keep_header(path: Path, token: str) -> None:
    """Keep a token in a file, so that no list of processes shows it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"Authorization: Bearer {token}\n", encoding="utf-8")
