"""Long work as a job: asked for, seen, answered as the call would have been, stopped, ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, func, select, update

from gateway.api.app import OPERATIONS, PREFIX
from gateway.api.jobs.runner import JobRunner
from gateway.api.published.long_work import LONG
from gateway.casework.imports.clerk import CHUNK
from gateway.casework.imports.sheet import MAX_BYTES
from gateway.casework.jobs import job_rows, jobs
from gateway.casework.jobs.job_rows import JobRequest
from gateway.casework.permissions import OfficerRole, Permission
from gateway.store.tables_casework import job as table
from gateway.store.tables_casework import officer
from gateway.store.tables_register import denial
from gateway.store.writer import Written, wrote
from gateway.tabular.files import Format, write_table
from tests.node.api.conftest import Door
from tests.node.api.test_import_waits import UNDER_2026_3
from tests.support.federation_case import START
from tests.support.needs import sampled

ADMIN, OFFICER, READER = OfficerRole.ADMINISTRATOR, OfficerRole.OFFICER, OfficerRole.READER
GOOD = {
    "national_reference": "R-1",
    "decision": "refuse",
    "decision_date": "2026-01-17",
    "destination": "TR",
    "end_user_names": "Sirius Optik",
    "description": "Gateway",
    "control_codes": "5A001.j",
}
HEADER = tuple(GOOD)
OWN = {"way": "own"}
ASYNC = {"Prefer": "respond-async"}


def denials(count: int, *wrong: int) -> dict[str, Any]:
    """A file of denials; in some of its lines the destination is none."""
    rows = [
        [f"R-{number}" if name == "national_reference" else said for name, said in GOOD.items()]
        for number in range(count)
    ]
    for number in wrong:
        rows[number][HEADER.index("destination")] = "Atlantis"
    return {"file": ("list.csv", write_table(HEADER, rows, Format.CSV))}


def runner_of(door: Door) -> JobRunner:
    app: Any = door.client._transport.app  # type: ignore[attr-defined]
    found: JobRunner = app.state.jobs
    return found


@asynccontextmanager
async def running(door: Door) -> AsyncIterator[JobRunner]:
    """Have jobs carried out as long as the block runs."""
    runner = runner_of(door)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def ask(
    door: Door, path: str, role: OfficerRole = ADMIN, key: str = "", **given: Any
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {door.tokens[role]}", **ASYNC}
    if key:
        headers["Idempotency-Key"] = key
    return await door.client.post(PREFIX + path, headers=headers, **given)


async def ended(door: Door, job_id: str, role: OfficerRole = ADMIN) -> dict[str, Any]:
    """The job once it has ended."""
    for _ in range(3000):
        answer = await door.call("GET", f"/jobs/{job_id}", role)
        job: dict[str, Any] = answer.json()
        if job["state"] not in {"waiting", "running"}:
            return job
        await asyncio.sleep(0.02)
    raise AssertionError(job)


async def under(door: Door, job: dict[str, Any], role: OfficerRole = ADMIN) -> httpx2.Response:
    """The answer of a job."""
    return await door.call("GET", f"/jobs/{job['job_id']}/result", role)


async def held(door: Door) -> int:
    """How many denials the register holds."""
    found: int = await door.desk.node.db.read(
        lambda conn: conn.execute(select(func.count()).select_from(denial)).scalar_one()
    )
    return found


async def half_way(door: Door, runner: JobRunner, job_id: str) -> None:
    """Wait until a job has written something."""
    for _ in range(3000):
        live = runner.progress(job_id)
        if live is not None and live.done:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(job_id)


async def test_an_import_as_a_job_answers_what_the_call_would_have(either_door: Door) -> None:
    door = either_door
    files = denials(3, 1)
    plain = await door.call(
        "POST", "/denials/import", ADMIN, params={**OWN, "dry_run": "true"}, files=files
    )
    async with running(door):
        asked = await ask(door, "/denials/import", params=OWN, files=files)
        assert asked.status_code == 202, asked.text
        job = asked.json()
        assert asked.headers["location"] == f"{PREFIX}/jobs/{job['job_id']}"
        assert asked.headers["preference-applied"] == "respond-async"
        assert int(asked.headers["retry-after"]) > 0
        assert (job["state"], job["operation"]) == ("waiting", "importDenials")
        done = await ended(door, job["job_id"])
    assert (done["state"], done["status"], done["times_begun"]) == ("done", 200, 1)
    assert (done["begun_by"], done["done"], done["of"]) == ("administrator", 2, 2)
    assert done["result"] == f"{PREFIX}/jobs/{job['job_id']}/result"
    result = await under(door, job)
    assert result.status_code == 200
    assert result.headers["content-type"] == plain.headers["content-type"]
    told = result.json()
    assert {**plain.json(), "dry_run": False} == {**told, "first_id": "", "last_id": ""}
    assert done["errors"] == told["errors"]
    assert [(each["row"], each["reason"]) for each in told["errors"]] == [(3, "COUNTRY_UNKNOWN")]
    assert await held(door) == 2


async def test_a_file_that_cannot_be_read_is_refused_as_the_call_would_be(door: Door) -> None:
    files = {"file": ("list.csv", b"a;b\n1;2\n")}
    plain = await door.call("POST", "/denials/import", ADMIN, params=OWN, files=files)
    async with running(door):
        job = (await ask(door, "/denials/import", params=OWN, files=files)).json()
        done = await ended(door, job["job_id"])
    assert (done["state"], done["status"]) == ("refused", plain.status_code)
    said = await under(door, job)
    assert (said.status_code, said.json()) == (plain.status_code, plain.json())
    assert said.headers["content-type"] == plain.headers["content-type"]


async def test_what_waits_for_a_second_officer_waits_all_the_same(door: Door) -> None:
    await door.federation.at(UNDER_2026_3)
    async with running(door):
        job = (await ask(door, "/denials/import", params=OWN, files=denials(1))).json()
        done = await ended(door, job["job_id"])
    said = await under(door, job)
    assert (done["state"], said.status_code) == ("done", 202)
    assert said.headers["location"] == f"{PREFIX}/waiting-acts/{said.json()['number']}"
    assert await held(door) == 0


async def test_past_consultations_are_imported_as_a_job(either_door: Door) -> None:
    door = either_door
    header = ("system", "reference", "procedure", "asking", "consulted", "asked_on", "outcome")
    rows = [["DUeS", f"C-{each}", "16(5)", "DE", "FR", "2025-11-03", ""] for each in range(40)]
    wrong = [*rows, ["DUeS", "C-0", "16(5)", "DE", "FR", "2025-11-03", ""]]
    async with running(door):
        for sent, written in ((wrong, 0), (rows, 40)):
            content = write_table(header, sent, Format.CSV)
            files = {"file": ("past.csv", content)}
            job = (await ask(door, "/past-consultations/import", files=files)).json()
            done = await ended(door, job["job_id"])
            told = (await under(door, job)).json()
            assert (done["state"], done["unit"], done["done"]) == ("done", "rows", len(sent))
            assert told["written"] == written
            assert done["errors"] == told["errors"]
            assert done["errors_in_all"] == (0 if written else 1)


async def test_the_same_key_gives_the_same_job(either_door: Door) -> None:
    door = either_door
    files, answers = denials(3), []
    async with running(door):
        body = httpx2.Request("POST", "http://node", files=files)
        content, kind = body.read(), body.headers["content-type"]
        for _ in range(3):
            headers = {**ASYNC, "Authorization": f"Bearer {door.tokens[ADMIN]}"}
            headers |= {"Content-Type": kind, "Idempotency-Key": "k"}
            address = f"{PREFIX}/denials/import"
            answers.append(
                await door.client.post(address, params=OWN, content=content, headers=headers)
            )
            await ended(door, answers[0].json()["job_id"])
    assert {each.content for each in answers} == {answers[0].content}
    for each in answers:
        assert each.status_code == 202
        assert each.headers["location"] == answers[0].headers["location"]
        assert each.headers["preference-applied"] == "respond-async"
    assert answers[1].headers["idempotency-replayed"] == "true"
    listed = await door.call("GET", "/jobs", ADMIN)
    assert len(listed.json()["items"]) == 1
    assert await held(door) == 3


async def test_a_job_is_its_accounts_and_no_others(door: Door) -> None:
    made = await ask(door, "/denials/import", OFFICER, params=OWN, files=denials(2, 0))
    job = made.json()
    async with running(door):
        await ended(door, job["job_id"], OFFICER)
    for role in OfficerRole:
        listed = (await door.call("GET", "/jobs", role)).json()["items"]
        assert len(listed) == (role in {OFFICER, ADMIN}), role
        if role is OFFICER:
            continue
        for method, path in (("GET", ""), ("GET", "/result"), ("DELETE", "")):
            answer = await door.call(method, f"/jobs/{job['job_id']}{path}", role)
            assert (answer.status_code, answer.json()["reason"]) == (404, "NOT_FOUND"), role
        assert not any({"errors", "result"} & each.keys() for each in listed)


async def test_who_may_not_do_it_gets_no_job_and_sends_nothing_too_large(door: Door) -> None:
    refused = await ask(door, "/denials/import", READER, params=OWN, files=denials(1))
    assert (refused.status_code, refused.json()["reason"]) == (403, "NOT_PERMITTED")
    large = {"file": ("list.csv", b"x" * (MAX_BYTES + 2**17))}
    refused = await ask(door, "/denials/import", params=OWN, files=large)
    assert (refused.status_code, refused.json()["reason"]) == (413, "BODY_TOO_LARGE")

    async def unstated() -> AsyncIterator[bytes]:
        for _ in range(MAX_BYTES // 2**20 + 1):
            yield b"x" * 2**20

    refused = await ask(door, "/denials/import", params=OWN, content=unstated())
    assert (refused.status_code, refused.json()["reason"]) == (413, "BODY_TOO_LARGE")
    assert (await door.call("GET", "/jobs", ADMIN)).json()["items"] == []


async def test_an_account_has_so_many_jobs_and_no_more(door: Door) -> None:
    files = denials(1)
    for _ in range(jobs.MOST_OF_ACCOUNT):
        assert (await ask(door, "/denials/import", params=OWN, files=files)).status_code == 202
    refused = await ask(door, "/denials/import", params=OWN, files=files)
    assert (refused.status_code, refused.json()["reason"]) == (429, "RATE_EXCEEDED")
    other = await ask(door, "/denials/import", OFFICER, params=OWN, files=files)
    assert other.status_code == 202


@pytest.mark.parametrize(
    ("said", "as_job"),
    [("respond-async", True), ("return=minimal, Respond-Async;x=1", True), ("wait=10", False)],
)
async def test_a_job_is_made_for_who_prefers_one(door: Door, said: str, *, as_job: bool) -> None:
    headers = {"Authorization": f"Bearer {door.tokens[ADMIN]}", "Prefer": said}
    answer = await door.client.post(
        f"{PREFIX}/denials/import", params=OWN, files=denials(1), headers=headers
    )
    assert answer.status_code == (202 if as_job else 200)
    plain = await door.client.get(f"{PREFIX}/denials", headers=headers)
    assert plain.status_code == (403 if plain.is_error else 200)  # it is no long work


async def test_the_job_of_an_account_that_was_withdrawn_does_nothing(either_door: Door) -> None:
    door = either_door
    job = (await ask(door, "/denials/import", OFFICER, params=OWN, files=denials(2))).json()
    gone = await door.call("DELETE", "/officers/officer", ADMIN)
    assert gone.status_code < 300, gone.text
    async with running(door):
        for _ in range(500):
            row = await door.desk.node.db.read(lambda conn: conn.execute(select(table)).one())
            if row.status is not None:
                break
            await asyncio.sleep(0.02)
    assert (row.state, row.status, row.body) == ("refused", 401, None)
    assert b"TOKEN_INVALID" in row.answer
    assert await held(door) == 0
    refused = await under(door, job, OFFICER)
    assert refused.status_code == 401


async def test_the_right_is_asked_for_again_when_the_answer_is_read(door: Door) -> None:
    job = (await ask(door, "/denials/import", OFFICER, params=OWN, files=denials(2))).json()
    async with running(door):
        await ended(door, job["job_id"], OFFICER)
    assert (await under(door, job, OFFICER)).status_code == 200

    def demote(conn: Connection) -> None:
        mine = officer.c.name == "officer"
        conn.execute(update(officer).where(mine).values(role=str(OfficerRole.AUDITOR)))
        wrote(Written.ACCOUNTS)

    await door.desk.node.db.write(demote)
    refused = await under(door, job, OFFICER)
    assert (refused.status_code, refused.json()["reason"]) == (403, "NOT_PERMITTED")


async def test_a_job_that_waits_is_stopped_and_never_begun(door: Door) -> None:
    job = (await ask(door, "/denials/import", params=OWN, files=denials(2))).json()
    early = await under(door, job)
    assert (early.status_code, early.json()["reason"]) == (409, "JOB_UNDER_WAY")
    assert int(early.headers["retry-after"]) > 0
    stopped = (await door.call("DELETE", f"/jobs/{job['job_id']}", ADMIN)).json()
    assert (stopped["state"], stopped["interruption"]) == ("interrupted", "stopped")
    assert stopped["remedy"]
    async with running(door):
        await asyncio.sleep(0.2)
    again = (await door.call("DELETE", f"/jobs/{job['job_id']}", ADMIN)).json()
    assert again == stopped
    late = await under(door, job)
    assert (late.status_code, late.json()["reason"]) == (409, "JOB_INTERRUPTED")
    assert await held(door) == 0


async def test_a_job_that_runs_is_stopped_between_two_chunks(either_door: Door) -> None:
    door = either_door
    job = (await ask(door, "/denials/import", params=OWN, files=denials(1500))).json()
    async with running(door) as runner:
        await half_way(door, runner, job["job_id"])
        stopped = (await door.call("DELETE", f"/jobs/{job['job_id']}", ADMIN)).json()
        written = await held(door)
        await asyncio.sleep(1)
        assert runner.progress(job["job_id"]) is None
    assert (stopped["state"], stopped["interruption"]) == ("interrupted", "stopped")
    assert 0 < written < 1500
    assert (await held(door), written % CHUNK) == (written, 0)


@pytest.mark.parametrize("again", [True, False])
async def test_what_ran_when_the_node_ended_begins_again_or_says_that_it_was_interrupted(
    either_door: Door, *, again: bool
) -> None:
    door = either_door
    job = (await ask(door, "/denials/import", params=OWN, files=denials(1500))).json()
    await door.desk.node.db.write(lambda conn: conn.execute(update(table).values(again=again)))
    async with running(door) as runner:
        await half_way(door, runner, job["job_id"])
    await door.desk.node.db.write(lambda _: None)  # what was with the writer at the end is done
    written = await held(door)
    assert 0 < written < 1500
    async with running(door):
        done = await ended(door, job["job_id"])
    if not again:
        assert (done["state"], done["interruption"]) == ("interrupted", "node_ended")
        assert done["result"] is None
        assert "written" in done["remedy"]
        assert await held(door) == written
        return
    told = (await under(door, job)).json()
    assert (done["state"], done["times_begun"]) == ("done", 2)
    assert (told["unchanged"], told["written"]) == (written, 1500 - written)
    assert await held(door) == 1500


async def test_who_asks_for_many_waits_behind_the_first_of_everybody(either_door: Door) -> None:
    db, at = either_door.desk.node.db, START
    wanted = JobRequest("importDenials", Permission.IMPORT, True, "POST", "/x", "", {}, b"")
    for number, account in enumerate(("many", "many", "many", "few", "late")):
        more: dict[str, Any] = {
            "whose": (account, ()),
            "wanted": wanted,
            "at": at + timedelta(seconds=number),
        }
        await db.write(partial(job_rows.add, job_id=f"{account}-{number}", **more))
    begun = []
    for number in range(6):
        job = await db.write(partial(job_rows.next_waiting, at=at + timedelta(minutes=number)))
        begun.append(job and job.job_id)
    assert begun == ["many-0", "few-3", "late-4", "many-1", "many-2", None]


async def test_a_job_is_removed_when_its_time_is_over(door: Door) -> None:
    job = (await ask(door, "/denials/import", params=OWN, files=denials(1))).json()
    async with running(door):
        done = await ended(door, job["job_id"])
        assert done["kept_until"] > done["ended_at"]
    await door.federation.at(START + timedelta(days=8))
    async with running(door):
        for _ in range(200):
            answer = await door.call("GET", f"/jobs/{job['job_id']}", ADMIN)
            if answer.status_code == 404:
                break
            await asyncio.sleep(0.02)
    assert (answer.status_code, answer.json()["reason"]) == (404, "NOT_FOUND")


@pytest.mark.limit(300)
@pytest.mark.parametrize("count", sampled([4_000], 10_000))
async def test_thousands_of_denials_show_how_far_they_are(door: Door, count: int) -> None:
    files = denials(count, *range(0, count, count // 200))
    seen: list[tuple[int, int]] = []
    async with running(door):
        job = (await ask(door, "/denials/import", params=OWN, files=files)).json()
        while (now := (await door.call("GET", f"/jobs/{job['job_id']}", ADMIN)).json())[
            "state"
        ] in {"waiting", "running"}:
            if now["of"]:
                seen.append((now["done"], now["of"]))
            await asyncio.sleep(0.05)
    right = count - 200
    assert {of for _, of in seen} == {right}
    assert len({done for done, _ in seen}) > count // (4 * CHUNK)
    assert seen == sorted(seen)
    told = (await under(door, job)).json()
    assert (now["state"], now["done"], told["written"]) == ("done", right, right)
    assert (now["errors_in_all"], len(now["errors"]), len(told["errors"])) == (200, 100, 200)
    assert now["errors"] == told["errors"][:100]
    assert await held(door) == right


LOOKS = {
    "reconcile": ("POST", "/denials/reconcile", OFFICER, denials(3, 1)),
    "evidence": ("POST", "/evidence/verification", OFFICER, {"file": ("e.comity", b"none")}),
    "list as a workbook": ("GET", "/tables/denials/xlsx", OFFICER, None),
    "list as CSV": ("GET", "/tables/denials/csv?destination=TR", OFFICER, None),
    "marked copy": (
        "POST",
        "/denials/import?way=own&dry_run=true&marked=xlsx",
        OFFICER,
        denials(3, 1),
    ),
    "year": (
        "POST",
        "/report/years/2025/import?dry_run=true",
        OFFICER,
        {"file": ("y.csv", b"a;b\n1;2\n")},
    ),
}
"""Long work that writes nothing, or is refused: the job answers what the call does."""


@pytest.mark.parametrize("what", LOOKS)
async def test_each_long_work_answers_as_a_job_what_it_answers_at_once(
    door: Door, what: str
) -> None:
    method, path, role, files = LOOKS[what]
    plain = await door.call(method, path, role, files=files)
    headers = {"Authorization": f"Bearer {door.tokens[role]}", **ASYNC}
    async with running(door):
        asked = await door.client.request(method, PREFIX + path, headers=headers, files=files)
        assert asked.status_code == 202, asked.text
        assert asked.headers["location"] == f"{PREFIX}/jobs/{asked.json()['job_id']}"
        done = await ended(door, asked.json()["job_id"], role)
        said = await under(door, done, role)
    assert (said.status_code, done["status"]) == (plain.status_code, plain.status_code)
    for name in ("content-type", "content-disposition"):
        assert said.headers.get(name) == plain.headers.get(name)
    if plain.headers["content-type"].startswith("application/json"):
        assert said.json() == plain.json()
    else:  # a workbook, or a file that says when it was read
        assert abs(len(said.content) - len(plain.content)) < 64
    assert (done["state"] == "refused") == plain.is_error
    assert done["errors"] == (plain.json().get("errors", []) if what == "reconcile" else [])


def test_every_long_work_is_an_operation_and_says_in_the_contract_that_it_is(door: Door) -> None:
    document = runner_of(door).app.openapi()  # type: ignore[attr-defined]
    for each in LONG:
        method, path = each.address.split(" ")
        operation = document["paths"][PREFIX + path][method.lower()]
        assert "Prefer" in {found.get("name") for found in operation["parameters"]}
        assert "Preference-Applied" in operation["responses"]["202"]["headers"]
        assert each.address in OPERATIONS
