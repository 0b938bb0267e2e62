"""Transactions with their human-rights assessment (transaction.proto)."""

from __future__ import annotations

from comity.v1 import statement_pb2
from comity.v1 import transaction_pb2 as pb
from gateway.domain.transaction import (
    Activity,
    Consequence,
    HumanRightsAssessment,
    Transaction,
)
from gateway.wire import items, parties
from gateway.wire.faults import Fields
from gateway.wire.scalars import EnumTable, read_date_or_none, same_names, write_date
from gateway.wire.statements import read_absences, read_stated, write_stated

ACTIVITIES = same_names(Activity, pb.Activity)
CONSEQUENCES = same_names(Consequence, pb.HumanRightsConsequence)
RISKS = EnumTable(
    {
        "low": pb.HUMAN_RIGHTS_RISK_LOW,
        "moderate": pb.HUMAN_RIGHTS_RISK_MODERATE,
        "high": pb.HUMAN_RIGHTS_RISK_HIGH,
        "unacceptable": pb.HUMAN_RIGHTS_RISK_UNACCEPTABLE,
    },
    pb.HumanRightsRisk,
)


def to_pb(transaction: Transaction) -> pb.Transaction:
    """Write a transaction.

    Raises:
        InputError: CONTENT_INVALID for a decimal that the contract does not hold.
    """
    absences: list[statement_pb2.FieldAbsence] = []
    assessment = transaction.human_rights
    return pb.Transaction(
        activity=ACTIVITIES.number[transaction.activity],
        items=[items.to_pb(item) for item in transaction.items],
        exporter=write_stated(transaction.exporter, "exporter", parties.to_pb, absences),
        consignee=write_stated(transaction.consignee, "consignee", parties.to_pb, absences),
        intermediaries=[parties.to_pb(party) for party in transaction.intermediaries],
        end_user=write_stated(transaction.end_user, "end_user", parties.to_pb, absences),
        destination=transaction.destination,
        country_of_consignment=transaction.country_of_consignment or "",
        goods_located_in=transaction.goods_located_in,
        goods_regions=transaction.goods_regions,
        state_of_declaration=transaction.state_of_declaration or "",
        transit_countries=transaction.transit_countries,
        stated_end_use=write_stated(transaction.stated_end_use, "stated_end_use", str, absences)
        or "",
        contract_date=write_date(transaction.contract_date),
        customs_procedure=transaction.customs_procedure,
        national_data=transaction.national_data,
        service_description=transaction.service_description,
        third_country_of_location=transaction.third_country_of_location or "",
        human_rights=None if assessment is None else assessment_to_pb(assessment),
        # Evaluated last: by now every stated field has been written.
        absences=absences,
    )


def fields(transaction: pb.Transaction) -> Fields:
    """Read the fields of a transaction, not yet validated."""
    absences = read_absences(transaction.absences)
    has = transaction.HasField
    exporter = parties.fields(transaction.exporter) if has("exporter") else None
    consignee = parties.fields(transaction.consignee) if has("consignee") else None
    end_user = parties.fields(transaction.end_user) if has("end_user") else None
    end_use = transaction.stated_end_use or None
    return {
        "activity": ACTIVITIES.read(transaction.activity),
        "items": [items.fields(item) for item in transaction.items],
        "exporter": read_stated(exporter, "exporter", absences),
        "consignee": read_stated(consignee, "consignee", absences),
        "intermediaries": [parties.fields(party) for party in transaction.intermediaries],
        "end_user": read_stated(end_user, "end_user", absences),
        "destination": transaction.destination,
        "country_of_consignment": transaction.country_of_consignment or None,
        "goods_located_in": list(transaction.goods_located_in),
        "goods_regions": list(transaction.goods_regions),
        "state_of_declaration": transaction.state_of_declaration or None,
        "transit_countries": list(transaction.transit_countries),
        "stated_end_use": read_stated(end_use, "stated_end_use", absences),
        "contract_date": read_date_or_none(transaction.contract_date),
        "customs_procedure": transaction.customs_procedure,
        "national_data": transaction.national_data,
        "service_description": transaction.service_description,
        "third_country_of_location": transaction.third_country_of_location or None,
        "human_rights": (
            assessment_fields(transaction.human_rights) if has("human_rights") else None
        ),
    }


def assessment_to_pb(assessment: HumanRightsAssessment) -> pb.HumanRightsAssessment:
    """Write a human-rights assessment."""
    return pb.HumanRightsAssessment(
        risk=RISKS.number[assessment.risk],
        internal_repression=assessment.internal_repression,
        serious_violations=assessment.serious_violations,
        sources=assessment.sources,
        reasoning=statement_pb2.FreeText(language=assessment.language, text=assessment.reasoning),
        human_rights_violations=assessment.human_rights_violations,
        humanitarian_law_violations=assessment.humanitarian_law_violations,
        due_diligence=assessment.due_diligence,
        follows=[CONSEQUENCES.number[each] for each in assessment.follows],
        follows_text=assessment.follows_text,
        summary=assessment.summary,
        summary_only=assessment.summary_only,
    )


def assessment_fields(assessment: pb.HumanRightsAssessment) -> Fields:
    """Read the fields of a human-rights assessment, not yet validated."""
    return {
        "risk": RISKS.read(assessment.risk),
        "internal_repression": assessment.internal_repression,
        "serious_violations": assessment.serious_violations,
        "sources": list(assessment.sources),
        "reasoning": assessment.reasoning.text,
        "language": assessment.reasoning.language,
        "human_rights_violations": (
            assessment.human_rights_violations
            if assessment.HasField("human_rights_violations")
            else None
        ),
        "humanitarian_law_violations": (
            assessment.humanitarian_law_violations
            if assessment.HasField("humanitarian_law_violations")
            else None
        ),
        "due_diligence": assessment.due_diligence,
        "follows": [CONSEQUENCES.read(each) for each in assessment.follows],
        "follows_text": assessment.follows_text,
        "summary": assessment.summary,
        "summary_only": assessment.summary_only,
    }
