"""OpenID Connect: an officer shows who she is at her authority's own provider.

Code flow with PKCE (RFC 7636, S256), `state` and `nonce`. Authlib writes the request and reads the
answer; what it leaves to its caller is checked here, since a provider's own words are no policy:
the algorithms are a closed list of ours, and `iss` of the answer (RFC 9207), `iss`, `aud`, `azp`,
`nonce`, `exp`, `iat`, `auth_time` and `acr` of the token are each looked at. An account is known by
issuer and subject, never by an address of mail, which providers let people change.
"""

from __future__ import annotations

import hmac
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response, prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwk, jwt
from joserfc.errors import JoseError, SecurityWarning

from gateway.casework.accounts.signin.identities import Flight, ShownIdentity
from gateway.casework.accounts.signin.one_time_codes import MachineTime, machine_time
from gateway.errors import ComityError, Reason, UnavailableError

CALLBACK: Final = "/desk/provider/return"
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""What may sign a token; settings may name fewer, and nothing else."""

LEEWAY_S: Final = 60
"""By how much two clocks may differ."""

PROVED_WITHIN_S: Final = 300
"""How old an authentication may be that was asked for anew."""

_WITHIN_S: Final = 10.0
_MOST_OCTETS: Final = 256 * 1024
_KEPT_S: Final = 3600.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """What a node knows of its provider.

    Attributes:
        issuer: As its configuration and its tokens name it.
        origin: Where officers reach the console, e.g. ``https://desk.example``.
        algorithms: That may sign tokens, of `ALGORITHMS`.
        acr: The class of authentication that it must state; empty: none is asked for.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    origin: str
    algorithms: tuple[str, ...] = ALGORITHMS
    acr: str = ""

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends officers back to."""
        return self.origin.rstrip("/") + CALLBACK


class Provider:
    """Speaks with one provider.

    Args:
        settings: What is known of it.
        client: Makes what asks it; redirects are never followed.
        now: The machine's clock, in seconds since 1970.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        client: Callable[[], httpx2.AsyncClient] | None = None,
        now: MachineTime = machine_time,
    ) -> None:
        self.settings = settings
        self._client = client or (lambda: httpx2.AsyncClient(timeout=_WITHIN_S))
        self._now = now
        self._known: tuple[float, Mapping[str, Any]] = (0.0, {})
        self._keys: jwk.KeySet | None = None

    async def address_for(self, flight: Flight) -> str:
        """Return where an officer shows who she is.

        Args:
            flight: What the answer must match; where it wants a fresh authentication, so does
                the request.

        Raises:
            UnavailableError: The provider does not answer, or not as one.
        """
        known, settings = await self._configuration(), self.settings
        more: dict[str, str] = {"nonce": flight.nonce}
        if flight.fresh:
            more |= {"prompt": "login", "max_age": "0"}
        if settings.acr:
            more["acr_values"] = settings.acr
        made: str = prepare_grant_uri(
            known["authorization_endpoint"],
            settings.client_id,
            "code",
            redirect_uri=settings.redirect_uri,
            scope="openid",
            state=flight.state,
            code_challenge=create_s256_code_challenge(flight.verifier),
            code_challenge_method="S256",
            **more,
        )
        return made

    async def identity_of(self, query: str, flight: Flight) -> ShownIdentity:
        """Return who has shown herself at the provider.

        Args:
            query: Of the address at which she came back.
            flight: What she was sent with.

        Raises:
            PermissionRefusedError: SIGN_IN_REFUSED; the answer is none to this request, or the
                token does not hold. The provider's own words are not repeated.
            UnavailableError: The provider does not answer.
        """
        known = await self._configuration()
        code = self._code(query, flight, known)
        token = await self._token(code, flight, known)
        return self._checked(await self._claims(token, known), flight)

    def _code(self, query: str, flight: Flight, known: Mapping[str, Any]) -> str:
        address = f"{self.settings.redirect_uri}?{query}"
        try:
            answer = parse_authorization_code_response(address, flight.state)
        except AuthlibBaseError as exc:
            raise refused("the provider has let nobody in, or answers to another request") from exc
        if not hmac.compare_digest(answer.get("state", "").encode(), flight.state.encode()):
            raise refused("the provider answers to another request")
        stated = answer.get("iss")
        promised = known.get("authorization_response_iss_parameter_supported") is True
        if (stated is None and promised) or stated not in (None, self.settings.issuer):
            raise refused("the answer comes from another provider than this console asks")
        return str(answer["code"])

    async def _token(self, code: str, flight: Flight, known: Mapping[str, Any]) -> str:
        settings = self.settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_uri,
            "code_verifier": flight.verifier,
            "client_id": settings.client_id,
        }
        ways = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            auth = httpx2.BasicAuth(_quoted(settings.client_id), _quoted(settings.client_secret))
            del form["client_id"]
        else:
            auth, form = None, form | {"client_secret": settings.client_secret}
        found = await self._asked("POST", known["token_endpoint"], data=form, auth=auth)
        token = found.get("id_token")
        if not isinstance(token, str):
            raise refused("the provider gives no token for this code")
        return token

    async def _claims(self, token: str, known: Mapping[str, Any]) -> Mapping[str, Any]:
        """Verify a token; its keys are fetched once more where none of them fits."""
        for fresh in (False, True):
            keys = await self._key_set(known, fresh=fresh)
            try:
                read = _decoded(token, keys, self.settings.algorithms)
            except (JoseError, ValueError, KeyError, TypeError) as exc:
                if fresh:
                    raise refused(
                        "the provider's token is signed by no key or way of ours"
                    ) from exc
            else:
                return dict(read.claims)
        raise AssertionError  # the second round returns or raises

    async def _key_set(self, known: Mapping[str, Any], *, fresh: bool) -> jwk.KeySet:
        if self._keys is None or fresh:
            found = await self._asked("GET", known["jwks_uri"])
            try:
                self._keys = jwk.KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as exc:
                raise _away("its keys cannot be read") from exc
        return self._keys

    def _checked(self, claims: Mapping[str, Any], flight: Flight) -> ShownIdentity:
        """Look at each claim; what is not stated is not believed."""
        settings, now = self.settings, self._now()
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != settings.issuer or settings.client_id not in audiences:
            raise refused("the token is of another provider, or for another console")
        party = claims.get("azp")
        if party not in (None, settings.client_id) or (len(audiences) > 1 and party is None):
            raise refused("the token was given to somebody else")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), flight.nonce.encode()):
            raise refused("the token answers to another request")
        ends, made = claims.get("exp"), claims.get("iat")
        if not _number(ends) or not _number(made):
            raise refused("the token does not say from when to when it holds")
        if now >= ends + LEEWAY_S or made > now + LEEWAY_S:
            raise refused("the token does not hold at this time")
        shown = claims.get("auth_time")
        if flight.fresh and not (_number(shown) and now - shown <= PROVED_WITHIN_S):
            raise refused("the provider does not say that you have just shown who you are")
        if settings.acr and claims.get("acr") != settings.acr:
            raise refused("the provider does not state the way of showing yourself that is asked")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT:
            raise refused("the token names nobody")
        return ShownIdentity(issuer=settings.issuer, subject=subject)

    async def _configuration(self) -> Mapping[str, Any]:
        """Return the provider's configuration (OpenID Connect Discovery 1.0), kept for an hour."""
        until, held = self._known
        if self._now() < until:
            return held
        issuer = self.settings.issuer
        found = await self._asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise _away("it calls itself by another name than the setting oidc_issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            parts = urlsplit(str(found.get(name, "")))
            if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
                raise _away("{name} is no address with TLS", name=name)
        self._known = (self._now() + _KEPT_S, found)
        return found

    async def _asked(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        try:
            async with self._client() as client, client.stream(method, address, **more) as answer:
                body = b""
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > _MOST_OCTETS:
                        raise _away("it answers with more than is read")
            found = json.loads(body)
        except (httpx2.HTTPError, ValueError, RecursionError) as exc:
            raise _away("it does not answer in time, or not with JSON") from exc
        if not isinstance(found, dict):
            raise _away("it does not answer with JSON")
        return found


MOST_SUBJECT: Final = 255
"""Characters of a subject (OpenID Connect Core 1.0, section 2)."""


def _decoded(token: str, keys: jwk.KeySet, algorithms: tuple[str, ...]) -> jwt.Token:
    """Verify a token by a closed list of algorithms."""
    with warnings.catch_warnings():
        # The library would have EdDSA called Ed25519 (RFC 9864); providers say what they say.
        warnings.simplefilter("ignore", SecurityWarning)
        return jwt.decode(token, keys, algorithms=list(algorithms))


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _quoted(text: str) -> str:
    """Return a name or secret as RFC 6749, section 2.3.1 wants it in Basic."""
    return urlencode({"": text})[1:]


def refused(what: str) -> ComityError:
    """Return the error of somebody who did not show who she is."""
    return Reason.SIGN_IN_REFUSED.error(
        what,
        remedy="Begin again at the page of sign-in; tell your administrator if it comes again.",
    )


def _away(what: str, **values: Any) -> UnavailableError:
    return UnavailableError(
        "the provider of your authority cannot be asked: ",
        what,
        remedy="Try again; who runs the node looks at the settings that begin with oidc_.",
        **values,
    )
