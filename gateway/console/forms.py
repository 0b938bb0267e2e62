"""Forms: what a browser sent, read within bounds, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gateway.domain.plain_text import fault_in, visible
from gateway.errors import ComityError, InputError, Reason

MAX_FORM_OCTETS: Final = 256 * 1024
"""Of a form: an explanation of 40,000 characters, each of six octets as browsers write it."""

MAX_FIELDS: Final = 500
_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
_WITH_FILE: Final = "multipart/form-data"
_NAME: Final = 120  # characters of a file's name that are kept


@dataclass(frozen=True)
class SentFile:
    """A file that was sent with a form.

    Attributes:
        name: As its sender's machine calls it, without folders.
    """

    name: str
    octets: bytes


@dataclass(frozen=True)
class PageForm:
    """A form as it is shown: what stands in it, and what is wrong.

    Attributes:
        values: By the field's name, the last where one came several times.
        faults: What is wrong, in the reader's words, by the field's name; one of the whole form
            stands under an empty name.
        more: All values of a field that came several times, e.g. of boxes that are ticked.
        file: That came with it; None: none did.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: SentFile | None = None

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Return a form of names and values, in their order; a name may come several times."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            found[name] = (*found.get(name, ()), value)
        return cls(
            {name: each[-1] for name, each in found.items()},
            more={name: each for name, each in found.items() if len(each) > 1},
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield names and values, each value of a field that came several times."""
        for name in self.values:
            for value in self.all_of(name):
                yield name, value

    def all_of(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, in the order in which they came."""
        return self.more.get(name) or ((self.values[name],) if name in self.values else ())

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        """Return what is wrong with a field; empty where nothing is."""
        return self.faults.get(name, "")

    def wrong(self, **faults: str) -> PageForm:
        """Return the form with what is wrong, by field."""
        return replace(self, faults={**self.faults, **faults})

    def refused(self, error: ComityError, words: str) -> PageForm:
        """Return the form with an error at the field that it names, or above the whole form."""
        name = error.metadata.get("field", "")
        return replace(self, faults={name if name in self.values else "": words})

    def without(self, *secrets: str) -> PageForm:
        """Return the form without what is never written back into a page."""
        kept = {name: value for name, value in self.values.items() if name not in secrets}
        more = {name: each for name, each in self.more.items() if name not in secrets}
        return PageForm({**kept, **dict.fromkeys(secrets, "")}, self.faults, more)


async def read_form(request: Request, upload: int = 0) -> PageForm:
    """Return the form that a request carries.

    Args:
        request: The request.
        upload: Most octets of a file that comes with it; 0: none may.

    Raises:
        InputError: BODY_TOO_LARGE; ENCODING_INVALID; INPUT_INVALID, it is no form, or text in it
            holds a control character.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if upload and media_type == _WITH_FILE:
        return await _with_file(request, upload)
    if media_type != _MEDIA_TYPE:
        raise InputError("body: this is no form", remedy="Send the form of a page.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM_OCTETS:
            raise Reason.BODY_TOO_LARGE.error(
                "body: the form has more than {max_form_octets} octets",
                remedy="Shorten the longest text in it; attach long texts as documents.",
                max_form_octets=MAX_FORM_OCTETS,
            )
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as exc:
        raise _unreadable() from exc
    _check_text(pairs)
    return PageForm.of_pairs(pairs)


def _unreadable() -> ComityError:
    return Reason.ENCODING_INVALID.error(
        "body: the form cannot be read", remedy="Open the page again and send its form."
    )


async def _with_file(request: Request, upload: int) -> PageForm:
    """Read a form with one file; what is larger than it may be is read no further."""
    parser = MultiPartParser(
        request.headers,
        _bounded(request.stream(), upload + MAX_FORM_OCTETS),
        max_files=1,
        max_fields=MAX_FIELDS,
        max_part_size=MAX_FORM_OCTETS,
    )
    try:
        sent = await parser.parse()
    except MultiPartException as exc:
        raise _unreadable() from exc
    try:
        files = [each for _, each in sent.multi_items() if not isinstance(each, str)]
        pairs = [(name, each) for name, each in sent.multi_items() if isinstance(each, str)]
        _check_text(pairs)
        found = [
            SentFile(visible(each.filename or "")[-_NAME:], await each.read()) for each in files
        ]
    finally:
        await sent.close()
    form = PageForm.of_pairs(pairs)
    return replace(form, file=found[0] if found and found[0].octets else None)


async def _bounded(pieces: AsyncIterator[bytes], most: int) -> AsyncGenerator[bytes, None]:
    read = 0
    async for piece in pieces:
        read += len(piece)
        if read > most:
            raise Reason.BODY_TOO_LARGE.error(
                "body: the file is larger than this page takes",
                remedy="Send the file in parts.",
                field="file",
            )
        yield piece


def _check_text(pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        if fault_in(name, lines=False) or fault_in(value):
            raise InputError(
                "the form holds a control character, which is no text",
                remedy="Type the text anew instead of pasting it.",
                field="body",
            )
