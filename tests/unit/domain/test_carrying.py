"""Where codes stood by some lists, told so that a comparison can be made again without them."""

from __future__ import annotations

from datetime import date

from gateway.domain.carrying import CodeMove, CodePlaces, carried
from gateway.domain.controls import ControlLists, Known, ListFile, shipped_controls
from gateway.domain.transaction import Classification, ListSource
from tests.support.cases import transaction

KNOWN = Known.of(shipped_controls())
LATER = ListFile.model_validate(
    {
        "kind": "annex_i",
        "version": "02021R0821-20300101",
        "act": "2029/1",
        "in_force_from": date(2030, 1, 1),
        "codes": ("5A001.k",),
        "moved": (
            {"old": "5A001.j", "new": "5A001.k", "act": "2029/1", "since": date(2030, 1, 1)},
        ),
    }
)


def test_codes_are_carried_as_by_the_lists_themselves() -> None:
    lists = ControlLists([LATER], known=KNOWN)
    places = CodePlaces.model_validate_json(CodePlaces.of(lists).model_dump_json())
    assert places == CodePlaces.of(places.lists) == CodePlaces.of(lists)
    given = transaction()
    for version in ("", LATER.version, "02021R0821-20251115"):
        found = Classification(source=ListSource.ANNEX_I, code="5A001.j", list_version=version)
        (item, *_) = given.items
        ours = given.model_copy(
            update={"items": (item.model_copy(update={"classifications": (found,)}),)}
        )
        assert carried(ours, places.lists) == carried(ours, lists)


def test_the_digest_is_of_every_version_and_every_move() -> None:
    shipped, more = (
        CodePlaces.of(ControlLists(known=KNOWN)),
        CodePlaces.of(ControlLists([LATER], known=KNOWN)),
    )
    assert shipped.digest != more.digest
    assert CodePlaces.of(ControlLists(known=KNOWN)).digest == shipped.digest
    move = CodeMove(old="1A001", new="1A002", since=date(2030, 1, 1))
    assert more.model_copy(update={"moved": (*more.moved, move)}).digest != more.digest
