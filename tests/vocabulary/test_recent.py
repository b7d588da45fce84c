"""A mapping that forgets the oldest keeps at least what it promised."""

from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary.recent import Recent


@given(names=st.lists(st.integers(0, 40)), limit=st.integers(1, 9))
def test_the_newest_are_there_and_never_more_than_twice_the_limit(names, limit):
    recent, latest = Recent(limit), []
    for moment, name in enumerate(names):
        recent.put(str(name), moment)
        latest = [one for one in latest if one[0] != str(name)] + [(str(name), moment)]
        assert len(recent) <= 2 * limit
        assert all(recent.get(one) == value for one, value in latest[-limit:])


def test_a_copy_goes_its_own_way():
    recent = Recent(3)
    recent.put("a", 1)
    twin = recent.copy()
    twin.put("a", 2)
    twin.put("b", 3)
    assert (recent.get("a"), recent.get("b"), twin.get("a")) == (1, None, 2)


def test_comes_back_from_its_generations():
    recent = Recent(2)
    for name in "abc":
        recent.put(name, 0)
    again = Recent.of(2, *recent.generations())
    assert list(again) == list(recent) == [("a", 0), ("b", 0), ("c", 0)]
