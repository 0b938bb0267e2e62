"""What an application must fit before it becomes a case, or changes one."""

from __future__ import annotations

from datetime import date, datetime

from gateway.casework.services import Office
from gateway.domain.amendment import check_no_new_place, check_part_of
from gateway.domain.authority import member_state
from gateway.domain.base import Stated
from gateway.domain.case import ENDED_STATES, Application, Case
from gateway.domain.case.code_remarks import code_remarks
from gateway.domain.case.newer_list import NewerList, newer_list, reclassified
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import CaseRule, Material, Widened
from gateway.domain.states import MemberStates
from gateway.domain.transaction import Activity, Party, PartyRole, Transaction
from gateway.domain.triggers import assessment_required, consultation_triggers
from gateway.errors import InputError, Reason
from gateway.matching.parties.placeholder_names import no_name
from gateway.matching.transaction import stated_parties
from gateway.wire.letter_room import check_room

NORTHERN_IRELAND = "XI"
"""Its code in customs papers: no Member State, but a place of goods that is in the Union's law."""

_GOODS_ANYWHERE = frozenset({Activity.BROKERING, Activity.TECHNICAL_ASSISTANCE})


def check_transaction(office: Office, transaction: Transaction) -> None:
    """Check every control code and every country that a transaction names, and its names.

    Raises:
        InputError: CODE_UNKNOWN, COUNTRY_UNKNOWN or INPUT_INVALID with the field's path.
    """
    check_codes(office, transaction)
    check_names(transaction)
    named: list[tuple[str, str | None]] = [("destination", transaction.destination)]
    single = ("country_of_consignment", "state_of_declaration", "third_country_of_location")
    named += [(field, getattr(transaction, field)) for field in single]
    for field in ("goods_located_in", "transit_countries"):
        named += [(f"{field}[{i}]", code) for i, code in enumerate(getattr(transaction, field))]
    for role in ("exporter", "consignee", "end_user"):
        named += _countries_of(role, getattr(transaction, role).value)
    for i, party in enumerate(transaction.intermediaries):
        named += _countries_of(f"intermediaries[{i}]", party)
    for i, item in enumerate(transaction.items):
        named.append((f"items[{i}].country_of_origin", item.country_of_origin))
        named += [
            (f"items[{i}].classifications[{k}].state", each.state)
            for k, each in enumerate(item.classifications)
        ]
    for field, country in named:
        if country is not None:
            office.law.check_country(country, field=f"transaction.{field}")
    check_places_of_goods(transaction, office.law.member_states(office.clock.now()))


MOST_DOCUMENTS = 40
"""Of a denial and of a supplement, as the contract between members has it (denial.proto)."""


def check_exceptions(office: Office, application: Application) -> None:
    """Check that each exception that is claimed is one of a control list.

    Raises:
        InputError: Names the field and what is known.
    """
    controls = office.law.controls
    for number, each in enumerate(application.exceptions):
        if controls.exception(each.key) is None:
            known = (one.key for held in controls.lists for one in held.exception)
            raise InputError(
                "{field}: {key} is no exception of a control list",
                remedy="Give one of: {known}.",
                field=f"exceptions[{number}].key",
                key=repr(each.key),
                known=known,
            )


def check_carried(application: Application) -> None:
    """Check that what an application says can be sent: to those consulted, and as a denial.

    Raises:
        InputError: MESSAGE_TOO_LARGE; names the field and the limit.
    """
    check_room(application.transaction)
    if len(application.documents) > MOST_DOCUMENTS:
        raise Reason.MESSAGE_TOO_LARGE.error(
            "documents: {count} are named; a letter has {limit}",
            remedy="Name fewer documents, e.g. one for each kind.",
            limit=MOST_DOCUMENTS,
            count=len(application.documents),
        )


def check_codes(office: Office, transaction: Transaction) -> None:
    """Check every control code in the version of the list under which it was classified.

    Where a classification names no version, that in force today counts; where the node does
    not hold the list, only the spelling is checked.

    Raises:
        InputError: CODE_UNKNOWN with the field's path.
    """
    today = day_here(office, office.clock.now())
    for i, item in enumerate(transaction.items):
        for k, each in enumerate(item.classifications):
            field = f"transaction.items[{i}].classifications[{k}]"
            office.law.check_code(each, on=today, field=field)


def with_code_remarks(office: Office, case: Case) -> Case:
    """Return a case with what is wrong with its codes, and what a newer list asks of it."""
    remarks = code_remarks(
        case.application.transaction,
        office.law.lists(),
        version=case.annex_i,
        day=day_here(office, case.listed_at),
    )
    return case.remarked(remarks, under_newer_list(office, case))


def under_newer_list(office: Office, case: Case) -> NewerList | None:
    """Return what the list in force today asks of an open case that stands under an older one."""
    today = day_here(office, office.clock.now())
    asked = case.application.transaction
    newer = newer_list(asked, office.law.lists(), version=case.annex_i, day=today)
    if newer is None or case.state in ENDED_STATES:
        return None
    rulebook = office.law.rulebook(case.rulebook)
    controls = office.law.controls_on(case.filed_at)
    states = office.law.member_states(office.clock.now())
    anew = case.application.about(reclassified(asked, newer))
    examined = {
        each.procedure
        for each in case.triggers
        if each.applies and rulebook.procedure(each.procedure).trigger.by_examination
    }
    own, theirs = (
        {
            each.procedure
            for each in consultation_triggers(
                which, office.code, rulebook, controls, states, examined=examined
            )
            if each.applies
        }
        for which in (case.application, anew)
    )
    wanted = rulebook.case(case.application.procedure).procedures
    asks = tuple(each for each in wanted if each in theirs - own)
    assessed = assessment_required(anew.transaction, controls, rulebook)
    return newer.asking(asks, assessment=assessed and not case.assessment_required)


def day_here(office: Office, at: datetime) -> date:
    """Return the day on which an instant falls where this authority is."""
    return at.astimezone(office.law.calendar(office.code, at).zone).date()


def check_names(transaction: Transaction) -> None:
    """Check that end-user and consignee, where they are given, have a name to search by.

    Denials would be examined for "unknown", and the record would say that they were.

    Raises:
        InputError: INPUT_INVALID with the field's path.
    """
    for role, stated in stated_parties(transaction):
        party = stated.value
        if party is not None and no_name(party) is not None and not party.identifiers:
            raise InputError(
                "{field}: '{names}' is no name that can be searched",
                remedy="Give the name, or leave the party out: the examination then says so.",
                field=f"transaction.{role}.names",
                names=party.names[0],
            )


def check_places_of_goods(transaction: Transaction, member_states: MemberStates) -> None:
    """Check that goods which leave the Union are said to be in it (box 10), and where in it.

    Northern Ireland (XI) passes, as its trigger knows it. What is brokered or assisted with
    lies elsewhere, and has a field of its own.

    Raises:
        InputError: INPUT_INVALID with the field's path.
    """
    for number, region in enumerate(transaction.goods_regions):
        if region.partition("-")[0] not in transaction.goods_located_in:
            field = f"transaction.goods_regions[{number}]"
            raise InputError(
                "{field}: {region} lies in no country in which the goods are said to be",
                remedy="Name its country in goods_located_in, or leave the region out.",
                field=field,
                region=region,
            )
    if transaction.activity in _GOODS_ANYWHERE:
        return
    for number, country in enumerate(transaction.goods_located_in):
        if member_states.of_country(country) is None and country != NORTHERN_IRELAND:
            field = f"transaction.goods_located_in[{number}]"
            raise InputError(
                "{field}: {country} is no Member State, and goods of {activity} are in one (box "
                "10)",
                remedy="Name the Member State where the goods are. Goods that are brokered: "
                "activity brokering, with third_country_of_location.",
                field=field,
                country=country,
                activity=transaction.activity,
            )


def _countries_of(path: str, party: Party | None) -> list[tuple[str, str | None]]:
    if party is None:
        return []
    addresses = [
        (f"{path}.addresses[{i}].country", each.country) for i, each in enumerate(party.addresses)
    ]
    return [(f"{path}.country", party.country), *addresses]


_MORE = {
    Widened.QUANTITY: Material.QUANTITY,
    Widened.VALUE: Material.VALUE,
    Widened.ITEM: Material.ITEM,
}
"""What of an item a case that widens a licence may say otherwise."""


def check_concerned(licence: Case, application: Application, rulebook: Rulebook) -> None:
    """Check that a case about a licence describes the licensed transaction or a part of it.

    A party that such a case adds to the licence may be another than the licence names, and a
    case that widens it may say more in what the rulebook names. Where a rulebook knows such a
    case, nothing else moves the goods to another State: that is for its officers to be asked.

    Args:
        licence: The case in which the licence was granted.
        application: What the new case describes; others are told of it as it stands.
        rulebook: Under which the new case runs.

    Raises:
        InputError: It describes another transaction, or is about another kind of
            authorisation; names the field.
    """
    rule = rulebook.case(application.procedure)
    kind = licence.application.kind
    if rule.kinds and application.kind is not kind:
        raise InputError(
            "kind: the licence of {case_id} is {kind}, not {application_kind}",
            remedy="Give kind: {kind}.",
            case_id=licence.case_id,
            kind=kind,
            application_kind=application.kind,
        )
    if application.further_law != licence.application.further_law:
        named = licence.application.further_law
        raise InputError(
            "further_law: the licence of {case_id} was granted under {granted_under}",
            remedy="Give {named}." if named else "Leave it out.",
            case_id=licence.case_id,
            granted_under=named or "none",
            named=named,
        )
    licensed = licence.application.transaction
    free = [_MORE[each] for each in rule.widens if each in _MORE]
    others = [PartyRole.END_USER] if Widened.END_USER in rule.widens else []
    for role in (*rule.adds, *others):  # whom the licence names in that part may be another
        licensed = licensed.with_party(role, Stated[Party]())
    check_part_of(licensed, application.transaction, rulebook.amendment, free=free)
    if Widened.GOODS_LOCATION not in rule.widens and any(each.widens for each in rulebook.cases):
        check_no_new_place(licensed, application.transaction)


def check_kind(office: Office, rule: CaseRule, application: Application) -> None:
    """Check that an application fits its kind of case.

    Raises:
        InputError: It names no earlier case, or one that it should not; another activity or
            kind of authorisation; not the party that it adds; or goods that are not in this
            Member State. Names the field.
    """
    if rule.concerns_case != bool(application.concerns):
        raise InputError(
            "concerns: a case of the kind {code} names the case of the licence that it is about",
            "" if rule.concerns_case else ": only such a one does",
            remedy="Give the number of the case in which the licence was granted.",
            code=rule.code,
        )
    if rule.kinds and application.kind not in rule.kinds:
        raise InputError(
            "kind: {article} is about another kind of licence than {kind}",
            remedy="Give one of: {kinds}.",
            article=rule.article,
            kind=application.kind,
            kinds=rule.kinds,
        )
    transaction = application.transaction
    for role in rule.adds:
        if getattr(transaction, role.value).value is None:
            raise InputError(
                "{field}: a case of the kind {code} names whom it adds",
                remedy="Give the party with its names and country.",
                field=f"transaction.{role}",
                code=rule.code,
            )
    if rule.activities and transaction.activity not in rule.activities:
        raise InputError(
            "transaction.activity: {activity} is not what {article} is about",
            remedy="Give one of: {activities}.",
            activity=transaction.activity,
            article=rule.article,
            activities=rule.activities,
        )
    own = member_state(office.code)
    here = office.law.member_states(office.clock.now())
    located = {here.of_country(country) for country in transaction.goods_located_in}
    if rule.goods_here and own not in located:
        raise InputError(
            "transaction.goods_located_in: {article} is for the authority of the Member State "
            "where the goods are",
            remedy="Name {own} among the places of the goods, or tell the authority there.",
            article=rule.article,
            own=own,
        )
