"""Names of tokens and of the keys in them (RFC 7512)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InputError, Reason
from gateway.trust.pkcs11.uri import TokenUri
from tests.support.raising import refuses

TEXT = st.text(max_size=20)
URIS = st.builds(
    TokenUri,
    token=st.text(min_size=1, max_size=20),
    serial=TEXT,
    manufacturer=TEXT,
    model=TEXT,
    object=TEXT,
    id=st.binary(max_size=9),
)


@given(URIS)
def test_what_is_written_is_read_as_it_was(uri: TokenUri) -> None:
    assert TokenUri.parse(str(uri)) == uri


def test_an_example_of_other_programs_is_read() -> None:
    """As `pkcs11-tool -O` writes it."""
    uri = TokenUri.parse(
        "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=008aa03e9405b4d3;"
        "token=t;id=%b3%29;object=comity-seal-ed25519;type=private"
    )
    assert (uri.model, uri.token, uri.id) == ("SoftHSM v2", "t", b"\xb3)")
    assert uri.of_token.object == ""
    assert str(uri.of_key("a b", b"\1")).endswith(";object=a%20b;id=%01;type=private")


@pytest.mark.parametrize(
    "text",
    [
        "pkcs11:token=t?pin-value=271828",
        "pkcs11:token=t?pin-source=file:/271828",
        "pkcs11:token=t?module-path=/271828.so",
        "pkcs11:token=t;pin-value=271828",
        "pkcs11:token=t;type=public",
        "pkcs11:token=t;slot-id=271828",
        "pkcs11:token=t;token=271828",
        "pkcs11:token=271828%",
        "pkcs11:token=%FF271828",
        "pkcs11:token=271 828",
        "pkcs11:token",
        "pkcs11:object=271828",
        "pkcs11:",
        "271828",
    ],
)
def test_what_says_more_or_less_is_refused_and_not_repeated(text: str) -> None:
    with refuses(InputError, Reason.SETTING_INVALID, field="pkcs11") as caught:
        TokenUri.parse(text)
    assert "271828" not in str(caught.value) + caught.value.remedy + str(caught.value.metadata)
