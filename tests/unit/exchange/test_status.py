import weakref
from typing import Any
from urllib.parse import quote

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from gateway.errors import InputError, IntakeError, Reason
from gateway.exchange.calls import RpcStatus, describe, errors_as_status


def failed(code: grpc.StatusCode, details: str, trailing: Any = ()) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(*trailing), details)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_status(reason: Reason) -> None:
    status = RpcStatus(reason.error("x"))
    assert status.code.name == reason.grpc != "OK"
    # Only what may be repeated: somebody is away, busy, or waits for letters of before.
    away = reason.value.endswith("_UNAVAILABLE") or reason in {
        Reason.LETTERS_AWAITED,
        Reason.NODE_BUSY,
        Reason.DUTY_TAKEN_OVER,
    }
    assert (status.code is grpc.StatusCode.UNAVAILABLE) is away


def test_reason_and_metadata_travel_and_come_back() -> None:
    error = IntakeError("too big", step=1, reason=Reason.MESSAGE_TOO_LARGE, limit="4194304")
    status = RpcStatus(error)
    remote = failed(status.code, status.details, status.trailing_metadata)
    assert describe(remote).reason is Reason.MESSAGE_TOO_LARGE
    (detail,) = rpc_status.from_call(remote).details
    assert b"4194304" in detail.value
    assert b"comity" in detail.value


def test_a_refusal_fits_into_trailers_however_much_a_letter_makes_it_name() -> None:
    names = {f"name_{number}": "ü" * 99 for number in range(99)}
    error = InputError("field: ", "ü" * 9000, **names, whole="ü" * 9000, case_id="DE-C-2026-1")
    status = RpcStatus(error)
    trailers = (len(name) + len(value) for name, value in status.trailing_metadata)
    in_base64 = 4 * sum(trailers) // 3
    assert len(quote(status.details)) + in_base64 < 8 * 1024
    remote = failed(status.code, status.details, status.trailing_metadata)
    assert describe(remote).reason is Reason.INPUT_INVALID
    info = error_details_pb2.ErrorInfo()
    assert rpc_status.from_call(remote).details[0].Unpack(info)
    assert (info.metadata["field"], info.metadata["name_0"]) == ("field", "ü" * 99)
    assert "whole" not in info.metadata


@pytest.mark.parametrize(
    ("details", "hint"),
    [
        ("failed to connect: Ssl handshake failed: SSL_ERROR_SSL", "client certificate"),
        ("Socket closed", "client certificate"),
        ("recvmsg:Connection reset by peer", "client certificate"),
        ("CERTIFICATE_VERIFY_FAILED: unable to get local issuer", "address"),
        ("Peer name 127.0.0.1 is not in peer certificate", "address"),
        ("connect: Connection refused (111)", "runs"),
    ],
)
def test_what_grpc_leaves_in_the_dark_is_explained(details: str, hint: str) -> None:
    remote = describe(failed(grpc.StatusCode.UNAVAILABLE, details))
    assert remote.reason is Reason.PEER_UNAVAILABLE
    assert hint in remote.remedy


def test_details_of_strangers_are_not_taken_for_ours() -> None:
    plain = failed(grpc.StatusCode.INTERNAL, "x")
    assert describe(plain).reason is Reason.PEER_UNAVAILABLE
    status = RpcStatus(InputError("x", reason=Reason.CONTENT_INVALID))
    other = failed(grpc.StatusCode.ABORTED, "x", status.trailing_metadata)
    assert describe(other).reason is Reason.PEER_UNAVAILABLE


class Context:
    """What `errors_as_status` needs of a call's context."""

    def __init__(self) -> None:
        self.status: grpc.Status | None = None

    async def abort_with_status(self, status: grpc.Status) -> None:
        self.status = status
        raise grpc.aio.AbortError


async def test_an_unexpected_error_says_nothing_of_itself() -> None:
    context = Context()
    with pytest.raises(grpc.aio.AbortError):
        async with errors_as_status(context):  # type: ignore[arg-type]
            raise RuntimeError("ACME Ltd, end-user of denial FR-2026-1")
    assert context.status is not None
    assert context.status.code is grpc.StatusCode.INTERNAL
    assert (context.status.details, context.status.trailing_metadata) == ("internal error", ())


async def test_what_was_raised_lets_go_of_what_its_frames_held() -> None:
    """gRPC keeps the end of a call in a circle: the letter would stay with it."""

    class Letter:
        pass

    held: list[weakref.ref[Letter]] = []

    async def take() -> None:
        letter = Letter()
        held.append(weakref.ref(letter))
        try:
            raise ValueError(str(letter))
        except ValueError as exc:
            raise InputError("no letter", reason=Reason.MESSAGE_MALFORMED) from exc

    async def answer() -> None:
        async with errors_as_status(Context()):  # type: ignore[arg-type]
            await take()

    with pytest.raises(grpc.aio.AbortError) as ended:
        await answer()
    assert ended.value.__context__ is not None
    assert [each() for each in held] == [None]


async def test_an_error_of_ours_keeps_its_reason() -> None:
    context = Context()
    with pytest.raises(grpc.aio.AbortError):
        async with errors_as_status(context):  # type: ignore[arg-type]
            raise IntakeError("unknown", step=2, reason=Reason.PEER_UNKNOWN)
    assert context.status is not None
    assert context.status.code is grpc.StatusCode.UNAUTHENTICATED
