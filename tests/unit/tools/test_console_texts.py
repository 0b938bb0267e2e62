"""The check of texts finds what goes through no gettext, and catalogues that are not whole."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tools.console_messages import Wanted, in_code, in_template, messages
from tools.console_texts import bare_sentences, bare_words, check, faults_of, update


def test_the_console_has_no_fault(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--write"):
        update()
    assert list(check()) == []
    assert len(messages()) > 100


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Answer now</p>", ["Answer", "now"]),
        ('<input placeholder="Your name">', ["Your", "name"]),
        ('<nav aria-label="Main">x</nav>', ["Main"]),
        ('<p class="soft">{{ _("Answer") }} {{ value }}</p>', []),
        ("{# for who builds pages #}<p>{% if so %}–{% endif %}</p>", []),
    ],
)
def test_words_of_a_template_go_through_gettext(source: str, found: list[str]) -> None:
    assert list(bare_words(source)) == found


def test_sentences_in_code_are_said_in_a_language() -> None:
    assert list(bare_sentences('visit.page("x.html", what="It is done")')) == ["It is done"]
    assert list(bare_sentences('visit.page("x.html", what=visit.says("It is done"))')) == []


def test_messages_are_found_where_they_are_said() -> None:
    assert [each.message for each in in_template('{{ _("One %(x)s", x=1) }}')] == ["One %(x)s"]
    code = 'visit.says("Two {n}", n=1); InputError("bad", remedy="Mend it."); other("no")'
    assert [each.message for each in in_code(code)] == ["Two {n}", "bad", "Mend it."]
    counted = list(in_code('language.counted("one day", "{number} days", 3)'))
    assert (counted[0].message, counted[0].plural) == ("one day", "{number} days")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"Day {day}": "Tag {day}"}, []),
        ({"Day {day}": ""}, ["not translated: 'Day {day}'"]),
        ({}, ["not translated: 'Day {day}'"]),
        ({"Day {day}": "Tag {tag}"}, ["other placeholders: 'Day {day}': 'Tag {tag}'"]),
        ({"Day {day}": "Tag"}, ["other placeholders: 'Day {day}': 'Tag'"]),
        ({"Day {day}": "Tag {day}", "Old": "Alt"}, ["not in the source any more: 'Old'"]),
    ],
)
def test_a_catalogue_is_whole(said: dict[str, str], fault: list[str]) -> None:
    catalogue, wanted = Catalog(locale="de"), Wanted({"Day {day}": None})
    for message, words in said.items():
        catalogue.add(message, words)
    assert list(faults_of(catalogue, wanted)) == fault
