"""Whatever a file says, it is read or refused: no other error ever comes out."""

import copy

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.parse import parse_federation
from support.organisations import WHOLE

TREE = yaml.safe_load(WHOLE)
STORED = parse_federation(WHOLE).organisation
QUICK = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["{", "}", "{account}", "{attribute.x}", "aws-{account}-{role}", "self", "dev"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "id", "file", "group", "Statement", "x y"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def paths_of(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for step, child in children:
        yield from paths_of(child, (*path, step))


def replaced(path, odd):
    tree = copy.deepcopy(TREE)
    *way, last = path
    node = tree
    for step in way:
        node = node[step]
    node[last] = odd
    return tree


def read(text):
    try:
        parse_federation(text, stored=STORED)
    except FederationRefused as refused:
        texts = [fault.text for fault in refused.faults]
    else:
        return
    assert texts
    assert all(len(text.splitlines()) == 1 for text in texts)


@QUICK
@given(st.sampled_from(sorted(paths_of(TREE), key=repr)[1:]).filter(lambda path: path != ()), ODD)
def test_any_value_in_any_place_is_read_or_refused(path, odd):
    read(yaml.safe_dump(replaced(path, odd), sort_keys=False))


@QUICK
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.text(max_size=6))
def test_any_cut_is_read_or_refused(at, length, text):
    read(WHOLE[:at] + text + WHOLE[at + length :])
