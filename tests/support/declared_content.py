"""Holds the content of answers, and of bodies that were accepted, against their JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

import httpx2
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from gateway.api.published.examples_declared import ANY

_JSON: Final = ("application/json", "application/cloudevents-batch+json")
_URI: Final = "urn:comity:contract"
_SHOWN_FAULTS: Final = 5

_FORMATS: Final = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    """Say whether a text is an instant with its offset (RFC 3339)."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


class DeclaredContent:
    """What a contract declares of the content of bodies and answers.

    Args:
        document: The OpenAPI document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._registry = _registry(document)
        self._validators: dict[str, Draft202012Validator] = {}

    def fault_of_answer(self, declared: dict[str, Any], media: str, content: bytes) -> str:
        """Say what of an answer its schema does not allow; empty: all of it is allowed.

        Args:
            declared: The response of the contract.
            media: The type that the answer says it has.
            content: The answer.
        """
        offered = declared.get("content", {})
        media = media.partition(";")[0]
        if content and not offered.keys() & {media, ANY}:
            return f"as {media}, which is not declared"
        return self._fault(offered.get(media, {}).get("schema"), media, content)

    def fault_of_body(self, operation: dict[str, Any], request: httpx2.Request) -> str:
        """Say what of a body that was accepted its schema does not allow; files have none.

        Args:
            operation: The operation of the contract.
            request: What was accepted.
        """
        media = request.headers.get("content-type", "").partition(";")[0]
        if media not in _JSON or not request.content:
            return ""
        taken = operation.get("requestBody", {}).get("content", {})
        sent = json.dumps(_as_told(json.loads(request.content))).encode()
        return self._fault(taken.get(media, {}).get("schema"), media, sent)

    def faults(self, schema: dict[str, Any], value: Any) -> Iterator[str]:
        """Yield what of a value its schema does not allow, each with the place.

        Args:
            schema: Refers to schemas of the document.
            value: As read from JSON.
        """
        key = json.dumps(schema)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(
                _absolute(schema), registry=self._registry, format_checker=_FORMATS
            )
        for fault in self._validators[key].iter_errors(value):
            yield _said(fault)

    def _fault(self, schema: dict[str, Any] | None, media: str, content: bytes) -> str:
        if schema is None or media not in _JSON:
            return ""
        return "; ".join(islice(self.faults(schema, json.loads(content)), _SHOWN_FAULTS))


def _registry(document: dict[str, Any]) -> Registry[Any]:
    """Return the document, closed: an answer has no field that its schema does not name."""
    resource = Resource.from_contents(_closed(document), default_specification=DRAFT202012)
    return Registry().with_resource(_URI, resource)


def _closed(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: _closed(each) for key, each in value.items()}
    if value.get("type") == "object" and isinstance(value.get("properties"), dict):
        made.setdefault("additionalProperties", False)
    return made


def _as_told(value: Any) -> Any:
    """Return a body without the nulls of stated values.

    The node takes a stated value as it gave it. The contract does not say so: clients of
    openapi-fetch cannot send a field that is null alone.
    """
    if isinstance(value, list):
        return [_as_told(each) for each in value]
    if not isinstance(value, dict):
        return value
    stated = value.keys() >= {"state", "value", "reason"}
    return {key: _as_told(each) for key, each in value.items() if not (stated and each is None)}


def _absolute(schema: Any) -> Any:
    """Return a schema whose references lead into the document from anywhere."""
    if isinstance(schema, list):
        return [_absolute(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"{_URI}{each}" if key == "$ref" else _absolute(each) for key, each in schema.items()
    }


def _said(fault: ValidationError) -> str:
    """Return a fault with its place, and of alternatives the one that came nearest."""
    while fault.context:
        fault = min(fault.context, key=lambda each: (-len(each.absolute_path), str(each.validator)))
    return f"{fault.json_path}: {fault.message}"
