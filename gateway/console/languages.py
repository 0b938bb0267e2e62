"""Languages of pages: catalogues of gettext, which one a reader gets, days and numbers in it.

Messages are English and stand in the source. Each folder of `locale/` is a language: its
catalogues are compiled when the node starts, so a further language is a further folder and no
change of code. `tests/unit/tools/test_console_texts.py` keeps the catalogues whole.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, partial
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gateway.domain.saying import Given, said_now
from gateway.errors import ComityError
from gateway.named_acts import TITLES
from gateway.views.wording.wording import Wording

LOCALE: Final = Path(__file__).parent / "locale"
SOURCE: Final = "en"
"""The language of the messages themselves; it needs no catalogue."""

_FILES: Final = "*.po"


def marked(message: str) -> str:
    """Return a message as it is, said in a language later; catalogues find it by this name."""
    return message


@dataclass(frozen=True)
class Language:
    """A language of pages.

    Attributes:
        code: As it stands in ``lang`` of HTML, e.g. ``de``.
        made: Makes its catalogue, when the first message is asked for.
    """

    code: str
    made: Callable[[], NullTranslations] = NullTranslations

    @cached_property
    def catalogue(self) -> NullTranslations:
        """Its messages."""
        return self.made()

    @cached_property
    def locale(self) -> Locale:
        """How the language writes days and numbers; English as authorities in Europe write it."""
        return Locale("en", "GB") if self.code == SOURCE else Locale.parse(self.code, sep="-")

    @property
    def own_name(self) -> str:
        """What those who speak it call it."""
        spoken = Locale.parse(self.code, sep="-")
        name = spoken.get_display_name(spoken) or self.code
        return name[:1].upper() + name[1:]

    def text(self, message: str) -> str:
        """Return a message in this language, with its placeholders as they are."""
        return self.catalogue.gettext(message) if message else ""

    def says(self, message: str, **data: Given) -> str:
        """Return a message with its values; what a placeholder takes says `gateway.domain.saying`.

        Args:
            message: English, with a placeholder in braces for each value; written out at the
                call, since catalogues are made from the source.
            data: The values, by name.
        """
        return said_now(message, self.text, data)

    def remedy(self, error: ComityError) -> str:
        """Return what a person can do about an error, with the titles of acts that it names."""
        return error.remedy_in(self.text, self._title)

    def _title(self, act: str) -> str:
        return self.says("“{title}”", title=self.text(TITLES[act]))

    @cached_property
    def wording(self) -> Wording:
        """How views are worded for who reads it."""
        return Wording(self.locale, self.text)

    def counted(self, one: str, many: str, number: int, **data: Given) -> str:
        """Return a message about a number of things, which both forms name ``number``."""
        message = self.catalogue.ngettext(one, many, number)
        return said_now(message, str, {"number": number, **data})

    def knows(self, message: str) -> bool:
        """Say whether a message reads in this language, and not as it stands in the source."""
        return self.code == SOURCE or self.text(message) != message

    def day(self, value: date) -> str:
        """Return a day for a line: ``Fri 4 Dec`` in English."""
        return self.wording.short_day(value)

    def dated(self, value: date) -> str:
        """Return a day for a table, with its year: ``4 Dec 2026`` in English."""
        return str(format_date(value, "medium", locale=self.locale))

    def full_day(self, value: date) -> str:
        """Return a day in full, with its weekday."""
        return str(format_date(value, "full", locale=self.locale))

    def instant(self, at: datetime, zone: ZoneInfo) -> str:
        """Return an instant as a clock at a place shows it, to the minute."""
        return str(format_datetime(at, "medium", tzinfo=zone, locale=self.locale))


class Languages:
    """The languages that there are.

    Args:
        folders: Each with a folder for each language, which holds catalogues (``*.po``).
    """

    def __init__(self, folders: Iterable[Path] = (LOCALE,)) -> None:
        self._held: dict[str, Language] = {SOURCE: Language(SOURCE)}
        for folder in folders:
            for place in sorted({file.parent for file in folder.glob(f"*/{_FILES}")}):
                self._held[place.name] = Language(place.name, partial(_compiled, place))

    @property
    def all(self) -> Mapping[str, Language]:
        """Every language by its code."""
        return self._held

    def get(self, code: str) -> Language | None:
        """Return a language by its code, None where there is none."""
        return self._held.get(code)

    def best(self, accepted: str) -> Language:
        """Return the language that a browser likes best of those that there are.

        Args:
            accepted: `Accept-Language` as it came (RFC 9110, section 12.5.4).
        """
        found = negotiate_locale(_wanted(accepted), list(self._held), sep="-")
        return self._held[found] if found else self._held[SOURCE]


@cache
def shipped_languages() -> Languages:
    """Return the languages that come with Comity; their catalogues are compiled once a process."""
    return Languages()


def _wanted(accepted: str) -> list[str]:
    """Return the tags of a header, the best first; what cannot be read counts last."""
    weighed: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            liked = float(weight) if weight else 1.0
        except ValueError:
            liked = 0.0
        if tag.strip():
            weighed.append((-liked, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda each: each[0])]


def _compiled(folder: Path) -> GNUTranslations:
    """Return the parts of a language as one catalogue; the first that has a message says it."""
    whole = Catalog(folder.name.replace("-", "_"))
    for file in sorted(folder.glob(_FILES)):
        with file.open("rb") as opened:
            for message in read_po(opened, abort_invalid=True):
                if message.id and message.id not in whole:
                    whole[message.id] = message
    made = io.BytesIO()
    write_mo(made, whole)
    made.seek(0)
    return GNUTranslations(made)
