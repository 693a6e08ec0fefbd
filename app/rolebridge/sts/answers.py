"""The parts that the answers of several operations have in common."""

from rolebridge.access.call import Fields
from rolebridge.access.session import SessionFacts
from rolebridge.sts.credentials import MAX_TOKEN_CHARACTERS, IssuedCredentials


def write_credentials(issued: IssuedCredentials) -> Fields:
    """The credentials, as every operation that issues some gives them."""
    return (
        ("AccessKeyId", issued.access_key_id),
        ("SecretAccessKey", issued.secret_access_key),
        ("SessionToken", issued.session_token),
        ("Expiration", issued.expiration),
    )


def write_assumed_role(session: SessionFacts) -> Fields:
    """The session of a role, by id and ARN."""
    return (("AssumedRoleId", session.user_id), ("Arn", session.principal_arn))


def write_token_size(issued: IssuedCredentials) -> Fields:
    """How long the token is, and how much of the longest possible that takes, in per cent."""
    size = len(issued.session_token)
    return (("SessionTokenUtilization", measure_utilization(size)), ("SessionTokenSize", size))


def measure_utilization(size: int) -> int:
    """The share of the longest possible token that some characters take, in per cent."""
    return -(-100 * size // MAX_TOKEN_CHARACTERS)
