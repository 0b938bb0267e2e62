"""The cases of signed checkpoints, put together by hand from the texts of C2SP."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from tests.vectors.merkle.proofs import flip
from tests.vectors.merkle.reference import LEAVES, mth

Case = dict[str, Any]

ORIGIN, COSIGNER = "fr.comity.example/register", "nl.comity.example"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COSIGNER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
ML_DSA_KEY = MLDSA44PrivateKey.from_seed_bytes(bytes(range(64, 96)))
TIME = 1_798_000_000

# What C2SP allows or leaves open and this federation refuses.
PROFILE = {
    "cosignature at instant 0",
    "cosignature after the year 9999",
    "size of 2**63, signed",
    "extension line, signed",
    "text that begins like a cosignature, signed",
    "257 lines",
    "longer than a mebibyte",
}


def key_of(name: str, kind: int, public: bytes) -> Case:
    key_id = sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    return {"name": name, "type": kind, "public_key": public, "key_id": key_id}


def line(key: Case, signature: bytes) -> str:
    return f"— {key['name']} {base64.b64encode(key['key_id'] + signature).decode()}\n"


def document() -> Case:
    """Keys, signed messages and cases."""
    size, root = 8, mth(LEAVES)
    encoded = base64.b64encode(root).decode()
    body = f"{ORIGIN}\n{size}\n{encoded}\n"
    log = key_of(ORIGIN, 0x01, LOG_KEY.public_key().public_bytes_raw())
    cosigner = key_of(COSIGNER, 0x04, COSIGNER_KEY.public_key().public_bytes_raw())
    ml_dsa = key_of(COSIGNER, 0x06, ML_DSA_KEY.public_key().public_bytes_raw())
    time = TIME.to_bytes(8, "big")
    signature = LOG_KEY.sign(body.encode())
    cosigned_text = f"cosignature/v1\ntime {TIME}\n{body}".encode()
    cosignature = time + COSIGNER_KEY.sign(cosigned_text)
    name, origin = COSIGNER.encode(), ORIGIN.encode()
    cosigned_message = b"".join(
        (
            b"subtree/v1\n\x00",
            bytes([len(name)]) + name + time,
            bytes([len(origin)]) + origin,
            bytes(8) + size.to_bytes(8, "big") + root,
        )
    )

    def signed(text: str) -> str:
        return f"{text}\n{line(log, LOG_KEY.sign(text.encode()))}"

    def cosigned_at(stated: int, signed_as: str) -> str:
        text = f"cosignature/v1\ntime {signed_as}\n{body}".encode()
        blob = stated.to_bytes(8, "big") + COSIGNER_KEY.sign(text)
        return f"{body}\n{line(log, signature)}{line(cosigner, blob)}"

    first, second = line(log, signature), line(cosigner, cosignature)
    stranger = line(key_of("xx.example", 0x01, bytes(32)), bytes(64))
    namesake = line(key_of(ORIGIN, 0x01, bytes(32)), bytes(64))
    good = {
        "signed": f"{body}\n{first}",
        "signed and cosigned": f"{body}\n{first}{second}",
        "cosignature first": f"{body}\n{second}{first}",
        "line by an unknown key": f"{body}\n{first}{stranger}",
        "line by an unknown key of the same name": f"{body}\n{namesake}{first}",
        "line of an unknown type": f"{body}\n{first}{line(key_of('x', 0xFF, b'x'), b'x')}",
        "256 lines": f"{body}\n{first}{stranger * 255}",
    }
    loose = encoded[:-2] + chr(ord(encoded[-2]) + 1) + encoded[-1:]  # other unused bits
    bad = {
        "empty": "",
        "one newline": "\n",
        "no signature": body,
        "an empty line and no signature": f"{body}\n",
        "no empty line": body + first,
        "two empty lines": f"{body}\n\n{first}",
        "last newline missing": f"{body}\n{first}"[:-1],
        "text after the signatures": f"{body}\n{first}more\n",
        "text between the signatures": f"{body}\n{first}more\n{second}",
        "carriage returns": f"{body}\n{first}".replace("\n", "\r\n"),
        "tab in the text": signed(f"{ORIGIN}\n{size}\n{encoded}\t\n"),
        "hyphen for the dash": f"{body}\n{first.replace('—', '-')}",
        "no space after the dash": f"{body}\n{first.replace('— ', '—')}",
        "two spaces before the signature": f"{body}\n" + first.replace(f"{ORIGIN} ", f"{ORIGIN}  "),
        "space after the signature": f"{body}\n{first[:-1]} \n",
        "line without a name": f"{body}\n— {first.rsplit(' ', 1)[1]}",
        "plus in a name": f"{body}\n{first}" + stranger.replace("xx.", "x+x."),
        "no-break space in a name": f"{body}\n{first}" + stranger.replace("xx.", "x\u00a0x."),
        "signature is not base64": f"{body}\n{first[:-2]}*\n",
        "signature in base64url": f"{body}\n" + (first + second).translate({47: 95, 43: 45}),
        "signature without padding": f"{body}\n{first.replace('=', '')}",
        "line of a stranger without its dash": f"{body}\n{first}{stranger[2:]}",
        "line of a stranger without a name": f"{body}\n{first}{stranger.replace('xx.example', '')}",
        "line of a stranger with a key id and nothing else": f"{body}\n{first}"
        + line(key_of("xx.example", 0x01, bytes(32)), b""),
        "signature cut": f"{body}\n{line(log, signature[:-1])}",
        "signature with a byte more": f"{body}\n{line(log, signature + bytes(1))}",
        "signature with a bit turned": f"{body}\n{line(log, flip(signature, 300))}",
        "one good and one false signature of the origin": f"{body}\n{first}"
        + line(log, flip(signature, 9)),
        "false cosignature of a known cosigner": f"{body}\n{first}"
        + line(cosigner, flip(cosignature, 99)),
        "cosignature with another instant than signed": cosigned_at(TIME + 1, str(TIME)),
        "cosignature with a zero before its instant": cosigned_at(TIME, f"0{TIME}"),
        "cosignature at instant 0": cosigned_at(0, "0"),
        "cosignature after the year 9999": cosigned_at(253_402_300_800, "253402300800"),
        "cosignature cut to its instant": f"{body}\n{first}{line(cosigner, time)}",
        "cosigned but not signed": f"{body}\n{second}",
        "signed by a stranger only": f"{body}\n{stranger}",
        "another size": f"{body}\n{first}".replace("\n8\n", "\n9\n"),
        "another origin, signed": signed(f"de.comity.example/register\n{size}\n{encoded}\n"),
        "empty origin, signed": signed(f"\n{size}\n{encoded}\n"),
        "size with a zero before it, signed": signed(f"{ORIGIN}\n08\n{encoded}\n"),
        "size with a sign, signed": signed(f"{ORIGIN}\n+8\n{encoded}\n"),
        "size with a space, signed": signed(f"{ORIGIN}\n8 \n{encoded}\n"),
        "size in other digits, signed": signed(f"{ORIGIN}\n\u0668\n{encoded}\n"),
        "size with an underscore, signed": signed(f"{ORIGIN}\n1_0\n{encoded}\n"),
        "size of 2**63, signed": signed(f"{ORIGIN}\n{2**63}\n{encoded}\n"),
        "size of five thousand digits, signed": signed(f"{ORIGIN}\n{'9' * 5000}\n{encoded}\n"),
        "negative size, signed": signed(f"{ORIGIN}\n-8\n{encoded}\n"),
        "no root, signed": signed(f"{ORIGIN}\n{size}\n"),
        "root of 31 bytes, signed": signed(
            f"{ORIGIN}\n{size}\n{base64.b64encode(root[:-1]).decode()}\n"
        ),
        "root in hexadecimal, signed": signed(f"{ORIGIN}\n{size}\n{root.hex()}\n"),
        "root with other unused bits, signed": signed(f"{ORIGIN}\n{size}\n{loose}\n"),
        "root of an empty log that is another, signed": signed(f"{ORIGIN}\n0\n{encoded}\n"),
        "extension line, signed": signed(f"{body}extension\n"),
        "empty extension line, signed": signed(f"{body}\n"),
        "text that begins like a cosignature, signed": signed(cosigned_text.decode()),
        "257 lines": f"{body}\n{first}{stranger * 256}",
        "longer than a mebibyte": f"{body}\n{first}" + line(key_of("x", 1, b""), bytes(2**20)),
    }
    return {
        "origin": ORIGIN,
        "size": size,
        "root": root,
        "time": TIME,
        "keys": {"log": log, "cosigner": cosigner, "ml_dsa_44_cosigner": ml_dsa},
        "messages": {
            "01": body.encode(),
            "04": cosigned_text,
            "06": cosigned_message,
        },
        "tests": [
            {
                "comment": comment,
                "result": result,
                "flags": ["Profile"] if comment in PROFILE else [],
                "note": repeats(text, stranger, "AAAA", "9"),
            }
            for result, group in (("valid", good), ("invalid", bad))
            for comment, text in group.items()
        ],
    }


def repeats(text: str, *units: str) -> list[tuple[str, int]]:
    """The text as pieces and how often each stands there, so that a long one stays readable."""
    for unit in units:
        if found := re.search(f"(?:{re.escape(unit)}){{100,}}", text):
            count = len(found[0]) // len(unit)
            return [(text[: found.start()], 1), (unit, count), (text[found.end() :], 1)]
    return [(text, 1)]
