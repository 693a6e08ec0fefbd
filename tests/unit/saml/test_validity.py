"""Conditions by themselves: the gate before them lets few of these through."""

import pytest
from lxml import etree

from rolebridge.saml.checks import CheckFailed, Trail
from rolebridge.saml.expected import Examination
from rolebridge.saml.validity import check_conditions
from support.keys import rsa_pair
from support.saml import NOW, SAML, Message

EXAMINATION = Examination(Message().expected(rsa_pair()), NOW, Trail())


@pytest.mark.parametrize("name", [f"{{{SAML}}}Condition", "{urn:x}OneTimeUse", "OneTimeUse"])
def test_a_condition_that_nobody_here_understands_is_refused(name):
    # SAML Core 2.5.1: an assertion with a condition that is not understood is not valid.
    assertion = etree.Element(f"{{{SAML}}}Assertion")
    conditions = etree.SubElement(assertion, f"{{{SAML}}}Conditions")
    etree.SubElement(conditions, name)
    with pytest.raises(CheckFailed) as caught:
        check_conditions(assertion, EXAMINATION)
    assert caught.value.code == "condition_unknown"
    assert caught.value.actual == name
