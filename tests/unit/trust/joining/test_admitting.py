"""From a proven request to the version that names the candidate, and what it gets back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from certs.certifying import certify_candidate
from certs.layout import FederationFiles
from certs.operators import ca_key
from certs.profiles import certificate_to_pem
from gateway.errors import ComityError, Reason
from gateway.trust.directory_ceremony import check_proposal, join_signatures, sign_proposal
from gateway.trust.directory_changes import ChangedMember, changed
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Anchor, Directory
from gateway.trust.joining.admission import AdmissionFile, check_admission, read_admission
from gateway.trust.joining.admitting import admission_change, check_admits, check_candidate
from gateway.trust.joining.proving import ProvenRequest, read_request
from gateway.trust.keys import KeyRing
from gateway.trust.operator_keys import operator_key_from_pem
from gateway.trust.tls import fingerprint_of
from tests.support.raising import refuses
from tests.unit.trust.joining.conftest import AT, Asking


@pytest.fixture
def proven(asking: Asking) -> ProvenRequest:
    return read_request(asking.write(), federation_id=asking.federation_id, at=AT)


@pytest.fixture
def certificate(proven: ProvenRequest, two: FederationFiles) -> x509.Certificate:
    issuer = x509.load_pem_x509_certificate(two.ca_certificate.read_bytes())
    return certify_candidate(proven, issuer, ca_key(two), now=AT)


@pytest.fixture
def admission(
    proven: ProvenRequest, certificate: x509.Certificate, two: FederationFiles, held: Directory
) -> AdmissionFile:
    change = admission_change(proven, fingerprint_of(certificate))
    payload = build_directory(changed(held, change, at=AT))
    check_admits(proven, check_proposal(payload, held, at=AT), held)
    keys = [operator_key_from_pem(two.operator_key(f"operator-{n}").read_bytes()) for n in (1, 3)]
    made = [sign_proposal(payload, held, key, at=AT) for key in keys]
    raw, _ = join_signatures(payload, made, held, at=AT)
    return AdmissionFile(raw, certificate_to_pem(certificate), two.ca_certificate.read_bytes())


def anchor_of(two: FederationFiles) -> Anchor:
    return Anchor.from_json(two.anchor.read_text())


def test_what_comes_back_is_ours_and_a_replay_of_the_request_is_known(
    asking: Asking, proven: ProvenRequest, admission: AdmissionFile, two: FederationFiles
) -> None:
    got = read_admission(admission.to_text().encode())
    assert got == admission
    ours = asking.tls.public_key()
    found = check_admission(got, asking.ring, anchor=anchor_of(two), tls_public=ours, at=AT)
    assert found.member("AT").address == asking.who.address
    with refuses(ComityError, Reason.JOIN_REPLAYED):
        check_candidate(proven, found)


def test_an_admission_of_somebody_else_or_another_key_is_refused(
    asking: Asking, admission: AdmissionFile, two: FederationFiles
) -> None:
    def refusal(ring: KeyRing, tls: object, given: AdmissionFile = admission) -> Reason:
        with pytest.raises(ComityError) as refused:
            check_admission(given, ring, anchor=anchor_of(two), tls_public=tls, at=AT)
        return refused.value.reason

    ours = asking.tls.public_key()
    assert refusal(KeyRing.generate("AT"), ours) is Reason.KEY_INVALID
    assert refusal(KeyRing.generate("NL"), ours) is Reason.PEER_UNKNOWN
    german = x509.load_pem_x509_certificate(two.members["DE"].tls.certificate.read_bytes())
    assert refusal(asking.ring, german.public_key()) is Reason.CERTIFICATE_INVALID
    theirs = replace(admission, certificate=two.members["DE"].tls.certificate.read_bytes())
    assert refusal(asking.ring, german.public_key(), theirs) is Reason.CERTIFICATE_INVALID
    assert refusal(asking.ring, ours, replace(admission, certificate=b"x")) is (
        Reason.MESSAGE_MALFORMED
    )
    altered = admission.directory[:-1] + bytes([admission.directory[-1] ^ 1])
    assert refusal(asking.ring, ours, replace(admission, directory=altered)) is (
        Reason.SIGNATURE_INVALID
    )


@pytest.mark.parametrize("field", ["directory", "certificate", "authorities"])
def test_an_admission_without_one_of_its_files_is_named(field: str) -> None:
    files = {"directory": b"d", "certificate": b"c", "authorities": b"a", field: b""}
    text = AdmissionFile(files["directory"], files["certificate"], files["authorities"]).to_text()
    with refuses(ComityError, Reason.MESSAGE_MALFORMED) as refused:
        read_admission(text.encode())
    assert refused.value.metadata["field"] == f"admission.{field}"


def test_a_proposal_that_slips_something_else_in_is_refused(
    proven: ProvenRequest, certificate: x509.Certificate, held: Directory
) -> None:
    asked = admission_change(proven, fingerprint_of(certificate))
    german = ChangedMember(code="DE", address="evil.example:7001")
    elsewhere = asked.members[0].model_copy(update={"address": "evil.example:7001"})
    for change in (
        asked.model_copy(update={"members": (*asked.members, german)}),
        asked.model_copy(update={"members": (elsewhere,)}),
        asked.model_copy(update={"new_keys": asked.new_keys[:-1]}),
        asked.model_copy(update={"threshold": 3}),
        asked.model_copy(update={"certificates": ()}),
    ):
        proposal = changed(held, change, at=AT + timedelta(hours=1))
        with refuses(ComityError, Reason.DIRECTORY_INVALID):
            check_admits(proven, proposal, held)
