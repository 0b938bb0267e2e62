from typing import Any

import pytest

from gateway.cli.client import NodeClient
from tests.support.pages import page


def test_a_list_is_walked_page_by_page_with_what_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []
    pages = {None: page(1, 2, following="x"), "x": page(3, following="y"), "y": page()}

    def get(_: NodeClient, path: str, **params: Any) -> Any:
        asked.append((path, params))
        return pages[params.get("after")]

    monkeypatch.setattr(NodeClient, "get", get)
    assert list(NodeClient().walk("/cases", state="filed")) == [1, 2, 3]
    assert [each.get("after") for _, each in asked] == [None, "x", "y"]
    assert {(path, each["state"]) for path, each in asked} == {("/cases", "filed")}
