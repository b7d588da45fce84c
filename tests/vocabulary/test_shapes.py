"""What servers say is read as far as it is what it should be, and never raises."""

import pytest

from leitstand.vocabulary import shapes


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (5, 5),
        ("12", 12),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("123456789012345678abc", None),
        ("²", None),
        ("-1", None),
        (-1, None),
        (2**63, None),
        (True, None),
        (1.5, None),
        ("", None),
        (None, None),
    ],
)
def test_a_whole_number_is_one_or_none(said, read):
    assert shapes.whole({"n": said}, "n") == read
