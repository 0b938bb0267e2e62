"""Records of the annual report from the node's own cases and denials.

A case that was filed as an application is one record of it, with its outcome, and another of
the licence where it was granted; a denial in the own log is one record, whatever case it came
from. Amendments of a licence in force say what holds; an annulled licence is marked so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo

from gateway.domain.annual.codes import Holds
from gateway.domain.annual.records import AnnualRecord, RecordLine, RecordSource
from gateway.domain.annual.template import RecordKind
from gateway.domain.case import Case, LicenceState, Outcome
from gateway.domain.controls import Controls, is_within
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.transaction import Activity, Item, ListSource, Transaction
from gateway.reports.classifying import Classifier

APPLICATION = "application"
"""Key of the kind of case that is an application; others are none (docs/domain.md 4, § 5.1)."""

_OUTCOMES = {
    Outcome.GRANTED: "granted",
    Outcome.GRANTED_WITH_CONDITIONS: "granted",
    Outcome.GRANTED_IN_PART: "granted",  # its refused part counts as a denial
    Outcome.REFUSED: "refused",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.NO_LICENCE_NEEDED: "no_licence_needed",
}
_BY_ACTIVITY = {
    Activity.BROKERING: "brokering",
    Activity.TECHNICAL_ASSISTANCE: "technical_assistance",
    Activity.TRANSFER: "transfer",
}


class Drawer:
    """Makes records of cases and denials.

    Args:
        classifier: Of the template of the year.
        controls: Lists in force: which codes are related to a group of cyber-surveillance items.
        zone: The authority's time zone: an instant counts in the year of its day there.
        pending: Outcome of an application without a decision.
    """

    def __init__(
        self, classifier: Classifier, controls: Controls, zone: tzinfo, pending: str
    ) -> None:
        self._classifier, self._controls = classifier, controls
        self._zone, self._pending = zone, pending

    def of_cases(
        self,
        cases: Iterable[Case],
        withdrawn: Mapping[str, datetime],
        licences: Mapping[str, str],
    ) -> Iterator[AnnualRecord]:
        """Yield the records of cases that were filed as applications.

        Args:
            cases: Every case of the authority.
            withdrawn: By case when the applicant withdrew it.
            licences: By case the number of the licence that was granted in it.
        """
        held = tuple(cases)
        amending = _amending(held)
        for case in held:
            if case.application.procedure != APPLICATION:
                continue
            number = licences.get(case.case_id, "")
            yield self._application(case, withdrawn).licensed_as(number)
            if case.licence:
                yield self._licence(case, amending.get(case.case_id, ())).licensed_as(number)

    def of_denials(
        self, denials: Iterable[Denial], cases: Mapping[str, Case]
    ) -> Iterator[AnnualRecord]:
        """Yield the records of the authority's own denials.

        Args:
            denials: Denials of the own log.
            cases: By denial the case that it came from: there the exporter is known.
        """
        for denial in denials:
            case = cases.get(denial.denial_id)
            transit = denial.decision is DecisionType.TRANSIT_PROHIBITION
            transaction = denial.transaction
            exporter = _exporter(case.application.transaction) if case else None
            yield AnnualRecord(
                kind=RecordKind.PROHIBITION if transit else RecordKind.DENIAL,
                reference=denial.national_reference,
                exporter=exporter or _exporter(transaction),
                decision=None if transit else str(denial.decision),
                grounds=tuple(str(ground) for ground in denial.grounds.value or ()),
                decided=denial.decision_date,
                notified=denial.first_notified,
                lines=self._lines(transaction),
                source=RecordSource.DENIAL,
                source_id=denial.denial_id,
            )

    def _application(self, case: Case, withdrawn: Mapping[str, datetime]) -> AnnualRecord:
        received = self._day(case.filed_at)
        outcome, decided = self._pending, received
        if case.decision is not None:
            outcome = _OUTCOMES.get(case.decision.proposal.outcome, self._pending)
            decided = self._day(case.decision.decided_at)
        elif case.case_id in withdrawn:
            outcome, decided = "withdrawn", self._day(withdrawn[case.case_id])
        return AnnualRecord(
            kind=RecordKind.APPLICATION,
            reference=case.application.reference,
            exporter=_exporter(case.application.transaction),
            licence_kind=_kind(case),
            decision=outcome,
            received=received,
            decided=max(decided, received),
            lines=self._lines(case.application.transaction),
            source=RecordSource.CASE,
            source_id=case.case_id,
        )

    def _licence(self, case: Case, amending: Iterable[Case]) -> AnnualRecord:
        granted = self._day(case.licence[0].at)
        transaction, amended = case.application.transaction, False
        if case.decision is not None:
            transaction = case.decision.proposal.granted_of(transaction)
        for later in amending:
            if later.decision and self._day(later.decision.decided_at).year == granted.year:
                transaction, amended = later.application.transaction, True
        annulled = any(
            change.state is LicenceState.ANNULLED and self._day(change.at).year == granted.year
            for change in case.licence
        )
        return AnnualRecord(
            kind=RecordKind.AUTHORISATION,
            reference=case.application.reference,
            exporter=_exporter(case.application.transaction),
            licence_kind=_kind(case),
            decided=granted,
            lines=self._lines(transaction),
            amended=amended,
            annulled=annulled,
            source=RecordSource.CASE,
            source_id=case.case_id,
        )

    def _lines(self, transaction: Transaction) -> tuple[RecordLine, ...]:
        return tuple(self._line(item, transaction.destination) for item in transaction.items)

    def _line(self, item: Item, destination: str) -> RecordLine:
        first = item.classifications[0]
        code, group = first.code or "", None
        if first.source is ListSource.NATIONAL:
            group = self._classifier.outside(Holds.NATIONAL_LIST)
        elif first.source is ListSource.NON_LISTED:
            cyber = item.cyber_surveillance
            group = self._classifier.outside(Holds.NON_LISTED_CYBER if cyber else Holds.NON_LISTED)
        return RecordLine(
            code=code,
            item_group=group,
            destination=destination,
            value=item.value,
            currency=item.currency or "EUR",
            cyber_group=self._cyber(item, code),
        )

    def _cyber(self, item: Item, code: str) -> str | None:
        """Return the group of an item that is marked as one of cyber-surveillance.

        By its code where that is one of the group, or is related to it; a code that is only
        related makes no cyber-surveillance item by itself.
        """
        listed = self._classifier.cyber_group(code) if code else None
        if listed is not None or not item.cyber_surveillance:
            return listed
        for group in self._controls.cyber_groups:
            if code and any(is_within(code, each) for each in group.related):
                return group.key
        return self._classifier.outside(Holds.NON_LISTED_CYBER, cyber=True)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()


def _amending(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Return by licence the cases that modified it, oldest first."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        if case.decision and case.decision.proposal.outcome is Outcome.MODIFIED:
            found.setdefault(case.application.concerns, []).append(case)
    for each in found.values():
        each.sort(key=lambda case: case.decision.decided_at if case.decision else case.filed_at)
    return found


def _kind(case: Case) -> str:
    activity = case.application.transaction.activity
    return _BY_ACTIVITY.get(activity) or str(case.application.kind)


def _exporter(transaction: Transaction) -> str | None:
    """Return what tells the exporter apart: EORI, else another number, else the name."""
    party = transaction.exporter.value
    if party is None:
        return None
    numbers = sorted(party.identifiers, key=lambda each: each.scheme.upper() != "EORI")
    return numbers[0].value if numbers else party.names[0][:120]
