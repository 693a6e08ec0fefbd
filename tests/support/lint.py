"""Short ways of linting a policy."""

import json
from functools import cache

from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import Finding, Surroundings, lint_policy
from rolebridge.store.service_data import PackagedServiceData

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/ExampleCorp"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
WITH_SAML = "sts:AssumeRoleWithSAML"
WITH_WEB = "sts:AssumeRoleWithWebIdentity"
RECIPIENT = {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}}


@cache
def service_data() -> PackagedServiceData:
    """One for all tests, so that each service is read once."""
    return PackagedServiceData()


def statement(**elements):
    """A statement with nothing odd about it, changed by the given elements; None removes one."""
    usual = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
    return {k: v for k, v in {**usual, **elements}.items() if v is not None}


def trust(**elements):
    """A statement of a trust policy with nothing odd about it, changed likewise."""
    usual = {
        "Effect": "Allow",
        "Principal": {"Federated": SAML},
        "Action": WITH_SAML,
        "Condition": RECIPIENT,
    }
    return {k: v for k, v in {**usual, **elements}.items() if v is not None}


def text_of(*statements, version="2012-10-17") -> str:
    document = {"Version": version, "Statement": list(statements)}
    return json.dumps({k: v for k, v in document.items() if v is not None}, indent=1)


def lint(
    *statements, kind=PolicyKind.IDENTITY, version="2012-10-17", **surroundings
) -> tuple[Finding, ...]:
    known = Surroundings(**surroundings)
    return lint_policy(text_of(*statements, version=version), kind, service_data(), known)


def lint_trust(*statements, **surroundings) -> tuple[Finding, ...]:
    return lint(*statements, kind=PolicyKind.TRUST, **surroundings)


def codes(findings) -> list[str]:
    return sorted(finding.code.value for finding in findings)


def places(findings, code) -> list[str]:
    """Where a code was found."""
    return [finding.place for finding in findings if finding.code.value == code]
