"""Names a token, or a private key in it, by a PKCS#11 URI (RFC 7512).

Owns the part of it that a key ring needs: which token, and which object in it. Where the module
lies and what the PIN is are settings of the node: a URI stands in files, errors and lists of
processes, so one that says either is refused, and never repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from gateway.errors import ComityError, Reason

_SCHEME = "pkcs11:"
_OF_TEXT = frozenset({"token", "serial", "manufacturer", "model", "object"})
# RFC 7512, section 2.3: pk11-path-res-avail and unreserved characters stand for themselves.
_PLAIN = ":[]@!$'()*+,=&"
_VALUE = re.compile(r"^(?:[A-Za-z0-9._~:\[\]@!$'()*+,=&-]|%[0-9A-Fa-f]{2})*$")


@dataclass(frozen=True, slots=True)
class TokenUri:
    """Which token, and which private key in it; what is empty is not compared.

    Attributes:
        token: Label of the token.
        serial: Its serial number.
        manufacturer: Who makes it.
        model: Which model it is.
        object: Label of the key.
        id: The key's CKA_ID.
    """

    token: str = ""
    serial: str = ""
    manufacturer: str = ""
    model: str = ""
    object: str = ""
    id: bytes = b""

    @classmethod
    def parse(cls, text: str) -> TokenUri:
        """Read a URI.

        Raises:
            InputError: SETTING_INVALID; it is none, names no token, or says more than which
                token and private key. The text repeats no value of it.
        """
        if not text.startswith(_SCHEME):
            raise _refused("it does not begin with pkcs11:")
        path, _, query = text.removeprefix(_SCHEME).partition("?")
        if query:
            raise _refused("it has a query; PIN and module are settings (pkcs11_pin_file)")
        found: dict[str, str | bytes] = {}
        for part in path.split(";"):
            name, equals, value = part.partition("=")
            if not equals or not _VALUE.match(value):
                raise _refused("an attribute is not NAME=VALUE with what is special as %XX")
            if name in found:
                raise _refused("it says {name} twice", name=name)
            octets = unquote_to_bytes(value)
            if name == "id":
                found[name] = octets
            elif name in _OF_TEXT:
                found[name] = _text(name, octets)
            elif (name, octets) != ("type", b"private"):
                raise _refused("it says more than which token and private key")
        uri = cls(**found)  # type: ignore[arg-type]
        if not uri.token and not uri.serial:
            raise _refused("it names no token (token= or serial=)")
        return uri

    def of_key(self, label: str, identifier: bytes) -> TokenUri:
        """Return the name of a key in the same token."""
        return replace(self, object=label, id=identifier)

    @property
    def of_token(self) -> TokenUri:
        """The name of the token alone."""
        return replace(self, object="", id=b"")

    def __str__(self) -> str:
        """Return the URI; it says that the key is a private one."""
        said = []
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, bytes):
                coded = "".join(f"%{octet:02X}" for octet in value)
            else:
                coded = quote(value, safe=_PLAIN)
            if coded:
                said.append(f"{each.name}={coded}")
        if self.object or self.id:
            said.append("type=private")
        return _SCHEME + ";".join(said)


def _text(name: str, octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise _refused("{name} is no UTF-8", name=name) from None


def _refused(why: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "pkcs11: ",
        why,
        remedy="Write it as pkcs11:token=LABEL (RFC 7512); `pkcs11-tool -L` lists the tokens.",
        **values,
    )
