"""Condition keys, the type of their values, and texts of each type worth comparing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueType:
    """One type: operators made for it, values a request may carry, values a policy may ask for.

    The lists overlap, so that a comparison holds about as often as it fails.
    """

    operators: tuple[str, ...]
    of_requests: tuple[str, ...]
    of_policies: tuple[str, ...]


_COMPARISONS = (
    "Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals",
)  # fmt: skip

STRING = ValueType(
    (
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ),
    (
        "ann",
        "Ann",
        "bob",
        "a*n",
        "ann/notes",
        "https://signin.example.com/saml",
        "a?",
        "$",
        "a.n",
        "a}n",
        "",
    ),
    (
        "ann",
        "ANN",
        "an*",
        "a?n",
        "*",
        "bob",
        "a*",
        "a.n",
        "[a]n+",
        "?*n**",
        "ann/*",
        "https://signin.example.com/saml",
        "${aws:username}",
        "${aws:PrincipalTag/Team}",
        "${aws:PrincipalTag/Team, 'ann'}",
        "${aws:username}/*",
        "a${*}n",
        "a${?}",
        "${$}",
        "${aws:TagKeys}",
        "${AWS:UserName}",
        "${aws:PrincipalTag/Team, 'a}n'}",
    ),
)
NUMERIC = ValueType(
    tuple(f"Numeric{name}" for name in _COMPARISONS),
    ("0", "5", "10", "10.5", "-3", "05", "10.50", "many", "5 apples"),
    ("0", "5", "10", "10.5", "10.50", "-3", "1000000"),
)
DATE = ValueType(
    tuple(f"Date{name}" for name in _COMPARISONS),
    (
        "2026-01-01T00:00:00Z",
        "2026-06-30T12:00:00+02:00",
        "1767225600",
        "2026-06-30",
        "2026-01-01T00:00Z",
        "2026-01-01T00:00:00.5Z",
        "today",
        "2026-02-30",
    ),
    ("2026-01-01T00:00:00Z", "2026-06-30T10:00:00Z", "2026-06-30", "2026", "1767225600", "2026-02"),
)
BOOLEAN = ValueType(("Bool",), ("true", "false", "True", "yes"), ("true", "false", "FALSE"))
ADDRESS = ValueType(
    ("IpAddress", "NotIpAddress"),
    ("203.0.113.7", "10.1.2.3", "2001:db8::1", "2001:0db8:0:0:0:0:0:9", "localhost"),
    ("203.0.113.0/24", "10.0.0.0/8", "0.0.0.0/0", "203.0.113.7", "2001:db8::/32", "::/0", "2001:db8::1"),
)  # fmt: skip
ARN_OF_SOURCE = "${aws:SourceArn}"
ARN = ValueType(
    ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    (
        "arn:aws:iam::111122223333:role/ops/Deployer",
        "arn:aws:iam::444455556666:user/ann",
        "arn:aws:sns:eu-west-1:111122223333:alarms",
        "arn:aws:lambda:eu-west-1:111122223333:function:resize:7",
        "ann",
        "",
    ),
    (
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::*:role/ops/Deployer",
        "arn:aws:iam::444455556666:user/${aws:username}",
        "arn:aws:*:*:111122223333:*",
        "arn:aws:sns:eu-*:*:alarms",
        "arn:aws:iam::*:*",
        ARN_OF_SOURCE,
        "*",
        "arn:aws*:*:*:1111*:*",
        "arn:aws:lambda:*:*:function:resize",
        "arn:aws:lambda:*:*:function:*",
        "arn:aws:sns:eu-west-1:111122223333:Alarms",
    ),
)
BINARY = ValueType(("BinaryEquals",), ("YW5u", "Ym9i", "ann"), ("YW5u", "Ym9i", "AA=="))

QUANTIFIERS = ("ForAllValues:", "ForAnyValue:")
_BASES = [
    *(
        name
        for kind in (STRING, NUMERIC, DATE, BOOLEAN, ADDRESS, ARN, BINARY)
        for name in kind.operators
    ),
    "Null",
]
# Operators as the guide writes them, by what they are in small letters.
OPERATORS = {
    f"{quantifier}{base}{suffix}".lower(): f"{quantifier}{base}{suffix}"
    for quantifier in ("", *QUANTIFIERS)
    for base in _BASES
    for suffix in ("", "IfExists")
}

# Several values at once.
MULTIPLE = frozenset(
    {
        "aws:TagKeys",
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "sts:TransitiveTagKeys",
        "saml:eduPersonAffiliation",
        "dynamodb:LeadingKeys",
        "dynamodb:Attributes",
        "s3:RequestObjectTagKeys",
    }
)
# What a request may carry and no operator of its key's type can read.
UNREADABLE = ("", "many", "today", "yes", "localhost", "ann", "5 apples", "2026-02-30")
# Those that variables ask for have, half of the time, the value that the patterns are made for.
OF_VARIABLES = frozenset({"aws:username", "aws:PrincipalTag/Team", "aws:SourceArn"})
_OTHER_TYPES = {
    "aws:MultiFactorAuthAge": NUMERIC,
    "s3:max-keys": NUMERIC,
    "s3:signatureAge": NUMERIC,
    "s3:object-lock-remaining-retention-days": NUMERIC,
    "aws:CurrentTime": DATE,
    "aws:EpochTime": DATE,
    "aws:TokenIssueTime": DATE,
    "s3:object-lock-retain-until-date": DATE,
    "aws:SecureTransport": BOOLEAN,
    "aws:MultiFactorAuthPresent": BOOLEAN,
    "aws:SourceIp": ADDRESS,
    "aws:VpcSourceIp": ADDRESS,
    "aws:PrincipalArn": ARN,
    "aws:SourceArn": ARN,
}
GLOBAL = (
    "aws:username",
    "aws:userid",
    "aws:PrincipalTag/Team",
    "aws:PrincipalOrgID",
    "aws:UserAgent",
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    *(key for key in _OTHER_TYPES if key.startswith("aws:")),
)


_MULTIPLE_FOLDED = frozenset(key.lower() for key in MULTIPLE)


def is_multiple(key: str) -> bool:
    """Whether AWS lists the key as one of several values; in any case, as key names are."""
    return key.lower() in _MULTIPLE_FOLDED


def type_of(key: str) -> ValueType:
    """Strings, unless the key is listed as something else."""
    return _OTHER_TYPES.get(key, STRING)
