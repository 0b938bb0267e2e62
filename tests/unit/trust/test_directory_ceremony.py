"""Each operator signs by itself what may follow the version that it holds, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from gateway.errors import ComityError, Reason
from gateway.trust.directory_ceremony import (
    join_signatures,
    read_detached_signature,
    sign_proposal,
)
from gateway.trust.directory_changes import differences
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory, LawVersion, Operator
from gateway.trust.members import MemberKey
from tests.support.house import House, fixed_key, operator
from tests.support.raising import refuses


def proposal(house: House, change: Callable[[Directory], Directory] = lambda held: held) -> bytes:
    fresh = replace(house.directory, version=2, created=house.now)
    return build_directory(change(fresh))


def operators(house: House, *numbers: int) -> tuple[Operator, ...]:
    return tuple(operator(each, house.directory.federation_id) for each in numbers)


def test_signatures_that_were_made_apart_are_joined(house: House) -> None:
    payload = proposal(house)
    made = [
        read_detached_signature(
            sign_proposal(payload, house.directory, key, at=house.now).model_dump_json().encode()
        )
        for key in house.operators[:2]
    ]
    assert [each.operator for each in made] == ["operator-1", "operator-2"]
    _, fresh = join_signatures(payload, made, house.directory, at=house.now)
    assert (fresh.version, fresh.created) == (2, house.now)


def test_those_of_before_and_the_new_ones_are_both_needed(house: House) -> None:
    payload = proposal(house, lambda held: replace(held, operators=operators(house, 4, 5)))
    made = {
        number: sign_proposal(payload, house.directory, fixed_key(number), at=house.now)
        for number in (1, 2, 4, 5)
    }
    for missing in made:
        rest = [each for number, each in made.items() if number != missing]
        with pytest.raises(ComityError, match="only 1 of at least 2"):
            join_signatures(payload, rest, house.directory, at=house.now)
    _, fresh = join_signatures(payload, list(made.values()), house.directory, at=house.now)
    assert fresh.operators == operators(house, 4, 5)


def test_a_signature_over_another_proposal_names_its_operator(house: House) -> None:
    payload, other = proposal(house), proposal(house, lambda held: replace(held, grace_days=1))
    mine, theirs = (
        sign_proposal(each, house.directory, key, at=house.now)
        for each, key in zip((payload, other), house.operators, strict=False)
    )
    moved = theirs.model_copy(update={"payload": mine.payload})
    for wrong in (theirs, moved):
        with refuses(ComityError, Reason.SIGNATURE_INVALID) as refused:
            join_signatures(payload, [mine, wrong], house.directory, at=house.now)
        assert refused.value.metadata["operator"] == "operator-2"


def test_a_key_of_no_operator_signs_nothing(house: House) -> None:
    with refuses(ComityError, Reason.KEY_INVALID):
        sign_proposal(proposal(house), house.directory, fixed_key(9), at=house.now)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda held: replace(held, version=3), "after 1 comes 2"),
        (lambda held: replace(held, members={"DE": held.members["DE"]}), "member FR is gone"),
        (lambda held: replace(held, rehearsal=True), "rehearsal"),
        (lambda held: replace(held, federation_id=bytes(32)), "another federation"),
        (lambda held: replace(held, created=held.created + timedelta(hours=1)), "in the future"),
        (
            lambda held: replace(
                held,
                created=held.created - timedelta(days=9),
                expires=held.created - timedelta(days=1),
            ),
            "expired already",
        ),
    ],
    ids=["number", "member", "rehearsal", "federation", "future", "expired"],
)
def test_what_is_no_successor_is_signed_by_nobody(
    house: House, change: Callable[[Directory], Directory], what: str
) -> None:
    payload = proposal(house, change)
    with pytest.raises(ComityError, match=what):
        sign_proposal(payload, house.directory, house.operators[0], at=house.now)


@pytest.mark.parametrize("field", ["payload", "key_id", "format", "version"])
def test_a_malformed_signature_names_the_field(house: House, field: str) -> None:
    made = sign_proposal(proposal(house), house.directory, house.operators[0], at=house.now)
    data = json.loads(made.model_dump_json()) | {field: "§"}
    with pytest.raises(ComityError) as refused:
        read_detached_signature(json.dumps(data).encode())
    assert refused.value.metadata["field"] == field


def test_every_field_of_a_directory_is_among_the_differences(house: House) -> None:
    """An operator is shown whatever is different, wherever it stands."""
    held = house.directory
    law = (LawVersion("EU/1", bytes(32)),)
    other = {
        "name": "Other",
        "version": 9,
        "created": house.now,
        "expires": house.now,
        "rehearsal": True,
        "operators": operators(house, 1, 2),
        "threshold": 1,
        "members": {"DE": held.members["DE"]},
        "rulebooks": law,
        "calendars": law,
        "grace_days": 1,
        "marking_ceiling": next(each for each in type(held.marking_ceiling)),
        "controls": law,
        "states": law,
        "state_keys": operators(house, 7),
        "state_days": 7,
        "threshold_reason": "Why",
        "commitments_since": house.now,
        "federation_id": bytes(32),
    }
    assert set(other) | {"digest"} == {each.name for each in fields(Directory)}
    for name, value in other.items():
        shown = differences(held, replace(held, **{name: value}))  # type: ignore[arg-type]
        assert shown, name
        assert all(each.what.startswith(name) and each.in_words() for each in shown), name
    assert differences(held, replace(held, digest=bytes(32))) == []


def test_every_field_of_a_member_and_of_its_keys_is_among_them(house: House) -> None:
    fr = house.directory.members["FR"]
    (fingerprint,) = fr.certificates
    key = fr.keys[0]
    revoked = replace(key, revoked_at=house.now)
    for changes, words in (
        ({"certificates": {fingerprint: house.now}}, f"certificates {fingerprint.hex()}"),
        ({"keys": (revoked, *fr.keys[1:])}, f"keys {key.key_id}: revoked_at: "),
        ({"roles": frozenset({"observer"})}, "licensing -> observer"),
        ({"withdrawn_at": house.now}, "withdrawn_at"),
        ({"coordinates": True}, "coordinates: False -> True"),
    ):
        shown = differences(house.directory, house.with_member("FR", **changes))
        assert any(words in each.in_words() for each in shown), changes
        assert all(each.what.startswith("members FR") for each in shown)
    without = house.with_member("FR", keys=())
    told = {
        each.what.rpartition(": ")[2]
        for each in differences(without, house.with_member("FR", keys=(revoked,)))
    }
    assert told == {each.name for each in fields(MemberKey)} - {"retired_at", "possession"}
