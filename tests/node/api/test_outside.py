"""What a node shows to who runs it: live, ready, metrics, and who may read which."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from gateway.api import outside
from gateway.api.outside import Shared
from gateway.casework.acts.due_dates import set_due
from gateway.casework.handlers.greatest_ages import WaitKind
from gateway.casework.node import health
from gateway.casework.permissions import OfficerRole
from gateway.casework.services import Work
from gateway.domain.acts import DueKind
from gateway.domain.case import Application
from gateway.errors import UnavailableError
from gateway.register.log.log_store import LogState, mark
from gateway.store.database import Database
from tests.node.api.conftest import SCRAPE_TOKEN, Door
from tests.support.federation_case import START
from tests.support.register_nodes import denial

PAGE = Path(__file__).resolve().parents[3] / "docs" / "monitoring.md"
WORDS = re.compile(r"[A-Za-z0-9_.{}/() -]*")


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each question looked up: the tests ask more often than a supervisor."""
    monkeypatch.setattr(outside, "KEPT_S", 0.0)


async def ready(door: Door) -> tuple[int, dict[str, Any]]:
    await asyncio.sleep(0)  # what was found a moment ago is forgotten by now
    answer = await door.client.get("/ready")
    return answer.status_code, answer.json()


def parts(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["part"]: (each["state"], each["reason"]) for each in found["parts"]}


async def test_without_its_engine_a_node_is_degraded_and_serves(door: Door) -> None:
    """Found in use: attack m13."""
    status, found = await ready(door)
    assert (status, found["state"]) == (200, "degraded")
    assert parts(found) == {
        "database": ("ready", ""),
        "schema": ("ready", ""),
        "own log": ("ready", ""),
        "engine": ("degraded", "ENGINE_UNAVAILABLE"),
        "keys": ("ready", ""),
        "tls for systems": ("ready", ""),
    }


@pytest.mark.parametrize(
    ("for_s", "status", "state"), [(0.0, 200, "degraded"), (11.0, 503, "not_ready")]
)
async def test_a_database_that_does_not_answer_in_time_is_busy_at_first(
    door: Door, monkeypatch: pytest.MonkeyPatch, for_s: float, status: int, state: str
) -> None:
    """A large write, of this process or another, takes no balancer's process away (operator2 O10).

    What lasts longer than a write may wait for another process is no such write.
    """
    if for_s:
        monkeypatch.setattr(Database, "busy_s", for_s)
    monkeypatch.setattr(health, "READY_WITHIN_S", 0.05)
    held = asyncio.Event()
    loop = asyncio.get_running_loop()
    release = asyncio.run_coroutine_threadsafe

    def hold(_: object) -> None:
        release(held.wait(), loop).result()

    busy = asyncio.ensure_future(door.desk.node.db.write(hold))
    await asyncio.sleep(0)
    said, found = await ready(door)
    held.set()
    await busy
    assert (said, found["state"]) == (status, state)
    assert parts(found)["database"] == (state, "DATABASE_UNAVAILABLE")


async def test_a_log_of_which_others_hold_more_is_said(door: Door) -> None:
    node = door.desk.node
    await door.desk.deny(denial("DE", 1))
    assert parts((await ready(door))[1])["own log"] == ("ready", "")
    await node.db.write(lambda conn: mark(conn, "DE", state=LogState.BEHIND.value))
    status, found = await ready(door)
    assert (status, parts(found)["own log"]) == (200, ("degraded", "STATE_CONFLICT"))


async def test_a_node_that_cannot_write_any_more_is_dead(door: Door) -> None:
    answer = await door.client.get("/live")
    assert (answer.status_code, answer.json()) == (200, {"state": "live"})
    door.desk.node.db.close()
    answer = await door.client.get("/live")
    assert (answer.status_code, answer.json()) == (503, {"state": "dead"})


async def test_who_asks_often_makes_no_work() -> None:
    looks = 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return looks

    shared = Shared(look)
    first = asyncio.ensure_future(shared.get())
    await asyncio.sleep(0)
    first.cancel()  # who asked first goes away
    assert set(await asyncio.gather(*(shared.get() for _ in range(100)))) == {1}
    await asyncio.sleep(0.001)
    assert await shared.get() == 2


@pytest.mark.parametrize(
    ("base", "header", "status"),
    [
        ("http://node", "", 200),  # as over the Unix socket: there is no port
        ("http://node:8443", "", 401),
        ("http://node:8443", "Bearer another", 401),
        ("http://node:8443", f"Bearer {SCRAPE_TOKEN}", 200),
    ],
)
async def test_metrics_over_a_port_need_the_scrape_token(
    door: Door, base: str, header: str, status: int
) -> None:
    answer = await door.client.get(f"{base}/metrics", headers={"Authorization": header})
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["reason"] == "TOKEN_INVALID"


async def test_no_officers_token_is_a_scrape_token(door: Door) -> None:
    for token in door.tokens.values():
        headers = {"Authorization": f"Bearer {token}"}
        answer = await door.client.get("http://node:8443/metrics", headers=headers)
        assert answer.status_code == 401


async def samples(door: Door) -> list[Sample]:
    await asyncio.sleep(0)
    answer = await door.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return [sample for family in families for sample in family.samples]


def value(found: list[Sample], name: str, **labels: str) -> float:
    [only] = [each.value for each in found if each.name == name and each.labels == labels]
    return only


async def test_the_metrics_say_what_lies_and_waits(door: Door, filed: dict[str, Any]) -> None:
    desk = door.desk
    await desk.deny(denial("DE", 1))
    made = await door.call("POST", "/applications", OfficerRole.DECIDER, json=filed)
    assert made.status_code == 201
    asked = {
        "procedure": "14(2)",
        "case_reference": "x",
        "concerns": "x",
        "asked_for": ["not_grant"],
        "transaction": filed["transaction"],
    }
    body = {"consulted": "FR", "request": asked}
    sent = await door.call("POST", "/consultations", OfficerRole.DECIDER, json=body)
    assert sent.status_code == 201, sent.text
    at = desk.clock.now()
    await desk.node.db.write(
        lambda conn: set_due(
            Work(conn, desk.node.office), kind=DueKind.DENIAL_REVIEW, subject="DE-2026-00001", at=at
        )
    )
    refused = await door.call("GET", "/cases/DE-C-2026-99999", OfficerRole.DECIDER)
    assert refused.status_code == 404
    found = await samples(door)
    assert value(found, "comity_letters_sent", state="queued") == 1
    assert value(found, "comity_letters_sent_oldest_seconds", state="queued") >= 0
    assert value(found, "comity_waiting", kind=str(WaitKind.LETTER_QUEUED)) == 1
    assert value(found, "comity_overdue", kind=str(WaitKind.LETTER_QUEUED)) == 0
    assert value(found, "comity_register_entries", origin="DE") == 1
    assert value(found, "comity_register_fresh", origin="FR") == 0
    assert value(found, "comity_clocks", of="denial.review", within_days="0") == 1
    assert value(found, "comity_clock_next_seconds", of="denial.review") <= 0
    assert value(found, "comity_index_lag") == 1
    assert value(found, "comity_engine_up") == 0
    assert value(found, "comity_database_up") == 1
    assert value(found, "comity_database_bytes") > 0
    assert value(found, "comity_certificate_days") > 0
    assert value(found, "comity_writer_pieces_total") >= value(found, "comity_writer_groups_total")
    route = {"method": "GET", "route": "/cases/{case_id}", "status": "404"}
    assert value(found, "comity_rest_seconds_count", **route) >= 1
    assert value(found, "comity_refusals_total", border="rest", reason="NOT_FOUND") >= 1


async def test_the_metrics_name_nobody(door: Door, filed: dict[str, Any]) -> None:
    made = await door.call("POST", "/applications", OfficerRole.DECIDER, json=filed)
    await door.call("GET", f"/cases/{made.json()['case_id']}", OfficerRole.DECIDER)
    await door.client.request("Geheim", "/api/v1/cases/Geheim")
    await door.client.get("/api/v1/Geheim/Geheim")
    answer = await door.client.get("/metrics")
    held = Application.model_validate(filed)
    for secret in ("Geheim", made.json()["case_id"], held.reference, "decider", *names(filed)):
        assert secret not in answer.text


def names(value: Any) -> Iterator[str]:
    """Give every name of a party in an application."""
    if isinstance(value, dict):
        yield from value.get("names", ())
        for each in value.values():
            yield from names(each)
    elif isinstance(value, list):
        for each in value:
            yield from names(each)


async def test_without_a_database_the_rest_is_still_shown(door: Door) -> None:
    node = door.desk.node
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gateway.app.metrics.of_the_database", _fails)
        found = await samples(door)
    assert value(found, "comity_database_up") == 0
    assert value(found, "comity_certificate_days") > 0
    assert node.db.is_alive


def _fails(*_: object) -> None:
    raise UnavailableError("no")


WHERE_THERE_IS_ONE = {
    "comity_api_certificate_days",
    "comity_backup_age_seconds",
    "comity_directory_confirmed_days",
    "comity_processes",
    "comity_processes_silent",
    "comity_duty_done",
}
"""Figures of what a node may lack; tests/node/watching and tests/node/several show them."""


async def test_the_page_names_every_metric_and_no_other(door: Door) -> None:
    told = set(re.findall(r"`(comity_\w+)`", PAGE.read_text("utf-8")))
    answer = await door.client.get("/metrics")
    shown = set(re.findall(r"^# TYPE (comity_\w+) ", answer.text, re.MULTILINE))
    assert told - WHERE_THERE_IS_ONE == {each for each in shown if not each.endswith("_created")}
    assert told > WHERE_THERE_IS_ONE


async def test_a_status_is_not_told_to_who_shows_no_token(door: Door) -> None:
    """Found in use: attack m13."""
    assert (await door.call("GET", "/status")).status_code == 401
    told = f"{await ready(door)}"
    for secret in ("DE", "FR", str(START.year), door.desk.node.me.directory().name):
        assert secret not in told.replace("DEGRADED", "")
