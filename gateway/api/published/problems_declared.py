"""Which problems each operation may answer: status, reasons and headers, in one table.

Nobody writes them at a route. What a request passes says them: its token and its share
(`gateway.api.admission`), its body (`gateway.api.bodies`), its conditions
(`gateway.api.conditions`), the thing that it names, and what the node stands on. Which reasons
a status has is read from `gateway.errors.Reason`. A status that is not declared is a defect:
tests of the interface look at each answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.api.problems import MEDIA_TYPE
from gateway.casework.drafts.conditions import IF_MATCH
from gateway.errors import Reason

REASONS: Final = "x-comity-reasons"
"""What the contract calls the reasons that a status may have."""

ACTING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that may change something, and take an `Idempotency-Key`."""

ETAG: Final = {
    "description": "The version that is shown, for `If-Match`; a field `version` says it too.",
    "schema": {"type": "string"},
}

_WAIT: Final = {
    "description": "Seconds after which to send the request again.",
    "schema": {"type": "integer", "minimum": 1},
}

_POLICY: Final = {
    "description": "The share of an account, `q` requests in `w` seconds, and `q` at once.",
    "required": True,
    "schema": {"type": "string"},
}

_LEFT: Final = {
    "description": "What is left of it: `r` requests, whole again in `t` seconds.",
    "required": True,
    "schema": {"type": "string"},
}

_SCHEME: Final = {
    "description": "`Bearer`: the scheme of the token that is asked for.",
    "required": True,
    "schema": {"type": "string"},
}

OPEN_TO_ALL: Final = frozenset(
    {
        "getHealth",
        "getStatus",
        "listRulebooks",
        "getRulebook",
        "getProcedure",
        "compareRulebooks",
        "listOverlays",
        "deriveDeadline",
    }
)
"""Operations that each account may do, whatever its role: they are never refused as 403."""

FOLLOWED: Final = frozenset({"listEvents"})
"""Operations that are read on from a cursor, of which the beginning is not kept for ever."""

READS_IN_A_STATE: Final = frozenset(
    {
        # Letters that were recalled, or whose contents are sealed.
        "getClassificationRound",
        "getNotice",
        "getReview",
        "listClassificationRounds",
        "listExplainedGrants",
        "listNotices",
        "listReviews",
        "listSensitiveCases",
        "listSensitiveParties",
        "prepareReviewPublication",
        # What is not done yet, is done already, or changed since it was proposed.
        "exportCaseEvidence",
        "exportConsultationEvidence",
        "getEdition",
        "getJudgement",
        "getLicenceForCustoms",
        "getProvenance",
        "getCellRecords",
        "getYear",
        "getYearForm",
        "getYearVersion",
        # Contents that are coming in, and cells that could be computed.
        "getDocumentContents",
        "getEditionDraft",
        # The answer of a job that has not ended.
        "getJobResult",
        # A log that does not hold.
        "getDenialProof",
        "getEntryProof",
        "getFraudProof",
        "listRegisters",
        "listRegisterEntries",
    }
)
"""What is read only in some states, or from something kept that may not hold: 409 else. An act
may always find things in another state; all else that is read is read as it is."""

_PAGING: Final = frozenset({"limit", "after"})
_WITHOUT_REASON: Final = frozenset({400, 416})
_PART: Final = "206"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the contract says that an operation takes."""

    name: str
    method: str
    body: bool
    ranges: bool
    parameters: frozenset[tuple[str, str]]

    @property
    def names_a_thing(self) -> bool:
        """Whether its address, its body or its query says which thing is meant."""
        return self.body or any(
            place == "path" or (place == "query" and name not in _PAGING)
            for place, name in self.parameters
        )

    @property
    def conditional(self) -> bool:
        """Whether it looks at the version that its sender has read."""
        return ("header", IF_MATCH) in self.parameters


@dataclass(frozen=True, slots=True)
class _Declared:
    """A status that operations answer with a problem.

    Attributes:
        name: What the contract calls it.
        when: When it comes.
        of: Says of an operation whether it may come.
        headers: What comes with it.
    """

    name: str
    when: str
    of: Callable[[_Asked], bool]
    headers: Mapping[str, Any]


def _always(_: _Asked) -> bool:
    return True


_STATUSES: Final[Mapping[int, _Declared]] = {
    400: _Declared(
        "Unreadable", "The body cannot be read as what it says it is.", lambda op: op.body, {}
    ),
    401: _Declared(
        "Unauthenticated",
        "No token was shown, or it is unknown, withdrawn or has ended.",
        _always,
        {"WWW-Authenticate": _SCHEME},
    ),
    403: _Declared(
        "Refused",
        "The account or the authority may not do it, whatever is asked.",
        lambda op: op.name not in OPEN_TO_ALL,
        {},
    ),
    404: _Declared(
        "NotFound",
        "What is named is not here, or not for this account.",
        lambda op: op.names_a_thing,
        {},
    ),
    409: _Declared(
        "Conflict",
        "The act does not fit the state that things are in, or what was kept does not hold.",
        lambda op: op.name in READS_IN_A_STATE or op.method in ACTING,
        {},
    ),
    410: _Declared(
        "Gone", "What came after this cursor is not kept.", lambda op: op.name in FOLLOWED, {}
    ),
    412: _Declared(
        "ChangedMeanwhile",
        "The thing has another version than `If-Match` names; nothing was done.",
        lambda op: op.conditional,
        {"ETag": ETAG},
    ),
    413: _Declared(
        "TooLarge",
        "The body has more octets or elements than the address takes.",
        lambda op: op.body,
        {},
    ),
    416: _Declared("RangeBehindTheEnd", "The range lies behind the end.", lambda op: op.ranges, {}),
    422: _Declared(
        "Invalid",
        "What was sent does not make sense, or the law that it names is not held; `metadata` "
        "names the field or the row.",
        _always,
        {},
    ),
    428: _Declared(
        "VersionRequired",
        "Something would be replaced, and no `If-Match` says what its sender has read.",
        lambda op: op.conditional,
        {"ETag": ETAG},
    ),
    429: _Declared(
        "TooManyRequests",
        "The account has used its share; nothing was done.",
        _always,
        {
            "Retry-After": {**_WAIT, "required": True},
            "RateLimit-Policy": _POLICY,
            "RateLimit": _LEFT,
        },
    ),
    500: _Declared("Defect", "A fault of Comity itself.", _always, {}),
    502: _Declared(
        "NotTrusted",
        "A key, a signature, the directory or what a peer sent does not hold.",
        _always,
        {},
    ),
    503: _Declared(
        "Unavailable",
        "Something below or beside the node does not answer, or too many wait.",
        _always,
        {"Retry-After": _WAIT},
    ),
}

_RESPONSES: Final = "#/components/responses/"


def reasons_of(status: int) -> tuple[str, ...]:
    """Return the reasons that a problem of a status may have."""
    if status in _WITHOUT_REASON:  # HTTP's own; no reason of ours has them
        return (str(Reason.INPUT_INVALID),)
    return tuple(str(reason) for reason in Reason if reason.http == status)


def with_problems(document: dict[str, Any], schema: str) -> None:
    """Write into an OpenAPI document which problems each operation may answer.

    Args:
        document: The document; each operation has its parameters and its body.
        schema: Reference to the schema of a problem.
    """
    document["components"]["responses"] = {
        each.name: _response(status, each, schema) for status, each in _STATUSES.items()
    }
    for operations in document["paths"].values():
        for method, operation in operations.items():
            asked = _Asked(
                operation["operationId"],
                method.upper(),
                "requestBody" in operation,
                _PART in operation["responses"],
                frozenset((each["in"], each["name"]) for each in operation.get("parameters", ())),
            )
            answers = operation["responses"]
            # Each status is declared, so that a client may hold an undeclared one for a defect.
            answers.pop("default", None)
            for status, each in _STATUSES.items():
                if each.of(asked):
                    answers[str(status)] = {"$ref": f"{_RESPONSES}{each.name}"}
            operation["responses"] = dict(sorted(answers.items()))


def _response(status: int, declared: _Declared, schema: str) -> dict[str, Any]:
    found = reasons_of(status)
    response: dict[str, Any] = {
        "description": f"{declared.when} Reason: {', '.join(f'`{each}`' for each in found)}.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": schema}}},
        REASONS: list(found),
    }
    if declared.headers:
        response["headers"] = dict(declared.headers)
    return response
