"""What an assertion tells about a person is remembered for exactly as long as it is true."""

from dataclasses import replace

import pytest

from rolebridge.idp.content import ContentMemory, build_content
from rolebridge.idp.refusals import RoleNotGranted
from rolebridge.idp.service_providers import get_service_provider
from support.identity_provider import AWS_LOCATION, NOW
from support.organisation import AWS, AWS_ENTITY_ID, DEV, make_configuration, make_person

ROLE = f"arn:aws:iam::{DEV}:role/ReadOnly"
ALICE = make_person("alice", "aws-admins")


@pytest.fixture
def configuration():
    return make_configuration(AWS)


def provider_of(configuration):
    return get_service_provider(configuration, AWS_ENTITY_ID, AWS_LOCATION, NOW)


def ask(memory, configuration, person=ALICE, role_arn=None):
    return memory.build(configuration, provider_of(configuration), person, role_arn)


def test_the_same_question_has_the_same_answer_without_asking_the_rules(configuration):
    memory = ContentMemory()
    first = ask(memory, configuration)
    assert ask(memory, configuration, replace(ALICE)) is first
    assert first == build_content(configuration, provider_of(configuration), ALICE)


def test_a_changed_person_is_asked_about_again(configuration):
    memory = ContentMemory()
    ask(memory, configuration)
    with pytest.raises(RoleNotGranted):
        ask(memory, configuration, replace(ALICE, memberships=()))
    assert ask(memory, configuration).grants


def test_another_configuration_is_asked_again_even_with_the_same_revision(configuration):
    memory = ContentMemory()
    first = ask(memory, configuration)
    organisation = replace(configuration.organisation, mapping_rules=())
    without_rules = replace(configuration, organisation=organisation)
    assert without_rules.revision == configuration.revision
    with pytest.raises(RoleNotGranted):
        ask(memory, without_rules)
    assert ask(memory, configuration) == first


def test_one_role_and_all_roles_are_two_questions(configuration):
    memory = ContentMemory()
    assert len(ask(memory, configuration).grants) > 1
    assert [grant.role_arn for grant in ask(memory, configuration, role_arn=ROLE).grants] == [ROLE]


def test_the_memory_is_bounded(configuration):
    memory = ContentMemory(most=3)
    for number in range(10):
        ask(memory, configuration, make_person(f"person{number}", "aws-admins"))
        assert len(memory.remembered) <= 3
