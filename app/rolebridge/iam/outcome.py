"""The three answers of a decision."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a set of policies says of a request. Nobody having said anything is a denial too."""

    ALLOWED = "Allowed"
    EXPLICIT_DENY = "ExplicitlyDenied"
    IMPLICIT_DENY = "ImplicitlyDenied"
