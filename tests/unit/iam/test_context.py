import pytest

from rolebridge.iam import RequestContext
from support.policies import is_met


def test_keys_are_found_in_any_case():
    context = RequestContext.of({"SAML:aud": "x", "aws:RequestTag/Team": "red"})

    assert context.find("saml:AUD") == ("x",)
    assert context.find("aws:requesttag/team") == ("red",)


def test_absent_and_empty_are_two_things():
    context = RequestContext.of({"aws:TagKeys": ()})

    assert context.find("aws:TagKeys") == ()
    assert context.find("saml:sub") is None


def test_one_key_cannot_be_given_twice():
    with pytest.raises(ValueError, match="twice"):
        RequestContext.of({"saml:sub": "a", "SAML:sub": "b"})


@pytest.mark.parametrize("values", [(), ("",), ("a", "b")])
def test_only_one_value_that_is_not_empty_is_a_single_value(values):
    assert RequestContext.of({"k:K": values}).find_single("k:K") is None
    assert RequestContext.of({"k:K": ("a",)}).find_single("K:k") == "a"


def test_letters_beyond_ascii_are_not_folded_in_key_names():
    context = {"aws:RequestTag/\u212a": "x"}

    assert not is_met({"StringEquals": {"aws:RequestTag/k": "x"}}, context)
