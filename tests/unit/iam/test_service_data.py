"""Services as whoever has their data hands them over."""

from rolebridge.iam.service_data import Action, ConditionKey, KeyType, ResourceType, Service

DO = Action("DoThis", ("Thing",), frozenset({"x:tag/*"}))
THING = ResourceType("Thing", "arn:${Partition}:x:::${Name}")
TAG = ConditionKey("x:Tag/${TagKey}", KeyType.STRING)
PLAIN = ConditionKey("x:Plain", KeyType.STRING)


def test_a_service_is_asked_in_lower_case():
    service = Service.of("x", [DO], [THING], [PLAIN, TAG])

    assert service.prefix == "x"
    assert service.actions == {"dothis": DO}
    assert service.resource_types == {"thing": THING}
    assert service.keys.names == ("x:Plain", "x:Tag/${TagKey}")


def test_a_key_is_found_in_any_case_and_with_any_tag():
    keys = Service.of("x", [DO], [THING], [PLAIN, TAG]).keys

    assert keys.find("X:PLAIN") is PLAIN
    assert keys.find("x:tag/team") is TAG
    assert keys.find("x:Tag/") is None
    assert keys.find("x:other") is None


def test_it_is_known_of_some_keys_which_actions_have_them():
    service = Service.of("x", [DO], [THING], [PLAIN, TAG])

    assert service.tells_actions_of(TAG)
    assert not service.tells_actions_of(PLAIN)
