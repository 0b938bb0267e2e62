"""Pages travel compressed; what is secret in them is not told by their length."""

from __future__ import annotations

from gateway.api.answers.compression import FROM_OCTETS
from gateway.casework.accounts.signin.local_accounts import make_console_link
from tests.node.console.conftest import ConsoleDoor

ACCOUNT = "/desk/account"
LANGUAGE = "/desk/language"


async def test_a_page_is_compressed_for_a_browser_that_takes_it(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    coded = (await browser.open(ACCOUNT)).answer
    assert coded.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in coded.headers["vary"]
    plain = await browser.client.get(ACCOUNT, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert int(coded.headers["content-length"]) < len(plain.content) / 2


async def test_styles_and_script_are_compressed(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    page = await browser.open(ACCOUNT)
    sizes: list[int] = []
    named = [each for each in page.answer.text.split('"') if each.startswith("/desk/static/")]
    for each in named:
        found = await browser.client.get(each)
        if each.endswith((".css", ".js")) and len(found.content) >= FROM_OCTETS:
            assert found.headers["content-encoding"] == "gzip", each
            assert "immutable" in found.headers["cache-control"]
            sizes.append(len(found.content))
    assert sizes


async def test_the_token_of_a_form_is_another_in_each_answer_and_each_is_taken(
    console: ConsoleDoor,
) -> None:
    browser = await console.signed_in()
    first = (await browser.open(ACCOUNT)).form(LANGUAGE).fields["form_token"]
    second = (await browser.open(ACCOUNT)).form(LANGUAGE).fields["form_token"]
    assert first != second
    # Both halves differ: neither stands the same in two answers.
    half = len(first) // 2
    assert first[:half] != second[:half]
    assert first[-half:] != second[-half:]
    for token in (first, second):
        await browser.open(ACCOUNT)
        assert (await browser.submit(LANGUAGE, language="de", form_token=token)).status == 200
    altered = ("A" if first[0] != "A" else "B") + first[1:]
    await browser.open(ACCOUNT)
    assert (await browser.submit(LANGUAGE, language="de", form_token=altered)).status == 403


async def test_the_page_that_shows_a_key_is_not_compressed(console: ConsoleDoor) -> None:
    made = await make_console_link(console.desk.node.office, console.administrator, "decider")
    answer = (await console.browser().open(made.path)).answer
    assert answer.status_code == 200
    assert len(answer.content) > FROM_OCTETS
    assert "content-encoding" not in answer.headers
