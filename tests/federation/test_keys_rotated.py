"""Every kind of key of a running node is replaced while letters and visits go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from certs.certifying import certify
from certs.layout import FederationFiles
from certs.operators import issue_next_version, renew_keys, revoke_certificates, revoke_key
from certs.profiles import certificate_to_pem, key_to_pem, new_key
from gateway.app.keys.key_rotation import EXPIRY_NOTICE
from gateway.app.keys.making import (
    KeyStanding,
    add_keys,
    install_certificate,
    new_tls_key,
    waiting_files,
)
from gateway.app.keys.signed_with import SignedKind, signed_with
from gateway.domain.acts import TaskKind
from gateway.errors import InputError, Reason, TrustError
from gateway.register.log.log_store import read_head
from gateway.trust.suites import KeyUse
from gateway.trust.tls import fingerprint_of_pem
from tests.support.cases import french_denial
from tests.support.consultations import open_named
from tests.support.federation_case import Where, case_federation
from tests.support.raising import refuses
from tests.support.rotating_nodes import OVERLAP, World, world_of

CLASSIC = (
    KeyUse.SEAL_ED25519,
    KeyUse.ENCRYPT_MLKEM768_X25519,
    KeyUse.LOG_ED25519,
    KeyUse.COSIGN_ED25519,
)


@pytest.fixture
async def world(where: Where) -> AsyncIterator[World]:
    async with case_federation(*where) as nodes:
        yield await world_of(nodes, *where[:2])


async def test_signing_and_encryption_keys_are_rotated_under_load(world: World) -> None:
    before = {code: world.standing(code) for code in ("DE", "FR")}
    async with world.under_load():
        await world.some_more()
        for code in ("DE", "FR"):
            now = world.nodes.clock.now()
            renew_keys(world.operators, code, CLASSIC, now=now, overlap=OVERLAP)
            await world.look()
            await world.some_more()
            shown = world.standing(code)
            waiting = [use for (use, _), each in shown.items() if each is KeyStanding.WAITING]
            assert sorted(waiting) == sorted(use.name for use in CLASSIC)
            await world.later(OVERLAP)
            await world.some_more()
            await world.later(OVERLAP + timedelta(seconds=1))
            await world.some_more()
    for code, old in before.items():
        shown = world.standing(code)
        current = {use: key for (use, key), each in shown.items() if each is KeyStanding.CURRENT}
        for use in (each.name for each in CLASSIC):
            assert (use, current[use]) not in old
            assert {
                each
                for (of, key), each in shown.items()
                if of == use and key in {k for _, k in old}
            } == {KeyStanding.RETIRED}
    assert await world.arrived() == set(world.sent)


async def test_a_certificate_is_renewed_at_both_ends_under_load(world: World) -> None:
    async with world.under_load():
        for code in ("DE", "FR"):
            await world.some_more()
            node = world.nodes[code].node
            old = fingerprint_of_pem(node.tls.read().certificate)
            request = new_tls_key(node.tls, code)
            now, today = world.nodes.clock.now(), datetime.now(UTC)
            made, _ = certify(world.operators, code, request, now=now, valid_from=today)
            install_certificate(node.tls, certificate_to_pem(made), code)
            await world.look()
            assert fingerprint_of_pem(node.tls.read().certificate) == old  # the others first
            await world.some_more()
            await world.later(timedelta(seconds=node.settings.key_overlap_s))
            new = fingerprint_of_pem(node.tls.read().certificate)
            assert new != old
            assert not waiting_files(node.tls).key.exists()
            await world.some_more()
            now = world.nodes.clock.now()
            issue_next_version(world.operators, revoke_certificates(code, [old], at=now), now=now)
            await world.look()
            await world.some_more()
            assert world.standing(code)["TLS", new.hex()] is KeyStanding.CURRENT
    assert await world.arrived() == set(world.sent)


async def test_a_revoked_key_signs_nothing_more_although_no_new_one_is_there(world: World) -> None:
    node = world.nodes["DE"].node
    (key,) = [each for each in node.me.ring.keys if each.use is KeyUse.COSIGN_ED25519]
    add_keys(node.settings.path("keys"), [KeyUse.COSIGN_ED25519])
    await world.look()
    assert node.me.ring.is_current(key)  # the new one waits for the directory
    now = world.nodes.clock.now()
    renew_keys(world.operators, "DE", [KeyUse.COSIGN_ED25519], now=now)
    await world.look()  # the proofs of new keys stand in their first version
    issue_next_version(world.operators, revoke_key("DE", key.key_id, at=now), now=now)
    await world.look()
    assert not node.me.ring.is_current(key)
    assert world.standing("DE")["COSIGN_ED25519", key.key_id] is KeyStanding.REVOKED


async def test_a_person_is_told_sixty_days_before_our_certificate_expires(world: World) -> None:
    async def kinds() -> list[str]:
        return [each.kind for each in await world.nodes["DE"].tasks()]

    await world.look()
    assert TaskKind.TLS_EXPIRES not in await kinds()
    node = world.nodes["DE"].node
    until = x509.load_pem_x509_certificate(node.tls.read().certificate).not_valid_after_utc
    world.nodes.clock.at = until - EXPIRY_NOTICE
    await world.keys["DE"].look()
    (task,) = await world.nodes["DE"].tasks()
    assert task.kind == TaskKind.TLS_EXPIRES
    assert until.date().isoformat() in task.text


async def test_what_is_no_certificate_of_the_waiting_key_is_refused(world: World) -> None:
    node = world.nodes["DE"].node
    request = new_tls_key(node.tls, "DE")
    with pytest.raises(InputError) as caught:
        certify(world.operators, "FR", request, now=world.nodes.clock.now())
    assert "does not name FR" in str(caught.value)
    for octets, why in (
        (b"no certificate", "no certificate in PEM"),
        (node.tls.read().certificate, "another key"),
    ):
        with refuses(InputError, Reason.SETTING_INVALID) as caught:
            install_certificate(node.tls, octets, "DE")
        assert why in str(caught.value)
    assert not waiting_files(node.tls).certificate.exists()
    # Put there by hand, past the command: nothing is shown, and the file is named.
    waiting_files(node.tls).certificate.write_bytes(b"no certificate")
    shown = node.tls.read()
    with pytest.raises(TrustError) as broken:
        await world.keys["DE"].look()
    assert broken.value.metadata["file"] == "tls-cert.next.pem"
    assert node.tls.read() is shown


async def test_half_of_a_pair_of_files_is_never_shown(world: World) -> None:
    tls = world.nodes["DE"].node.tls
    before = tls.read()
    tls.key.write_bytes(key_to_pem(new_key()))
    assert tls.read() is before
    async with world.under_load():
        await world.some_more()
    tls.key.write_bytes(before.key)
    assert tls.read().certificate == before.certificate


async def test_what_a_stolen_key_has_signed_is_listed_on_either_side(world: World) -> None:
    """The drill: what is between the theft and the revocation, and nothing else."""
    nodes, keys = world.nodes, {}
    for code in ("DE", "FR"):
        ring = nodes[code].node.me.ring
        (keys[code],) = [each.key_id for each in ring.keys if each.use is KeyUse.SEAL_ED25519]
    await open_named(nodes["DE"], "FR", "14(2)", concerns="X-1", asked_for=("not_grant",))
    await nodes.settle()
    await world.later(timedelta(minutes=5))
    stolen = nodes.clock.now()
    opened = await open_named(nodes["DE"], "FR", "14(2)", concerns="X-2", asked_for=("not_grant",))
    await nodes.settle()

    async def listed(code: str, key: str) -> list[tuple[SignedKind, str, str]]:
        db, until = nodes[code].node.db, nodes.clock.now()
        found = await db.read(lambda conn: list(signed_with(conn, key, stolen, until)))
        return [(each.kind, each.member, each.what) for each in found]

    asked = await nodes["FR"].consultation(opened.conversation_id)
    assert asked.procedure == "14(2)"
    sent, came = SignedKind.LETTER_SENT, SignedKind.LETTER_RECEIVED
    given, had = SignedKind.RECEIPT_GIVEN, SignedKind.RECEIPT_RECEIVED
    what = "consultation.request"
    assert await listed("DE", keys["DE"]) == [(sent, "FR", what)]
    assert await listed("FR", keys["DE"]) == [(came, "DE", what)]
    assert await listed("FR", keys["FR"]) == [(given, "DE", what)]
    assert await listed("DE", keys["FR"]) == [(had, "FR", what)]


async def test_a_revocation_is_everywhere_after_one_round_of_visits(world: World) -> None:
    """The operators reach one member only. Visits are made every minute (`sync_every_s`)."""
    nodes = world.nodes
    stolen = fingerprint_of_pem(nodes["NL"].node.tls.read().certificate)
    one = FederationFiles(world.operators.folder, {"DE": world.operators.members["DE"]})
    now = nodes.clock.now()
    issue_next_version(one, revoke_certificates("NL", [stolen], at=now), now=now)
    await world.look()
    await nodes.sync()
    await world.look()
    shown = {
        code: desk.node.directory.held.member("NL").shows(stolen, now)
        for code, desk in nodes.desks.items()
        if code != "NL"
    }
    assert shown == dict.fromkeys(("DE", "FR", "EU"), False)
    with refuses(TrustError, Reason.PEER_REVOKED):
        await nodes["FR"].node.peers.channel("NL")


async def test_nothing_is_written_into_our_log_that_nobody_would_believe(world: World) -> None:
    """A key that our directory revokes signs no entry: one such entry would stop our log at all."""
    nodes = world.nodes
    fr, before = nodes["FR"].node, 0
    (key,) = [each for each in fr.me.ring.keys if each.use is KeyUse.SEAL_ED25519]
    now = nodes.clock.now()
    issue_next_version(world.operators, revoke_key("FR", key.key_id, at=now), now=now)
    await nodes.refresh("FR")
    with refuses(TrustError, Reason.KEY_INVALID):
        await nodes["FR"].deny(french_denial(17))
    assert fr.db.read_sync(lambda conn: read_head(conn, "FR")).size == before
    renew_keys(world.operators, "FR", [KeyUse.SEAL_ED25519], now=now)
    await world.look()
    await nodes["FR"].deny(french_denial(17))
    await nodes.sync()
    held = nodes["DE"].node.db.read_sync(lambda conn: read_head(conn, "FR"))
    assert held.size == before + 1
