"""How IAM says no, in AWS's codes and texts (IAM API reference, common recorded answers)."""

from rolebridge.access.refusals import AWSRefused


def no_such_entity(message: str, *, has_aws_text: bool = True) -> AWSRefused:
    """What is named does not exist."""
    return AWSRefused(
        "NoSuchEntity", 404, message, reason="entity_unknown", has_aws_text=has_aws_text
    )


def name_not_found(kind: str, name: str) -> AWSRefused:
    """`The role with name X cannot be found.`: so AWS says of roles, users and groups."""
    return no_such_entity(f"The {kind} with name {name} cannot be found.")


def entity_exists(message: str, *, has_aws_text: bool = True) -> AWSRefused:
    """What is to be created exists."""
    return AWSRefused(
        "EntityAlreadyExists", 409, message, reason="entity_exists", has_aws_text=has_aws_text
    )


def name_taken(kind: str, name: str) -> AWSRefused:
    """`Role with name X already exists.`"""
    return entity_exists(f"{kind} with name {name} already exists.")


def delete_conflict(message: str, *, has_aws_text: bool = True) -> AWSRefused:
    """Something else hangs on what is to be deleted."""
    return AWSRefused(
        "DeleteConflict", 409, message, reason="delete_conflict", has_aws_text=has_aws_text
    )


def limit_exceeded(message: str, *, has_aws_text: bool = True) -> AWSRefused:
    """A quota of the account."""
    return AWSRefused(
        "LimitExceeded", 409, message, reason="limit_exceeded", has_aws_text=has_aws_text
    )


def invalid_input(message: str, *, has_aws_text: bool = True, detail: str = "") -> AWSRefused:
    """A value that the model allows and the operation does not."""
    return AWSRefused(
        "InvalidInput",
        400,
        message,
        reason="input_invalid",
        detail=detail,
        has_aws_text=has_aws_text,
    )
