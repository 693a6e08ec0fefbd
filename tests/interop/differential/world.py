"""The small world the random cases are about: who asks, for what, and what is known of a request.

Services, actions and condition keys are real ones, because the peer drops keys of a request that
the service does not know; a key it drops would be a difference that says nothing.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

HOME, AWAY = ACCOUNTS = ("111122223333", "444455556666")


class Kind(StrEnum):
    """Kinds of caller, as far as they differ in which policies can be attached to them."""

    USER = auto()
    ROLE = auto()
    SESSION = auto()
    FEDERATED_USER = auto()
    ROOT = auto()
    PROVIDER = auto()
    SERVICE = auto()
    ANONYMOUS = auto()


HAS_ACCOUNT = frozenset({Kind.USER, Kind.ROLE, Kind.SESSION, Kind.FEDERATED_USER, Kind.ROOT})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the entries of a Principal map that speak of this caller."""

    kind: Kind
    principal: object
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: `{account}` stands in the ARN where the resource's account belongs."""

    action: str
    resource: str
    patterns: tuple[str, ...]
    keys: tuple[str, ...] = ()


def _aws(*arns: str) -> tuple[tuple[str, str], ...]:
    return tuple(("AWS", arn) for arn in arns)


def _people(partition: str, account: str) -> list[Caller]:
    iam, sts = f"arn:{partition}:iam::{account}", f"arn:{partition}:sts::{account}"
    whole = (account, f"{iam}:root")
    session = f"{sts}:assumed-role/Deployer/ann"
    role, pathless = f"{iam}:role/ops/Deployer", f"{iam}:role/Deployer"
    linked = f"{iam}:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO"
    return [
        Caller(Kind.USER, f"{iam}:user/ann", _aws(f"{iam}:user/ann", *whole)),
        Caller(Kind.USER, f"{iam}:user/team/bob", _aws(f"{iam}:user/team/bob", *whole)),
        Caller(Kind.ROLE, role, _aws(role, pathless, *whole)),
        Caller(Kind.ROLE, linked, _aws(linked, *whole)),
        Caller(Kind.SESSION, session, _aws(session, role, role, pathless, *whole)),
        Caller(
            Kind.SESSION,
            f"{sts}:assumed-role/Reader/ci-7",
            _aws(f"{sts}:assumed-role/Reader/ci-7", f"{iam}:role/Reader", *whole),
        ),
        Caller(
            Kind.FEDERATED_USER,
            f"{sts}:federated-user/ann",
            _aws(f"{sts}:federated-user/ann", f"{iam}:user/ann", *whole),
        ),
        Caller(Kind.ROOT, f"{iam}:root", _aws(*whole)),
    ]


def _federated(name: str) -> Caller:
    return Caller(Kind.PROVIDER, name, (("Federated", name),))


PEOPLE = [
    *_people("aws", HOME),
    *_people("aws", AWAY),
    *(one for one in _people("aws-us-gov", HOME) if one.kind in (Kind.USER, Kind.SESSION)),
]
SAML_PROVIDERS = [_federated(f"arn:aws:iam::{account}:saml-provider/Corp") for account in ACCOUNTS]
WEB_PROVIDERS = [
    _federated(f"arn:aws:iam::{HOME}:oidc-provider/token.example.com/id"),
    _federated("accounts.google.com"),
]
SERVICES = [
    Caller(Kind.SERVICE, name, (("Service", name),))
    for name in ("lambda.amazonaws.com", "ec2.amazonaws.com")
]
NOBODY = [Caller(Kind.ANONYMOUS, {"type": "Anonymous"}, (("AWS", "*"),))]
EVERYBODY = [*PEOPLE, *SAML_PROVIDERS, *WEB_PROVIDERS, *SERVICES]

_BUCKET = "arn:aws:s3:::homes"
_KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
PERMISSIONS = (
    Target(
        "s3:GetObject",
        f"{_BUCKET}/ann/q1.csv",
        (
            f"{_BUCKET}/*",
            f"{_BUCKET}/ann/q?.csv",
            f"{_BUCKET}/${{aws:username}}/*",
            f"{_BUCKET}/${{aws:PrincipalTag/Team, 'ann'}}/*",
            f"{_BUCKET}/Ann/*",
            f"{_BUCKET}/ann/q1-csv",
            f"{_BUCKET}/${{AWS:username}}/*",
            "arn:aws:s3:::*/*/*.csv",
        ),
        ("s3:signatureAge", "s3:authType"),
    ),
    Target(
        "s3:PutObject",
        f"{_BUCKET}/a$c",
        (
            f"{_BUCKET}/a${{$}}c",
            f"{_BUCKET}/a${{*}}",
            f"{_BUCKET}/a${{?}}c",
            f"{_BUCKET}/a?c",
            "arn:aws:s3:::${aws:username}/*",
        ),
        (
            "s3:RequestObjectTagKeys",
            "s3:object-lock-retain-until-date",
            "s3:object-lock-remaining-retention-days",
        ),
    ),
    Target(
        "s3:GetObject",
        f"{_BUCKET}/ann/q1-csv",
        (f"{_BUCKET}/ann/q1.csv", f"{_BUCKET}/ann/[q]1-csv+", f"{_BUCKET}/?**/q?-*"),
    ),
    Target(
        "s3:ListBucket", _BUCKET, (f"{_BUCKET}*", "arn:*:s3:::h*s"), ("s3:prefix", "s3:max-keys")
    ),
    Target("s3:ListAllMyBuckets", "*", ("arn:aws:s3:::*",)),
    Target("ec2:DescribeInstances", "*", ("arn:aws:ec2:*:*:instance/*",)),
    Target(
        "sqs:SendMessage",
        "arn:aws:sqs:eu-west-1:{account}:ann-queue",
        (
            f"arn:aws:sqs:*:{HOME}:${{aws:username}}-queue",
            "arn:aws:sqs:eu-*:*:*",
            "arn:aws:sqs:us-east-1:*:*",
            f"arn:aws:sqs:*:{AWAY}:ann*",
        ),
        ("aws:ResourceTag/Team",),
    ),
    Target(
        "sns:Publish",
        "arn:aws:sns:eu-west-1:{account}:ann",
        ("arn:aws:sns:*:*:${aws:username}", "arn:aws:sns:*:*:${aws:PrincipalTag/Team, 'ann'}"),
        ("aws:ResourceTag/Team",),
    ),
    Target(
        "dynamodb:GetItem",
        "arn:aws:dynamodb:eu-west-1:{account}:table/Orders",
        (
            "arn:aws:dynamodb:*:*:table/*",
            "arn:aws:dynamodb:*:*:table/orders",
            "arn:aws-cn:dynamodb:*:*:*",
        ),
        ("dynamodb:LeadingKeys", "dynamodb:Attributes"),
    ),
    Target(
        "kms:Decrypt",
        f"arn:aws:kms:eu-west-1:{{account}}:key/{_KEY}",
        ("arn:aws:kms:*:*:key/*", f"arn:aws:kms:*:{HOME}:key/1234*"),
        ("kms:ViaService",),
    ),
    Target(
        "iam:PassRole",
        "arn:aws:iam::{account}:role/ops/Deployer",
        ("arn:aws:iam::*:role/*", "arn:aws:iam::*:role/ops/*", "arn:aws:iam::*:role/Deployer"),
        ("iam:PassedToService",),
    ),
)
_ROLE = "arn:aws:iam::{account}:role/ops/Target"
_ROLES = ("arn:aws:iam::*:role/*", f"arn:aws:iam::{HOME}:role/ops/*", "arn:aws:iam::*:role/Target")
_TAGS = ("aws:RequestTag/Team", "aws:TagKeys", "sts:TransitiveTagKeys")
ASSUME = (
    Target("sts:AssumeRole", _ROLE, _ROLES, ("sts:ExternalId", "sts:RoleSessionName", *_TAGS)),
    Target("sts:TagSession", _ROLE, _ROLES, _TAGS),
    Target("sts:SetSourceIdentity", _ROLE, _ROLES, ("sts:SourceIdentity",)),
)
ASSUME_SAML = (
    Target(
        "sts:AssumeRoleWithSAML",
        _ROLE,
        _ROLES,
        ("saml:aud", "saml:sub", "saml:eduPersonAffiliation"),
    ),
)
ASSUME_WEB = (
    Target("sts:AssumeRoleWithWebIdentity", _ROLE, _ROLES, ("accounts.google.com:aud", *_TAGS)),
)
