"""Who waits for news is woken by them, by the end of the time, or by the end of the node."""

from __future__ import annotations

import asyncio
from dataclasses import fields

from gateway.casework.services import DocumentServices, News, Office, OfficeSettings, SharedRegister

LONG = 60.0


async def until_so_many_wait(news: News, count: int) -> None:
    while news.waiting < count:  # noqa: ASYNC110 - nothing else tells of it
        await asyncio.sleep(0)


async def test_all_who_wait_are_woken() -> None:
    news = News()
    waiting = [asyncio.ensure_future(news.after(news.told, LONG)) for _ in range(3)]
    await until_so_many_wait(news, len(waiting))
    news.arrive()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert news.waiting == 0


async def test_what_came_between_looking_and_waiting_is_not_missed() -> None:
    news = News()
    before = news.told
    news.arrive()
    assert await news.after(before, LONG)


async def test_the_time_ends_it() -> None:
    news = News()
    assert not await news.after(news.told, 0)
    assert news.waiting == 0


async def test_the_end_of_the_node_wakes_all_and_lets_nobody_wait() -> None:
    news = News()
    waits = asyncio.ensure_future(news.after(news.told, LONG))
    await until_so_many_wait(news, 1)
    news.end()
    assert not await waits
    assert not await news.after(news.told, LONG)


def test_no_part_of_what_use_cases_share_has_more_than_eight_fields() -> None:
    parts = (SharedRegister._fields, OfficeSettings._fields, fields(DocumentServices))
    assert max(map(len, parts)) < len(fields(Office)) == 8
