"""When Article 14(1) applies, in words; which items need an assessment."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.authority import Role
from gateway.domain.case import Application, AuthorisationKind, Trigger
from gateway.domain.controls import shipped_controls
from gateway.domain.rulebook import Consults, Procedure, load_rulebook
from gateway.domain.rulebook.conditions import AnyOf, DestinationIn, ProcedureApplies
from gateway.domain.transaction import Activity, Classification, Item, ListSource, Transaction
from gateway.domain.triggers import (
    assessment_required,
    consultation_triggers,
)
from gateway.errors import LawError, Reason
from tests.support.member_states import HERE
from tests.support.raising import refuses

BOOK = load_rulebook("EU-2021-821/2026-3")
CONTROLS = shipped_controls()


def item(code: str | None, source: ListSource = ListSource.ANNEX_I, **more: Any) -> Item:
    found = Classification(source=source if code else ListSource.NON_LISTED, code=code)
    return Item(description="Equipment", classifications=(found,), **more)


def transaction(code: str | None = "5A001.j", **more: Any) -> Transaction:
    facts = {"activity": Activity.EXPORT, "destination": "TR", "goods_located_in": ("NL",)}
    return Transaction(**{**facts, "items": (item(code),), **more})


def trigger(
    code: str | None = "5A001.j",
    *,
    authority: str = "DE",
    kind: AuthorisationKind = AuthorisationKind.INDIVIDUAL,
    **more: Any,
) -> Trigger:
    application = Application(reference="1", kind=kind, transaction=transaction(code, **more))
    (found,) = consultation_triggers(application, authority, BOOK, CONTROLS, HERE)
    assert found.procedure == "14(1)"
    assert found.applies == bool(found.consult)
    return found


def test_goods_in_another_state_for_a_destination_outside_eu001() -> None:
    found = trigger()
    assert found.consult == ("NL",)
    assert found.reasons == (
        "Article 14(1) applies.",
        "The application is for an individual authorisation.",
        "The activity is: export.",
        "The destination TR is not among those of EU001 (Annex II, Section A, Part 2).",
        "Items are or will be in NL (box 10 of the application).",
    )


def test_australia_with_a_listed_item_lying_in_nl_is_none() -> None:
    found = trigger("3A001.a", destination="AU")
    assert not found.applies
    assert "The destination AU is among those of EU001" in found.reasons[1]


def test_australia_with_an_item_of_annex_iv_consults_nl() -> None:
    found = trigger("5A004.a", destination="AU")
    assert found.consult == ("NL",)
    assert "5A004.a is in Annex IV." in found.reasons
    assert not any("No item is in" in reason for reason in found.reasons)


def test_an_entry_in_part_consults_and_says_what_to_read() -> None:
    found = trigger("0C002", destination="AU")
    assert found.applies
    assert any("Only separated plutonium" in reason for reason in found.reasons)


def test_a_code_that_is_too_short_to_tell_is_shown() -> None:
    found = trigger("5A004", destination="AU")
    assert found.applies
    assert any("5A004.a below it" in reason for reason in found.reasons)
    assert not any("No item is in" in reason for reason in found.reasons)


def test_where_no_item_is_listed_it_is_said() -> None:
    found = trigger("3A001", destination="AU")
    assert "No item is in Annex IV." in found.reasons


def test_one_authoritys_code_of_annex_iv_is_enough() -> None:
    both = Item(
        description="Equipment",
        classifications=(
            Classification(source=ListSource.ANNEX_I, code="5A002.a", authority="DE"),
            Classification(source=ListSource.ANNEX_I, code="5A004.a", authority="FR"),
        ),
    )
    assert trigger(destination="AU", items=(item("3A001"), both)).applies


def test_a_national_lists_code_is_not_one_of_annex_iv() -> None:
    national = item("5A004.a", ListSource.NATIONAL)
    assert not trigger(destination="AU", items=(national,)).applies


def test_a_global_application_is_none() -> None:
    found = trigger("5A004.a", kind=AuthorisationKind.GLOBAL)
    assert not found.applies
    assert found.reasons == (
        "Article 14(1) does not apply.",
        "The application is for a global authorisation.",
    )


def test_a_large_project_is_asked_about_like_an_individual_one() -> None:
    assert trigger(kind=AuthorisationKind.LARGE_PROJECT).consult == ("NL",)


def test_brokering_is_none() -> None:
    assert not trigger(activity=Activity.BROKERING).applies


def test_goods_in_the_own_state_only_is_none() -> None:
    found = trigger(goods_located_in=("DE",))
    assert found.reasons[1:] == ("The items are in the own Member State only.",)


def test_goods_in_the_state_of_a_unit_are_in_its_own_state() -> None:
    assert not trigger(authority="BE-VLG", goods_located_in=("BE",)).applies


def test_no_stated_place_is_none_and_said() -> None:
    assert "names no place" in trigger(goods_located_in=()).reasons[1]


def test_several_states_are_consulted_once_each_in_order() -> None:
    found = trigger(goods_located_in=("NL", "DE", "FR", "NL"))
    assert found.consult == ("NL", "FR")


def test_greece_is_gr_on_the_form_and_el_as_authority() -> None:
    assert trigger(goods_located_in=("GR",)).consult == ("EL",)
    assert "Items are or will be in GR (box 10 of the application)." in (
        trigger(goods_located_in=("GR",)).reasons
    )
    assert not trigger(authority="EL", goods_located_in=("GR",)).applies


def test_northern_ireland_is_asked_for_and_third_countries_are_noted() -> None:
    assert trigger(goods_located_in=("XI", "IE")).consult == ("UK", "IE")
    assert "not a Member State" in trigger(goods_located_in=("CH",)).reasons[1]


def test_a_non_listed_item_is_asked_about_by_its_destination() -> None:
    assert trigger(None).consult == ("NL",)


def test_a_rulebook_that_names_a_list_we_do_not_hold_is_refused() -> None:
    lists = CONTROLS.model_copy(update={"destinations": ()})
    application = Application(reference="1", transaction=transaction())
    with refuses(LawError, Reason.LIST_INVALID):
        consultation_triggers(application, "DE", BOOK, lists, HERE)


@pytest.mark.parametrize(
    ("code", "flag", "required"),
    [
        ("5A001.j.1.a", False, True),
        ("5A004.a", False, True),
        (None, True, True),
        (None, False, False),
        ("5B001", False, False),
        ("9A012", False, False),
        ("9A012", True, True),
    ],
)
def test_which_items_need_a_human_rights_assessment(
    code: str | None, flag: bool, required: bool
) -> None:
    facts = transaction(items=(item("3A001"), item(code, cyber_surveillance=flag)))
    assert assessment_required(facts, CONTROLS, BOOK) is required


def test_the_rulebook_says_what_needs_an_assessment() -> None:
    rule = BOOK.assessment.model_copy(update={"required_for": ("related_code",)})
    book = BOOK.model_copy(update={"assessment": rule})
    assert assessment_required(transaction("5B001"), CONTROLS, book)
    assert not assessment_required(transaction("5A001.j"), CONTROLS, book)


@pytest.mark.parametrize(
    ("codes", "required"),
    [
        (("5B001",), True),
        (("5B001", "3A001"), True),  # one of them is enough
        (("3A001", "5B001"), True),
        (("3A001",), False),
        ((None,), False),  # an item without a code is not related to anything
        ((None, "5B001"), True),
    ],
)
def test_a_related_code_of_any_item_is_enough(
    codes: tuple[str | None, ...], required: bool
) -> None:
    """Found in use: tests G19."""
    rule = BOOK.assessment.model_copy(update={"required_for": ("related_code",)})
    book = BOOK.model_copy(update={"assessment": rule})
    facts = transaction(items=tuple(item(code) for code in codes))
    assert assessment_required(facts, CONTROLS, book) is required


@pytest.mark.parametrize("bases", [("flag",), ("listed_group",), ()])
def test_a_basis_that_the_rulebook_does_not_name_asks_for_nothing(bases: tuple[str, ...]) -> None:
    rule = BOOK.assessment.model_copy(update={"required_for": bases})
    book = BOOK.model_copy(update={"assessment": rule})
    listed = transaction("5A001.j")
    flagged = transaction(items=(item(None, cyber_surveillance=True),))
    assert assessment_required(listed, CONTROLS, book) is ("listed_group" in bases)
    assert assessment_required(flagged, CONTROLS, book) is ("flag" in bases)


def test_what_an_officer_opens_is_not_found_by_itself() -> None:
    application = Application(reference="1", transaction=transaction())
    found = consultation_triggers(application, "DE", BOOK, CONTROLS, HERE)
    assert [each.procedure for each in found] == ["14(1)"]
    assert BOOK.procedure("14(2)").trigger.by_officer
    assert BOOK.procedure("21(4)").trigger.by_officer


@pytest.mark.parametrize(("destination", "applies"), [("AU", False), ("TR", True)])
def test_a_condition_that_must_not_hold(destination: str, applies: bool) -> None:
    """A reform may say 'unless the destination is in EU001'."""
    procedure = BOOK.procedure("14(1)")
    rule = procedure.trigger
    unless = DestinationIn(condition="destination_in", group="EU001")
    changed = procedure.model_copy(
        update={
            "trigger": rule.model_copy(
                update={"all_of": (rule.all_of[0], rule.all_of[3]), "none_of": (unless,)}
            )
        }
    )
    book = BOOK.model_copy(update={"procedures": (changed,)})
    application = Application(reference="1", transaction=transaction(destination=destination))
    (found,) = consultation_triggers(application, "DE", book, CONTROLS, HERE)
    assert found.applies is applies
    among = "not among" if applies else "among"
    assert f"The destination {destination} is {among} those of EU001" in " ".join(found.reasons)


def beside_14_1(*, roles: tuple[Role, ...]) -> Procedure:
    """A procedure that goes beside 14(1), as one of two ways in which it may apply."""
    other = DestinationIn(condition="destination_in", group="EU001")
    applies = ProcedureApplies(condition="procedure_applies", procedures=("14(1)",))
    ways = AnyOf(condition="any_of", conditions=(other, applies))
    procedure = BOOK.procedure("14(1)")
    rule = procedure.trigger.model_copy(update={"all_of": (ways,), "consults": Consults.ROLE})
    return procedure.model_copy(update={"code": "99", "trigger": rule, "answered_by": roles})


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        ((Role.COMMISSION,), ("EU",)),
        ((Role.LICENSING,), tuple(sorted(HERE.codes - {"DE"}))),
        ((Role.LICENSING, Role.COMMISSION), (*sorted(HERE.codes - {"DE"}), "EU")),
    ],
)
def test_a_procedure_beside_another_one_asks_by_role(
    roles: tuple[Role, ...], asked: tuple[str, ...]
) -> None:
    # It may stand before the one beside which it goes.
    book = BOOK.model_copy(update={"procedures": (beside_14_1(roles=roles), *BOOK.procedures)})
    application = Application(reference="1", transaction=transaction())
    found, other, *_ = consultation_triggers(application, "DE", book, CONTROLS, HERE)
    assert (found.procedure, found.consult) == ("99", asked)
    assert found.reasons == ("Article 14(1) applies.", "14(1) applies to the case.")
    assert (other.procedure, other.applies) == ("14(1)", True)
    at_home = Application(reference="2", transaction=transaction(goods_located_in=("DE",)))
    found, *_ = consultation_triggers(at_home, "DE", book, CONTROLS, HERE)
    assert not found.applies


def test_a_kind_of_case_that_does_not_call_for_the_other_one_has_nothing_beside_it() -> None:
    """An advance enquiry looks at no application, so 14(1) is none of its procedures."""
    procedure = beside_14_1(roles=(Role.COMMISSION,))
    book = BOOK.model_copy(update={"procedures": (*BOOK.procedures, procedure)})
    asked = transaction()
    enquiry = Application(reference="1", procedure="advance_enquiry", transaction=asked)
    *_, found = consultation_triggers(enquiry, "DE", book, CONTROLS, HERE)
    assert (found.procedure, found.applies) == ("99", False)
    after = consultation_triggers(enquiry, "DE", book, CONTROLS, HERE, examined=("16(5)",))
    assert not after[-1].applies
