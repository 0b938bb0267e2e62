"""`ETag` and `If-Match`: of two who would change one thing, one learns that it was changed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection

from gateway.api.app import PREFIX
from gateway.api.conditions import MAX_TAGS, wanted_in
from gateway.api.repeats import REPLAYED
from gateway.casework.acts.journal import Journal, acts_of
from gateway.casework.drafts.conditions import Condition, Versions
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.records import case_rows
from gateway.casework.visibility import Visibility, held_case
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, StateError
from gateway.store import held_versions
from gateway.store.database import Database, beside
from tests.node.api.conftest import Door
from tests.node.api.test_repeats import REQUEST
from tests.support.federation_case import START
from tests.unit.casework.test_lists_of_cases import case as numbered_case

OFFICER, DECIDER, SYSTEM = OfficerRole.OFFICER, OfficerRole.DECIDER, OfficerRole.SYSTEM
ASSESSMENT = {
    "risk": "low",
    "internal_repression": False,
    "serious_violations": False,
    "sources": ["x"],
    "reasoning": "looked at",
}
PATIENCE_S = 20
HIGH = {**ASSESSMENT, "risk": "high"}


async def call(
    door: Door,
    method: str,
    path: str,
    role: OfficerRole = OFFICER,
    *,
    match: str | None = None,
    headers: dict[str, str] | None = None,
    **kwargs: Any,
) -> httpx2.Response:
    sent = {"Authorization": f"Bearer {door.tokens[role]}", **(headers or {})}
    if match is not None:
        sent["If-Match"] = match
    return await door.client.request(method, PREFIX + path, headers=sent, **kwargs)


@pytest.fixture
async def case(door: Door, filed: dict[str, Any]) -> str:
    """The address of a case that nobody has assessed."""
    filed["transaction"]["human_rights"] = None
    return await file(door, filed)


async def file(door: Door, filed: dict[str, Any]) -> str:
    answer = await call(door, "POST", "/applications", SYSTEM, json=filed)
    assert answer.status_code == 201, answer.text
    return f"/cases/{answer.json()['case_id']}"


async def etag(door: Door, path: str, role: OfficerRole = OFFICER) -> str:
    answer = await call(door, "GET", path, role)
    assert answer.status_code == 200, answer.text
    tag = answer.headers["etag"]
    assert tag == f'"{answer.json()["version"]}"'
    return str(tag)


def reason(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["reason"]


async def test_of_two_who_read_the_same_exactly_one_writes(
    either_door: Door, filed: dict[str, Any]
) -> None:
    """Found in use: integrator A15."""
    door = either_door
    case = await file(door, filed)
    read = await etag(door, case)
    answers = await asyncio.gather(
        call(door, "PUT", f"{case}/assessment", OFFICER, match=read, json=ASSESSMENT),
        call(door, "PUT", f"{case}/assessment", DECIDER, match=read, json=HIGH),
    )
    won, lost = sorted(answers, key=lambda each: each.status_code)
    assert (won.status_code, *reason(lost)) == (200, 412, "CHANGED_MEANWHILE"), lost.text
    now = await call(door, "GET", case)
    assert now.json()["assessment"] == won.json()["assessment"]
    assert won.headers["etag"] == lost.headers["etag"] == now.headers["etag"] != read
    told = lost.json()
    winner = "officer" if won is answers[0] else "decider"
    assert told["metadata"]["by"] == winner
    assert told["metadata"]["verb"] == "case.assessed"
    assert told["metadata"]["field"] == "If-Match"
    assert winner in told["message"]
    assert told["remedy"]
    # With what it reads then, the loser writes as well.
    again = await call(
        door, "PUT", f"{case}/assessment", DECIDER, match=lost.headers["etag"], json=HIGH
    )
    assert again.status_code == 200


def test_of_two_processes_the_later_one_sees_what_the_earlier_one_wrote(
    new_database: Callable[[str], str],
) -> None:
    """Each has a writer of its own; the second is asked while the first is within its change."""
    url = new_database("node")
    with closing(Database.open(url, create=True)) as one, closing(Database.open(url)) as other:
        filed = numbered_case(1)
        one.write_sync(lambda conn: case_rows.add(conn, filed, filed_by="licensing"))
        read = one.read_sync(lambda conn: held_versions.of_case(conn, filed.case_id)) or ""
        within, asked = threading.Event(), threading.Event()

        def change(by: str) -> None:
            officer = Officer(name=by, role=OFFICER, created=START)
            condition = condition_of(filed, officer, Versions(strong=frozenset({read})))

            def write(conn: Connection) -> None:
                case = case_rows.get(conn, filed.case_id)
                within.set()
                assert asked.wait(PATIENCE_S)
                record(conn, case, by)

            with beside(condition.beside()):
                asyncio.run((one if by == "first" else other).write(write))

        with ThreadPoolExecutor() as threads:
            first = threads.submit(change, "first")
            assert within.wait(PATIENCE_S)
            second = threads.submit(change, "second")
            asked.set()
            first.result()
            with pytest.raises(StateError) as caught:
                second.result()
        assert caught.value.reason is Reason.CHANGED_MEANWHILE
        acts = one.read_sync(lambda conn: acts_of(conn, filed.case_id))
        assert [act.actor for act in acts] == ["first"]


def condition_of(case: Case, officer: Officer, wanted: Versions) -> Condition:
    name, sight = ("case", case.case_id), Visibility(officer, Permission.READ_CASES, START)
    return Condition(name, lambda conn: held_case(conn, sight, case.case_id), wanted)


def record(conn: Connection, case: Case, by: str) -> None:
    """What any use case does: the row, and the act."""
    case_rows.save(conn, case)
    Journal(conn, START, by).act(Verb.CASE_ASSESSED, case.case_id)


async def test_a_condition_counts_for_the_write_that_changes_the_thing(
    new_database: Callable[[str], str],
) -> None:
    """A use case may write something else before, or find that it has to look again."""
    with closing(Database.open(new_database("node"), create=True)) as db:
        case = numbered_case(1)
        await db.write(lambda conn: case_rows.add(conn, case, filed_by="licensing"))
        officer = Officer(name="anna", role=OFFICER, created=START)
        wanted = Versions(strong=frozenset({"0-0"}))
        condition = condition_of(case, officer, wanted)
        with beside(condition.beside()):
            assert await db.write(lambda _: "nothing yet") == "nothing yet"
            db.write_sync(lambda conn: record(conn, case, "another"))
            with pytest.raises(StateError) as caught:
                await db.write(lambda conn: record(conn, case, "anna"))
        assert caught.value.metadata["by"] == "another"
        condition = condition_of(case, officer, Versions(whatever=True))
        with beside(condition.beside()):
            for _ in range(2):  # after its change it stands in nobody's way
                await db.write(lambda conn: record(conn, case, "anna"))
        assert condition.version == "2-2"


async def test_a_tag_moves_with_whatever_is_shown(door: Door, case: str) -> None:
    tags = [await etag(door, case)]
    case_id = case.rpartition("/")[2]

    def opened(conn: Connection) -> None:
        kind, saying = TaskKind.STANDS_STILL, says("it stands")
        Journal(conn, START).open_task(kind, case_id, saying)

    await door.desk.node.db.write(opened)
    tags.append(await etag(door, case))
    answer = await call(door, "PUT", f"{case}/assessment", json=ASSESSMENT)
    tags.append(answer.headers["etag"])
    assert await etag(door, case) == tags[-1]
    asked = {**REQUEST, "case_id": case_id}
    opened_talk = await call(door, "POST", "/consultations", json=asked)
    tags.append(await etag(door, case))
    note = {"text": "spoke"}
    talk = f"/consultations/{opened_talk.json()['conversation_id']}"
    before = await etag(door, talk)
    called = await call(door, "POST", f"{talk}/calls", match=before, json=note)
    assert called.status_code == 200, called.text
    assert called.headers["etag"] == f'"{called.json()["version"]}"' == await etag(door, talk)
    tags.append(await etag(door, case))
    assert len(set(tags)) == len(tags)
    assert reason(await call(door, "POST", f"{talk}/calls", match=before, json=note)) == (
        412,
        "CHANGED_MEANWHILE",
    )


async def test_lists_say_the_version_of_each_entry(door: Door, case: str) -> None:
    await call(door, "POST", "/consultations", json=REQUEST)
    for path, name in (("/cases", "case_id"), ("/consultations", "conversation_id")):
        (listed,) = (await call(door, "GET", path)).json()["items"]
        assert f'"{listed["version"]}"' == await etag(door, f"{path}/{listed[name]}")


async def test_what_would_replace_what_stands_says_what_was_read(door: Door, case: str) -> None:
    first = await call(door, "PUT", f"{case}/assessment", json=ASSESSMENT)
    assert first.status_code == 200  # it replaced nothing
    refused = await call(door, "PUT", f"{case}/assessment", DECIDER, json=HIGH)
    assert reason(refused) == (428, "VERSION_REQUIRED")
    assert refused.headers["etag"] == first.headers["etag"]
    assert refused.headers["etag"] in refused.json()["remedy"]
    assert (await call(door, "GET", case)).json()["assessment"]["risk"] == "low"
    sent = await call(
        door, "PUT", f"{case}/assessment", DECIDER, match=first.headers["etag"], json=HIGH
    )
    assert sent.status_code == 200


async def test_a_key_and_a_condition_go_together(door: Door, case: str) -> None:
    key, path, read = {"Idempotency-Key": "k-1"}, f"{case}/assessment", await etag(door, case)
    first = await call(door, "PUT", path, match=read, headers=key, json=ASSESSMENT)
    again = await call(door, "PUT", path, match=read, headers=key, json=ASSESSMENT)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.content, again.headers[REPLAYED]) == (first.content, "true")
    # What was refused has done nothing: its key is free for the request as mended.
    key = {"Idempotency-Key": "k-2"}
    refused = await call(door, "PUT", path, match=read, headers=key, json=HIGH)
    assert reason(refused) == (412, "CHANGED_MEANWHILE")
    now = refused.headers["etag"]
    assert (await call(door, "PUT", path, match=now, headers=key, json=HIGH)).status_code == 200


async def test_each_form_of_the_header_has_its_answer(door: Door, case: str) -> None:
    """Found in use: integrator A15."""
    path = f"{case}/assessment"
    read = await etag(door, case)
    for match in (f"W/{read}", '"no", "such"', '""'):
        answer = await call(door, "PUT", path, match=match, json=ASSESSMENT)
        assert reason(answer) == (412, "CHANGED_MEANWHILE"), match
        assert answer.headers["etag"] == read
    for match in ("", "nonsense", f"{read} {read}", "W/*", f"*, {read}", ",", '"' * 3):
        answer = await call(door, "PUT", path, match=match, json=ASSESSMENT)
        assert reason(answer) == (422, "INPUT_INVALID"), match
        assert answer.json()["metadata"]["field"] == "If-Match"
    several = await call(door, "PUT", path, match=f'W/"0-1",, {read} ,"x"', json=ASSESSMENT)
    assert several.status_code == 200
    assert (await call(door, "PUT", path, match="*", json=HIGH)).status_code == 200


def test_lines_are_one_list_and_have_an_end() -> None:
    assert wanted_in("If-Match", ()) is None
    assert wanted_in("If-Match", ('"a,b"', 'W/"c"')) == Versions(strong=frozenset({"a,b"}))
    assert wanted_in("If-None-Match", ('W/"c"',), weak=True) == Versions(strong=frozenset("c"))
    most = ['"x"'] * MAX_TAGS
    assert wanted_in("If-Match", most) == Versions(strong=frozenset("x"))
    with pytest.raises(InputError):
        wanted_in("If-Match", [*most, '"x"'])


async def test_what_is_as_it_was_is_not_sent_again(door: Door, case: str) -> None:
    read = await etag(door, case)
    for known in (read, f"W/{read}", f'"x", {read}', "*"):
        answer = await call(door, "GET", case, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == read
    await call(door, "PUT", f"{case}/assessment", json=ASSESSMENT)
    assert (await call(door, "GET", case, headers={"If-None-Match": read})).status_code == 200
    wrong = await call(door, "GET", case, headers={"If-None-Match": "x"})
    assert reason(wrong) == (422, "INPUT_INVALID")


async def test_a_version_tells_nobody_of_what_is_not_for_him(door: Door, case: str) -> None:
    """What is not there, or not his, is answered as ever; what he sees in part has its own tag."""
    whole, part = await etag(door, case), await etag(door, case, SYSTEM)
    assert part == f'{whole[:-1]}-part"'
    body = (await call(door, "GET", case)).json()["application"]
    amended = {"application": body, "language": "en", "text": "as before"}
    refused = await call(door, "POST", f"{case}/amendment", SYSTEM, match=whole, json=amended)
    assert reason(refused) == (412, "CHANGED_MEANWHILE")
    assert not {"by", "verb", "at"} & refused.json()["metadata"].keys()
    sent = await call(door, "POST", f"{case}/amendment", SYSTEM, match=part, json=amended)
    assert sent.status_code == 200
    nowhere = await call(
        door, "PUT", "/cases/DE-C-2026-09999/assessment", match=whole, json=ASSESSMENT
    )
    assert reason(nowhere) == (404, "NOT_FOUND")
    role = OfficerRole.AUDITOR
    refused = await call(door, "PUT", f"{case}/assessment", role, match=whole, json=ASSESSMENT)
    assert reason(refused) == (403, "NOT_PERMITTED")


_ADDS = "it adds to a thread or a list, in which everything stays"
_ONCE = "it is done once: what it ends or opens is looked at when it is done"

EXCUSED = {
    "askCollectionQuestion": _ADDS,
    "closeCollectionQuestion": _ONCE,
    "freezeEdition": _ADDS,
    "openClearanceRound": _ADDS,
    "releaseEdition": _ONCE,
    "setAsideEdition": _ONCE,
    "decideLateSubmission": _ONCE,
    "importYear": "a record replaces the one of its own reference, and a file is whole",
    "sendYearRecords": "a record replaces the one of its own reference",
    "deleteYearRecords": "records that were sent are dropped, whichever they are",
    "proposeYearVersion": _ADDS,
    "releaseYear": "the body names the version, whose content never changes",
    "answerReportQuestion": _ONCE,
    "answerClearanceRound": _ONCE,
    "releaseOpenRegister": "what was prepared is named by its number and never changes",
    "recordFinalAssessment": _ONCE,
    "removeSubstitute": _ONCE,
    "saveInboxView": "a view is the account's own",
    "deleteInboxView": "a view is the account's own",
    "closeTask": "of two who close it the later is told that none is open; where two officers "
    "are needed, the reason of each stays, and the first is shown with the case",
    "replyToInformationRequest": _ONCE,
    "confirmCallNote": _ONCE,
    "correctLetter": _ADDS,
    "recallLetter": _ONCE,
    "replyToForwarding": _ONCE,
    "withdrawStandingAnswer": _ONCE,
    "relyOnStandingAnswer": _ONCE,
    "rerunExamination": "it changes nothing",
    "closeRegisterTrouble": _ONCE,
    "followRegister": "it begins again with what is verified then",
    "verifyRegister": "it changes nothing",
    "repairRegister": "it begins again with what is verified then",
    "addRestriction": _ONCE,
    "changeAccess": "each account is named or taken off alone",
    "overrideRestriction": _ADDS,
    "liftRestriction": _ONCE,
    "markWatchMatchSeen": "a mark that is set once and says who set it",
    "withdrawOfficer": _ONCE,
    "endWebhook": _ONCE,
    "stopJob": _ONCE,
    "makeWebhookSecret": _ADDS,
    "replayWebhook": "the later of two begins where it says: none is lost",
    "agreeToWaitingAct": _ONCE,
    "refuseWaitingAct": _ONCE,
    "answerClassification": _ADDS,
    "closeClassification": _ONCE,
    "askAboutCatchAllLetters": _ADDS,
    "recordLicenceUse": "a use is told once under its reference, and each stays",
    "reverseLicenceUse": _ONCE,
    "withdrawCatchAllLetter": "a wish waits for a second officer; another is refused while it does",
    "holdFile": _ADDS,
    "releaseFile": _ONCE,
    "getUploadOffset": "it changes nothing",
    "addDocument": "it adds; a newer document names the one that it replaces",
    "addToUpload": "a piece names the offset at which it begins, and no other is taken",
    "cancelUpload": _ONCE,
    "fetchDocument": "asked again, it changes nothing",
}
"""Operations on something that is named in their address, without a condition, and why."""


def test_every_route_that_changes_what_its_address_names_takes_a_condition(door: Door) -> None:
    document = door.client._transport.app.openapi()  # type: ignore[attr-defined]
    lacking, wrong = set(), []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "get" or "{" not in path:
                continue
            asked = {each["name"] for each in operation.get("parameters", ())}
            answers = operation["responses"]
            if "If-Match" not in asked:
                lacking.add(operation["operationId"])
            elif not {"412", "428"} <= answers.keys() or not any(
                "ETag" in answers[status].get("headers", {})
                for status in answers.keys() & {"200", "201", "204"}
            ):
                wrong.append(path)
    assert lacking == EXCUSED.keys()
    assert not wrong
    for path in (
        "/cases/{case_id}",
        "/consultations/{conversation_id}",
        "/notices/{number}",
        "/denials/{denial_id}",
        "/reviews/{number}",
    ):
        shown = document["paths"][PREFIX + path]["get"]["responses"]["200"]
        assert "ETag" in shown["headers"], path


async def test_the_contract_is_sent_again_only_where_it_is_another(door: Door) -> None:
    first = await door.call("GET", "/openapi.json")
    known = {"If-None-Match": first.headers["etag"]}
    again = await door.client.get(f"{PREFIX}/openapi.json", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    other = await door.client.get(f"{PREFIX}/openapi.json", headers={"If-None-Match": '"other"'})
    assert other.json() == first.json()
