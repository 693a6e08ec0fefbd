"""Every parameter of every operation of IAM, wrong in every way: AWS's error, and never a fault.

The service model says what there is and what is wrong, so that a new operation is tested by being
offered.
"""

import pytest

from rolebridge.access.model import Kind
from rolebridge.accounts.operations import OPERATIONS
from support.iam_door import MODEL, IAMDoor, error_of
from support.iam_samples import OPERATIONS as SHAPES
from support.iam_samples import build_call, list_scalars, list_wrong_texts

EVERY = pytest.mark.parametrize("action", sorted(OPERATIONS))
# What a call may be told that the model has nothing against.
AWS_CODES = {
    "AccessDenied",
    "DeleteConflict",
    "EntityAlreadyExists",
    "EntityTemporarilyUnmodifiable",
    "InvalidAuthenticationCode",
    "InvalidInput",
    "InvalidParameterValue",
    "InvalidQueryParameter",
    "LimitExceeded",
    "MalformedPolicyDocument",
    "NoSuchEntity",
    "OpenIdIdpCommunicationError",
    "ValidationError",
}


@pytest.fixture(scope="module")
def door():
    from datetime import UTC, datetime

    return IAMDoor(datetime(2026, 11, 24, tzinfo=UTC))


def test_only_operations_of_the_model_are_offered():
    assert set(OPERATIONS) <= set(MODEL.operation_names)


def check_code(answer):
    """An error of AWS's or an answer, and no fault of ours."""
    if answer.status_code == 200:
        return "OK"
    status, code, _ = error_of(answer)
    assert 400 <= status < 500
    assert code in AWS_CODES
    return code


@EVERY
def test_a_call_with_what_is_required_is_read(door, action):
    for names in ((), SHAPES[action].members):
        answer = door.send(build_call(action, *names))
        check_code(answer)
        if answer.status_code != 200:
            message = error_of(answer)[2]
            assert "validation error" not in message
            assert not message.startswith("The specified value for ")


@EVERY
def test_what_is_missing_is_named(door, action):
    shape = SHAPES[action]
    for name in shape.required:
        fields = build_call(action)
        kept = {key: value for key, value in fields.items() if key.split(".")[0] != name}
        place = name[0].lower() + name[1:]
        text = (
            f"1 validation error detected: Value null at '{place}' failed to satisfy constraint: "
            "Member must not be null"
        )
        assert error_of(door.send(kept)) == (400, "ValidationError", text)
    if len(shape.required) > 1:
        bare = {"Action": action, "Version": "2010-05-08"}
        _, _, message = error_of(door.send(bare))
        assert message.startswith(f"{len(shape.required)} validation errors detected: ")


@EVERY
def test_a_text_that_the_model_does_not_allow_is_told(door, action):
    for parameter, field, shape in list_scalars(action):
        if shape.kind is not Kind.STRING:
            continue
        for wrong in list_wrong_texts(shape):
            fields = build_call(action, parameter) | {field: wrong}
            status, code, message = error_of(door.send(fields))
            assert (status, code) == (400, "ValidationError"), (field, wrong[:20])
            is_named = message.startswith("The specified value for ")
            assert is_named or "failed to satisfy constraint: Member must" in message
            assert wrong == "" or wrong not in message, "IAM hides what was wrong"


@EVERY
@pytest.mark.parametrize("text", ["\N{SNOWMAN}", "\x01", "%", "a" * 3000, "${x}", "{}", "0"])
def test_no_text_makes_a_fault(door, action, text):
    for parameter, field, _ in list_scalars(action):
        check_code(door.send(build_call(action, parameter) | {field: text}))


@EVERY
def test_numbers_and_flags_are_what_they_say(door, action):
    for parameter, field, shape in list_scalars(action):
        fields = build_call(action, parameter)
        if shape.kind is Kind.STRING:
            continue
        for wrong in ("", "maybe", "1e3", " 1", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 5000):
            _, code, _ = error_of(door.send(fields | {field: wrong}))
            assert code == "InvalidParameterValue"
        if shape.kind is Kind.INTEGER:
            outside = [n for n in (shape.low and shape.low - 1, shape.high and shape.high + 1) if n]
            for wrong in outside:
                _, code, message = error_of(door.send(fields | {field: str(wrong)}))
                assert code == "ValidationError"
                assert "Member must have value" in message


@EVERY
def test_a_parameter_that_is_given_twice_is_refused(door, action):
    for parameter, field, _ in list_scalars(action):
        fields = build_call(action, parameter)
        fields.setdefault(field, "sample")
        for name in (field, field.swapcase()):
            repeated = [*fields.items(), (name, fields[field])]
            assert error_of(door.send(repeated))[:2] == (400, "InvalidQueryParameter")


@EVERY
def test_a_parameter_in_another_case_is_refused(door, action):
    for parameter, field, _ in list_scalars(action):
        fields = build_call(action, parameter)
        value = fields.pop(field, "sample")
        for name in {field.lower(), field.upper(), field.swapcase()} - {field}:
            answer = door.send(fields | {name: value})
            assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@EVERY
def test_what_is_a_list_is_numbered(door, action):
    for name, shape in SHAPES[action].members.items():
        if shape.kind is not Kind.LIST:
            continue
        fields = build_call(action)
        for spelling in (name, f"{name}.1", f"{name}.member", f"{name}.member.0", f"{name}.x.1"):
            answer = door.send(fields | {spelling: "sample"})
            assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@EVERY
def test_lists_have_a_longest(door, action):
    for name, shape in SHAPES[action].members.items():
        if shape.kind is not Kind.LIST or shape.high is None or shape.high > 300:
            continue
        fields = build_call(action, name)
        (rest, value), *others = [
            (key[len(f"{name}.member.1") :], value)
            for key, value in fields.items()
            if key.startswith(f"{name}.member.1")
        ]
        for number in range(2, shape.high + 2):
            for below, text in ((rest, value), *others):
                fields[f"{name}.member.{number}{below}"] = text
        place = name[0].lower() + name[1:]
        _, code, message = error_of(door.send(fields))
        assert code == "ValidationError"
        assert f"Value at '{place}' failed to satisfy constraint: Member must have length" in (
            message
        )


@EVERY
def test_parameters_of_nobody_are_ignored(door, action):
    fields = build_call(action) | {"Nonsense": "1", "Nonsense.member.1": "2"}
    answer = door.send(fields)
    check_code(answer)
    if answer.status_code != 200:
        _, code, message = error_of(answer)
        assert code != "InvalidQueryParameter"
        assert "onsense" not in message
