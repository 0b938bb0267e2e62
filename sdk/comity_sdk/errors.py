"""Everything that the SDK raises on purpose; one class a family of the node's problems.

The families and reasons are those of `docs/protocol/errors.md`. A family that a newer node adds
comes as `Problem`.
"""

from __future__ import annotations

import email.utils
import json
import time
from typing import Any

import httpx2

TOKEN_REFUSED, TOO_MANY = 401, 429


class SdkError(Exception):
    """What the SDK raises; ``remedy`` says what a person can do.

    Args:
        message: What happened.
        remedy: What can be done about it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class SettingError(SdkError):
    """The client cannot be made as it was told: address, socket, token."""


class NoAnswer(SdkError):  # noqa: N818 - what happened, and no fault of anybody yet
    """The node does not answer; whether it carried the call out is not known."""


class AnswerUnreadable(SdkError):  # noqa: N818 - said of the answer
    """The node answered, and not as the contract says."""


class DigestMismatch(SdkError):  # noqa: N818 - said of the octets
    """The octets that came are not those of the document."""


class Problem(SdkError):  # noqa: N818 - the name of RFC 9457
    """A problem that the node answered with.

    Attributes:
        status: HTTP status.
        family: Where the fault lies.
        reason: Stable code, listed in docs/protocol/errors.md.
        metadata: Every dynamic part of the message, by name.
        retry_after_s: After how many seconds the node wants to be asked again, if it said.
    """

    def __init__(self, status: int, body: dict[str, Any], retry_after_s: float | None) -> None:
        said = body.get("message") or body.get("detail") or f"the node answered {status}"
        super().__init__(str(said), str(body.get("remedy", "")))
        self.status = status
        self.family = str(body.get("family", ""))
        self.reason = str(body.get("reason", ""))
        found = body.get("metadata")
        self.metadata = {str(k): str(v) for k, v in found.items()} if found else {}
        self.retry_after_s = retry_after_s
        self._errors = body.get("errors") or []

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are at fault, as far as the problem names them."""
        named = [str(one.get("field", "")) for one in self._errors if isinstance(one, dict)]
        return tuple(dict.fromkeys(name for name in [*named, self.metadata.get("field")] if name))

    def __str__(self) -> str:
        """Return what happened, with the reason."""
        return f"{self.args[0]} ({self.reason or self.status})"


class InputProblem(Problem):
    """What was sent is not what the address takes (family ``input``)."""


class NotFound(Problem):
    """There is nothing there, or nothing for this account (``not_found``)."""


class StateProblem(Problem):
    """The act does not fit the state that things are in (``state``)."""


class ChangedMeanwhile(StateProblem):
    """Somebody else changed the thing since it was read (status 412)."""


class PermissionProblem(Problem):
    """The account may not do this (``permission``)."""


class TokenRefused(PermissionProblem):
    """The token is not one, or no longer (status 401)."""


class TrustProblem(Problem):
    """A certificate, signature or directory does not hold (``trust``)."""


class ExchangeProblem(Problem):
    """Another authority's node could not be reached, or refused (``exchange``)."""


class RegisterProblem(Problem):
    """A register does not hold (``register``)."""


class LawProblem(Problem):
    """The law held does not provide for it (``law``)."""


class Unavailable(Problem):
    """The node cannot do it now; later it may (``unavailable``)."""


class TooManyRequests(Problem):
    """The account asks more often than the node allows (status 429)."""


FAMILIES: dict[str, type[Problem]] = {
    "input": InputProblem,
    "not_found": NotFound,
    "state": StateProblem,
    "permission": PermissionProblem,
    "trust": TrustProblem,
    "exchange": ExchangeProblem,
    "register": RegisterProblem,
    "law": LawProblem,
    "unavailable": Unavailable,
}
_STATUSES: dict[int, type[Problem]] = {
    TOKEN_REFUSED: TokenRefused,
    TOO_MANY: TooManyRequests,
    412: ChangedMeanwhile,
}
_WITHOUT_A_WORD: dict[int, type[Problem]] = {  # an answer to HEAD, or of a proxy
    403: PermissionProblem,
    404: NotFound,
    409: StateProblem,
    422: InputProblem,
    503: Unavailable,
}


def is_problem(answer: httpx2.Response) -> bool:
    """Whether a node itself answered with a problem, and not a proxy before it."""
    return answer.headers.get("content-type", "").startswith("application/problem+json")


def problem_of(answer: httpx2.Response) -> Problem:
    """Return the problem that an answer is; its body has been read."""
    body: Any = None
    if "json" in answer.headers.get("content-type", ""):
        try:
            body = json.loads(answer.content)
        except ValueError:
            body = None
    if not isinstance(body, dict):
        body = {"remedy": "This is no answer of a node: is a proxy before it?"}
    kind = _STATUSES.get(answer.status_code) or FAMILIES.get(str(body.get("family")))
    kind = kind or (_WITHOUT_A_WORD if "family" not in body else {}).get(
        answer.status_code, Problem
    )
    return kind(answer.status_code, body, retry_after(answer))


def retry_after(answer: httpx2.Response) -> float | None:
    """Return the seconds after which to ask again, None where the answer says none."""
    said = answer.headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isdigit():
        return float(said)
    try:
        at = email.utils.parsedate_to_datetime(said).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, at - time.time())
