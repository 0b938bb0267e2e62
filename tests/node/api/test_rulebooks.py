"""The law over REST: held versions, one in full, one procedure in sentences, differences."""

from __future__ import annotations

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door

VERSION = "EU-2021-821/2026-3"


async def test_every_account_may_read_the_law(door: Door) -> None:
    held = (await door.call("GET", "/rulebooks", OfficerRole.READER)).json()["items"]
    assert [each["version"] for each in held] == [
        VERSION,
        "EU-833-2014/2026-3",
        "EU-765-2006/2026-2",
    ]
    assert held[0]["in_force"] is True
    assert "21(4)" in held[0]["procedures"]
    assert held[1]["notices"] == ["2d.granted", "2d.refused"]


async def test_one_version_is_given_as_it_was_read(door: Door) -> None:
    params = {"version": VERSION}
    book = (await door.call("GET", "/rulebooks/version", OfficerRole.SYSTEM, params=params)).json()
    assert book["digest"]
    procedures = {each["code"]: each for each in book["procedure"]}
    assert procedures["14(1)"]["period"]["working_days"] == 10
    other = await door.call(
        "GET", "/rulebooks/version", OfficerRole.SYSTEM, params={"version": "EU-833-2014/2026-3"}
    )
    codes = [each["code"] for each in other.json()["notice"]]
    assert codes[-2:] == ["2d.granted", "2d.refused"]  # after those of the law that it applies
    assert other.json()["applies"] == VERSION


async def test_a_version_that_is_not_held_is_a_problem(door: Door) -> None:
    params = {"version": "EU-2021-821/1999-1"}
    answer = await door.call("GET", "/rulebooks/version", OfficerRole.OFFICER, params=params)
    assert answer.json()["reason"] == "VERSION_UNKNOWN"
    assert VERSION in answer.json()["remedy"]


async def test_a_procedure_is_said_in_sentences(door: Door) -> None:
    params = {"version": VERSION, "procedure": "21-4"}
    lines = (
        await door.call("GET", "/rulebooks/procedure", OfficerRole.OFFICER, params=params)
    ).json()["items"]
    silence = next(line for line in lines if line["about"] == "Silence")
    assert "released at once" in silence["says"]
    assert silence["article"] == "Article 21(4)"


async def test_versions_are_compared_and_nobody_has_an_overlay(door: Door) -> None:
    params = {"first": VERSION, "second": VERSION}
    answer = await door.call("GET", "/rulebooks/changes", OfficerRole.OFFICER, params=params)
    assert answer.json()["items"] == []
    answer = await door.call("GET", "/rulebooks/overlays/MT", OfficerRole.OFFICER)
    assert answer.json()["items"] == []
