"""Consultations by mail, as officers keep them on record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.records import evidence_of
from gateway.casework.consultations.offline_records import (
    QuestionByHand,
    confirm_record,
    record,
    record_asked,
)
from gateway.casework.permissions import Officer
from gateway.domain.case import Outcome
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    HandKind,
    Means,
    Recording,
)
from gateway.domain.denial import FreeText
from gateway.errors import ComityError, Reason
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CASE, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceCheck
from gateway.evidence.verify.verification import verify_file
from tests.support.consultations import last_instant
from tests.support.desk import GRACE, Desk
from tests.support.federation_case import ANNA, BERT, CaseFederation
from tests.support.kinds import begun, filed, outcome


def recording(kind: HandKind, at: datetime, **fields: Any) -> Recording:
    told = {"reference": "B 12-26/1"} | fields
    return Recording(kind=kind, at=at, means=Means.POST, **told)


def no_objection(**fields: Any) -> ConsultationAnswer:
    return ConsultationAnswer(answer="no_objection", **fields)


@dataclass
class Mail:
    """Consultations of one case by post, as officers keep them on record."""

    federation: CaseFederation
    case_id: str

    @property
    def desk(self) -> Desk:
        return self.federation["DE"]

    async def ask(self, authority: str) -> str:
        """Anna records that she has asked, Bert confirms; return the conversation."""
        kind = recording(HandKind.ASKED, self.desk.clock.now())
        asked = QuestionByHand(
            case_id=self.case_id, procedure="14(1)", authority=authority, recording=kind
        )
        begun = await record_asked(self.desk.node.office, ANNA, asked)
        await self.confirm(begun.conversation_id)
        return begun.conversation_id

    async def confirm(self, talk: str, by: Officer = BERT) -> Consultation:
        last = (await self.desk.consultation(talk)).records[-1].number
        confirmed = await confirm_record(self.desk.node.office, by, talk, last)
        await self.federation.settle()
        return confirmed

    async def record(self, talk: str, kind: HandKind, **fields: Any) -> Consultation:
        at = fields.pop("at", self.desk.clock.now())
        await record(self.desk.node.office, ANNA, talk, recording(kind, at, **fields))
        return await self.confirm(talk)

    async def received(self, authority: str) -> str:
        talk = await self.ask(authority)
        await self.record(talk, HandKind.RECEIVED)
        return talk

    async def answered(self, authority: str, answer: ConsultationAnswer) -> str:
        talk = await self.received(authority)
        await self.record(talk, HandKind.ANSWERED, answer=answer)
        return talk

    async def over(self, talk: str) -> Consultation:
        """Let the period of a consultation and its grace pass."""
        await self.federation.at(last_instant(await self.desk.consultation(talk)) + GRACE)
        return await self.desk.consultation(talk)

    async def refused(self, conditions: tuple[FreeText, ...] = ()) -> Reason:
        grant = Outcome.GRANTED_WITH_CONDITIONS if conditions else Outcome.GRANTED
        with pytest.raises(ComityError) as found:
            await self.desk.propose(self.case_id, outcome(grant, conditions=conditions))
        return found.value.reason

    async def verified(self, folder: Path, **changes: object) -> dict[str, EvidenceCheck]:
        """Export the case, changed as its own node can, and verify it without a node."""
        office = self.desk.node.office
        files = dict(bundle_from_bytes(await evidence_of(office, ANNA, self.case_id)).files)
        del files[MANIFEST], files[MANIFEST_SIGNED]
        told = json.loads(files[CASE])
        for each in told["consultations"]:
            if each["channel"] == "hand":
                each.update(changes)
        files[CASE] = json.dumps(told).encode()
        file = folder / "evidence.zip"
        now = self.desk.clock.now()
        file.write_bytes(seal_files(office.me, files, case_id=self.case_id, at=now))
        report = verify_file(file, anchor=self.desk.settings.home / "anchor.json")
        return {each.name.rpartition(": ")[2]: each for each in report.checks if _by_hand(each)}


def _by_hand(check: EvidenceCheck) -> bool:
    return check.name.startswith("consultation of ES")


async def mail(federation: CaseFederation, *states: str) -> Mail:
    case = await begun(federation, filed("B7", goods_located_in=states))
    return Mail(federation, case.case_id)
