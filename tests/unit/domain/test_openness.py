"""Who is answered without an officer whether somebody was informed of a requirement."""

import pytest

from gateway.domain.openness import InformedPolicy


@pytest.mark.parametrize(
    ("to", "authority", "answered"),
    [
        ((), "FR", True),
        (("FR",), "FR", True),
        (("NL", "FR"), "FR", True),
        (("FR",), "NL", False),
    ],
)
def test_a_policy_that_names_authorities_answers_those(
    to: tuple[str, ...],
    authority: str,
    answered: bool,
) -> None:
    """A State that is named gets its answer, and no other does (tests2, 15)."""
    policy = InformedPolicy(to=to, article="Article 4")
    assert policy.answers(authority) is answered
