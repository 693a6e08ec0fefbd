"""Policy sets are prepared once, and what is remembered of them is bounded."""

import pytest

from rolebridge.iam import Layers, Policy, PolicyKind, PolicySet
from rolebridge.iam.policy import count_characters

ROOM = 4 * 1024 * 1024
OF_EACH = 1024  # what a set counts besides its documents


def of_length(length, mark):
    """A policy that says nothing, so long that its set takes this much room."""
    text = mark.ljust(length - OF_EACH)
    return Policy(PolicyKind.IDENTITY, text, version=None, id=None, statements=())


def test_the_same_documents_are_prepared_once():
    one, other = of_length(2_000, "one"), of_length(2_000, "other")

    both = PolicySet.of([one, other])

    assert both.policies == (one, other)
    assert PolicySet.of([of_length(2_000, "one"), other]) is both
    assert PolicySet.of([other, one]) is not both


def test_as_much_as_there_is_room_for_is_remembered_and_then_all_is_forgotten():
    filling = of_length(ROOM, "filling")
    full = PolicySet.of([filling])
    assert PolicySet.of([filling]) is full

    quarters = [of_length(ROOM // 4, str(number)) for number in range(4)]
    prepared = [PolicySet.of([policy]) for policy in quarters]

    assert PolicySet.of([filling]) is not full
    quarters_again = [PolicySet.of([policy]) for policy in quarters]
    assert all(one is not other for one, other in zip(prepared, quarters_again, strict=True))
    kept = [PolicySet.of([policy]) for policy in quarters]
    assert all(one is other for one, other in zip(quarters_again, kept, strict=True))
    PolicySet.of([of_length(OF_EACH, "")])
    assert PolicySet.of([quarters[0]]) is not quarters_again[0]


def test_documents_that_take_more_room_than_there_is_are_not_remembered():
    endless = of_length(ROOM + 1, "endless")

    assert PolicySet.of([endless]) is not PolicySet.of([endless])


@pytest.mark.parametrize("kind", [PolicyKind.TRUST, PolicyKind.RESOURCE])
@pytest.mark.parametrize("layer", ["identity", "session", "boundary", "scp"])
def test_a_policy_that_names_principals_is_attached_to_a_resource_only(kind, layer):
    policy = Policy(kind, f"{kind} {layer}", version=None, id=None, statements=())
    policies = PolicySet.of([policy])

    with pytest.raises(
        ValueError, match=r"^a policy that names principals stands in the resource layer only$"
    ):
        Layers(**{layer: (policies,) if layer == "scp" else policies})


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.RCP])
def test_the_policy_of_a_resource_names_principals(kind):
    policy = Policy(kind, "of a resource", version=None, id=None, statements=())

    with pytest.raises(
        ValueError, match=r"^the policy of a resource is of the kind resource or trust$"
    ):
        Layers(resource=policy)


def test_white_space_is_not_counted():
    assert count_characters('{"X": [1,\t"a b"]}\r\n') == len('{"X":[1,"ab"]}')
