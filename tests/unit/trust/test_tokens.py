"""Tokens that are away, slow, locked or another one; in SoftHSM for real where it can do it."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway.errors import ComityError, InputError, Reason, TrustError, UnavailableError
from gateway.trust.pkcs11.module import module_of
from gateway.trust.pkcs11.module_thread import TokenThread
from gateway.trust.pkcs11.token_keys import TokenKey
from gateway.trust.pkcs11.tokens import Tokens
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.suites import KeyUse
from tests.support.raising import refuses
from tests.support.soft_token import PIN, SoftToken

USE = KeyUse.SEAL_ED25519


@pytest.fixture
def key(soft_token: SoftToken) -> TokenKey:
    tokens = soft_token.tokens()
    uri, public = tokens.generate(soft_token.uri, USE)
    return TokenKey(use=USE, uri=uri, public=public, tokens=tokens)


def fails(key: TokenKey, what: str, *, reason: Reason = Reason.NODE_UNAVAILABLE) -> ComityError:
    with refuses(ComityError, reason, match=what) as caught:
        key.sign(b"x")
    assert caught.value.remedy
    assert key.trouble is caught.value
    return caught.value


def test_a_token_that_was_away_signs_again(key: TokenKey, soft_token: SoftToken) -> None:
    key.sign(b"x")
    soft_token.pull()
    for _ in range(2):
        assert isinstance(fails(key, "token comity is not there"), UnavailableError)
    soft_token.put_back()
    key.public_key().verify(key.sign(b"y"), b"y")
    assert key.trouble is None


def test_a_refused_pin_is_not_tried_again_until_it_is_another(
    key: TokenKey, soft_token: SoftToken
) -> None:
    soft_token.end()
    soft_token.pin_file.write_text("31415926")
    exc = fails(key, "refuses the PIN")
    soft_token.pull()
    fails(key, "refuses the PIN")  # the token is not even looked for
    soft_token.pin_file.write_text("99999999")
    fails(key, "is not there")
    soft_token.put_back()
    soft_token.pin_file.write_text(PIN)
    key.sign(b"x")
    assert isinstance(exc, UnavailableError)


def test_no_error_has_the_pin(key: TokenKey, soft_token: SoftToken) -> None:
    soft_token.end()
    soft_token.pin_file.write_text("31415926")
    found = [fails(key, "refuses the PIN")]
    soft_token.pin_file.write_text(PIN)
    soft_token.pull()
    found.append(fails(key, "is not there"))
    for exc in found:
        shown = traceback.TracebackException.from_exception(exc, capture_locals=True)
        said = "".join(shown.format()) + str(exc.metadata) + exc.remedy
        assert "31415926" not in said
        assert PIN not in said


def test_another_key_under_the_name_signs_nothing(key: TokenKey, soft_token: SoftToken) -> None:
    _, other = key.reached().generate(soft_token.uri, USE)
    wrong = TokenKey(use=USE, uri=key.uri, public=other, tokens=key.tokens)
    exc = fails(wrong, "has another key than", reason=Reason.KEY_INVALID)
    assert isinstance(exc, TrustError)


def test_a_key_that_is_gone_or_not_the_only_one_is_said(
    key: TokenKey, soft_token: SoftToken
) -> None:
    key.reached().generate(soft_token.uri, USE)
    by_label = TokenUri(token="comity", object=key.uri.object)
    fails(TokenKey(USE, by_label, key.public, key.tokens), "has not one key")
    soft_token.end()
    for each in soft_token.slots.glob("*/*.object"):
        if each.name != "token.object":
            each.unlink()
    fails(key, "has not one key")


def test_two_tokens_of_one_name_are_not_guessed(key: TokenKey, soft_token: SoftToken) -> None:
    tool = shutil.which("softhsm2-util")
    assert tool is not None
    made = (tool, "--init-token", "--free", "--label", "comity", "--pin", PIN, "--so-pin", PIN)
    subprocess.run(made, check=True, capture_output=True)
    soft_token.end()
    fails(key, "not the only one of its name")


def test_a_locked_pin_says_who_can_mend_it(key: TokenKey) -> None:
    """SoftHSM locks no PIN; what a module answers that does is known."""
    for exc in (pkcs11.PinLocked(), pkcs11.PinExpired(), pkcs11.UserPinNotInitialized()):
        found = key.reached()._fault(exc, key.uri)
        assert "locked its PIN" in str(found)
        assert "security officer" in found.remedy
        assert found.reason is Reason.NODE_UNAVAILABLE
    assert "DeviceError" in str(key.reached()._fault(pkcs11.DeviceError(), key.uri))


@pytest.mark.parametrize("name", ["absent.so", "text.so"])
def test_a_module_that_is_none_names_the_setting(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.so").write_text("no library")
    tokens = Tokens(tmp_path / name, lambda: PIN)
    for call in (tokens.check_module, lambda: tokens.sign(TokenUri(token="t"), USE, b"x")):
        with refuses(
            InputError, Reason.SETTING_INVALID, field="pkcs11_module", match="cannot be loaded"
        ):
            call()


def test_many_threads_sign_by_one_session(key: TokenKey) -> None:
    def signs(number: int) -> None:
        data = b"%d" % number
        key.public_key().verify(key.sign(data), data)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(signs, range(400)))
    assert len(module_of(key.reached().module).sessions) == 1


WAITED_S = 1.0
"""Long beside what a busy machine takes to sign."""


def test_a_slow_token_is_waited_for_so_long_and_no_longer(
    key: TokenKey, soft_token: SoftToken
) -> None:
    quick = TokenKey(USE, key.uri, key.public, soft_token.tokens(within_s=WAITED_S))
    free, began = threading.Event(), threading.Event()

    def hangs() -> None:
        began.set()
        free.wait(20)

    module = module_of(soft_token.module)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(module.thread.call, hangs, within_s=20)
        assert began.wait(5)
        fails(quick, "does not sign within 1 s")
        before = time.monotonic()
        fails(quick, "does not sign within 1 s")  # it is known by now, and not waited for
        assert time.monotonic() - before < 0.75 * WAITED_S
        free.set()
        held.result(5)
    quick.sign(b"x")


def test_a_call_that_was_given_up_is_not_made_later() -> None:
    thread, free, made = TokenThread(), threading.Event(), list[str]()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(thread.call, lambda: free.wait(20), within_s=20)
        with pytest.raises(TimeoutError):
            thread.call(lambda: made.append("late"), within_s=0.05)
        free.set()
        held.result(5)
    thread.call(lambda: made.append("now"), within_s=5)
    assert made == ["now"]


def test_what_other_programs_put_into_the_token_is_used(soft_token: SoftToken) -> None:
    """A key that its officers made by pkcs11-tool or softhsm2-util, named by its label."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    secret, path = ed25519.Ed25519PrivateKey.generate(), soft_token.pin_file.with_name("key.pem")
    path.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    tool = shutil.which("softhsm2-util")
    assert tool is not None
    put = (tool, "--import", str(path), "--token", "comity", "--label", "ours", "--id", "0A0B")
    subprocess.run((*put, "--pin", PIN), check=True, capture_output=True)
    public = secret.public_key().public_bytes_raw()
    uri = TokenUri.parse("pkcs11:token=comity;object=ours;id=%0A%0B;type=private")
    key = TokenKey(USE, uri, public, soft_token.tokens())
    assert key.sign(b"x") == secret.sign(b"x")  # RFC 8032: deterministic
