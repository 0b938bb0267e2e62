"""The client turns every answer of a node into JSON, octets or a named error."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from gateway.cli.client import NodeClient, ProblemError
from gateway.errors import InputError, Reason, UnavailableError
from tests.support.raising import refuses

PROBLEM = {
    "family": "state",
    "reason": "STATE_CONFLICT",
    "message": "the case is decided",
    "remedy": "Look first.",
    "metadata": {"case": "DE-C-2026-00001"},
}


def client(answer: httpx2.Response) -> NodeClient:
    return NodeClient(token="secret", transport=httpx2.MockTransport(lambda _: answer))


def test_json_is_parsed_and_other_contents_are_octets() -> None:
    assert client(httpx2.Response(200, json={"a": 1})).get("/x") == {"a": 1}
    assert client(httpx2.Response(200, html="<p>")).get("/x") == b"<p>"


def test_a_problem_keeps_reason_remedy_and_metadata() -> None:
    with refuses(ProblemError, Reason.STATE_CONFLICT, match="the case is decided") as caught:
        client(httpx2.Response(409, json=PROBLEM)).get("/x")
    assert caught.value.family == "state"
    assert caught.value.metadata == PROBLEM["metadata"]


def test_a_problem_is_read_under_either_type_of_content() -> None:
    of_9457 = httpx2.Response(
        409, json=PROBLEM, headers={"content-type": "application/problem+json"}
    )
    with refuses(ProblemError, Reason.STATE_CONFLICT, match="the case is decided"):
        client(of_9457).get("/x")


def test_a_reason_that_this_version_does_not_know_is_kept() -> None:
    error = ProblemError({**PROBLEM, "reason": "OF_TOMORROW"})
    assert error.problem_reason == "OF_TOMORROW"


def test_what_is_no_problem_is_named_all_the_same() -> None:
    with pytest.raises(ProblemError, match="404: Not Found") as caught:
        client(httpx2.Response(404, json={"detail": "Not Found"})).get("/x")
    assert caught.value.family == "not_found"
    with pytest.raises(ProblemError, match="answered 500"):
        client(httpx2.Response(500, text="Internal Server Error")).get("/x")


def test_a_node_that_does_not_answer_is_said_with_a_remedy(tmp_path: Path) -> None:
    with refuses(UnavailableError, Reason.NODE_UNAVAILABLE) as caught:
        NodeClient(socket=tmp_path / "absent.sock").get("/status")
    assert "comity up" in caught.value.remedy


def test_a_socket_path_that_the_system_refuses_is_refused_before() -> None:
    with pytest.raises(InputError, match="longer than"):
        NodeClient(socket=Path("/" + "x" * 120))


def test_an_answer_of_no_content_is_none() -> None:
    """Found in use: officer M3."""
    assert client(httpx2.Response(204)).delete("/x") is None
    assert client(httpx2.Response(204, json=None)).put("/x", {}) is None


def test_a_thing_is_changed_as_it_was_read() -> None:
    """It is read once; what was read counts for one change."""
    sent: list[tuple[str, str | None]] = []

    def node(request: httpx2.Request) -> httpx2.Response:
        sent.append((f"{request.method} {request.url.path}", request.headers.get("if-match")))
        return httpx2.Response(200, json={}, headers={"etag": f'"{len(sent)}"'})

    made = NodeClient(token="t", transport=httpx2.MockTransport(node))
    made.get("/cases/1")
    made.put("/cases/1/assessment", {}, of="/cases/1")
    made.post("/cases/1/decision", of="/cases/1")
    made.post("/registers/sync")
    assert sent == [
        ("GET /api/v1/cases/1", None),
        ("PUT /api/v1/cases/1/assessment", '"1"'),
        ("GET /api/v1/cases/1", None),
        ("POST /api/v1/cases/1/decision", '"3"'),
        ("POST /api/v1/registers/sync", None),
    ]
