"""The texts that a federation file is made of, each with its grammar and the source of it."""

from dataclasses import replace

from rolebridge.federation.shapes import Text

# No controls, no line separators, no braces (they mark placeholders).
_CHARACTER = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029{}]"
# The same without blanks, for the two ends of a name.
_EDGE = r"[^\x00-\x20\x7f-\xa0\u2028\u2029{}]"
NAME_PATTERN = rf"{_EDGE}(?:{_CHARACTER}*{_EDGE})?"
_NAME_RULE = "a name without braces, control characters and outer blanks"

IAM_NAME_PATTERN = r"[A-Za-z0-9_+=,.@-]+"
_IAM_NAME_RULE = "made of the letters, digits and _+=,.@- that IAM allows"

GROUP_NAME = Text("The group's name.", _NAME_RULE, NAME_PATTERN, maximum=256)
DESCRIPTION = Text("What it is for, in a sentence.", minimum=0, maximum=1000)
IAM_DESCRIPTION = Text(
    "What it is for, in a sentence (IAM: Latin-1 characters).",
    "made of the Latin-1 characters that IAM allows in a description",
    r"[\t\n\r\x20-\x7e\xa1-\xff]*",
    minimum=0,
    maximum=1000,
)
USERNAME = Text(
    "The name to sign in with. Names that differ only in case are the same name.",
    "one word without braces",
    rf"{_EDGE}+",
    maximum=256,
    examples=("alice",),
)
DISPLAY_NAME = Text("The name that pages show.", _NAME_RULE, NAME_PATTERN, maximum=200)
EMAIL = Text(
    "The email address.",
    "an email address",
    r"[^\x00-\x20\x7f-\xa0\u2028\u2029{}@]+@[^\x00-\x20\x7f-\xa0\u2028\u2029{}@]+",
    maximum=320,
    examples=("alice@example.com",),
)
ATTRIBUTE_NAME = Text("The attribute's name.", _NAME_RULE, NAME_PATTERN, maximum=256)
ATTRIBUTE_VALUE = Text("A value of the attribute.", minimum=0, maximum=2048)

ACCOUNT_ID = Text(
    "The account's 12 digits, in quotes: a bare 012345678901 would lose its zero.",
    'an account id: 12 digits in quotes, such as "111122223333"',
    r"[0-9]{12}",
    examples=("111122223333",),
)
ACCOUNT_ALIAS = Text(
    "The account's alias.",
    "an account alias: lower-case letters, digits and single hyphens, and not 12 digits alone "
    "(IAM CreateAccountAlias)",
    r"(?![0-9]{12}$)[a-z0-9](?:-?[a-z0-9])+",
    minimum=3,
    maximum=63,
    examples=("example-dev",),
)
PROVIDER_NAME = Text(
    "The SAML provider's name.",
    "a SAML provider name: letters, digits, dots, hyphens and underscores (IAM)",
    r"[A-Za-z0-9_.-]+",
    maximum=128,
    examples=("ExampleCorp",),
)
ROLE_NAME = Text(
    "The role's name.", _IAM_NAME_RULE, IAM_NAME_PATTERN, maximum=64, examples=("Developer",)
)
POLICY_NAME = Text("The policy's name.", _IAM_NAME_RULE, IAM_NAME_PATTERN, maximum=128)
ROLE_PATH = Text(
    "The role's path; it is part of the ARN. Default: `/`.",
    "a path: it begins and ends with a slash (IAM)",
    r"/(?:[\x21-\x2e\x30-\x7f]+/)*",
    maximum=512,
    examples=("/", "/team/"),
)
USER_NAME = Text(
    "The user's name.", _IAM_NAME_RULE, IAM_NAME_PATTERN, maximum=64, examples=("deployer",)
)
USER_GROUP_NAME = Text(
    "The name of a group of users.", _IAM_NAME_RULE, IAM_NAME_PATTERN, maximum=128
)
PROFILE_NAME = Text("The profile's name.", _IAM_NAME_RULE, IAM_NAME_PATTERN, maximum=128)
PATH = replace(ROLE_PATH, description="The path; it is part of the ARN. Default: `/`.")
POLICY_PATH = Text(
    "The policy's path; it is part of the ARN. Default: `/`.",
    "a path: it begins and ends with a slash (IAM)",
    r"/(?:[A-Za-z0-9.,+@=_-]+/)*",
    maximum=512,
    examples=("/",),
)
TAG_KEY = Text("The tag's key.", "a tag key", maximum=128)
TAG_VALUE = Text("The tag's value.", minimum=0, maximum=256)

# Host names and paths as IAM's ARNs and condition keys can hold them.
ISSUER_URL = Text(
    "The issuer's URL, as its tokens name it (`iss`).",
    "an issuer's URL: https, or http with localhost or 127.0.0.1 and a port, without query "
    "(IAM CreateOpenIDConnectProvider)",
    r"(?:https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|http://(?:localhost|127\.0\.0\.1):[0-9]{1,5})"
    r"(?:/[A-Za-z0-9_.~%:-]+)*/?",
    maximum=255,
    examples=("https://token.actions.githubusercontent.com",),
)
AUDIENCE = Text(
    "A client id: the audience of tokens (IAM ClientIDList).",
    maximum=255,
    examples=("sts.amazonaws.com",),
)
THUMBPRINT = Text(
    "The SHA-1 of the certificate that signs the issuer's own (IAM ThumbprintList).",
    "40 hexadecimal digits",
    r"[0-9A-Fa-f]{40}",
    maximum=40,
)

ENTITY_ID = Text(
    "The service provider's entity id (SAML Core 8.3.6).",
    "an entity id: a URI without blanks",
    r"[\x21-\x7e]+",
    examples=("urn:amazon:webservices",),
)
URL = Text(
    "A URL.",
    "an https URL (http is for this machine only: localhost, 127.0.0.1, [::1])",
    r"(?:https://[^\x00-\x20\x7f-\xa0\"<>/?#@\\]+"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?)"
    r"(?:[/?][^\x00-\x20\x7f-\xa0\"<>#\\]*)?",
    maximum=2048,
    examples=("https://signin.aws.amazon.com/saml",),
)
CLIENT_ID = Text(
    "The client's id, which becomes the audience of its tokens.",
    "a client id: letters, digits and ._~:/-",
    r"[A-Za-z0-9._~:/-]+",
    maximum=255,
    examples=("webshop",),
)
CLIENT_NAME = Text("The name that pages show.", _NAME_RULE, NAME_PATTERN, maximum=200)
REDIRECT_URI = Text(
    "A redirect URI (RFC 6749, 3.1.2).",
    URL.rule + ", without a fragment",
    URL.pattern,
    maximum=2048,
    examples=("http://localhost:8765/callback",),
)
RULE_NAME = Text("The rule's name, as explanations quote it.", _NAME_RULE, NAME_PATTERN)
