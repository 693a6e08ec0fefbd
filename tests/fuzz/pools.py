"""The material of random cases: accounts, services, context keys and values of every type."""

import base64

ACCOUNTS = ("111122223333", "444455556666", "777788889999")
HOME = ACCOUNTS[0]

TEXTS = (
    *("alice", "Alice", "bob", "red", "blue", "al", "alice ", "a/b", "a:b", "x:y:z", "10", "true"),
    *(
        "*",
        "a*",
        "?",
        "al?ce",
        "**",
        "$",
        "${aws:username}",
        "${*}",
        "${",
        "}",
        "a}b",
        "[a-z]",
        ".",
    ),
    *("é", "É", "ß", "\u212a", "k", "\u0130", "\U0001f600", "it's", "a, b", "0", "-", "\\", '"'),
)
NUMBERS = (
    *(
        "0",
        "1",
        "10",
        "10.0",
        "010",
        "-1",
        "-0",
        "0.1",
        "0.10",
        "9.99",
        "10.01",
        "1e1",
        "ten",
        " 10",
    ),
    *(
        "9223372036854775808",
        "\u0661\u0660",
        "1_0",
        "",
        ".5",
        "5.",
        "--1",
        "0x10",
        "NaN",
        "Infinity",
    ),
    *("99999999999999999999.5", "-10.5", "1795428000", "2026", "+10"),
)
DATES = (
    *("2026", "2026-11", "2026-11-23", "2026-11-23T10:00Z", "2026-11-23T10:00:00Z"),
    *("2026-11-23T10:00:00.5Z", "2026-11-23T10:00:00.50Z", "2026-11-23T11:00:00+01:00"),
    *(
        "2026-11-23T05:30:00-04:30",
        "1795428000",
        "1795427999",
        "0",
        "-1",
        "2024-02-29",
        "2023-02-29",
    ),
    *(
        "1900-02-29",
        "2000-02-29",
        "2026-11-23T23:59:60Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:00:00",
    ),
    *("2026-11-23t10:00:00z", "2026-11-23 10:00:00Z", "23.11.2026", "", "2026-1-1", "1970"),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999999Z"),
    *("2026-11-23T10:00:00.0000000001Z", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00+0100"),
    *("2026-11-23T10:00:00+24:00", "99999999999999999999", "2026-13", "2026-00", "2026-11-00"),
)
ADDRESSES = (
    *("10.0.0.1", "10.0.0.0", "10.255.255.255", "11.0.0.1", "203.0.113.7", "203.0.113.007"),
    *("255.255.255.255", "0.0.0.0", "256.0.0.1", "1.2.3", "1.2.3.4.5", "::1", "::", "2001:db8::1"),
    *("2001:DB8:0:0::1", "2001:db8:0:0:0:0:0:1", "::ffff:10.0.0.1", "::ffff:a00:1", "fe80::1%eth0"),
    *(
        "1::2::3",
        ":::",
        "12345::",
        "2001:db8::/32",
        "10.0.0.1/32",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
    ),
    *(
        "::2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7",
        "64:ff9b::10.0.0.1",
        "10.0.0.1::",
        "",
    ),
    *(
        " 10.0.0.1",
        "10.0.0.1 ",
        "nowhere",
        "\u0661.0.0.1",
        "1:2:3:4:5:6:1.2.3.4",
        "::1.2.3",
        "g::1",
    ),
)
NETWORKS = (
    *(
        "10.0.0.0/8",
        "10.0.0.1/8",
        "10.0.0.1",
        "10.0.0.1/32",
        "0.0.0.0/0",
        "203.0.113.0/24",
        "11.0.0.0/7",
    ),
    *(
        "10.0.0.0/31",
        "::/0",
        "2001:db8::/32",
        "2001:DB8::1",
        "::1/128",
        "::ffff:0:0/96",
        "fe80::/10",
    ),
    *("10.0.0.0/0", "128.0.0.0/1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8", "2001:db8::1/127"),
)
BOOLEANS = ("true", "false", "True", "FALSE", "tRuE", "yes", "1", "", " true", "truE ", "\u0130")


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


BINARIES = (
    *(_encode(data) for data in (b"A", b"AB", b"ABC", b"\x00", b"\xff\xfe", b"ABCD" * 3)),
    *(
        "QR==",
        "QQ",
        "Q Q=",
        "QQ==\n",
        "QUI=",
        "QUJ=",
        "Q===",
        "====",
        "",
        "-_-_",
        "+/+/",
        "QQ==QQ==",
    ),
    *("=QQ=", "QUJD", "\u0661\u0661==", "Q=Q="),
)
ARNS = (
    f"arn:aws:iam::{HOME}:role/Admin",
    f"arn:aws:iam::{HOME}:role/team/Admin",
    f"arn:aws:iam::{HOME}:user/alice",
    f"arn:aws:sns:eu-west-1:{HOME}:topic",
    f"arn:aws:sns:eu-west-1:{HOME}:topic:a:b/c",
    f"arn:aws:sns:eu-west-1:{HOME}:Topic",
    "arn:aws-cn:s3:::bucket/alice/x",
    "arn:aws:s3:::bucket/alice/x",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::",
    "arn:aws:s3::bucket",
    "arn:::::",
    "not an arn",
    "arn",
    "urn:aws:s3:::bucket",
    "ARN:aws:s3:::bucket",
    f"x:arn:aws:iam::{HOME}",
    "",
)
ARN_PATTERNS = (
    f"arn:aws:iam::{HOME}:role/*",
    "arn:aws:iam::*:role/Admin",
    "arn:*:*:*:*:*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::*/x",
    "arn:aws*:s3:::bucket/?????/x",
    f"arn:aws:sns:*:{HOME}:topic*",
    "arn:aws:sns:eu-west-?:*:*c",
    "*",
    "arn:aws:*:*:*:*",
    "arn:aws:s3:::bucket/${aws:username}/*",
    "${aws:SourceArn}",
    "${aws:SourceArn}*",
    "arn:aws:s3:${missing:Key, '::bucket'}/*",
    "arn:aws:${aws:username}",
    "${aws:PrincipalArn}",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*",
    "arn:aws:s3:::bucket/${*}",
    "arn:aws:sns:*:*:${aws:PrincipalTag/Team, 'topic'}",
    "${missing:Key}",
    "${missing:Key, 'arn:aws:s3:::bucket/alice/x'}",
)

# Each context key with the type of its values; what stands in the second group is usually a list.
SINGLE_KEYS = {
    "aws:username": "text",
    "aws:PrincipalTag/Team": "text",
    "aws:RequestTag/Cost Center": "text",
    "aws:ResourceTag/Team": "text",
    "saml:sub": "text",
    "saml:aud": "text",
    "sts:RoleSessionName": "text",
    "aws:PrincipalAccount": "text",
    "aws:PrincipalArn": "arn",
    "aws:SourceArn": "arn",
    "aws:CurrentTime": "date",
    "aws:EpochTime": "number",
    "s3:max-keys": "number",
    "aws:SourceIp": "address",
    "aws:SecureTransport": "boolean",
    "key:Binary": "binary",
}
MULTIPLE_KEYS = {
    "aws:TagKeys": "text",
    "saml:cn": "text",
    "aws:PrincipalOrgPaths": "text",
    "key:Arns": "arn",
    "key:Numbers": "number",
    "key:Dates": "date",
    "key:Addresses": "address",
    "key:Flags": "boolean",
    "key:Binaries": "binary",
}
KEYS = {**SINGLE_KEYS, **MULTIPLE_KEYS}
VALUES = {
    "text": TEXTS,
    "number": NUMBERS,
    "date": DATES,
    "address": ADDRESSES,
    "boolean": BOOLEANS,
    "binary": BINARIES,
    "arn": ARNS,
}

ACTIONS = {
    "s3": ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:GetObjectAcl", "s3:DeleteObject"),
    "sqs": ("sqs:SendMessage", "sqs:ReceiveMessage"),
    "sns": ("sns:Publish",),
    "kms": ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"),
    "iam": ("iam:PassRole", "iam:GetRole", "iam:CreateUser"),
    "ec2": ("ec2:StartInstances", "ec2:DescribeInstances"),
    "sts": (
        *("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"),
        *("sts:TagSession", "sts:SetSourceIdentity", "sts:GetCallerIdentity"),
    ),
}
PROVIDERS = (
    f"arn:aws:iam::{HOME}:saml-provider/ExampleCorp",
    f"arn:aws:iam::{HOME}:oidc-provider/idp.example.com/pool",
    "accounts.google.com",
    "www.amazon.com",
    "graph.facebook.com",
    "cognito-identity.amazonaws.com",
)
SERVICES = ("ec2.amazonaws.com", "lambda.amazonaws.com", "s3.amazonaws.com")
