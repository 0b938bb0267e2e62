"""Text of another authority on an officer's terminal: shown, and acted upon by nothing."""

from __future__ import annotations

import json

from gateway.casework.denials.denials import get_denial
from gateway.domain.base import Stated
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Party
from gateway.nouns.case import CASE
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation, Where, case_federation
from tests.support.served import served

EVIL = "fine \x1b[2J\x1b[31mRED \u202egnp.exe\x85\x7f[bold]x[/]"


def plain(text: str) -> bool:
    """Whether a terminal would show a text as it is, but for its lines."""
    return not [each for each in text if not each.isprintable() and each != "\n"]


async def test_commands_show_it_and_json_means_the_same(two: CaseFederation) -> None:
    """Another node notified it, and this one filed it, before either refused such text.

    Found in use: officer M2.
    """
    said = (FreeText(language="en", text=EVIL),)
    denial = french_denial(917, explanation=said)
    await two["FR"].deny(denial)
    await two.sync()
    asked = application()
    items = (asked.transaction.items[0].model_copy(update={"description": EVIL}),)
    changed = asked.transaction.model_copy(update={"items": items, "goods_located_in": ("DE",)})
    case = await two["DE"].file(
        asked.model_copy(update={"reference": EVIL, "transaction": changed})
    )
    await two.settle()
    async with served(two["DE"]) as node:
        for words in (("case", "show", case.case_id), ("denial", "show", denial.denial_id)):
            done = await node.run(*words)
            assert (done.code, plain(done.out)) == (0, True), (words, done.out, done.err)
        listed = await node.run("case", "list")
        assert plain(listed.out)
        assert "<U+001B>" in listed.out
        told = (await node.run("case", "show", case.case_id, "--json")).out
        assert plain(told)
        assert json.loads(told)["application"]["reference"] == EVIL
        missing = await node.run("case", "show", "DE-\x1b[2J-1")
        assert missing.code != 0
        assert plain(missing.out + missing.err)


async def test_a_denial_that_was_signed_with_it_is_held_and_found_on_any_database(
    either_where: Where,
) -> None:
    """No text of PostgreSQL holds U+0000; a denial with one is nonetheless seen."""
    said = (FreeText(language="en", text=f"{EVIL}\x00"),)
    party = Party(names=("Mudiriyat al Itisalat\x00 al Khasa\x1b",), country="AE")
    denial = french_denial(917, explanation=said)
    given = Stated[Party].given(party)
    changed = denial.transaction.model_copy(update={"end_user": given})
    denial = denial.model_copy(update={"transaction": changed})
    async with case_federation(*either_where) as federation:
        de, fr = federation["DE"], federation["FR"]
        await fr.deny(denial)
        await federation.sync()
        held = await get_denial(de.node.office, ANNA, denial.denial_id)
        assert held.denial == denial
        case = await de.file(application())
        await federation.settle()
        examined = (await de.case(case.case_id)).examination
        assert examined is not None
        assert denial.denial_id in {hit.denial_id for hit in examined.hits}
        assert "\x1b" not in await CASE.printed(de.node.office, ANNA, case.case_id)


async def test_a_letter_with_it_is_refused_and_the_sender_is_told(two: CaseFederation) -> None:
    """FR answers from a node that takes such text; DE refuses it, and FR can answer again.

    Found in use: officer M2.
    """
    await two["FR"].deny(french_denial(917))
    await two.sync()
    asked = application()
    changed = asked.transaction.model_copy(update={"goods_located_in": ("DE",)})
    case = await two["DE"].file(asked.model_copy(update={"transaction": changed}))
    await two.settle()
    await two["FR"].answer("not_identical", explanation=(FreeText(language="en", text=EVIL),))
    await two.settle()
    assert (await two.of(case, "FR")).state is ConsultationState.RUNNING
    assert "letter.refused" in " ".join(await two["FR"].task_kinds())
