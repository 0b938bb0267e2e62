"""Check that every text of the console goes through gettext, and that catalogues are whole.

1. No template has words outside `_(...)`, neither in its text nor in an attribute that is read.
2. No page's code gives a template a sentence that was not said by the reader's language.
3. Every catalogue has each message that the source has, and none besides; none is empty or fuzzy.
4. A message and its translation have the same placeholders, in each form of a plural.

    python tools/console_texts.py            check
    python tools/console_texts.py --list     print the messages
    python tools/console_texts.py --update   add what is missing to each catalogue, empty, and
                                             take out what is gone; then translate
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "gateway" / "console"
LOCALE = CONSOLE / "locale"
SIGNIN = ROOT / "gateway" / "casework" / "office" / "signin"
"""Its refusals are read by whoever cannot sign in, and so cannot choose a language for herself."""

VIEWS = ROOT / "gateway" / "views"
LINES = (VIEWS / "inbox", VIEWS / "beside")
"""Words of the inbox, which the command line has in English, and of what stands side by side."""

VIEWED = {"says", "piece", "strong", "soft"}
SAYING = {"_", "gettext", "ngettext", "says", "text", "counted", "marked"}
ERRORS = {"InputError", "PermissionRefusedError", "StateError", "NotFoundError", "UnavailableError"}
REFUSING = {"_foreign", "refused"}
"""Functions that make an error of a message."""

READ_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder", "content", "label", "data-label"}
NOT_WORDS = {"Comity"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")

Wanted = dict[str, str | None]
"""Each message of the source, with its plural where it has one."""


@dataclass(frozen=True)
class Found:
    """A message and where it stands."""

    message: str
    plural: str | None = None


def messages() -> Wanted:
    """Return every message of the console."""
    found: Wanted = {}
    for path in sorted(CONSOLE.rglob("*.html")):
        for each in in_template(path.read_text("utf-8")):
            found[each.message] = each.plural
    viewed = [(folder, VIEWED) for folder in LINES]
    for folder, names in ((CONSOLE, SAYING), (SIGNIN, set[str]()), *viewed):
        for path in sorted(folder.rglob("*.py")):
            for each in in_code(path.read_text("utf-8"), names):
                found[each.message] = each.plural
    for message in kinds():
        found.setdefault(message, None)
    return found


def kinds() -> Iterator[str]:
    """Yield words that pages show by a key: roles, tasks, states, what silence means."""
    from gateway.casework.office.permissions import OfficerRole  # noqa: PLC0415 - of the product
    from gateway.domain.acts import TaskKind  # noqa: PLC0415
    from gateway.domain.case import CaseState  # noqa: PLC0415
    from gateway.domain.consultation import ConsultationState  # noqa: PLC0415
    from gateway.domain.rulebook import NOTHING, Rulebook, shipped_rulebooks  # noqa: PLC0415
    from gateway.views.words import spelt_out, words_of  # noqa: PLC0415

    yield from (spelt_out(role) for role in OfficerRole)
    yield from (kind.heading for kind in TaskKind)
    yield from (words_of(state) for state in (*CaseState, *ConsultationState))
    books = [each for each in shipped_rulebooks().books if isinstance(each, Rulebook)]
    meanings = {each.silence.means for book in books for each in book.procedures} - {NOTHING}
    yield from (spelt_out(each) for each in sorted(meanings))


def in_template(source: str) -> Iterator[Found]:
    """Yield the messages of a template."""
    parsed = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    for _line, function, said in extract_from_ast(parsed, sorted(SAYING)):
        one, many = (*said, None)[:2] if isinstance(said, tuple) else (said, None)
        if function in SAYING and one:
            yield Found(one, many)


def in_code(source: str, names: Collection[str] = SAYING) -> Iterator[Found]:
    """Yield the messages of a module: what is said, and what errors say with their remedies.

    Args:
        source: The module.
        names: What functions are called that take a message first.
    """
    for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        given = [literal(each) for each in call.args]
        if name in names and given and given[0]:
            plural = given[1] if name in {"counted", "ngettext"} and len(given) > 1 else None
            yield Found(given[0], plural)
        elif name in ERRORS or name in REFUSING:
            remedy = next((literal(k.value) for k in call.keywords if k.arg == "remedy"), None)
            yield from (Found(each) for each in (*given[:1], remedy) if each)


def literal(node: ast.expr) -> str | None:
    """Return a text that is written out; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


class _Words(HTMLParser):
    """Collects what a reader of a template's HTML would read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in {"script", "style", "code"}
        named = dict(attrs)
        for name, value in attrs:
            if name in READ_ATTRIBUTES and value and not (tag == "meta" and named.get("name")):
                self.read.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.read.append(data)


def bare_words(source: str) -> Iterator[str]:
    """Yield the words of a template that no reader gets in her language."""
    parser = _Words()
    parser.feed(_JINJA.sub(" ", source))
    for text in parser.read:
        yield from (word for word in _WORD.findall(text) if word not in NOT_WORDS)


def bare_sentences(source: str) -> Iterator[str]:
    """Yield the sentences that a page's code hands to a template as they are."""
    for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"page", "wrong"}:
            for keyword in call.keywords:
                said = literal(keyword.value)
                if said and len(_WORD.findall(said)) > 1:
                    yield said


def faults_of(catalogue: Catalog, wanted: Wanted) -> Iterator[str]:
    """Yield what is wrong with a catalogue."""
    held = {identity(message): message for message in catalogue if message.id}
    yield from (f"not in the source any more: {each!r}" for each in held.keys() - wanted.keys())
    for each, plural in wanted.items():
        said = forms(held[each]) if each in held else ()
        if not said or not all(said):
            yield f"not translated: {each!r}"
        elif held[each].fuzzy:
            yield f"fuzzy: {each!r}"
        else:
            places = places_of(each) | places_of(plural or "")
            for form in said:
                if (places_of(form) | ({"number"} & places)) != places:
                    yield f"other placeholders: {each!r}: {form!r}"


def identity(message: Message) -> str:
    """Return what a message is called; of a plural, its first form."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation of a message, each form of it."""
    said = message.string
    return (said,) if isinstance(said, str) else tuple(each or "" for each in said or ())


def places_of(text: str) -> set[str]:
    """Return the names of a message's placeholders."""
    return {one or two for one, two in _PLACES.findall(text)}


def catalogues(folder: Path = LOCALE) -> Iterator[tuple[Path, Catalog]]:
    """Yield each catalogue with its file."""
    for path in sorted(folder.glob("*/console.po")):
        with path.open("rb") as opened:
            yield path, read_po(opened, locale=path.parent.name.replace("-", "_"))


def check() -> Iterator[str]:
    """Yield every fault."""
    for path in sorted(CONSOLE.rglob("*.html")):
        for word in bare_words(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}: {word!r} goes through no gettext"
    for path in sorted(CONSOLE.rglob("*.py")):
        for sentence in bare_sentences(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}: {sentence!r} goes through no gettext"
    wanted = messages()
    for path, catalogue in catalogues():
        for fault in faults_of(catalogue, wanted):
            yield f"{path.relative_to(ROOT)}: {fault}"


def update() -> None:
    """Make each catalogue hold the messages of the source, in their order."""
    wanted = messages()
    for path, before in catalogues():
        made = Catalog(before.locale, project="Comity", version="1", charset="utf-8", fuzzy=False)
        made.header_comment = before.header_comment
        made.creation_date = made.revision_date = before.creation_date
        made.last_translator = made.language_team = made.msgid_bugs_address = "Comity"
        for each, plural in wanted.items():
            known = before.get(each)
            said = known.string if known is not None else ("", "") if plural else ""
            made.add((each, plural) if plural else each, said)
        with path.open("wb") as opened:
            write_po(opened, made, width=100, no_location=True)


def main() -> int:
    """Do what was asked for; return the exit code."""
    if "--list" in sys.argv:
        sys.stdout.write("\n".join(messages()) + "\n")
        return 0
    if "--update" in sys.argv:
        update()
    faults = list(check())
    sys.stderr.write("".join(f"{each}\n" for each in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
