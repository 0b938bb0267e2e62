"""A webhook is believed when the node has signed it now, and not otherwise."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from comity_sdk import AnswerUnreadable, SettingError
from comity_sdk.webhooks import WebhookRefused, sign, verify

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()
EVENT = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "urn:comity:DE",
    "type": "comity.consultation.answered",
    "subject": "0" * 32,
    "time": "2026-11-28T12:00:00.000001Z",
    "data": {"case_id": "DE-C-2026-00001"},
}
BODY = json.dumps(EVENT).encode()


def headers(*secrets: str, ago_s: int = 0, body: bytes = BODY) -> dict[str, str]:
    stamp = int(dt.datetime.now(dt.UTC).timestamp()) - ago_s
    return {
        "Webhook-Id": "e-1",
        "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": " ".join(sign(one, "e-1", stamp, body) for one in secrets),
    }


def test_what_the_node_has_signed_is_an_event() -> None:
    event = verify(SECRET, headers(SECRET), BODY)
    assert (event.id, event.type, event.case_id) == (
        "e-1",
        "comity.consultation.answered",
        "DE-C-2026-00001",
    )
    assert event.time == dt.datetime(2026, 11, 28, 12, 0, 0, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        ('{"id":"e-1"}', "v1,TbrKMeTaucEsrvmBCpysiUqubQHafhguyd6d3a5NJlI="),
        ('{"text":"Ünïcode – ✓"}', "v1,OgFcYl6ugUIWJUfPqN6Tc3nlpNZs7k1E8fov6E+EmTg="),
    ],
)
def test_it_signs_as_the_library_of_standard_webhooks(body: str, signature: str) -> None:
    # Made by `standardwebhooks` 1.1.0 of PyPI, on 28 November 2026 at noon UTC.
    name, stamp = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1795867200
    assert sign(SECRET, name, stamp, body.encode()) == signature


def test_what_another_library_signs_is_verified_and_the_other_way_round() -> None:
    other, now = Webhook(SECRET), dt.datetime.now(dt.UTC)
    # UTC: of an aware instant it leaves out the offset.
    made = other.sign("e-1", now, BODY.decode())
    stamps = {"webhook-id": "e-1", "webhook-timestamp": str(int(now.timestamp()))}
    assert verify(SECRET, stamps | {"webhook-signature": made}, BODY).id == "e-1"
    ours = {name.lower(): value for name, value in headers(OTHER, SECRET).items()}
    assert other.verify(BODY, ours) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        other.verify(BODY + b" ", ours)


def test_while_a_secret_is_renewed_either_holds() -> None:
    assert verify([OTHER, SECRET], headers(SECRET), BODY).id == "e-1"
    assert verify(SECRET, headers(OTHER, SECRET), BODY).id == "e-1"


@pytest.mark.parametrize("ago_s", [400, -400])
def test_a_call_of_another_time_is_refused(ago_s: int) -> None:
    with pytest.raises(WebhookRefused, match="not of now"):
        verify(SECRET, headers(SECRET, ago_s=ago_s), BODY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Webhook-Signature": "v1,AAAA"}, "no signature"),
        ({"Webhook-Signature": "v1a," + "A" * 88}, "no signature"),
        ({"Webhook-Signature": "v1,ÄÄ"}, "no signature"),
        ({"Webhook-Signature": ""}, "no signature"),
        ({"Webhook-Id": "e-2"}, "no signature"),
        ({"Webhook-Timestamp": "yesterday"}, "no time"),
        ({"Webhook-Timestamp": "9" * 40}, "no time"),
    ],
)
def test_what_is_changed_is_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(WebhookRefused, match=said):
        verify(SECRET, headers(SECRET) | changed, BODY)


def test_another_body_or_secret_and_a_missing_header_are_refused() -> None:
    with pytest.raises(WebhookRefused, match="no signature"):
        verify(SECRET, headers(SECRET), BODY + b" ")
    with pytest.raises(WebhookRefused, match="no signature"):
        verify(OTHER, headers(SECRET), BODY)
    with pytest.raises(WebhookRefused, match="webhook-id is missing"):
        verify(SECRET, {}, BODY)


def test_a_secret_that_is_none_is_said() -> None:
    for secret in ("whsec_", "whsec_!!", "short", "whsec_" + base64.b64encode(b"x" * 8).decode()):
        with pytest.raises(SettingError, match="secret"):
            verify(secret, headers(SECRET), BODY)


@pytest.mark.parametrize("body", [b"no json", b"[1]", b"{}"])
def test_what_is_signed_and_no_event_is_said(body: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        verify(SECRET, headers(SECRET, body=body), body)


def test_a_receiver_needs_neither_pydantic_nor_a_network() -> None:
    code = "import sys, comity_sdk.webhooks; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
