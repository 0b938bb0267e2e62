"""The files of TLS for systems: what is missing, wrong or open to others is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app.api_tls import api_tls
from gateway.errors import InputError, Reason
from gateway.settings import Settings
from tests.support.machine_certificates import MachineAuthority


def settings(home: Path, **more: str) -> Settings:
    authority = MachineAuthority(home / "machines")
    shown = authority.server()
    values = {
        "api_tls_listen": "127.0.0.1:8443",
        "api_tls_cert": str(shown.certificate),
        "api_tls_key": str(shown.key),
        "api_tls_client_ca": str(authority.file),
    }
    return Settings.model_validate({"home": home, "authority": "DE"} | values | more)


def test_without_an_address_there_is_no_tls(tmp_path: Path) -> None:
    assert api_tls(settings(tmp_path, api_tls_listen="")) is None


def test_without_authorities_nobody_is_asked_for_a_certificate(tmp_path: Path) -> None:
    made = api_tls(settings(tmp_path, api_tls_client_ca=""))
    assert made is not None
    assert not made.context.verify_mode


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("api_tls_cert", ""),
        ("api_tls_key", ""),
        ("api_tls_cert", "nonsense"),
        ("api_tls_client_ca", "nonsense"),
    ],
)
def test_a_file_that_will_not_do_is_named(tmp_path: Path, field: str, content: str) -> None:
    file = tmp_path / "file.pem"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(InputError) as refused:
        api_tls(settings(tmp_path, **{field: str(file)}))
    assert (refused.value.reason, refused.value.metadata["field"]) == (
        Reason.SETTING_INVALID,
        field,
    )


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    given = settings(tmp_path)
    Path(given.api_tls_key).chmod(0o644)
    with pytest.raises(InputError, match="others may read"):
        api_tls(given)
