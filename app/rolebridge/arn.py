"""Amazon Resource Names, and the grammar of the few kinds that federation speaks of."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from rolebridge.errors import RolebridgeError


class Partition(StrEnum):
    """The AWS partitions that have their own sign-in endpoints."""

    AWS = "aws"
    CHINA = "aws-cn"
    GOVCLOUD = "aws-us-gov"


class InvalidARN(RolebridgeError):
    """Text that is not an ARN of the kind asked for."""

    code = "arn_invalid"

    def __init__(self, text: str, kind: str = "ARN") -> None:
        super().__init__(f"{text!r} is not a valid {kind}.")
        self.text = text
        self.kind = kind


@dataclass(frozen=True, slots=True)
class ARN:
    """`arn:partition:service:region:account:resource`; the resource may hold further colons."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read any ARN. Raises InvalidARN unless there are six parts and the first is `arn`."""
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or not (parts[1] and parts[2] and parts[5]):
            raise InvalidARN(text)
        return cls(*parts[1:])

    @property
    def name(self) -> str:
        """What stands behind the last slash of the resource: a role's or a provider's name."""
        return self.resource.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


# IAM role names are [\w+=,.@-]{1,64} (ASCII) and may hold commas; a path starts and ends with "/".
ROLE_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
ROLE_PATH = re.compile(r"/(?:[\x21-\x2e\x30-\x7f]+/)*")
PROVIDER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
ACCOUNT_ID = re.compile(r"[0-9]{12}")
_ROLE_ARN = re.compile(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:role/(?:[\x21-\x2e\x30-\x7f]+/)*[A-Za-z0-9_+=,.@-]{1,64}"
)
_PROVIDER_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[A-Za-z0-9_.-]{1,128}")


def parse_role_arn(text: str) -> ARN:
    """Read the ARN of an IAM role, path included. Raises InvalidARN."""
    if _ROLE_ARN.fullmatch(text) is None or len(text) > 2048:
        raise InvalidARN(text, "role ARN")
    return ARN.parse(text)


def parse_saml_provider_arn(text: str) -> ARN:
    """Read the ARN of an IAM SAML provider. Raises InvalidARN."""
    if _PROVIDER_ARN.fullmatch(text) is None or len(text) > 2048:
        raise InvalidARN(text, "SAML provider ARN")
    return ARN.parse(text)


def is_reserved_role(role: ARN) -> bool:
    """Whether the role is one that IAM Identity Center keeps for itself, by name or by path."""
    return role.name.startswith("AWSReservedSSO_") or role.resource.startswith(
        "role/aws-reserved/sso.amazonaws.com/"
    )


def build_role_arn(partition: str, account: str, path: str, name: str) -> ARN:
    """The ARN of a role; `path` begins and ends with a slash."""
    return ARN(partition, "iam", "", account, f"role{path}{name}")


def build_saml_provider_arn(partition: str, account: str, name: str) -> ARN:
    """The ARN of a SAML provider."""
    return ARN(partition, "iam", "", account, f"saml-provider/{name}")


def build_assumed_role_arn(role: ARN, session_name: str) -> ARN:
    """The ARN of a session of `role`: the path is left out, as AWS does."""
    return ARN(role.partition, "sts", "", role.account, f"assumed-role/{role.name}/{session_name}")
