"""A notice under Article 25(2) against every operation that reads, for every role.

DE in 2027 with FR: one such notice that DE sent and amended, one that came from FR about a denial
of FR's and was withdrawn, and a case that the denial meets. Its words, numbers, conversations and
letters are canaries: they reach accounts with the role `enforcement`, and nobody else anywhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from certs.layout import FederationFiles
from gateway.api.app import PREFIX, WITH_OWN
from gateway.casework.notices.notices import publish_notice, withdraw_notice
from gateway.casework.permissions import GRANTS, OfficerRole
from gateway.domain.notice import ShownNotice
from gateway.store.tables_casework import confined, task
from gateway.store.tables_exchange import journal
from tests.node.api.conftest import Door, open_door
from tests.node.api.test_who_reads_what import NOTHING, addresses, naming, said
from tests.support.cases import application, french_denial
from tests.support.federation_case import Desk, officer, text
from tests.support.notices import draft, exchange
from tests.support.route_rights import NEEDS, paths_in, pattern, published_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)
ENFORCEMENT = OfficerRole.ENFORCEMENT
ZOE = officer("zoe", ENFORCEMENT)
OTHERS = [role for role in OfficerRole if role is not ENFORCEMENT]

SENT, AMENDED, CAME = "Pumpe über Umweg", "Zwei Pumpen über Umweg", "Vanne par Trieste"
WORDS = {SENT, AMENDED, CAME}
UNKNOWN = {**NOTHING, "number": "DE-N-2027-00099", "task_id": "99999"}


@dataclass
class World:
    """The door of DE, and by what its canaries are named."""

    door: Door
    numbers: list[str]
    conversations: list[str]
    letters: list[str]
    tasks: list[str]

    @property
    def canaries(self) -> set[str]:
        return {*WORDS, *self.numbers, *self.conversations, *self.letters}

    @property
    def names(self) -> dict[str, list[str]]:
        """What a part of an address may be, by its name."""
        return {
            "number": self.numbers,
            "conversation_id": self.conversations,
            "message_id": self.letters,
            "task_id": self.tasks,
            "subject": [*self.numbers, *self.conversations],
            "reference": self.numbers,
        }


async def told(desk: Desk, to: str, words: str, about: str = "") -> str:
    wanted = draft(
        "25(2)",
        recipients=(to,),
        text=(text(words, "de"),),
        about=about,
        expires=None,
        reply_until=None,
        reference=f"N-{words[:5]}",
    )
    sent = await publish_notice(desk.node.office, ZOE, wanted)
    assert isinstance(sent, ShownNotice)
    return sent.number


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(
    case_files: FederationFiles,
    tmp_path_factory: pytest.TempPathFactory,
    module_sqlite: Callable[[str], str],
) -> AsyncIterator[World]:
    """Made once: all tests of this module read it."""
    folder = tmp_path_factory.mktemp("world")
    async with open_door(case_files, folder, module_sqlite, codes=("DE", "FR")) as door:
        federation, de, fr = door.federation, door.desk, door.federation["FR"]
        await fr.deny(french_denial(17))
        await federation.sync()
        filed = application().model_dump(mode="json")
        answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=filed)
        assert answer.status_code == 201, answer.text
        await federation.at(IN_2027)
        ours = await told(de, "FR", SENT)
        theirs = await told(fr, "DE", CAME, about=french_denial(17).denial_id)
        await exchange(federation)
        body = draft("25(2)", text=(text(AMENDED, "de"),), about="", expires=None, reply_until=None)
        answer = await door.call(
            "PUT", f"/notices/{ours}", ENFORCEMENT, json=body.model_dump(mode="json")
        )
        assert answer.status_code == 200, answer.text
        await withdraw_notice(fr.node.office, ZOE, theirs, (text(CAME, "fr"),))
        await exchange(federation)
        yield await _named(door, [ours, theirs])


async def _named(door: Door, numbers: list[str]) -> World:
    def read(conn: Any) -> tuple[list[str], list[str], list[str]]:
        kept = list(conn.scalars(select(confined.c.subject)))
        talks = [each for each in kept if each.count("-") == 4 and "-N-" not in each]
        letters = select(journal.c.message_id).where(journal.c.conversation_id.in_(talks))
        tasks = select(task.c.id).where(task.c.subject.in_(kept), task.c.closed.is_(None))
        return talks, list(conn.scalars(letters)), [str(each) for each in conn.scalars(tasks)]

    talks, letters, tasks = await door.desk.node.db.read(read)
    assert (len(talks), len(letters)) == (2, 4)
    assert tasks
    return World(door, numbers, talks, letters, tasks)


async def hidden_addresses(world: World) -> list[tuple[str, str, dict[str, str]]]:
    """Every address that is read with a canary in it, the same with a name of nothing, and both."""
    contract = WITH_OWN.document()
    found = []
    for path, methods in paths_in(contract).items():
        places = [name for name in world.names if f"{{{name}}}" in path]
        if "get" not in methods or not places:
            continue
        for values in product(*(world.names[name] for name in places)):
            named = unknown = path.removeprefix(PREFIX)
            instead = {}
            for name, value in zip(places, values, strict=True):
                named = named.replace(f"{{{name}}}", value)
                nothing = UNKNOWN.get(name, "DE-C-2027-09999")
                unknown = unknown.replace(f"{{{name}}}", nothing)
                instead[nothing] = value
            others = {"{origin}": "DE", "{index}": "0", "{year}": "2026", "{authority}": "DE"}
            for part, value in others.items():
                named, unknown = named.replace(part, value), unknown.replace(part, value)
            found.append((named, unknown, instead))
    return found


QUERIES = (
    "/notices?kind=25(2)",
    "/notices?about=FR-2024-00017",
    "/notices?state=withdrawn",
    "/notices?origin=FR",
    "/events?limit=1000",
    "/tasks?by_last_day=true&limit=1000",
    "/letters?wanted=true",
    "/waiting-acts?every=true",
)


async def test_no_role_but_enforcement_reads_a_word_of_it(world: World) -> None:
    asked = [*await addresses(world.door), *QUERIES]
    search = application().transaction.model_dump(mode="json")
    for role in OTHERS:
        for address in asked:
            heard = said(await world.door.call("GET", address, role)).replace(address, "")
            leaks = {each for each in world.canaries if each in heard}
            assert not leaks, (role, address, leaks)
        for address, body in (
            ("/denials/search", search),
            ("/denials/find", {"names": ["Pumpe"]}),
            ("/classifications/precedents", {"code": "5A001"}),
        ):
            heard = said(await world.door.call("POST", address, role, json=body))
            assert not {each for each in world.canaries if each in heard}, (role, address)


async def test_what_names_it_is_answered_as_what_names_nothing(world: World) -> None:
    """By number, conversation, letter or task: the words and the status are the same."""
    asked = await hidden_addresses(world)
    assert len(asked) > 20
    for role, (named, unknown, instead) in product(OTHERS, asked):
        one, other = [await world.door.call("GET", each, role) for each in (named, unknown)]
        same = other.text
        for nothing, name in instead.items():
            same = same.replace(nothing, name)
        assert (one.status_code, one.text) == (other.status_code, same), (role, named)
    for query in ("conversation_id", "case_id"):
        for name in (*world.conversations, *world.numbers):
            for role in OTHERS:
                answer = await world.door.call("GET", f"/letters?{query}={name}", role)
                assert answer.status_code in (403, 404), (role, query, answer.text)


async def test_no_act_that_names_it_is_different_from_one_that_names_nothing(world: World) -> None:
    published = published_in(WITH_OWN.document())
    named = {name: values[0] for name, values in world.names.items() if name != "reference"}
    nothing = {**UNKNOWN, "subject": UNKNOWN["number"]}
    named = {"case_id": nothing["case_id"], **named}
    tried = set()
    for role, (method, path, body, permission) in product(OTHERS, NEEDS):
        if method == "GET" or permission is None or permission not in GRANTS[role]:
            continue
        place = method, pattern(path, published), body
        hidden, unknown = naming(*place, named), naming(*place, nothing)
        if hidden == unknown:
            continue
        one, other = [await world.door.call(m, p, role, json=b) for m, p, b in (hidden, unknown)]
        same = other.text
        for name, value in nothing.items():
            same = same.replace(value, named.get(name, value))
        assert (one.status_code, one.text) == (other.status_code, same), (role, *place)
        tried.add(place[:2])
    assert {("PUT", "/notices/{number}"), ("POST", "/tasks/{task_id}/closing")} <= tried


async def test_no_version_is_compared_with_one_that_is_not_there(world: World) -> None:
    """`If-Match` is looked at before the act, and says of what there is how it stands."""
    words = [text("x").model_dump(mode="json")]
    finding = {"outcome": "requirement"}
    for path, body in (("/notices/{}/withdrawal", words), ("/reviews/{}/findings", finding)):
        for role in (OfficerRole.OFFICER, OfficerRole.DECIDER):
            token = {"Authorization": f"Bearer {world.door.tokens[role]}"}
            said_of = [
                await world.door.client.post(
                    PREFIX + path.format(number), json=body, headers=token | {"If-Match": '"1-1"'}
                )
                for number in (world.numbers[0], UNKNOWN["number"])
            ]
            one, other = said_of
            assert (one.status_code, "etag" in one.headers) == (404, False), one.text
            assert one.text == other.text.replace(UNKNOWN["number"], world.numbers[0])


async def test_enforcement_reads_it_and_nothing_else(world: World) -> None:
    """Its notices, their views and pages, their tasks; and no case, denial, letter or account."""
    reached: dict[str, set[str]] = {}
    asked = [*await addresses(world.door), *QUERIES]
    asked += [named for named, *_ in await hidden_addresses(world)]
    for address in asked:
        answer = await world.door.call("GET", address, ENFORCEMENT)
        if answer.status_code == 200:
            heard = said(answer)
            reached[address] = {each for each in WORDS if each in heard}
    (ours, theirs), nouns = world.numbers, {each.split("/")[1].split("?")[0] for each in reached}
    # Its own jobs: it has none.
    assert nouns <= {"notices", "tasks", "tables", "jobs", "status", "health", "rulebooks"}
    for path in ("", "/view", "/page"):
        assert reached[f"/notices/{ours}{path}"] == {SENT, AMENDED}
        assert reached[f"/notices/{theirs}{path}"] == {CAME}
    listed = (await world.door.call("GET", "/notices", ENFORCEMENT)).json()["items"]
    assert {each["number"] for each in listed} == {ours, theirs}
    about = (await world.door.call("GET", "/tasks", ENFORCEMENT)).json()["items"]
    assert {each["subject"] for each in about} == {theirs}
    assert {str(each["id"]) for each in about} == set(world.tasks)


async def test_an_integrator_hears_nothing_of_it_from_the_feed(world: World) -> None:
    """From the first event on, batch by batch, as a national system reads it."""
    for role in (OfficerRole.SYSTEM, OfficerRole.OFFICER):
        address, heard, told = "/events?limit=5", "", [""]
        while told:
            answer = await world.door.call("GET", address, role)
            heard, told = heard + answer.text, answer.json()
            address = f"/events?limit=5&after={answer.headers['comity-cursor']}"
        assert "comity.case.filed" in heard
        assert "comity.notice." not in heard
        assert "role" not in heard
        assert not {each for each in world.canaries if each in heard}


async def test_its_answer_is_not_repeated_to_who_changed_his_role(world: World) -> None:
    """Neither do an account's own keys give it away: an answer is kept to who may see it now."""
    body = draft(
        "25(2)", recipients=("FR",), text=(text(SENT, "de"),), about="", expires=None,
        reply_until=None,
    ).model_dump(mode="json")  # fmt: skip
    key = {"Authorization": f"Bearer {world.door.tokens[ENFORCEMENT]}", "Idempotency-Key": "k-1"}
    client = world.door.client
    first = await client.post(f"{PREFIX}/notices", json=body, headers=key)
    again = await client.post(f"{PREFIX}/notices", json=body, headers=key)
    assert (first.status_code, again.json()) == (201, first.json())
    other = key | {"Authorization": f"Bearer {world.door.tokens[OfficerRole.OFFICER]}"}
    refused = await client.post(f"{PREFIX}/notices", json=body, headers=other)
    assert (refused.status_code, refused.json()["reason"]) == (403, "NOT_PERMITTED")
