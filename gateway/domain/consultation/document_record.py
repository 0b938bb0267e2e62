"""Documents of one case or conversation: which stand, and which were replaced by whom and why.

What was judged once must be provable: a document that is replaced stays in the record, with its
translations, and says what stands in its place. Letters that are written from then on carry the
newer one. The same rules hold for an application and for what letters of one side name.
"""

from __future__ import annotations

from datetime import datetime

from gateway.domain.base import Instant, Model
from gateway.domain.letter import Digest
from gateway.domain.transaction import (
    Document,
    NamedDocuments,
    Text,
    originals_first,
    translations_of,
)
from gateway.errors import InputError, NotFoundError, Reason


class DocumentReplaced(Model):
    """What stands in the place of a document, and how that came.

    Attributes:
        newer: Digest of the document that replaced it, or that replaced its original.
        by: Name of the account, or code of the authority whose letter named the newer one.
        at: When.
        reason: Why, in the words of who did it.
    """

    newer: Digest
    by: str
    at: Instant
    reason: Text


class ReplacedDocument(Model):
    """A document that was replaced: it is kept, and carried by no new letter.

    Attributes:
        document: As it was named.
        replaced: What stands in its place and how that came.
    """

    document: Document
    replaced: DocumentReplaced


class DocumentRecord(Model):
    """The documents of a case, or of one side of a conversation.

    Attributes:
        standing: What stands, each translation right behind its original.
        replaced: What was replaced, the oldest first.
    """

    standing: NamedDocuments = ()
    replaced: tuple[ReplacedDocument, ...] = ()

    def find(self, sha256: str) -> Document | None:
        """Return a document of a digest, whether it stands or was replaced."""
        known = (*self.standing, *(each.document for each in self.replaced))
        return next((each for each in known if each.sha256 == sha256), None)

    def replacement_of(self, sha256: str) -> DocumentReplaced | None:
        """Return what replaced a document, None where it stands."""
        return next(
            (each.replaced for each in self.replaced if each.document.sha256 == sha256), None
        )

    def with_document(self, new: Document, *, by: str, at: datetime) -> DocumentRecord:
        """Return the record with another document, if all holds that it says of the others.

        Args:
            new: The document; the same one again changes nothing.
            by: Who names it.
            at: When.

        Raises:
            InputError: Its digest is named as another document; another one of its title stands
                and it replaces none; or what it translates is a translation or of its language.
            NotFoundError: What it replaces or translates is not named here.
            StateError: DOCUMENT_REPLACED; what it replaces or translates, or itself, was replaced.
        """
        if new in self.standing:
            return self
        self.check(new)
        return self.taking(new, by=by, at=at)

    def taking(self, new: Document, *, by: str, at: datetime) -> DocumentRecord:
        """Return the record with a document that a signed letter names, whatever it says."""
        if self.find(new.sha256) is not None:
            return self
        gone = [] if new.replaces is None else self._and_translations(new.replaces.of)
        reason = "" if new.replaces is None else new.replaces.reason
        how = DocumentReplaced.model_construct(newer=new.sha256, by=by, at=at, reason=reason)
        place = min((self.standing.index(each) for each in gone), default=len(self.standing))
        listed = list(self.standing)
        listed.insert(place, new)
        kept = tuple(each for each in listed if each not in gone)
        return DocumentRecord.model_construct(
            standing=originals_first(kept),
            replaced=(
                *self.replaced,
                *(ReplacedDocument(document=each, replaced=how) for each in gone),
            ),
        )

    def _and_translations(self, sha256: str) -> list[Document]:
        found = [each for each in self.standing if each.sha256 == sha256]
        return [*found, *translations_of(sha256, self.standing)]

    def check(self, new: Document, *, beside: tuple[Document, ...] = ()) -> None:
        """Check that all holds that a document says of the others.

        Args:
            new: The document.
            beside: Documents of another side, of which it may be a translation.

        Raises:
            ComityError: As for `with_document`.
        """
        known = self.find(new.sha256)
        if known is not None:
            self._check_stands(new.sha256)
            raise InputError(
                "sha256: this document is named here already, as {title}",
                remedy="Name a file that differs from it.",
                title=known.title,
            )
        if new.replaces is not None:
            self._named(new.replaces.of, "replaces.of")
        else:
            self._check_title(new)
        if new.translates is not None:
            of = new.translates.of
            theirs = next((each for each in beside if each.sha256 == of), None)
            _check_translation(new, theirs or self._named(of, "translates.of"))

    def _named(self, sha256: str, field: str) -> Document:
        self._check_stands(sha256)
        found = self.find(sha256)
        if found is None:
            raise NotFoundError(
                "{field}: no document of this digest is named here",
                remedy="{listDocuments} shows the digests.",
                field=field,
                sha256=sha256,
            )
        return found

    def _check_stands(self, sha256: str) -> None:
        replaced = self.replacement_of(sha256)
        if replaced is not None:
            raise Reason.DOCUMENT_REPLACED.error(
                "this document was replaced by {by} at {at}",
                remedy="Look at what stands in its place, {newer}, and name that one.",
                sha256=sha256,
                newer=replaced.newer,
                by=replaced.by,
                at=replaced.at.isoformat(),
            )

    def _check_title(self, new: Document) -> None:
        for each in self.standing:
            same = each.title.casefold() == new.title.casefold()
            if same and each.language == new.language:
                raise InputError(
                    "title: another document is called {title}",
                    remedy="Give it another title, or say that it replaces {sha256}.",
                    title=each.title,
                    sha256=each.sha256,
                )


def _check_translation(new: Document, original: Document) -> None:
    if original.translates is not None:
        raise InputError(
            "translates.of: {title} is a translation itself",
            remedy="Name the original, {of}.",
            title=original.title,
            of=original.translates.of,
        )
    if original.language == new.language:
        raise InputError(
            "language: {title} is in {language} already",
            remedy="Say in which language the translation is.",
            title=original.title,
            language=new.language,
        )
