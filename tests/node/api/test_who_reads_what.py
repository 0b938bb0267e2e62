"""Every role asks every route that reads, over data of each kind; and acts on what is not its own.

Two nodes over mTLS. What lies at DE: a denial of FR, three cases (one of the licensing system, one
of an officer, one that a decider restricted to himself), what FR answered and asks, a note between
officers, a notice. Each kind has words of its own, a canary: whom they reach, and whom they never
reach, is the table of permissions, and who is named on what is restricted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from itertools import product
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from certs.layout import FederationFiles
from gateway.api.app import PREFIX, WITH_OWN
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.permissions import GRANTS, OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import Application, Outcome
from gateway.domain.consultation import ConsultationAnswer, DenialAnswer
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.transaction import Party
from gateway.nouns.all import TABLES
from tests.node.api.conftest import Door, open_door
from tests.support.cases import application, french_denial
from tests.support.consultations import ask
from tests.support.desk import ANNA, Desk
from tests.support.federation_case import START, text
from tests.support.kinds import NON_LISTED, filed, item, outcome
from tests.support.notices import publish
from tests.support.route_rights import NEEDS, paths_in, pattern, published_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

DENIAL = "FR-2024-00017"
OFFICER, SYSTEM, DECIDER = OfficerRole.OFFICER, OfficerRole.SYSTEM, OfficerRole.DECIDER

OWN, FOREIGN, ASKED = "Eigenhafen GmbH", "Fremdhafen GmbH", "Demandeur-Lointain"
DENIED, GROUNDS = "Directorate of Special Communications", "pression interne."
ANSWERED, NOTED, NOTIFIED = "Nous avons refusé", "Anruf bei der Zentrale", "Kamera ohne Liste"
ACCOUNT = "Kontenblatt"
SECRET, HUSHED, ASKED_SECRET = "Stillhafen GmbH", "Nous nous taisons", "Demandeur-Discret"
WHY = "Der Hinweisgeber bleibt ungenannt"
HARMLESS = Stated[Party].given(Party(names=("Jebel Ali Water Works",), country="AE"))

CASES = {FOREIGN, ASKED, ANSWERED, NOTED}
RESTRICTED = {SECRET, HUSHED, ASKED_SECRET, WHY}
REACH: dict[OfficerRole, set[str]] = {
    OfficerRole.OFFICER: {OWN, DENIED, DENIAL, GROUNDS, NOTIFIED} | CASES,
    OfficerRole.DECIDER: {OWN, DENIED, DENIAL, GROUNDS, NOTIFIED} | CASES | RESTRICTED,
    OfficerRole.AUDITOR: {OWN, DENIED, DENIAL, GROUNDS, NOTIFIED, ACCOUNT} | CASES | RESTRICTED,
    OfficerRole.SYSTEM: {OWN},
    OfficerRole.READER: {DENIED, DENIAL, GROUNDS, NOTIFIED},
    OfficerRole.ADMINISTRATOR: {ACCOUNT},
    OfficerRole.ENFORCEMENT: set(),  # what is kept to it: test_enforcement_reads.py
}
"""The canaries that each role finds somewhere, and no others anywhere."""

CANARIES = set().union(*REACH.values())


def of(exporter: str, reference: str) -> Application:
    """An application of an exporter, by which its case is known again."""
    found = application()
    party = Stated[Party].given(Party(names=(exporter,), country="DE"))
    transaction = found.transaction.model_copy(update={"exporter": party})
    return found.model_copy(update={"reference": reference, "transaction": transaction})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(
    case_files: FederationFiles,
    tmp_path_factory: pytest.TempPathFactory,
    module_sqlite: Callable[[str], str],
) -> AsyncIterator[Door]:
    """DE and FR, with something of each kind; made once for the tests of a module."""
    folder = tmp_path_factory.mktemp("world")
    async with open_door(case_files, folder, module_sqlite, codes=("DE", "FR")) as door:
        federation = door.federation
        await federation["FR"].deny(french_denial(17))
        await federation.sync()
        for role, exporter in ((SYSTEM, OWN), (OFFICER, FOREIGN), (DECIDER, SECRET)):
            body = of(exporter, f"R-{role}").model_dump(mode="json")
            answer = await door.call("POST", "/applications", role, json=body)
            assert answer.status_code == 201, answer.text
            await federation.settle()
            if role is not OFFICER:
                words = {SYSTEM: ANSWERED, DECIDER: HUSHED}[role]
                await _answered(federation["FR"], f"{words}.")
                await federation.settle()
        await _asked(door)
        await _restricted(door)
        account = {"name": ACCOUNT, "role": "reader"}
        await door.call("POST", "/officers", OfficerRole.ADMINISTRATOR, json=account)
        await publish(federation["FR"], "12(6)", text=(text(NOTIFIED),))
        await federation.sync()
        yield door


async def _answered(desk: Desk, words: str) -> None:
    """An officer of FR answers what was asked last."""
    office = desk.node.office
    talk = (await list_consultations(office, ANNA, ConsultationFilter(asked_of_us=True))).items[0]
    no = "not_identical"
    each = tuple(DenialAnswer(denial_id=denial, answer=no) for denial in talk.request.denials)
    answer = ConsultationAnswer(answer=no, by_denial=each, explanation=(text(words, "fr"),))
    await answer_consultation(office, ANNA, talk.conversation_id, answer)


async def _asked(door: Door) -> None:
    """FR asks DE about the system's own case, and an officer of DE notes a call about it."""
    federation = door.federation
    about = {"concerns": "R-system", "asked_for": ("not_grant",)}
    asked = await ask(federation, "FR", "DE", "14(2)", case_reference=ASKED, **about)
    note = {"at": federation.clock.at.isoformat(), "text": [text(NOTED).model_dump()]}
    body = {"conversation_id": asked.conversation_id, "note": note}
    answer = await door.call("POST", "/letters/notes", OFFICER, json=body)
    assert answer.status_code < 300, answer.text
    await federation.settle()


async def _restricted(door: Door) -> None:
    """A decider restricts his case, and what FR asks beside it, to himself."""
    about = {"concerns": "R-of-nobody", "asked_for": ("not_grant",)}
    asked = await ask(door.federation, "FR", "DE", "14(2)", case_reference=ASKED_SECRET, **about)
    await door.federation.settle()
    cases = (await door.call("GET", "/cases", DECIDER)).json()["items"]
    secret = next(each["case_id"] for each in cases if each["reference"] == "R-decider")
    marking = {"reason_class": "source_protection", "reason": text(WHY).model_dump()}
    for subject in (secret, asked.conversation_id):
        answer = await door.call("POST", f"/restrictions/{subject}", DECIDER, json=marking)
        assert answer.status_code == 201, answer.text


async def pools(door: Door) -> dict[str, list[str]]:
    """Every value that a part of an address may have here."""

    async def all_of(path: str, key: str) -> list[str]:
        found = (await door.call("GET", path, DECIDER)).json()["items"]
        return [str(each[key]) for each in found]

    talks = await all_of("/consultations", "conversation_id")
    letters: list[str] = []
    for each in talks:
        letters += await all_of(f"/letters?conversation_id={each}", "message_id")
    cases = await all_of("/cases", "case_id")
    return {
        "case_id": cases,
        "conversation_id": talks,
        "message_id": letters,
        "denial_id": await all_of("/denials", "denial_id"),
        "number": [*await all_of("/notices", "number"), "1"],
        "origin": ["DE", "FR"],
        "index": ["0"],
        "reference": [*cases, "R-system", "R-officer", "R-decider"],
        "subject": await all_of("/restrictions", "subject"),
        "year": ["2026", "2025"],
        "authority": ["DE"],
        "table": [*TABLES],
    }


async def addresses(door: Door) -> list[str]:
    """Every address that is read, with every value."""
    contract = WITH_OWN.document()
    known, found = await pools(door), []
    for path, methods in paths_in(contract).items():
        if "get" in methods:
            names = re.findall(r"{(\w+)}", path)
            for values in product(*(known.get(name, ["1"]) for name in names)):
                filled = path
                for name, value in zip(names, values, strict=True):
                    filled = filled.replace(f"{{{name}}}", value)
                found.append(filled.removeprefix(PREFIX))
    return found


def said(answer: httpx2.Response) -> str:
    """Everything that an answer says, archives unpacked."""
    raw = answer.content
    if answer.headers.get("content-type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(archive.read(name) for name in archive.namelist())
    return raw.decode("utf-8", "replace")


async def test_each_canary_reaches_whom_it_may_and_nobody_else(world: Door) -> None:
    """Found in use: integrator A4."""
    asked = await addresses(world)
    search = of("x", "x").transaction.model_dump(mode="json")
    for role in OfficerRole:
        reached: set[str] = set()
        for address in asked:
            heard = said(await world.call("GET", address, role)).replace(PREFIX + address, "")
            leaks = {each for each in CANARIES - REACH[role] if each in heard}
            assert not leaks, (role, address, leaks)
            reached |= {each for each in CANARIES if each in heard}
        for address, body in (("/denials/search", search), ("/denials/find", {"names": [DENIED]})):
            heard = said(await world.call("POST", address, role, json=body))
            assert not {each for each in CANARIES - REACH[role] if each in heard}, (role, address)
        assert reached == REACH[role], role


async def test_a_system_sees_what_it_filed_and_what_is_withheld_of_it(world: Door) -> None:
    """Found in use: integrator A4."""
    listed = (await world.call("GET", "/cases", SYSTEM)).json()["items"]
    assert [each["reference"] for each in listed] == ["R-system"]
    path = f"/cases/{listed[0]['case_id']}"
    own = (await world.call("GET", path, SYSTEM)).json()
    whole = (await world.call("GET", path, OFFICER)).json()
    assert own["state"] == whole["state"]
    assert own["decision"] == whole["decision"]
    assert [each["answer"]["answer"] for each in own["consultations"]] == ["not_identical"]
    assert {"examination", "acts", "attention"} <= set(own["withheld"])
    assert "withheld" not in whole
    assert whole["examination"]["hits"]
    for each in ("page", "evidence", "examinations", "examinations/1"):
        answer = await world.call("GET", f"{path}/{each}", SYSTEM)
        assert (answer.status_code, answer.json()["reason"]) == (403, "NOT_PERMITTED"), each


async def granted(door: Door, reference: str, role: OfficerRole = OFFICER) -> str:
    """The number of a licence whose application an account filed; nobody is consulted on it."""
    wanted = filed(
        reference, items=(item(NON_LISTED, cyber_surveillance=False),), end_user=HARMLESS
    )
    answer = await door.call("POST", "/applications", role, json=wanted.model_dump(mode="json"))
    assert answer.status_code == 201, answer.text
    await door.federation.settle()
    path = f"/cases/{answer.json()['case_id']}"
    proposal = outcome(Outcome.GRANTED).model_dump(mode="json")
    answer = await door.call("POST", f"{path}/proposal", OFFICER, json=proposal)
    assert answer.status_code == 200, answer.text
    answer = await door.call("POST", f"{path}/decision", OfficerRole.DECIDER)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["licensed"]["number"])


async def test_what_is_not_ones_own_is_not_there(world: Door) -> None:
    """Found in use: integrator A4."""
    cases = (await world.call("GET", "/cases", OFFICER)).json()["items"]
    foreign = next(each["case_id"] for each in cases if each["reference"] == "R-officer")
    licence = await granted(world, "of an officer")
    own = await granted(world, "of the system", SYSTEM)
    listed = (await world.call("GET", "/licences", SYSTEM)).json()["items"]
    assert [each["number"] for each in listed] == [own]
    talks = (await world.call("GET", "/consultations", OFFICER)).json()["items"]
    asked = next(each for each in talks if each["asking"] == "FR")["conversation_id"]
    now = of(OWN, "R-officer").model_dump(mode="json")
    amended = {**text("x").model_dump(), "application": now}
    added = {"reference": "x", "end_user": {"names": ["x"]}}
    left = {"line": 1, "quantity": "1"}
    use = {"reference": "26DE1", "at": START.isoformat(), "lines": [left]}
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"/cases/{foreign}", None),
        ("GET", f"/licences/{licence}", None),
        ("GET", f"/licences/{licence}/view", None),
        ("GET", f"/licences/{licence}/renewal?reference=y", None),
        ("GET", f"/licences/{licence}/uses", None),
        ("POST", f"/licences/{licence}/uses", use),
        ("POST", f"/licences/{licence}/uses/26DE1/reversal", text("x").model_dump()),
        ("GET", f"/consultations/{asked}", None),
        ("POST", f"/cases/{foreign}/amendment", amended),
        ("POST", f"/cases/{foreign}/end-users", added),
    ]
    for method, path, body in calls:
        answer = await world.call(method, path, SYSTEM, json=body)
        assert (answer.status_code, answer.json()["reason"]) == (404, "NOT_FOUND"), path
    same = of(FOREIGN, "R-officer").model_dump(mode="json")
    again = await world.call("POST", "/applications", SYSTEM, json=same)
    assert (again.status_code, FOREIGN in again.text) == (409, False)
    concerned = {**same, "reference": "y", "procedure": "licence-in-force", "concerns": foreign}
    refused = await world.call("POST", "/applications", SYSTEM, json=concerned)
    assert refused.status_code == 422
    only = await world.call("GET", "/consultations?asked_of_us=true", SYSTEM)
    assert only.status_code == 403


async def test_a_system_hears_of_its_own_cases_alone(world: Door) -> None:
    """Found in use: integrator A4."""
    cases = (await world.call("GET", "/cases", OFFICER)).json()["items"]
    ids = {each["reference"]: each["case_id"] for each in cases}
    talks = (await world.call("GET", "/consultations", OFFICER)).json()["items"]
    filed_by_it = (await world.call("GET", "/cases", SYSTEM)).json()["items"]
    own = {each["case_id"] for each in filed_by_it}
    assert not own & {ids["R-officer"], ids.get("R-decider")}
    own |= {
        each["conversation_id"]
        for each in talks
        if each["asking"] == "DE" and each["case_id"] in own
    }
    events = (await world.call("GET", "/events?limit=1000", SYSTEM)).json()
    heard = {each["subject"] for each in events}
    assert {ids["R-system"]} <= heard <= own
    named = [each["data"][name] for each in events for name in ("case_id", "conversation_id")]
    assert set(named) <= own | {None}
    tasks = (await world.call("GET", "/tasks", SYSTEM)).json()["items"]
    assert {each["subject"] for each in tasks} <= own
    assert all(not each["data"] and not each["key"] for each in tasks)


async def test_the_inbox_says_nothing_of_what_is_restricted(world: Door) -> None:
    marked = (await world.call("GET", "/restrictions", DECIDER)).json()["items"]
    secret = {each["subject"] for each in marked}
    plan = {"replaces": 0, "queues": [{"code": "all", "title": "All", "rules": [{}]}]}
    await world.call("PUT", "/inbox/queues", OfficerRole.ADMINISTRATOR, json=plan)
    for role, asked in product((OFFICER, DECIDER), ("", "Stillhafen", "Fremdhafen")):
        given = f"limit=1000{f'&party={asked}' if asked else ''}"
        answer = await world.call("GET", f"/inbox?{given}", role)
        rows = answer.json()["items"]
        counts = (await world.call("GET", f"/inbox/counts?{given[11:]}", role)).json()
        assert (counts["all"], sum(each["count"] for each in counts["queues"])) == (
            len(rows),
            sum(each["noun"] != "task" for each in rows),
        )
        named = {each for each in secret if each in answer.text}
        if role is OFFICER:
            assert not named
            assert bool(rows) is (asked != "Stillhafen")
        elif asked != "Fremdhafen":
            assert named
    known = {"rows": sorted(secret)}
    assert (await world.call("PUT", "/inbox/seen", OFFICER, json=known)).json() == {"rows": []}


NOTHING = {
    "case_id": "DE-C-2026-09999",
    "subject": "DE-C-2026-09999",
    "conversation_id": "0190c2a4-0000-7000-8000-000000000000",
    "message_id": "0190c2a4-0000-7000-8000-000000000001",
}


def naming(method: str, path: str, body: Any, names: dict[str, str]) -> tuple[str, str, Any]:
    """A request of the table of permissions that names something else."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: names.get(key, put(each)) for key, each in value.items()}
        return [put(each) for each in value] if isinstance(value, list) else value

    return method, re.sub(r"{(\w+)}", lambda found: names.get(found[1], "1"), path), put(body)


async def test_what_names_something_restricted_is_answered_as_if_there_were_no_such_thing(
    world: Door,
) -> None:
    listed = (await world.call("GET", "/restrictions", DECIDER)).json()["items"]
    secret = next(each["subject"] for each in listed if each["subject"].startswith("DE-C"))
    asked = (await world.call("GET", f"/cases/{secret}", DECIDER)).json()["consultations"][0]
    talk = asked["conversation_id"]
    letter = (await world.call("GET", f"/letters?conversation_id={talk}", DECIDER)).json()["items"]
    there = {"case_id": secret, "subject": secret, "conversation_id": talk}
    there["message_id"] = letter[0]["message_id"]
    published = published_in(WITH_OWN.document())
    answers, told = {}, {}
    for method, path, body, permission in NEEDS:
        if permission is not None and permission not in GRANTS[OFFICER]:
            continue
        place = method, pattern(path, published), body
        hidden, unknown = naming(*place, there), naming(*place, NOTHING)
        if hidden == unknown:
            continue
        one, other = [await world.call(m, p, OFFICER, json=b) for m, p, b in (hidden, unknown)]
        same = other.text
        for noun, name in NOTHING.items():
            same = same.replace(name, there[noun])
        answers[place[:2]] = one.status_code
        if (one.status_code, one.text) != (other.status_code, same):
            told[place[:2]] = (one.text, same)
    assert told == {}
    assert len(answers) > 40
    assert {place: code for place, code in answers.items() if code != 404} == {}
