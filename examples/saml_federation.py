"""SAML federation: one sign-in at the company, and a session in each of several accounts.

Run it with what `make run` prints: AWS_ENDPOINT_URL, AWS_DEFAULT_REGION and a root access key.
"""

import base64
import os

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rolebridge.client import PortalClient

URL = os.environ["AWS_ENDPOINT_URL"].removesuffix("/aws")
PERSON = "alice"
PASSWORD = os.environ.get("ROLEBRIDGE_PASSWORD", f"{PERSON}-demo-password")


def sign_in():
    """As a browser does it: the identity provider answers with a signed assertion."""
    person = PortalClient(URL)
    person.sign_in(PERSON, PASSWORD)
    print(f"{PERSON} signed in once, at the company.")
    return person.list_roles(), person.get_assertion()


def assume(assertion, role_arn, provider_arn):
    """The call itself: not signed, because the assertion is all the proof there is."""
    sts = boto3.client("sts", config=Config(signature_version=UNSIGNED))
    answer = sts.assume_role_with_saml(
        RoleArn=role_arn, PrincipalArn=provider_arn, SAMLAssertion=assertion
    )
    return answer["AssumedRoleUser"]["Arn"]


def show_refusal(what, *arguments):
    try:
        print(f"{what}: allowed, as {assume(*arguments)}, which must not be.")
    except ClientError as error:
        print(f"{what}: refused. {error.response['Error']['Message']}")


def change(assertion):
    """The same response for another person, by somebody without the company's key."""
    text = base64.b64decode(assertion).replace(f">{PERSON}<".encode(), b">admin<")
    return base64.b64encode(text).decode()


def show_provider(provider_arn):
    """What IAM tells of the trust; assertions may also be posted to the provider's own address."""
    shown = boto3.client("iam").get_saml_provider(SAMLProviderArn=provider_arn)
    mode = shown["AssertionEncryptionMode"].lower()
    print(f"{provider_arn}: valid until {shown['ValidUntil'].year}, encryption {mode}.")
    print(f"Its own address is {URL}/aws/saml/acs/{shown['SAMLProviderUUID']}.")


if __name__ == "__main__":
    roles, assertion = sign_in()
    for role in sorted(roles, key=lambda role: (role.alias, role.name)):
        arn = assume(assertion, role.role_arn, role.provider_arn)
        print(f"{role.alias}: {role.name}, as {arn}.")
    mine = next(role for role in roles if role.alias == "example-dev")
    other = f"arn:aws:iam::{mine.account}:role/Developer"
    show_refusal("A role that the assertion does not name", assertion, other, mine.provider_arn)
    show_refusal(
        "Read as a stranger would have changed it",
        change(assertion),
        mine.role_arn,
        mine.provider_arn,
    )
    show_provider(mine.provider_arn)
