"""A request for a TLS certificate (PKCS#10): whose key it brings, and that its holder made it."""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.errors import ComityError, Reason
from gateway.trust.tls import AUTHORITY_URN

_MOST_OCTETS = 64 * 1024  # a request has under 2 KiB


def key_of_request(request: bytes, code: str) -> ec.EllipticCurvePublicKey:
    """Return the public key of a request, after everything in it that counts was checked.

    Args:
        request: PKCS#10 in PEM.
        code: Authority code that its URI must name.

    Raises:
        InputError: SETTING_INVALID; it is none, is not signed by the key that it brings, or is of
            another member or algorithm.
    """
    if len(request) > _MOST_OCTETS:
        raise _refused("it has more than {most_octets} octets", most_octets=_MOST_OCTETS)
    try:
        read = x509.load_pem_x509_csr(request)
        key, signed = read.public_key(), read.is_signature_valid
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    except (ValueError, UnsupportedAlgorithm, InvalidSignature, x509.ExtensionNotFound) as exc:
        raise _refused("it is no request in PEM that names its authority") from exc
    if not signed:
        raise _refused("it is not signed by the key that it brings")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _refused("its key is not one of P-256")
    if uris != [AUTHORITY_URN + code]:
        raise _refused("its URI does not name {code}", code=code)
    return key


def _refused(what: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "request: ",
        what,
        remedy="Ask the member for the file that {makeTlsKey} or {joinFederation} wrote.",
        **values,
    )
