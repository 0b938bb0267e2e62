"""What an act of the console is: its fields, its effect in words, its right, its use case.

A page declares its acts as `DeskAct`; `gateway.console.acts.pages` makes their addresses. Texts are
messages (English, found by `tools/console_texts.py` in these very arguments); what a rulebook says
may stand there as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from gateway.casework.drafts.versions import Finds
from gateway.casework.permissions import Permission
from gateway.console.acts.filled import FilledIn
from gateway.console.languages import marked
from gateway.console.visit import Visit
from gateway.domain.waiting_act import WaitingAct
from gateway.nouns.declared import Noun
from gateway.views.frame import Block, Piece

T = TypeVar("T")

NEW: Final = "new"
"""What an act is about that begins something."""


class FieldKind(StrEnum):
    """How a field is filled in, and what is read from it."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # free text, in the language that the form asks for
    PARAGRAPHS = "paragraphs"  # several free texts, an empty line between two
    CHOICE = "choice"  # one of a few
    SELECT = "select"  # one of many
    SEVERAL = "several"  # any of a few
    DAY = "day"
    NUMBER = "number"  # whole, not negative
    YES_NO = "yes_no"
    CARRIED = "carried"  # one line that the form carries along and nobody fills in


@dataclass(frozen=True)
class ActOption:
    """One of the things that may be chosen.

    Attributes:
        value: What is sent.
        label: What the officer reads.
        hint: What follows from it.
        key: The key that chooses it, where a page names one.
    """

    value: str
    label: str
    hint: str = ""
    key: str = ""


@dataclass(frozen=True)
class ActField:
    """One field of a form; `derived.fields_of` makes those of a model.

    Attributes:
        name: What it is called in the form; where the use case names a field of its input in an
            error, the same name.
        label: What is asked for.
        hint: What it is for and who will read it.
        kind: How it is filled in.
        required: Whether it may be left empty.
        options: Of a choice.
        folded: Whether it stands under a line that is opened: what is seldom needed.
        also: Further names by which errors call what stands in it.
    """

    name: str
    label: str
    hint: str = ""
    kind: FieldKind = FieldKind.TEXT
    _: KW_ONLY
    required: bool = True
    options: tuple[ActOption, ...] = ()
    folded: bool = False
    also: tuple[str, ...] = ()


seldom: Final = partial(ActField, required=False, folded=True)
"""A field that is seldom needed: it stands under a line that is opened, and may be left empty."""


@dataclass(frozen=True, kw_only=True)
class DeskNoun:
    """A kind of thing that acts are about.

    Attributes:
        name: In words.
        place: Parameter of the address that names one, as `PageRoute` says; empty where acts
            begin something.
        page: Address of the thing's page, e.g. ``/desk/cases/{case_id}``.
        reads: What an officer must be allowed to who sees one.
        held: Finds its version, so that no form changes what its sender has not read; None: it
            has none.
    """

    name: str
    place: str
    page: str
    reads: Permission
    held: Finds | None = None

    @classmethod
    def of(cls, noun: Noun) -> DeskNoun:
        """Return a noun as the console's acts name it; its page lies where REST has its list."""
        page = f"/desk{noun.address}/{{{noun.key}}}"
        return cls(name=noun.name, place=noun.key, page=page, reads=noun.reads, held=noun.held)

    def address(self, subject: str) -> str:
        """Return the address of a thing's page."""
        return self.page.replace(f"{{{self.place}}}", subject) if self.place else self.page


@dataclass(frozen=True, kw_only=True)
class ActPlan:
    """An act about one thing, as things stand.

    Attributes:
        heading: What the thing is called.
        facts: What the officer wants to see of it beside the form: names and values.
        effect: What the act does, a sentence each; those of `DeskAct` if empty.
        blocks: What stands above the fields, e.g. what was asked.
        fields: The form's; those of `DeskAct` if empty.
        start: What stands in the fields at first.
        second_officer: Whether nothing is done before another officer has agreed.
        source: What `look` and `carry_out` may need of what was read.
    """

    heading: str
    facts: tuple[tuple[str, Piece], ...] = ()
    effect: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    fields: tuple[ActField, ...] = ()
    start: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    second_officer: bool = False
    source: object = None

    def about(self, kind: type[T]) -> T:
        """Return what was read to make the plan.

        Raises:
            TypeError: It was of another kind.
        """
        if not isinstance(self.source, kind):
            raise TypeError(self.source)
        return self.source


@dataclass(frozen=True, kw_only=True)
class LastLook:
    """What is shown before the act is done, beside what stands in the fields.

    Attributes:
        facts: What follows, in names and values.
        digest: Of the very octets that are signed, where some are; SHA-256 in hex.
        warnings: What speaks against it.
    """

    facts: tuple[tuple[str, Piece], ...] = ()
    digest: str = ""
    warnings: tuple[str, ...] = ()


Plans = Callable[[Visit, str], Awaitable[ActPlan]]
Looks = Callable[[Visit, str, ActPlan, FilledIn], Awaitable[LastLook]]
CarriesOut = Callable[[Visit, str, ActPlan, FilledIn], Awaitable[str | WaitingAct | None]]


def waiting(done: object) -> WaitingAct | None:
    """Return the act that waits for a second officer, None where it is done."""
    return done if isinstance(done, WaitingAct) else None


@dataclass(frozen=True, kw_only=True)
class DeskAct:
    """One act.

    Attributes:
        code: Its name in the address of its form, and of its draft.
        title: What it is called; also its link.
        effect: What it does and what follows in law, a sentence or two.
        needs: What an officer must be allowed to.
        plan: Reads the thing: says what it is, and whatever depends on it.
        carry_out: Calls the use case; may return the address to go on to instead of the thing's
            page, or the act that waits for a second officer (`waiting`). What it raises, also a
            fault of a model, is said at the field.
        fields: Of its form.
        button: What does it.
        done: What is said afterwards.
        proposed: What is said afterwards where a second officer has to agree.
        look: Says more of what is about to be done.
        looked_at: Whether a last look stands between form and act. The use case is rehearsed for
            it: what it would refuse is said before anybody signs.
        step_up: Whether the officer shows again who she is; an act that does not want it says so.
        key: The key that leads to it from the thing's page.
    """

    code: str
    title: str
    effect: str
    needs: Permission
    plan: Plans
    carry_out: CarriesOut
    button: str = marked("Sign and send")
    done: str
    proposed: str = ""
    fields: tuple[ActField, ...] = ()
    look: Looks | None = None
    looked_at: bool = True
    step_up: bool = True
    key: str = ""
