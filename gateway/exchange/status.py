"""Errors as gRPC statuses and back: the one table from reason to status code.

A status carries ``google.rpc.ErrorInfo`` with the reason and the safe metadata of the
error; detail stays in this node's log. Anything that is not one of our errors is INTERNAL
without a word of what it was: gRPC would send its text to the peer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import grpc
import structlog
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from gateway.errors import ComityError, Reason
from gateway.exchange.defects import log_defect

log = structlog.get_logger(__name__)

DOMAIN = "comity"
"""``ErrorInfo.domain``: whose reasons these are."""

_INVALID = grpc.StatusCode.INVALID_ARGUMENT
_STATE = grpc.StatusCode.FAILED_PRECONDITION
_DENIED = grpc.StatusCode.PERMISSION_DENIED
_UNKNOWN_CALLER = grpc.StatusCode.UNAUTHENTICATED
_AWAY = grpc.StatusCode.UNAVAILABLE

STATUS: Mapping[Reason, grpc.StatusCode] = MappingProxyType(
    {
        Reason.INPUT_INVALID: _INVALID,
        Reason.INPUT_EMPTY: _INVALID,
        Reason.COLUMN_UNKNOWN: _INVALID,
        Reason.COLUMN_MISSING: _INVALID,
        Reason.ENCODING_INVALID: _INVALID,
        Reason.CODE_UNKNOWN: _INVALID,
        Reason.COUNTRY_UNKNOWN: _INVALID,
        Reason.DATE_IMPOSSIBLE: _INVALID,
        Reason.PARTY_NAMELESS: _INVALID,
        Reason.PROCEDURE_UNKNOWN: _INVALID,
        Reason.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        Reason.SUBMISSION_INVALID: _INVALID,
        Reason.BODY_TOO_LARGE: grpc.StatusCode.RESOURCE_EXHAUSTED,
        Reason.STATE_CONFLICT: _STATE,
        Reason.DENIAL_UNSEEN: _STATE,
        Reason.SENSITIVE_UNSEEN: _STATE,
        Reason.REGISTER_STALE: _STATE,
        Reason.NOT_CLEARED: _STATE,
        Reason.DISCLOSURE_UNSAFE: _STATE,
        Reason.EMBARGOED: _STATE,
        Reason.CONSULTATION_OPEN: _STATE,
        Reason.ASSESSMENT_MISSING: _STATE,
        Reason.SECOND_OFFICER_NEEDED: _STATE,
        Reason.OBJECTION_BINDS: _STATE,
        Reason.ANSWERS_CONTRADICT: _STATE,
        Reason.SILENCE_UNCONFIRMED: _STATE,
        Reason.TOKEN_INVALID: _UNKNOWN_CALLER,
        Reason.NOT_PERMITTED: _DENIED,
        Reason.MARKING_TOO_HIGH: _DENIED,
        Reason.KEY_INVALID: _STATE,
        Reason.CERTIFICATE_INVALID: _UNKNOWN_CALLER,
        Reason.DIRECTORY_INVALID: _STATE,
        Reason.DIRECTORY_EXPIRED: _STATE,
        Reason.DIRECTORY_ROLLED_BACK: _STATE,
        Reason.SIGNATURE_INVALID: _INVALID,
        Reason.SUITE_REFUSED: _INVALID,
        Reason.DECRYPTION_FAILED: _INVALID,
        Reason.RECEIPT_INVALID: _INVALID,
        Reason.MESSAGE_MALFORMED: _INVALID,
        Reason.MESSAGE_TOO_LARGE: grpc.StatusCode.RESOURCE_EXHAUSTED,
        Reason.PEER_UNKNOWN: _UNKNOWN_CALLER,
        Reason.PEER_REVOKED: _DENIED,
        Reason.FEDERATION_MISMATCH: _INVALID,
        Reason.SENDER_MISMATCH: _INVALID,
        Reason.RECIPIENT_MISMATCH: _INVALID,
        Reason.CREATED_IN_FUTURE: _INVALID,
        Reason.MESSAGE_EXPIRED: _INVALID,
        Reason.MESSAGE_ID_REUSED: grpc.StatusCode.ALREADY_EXISTS,
        Reason.NOT_AUTHORISED: _DENIED,
        Reason.CONVERSATION_UNKNOWN: grpc.StatusCode.NOT_FOUND,
        Reason.REPLY_UNRELATED: _INVALID,
        Reason.COMMITMENT_MISMATCH: _INVALID,
        Reason.CONTENT_INVALID: _INVALID,
        Reason.VERSION_UNKNOWN: _STATE,
        Reason.PROOF_INVALID: _INVALID,
        Reason.CHECKPOINT_INVALID: _INVALID,
        Reason.LOG_INCONSISTENT: grpc.StatusCode.DATA_LOSS,
        Reason.LOG_TAMPERED: grpc.StatusCode.DATA_LOSS,
        Reason.ORIGIN_STOPPED: _STATE,
        Reason.EVIDENCE_INVALID: _INVALID,
        Reason.RULEBOOK_INVALID: _STATE,
        Reason.CALENDAR_UNKNOWN: _STATE,
        Reason.LIST_INVALID: _STATE,
        Reason.TEMPLATE_INVALID: _STATE,
        Reason.DATABASE_UNAVAILABLE: _AWAY,
        Reason.ENGINE_UNAVAILABLE: _AWAY,
        Reason.PEER_UNAVAILABLE: _AWAY,
        Reason.NODE_UNAVAILABLE: _AWAY,
        Reason.CALLS_EXCEEDED: grpc.StatusCode.RESOURCE_EXHAUSTED,
        Reason.SETTING_INVALID: _STATE,
        Reason.DEFECT: grpc.StatusCode.INTERNAL,
    }
)
"""Reason to status, total; a test proves it."""


class RpcStatus(grpc.Status):
    """A status with its details, as gRPC's abort takes it."""

    def __init__(self, error: ComityError) -> None:
        details = any_pb2.Any()
        details.Pack(
            error_details_pb2.ErrorInfo(
                reason=error.reason.value, domain=DOMAIN, metadata=error.metadata
            )
        )
        code = STATUS[error.reason]
        packed = rpc_status.to_status(
            status_pb2.Status(code=code.value[0], message=str(error), details=[details])
        )
        self.code = packed.code
        self.details = packed.details
        self.trailing_metadata = packed.trailing_metadata


@asynccontextmanager
async def errors_as_status(context: grpc.aio.ServicerContext[Any, Any]) -> AsyncIterator[None]:
    """Answer a call with the status of what its handler raises."""
    try:
        yield
    except ComityError as exc:
        log.info("call.refused", reason=exc.reason.value, step=exc.metadata.get("step", ""))
        await context.abort_with_status(RpcStatus(exc))
    except grpc.aio.AbortError:
        raise
    except Exception as exc:  # noqa: BLE001 - its text must not reach the peer
        await _internal(context, exc)


async def _internal(context: grpc.aio.ServicerContext[Any, Any], exc: Exception) -> None:
    log_defect(log, "call.defect", exc)
    await context.abort(grpc.StatusCode.INTERNAL, "internal error")


@dataclass(frozen=True, slots=True)
class RemoteError:
    """What a failed call to a peer says.

    Attributes:
        reason: The peer's reason, PEER_UNAVAILABLE where it gave none of ours.
        message: For a person; what gRPC or the peer said.
        remedy: What a person can do, where we know better than the peer.
    """

    reason: Reason
    message: str
    remedy: str = ""


def describe(error: grpc.aio.AioRpcError) -> RemoteError:
    """Read the reason out of a failed call; explain what gRPC leaves in the dark."""
    message = error.details() or error.code().name
    reason = _reason_in(error)
    if reason is not None:
        return RemoteError(reason, message)
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return RemoteError(Reason.PEER_UNAVAILABLE, "the peer did not answer in time")
    if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return RemoteError(Reason.PEER_UNAVAILABLE, "the peer is busy or refuses the size")
    return RemoteError(Reason.PEER_UNAVAILABLE, message, _remedy_for(message.lower()))


def _reason_in(error: grpc.aio.AioRpcError) -> Reason | None:
    try:
        # The synchronous reader accepts the asynchronous error; its own sibling does not.
        status = rpc_status.from_call(error)
    except ValueError:
        return None  # code and details disagree: not from one of our nodes
    for detail in status.details if status is not None else ():
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info) and info.domain == DOMAIN and info.reason in set(Reason):
            return Reason(info.reason)
    return None


def _remedy_for(message: str) -> str:
    """Guess from gRPC's words; TLS failures all arrive as UNAVAILABLE."""
    if "certificate_verify_failed" in message or "hostname" in message or "name" in message:
        return (
            "The peer's certificate is not for its address or not from the federation's "
            "authority: compare the directory's address with the certificate."
        )
    handshake = ("handshake", "ssl", "tls", "socket closed", "connection reset", "eof")
    if any(word in message for word in handshake):
        return (
            "The peer closed the connection. If that goes on, it ends the TLS handshake: it "
            "demands a client certificate that the directory lists. Check this node's "
            "certificate and its date with `comity doctor`."
        )
    return "Check that the peer's gateway runs and that its address in the directory is right."
