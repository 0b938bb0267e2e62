"""What the console and the views say: every message of the source, and where it belongs.

A catalogue of a language lies in parts, a file each, so that one holds a part in one's head:
what pages say, what views say of a noun, words for codes, words of the shipped laws.
"""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "gateway" / "console"
SIGNIN = ROOT / "gateway" / "casework" / "accounts" / "signin"
"""Its refusals are read by whoever cannot sign in, and so cannot choose a language for herself."""

VIEWS = ROOT / "gateway" / "views"

VIEWED = {"says", "piece", "strong", "soft", "when", "each", "translated", "marked"}
SAYING = {"_", "gettext", "ngettext", "says", "text", "counted", "marked"}
OF_A_REASON = "Reason.error"
ERRORS = {"InputError", "PermissionRefusedError", "StateError", "NotFoundError", "UnavailableError"}
ERRORS.add(OF_A_REASON)
DECLARING: Mapping[str, Mapping[str, int | None]] = {
    "ActField": {"label": 1, "hint": 2},
    "seldom": {"label": 1, "hint": 2},
    "Ask": {"label": 0, "hint": 1},
    "ActOption": {"label": 1, "hint": 2},
    "DeskAct": dict.fromkeys(("title", "effect", "button", "done", "proposed")),
    "ActPlan": {"effect": None},
    "LastLook": {"warnings": None},
}
"""What declares an act of the console, which of its arguments are messages, and their places."""

REFUSING = {"_foreign", "refused"}
"""Functions that make an error of a message."""

Wanted = dict[str, str | None]
"""Each message of the source, with its plural where it has one."""


@dataclass(frozen=True)
class Found:
    """A message and where it stands."""

    message: str
    plural: str | None = None


def messages() -> Wanted:
    """Return every message."""
    return {message: plural for part in parts().values() for message, plural in part.items()}


def parts() -> Mapping[str, Wanted]:
    """Return the messages by the part of a catalogue to which they belong; each stands in one."""
    found: dict[str, Wanted] = {}
    known = set[str]()
    for name, read in PARTS.items():
        found[name] = {each.message: each.plural for each in read() if each.message not in known}
        known |= found[name].keys()
    return found


def of_console() -> Iterator[Found]:
    """Yield what pages say, and what is said to who cannot sign in."""
    for path in sorted(CONSOLE.rglob("*.html")):
        yield from in_template(path.read_text("utf-8"))
    viewed = [(VIEWS / folder, VIEWED) for folder in ("inbox", "beside")]
    for folder, names in ((CONSOLE, SAYING), (SIGNIN, set[str]()), *viewed):
        for path in sorted(folder.rglob("*.py")):
            yield from in_code(path.read_text("utf-8"), names)
    yield from map(Found, kinds())


def of_views() -> Iterator[Found]:
    """Yield what views say, beside what stands in a table of words."""
    for path in sorted(VIEWS.rglob("*.py")):
        yield from in_code(path.read_text("utf-8"), VIEWED)


def kinds() -> Iterator[str]:
    """Yield words that pages show by a key: roles, tasks, states, what silence means."""
    from gateway.casework.permissions import OfficerRole  # noqa: PLC0415 - of the product
    from gateway.domain.acts import TaskKind  # noqa: PLC0415
    from gateway.domain.case import CaseState  # noqa: PLC0415
    from gateway.domain.consultation import ConsultationState  # noqa: PLC0415
    from gateway.domain.rulebook import NOTHING  # noqa: PLC0415
    from gateway.views.words import spelt_out, words_of  # noqa: PLC0415

    yield from (spelt_out(role) for role in OfficerRole)
    yield from (kind.words for kind in TaskKind)
    yield from (words_of(state) for state in (*CaseState, *ConsultationState))
    rules = (each for book in books() for each in getattr(book, "procedures", ()))
    meanings = {each.silence.means for each in rules} - {NOTHING}
    yield from (spelt_out(each) for each in sorted(meanings))


def of_words() -> Iterator[Found]:
    """Yield the words of codes, and what was done, by the verb of an act."""
    from gateway.domain.acts import Verb  # noqa: PLC0415 - of the product
    from gateway.views.words import spelt_out, worded_kinds, words_of  # noqa: PLC0415

    codes = (code for kind in worded_kinds().values() for code in kind)
    yield from (Found(words) for words in map(words_of, codes) if words)
    yield from (Found(spelt_out(verb)) for verb in Verb)


def of_acts() -> Iterator[Found]:
    """Yield what acts and tasks say, wherever they are written."""
    for room in ("casework", "domain", "register", "exchange"):
        for path in sorted((ROOT / "gateway" / room).rglob("*.py")):
            yield from in_code(path.read_text("utf-8"), {"says"}, errors=False)


def of_law() -> Iterator[Found]:
    """Yield the words of the shipped laws that a view shows; other laws speak as their files do."""
    from gateway.domain.deadline import EVENT_DAY_REASON  # noqa: PLC0415 - of the product

    yield from map(Found, (EVENT_DAY_REASON, "Saturday", "Sunday"))
    for book in books():
        yield from map(Found, (each.title for each in getattr(book, "cases", ())))
        for rule in getattr(book, "procedures", ()):
            yield from (Found(said) for said in of_procedure(rule) if said)
        for notice in book.notices:
            yield from map(Found, (notice.title, notice.article))
            yield from (Found(each.label) for each in notice.outcome)
        for review in getattr(book, "collective_reviews", ()):
            yield from map(Found, (review.title, review.article, review.silence))


def of_procedure(rule: Any) -> Iterator[str]:
    """Yield what a procedure says of itself, its answers, its silence, its keys."""
    from gateway.domain.rulebook.words import extension_in_words  # noqa: PLC0415 - of the product
    from gateway.views.words import spelt_out  # noqa: PLC0415

    yield from (rule.title, rule.article, rule.article.split(" of ")[0], rule.trigger.article)
    for option in rule.answer:
        yield from (option.label, option.meaning)
    yield from (rule.silence.sentence, rule.after_grant.sentence)
    if rule.extension is not None:
        yield extension_in_words(rule.extension)
    yield from map(spelt_out, (*rule.may_withhold, *rule.asked_for))


def books() -> tuple[Any, ...]:
    """Return the shipped laws; one that adds to another has fewer kinds of rules."""
    from gateway.domain.rulebook import shipped_rulebooks  # noqa: PLC0415 - of the product

    return tuple(shipped_rulebooks().books)


def of_errors() -> Iterator[Found]:
    """Yield what errors say in every room, their remedies, and the titles of acts in these."""
    from gateway.named_acts import TITLES  # noqa: PLC0415 - of the product
    from tools.error_templates import PLACE, product  # noqa: PLC0415 - it reads ROOT from here

    said = [each.text for each in product().templates]
    yield from (Found(each) for each in said if re.search(r"\w\w", PLACE.sub("", each)))
    yield from map(Found, TITLES.values())


PARTS: Mapping[str, Callable[[], Iterable[Found]]] = {
    "console": of_console,
    "views": of_views,
    "words": of_words,
    "law": of_law,
    "acts": of_acts,
    "errors": of_errors,
}
"""The files of a language without their ending, and what each holds; the first that has a
message keeps it."""


def in_template(source: str) -> Iterator[Found]:
    """Yield the messages of a template."""
    parsed = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    for _line, function, said in extract_from_ast(parsed, sorted(SAYING)):
        one, many = (*said, None)[:2] if isinstance(said, tuple) else (said, None)
        if function in SAYING and one:
            yield Found(one, many)


def in_code(
    source: str, names: Collection[str] = SAYING, *, errors: bool = True
) -> Iterator[Found]:
    """Yield the messages of a module: what is said, and what errors say with their remedies.

    Args:
        source: The module.
        names: What functions are called that take a message first; it may be one of two.
        errors: Whether errors are read, too.
    """
    for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        name = OF_A_REASON if ast.unparse(call.func).startswith("Reason.") else name
        given = [literal(each) for each in call.args]
        yield from declared(call, DECLARING.get(name, {}))
        if name == "each" and name in names:
            yield from (Found(message) for message in given if message)
        elif name in names and given and given[0]:
            plural = given[1] if name in {"counted", "ngettext"} and len(given) > 1 else None
            yield Found(given[0], plural)
        elif name in names and call.args and isinstance(call.args[0], ast.IfExp):
            either = map(literal, (call.args[0].body, call.args[0].orelse))
            yield from (Found(message) for message in either if message)
        elif errors and (name in ERRORS or name in REFUSING):
            remedy = next((literal(k.value) for k in call.keywords if k.arg == "remedy"), None)
            yield from (Found(each) for each in (*given[:1], remedy) if each)


def declared(call: ast.Call, names: Mapping[str, int | None]) -> Iterator[Found]:
    """Yield the messages that a call is given under some names, alone or several of them."""
    given = [each.value for each in call.keywords if each.arg in names]
    given += [each for place, each in enumerate(call.args) if place in names.values()]
    for value in given:
        for each in value.elts if isinstance(value, ast.Tuple) else (value,):
            if said := literal(each):
                yield Found(said)


def literal(node: ast.expr) -> str | None:
    """Return a text that is written out; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
