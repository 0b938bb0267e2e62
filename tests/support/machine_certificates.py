"""An authority that issues certificates to machines: to a node's interface and to systems."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certs.profiles import certificate_to_pem, issue_authority, issue_leaf, key_to_pem, new_key

BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
"""Of a certificate that is valid by the machine's clock and by any of the tests."""


@dataclass
class MachineCertificate:
    """A certificate and its key, in two files."""

    certificate: Path
    key: Path
    private: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.read_text()


@dataclass
class MachineAuthority:
    """Issues certificates into a folder."""

    folder: Path
    name: str = "Machines"
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.certificate = issue_authority(self.name, self.key, now=datetime.now(UTC))
        self.file.write_bytes(certificate_to_pem(self.certificate))

    @property
    def file(self) -> Path:
        return self.folder / "machines-ca.pem"

    def server(self) -> MachineCertificate:
        """Issue a certificate of the node on this machine."""
        key = new_key()
        now = datetime.now(UTC)
        leaf = issue_leaf(
            "DE", key.public_key(), hosts=("localhost", "127.0.0.1"), issuer=self.certificate,
            issuer_key=self.key, now=now,
        )  # fmt: skip
        return self._kept("node", leaf, key)

    def system(
        self,
        name: str,
        *,
        begins: datetime = BEGINS,
        ends: datetime = ENDS,
        key: ec.EllipticCurvePrivateKey | None = None,
        purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
    ) -> MachineCertificate:
        """Issue a certificate of a national system."""
        key = key or new_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        )
        return self._kept(name, builder.sign(self.key, hashes.SHA256()), key)

    def revoke(
        self,
        *revoked: MachineCertificate,
        made: datetime,
        until: datetime,
        only: bool = False,
        by: ec.EllipticCurvePrivateKey | None = None,
    ) -> bytes:
        """Return a list, in PEM, of the certificates that are taken back.

        Args:
            revoked: The certificates.
            made: When the list is made.
            until: When its successor is to be there.
            only: Whether it says of itself that it lists certificates of systems only.
            by: Who signs in place of this authority.
        """
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(made)
            .next_update(until)
        )
        for each in revoked:
            number = x509.load_pem_x509_certificate(each.pem.encode()).serial_number
            one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(made)
            builder = builder.add_revoked_certificate(one.build())
        if only:
            part = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
            builder = builder.add_extension(part, critical=True)
        signed = builder.sign(by or self.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    def client(self, shown: MachineCertificate | None) -> ssl.SSLContext:
        """Return what a client connects by that trusts this authority."""
        context = ssl.create_default_context(cafile=str(self.file))
        if shown is not None:
            context.load_cert_chain(shown.certificate, shown.key)
        return context

    def _kept(
        self, name: str, leaf: x509.Certificate, key: ec.EllipticCurvePrivateKey
    ) -> MachineCertificate:
        number = len(list(self.folder.iterdir()))
        made = MachineCertificate(
            self.folder / f"{name}-{number}.pem", self.folder / f"{name}-{number}.key", key
        )
        made.certificate.write_bytes(certificate_to_pem(leaf))
        made.key.write_bytes(key_to_pem(key))
        made.key.chmod(0o600)
        return made


def days_ago(days: int) -> datetime:
    """Return an instant before now, by the machine's clock."""
    return datetime.now(UTC) - timedelta(days=days)
