"""Tags and policies are packed, measured and unpacked without loss."""

import json

import pytest

from rolebridge.access.session import SessionPolicies
from rolebridge.sts.packing import Packed, pack, unpack

EKS_TAGS = {
    "eks-cluster-arn": "arn:aws:eks:eu-central-1:123456789012:cluster/production-eks",
    "eks-cluster-name": "production-eks",
    "kubernetes-namespace": "my-application",
    "kubernetes-service-account": "my-application-sa",
    "kubernetes-pod-name": "my-application-7d9c5b9f6d-x2x7k",
    "kubernetes-pod-uid": "0b5a1f3e-9d55-4f6f-8d3e-1f0f7a6b2c4d",
}
STATEMENT = {
    "Sid": "Stmt1",
    "Effect": "Allow",
    "Action": "s3:ListAllMyBuckets",
    "Resource": "*",
}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]}, separators=(",", ":"))
ARN = "arn:aws:iam::111122223333:policy/"


@pytest.mark.parametrize(
    ("tags", "policies"),
    [
        ({}, SessionPolicies()),
        ({"Team": "platform"}, SessionPolicies()),
        ({"Team": "", "Größe": "五"}, SessionPolicies(POLICY)),
        ({}, SessionPolicies(None, (ARN + "One", ARN + "Two"))),
        (EKS_TAGS, SessionPolicies(POLICY, (ARN + "One",))),
    ],
)
def test_unpacks_what_was_packed(tags, policies):
    assert unpack(pack(tags, policies)) == (tags, policies)


def test_nothing_takes_no_space():
    assert pack({}, SessionPolicies()) == Packed()
    assert Packed().percent == 0


def test_is_calibrated_on_the_recorded_figures():
    assert 65 <= pack(EKS_TAGS, SessionPolicies()).percent <= 85
    assert 4 <= pack({}, SessionPolicies(POLICY)).percent <= 9


def test_a_share_is_rounded_up():
    assert Packed(tags=b"x").percent == 1
    assert Packed(tags=b"x" * 240).percent == 100
    assert Packed(tags=b"x" * 241).percent == 101
    assert Packed(tags=b"x" * 120, policies=b"x" * 240).percent == 100


@pytest.mark.parametrize(
    "packed", [b"\xff\xff", b"\x00", pack(EKS_TAGS, SessionPolicies()).tags[:-1]]
)
def test_other_bytes_are_refused(packed):
    with pytest.raises(ValueError):
        unpack(Packed(tags=packed))


def test_session_policies_are_true_when_there_are_any():
    assert not SessionPolicies()
    assert SessionPolicies(POLICY)
    assert SessionPolicies(managed=(ARN + "One",))
