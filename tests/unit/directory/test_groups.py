"""Nested groups."""

from rolebridge.directory.groups import resolve_memberships


def paths(direct, **member_of):
    return [membership.path for membership in resolve_memberships(direct, member_of)]


def test_nobody_is_in_nothing():
    assert paths([]) == []


def test_direct_groups_come_first_in_their_order_then_the_next_ring():
    assert paths(["b", "a"], a=("x",), b=("y", "x")) == [("b",), ("a",), ("b", "y"), ("b", "x")]


def test_the_shortest_way_counts():
    assert paths(["a", "c"], a=("b",), b=("c",)) == [("a",), ("c",), ("a", "b")]


def test_circles_end():
    assert paths(["a"], a=("a", "b"), b=("c",), c=("a",)) == [
        ("a",),
        ("a", "b"),
        ("a", "b", "c"),
    ]


def test_a_group_named_twice_is_one():
    assert paths(["a", "a"]) == [("a",)]


def test_direct_memberships_say_so():
    direct, nested = resolve_memberships(["a"], {"a": ("b",)})
    assert direct.is_direct
    assert not nested.is_direct


def test_a_deep_nesting_is_followed_to_its_end():
    chain = {f"g{n}": (f"g{n + 1}",) for n in range(2000)}
    assert len(resolve_memberships(["g0"], chain)) == 2001
