"""What may be asked for as a job: one table, and what the contract says of each row.

A request with `Prefer: respond-async` (RFC 7240) to one of these is answered 202 with a job, and
carried out behind that answer (`gateway.api.jobs`). Nothing else knows which they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from gateway.casework.permissions import Permission

PREFER: Final = "Prefer"
RESPOND_ASYNC: Final = "respond-async"
APPLIED: Final = "Preference-Applied"


@dataclass(frozen=True, slots=True)
class Long:
    """An operation that may be carried out as a job.

    Attributes:
        address: Its method and address, as the contract has it.
        permission: Without it nobody may ask for the job, nor read its answer.
        again: Whether it may be begun again, or stopped, when it has written something: what is
            written is whole, and known when it is sent again.
    """

    address: str
    permission: Permission
    again: bool = False


LONG: Final[tuple[Long, ...]] = (
    # Denials are known by their national reference, each chunk of them is one transaction.
    Long("POST /denials/import", Permission.IMPORT, again=True),
    # One transaction; what is held and says the same is unchanged.
    Long("POST /past-consultations/import", Permission.IMPORT, again=True),
    # They write no more than that somebody looked.
    Long("GET /tables/{table}/csv", Permission.READ_DENIALS, again=True),
    Long("GET /tables/{table}/xlsx", Permission.READ_DENIALS, again=True),
    Long("POST /denials/reconcile", Permission.READ_DENIALS, again=True),
    Long("POST /evidence/verification", Permission.READ_DENIALS, again=True),
    # A record replaces the one of its own reference, all of a file in one transaction.
    Long("POST /report/years/{year}/import", Permission.SEND_RECORDS, again=True),
    Long("POST /report/years/{year}/records", Permission.SEND_RECORDS, again=True),
    # Tables of all States, made and checked; what is frozen has its number and is not made twice.
    Long("GET /report/collections/{collection}/draft", Permission.READ_REPORT, again=True),
    Long("POST /report/collections/{collection}/rounds", Permission.REPORT),
    Long("POST /report/collections/{collection}/editions", Permission.REPORT),
)
"""There is no other table."""


def long_at(method: str, path: str) -> Long | None:
    """Return what is long at an address, without the prefix of the interface; None: nothing."""
    said = f"{method} {path}"
    return next((each for each, pattern in _PATTERNS if pattern.fullmatch(said)), None)


_PATTERNS: Final = [
    (each, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", each.address))) for each in LONG
]

_PARAMETER: Final = {
    "name": PREFER,
    "in": "header",
    "required": False,
    "description": (
        f"`{RESPOND_ASYNC}` (RFC 7240): answer 202 with a job at once and carry it out behind "
        "that answer. Other preferences are passed over."
    ),
    "schema": {"type": "string"},
}

_JOB: Final = {"$ref": "#/components/schemas/Job"}
_SAID: Final = f"With `{PREFER}: {RESPOND_ASYNC}`: the job that carries it out; `Location` is it."
_HEADERS: Final = {
    APPLIED: {
        "description": f"`{RESPOND_ASYNC}`, where the answer is a job.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to look at the job.",
        "schema": {"type": "integer", "minimum": 1},
    },
}


def declare_job(address: str, operation: dict[str, Any]) -> None:
    """Say in the contract of an operation that it may be asked for as a job, if it may.

    Args:
        address: Its method and address, without the prefix of the interface.
        operation: What the contract says of it; it is changed.
    """
    if all(each.address != address for each in LONG):
        return
    operation.setdefault("parameters", []).append(_PARAMETER)
    said = operation["responses"].setdefault("202", {"description": ""})
    held = said.get("content", {}).get("application/json", {}).get("schema")
    schema = _JOB if held is None else {"anyOf": [held, _JOB]}
    said["content"] = {"application/json": {"schema": schema}}
    said["description"] = f"{said['description']} {_SAID}".strip()
    said["headers"] = {**said.get("headers", {}), **_HEADERS}
