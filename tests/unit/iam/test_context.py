import pytest

from rolebridge.iam import InvalidRequest, RequestContext
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


KEY = "k:" + "x" * 118
FILLED = {f"k:{number}": "x" * 20_480 for number in range(6)}
LEFT = 131_072 - sum(len(key) + len(value) for key, value in FILLED.items()) - len("k:left")


@pytest.mark.parametrize(
    ("fitting", "too_much", "told"),
    [
        (
            {f"k:{number}": "" for number in range(2_048)},
            {f"k:{number}": "" for number in range(2_049)},
            "2049 condition keys, where 2048 are allowed",
        ),
        ({"k:K": ("x",) * 2_048}, {"k:K": ("x",) * 2_049}, "2049 values, where 2048 are allowed"),
        (
            {"k:K": ("x",) * 1_024, "k:L": ("x",) * 1_024},
            {"k:K": ("x",) * 1_025, "k:L": ("x",) * 1_024},
            "2049 values, where 2048 are allowed",
        ),
        (
            {KEY: ("x" * 10_240, "y" * 10_240)},
            {KEY: ("x" * 10_240, "y" * 10_241)},
            f"20481 characters of {KEY[:100]!r}, where 20480 are allowed",
        ),
        (
            {**FILLED, "k:left": "x" * LEFT},
            {**FILLED, "k:left": "x" * (LEFT + 1)},
            "131073 characters, where 131072 are allowed",
        ),
    ],
)
def test_a_request_may_be_as_long_as_it_says_and_no_longer(fitting, too_much, told):
    assert len(RequestContext.of(fitting).values) == len(fitting)
    with pytest.raises(InvalidRequest) as refused:
        RequestContext.of(too_much)
    assert str(refused.value) == f"context: {told}"
