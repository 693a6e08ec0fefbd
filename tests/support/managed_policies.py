"""A source of AWS managed policies that stands in for a file."""

from rolebridge.errors import RolebridgeError
from rolebridge.iam import PolicyKind, parse_policy

_DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'


class NamedPolicies:
    """Has the policies of these ARNs and, where it is `broken`, cannot be read."""

    def __init__(self, *arns, is_complete=True, broken=""):
        self.arns = arns
        self.is_complete = is_complete
        self.broken = broken

    def find(self, arn):
        if self.broken:
            raise RolebridgeError(self.broken)
        return parse_policy(_DOCUMENT, PolicyKind.MANAGED) if arn in self.arns else None
