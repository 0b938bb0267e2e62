"""Templates: one environment a language; all that fills a place is escaped and made visible."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gateway.console.languages import Language, Languages
from gateway.domain.plain_text import shown
from gateway.evidence.page.view_page import each_by_its_own, weeks

HERE: Final = Path(__file__).parent
TEMPLATES: Final = (HERE / "templates", HERE / "components")
STATIC: Final = HERE / "static"

_MESSAGES: Final = 4096
"""That are kept in a language as they stand on pages; there are half as many."""

MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class StaticFiles:
    """What pages load beside themselves, from this origin; each name holds the digest of all."""

    def __init__(self, folder: Path = STATIC) -> None:
        paths = sorted(each for each in folder.iterdir() if each.suffix in MEDIA_TYPES)
        self._held = {path.name: path.read_bytes() for path in paths}
        whole = hashlib.sha256(b"".join(self._held.values()))
        self.digest = whole.hexdigest()[:12]

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Return a file with its media type, None where there is none of this name."""
        body = self._held.get(name)
        return None if body is None else (body, MEDIA_TYPES[Path(name).suffix])

    def address(self, name: str) -> str:
        """Return where a page finds a file."""
        if name not in self._held:
            raise KeyError(name)
        return f"/desk/static/{self.digest}/{name}"


class Templates:
    """Makes pages.

    Args:
        languages: In which they are read.
        zone: Where the authority is: instants are shown as its clock shows them.
    """

    def __init__(self, languages: Languages, zone: ZoneInfo) -> None:
        self.languages = languages
        self.zone = zone
        self.static = StaticFiles()
        self._environment = cache(self._make)

    def render(self, name: str, language: Language, /, **context: Any) -> str:
        """Return a page, or a part of one.

        Args:
            name: File of its template.
            language: Of its reader.
            context: What the template names.
        """
        template = self._environment(language).get_template(name)
        return template.render(context, region=each_by_its_own())

    def _make(self, language: Language) -> Environment:
        made = Environment(
            loader=FileSystemLoader(TEMPLATES),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            finalize=shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # newstyle: values are escaped before they fill a message
        made.install_gettext_translations(language.catalogue, newstyle=True)  # type: ignore[attr-defined]
        # The library's own goes three ways through the template's context for each message.
        text = lru_cache(_MESSAGES)(lambda each: Markup(language.text(each)))  # noqa: S704 - ours
        plain = lru_cache(_MESSAGES)(lambda message: text(message) % {})
        made.globals["_"] = lambda message, **data: text(message) % data if data else plain(message)
        made.globals.update(static=self.static.address, language=language, languages=self.languages)
        made.filters.update(
            date=language.dated,
            day=language.day,
            full_day=language.full_day,
            instant=self._instant(language),
            tongue=language.wording.tongue,
            weeks=weeks,
        )
        return made

    def _instant(self, language: Language) -> Callable[[datetime], str]:
        return lambda at: language.instant(at, self.zone)
