"""A call by the contract: what is sent, what is read, and what is raised."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

import comity_sdk
import comity_sdk.calls
import comity_sdk.exchange
from comity_sdk import AsyncClient, Client, Retries, SettingError, Token, models

ADDRESS = "https://node.example"
AT_ONCE = Retries(tries=3, first_pause_s=0.0)
PROBLEM = {
    "type": "urn:problem-type:comity:INPUT_INVALID",
    "status": 422,
    "family": "input",
    "reason": "INPUT_INVALID",
    "message": "names: at least one is needed",
    "remedy": "Give a name.",
    "metadata": {"field": "end_user.names"},
}
ACCOUNT = {"role": "officer", "created": "2026-11-28T12:00:00Z", "active": True}
Answer = httpx2.Response | Exception


class Node:
    """Answers one after the other, and notes what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **given: Any) -> Client:
        settings = {"token": "t0ken", "retries": AT_ONCE, **given}
        return Client(ADDRESS, transport=httpx2.MockTransport(self), **settings)

    def awaited(self) -> AsyncClient:
        transport = httpx2.MockTransport(self)
        return AsyncClient(ADDRESS, transport=transport, token="t0ken", retries=AT_ONCE)


def problem(status: int, headers: dict[str, str] | None = None, **other: Any) -> httpx2.Response:
    sent = {"content-type": "application/problem+json", **(headers or {})}
    body = json.dumps({**PROBLEM, "status": status, **other})
    return httpx2.Response(status, content=body, headers=sent)


def officers(*names: str, after: str | None = None) -> httpx2.Response:
    items = [{**ACCOUNT, "name": name} for name in names]
    return httpx2.Response(200, json={"items": items, "next": after})


def test_places_and_parameters_reach_no_other_address() -> None:
    node = Node(problem(404, family="not_found", reason="NOT_FOUND"))
    with pytest.raises(comity_sdk.NotFound):
        node.client().get_case("../officers?x=1#y")
    assert node.asked[0].url.raw_path == b"/api/v1/cases/..%2Fofficers%3Fx%3D1%23y"
    with pytest.raises(SettingError, match="no number, id or name"):
        node.client().get_case("..")


def test_an_act_has_a_key_and_each_try_sends_the_same() -> None:
    node = Node(httpx2.ReadError("cut"), problem(503, family="unavailable"), httpx2.Response(204))
    node.client().withdraw_officer("anna")
    keys = {request.headers["idempotency-key"] for request in node.asked}
    assert len(node.asked) == 3
    assert len(keys) == 1
    node.client().withdraw_officer("anna", key="mine")
    assert node.asked[-1].headers["idempotency-key"] == "mine"


def test_a_file_is_sent_again_octet_by_octet(tmp_path: Path) -> None:
    path = tmp_path / 'de"nials ä.csv'
    path.write_bytes(b"a;b\n")
    node = Node(httpx2.ReadTimeout("slow"), problem(422))
    with pytest.raises(comity_sdk.InputProblem):
        node.client().import_denials(path, way=models.Way.OWN)
    first, second = (request.content for request in node.asked)
    assert first == second
    assert 'filename="de%22nials ä.csv"'.encode() in first
    assert node.asked[0].url.query == b"way=own"


def test_a_problem_says_status_family_reason_remedy_and_fields() -> None:
    with pytest.raises(comity_sdk.InputProblem, match="at least one") as caught:
        Node(problem(422)).client().list_officers()
    error = caught.value
    assert (error.status, error.family, error.reason) == (422, "input", "INPUT_INVALID")
    assert (error.remedy, error.fields) == ("Give a name.", ("end_user.names",))


@pytest.mark.parametrize(
    ("status", "family", "kind"),
    [
        (401, "permission", comity_sdk.TokenRefused),
        (403, "permission", comity_sdk.PermissionProblem),
        (409, "state", comity_sdk.StateProblem),
        (412, "state", comity_sdk.ChangedMeanwhile),
        (429, "unavailable", comity_sdk.TooManyRequests),
        (503, "unavailable", comity_sdk.Unavailable),
        (418, "of_tomorrow", comity_sdk.Problem),
    ],
)
def test_a_problem_is_raised_by_its_family(
    status: int, family: str, kind: type[comity_sdk.Problem]
) -> None:
    with pytest.raises(comity_sdk.Problem) as caught:
        Node(problem(status, family=family)).client().list_officers()
    assert type(caught.value) is kind


def test_an_answer_of_a_proxy_is_a_problem_with_a_remedy() -> None:
    page = httpx2.Response(413, html="<h1>Too large</h1>")
    with pytest.raises(comity_sdk.Problem, match="answered 413") as caught:
        Node(page).client().list_officers()
    assert "proxy" in caught.value.remedy


def test_an_answer_that_is_not_by_the_contract_quotes_nothing_of_it() -> None:
    answer = httpx2.Response(200, json={"items": "SECRET", "next": None})
    with pytest.raises(comity_sdk.AnswerUnreadable, match="items") as caught:
        Node(answer).client().list_officers()
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_version_of_what_was_read_is_sent_where_it_is_changed() -> None:
    read = models.PartyInput(names=["A"])
    read.read_as("7")
    node = Node(problem(412, family="state", reason="CHANGED_MEANWHILE"))
    with pytest.raises(comity_sdk.ChangedMeanwhile):
        node.client().assess_case("DE-C-2026-00001", {}, of=read)
    assert node.asked[0].headers["if-match"] == '"7"'
    assert len(node.asked) == 1  # what was refused is not tried again
    with pytest.raises(SettingError, match="no version"):
        node.client().assess_case("DE-C-2026-00001", {}, of=models.PartyInput(names=["A"]))


def test_what_is_read_knows_its_version() -> None:
    page = httpx2.Response(200, json={"items": [], "next": None}, headers={"etag": 'W/"12"'})
    assert Node(page).client().list_officers().etag == "12"


def test_a_list_is_walked_page_by_page() -> None:
    node = Node(officers("a", "b", after="n1"), officers("c"))
    with node.client() as client:
        assert [one.name for one in client.walk_officers(limit=2)] == ["a", "b", "c"]
    assert [dict(request.url.params) for request in node.asked] == [
        {"limit": "2"},
        {"limit": "2", "after": "n1"},
    ]


async def test_the_client_that_awaits_keeps_the_same_rules() -> None:
    node = Node(httpx2.ConnectError("down"), officers("a", after="n1"), officers("b"))
    async with node.awaited() as client:
        assert [one.name async for one in client.walk_officers()] == ["a", "b"]
    refused = Node(problem(403, family="permission"))
    async with refused.awaited() as client:
        with pytest.raises(comity_sdk.PermissionProblem):
            await client.list_officers()


def test_what_cannot_be_repeated_is_tried_once() -> None:
    node = Node(httpx2.ReadError("cut"))
    asked = comity_sdk.exchange.Asked("POST", "/api/v1/x")  # of no operation, without a key
    with pytest.raises(comity_sdk.NoAnswer, match="tries: 1"):
        node.client().send(asked)
    never = Node(httpx2.ConnectError("down"))
    with pytest.raises(comity_sdk.NoAnswer, match="tries: 3"):
        never.client().send(asked)  # no connection: nothing was sent


def test_a_node_that_asks_to_wait_is_asked_again_after_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    limited = problem(429, {"retry-after": "7"}, family="unavailable")
    assert Node(limited, officers("a")).client().list_officers().items[0].name == "a"
    assert waited == [7.0]
    far = problem(429, {"retry-after": "4000"}, family="unavailable")
    with pytest.raises(comity_sdk.TooManyRequests) as caught:
        Node(far).client().list_officers()  # longer than the whole call may take
    assert caught.value.retry_after_s == 4000
    assert waited == [7.0]


def test_pauses_grow_and_end() -> None:
    rules = Retries(first_pause_s=1.0, longest_pause_s=5.0)
    for number, most in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (4000, 5.0)):
        assert most / 2 <= rules.pause_s(number) <= most


def test_a_refusal_that_the_node_itself_gives_as_502_is_not_repeated() -> None:
    node = Node(problem(502, family="trust", reason="PEER_UNKNOWN"))
    with pytest.raises(comity_sdk.Problem):
        node.client().list_officers()
    assert len(node.asked) == 1
    proxy = Node(httpx2.Response(502, html="bad gateway"), officers("a"))
    assert proxy.client().list_officers().items


def test_a_token_shows_itself_nowhere() -> None:
    client = Node(officers()).client(token="s3cret")
    for text in (repr(client), repr(client.token), f"{client.token}"):
        assert "s3cret" not in text


def test_a_token_in_a_file_is_read_with_each_call(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    node = Node(officers())
    client = node.client(token=f"@{file}")
    client.list_officers()
    file.write_text("second\n")
    client.list_officers()
    sent = [request.headers["authorization"] for request in node.asked]
    assert sent == ["Bearer first", "Bearer second"]
    file.unlink()
    with pytest.raises(SettingError, match="cannot be read"):
        client.list_officers()
    file.write_text("two words")
    with pytest.raises(SettingError, match="no token holds"):
        client.list_officers()


def test_the_environment_says_address_and_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMITY_ADDRESS", "unix:/run/comity/api.sock")
    monkeypatch.setenv("COMITY_TOKEN", "of-environment")
    client = Client()
    assert repr(client) == "Client('/run/comity/api.sock')"
    assert client.token.headers() == {"Authorization": "Bearer of-environment"}
    monkeypatch.delenv("COMITY_TOKEN")
    (tmp_path / "t").write_text("of-file")
    monkeypatch.setenv("COMITY_TOKEN_FILE", str(tmp_path / "t"))
    assert Token.found(None).headers() == {"Authorization": "Bearer of-file"}
    monkeypatch.delenv("COMITY_ADDRESS")
    with pytest.raises(SettingError, match="no address"):
        Client()


@pytest.mark.parametrize("address", ["http://node.example", "ftp://node", "node.example"])
def test_a_token_does_not_travel_in_the_clear(address: str) -> None:
    with pytest.raises(SettingError, match="plain http"):
        Client(address)


def test_a_socket_path_that_the_system_refuses_is_refused_before() -> None:
    with pytest.raises(SettingError, match="longer than"):
        Client("unix:/" + "x" * 120)


def test_dates_and_several_values_are_written_as_the_contract_has_them() -> None:
    sent = comity_sdk.calls.query_of(
        {"on": dt.date(2026, 11, 28), "only": True, "codes": ["DE", "FR"], "none": None}
    )
    assert sent == {"on": "2026-11-28", "only": "true", "codes": ["DE", "FR"]}
