"""A noun's group of commands, and one command with what it takes, made when it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import Parameter as Place
from inspect import Signature
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from gateway.cli.contract.index import (
    Command,
    CommandField,
    help_of,
    operation,
    verb_places,
)
from gateway.cli.lazy import LazyGroup
from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    in_words,
)
from gateway.cli.output import JsonFlag

_PLAIN: dict[str, type] = {
    "integer": int,
    "number": float,
    "flag": bool,
    "json": Path,
    "document": Path,
    "contents": Path,
    "digest": Path,
}
_FILES = {
    "document": "Its title, size and digest are sent, its contents by `comity document put`.",
    "json": "A file of JSON.",
    "contents": "The text of this file is sent.",
    "digest": "The digest of this file is sent.",
}
_SHARED = {"limit": LimitOption, "after": AfterOption, "language": LanguageOption}
_OWN = {"node": (NodeOption, None), "token": (TokenOption, None), "as_json": (JsonFlag, False)}
_YES = "Do it without asking."


def noun_group(noun: str, by_hand: str) -> LazyGroup:
    """Return the commands of a noun: those written by hand, and those of the contract.

    Args:
        noun: As the index has it.
        by_hand: Where those written by hand are, as ``module:attribute``; empty: there are none.
    """
    kept: dict[str, Any] = {}
    places = verb_places(noun)
    if by_hand:
        module, _, attribute = by_hand.partition(":")
        beside = typer.main.get_group(getattr(import_module(module), attribute))
        kept = {**beside.commands}
        places |= getattr(beside, "places", {})
    return LazyGroup(
        name=noun.rpartition(" ")[2],
        help=help_of(noun),
        commands=kept,
        no_args_is_help=True,
        places=places,
    )


def verb_command(noun: str, verb: str) -> Any:
    """Return a command with its arguments and options."""
    wanted = operation(noun, verb)

    def command(**given: Any) -> None:
        from gateway.cli.contract.call import call

        call(wanted, given)

    places = dict(_places(wanted))
    command.__signature__ = Signature([*places.values()])  # type: ignore[attr-defined]
    command.__annotations__ = {name: each.annotation for name, each in places.items()}
    app = typer.Typer(add_completion=False)
    app.command(verb, help=wanted.help)(command)
    made = typer.main.get_command(app)
    made.name = verb
    return made


def _places(wanted: Command) -> Iterator[tuple[str, Place]]:
    """Yield what a command takes, in the order of its help."""
    for each in wanted.args:
        info = typer.Argument(metavar=each.name.upper(), help=_help(each))
        must = each.required
        yield _place(each.name, Annotated[_type(each, one=must), info], needed=must)
    words = any(each.type in {"words", "document"} for each in wanted.parameters)
    for each in wanted.opts:
        if each.name in _SHARED:
            yield _place(each.name, _SHARED[each.name], each.default)
            continue
        flags = f"--{_dashed(each.name)}"
        if each.off:
            flags += f"/--{each.off}"
        must = each.required and not wanted.has_file and each.default is None
        info = typer.Option(
            flags,
            help=_help(each, needed=each.required and not must),
            metavar="WORD" if each.choices else None,
            autocompletion=_completion(each.choices),
        )
        default = [] if each.many and not each.split else each.default
        yield _place(each.name, Annotated[_type(each), info], default, needed=must)
    if words and "language" not in {each.name for each in wanted.opts}:
        yield _place("language", LanguageOption, "en")
    for form in ("xlsx", "csv") if wanted.table else ():
        saved = typer.Option(f"--{form}", help="Write the whole list into this file instead.")
        yield _place(form, Annotated[Path | None, saved], None)
    if wanted.writes:
        yield _out(wanted.writes)
    if wanted.secret:
        kept = typer.Option(help="Write the secret into a file (mode 0600), not to the screen.")
        yield _place("save", Annotated[Path | None, kept], None)
    if wanted.asks or any("asks" in each for each in wanted.ways):
        yield _place("yes", Annotated[bool | None, typer.Option("--yes", help=_YES)])
    for name, (annotation, default) in _OWN.items():
        yield _place(name, annotation, default)


def _out(writes: str) -> tuple[str, Place]:
    """Return the file that is written: an option, or by place."""
    if writes == "place":
        place = typer.Argument(metavar="FILE", help="File to write.")
        return _place("out", Annotated[Path, place], needed=True)
    needed, names = writes != "either", ("--out", "--write")
    out = typer.Option(*names[: 1 if needed else 2], help="File to write.")
    return _place("out", Annotated[Path if needed else Path | None, out], needed=needed)


def _place(
    name: str, annotation: Any, default: Any = None, *, needed: bool = False
) -> tuple[str, Place]:
    held = Place.empty if needed else default
    return name, Place(name, Place.KEYWORD_ONLY, default=held, annotation=annotation)


def _type(parameter: CommandField, *, one: bool = False) -> Any:
    kind: Any = _PLAIN.get(parameter.type, str)
    if one:
        return kind
    return list[kind] if parameter.many and not parameter.split else kind | None


def _help(parameter: CommandField, *, needed: bool = False) -> str:
    said = parameter.help or parameter.name.replace("_", " ").capitalize() + "."
    file = _FILES.get(parameter.type, "") if parameter.to != "body:" else ""
    if parameter.type == "words":
        said = in_words(said, each=parameter.many)
    length = f"At most {parameter.most:,} characters{' each' * parameter.many}."
    more = [
        length * bool(parameter.most) * (parameter.type == "text"),
        f"Written {escape(parameter.form)}." * bool(parameter.form),
        file,
        f"One of: {', '.join(parameter.choices)}." * bool(parameter.choices),
        "May be repeated." * parameter.many,
        "Needed, unless --file has it." * needed,
    ]
    return " ".join(each for each in (said, *more) if each)


def _completion(words: tuple[str, ...]) -> Callable[[str], list[str]] | None:
    """Return what completes a word; the node says which words there are, so none is refused."""
    if not words:
        return None
    return lambda incomplete: [each for each in words if each.startswith(incomplete)]


def _dashed(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
